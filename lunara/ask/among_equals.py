"""Whether a list that is cut leaves out rows that are level with its last one: "the customer with the most orders" may be two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.plan import Plan
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.connect.result import ResultTable
    from lunara.semantic.compiled import CompiledQuery

MAX_PEEKED = 1_000
"""Lists longer than this are not looked behind."""


def with_one_more(plan: Plan) -> Plan:
    """The plan with a row more than it asks for where it is cut in an order, by which ties show; else the plan itself."""
    cut = isinstance(plan, SemanticQuery) and plan.limit is not None and plan.order_by and plan.limit <= MAX_PEEKED
    if not cut or not isinstance(plan, SemanticQuery) or plan.limit is None:
        return plan
    return plan.model_copy(update={"limit": plan.limit + 1})


def as_asked(plan: Plan, compiled: CompiledQuery, result: ResultTable) -> tuple[ResultTable, str]:
    """The rows that the plan asks for, and what is said of the row behind them: "" unless it is level with the last of them.

    `result` is what the plan of `with_one_more` gave.
    """
    if with_one_more(plan) is plan or not isinstance(plan, SemanticQuery) or plan.limit is None:
        return result, ""
    if result.row_count <= plan.limit:
        return result, ""
    kept = replace(result, data=result.data.slice(0, plan.limit))
    places = [_place(compiled, order.field) for order in plan.order_by]
    last, left = (dict(zip(result.columns, result.rows()[at], strict=True)) for at in (plan.limit - 1, plan.limit))
    names = [compiled.columns[at].name for at in places if at is not None]
    if None in places or any(last[name] != left[name] for name in names):
        return kept, ""
    which = next((c.name for c in compiled.columns if c.role == "dimension" and isinstance(left[c.name], str)), None)
    other = f"“{left[which]}”" if which is not None else "Another one"
    if plan.limit == 1:
        return kept, f"Not the only one: {other} is level."
    return kept, f"The list is cut among equals: {other} is level with the last one shown."


def _place(compiled: CompiledQuery, field: str) -> int | None:
    """Which column of the result an order goes by."""
    bare = field.rpartition(".")[2]
    for at, column in enumerate(compiled.columns):
        if column.compares is None and field in (column.name, column.field):
            return at
    return next(
        (at for at, column in enumerate(compiled.columns) if column.compares is None and bare == column.name), None
    )
