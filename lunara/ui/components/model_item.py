"""An item's editor: a drawer with its evidence, every field with what is wrong beside it, a preview, and what depends on it."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from lunara.errors import LunaraError
from lunara.semantic.field_check import new_errors
from lunara.semantic.review import Reviewed, ReviewItem, accept, edit, reject
from lunara.ui import state
from lunara.ui.components.model_effects import effects_panel
from lunara.ui.components.model_fields import Drawn, draw_fields
from lunara.ui.components.model_preview import preview_panel
from lunara.ui.components.text import plain
from lunara.ui.failure import show_error
from lunara.ui.model_desk import ModelDesk, published_model
from lunara.ui.model_list import definition
from lunara.ui.navigation import refresh_part
from lunara.ui.page import PageContext, still_here
from lunara.workspace.records import SemanticModelHead

NOUNS = {
    "table": "Table",
    "dimension": "Dimension",
    "measure": "Measure",
    "relationship": "Relationship",
    "derived": "Calculated measure",
}
_WIDTH = 620
_BADGES = {
    "proposed": ":orange-badge[To review]",
    "accepted": ":green-badge[Accepted]",
    "rejected": ":red-badge[Rejected]",
}


def item_drawer(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """The editor of the item that is open, beside the page; nothing where the model has no such item any more."""
    item = desk.item(desk.opened)
    if item is None:
        desk.open_item("")
        return

    # One title for all: with another one the dialog would close and open again at each step through the list.
    @st.dialog("Review", width=_WIDTH, position="right", on_dismiss=lambda: desk.open_item(""))
    def drawer() -> None:
        still_here(ctx)
        current = desk.item(desk.opened)
        if current is not None:
            _drawer(ctx, desk, head, current, editable=editable)

    drawer()


def _drawer(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, item: ReviewItem, *, editable: bool) -> None:
    _steps(desk, item)
    st.markdown(f"{NOUNS[item.kind]} **{plain(item.label)}**")
    sure = "" if item.confidence is None else f":blue-badge[{item.confidence:.0%} sure]"
    st.markdown(f"{_BADGES[item.status]} {sure} :gray[{plain(item.key.partition(':')[2])}]")
    if item.because:
        st.caption(f":material/search_insights: {plain(item.because)}")
    if desk.error is not None:
        show_error(desk.error)
    if item.status == "rejected":
        st.code(definition(item), language="sql", wrap_lines=True)
        if editable and st.button("Take it back in", icon=":material/undo:"):
            desk.change(lambda model, review: accept(model, review, [item.key]), said=f"taking {item.label} back in")
            refresh_part()
        return
    if editable:
        _decisions(desk, item)
    # Above the fields, so that it is there whichever of them was changed.
    place = st.container()
    drawn = draw_fields(desk, item, editable=editable)
    if editable:
        with place:
            _apply(desk, item, drawn)
    wrong = any(problem.level == "error" for problem in drawn.problems)
    made = edited(desk, item, drawn.changes)
    if isinstance(made, LunaraError):
        st.button("Preview", icon=":material/visibility:", disabled=True)
        return
    model, key = made
    preview_panel(ctx, desk, head, model, key, ready=not wrong)
    before = published_model(ctx, head) if editable else None
    if before is not None and before != model:
        effects_panel(ctx, head, before, model, key=item.key, ready=not wrong)


def _steps(desk: ModelDesk, item: ReviewItem) -> None:
    """Through the list that the item was opened from."""
    if item.key not in desk.shown or len(desk.shown) < 2:
        return
    at = desk.shown.index(item.key)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        before, after = desk.shown[at - 1 : at], desk.shown[at + 1 : at + 2]
        if st.button("Previous", icon=":material/keyboard_arrow_up:", disabled=not before, shortcut="Alt+Up"):
            desk.open_item(before[0])
            refresh_part()
        if st.button("Next", icon=":material/keyboard_arrow_down:", disabled=not after, shortcut="Alt+Down"):
            desk.open_item(after[0])
            refresh_part()
        st.caption(f"{at + 1:,} of {len(desk.shown):,} in the list", width="content")


def _decisions(desk: ModelDesk, item: ReviewItem) -> None:
    following = _next_of(desk, item)
    with st.container(horizontal=True, gap="small"):
        if item.status == "proposed":
            label = "Accept and next" if following else "Accept"
            kind: Literal["primary", "secondary"] = "secondary" if item.key in desk.typed else "primary"
            if st.button(label, icon=":material/check:", type=kind, shortcut="Alt+Y"):
                desk.change(lambda model, review: accept(model, review, [item.key]), said=f"accepting {item.label}")
                if desk.error is None and following:
                    desk.open_item(following)
                refresh_part()
        if st.button("Reject", icon=":material/close:"):
            desk.change(lambda model, review: reject(model, review, [item.key]), said=f"rejecting {item.label}")
            if desk.error is None and following:
                desk.open_item(following)
            refresh_part()
        undone = desk.undo[-1][0] if desk.undo else ""
        if undone and st.button("Undo", key="undo-item", icon=":material/undo:", help=plain(f"Takes back {undone}")):
            desk.step_back()
            refresh_part()


def _next_of(desk: ModelDesk, item: ReviewItem) -> str:
    """The next of the list that waits for a decision, empty where there is none."""
    if item.key not in desk.shown:
        return ""
    at = desk.shown.index(item.key)
    for key in (*desk.shown[at + 1 :], *desk.shown[:at]):
        other = desk.item(key)
        if other is not None and other.status == "proposed":
            return key
    return ""


def _apply(desk: ModelDesk, item: ReviewItem, drawn: Drawn) -> None:
    unread = [problem for problem in drawn.problems if problem.field == "more"]
    wrong = unread or new_errors(desk.current, item.key, drawn.changes, desk.catalog)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sent = st.button(
            "Apply",
            type="primary" if drawn.changes else "secondary",
            icon=":material/done:",
            disabled=bool(wrong) or not drawn.changes,
            help="Correct what is marked first." if wrong else "Saved with the next version.",
            shortcut="Alt+Enter",
        )
        if drawn.changes and st.button("Forget what I typed", type="tertiary", icon=":material/backspace:"):
            desk.typed.pop(item.key, None)
            desk.revision += 1
            refresh_part()
        if wrong:
            st.caption("Kept as you typed it. Correct what is marked.")
        elif not drawn.changes:
            st.caption("Nothing is changed yet.")
    if sent and not wrong:
        apply_changes(desk, item, drawn.changes)
        refresh_part()


def apply_changes(desk: ModelDesk, item: ReviewItem, changes: dict[str, Any]) -> None:
    """Change the item; where it does not fit after all, what was typed is kept and the error is shown."""

    def make(model: Any, review: Any) -> Reviewed:
        return edit(model, review, item.key, changes)

    done = desk.change(make, said=f"the change of {item.label}")
    if done is None:
        return
    desk.typed.pop(item.key, None)
    name = str(changes.get("name") or item.item.name)
    desk.open_item(key_of(item, name))
    state.notify("Applied. Save it as a new version when you are done.")


def key_of(item: ReviewItem, name: str) -> str:
    """The key of an item under another name."""
    kind = "measure" if item.kind == "derived" else item.kind
    return f"{kind}:{item.parent + '.' if item.parent else ''}{name}"


def edited(desk: ModelDesk, item: ReviewItem, changes: dict[str, Any]) -> tuple[Any, str] | LunaraError:
    """The model as it would be with `changes`, and the item's key in it; the error where they do not fit."""
    if not changes:
        return desk.current, item.key
    try:
        made = edit(desk.current, desk.review, item.key, changes)
    except LunaraError as error:
        return error
    return made.model, key_of(item, str(changes.get("name") or item.item.name))
