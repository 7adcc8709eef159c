"""Of a question that was answered wrong: the rows that were expected and did not come, and those that came instead.

A run keeps no rows of the warehouse, so both are asked for anew when somebody wants to see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from lunara.ask.judging import ShownRows
from lunara.ask.plan import ModelSql
from lunara.ask.suite import Case
from lunara.ask.wire import plan_from_json
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.semantic.query import SemanticQuery
from lunara.ui.components.text import count, plain
from lunara.ui.evaluating import rows_apart
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext
from lunara.workspace.records import EvaluationRun


def rows_part(ctx: PageContext, run: EvaluationRun, one: Mapping[str, Any], case: Case) -> None:
    """The button that compares the rows of a wrong answer, and what came of it."""
    plan = _plan(one)
    if one.get("outcome") != "wrong" or plan is None or isinstance(case.expect, str) or case.mark != one.get("asked"):
        return
    key = f"evaluation-rows:{run.id}:{one.get('id')}"
    job = find_job(ctx, key)
    if job is None:
        st.button(
            "Compare the rows", key=key, icon=":material/compare:", on_click=_compare, args=(ctx, key, run, case, plan)
        )
        return
    if job_panel(job, retry=partial(_compare, ctx, key, run, case, plan)) == "done":
        _shown(*job.result)


def _compare(ctx: PageContext, key: str, run: EvaluationRun, case: Case, plan: SemanticQuery | ModelSql) -> None:
    def work(report: Report, cancel: CancelToken) -> tuple[ShownRows, ShownRows]:
        report("Comparing the rows")
        return rows_apart(ctx, run, case, plan, cancel)

    clear_job(ctx, key)
    start_job(ctx, key, work, title="Comparing the rows")


def _shown(expected: ShownRows, got: ShownRows) -> None:
    if not expected.rows and not got.rows:
        st.caption("The same rows come now; if anything differs, it is their order.")
        return
    for column, (label, side) in zip(st.columns(2), (("Expected", expected), ("Got", got)), strict=True):
        with column:
            st.markdown(f":small[**{label}**, {count(side.of, 'row')} in all]")
            if not side.rows:
                st.caption("Every row of this side is on the other one, too.")
                continue
            names = headings(side.names or tuple(f"Column {at}" for at in range(1, len(side.rows[0]) + 1)))
            cells = {name: [row[at] for row in side.rows] for at, name in enumerate(names)}
            st.dataframe(cells, hide_index=True, height="content", alt=f"{label}: rows that only this side has")
            if side.of > len(side.rows):
                st.caption(f"The first {count(len(side.rows), 'row')} that only this side has.")


def headings(names: Sequence[str]) -> list[str]:
    """The names of columns as they head a table, each once: of two alike the second has its number behind it.

    >>> headings(["city", "city", "age"])
    ['city', 'city (2)', 'age']
    """
    found: list[str] = []
    for name in map(plain, names):
        number, heading = 1, name
        while heading in found:
            number += 1
            heading = f"{name} ({number})"
        found.append(heading)
    return found


def _plan(one: Mapping[str, Any]) -> SemanticQuery | ModelSql | None:
    raw = one.get("plan")
    if not isinstance(raw, Mapping):
        return None
    try:
        plan = plan_from_json(raw)
    except InvalidInput:
        return None
    return plan if isinstance(plan, SemanticQuery | ModelSql) else None
