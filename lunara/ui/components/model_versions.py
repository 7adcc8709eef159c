"""Versions of a model: what changed between any two, who saved and published what and when, opening and restoring."""

from __future__ import annotations

import streamlit as st

from lunara.errors import Conflict
from lunara.semantic.model import SemanticModel
from lunara.semantic.versions import changes_between
from lunara.ui import state
from lunara.ui.components.model_changes import draw_changes
from lunara.ui.components.model_effects import effects_panel
from lunara.ui.components.text import ago, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.model_desk import ModelDesk, open_version, restore_version
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_model
from lunara.workspace.records import SemanticModelHead, SemanticModelVersion

WORKING = 0
_PAGE = 20


def versions_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Compare any two versions, or the working copy; below, every version with what can be done with it."""
    versions = ctx.store.list_semantic_model_versions(head.id)
    _comparison(ctx, desk, head, versions, editable=editable)
    st.subheader("Versions", anchor=False)
    pages = -(-len(versions) // _PAGE)
    number = st.pagination(pages, key=f"versions-page:{head.id}") if pages > 1 else 1
    for saved in versions[(number - 1) * _PAGE : number * _PAGE]:
        _version(ctx, desk, head, saved, editable=editable)


def _comparison(
    ctx: PageContext,
    desk: ModelDesk,
    head: SemanticModelHead,
    versions: list[SemanticModelVersion],
    *,
    editable: bool,
) -> None:
    sides = [saved.version for saved in versions]
    if editable and desk.changed:
        sides.insert(0, WORKING)
    if len(sides) < 2:
        return
    names = {saved.version: saved for saved in versions}

    def named(side: int) -> str:
        if side == WORKING:
            return "What is open, not saved"
        saved = names[side]
        mark = ", published" if side == head.published_version else ""
        return f"Version {side}{mark}" + (f": {saved.note}" if saved.note else "")

    old_key, new_key = (f"compare-{side}:{head.id}" for side in ("old", "new"))
    for key in (old_key, new_key):
        if state.widget(key) is not None and state.widget(key) not in sides:
            state.clear_widgets(key)
    newest = sides[0]
    against = head.published_version if head.published_version not in (None, newest) else sides[1]
    st.subheader("What changed", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", key="compared_versions"):
        old = st.selectbox("From", sides, sides.index(against or sides[1]), named, key=old_key, width="stretch")
        new = st.selectbox("To", sides, 0, named, key=new_key, width="stretch")
        st.button(
            "Swap", icon=":material/swap_horiz:", on_click=_swap, args=(old_key, new_key, old, new), key="swap-sides"
        )
    if old == new:
        st.caption("Choose two versions that differ.")
        return
    with explained():
        before, after = _model(ctx, desk, head, old), _model(ctx, desk, head, new)
        changes = desk.once(f"changes:{old}:{new}", lambda: changes_between(before, after))
        draw_changes(changes, before, after, key=f"{old}:{new}")
        if editable:
            effects_panel(ctx, head, before, after, key=f"{old}:{new}")


def _swap(old_key: str, new_key: str, old: int, new: int) -> None:
    state.set_widget(old_key, new)
    state.set_widget(new_key, old)


def show_version(head_id: str, version: int, before: int) -> None:
    """Have a version compared with another, from a callback."""
    state.set_widget(f"compare-old:{head_id}", before)
    state.set_widget(f"compare-new:{head_id}", version)


def _model(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, side: int) -> SemanticModel:
    if side == WORKING:
        return desk.current
    found: SemanticModel = desk.once(
        f"version:{side}", lambda: load_model(ctx, head.id, side)[1].model_copy(update={"version": None})
    )
    return found


def _version(
    ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, saved: SemanticModelVersion, *, editable: bool
) -> None:
    with st.container(border=True, gap="xsmall"):
        marks = []
        if saved.version == head.published_version:
            marks.append(":green-badge[Published]")
        if saved.version == desk.based_on:
            marks.append(":blue-badge[Open]")
        st.markdown(f"**Version {saved.version}** {' '.join(marks)} {plain(saved.note)}")
        st.caption(plain(_who(saved)))
        if saved.version == 1 and saved.version == desk.based_on:
            return
        with st.container(horizontal=True, gap="small"):
            if saved.version > 1 and editable:
                st.button(
                    "What changed",
                    key=f"changed:{saved.version}",
                    icon=":material/difference:",
                    type="tertiary",
                    on_click=show_version,
                    args=(head.id, saved.version, saved.version - 1),
                )
            waiting = "Save or discard your changes first." if desk.changed else None
            if saved.version != desk.based_on and st.button(
                "Open",
                key=f"open:{saved.version}",
                icon=":material/folder_open:",
                type="tertiary",
                disabled=desk.changed,
                help=waiting,
            ):
                with explained():
                    open_version(ctx, desk, head, saved.version)
                    refresh()
            if editable and saved.version != head.latest_version:
                _restore(ctx, desk, head, saved, waiting)


def _who(saved: SemanticModelVersion) -> str:
    text = f"Saved by {saved.created_by_name or 'someone'}, {ago(saved.created_at)}"
    if saved.published_at is not None:
        by = f" by {saved.published_by_name}" if saved.published_by_name else ""
        text += f" · published{by}, {ago(saved.published_at)}"
    return text


def _restore(
    ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, saved: SemanticModelVersion, waiting: str | None
) -> None:
    with (
        st.popover(
            "Restore",
            key=f"restore-{saved.version}-{head.latest_version}",
            icon=":material/history:",
            type="tertiary",
            disabled=desk.changed,
            help=waiting,
        ),
        st.form(f"restore:{saved.version}", border=False),
    ):
        st.caption(f"Version {saved.version} is saved again as version {head.latest_version + 1}; none is lost.")
        note = st.text_input("Why?", max_chars=250)
        if st.form_submit_button("Restore as newest", type="primary"):
            try:
                number = restore_version(ctx, desk, head, saved.version, note.strip())
            except Conflict as error:
                show_error(error)
                return
            state.notify(f"Version {saved.version} is back as version {number}.")
            refresh()
