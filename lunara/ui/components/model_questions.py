"""The Model page's list of verified questions: whose they are, which have to be looked at again, and doing it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lunara.ask.describe import describe
from lunara.ask.plan import ModelSql
from lunara.build.verified import to_check
from lunara.errors import LunaraError
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.ui import navigation, state
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_preview import look_panel
from lunara.ui.components.text import count, plain
from lunara.ui.components.verified_answer import MOST_CHARACTERS, by_and_on
from lunara.ui.evaluating import add_verified, in_suite
from lunara.ui.failure import explained
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.page import PageContext
from lunara.ui.verifying import plan_of, published_of, recheck_key, start_recheck
from lunara.workspace.records import SemanticModelHead, VerifiedQuestion

PAGE = 20


def questions_view(ctx: PageContext, head: SemanticModelHead, *, editable: bool) -> None:
    """The questions, those that somebody has to look at first; for those who only ask, the ones that hold."""
    known = ctx.store.list_verified_questions(head.id)
    if not known:
        empty_state(
            "No verified questions yet",
            "Verify an answer on Ask: whoever asks the same, in whatever words, sees that somebody has looked at it.",
            icon=":material/verified:",
        )
        if head.published_version is not None:
            navigation.link("ask", "Ask a question", project=ctx.project_id)
        return
    version = head.published_version or 0
    if editable:
        _check(ctx, head, len(to_check(known, version)))
    rank = {one.id: (one.holds_for(version), not one.because) for one in known}
    known = sorted(known, key=lambda one: rank[one.id])
    wanted = _searched(known)
    model = published_of(ctx, head)
    evaluated = in_suite(ctx.store.list_evaluation_questions(head.id), known) if editable else set()
    more = f"verified-more:{head.id}"
    shown = int(state.widget(more) or PAGE)
    for one in wanted[:shown]:
        with st.container(border=True, gap="small", key=f"verified-{one.id}"), explained():
            _draw(ctx, head, model, one, editable=editable, evaluated=one.id in evaluated)
    if len(wanted) > shown:
        st.button(
            f"Show {min(PAGE * 2, len(wanted) - shown):,} more of {len(wanted):,}",
            key="verified-show-more",
            on_click=state.set_widget,
            args=(more, shown + PAGE * 2),
        )


def _searched(known: list[VerifiedQuestion]) -> list[VerifiedQuestion]:
    if len(known) <= PAGE:
        return known
    text = st.text_input("Search the questions", key="verified-search", icon=":material/search:").strip().casefold()
    return [one for one in known if text in one.question.casefold()]


def _check(ctx: PageContext, head: SemanticModelHead, waiting: int) -> None:
    """The check under the published version: how many wait for it, and its progress."""
    job = find_job(ctx, recheck_key(head.id))
    if job is not None and job.status == "done":
        clear_job(ctx, job.key)
        navigation.refresh()
    if job is not None:
        job_panel(job, retry=partial(start_recheck, ctx, head))
    if waiting and (job is None or not job.running):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                "Check them now",
                icon=":material/fact_check:",
                type="primary",
                on_click=_again,
                args=(ctx, head),
                help="Asks each under the version it held for and under the published one; only what differs is asked.",
            )
            have = "has" if waiting == 1 else "have"
            st.caption(
                f"{count(waiting, 'question')} {have} not been checked under version {head.published_version} yet."
            )


def _again(ctx: PageContext, head: SemanticModelHead) -> None:
    with explained():
        clear_job(ctx, recheck_key(head.id))
        start_recheck(ctx, head).wait(1.0)


def _draw(
    ctx: PageContext,
    head: SemanticModelHead,
    model: SemanticModel | None,
    one: VerifiedQuestion,
    *,
    editable: bool,
    evaluated: bool,
) -> None:
    version = head.published_version or 0
    holds = one.holds_for(version)
    if holds:
        badge = ":green-badge[:material/verified: Verified]"
    elif one.because:
        badge = ":orange-badge[:material/rate_review: Look again]"
    else:
        badge = f":gray-badge[:material/hourglass: Not checked under version {version}]"
    st.markdown(f"**{plain(one.question)}**")
    st.markdown(f"{badge} :small[:gray[{by_and_on(one)}, under version {one.model_version}]]")
    plan = plan_of(one)
    if isinstance(plan, ModelSql):
        st.code(plan.sql, language="sql", wrap_lines=True)
    elif isinstance(plan, SemanticQuery) and model is not None:
        st.caption(plain(_described(plan, model)))
    if one.because:
        st.markdown(f":material/info: {plain(one.because)}")
    if not editable:
        return
    if isinstance(plan, SemanticQuery) and model is not None:
        look_panel(ctx, head, model, plan, f"verified:{one.id}")
    with st.container(horizontal=True, gap="small"):
        if not holds and version:
            st.button(
                "It is right",
                key=f"again:{one.id}",
                icon=":material/verified:",
                on_click=_looked,
                args=(ctx, one, version),
                help=f"Verify it in your name under version {version}",
            )
        if evaluated:
            st.markdown(":gray-badge[:material/speed: In the evaluation]")
        elif plan is not None:
            st.button(
                "Add to the evaluation",
                key=f"evaluate:{one.id}",
                icon=":material/speed:",
                on_click=_add_to_suite,
                args=(ctx, head, one),
            )
        st.button("Reword", key=f"reword:{one.id}", icon=":material/edit:", on_click=_reword, args=(ctx, one))
        st.button("Withdraw", key=f"withdraw:{one.id}", icon=":material/delete:", on_click=_withdraw, args=(ctx, one))


def _described(plan: SemanticQuery, model: SemanticModel) -> str:
    try:
        return describe(plan, model)
    except LunaraError as error:
        return error.message


def _looked(ctx: PageContext, one: VerifiedQuestion, version: int) -> None:
    with explained():
        ctx.store.change_verified_question(one.id, version=version)
        state.notify(f"Verified under version {version}.", ":material/verified:")


def _add_to_suite(ctx: PageContext, head: SemanticModelHead, one: VerifiedQuestion) -> None:
    with explained():
        add_verified(ctx, head, [one])
        state.notify("Added to the suite of the evaluation.", ":material/speed:")


def _reword(ctx: PageContext, one: VerifiedQuestion) -> None:
    @st.dialog("Reword the question")
    def dialog() -> None:
        with st.form("reword", border=False):
            text = st.text_area("Question", one.question, max_chars=MOST_CHARACTERS, height=120)
            sent = st.form_submit_button("Save", type="primary")
        st.caption("What it means stays as it is. The new words are verified in your name.")
        if sent:
            with explained():
                ctx.store.change_verified_question(one.id, question=text)
                state.notify("Reworded.")
                navigation.refresh()

    dialog()


def _withdraw(ctx: PageContext, one: VerifiedQuestion) -> None:
    def withdraw() -> str:
        ctx.store.withdraw_verified_question(one.id)
        return "Withdrawn: answers to it are not shown as verified any more."

    confirm(
        "Withdraw this question?",
        f"**{plain(one.question)}**  \nAnswers to it are still given, and not shown as verified.",
        action="Withdraw",
        on_confirm=withdraw,
    )
