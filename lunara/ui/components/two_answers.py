"""An answer that was planned twice: that two planners agree, or both answers beside each other, of which one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from lunara.ui.components.figure_view import figure_view
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import plain

if TYPE_CHECKING:
    from lunara.ask.change.asked import WhyChanged
    from lunara.ask.plan import ModelSql
    from lunara.semantic.query import SemanticQuery
    from lunara.ui.page import PageContext
    from lunara.ui.stored_answer import Shown, ShownCheck

_MARKS = {"agree": ":green[:material/done_all:]", "alone": ":material/info:"}


def who_planned(provider: str) -> str:
    """Who planned, as people are told it."""
    return {"offline": "Lunara’s own planner (no AI)", "chosen": "your choice"}.get(provider, provider)


def check_line(checked: ShownCheck) -> None:
    """How sure an answer is: whether a second planner came to the same."""
    st.caption(f"{_MARKS.get(checked.verdict, ':material/info:')} {plain(checked.text)}")
    for line in checked.differences if checked.verdict == "alone" else ():
        st.caption(plain(line))


def instead_line(shown: Shown) -> None:
    """That somebody else has planned than was asked first, and why."""
    if shown.instead:
        st.caption(f":material/swap_horiz: {plain(' '.join(shown.instead))}")


def two_answers(
    ctx: PageContext,
    shown: Shown,
    checked: ShownCheck,
    key: str,
    choose: Callable[[str, SemanticQuery | ModelSql | WhyChanged | None], object],
) -> None:
    """Both answers, what differs between them, and a button at each. `choose` asks the one that was pressed."""
    st.markdown(f":material/call_split: **{plain(checked.text)}**")
    instead_line(shown)
    for line in checked.differences:
        st.markdown(f"- {plain(line)}")
    for at, (column, side) in enumerate(zip(st.columns(len(checked.sides)), checked.sides, strict=True)):
        with column, st.container(border=True, gap="small", key=f"{key}:side:{at}"):
            _side(ctx, side, f"{key}:side{at}")
            option = next((one for one in shown.options if one.plan is not None and one.plan == side.plan), None)
            if option is not None:
                st.button(
                    "This is what I meant",
                    key=f"{key}:choose:{at}",
                    icon=":material/check:",
                    on_click=choose,
                    args=(option.question, option.plan),
                    wrap=True,
                )


def _side(ctx: PageContext, side: Shown, key: str) -> None:
    who = who_planned(side.provider)
    st.markdown(f"**{plain(f'{who[:1].upper()}{who[1:]}')}**")
    if side.result is None:
        st.markdown(f":material/block: {plain(side.reason)}")
        return
    if side.described:
        st.caption(plain(side.described))
    if side.headline:
        st.markdown(plain(side.headline))
    for caveat in dict.fromkeys((*side.caveats, *side.warnings)):
        st.caption(f":material/info: {plain(caveat)}")
    chart, compiled = side.chart, side.compiled
    if chart is not None and compiled is not None and chart.kind != "table" and side.result.row_count > 0:
        figure_view(ctx.organization.id, chart, compiled, side.result, key=key)
    else:
        result_table(side.columns, side.result, key=f"{key}:rows")
    if side.cut:
        st.caption(plain(f"The first {side.result.row_count:,} rows as they were kept."))
    if side.sql:
        with st.expander("SQL", icon=":material/code:"):
            st.code(side.sql, language="sql", wrap_lines=True)
