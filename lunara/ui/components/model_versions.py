"""Versions of a model: who saved what and when, what changed, opening and restoring."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lunara.semantic.versions import Change, changes_between
from lunara.ui import state
from lunara.ui.components.text import ago, plain
from lunara.ui.failure import explained
from lunara.ui.model_desk import ModelDesk, open_version, restore_version
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_model
from lunara.workspace.records import SemanticModelHead


def versions_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Saved versions with who and when, what changed against the one before, restore."""
    versions = ctx.store.list_semantic_model_versions(head.id)
    for saved in versions:
        with st.container(border=True):
            marks = []
            if saved.version == head.published_version:
                marks.append(":green-badge[Published]")
            if saved.version == desk.based_on:
                marks.append(":blue-badge[Open]")
            st.markdown(f"**Version {saved.version}** {' '.join(marks)} {plain(saved.note)}")
            who = saved.created_by_name or "Someone"
            st.caption(plain(f"{who}, {ago(saved.created_at)}"))
            with st.container(horizontal=True):
                with st.popover("What changed", icon=":material/difference:"):
                    _what_changed(ctx, head, saved.version)
                if saved.version != desk.based_on and st.button("Open", key=f"open:{saved.version}"):
                    with explained():
                        open_version(ctx, desk, head, saved.version)
                        refresh()
                if (
                    editable
                    and saved.version != head.latest_version
                    and st.button("Restore as newest", key=f"restore:{saved.version}", icon=":material/history:")
                ):
                    with explained():
                        number = restore_version(ctx, desk, head, saved.version)
                        state.notify(f"Version {saved.version} is back as version {number}.")
                        refresh()


def _what_changed(ctx: PageContext, head: SemanticModelHead, version: int) -> None:
    if version == 1:
        st.caption("The first version.")
        return
    with explained():
        _, old = load_model(ctx, head.id, version - 1)
        _, new = load_model(ctx, head.id, version)
        draw_changes(
            changes_between(old.model_copy(update={"version": None}), new.model_copy(update={"version": None}))
        )


def draw_changes(changes: Sequence[Change]) -> None:
    """A list of changes, in words."""
    if not changes:
        st.caption("Nothing changed.")
    for change in changes[:60]:
        what = change.key.partition(":")[0]
        st.markdown(f"{change.kind.capitalize()} {what} **{plain(change.label)}**")
        for field, before, after in change.fields:
            st.caption(plain(f"{field.replace('_', ' ')}: {_short(before)} → {_short(after)}"))
    if len(changes) > 60:
        st.caption(f"And {len(changes) - 60:,} more.")


def _short(value: object) -> str:
    text = "nothing" if value in (None, "", ()) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
