"""The Model page's queue of what people said of answers: each with how it came about, what may mend it, and closing it."""

from __future__ import annotations

import streamlit as st

from lunara.ask.change.words import described
from lunara.ask.corrections import Correction, corrections
from lunara.ask.wire import plan_from_json
from lunara.errors import LunaraError
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import edit, find_item
from lunara.ui import navigation, state
from lunara.ui.components.empty import empty_state
from lunara.ui.components.pager import page_of, pager
from lunara.ui.components.text import ago, plain
from lunara.ui.failure import explained
from lunara.ui.model_desk import VIEW, ModelDesk
from lunara.ui.page import PageContext
from lunara.ui.verifying import published_of
from lunara.workspace.records import Feedback, FeedbackState, SemanticModelHead

PAGE = 20
STATES: dict[FeedbackState, str] = {"open": "Open", "resolved": "Resolved", "dismissed": "Dismissed"}
_BADGES = {
    "down": ":orange-badge[:material/thumb_down: Wrong]",
    "number": ":orange-badge[:material/123: Another number]",
    "up": ":green-badge[:material/thumb_up: Right]",
}


def feedback_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """The queue; for those who build."""
    if not editable:
        empty_state("Editors see feedback", "Say on Ask what is wrong with an answer.", icon=":material/feedback:")
        return
    chosen: FeedbackState = (
        st.segmented_control(
            "State",
            list(STATES),
            default="open",
            format_func=lambda one: STATES[one],
            label_visibility="collapsed",
            required=True,
        )
        or "open"
    )
    name = f"feedback_{head.id}"
    found, more = page_of(
        name,
        lambda limit, offset: ctx.store.list_feedback(head.id, state=chosen, limit=limit, offset=offset),
        size=PAGE,
        search=chosen,
    )
    if not found:
        _draw_nothing(chosen)
        return
    model = published_of(ctx, head)
    for one in found:
        with st.container(border=True, gap="small", key=f"said-{one.id}"), explained():
            _draw(ctx, desk, model, one)
    pager(name, more)


def _draw_nothing(chosen: FeedbackState) -> None:
    if chosen == "open":
        empty_state(
            "No feedback waits for you",
            "People say on Ask whether an answer is right, wrong, or what the number should be. "
            "It comes here with how the answer came about and what may mend it.",
            icon=":material/feedback:",
        )
        navigation.link("ask", "Go to Ask")
    else:
        words = "What you close of the open ones is kept here."
        empty_state(f"Nothing is {STATES[chosen].lower()} yet", words, icon=":material/inbox:")


def _draw(ctx: PageContext, desk: ModelDesk, model: SemanticModel | None, one: Feedback) -> None:
    st.markdown(f"{_BADGES[one.verdict]} **{plain(one.question)}**")
    if one.said:
        st.markdown(f"“{plain(one.said)}”")
    who = f"{one.created_by_name}, " if one.created_by_name else ""
    closed = f" · {STATES[one.state]} by {one.closed_by_name}" if one.state != "open" else ""
    st.caption(plain(f"{who}{ago(one.created_at)}, version {one.model_version}{closed}"))
    _close_buttons(ctx, one)
    if not one.answer:
        st.caption("How it came about is not kept in a way that can be read.")
        return
    if model is not None and one.verdict != "up":
        for number, correction in enumerate(corrections(one.answer, one.said, model)):
            _correction(desk, correction, f"{one.id}:{number}")
    with st.expander("How it came about", icon=":material/psychology:"):
        _account(model, one)


def _close_buttons(ctx: PageContext, one: Feedback) -> None:
    """Drawn before what is told of the answer: whatever that is, it can be closed."""
    with st.container(horizontal=True, gap="small"):
        for state_, label, icon in (
            ("resolved", "Resolved", ":material/check:"),
            ("dismissed", "Dismiss", ":material/close:"),
            ("open", "Open again", ":material/undo:"),
        ):
            if state_ != one.state and (state_ == "open") == (one.state != "open"):
                st.button(label, key=f"{state_}:{one.id}", icon=icon, on_click=_close, args=(ctx, one, state_))
        if one.state != "open":
            st.button("Delete", key=f"delete:{one.id}", icon=":material/delete:", on_click=_delete, args=(ctx, one))


def _correction(desk: ModelDesk, correction: Correction, key: str) -> None:
    st.markdown(f":material/build: {plain(correction.text)}")
    known = [one for one in correction.keys if desk.item(one) is not None]
    if not known:
        return
    with st.container(horizontal=True, gap="small"):
        for item in known[:6]:
            name = plain(item.partition(":")[2])
            if correction.kind == "synonym":
                st.button(
                    f"Add to {name}",
                    key=f"mend:{key}:{item}",
                    icon=":material/add:",
                    on_click=_add_synonym,
                    args=(desk, item, correction.word),
                )
            else:
                st.button(
                    f"Open {name}",
                    key=f"mend:{key}:{item}",
                    icon=":material/arrow_forward:",
                    on_click=_show,
                    args=(desk, item),
                )


def _add_synonym(desk: ModelDesk, key: str, word: str) -> None:
    """Into the working copy, as any other change of the review: nothing counts until it is saved and published."""
    _, item, _ = find_item(desk.current, key)
    synonyms = [*getattr(item, "synonyms", ())]
    if word not in synonyms:
        changes = {"synonyms": [*synonyms, word]}
        desk.change(lambda model, review: edit(model, review, key, changes), said=f"the synonym {word}")
    state.notify("Added. Save and publish when you are done.")


def _show(desk: ModelDesk, key: str) -> None:
    desk.group = key.partition(":")[2].rpartition(".")[0] or desk.group
    desk.open_item(key)
    state.set_widget(VIEW, "Review")


def _account(model: SemanticModel | None, one: Feedback) -> None:
    try:
        plan = plan_from_json(one.answer)
        if model is not None and described(plan, model):
            st.markdown(plain(described(plan, model)))
    except LunaraError as error:
        st.caption(plain(error.message))
    pieces = [(piece.get("text"), piece.get("as")) for piece in one.answer.get("understood") or ()]
    if pieces:
        st.markdown("  \n".join(f"“{plain(str(text))}” :gray[→ {plain(str(taken))}]" for text, taken in pieces))
    if one.answer.get("plan"):
        st.json(one.answer["plan"], expanded=False)
    if one.answer.get("sql"):
        st.code(str(one.answer["sql"]), language="sql", wrap_lines=True)


def _close(ctx: PageContext, one: Feedback, to: FeedbackState) -> None:
    with explained():
        ctx.store.close_feedback(one.id, to)


def _delete(ctx: PageContext, one: Feedback) -> None:
    """Only what is closed: that it went is no surprise to anybody."""
    with explained():
        ctx.store.delete_feedback(one.id)
        state.notify("Deleted.", ":material/delete:")
