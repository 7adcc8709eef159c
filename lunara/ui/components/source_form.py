"""A connection form made from what a kind of warehouse declares about itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lunara.connect import parse_url, takes_url
from lunara.connect.warehouse import Field, Finding, WarehouseKind
from lunara.errors import InvalidInput, LunaraError
from lunara.ui import state
from lunara.ui.components.text import plain
from lunara.ui.failure import show_error

NAME_LENGTH = 120


def draw_fields(
    kind: WarehouseKind,
    *,
    key: str,
    config: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    stored_secrets: bool = False,
) -> tuple[dict[str, str], dict[str, str]]:
    """Draw a kind's fields; returns (config, secrets) as typed. Secrets are never filled in: blank keeps what is stored.

    `chosen` is what `draw_choices` gave: a field of another choice is neither drawn nor returned.

    Belongs in a form: outside of one, a password that is left by the Tab key never reaches the server (its eye takes the focus).
    """
    values: dict[str, str] = dict(chosen or {})
    secrets: dict[str, str] = {}
    folds: dict[str, DeltaGenerator] = {}
    for field in kind.fields:
        if field.type == "files" or field.name in values or not _belongs(field, values):
            continue
        given = (config or {}).get(field.name, "" if config else field.default)
        if field.group and field.group not in folds:
            inside = [one for one in kind.fields if one.group == field.group]
            used = any((config or {}).get(one.name, one.default) != one.default for one in inside)
            folds[field.group] = st.expander(field.group, expanded=used)
        with folds[field.group] if field.group else nullcontext():
            typed = _draw_field(field, f"{key}_{field.name}", given, stored_secrets)
        if field.secret:
            if typed:
                secrets[field.name] = typed
        elif typed:
            values[field.name] = typed
    return values, secrets


def draw_choices(kind: WarehouseKind, *, key: str, config: Mapping[str, str] | None = None) -> dict[str, str]:
    """Draw the choices that decide which other fields are shown. Belongs before the form, so that a choice acts at once."""
    deciding = {field.shown_with[0] for field in kind.fields if field.shown_with}
    return {
        field.name: _draw_field(
            field, f"{key}_{field.name}", (config or {}).get(field.name, "" if config else field.default), stored=False
        )
        for field in kind.fields
        if field.name in deciding
    }


def _belongs(field: Field, values: Mapping[str, str]) -> bool:
    return not field.shown_with or values.get(field.shown_with[0]) in field.shown_with[1:]


def draw_url(kind: WarehouseKind, key: str) -> None:
    """One line in the form that fills the fields of `draw_fields` from a URL, with its button; nothing for a kind without one.

    Every button of the form takes what was pasted (`take_url`), so that it need not be pressed first.
    """
    if not takes_url(kind.name):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hidden_input(
            "Paste a connection URL (optional)",
            _url_box(key),
            help_text="Fills in the fields below.",
            placeholder=f"{kind.url_schemes[0]}://{kind.url_form}",
            autocomplete="off",
        )
        st.form_submit_button(
            "Fill in", key=f"{key}_fill", icon=":material/keyboard_return:", on_click=take_url, args=(kind, key)
        )
    wrong = url_error(key)
    if wrong is not None:
        show_error(wrong)


def _round(key: str) -> int:
    return int(state.widget(f"{key}_url_round") or 0)


def _url_box(key: str) -> str:
    """Another box for each URL: one that is emptied by the server twice keeps its text in the browser."""
    return f"{key}_url_{_round(key)}"


def url_error(key: str) -> LunaraError | None:
    """What was wrong with the URL that was pasted last."""
    wrong = state.widget(f"{key}_url_error")
    return wrong if isinstance(wrong, LunaraError) else None


def take_url(kind: WarehouseKind, key: str) -> None:
    """Callback of the form's buttons: put a pasted URL into the fields and forget it at once, it may hold a password."""
    text = str(state.widget(_url_box(key)) or "").strip()
    state.set_widget(f"{key}_url_error", None)
    if not text:
        return
    state.set_widget(f"{key}_url_round", _round(key) + 1)
    try:
        scheme, mark, _ = text.partition("://")
        if not mark or scheme.lower() not in kind.url_schemes:
            raise InvalidInput(
                f"This is not a {kind.label} URL, so nothing was filled in or tested.",
                f"Write it as {kind.url_schemes[0]}://{kind.url_form}.",
            )
        _, config, secrets = parse_url(text)
    except LunaraError as error:
        state.set_widget(f"{key}_url_error", error)
        return
    for field in kind.fields:
        given = {**config, **secrets}.get(field.name)
        if given is not None:
            state.set_widget(f"{key}_{field.name}", given)


def _draw_field(field: Field, key: str, value: str, stored: bool) -> str:
    label = field.label if field.required else f"{field.label} (optional)"
    help_text = field.help or None
    if field.type == "choice":
        options = list(field.choices)
        _begin_with(key, value if value in options else options[0])
        return str(st.selectbox(label, options, key=key, help=help_text) or "")
    if field.type == "boolean":
        return "true" if st.checkbox(label, value=value.lower() == "true", key=key, help=help_text) else "false"
    if field.type == "multiline":
        shown = "" if field.secret else value
        if field.secret:
            state.keep_secret(key)
        placeholder = "Leave blank to keep what is stored" if field.secret and stored else field.placeholder
        return (
            st.text_area(label, value=shown, key=key, help=help_text, placeholder=placeholder, height=120) or ""
        ).strip()
    if field.secret or field.type == "password":
        placeholder = "Leave blank to keep what is stored" if stored else field.placeholder
        return hidden_input(label, key, help_text=help_text, placeholder=placeholder, autocomplete="new-password")
    _begin_with(key, value)
    return (
        st.text_input(label, key=key, help=help_text, placeholder=field.placeholder, autocomplete="off") or ""
    ).strip()


def hidden_input(label: str, key: str, *, help_text: str | None, placeholder: str, autocomplete: str) -> str:
    """A field for a secret: what is typed is kept nowhere but in it. Belongs in a form, as `draw_fields` says."""
    state.keep_secret(key)
    typed = st.text_input(
        label,
        key=key,
        type="password",
        help=help_text,
        placeholder=placeholder,
        autocomplete=autocomplete,
        width="stretch",
    )
    return typed or ""


def _begin_with(key: str, value: str) -> None:
    """The value of a field before anybody typed: kept in the state, where a pasted URL can replace it."""
    if state.widget(key) is None:
        state.set_widget(key, value)


_ICONS = {"ok": ":material/check_circle:", "warning": ":material/warning:", "error": ":material/error:"}


def draw_findings(findings: list[Finding]) -> None:
    """The lines of "Test connection"."""
    for finding in findings:
        text = plain(finding.message) + (f"  \n:gray[{plain(finding.hint)}]" if finding.hint else "")
        draw = {"ok": st.success, "warning": st.warning, "error": st.error}[finding.level]
        draw(text, icon=_ICONS[finding.level])
        if finding.statement:
            st.code(finding.statement, language="sql", wrap_lines=True)
