"""Who has verified an answer, and the dialog in which an editor does."""

from __future__ import annotations

import streamlit as st

from lunara.ask.describe import describe
from lunara.errors import InvalidInput
from lunara.semantic.query import SemanticQuery
from lunara.ui import navigation, state
from lunara.ui.components.text import plain
from lunara.ui.conversation import Subject
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.stored_answer import Shown
from lunara.ui.verifying import read_alone, verify
from lunara.workspace.records import VerifiedQuestion

MOST_CHARACTERS = 4_000


def by_and_on(one: VerifiedQuestion) -> str:
    """By whom and on which day, as Markdown."""
    by = f"by {plain(one.verified_by_name)} " if one.verified_by_name else ""
    return f"{by}on {one.verified_at.day} {one.verified_at:%B %Y}"


def verified_line(ctx: PageContext, subject: Subject, known: VerifiedQuestion, shown: Shown) -> None:
    """One line below an answer's headline; of one that does not hold for its version only those who build are told."""
    if known.holds_for(shown.version or subject.version):
        same = known.question.casefold().strip(" ?.!") == shown.question.casefold().strip(" ?.!")
        words = "" if same else f" :small[:gray[as “{plain(known.question)}”]]"
        st.markdown(f":green-badge[:material/verified: Verified {by_and_on(known)}]{words}")
    elif ctx.principal.may("editor"):
        because = (
            known.because or f"It was not checked under version {shown.version or subject.version} of the model yet."
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f":orange-badge[:material/rate_review: Look again] :small[:gray[{plain(because)}]]", width="stretch"
            )
            navigation.link(
                "model", "Verified questions", project=ctx.project_id, model=subject.head.id, view="Questions"
            )


def open_verify(ctx: PageContext, subject: Subject, shown: Shown) -> None:
    """Open the dialog: what was understood, and the words that it is verified under."""
    flag = f"verify-anyway:{subject.head.id}:{shown.question}"
    state.set_widget(flag, False)

    @st.dialog("Verify this answer")
    def dialog() -> None:
        st.markdown(
            "Whoever asks what means the same, in whatever words, sees that you have verified it. Another year, place or limit "
            "is another question."
        )
        if isinstance(shown.plan, SemanticQuery):
            st.caption(f"Its meaning: {plain(describe(shown.plan, subject.model))}")
        text = st.text_area(
            "Question", shown.question, max_chars=MOST_CHARACTERS, height=90, help="Worded so that it stands alone"
        )
        doubt = (
            read_alone(ctx, subject, text, shown.plan) if state.widget(flag) and text.strip() and shown.plan else None
        )
        sure = True
        if isinstance(doubt, SemanticQuery):
            st.warning(
                f"By itself this is read as: {plain(describe(doubt, subject.model))}. Word it so that it stands alone.",
                icon=":material/translate:",
            )
            sure = st.checkbox("It means what was answered all the same")
        if st.button("Verify", type="primary", icon=":material/verified:", key="verify-answer"):
            with explained():
                if not text.strip():
                    raise InvalidInput("The question is empty.", "Write what the answer is to.")
                if not sure:
                    raise InvalidInput("The words mean something else.", "Word them anew, or tick the box.")
                if doubt is None and shown.plan is not None and read_alone(ctx, subject, text, shown.plan) is not None:
                    state.set_widget(flag, True)
                    navigation.refresh_part()
                done = verify(ctx, subject, text.strip(), shown)
                state.set_widget(flag, False)
                state.notify(f"Verified: {done.question}", ":material/verified:")
                navigation.refresh()

    dialog()
