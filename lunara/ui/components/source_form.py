"""A connection form made from what a kind of warehouse declares about itself."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lunara.connect.warehouse import Field, Finding, WarehouseKind
from lunara.ui.components.text import plain

NAME_LENGTH = 120


def draw_fields(
    kind: WarehouseKind, *, key: str, config: Mapping[str, str] | None = None, stored_secrets: bool = False
) -> tuple[dict[str, str], dict[str, str]]:
    """Draw a kind's fields; returns (config, secrets) as typed. Secrets are never filled in: blank keeps what is stored."""
    values: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for field in kind.fields:
        if field.type == "files":
            continue
        given = (config or {}).get(field.name, "" if config else field.default)
        typed = _draw_field(field, f"{key}_{field.name}", given, stored_secrets)
        if field.secret:
            if typed:
                secrets[field.name] = typed
        elif typed:
            values[field.name] = typed
    return values, secrets


def _draw_field(field: Field, key: str, value: str, stored: bool) -> str:
    label = field.label if field.required else f"{field.label} (optional)"
    help_text = field.help or None
    if field.type == "choice":
        options = list(field.choices)
        index = options.index(value) if value in options else 0
        return str(st.selectbox(label, options, index=index, key=key, help=help_text) or "")
    if field.type == "boolean":
        return "true" if st.checkbox(label, value=value.lower() == "true", key=key, help=help_text) else "false"
    if field.type == "multiline":
        shown = "" if field.secret else value
        placeholder = "Leave blank to keep what is stored" if field.secret and stored else field.placeholder
        return (
            st.text_area(label, value=shown, key=key, help=help_text, placeholder=placeholder, height=120) or ""
        ).strip()
    if field.secret or field.type == "password":
        placeholder = "Leave blank to keep what is stored" if stored else field.placeholder
        return (
            st.text_input(
                label, key=key, type="password", help=help_text, placeholder=placeholder, autocomplete="new-password"
            )
            or ""
        )
    return (
        st.text_input(label, value=value, key=key, help=help_text, placeholder=field.placeholder, autocomplete="off")
        or ""
    ).strip()


_ICONS = {"ok": ":material/check_circle:", "warning": ":material/warning:", "error": ":material/error:"}


def draw_findings(findings: list[Finding]) -> None:
    """The lines of "Test connection"."""
    for finding in findings:
        text = plain(finding.message) + (f"  \n:gray[{plain(finding.hint)}]" if finding.hint else "")
        draw = {"ok": st.success, "warning": st.warning, "error": st.error}[finding.level]
        draw(text, icon=_ICONS[finding.level])
