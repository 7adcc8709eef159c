"""An answer on the screen: sentence, picture, table, how it was understood, SQL, and what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.steps import steps_of
from lunara.ask.plan import ModelSql
from lunara.charts.ranked import ranked
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.query import SemanticQuery
from lunara.ui.components.change_view import (
    asker_of,
    beside_figured,
    dimensions_view,
    statements_view,
    totals_view,
)
from lunara.ui.components.edited_sql import edited_sql
from lunara.ui.components.figure_view import figure_view
from lunara.ui.components.figured import Figured
from lunara.ui.components.lineage_view import lineage_view
from lunara.ui.components.not_refreshed import check_link, connect_link
from lunara.ui.components.result_table import result_table
from lunara.ui.components.sql_text import formatted
from lunara.ui.components.text import ago, count, plain
from lunara.ui.components.two_answers import check_line, instead_line, two_answers, who_planned
from lunara.ui.components.verified_answer import open_verify, verified_line
from lunara.ui.components.waterfall_view import waterfall_view
from lunara.ui.conversation import Subject
from lunara.ui.page import PageContext
from lunara.ui.stored_answer import Shown
from lunara.ui.verifying import known_of, may_verify

AskAgain = Callable[[str, SemanticQuery | ModelSql | WhyChanged | None], object]


def answer_view(
    ctx: PageContext,
    subject: Subject,
    shown: Shown,
    *,
    key: str,
    ask: AskAgain,
    add: Callable[[Figured], None] | None = None,
) -> None:
    """Draw one answer, with who has verified it. `ask` asks a further question (a choice, a nearest question); `add` opens
    "Add to…".
    """
    if shown.error:
        st.error(f"**{plain(shown.error[0])}**  \n{plain(shown.error[1])}", icon=":material/error:")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Try again", key=f"{key}:again", icon=":material/refresh:", on_click=ask, args=(shown.question, None)
            )
            connect_link(ctx, shown.source_id)
            check_link(ctx, shown.error_code, subject.head.id)
        return
    if shown.checked is not None and shown.checked.sides:
        two_answers(ctx, shown, shown.checked, key, ask)
    elif shown.outcome == "clarification":
        _clarification(shown, key, ask)
    elif shown.outcome == "refusal":
        _refusal(shown, key, ask)
    else:
        _answer(ctx, subject, shown, key, add, ask=ask)
    _account(shown)


def _clarification(shown: Shown, key: str, ask: AskAgain) -> None:
    st.markdown(f"**{plain(shown.reason)}**")
    _planned_by(shown)
    with st.container(horizontal=True):
        for number, option in enumerate(shown.options):
            st.button(
                plain(option.label),
                key=f"{key}:option:{number}",
                on_click=ask,
                args=(option.question, option.plan),
                wrap=True,
            )


def _refusal(shown: Shown, key: str, ask: AskAgain) -> None:
    st.markdown(f":material/block: **{plain(shown.reason)}**")
    _planned_by(shown)
    if shown.nearest:
        st.caption("What the data can answer:")
        with st.container(horizontal=True):
            for number, question in enumerate(shown.nearest):
                st.button(plain(question), key=f"{key}:near:{number}", on_click=ask, args=(question, None), wrap=True)


def _answer(
    ctx: PageContext,
    subject: Subject,
    shown: Shown,
    key: str,
    add: Callable[[Figured], None] | None,
    *,
    ask: AskAgain,
) -> None:
    known = known_of(ctx, subject, shown)
    if shown.headline:
        st.markdown(f"**{plain(shown.headline)}**")
    if known is not None:
        verified_line(ctx, subject, known, shown)
    if shown.details:
        st.markdown(plain(" ".join(shown.details)))
    _planned_by(shown)
    for caveat in dict.fromkeys((*shown.caveats, *shown.warnings)):
        st.caption(f":material/info: {plain(caveat)}")
    if shown.version is not None:
        now = f"Answered with version {shown.version} of the model; version {subject.version} "
        now += "is this agent’s now." if subject.config.get("semantic_model_version") else "is published now."
        st.caption(f":material/history: {now}")
    compiled, result, chart = shown.compiled, shown.result, shown.chart
    if result is None:
        return
    pictured = chart is not None and chart.kind not in ("table", "kpi") and result.row_count > 0
    if shown.change is not None:
        totals_view(shown)
    names = (["Chart"] if pictured else ["Number"] if chart is not None and chart.kind == "kpi" else []) + [
        "Table",
        "SQL",
    ]
    view = st.segmented_control(
        "View", names, default=names[0], key=f"{key}:view", label_visibility="collapsed", required=True
    )
    if view in ("Chart", "Number") and chart is not None and compiled is not None:
        steps = steps_of(shown.columns, result) if shown.change is not None else None
        if steps is not None:
            waterfall_view(steps, key=key)
        else:
            figure_view(ctx.organization.id, chart, compiled, shown.drawn or result, key=key)
    elif view == "SQL" and shown.change is not None:
        statements_view(shown.change, subject.dialect)
    elif view == "SQL":
        _sql(ctx, subject, shown, key)
    else:
        rows = result if shown.cut else ranked(shown.plan, shown.columns, result)
        result_table(shown.columns, rows, key=f"{key}:rows")
        if shown.cut:
            st.caption(plain(f"The first {result.row_count:,} rows as they were kept. Ask again to see all."))
    figured = None
    if isinstance(shown.plan, SemanticQuery | ModelSql) and chart is not None and compiled is not None:
        title = title_of(shown.question, shown.described, chart)
        figured = Figured(title, shown.headline, shown.plan, compiled, result, chart, instead=" ".join(shown.instead))
    if isinstance(shown.plan, WhyChanged):
        figured = beside_figured(ctx, subject, shown)
        dimensions_view(shown, subject, key=key, ask=ask)
    why = asker_of(ctx, subject, shown, ask)
    verify = partial(open_verify, ctx, subject, shown) if may_verify(ctx, subject, shown, known) else None
    _actions(key, shown.columns, result, add, figured, verify=verify, why=why)


def _planned_by(shown: Shown) -> None:
    """Whether somebody stood in for the planner that was asked, and what a second one made of the question."""
    instead_line(shown)
    if shown.checked is not None:
        check_line(shown.checked)


def title_of(question: str, described: str, chart: ChartSpec) -> str:
    """A title for an answer elsewhere: the chart's own, else what was understood, else the question; with a capital."""
    title = (chart.title or described or question).strip().rstrip(".?")
    return f"{title[:1].upper()}{title[1:]}"


def _actions(
    key: str,
    columns: Sequence[OutputColumn],
    result: ResultTable,
    add: Callable[[Figured], None] | None,
    figured: Figured | None,
    *,
    verify: Callable[[], None] | None,
    why: Callable[[], None] | None,
) -> None:
    from lunara.build.table_export import csv_bytes

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if add is not None and figured is not None:
            st.button("Add to…", icon=":material/add_chart:", key=f"{key}:add", on_click=add, args=(figured,))
        if why is not None:
            st.button(
                "Why did it change?",
                icon=":material/difference:",
                key=f"{key}:why",
                on_click=why,
                help="What each group adds to the change between two periods",
            )
        if verify is not None:
            st.button(
                "Verify",
                icon=":material/verified:",
                key=f"{key}:verify",
                on_click=verify,
                help="Say in your name that this is the right answer",
            )
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(result, columns),
            file_name="answer.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"{key}:csv",
            on_click="ignore",
        )
        when = f"as of {ago(result.fetched_at)}" + (", from the cache" if result.from_cache else "")
        st.caption(plain(f"{count(result.row_count, 'row')} · {result.elapsed_ms:,.0f} ms in the warehouse · {when}"))


def _sql(ctx: PageContext, subject: Subject, shown: Shown, key: str) -> None:
    written = formatted(shown.sql, subject.dialect)
    if shown.compiled is not None and shown.compiled.sql.text == shown.sql:
        lineage_view(shown.compiled.lineage, shown.compiled.columns, key=f"{key}:lineage")
    st.code(written, language="sql", wrap_lines=True)
    if not ctx.principal.may("editor") or not st.toggle("Edit and run", key=f"{key}:edit"):
        return
    edited_sql(ctx, subject, written, shown.columns, key=key)


def _account(shown: Shown) -> None:
    """How I understood this: what each piece was taken as, what was not used, who understood it."""
    who = who_planned(shown.provider)
    with st.expander("How I understood this", icon=":material/psychology:"):
        if shown.described:
            st.markdown(plain(shown.described))
        if isinstance(shown.plan, ModelSql):
            st.markdown("Planned as SQL over the model, which was proven to count every row once:")
            st.code(shown.plan.sql, language="sql", wrap_lines=True)
        pieces = dict.fromkeys((piece.text, piece.as_) for piece in shown.understood)
        if pieces:
            st.markdown("  \n".join(f"“{plain(text)}” :gray[→ {plain(taken)}]" for text, taken in pieces))
        if shown.ignored:
            st.markdown(f"Words I did not use: {plain(', '.join(shown.ignored))}")
        for note in shown.notes:
            st.caption(plain(note))
        took = f" in {shown.plan_ms:,.0f} ms" if shown.plan_ms is not None else ""
        st.caption(plain(f"Understood by {who}{took}."))
