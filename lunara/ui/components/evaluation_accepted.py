"""The suite that publishing rests on: what was taken from it since it was accepted and by whom, putting it back, accepting it."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from lunara.build.suites import Reduced, case_of
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.ui import state
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.evaluation_suite import compared_words, expected_words
from lunara.ui.components.text import ago, count, plain
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.publishing_needs import Standing, put_back, reduced_words
from lunara.ui.verifying import published_of
from lunara.workspace.records import AcceptedQuestion, EvaluationQuestion, SemanticModelHead

SHOWN = 20


def _nothing() -> None:
    """Where nothing follows."""


def accepted_part(
    ctx: PageContext,
    head: SemanticModelHead,
    standing: Standing,
    *,
    key: str,
    then: Callable[[], object] = _nothing,
) -> None:
    """What differs from the accepted suite, and what can be done about it; nothing where it is as it was accepted.

    `then` is done after something was put back or accepted.
    """
    if not standing.to_accept:
        return
    model = published_of(ctx, head)
    for one in standing.reduced[:SHOWN]:
        with st.container(border=True, gap="xsmall", key=f"{key}-{one.accepted.id}"):
            _draw(one, model)
    if len(standing.reduced) > SHOWN:
        st.caption(f"And {count(len(standing.reduced) - SHOWN, 'question')} more.")
    if standing.added:
        st.caption(
            f"{count(standing.added, 'question')} nobody has accepted: they count beside the accepted ones, of which alone "
            "enough have to be right."
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if standing.reduced:
            st.button(
                "Put back",
                key=f"{key}-put-back",
                icon=":material/undo:",
                on_click=_put_back,
                args=(ctx, head, standing, then),
            )
        if ctx.principal.may("admin"):
            st.button(
                "Accept the suite",
                key=f"{key}-accept",
                icon=":material/done_all:",
                on_click=_accept,
                args=(ctx, head, standing, then),
            )
        needs = standing.requirement
        by = f" by {needs.accepted_by_name}" if needs.accepted_by_name else ""
        st.caption(plain(f"Accepted{by} {ago(needs.accepted_at)}"))


def _draw(one: Reduced, model: SemanticModel | None) -> None:
    was, now = one.accepted, one.now
    what = ":orange-badge[:material/edit: Changed]" if now is not None else ":red-badge[:material/delete: Removed]"
    by = f" by {was.changed_by_name}" if was.changed_by_name else ""
    when = f" {ago(was.changed_at)}" if was.changed_at is not None else ""
    st.markdown(
        f"{what} **{plain(was.question)}**" + (f" :small[:gray[{plain(f'{by}{when}'.strip())}]]" if by or when else "")
    )
    _draw_expected("Expected", was, model)
    if now is not None:
        _draw_expected("Now" if now.question == was.question else f"Now: {now.question}", now, model)


def _draw_expected(label: str, one: AcceptedQuestion | EvaluationQuestion, model: SemanticModel | None) -> None:
    """What is expected, with all that makes it easier: two that are not the same never read the same."""
    try:
        case = case_of(one)
    except InvalidInput as error:
        st.caption(plain(f"{label}: {error.message}"))
        return
    after = [f"after {' → '.join(case.history)}"] if case.history else []
    st.caption(plain(f"{label}: {'; '.join([expected_words(case, model), *after, *compared_words(case)])}"))
    expect = case.expect
    if isinstance(expect, str):
        return
    sql = expect.model_sql or expect.sql
    if sql is not None:
        st.code(sql, language="sql", wrap_lines=True)
    elif expect.rows is not None and len(expect.rows) > 3:
        st.code(
            json.dumps([list(row) for row in expect.rows[:50]], ensure_ascii=False), language="json", wrap_lines=True
        )


def _put_back(ctx: PageContext, head: SemanticModelHead, standing: Standing, then: Callable[[], object]) -> None:
    with explained():
        state.notify(f"{count(put_back(ctx, head.id, standing.reduced), 'question')} put back.")
        then()


def _accept(ctx: PageContext, head: SemanticModelHead, standing: Standing, then: Callable[[], object]) -> None:
    def accept() -> str:
        ctx.store.accept_evaluation_suite(head.id, standing.questions)
        then()
        return "The suite is accepted as it stands."

    told = [plain(f"Publishing rests on {count(len(standing.questions), 'question')} from then on.")]
    if standing.reduced:
        told.insert(0, plain(reduced_words(standing.reduced)))
    if standing.added:
        told.append(plain(f"{count(standing.added, 'question')} of them nobody has accepted before."))
    confirm("Accept the suite as it stands?", "  \n".join(told), action="Accept", on_confirm=accept)
