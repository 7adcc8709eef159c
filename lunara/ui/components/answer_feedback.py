"""What whoever asked says of an answer: right, wrong, or what the number should be."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lunara.errors import InvalidInput, Unavailable
from lunara.ui import navigation, state
from lunara.ui.conversation import Live, Subject, is_stored
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.planning import forget_plans
from lunara.workspace.outage import trouble_of
from lunara.workspace.records import Feedback, FeedbackVerdict, Message
from lunara.workspace.told_answer import told

_WRONG = "Something is wrong"
_NUMBER = "The number should be…"


def feedback_of(ctx: PageContext, messages: Sequence[Message]) -> dict[str, Feedback] | None:
    """What this person said of the answers among these, by message id; None while the workspace does not answer."""
    answers = [message.id for message in messages if "answer" in message.content and is_stored(message)]
    try:
        return ctx.store.my_feedback(answers) if answers else {}
    except Unavailable as error:
        if trouble_of(error) is None:
            raise
        return None


def feedback_bar(ctx: PageContext, subject: Subject, message: Message, asked: str, live: Live) -> None:
    """The buttons below an answer, with what this person said of it before; nothing while that is not known, or it not stored."""
    head_id, _, version = str(message.content.get("model_version") or subject.model_version).rpartition(":")
    if (
        live.said is None
        or not is_stored(message)
        or "answer" not in message.content
        or (message.content["answer"].get("check") or {}).get("sides")  # of which one is chosen, and answered
        or head_id != subject.head.id
        or not version.isdigit()
    ):
        return
    mine = live.said.get(message.id)
    said = {"up": "You said that it is right.", "down": "You said that it is wrong."}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"feedback-{message.id}"):
        st.button(
            "It is right",
            key=f"up:{message.id}",
            icon=":material/thumb_up:",
            type="tertiary",
            disabled=mine is not None and mine.verdict == "up",
            on_click=_give,
            args=(ctx, subject, message, asked, live),
        )
        st.button(
            "It is wrong",
            key=f"down:{message.id}",
            icon=":material/thumb_down:",
            type="tertiary",
            on_click=_open,
            args=(ctx, subject, message, asked, mine),
        )
        if mine is not None:
            st.caption(said.get(mine.verdict, "You said what the number should be."))


def give(
    ctx: PageContext, subject: Subject, message: Message, asked: str, verdict: FeedbackVerdict, *, said: str = ""
) -> Feedback:
    """Keep what this person says of an answer. Raises InvalidInput where the number that it should be is not said."""
    if verdict == "number" and not said.strip():
        raise InvalidInput("The number is missing.", "Say what it should be, and where you know it from.")
    version = str(message.content.get("model_version") or subject.model_version).rpartition(":")[2]
    if verdict != "up":
        forget_plans(ctx, subject.head.id)  # asked again, it is not to be read in the same way by heart
    return ctx.store.give_feedback(
        subject.head.id,
        message.id,
        verdict,
        version=int(version),
        question=asked,
        answer=told(message.content["answer"]),
        said=said,
    )


def _give(ctx: PageContext, subject: Subject, message: Message, asked: str, live: Live) -> None:
    """That it is right. An answer reruns by itself, without asking anew what was said of all."""
    with explained():
        given = give(ctx, subject, message, asked, "up")
        live.said = {**(live.said or {}), message.id: given}


def _open(ctx: PageContext, subject: Subject, message: Message, asked: str, mine: Feedback | None) -> None:
    @st.dialog("What is wrong?")
    def dialog() -> None:
        with st.form("feedback", border=False):
            kind = st.radio(
                "What do you report?", (_WRONG, _NUMBER), index=int(mine is not None and mine.verdict == "number")
            )
            said = st.text_area(
                "What do you know?",
                mine.said if mine is not None else "",
                max_chars=4_000,
                height=110,
                placeholder="For example: 1,204,500 by the books, without returns",
            )
            sent = st.form_submit_button("Send", type="primary", icon=":material/send:")
        st.caption("Editors of your organization see it with your name, the question and how it was understood.")
        if sent:
            with explained():
                give(ctx, subject, message, asked, "number" if kind == _NUMBER else "down", said=said)
                state.notify("Sent. Thank you.", ":material/send:")
                navigation.refresh()

    dialog()
