"""Whether a list that is cut leaves out rows that are level with its last one: "the customer with the most orders" may be two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.plan import Plan
from lunara.semantic.draft.display import display_dimension
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.connect.result import ResultTable
    from lunara.semantic.compiled import CompiledQuery
    from lunara.semantic.model import SemanticModel

MAX_PEEKED = 1_000
"""Lists longer than this are not looked behind."""


def with_one_more(plan: Plan, most: int = MAX_PEEKED) -> Plan:
    """The plan with a row more than it asks for where it is cut in an order, by which ties show; else the plan itself.

    `most` is how many rows a result may have: a list as long as that is not looked behind.
    """
    if not isinstance(plan, SemanticQuery) or plan.limit is None or not plan.order_by:
        return plan
    if plan.limit > MAX_PEEKED or plan.limit >= most:
        return plan
    return plan.model_copy(update={"limit": plan.limit + 1})


def as_asked(
    plan: Plan, ran: Plan, compiled: CompiledQuery, result: ResultTable, model: SemanticModel
) -> tuple[ResultTable, str]:
    """The rows that the plan asks for, and what is said of the row behind them: "" unless it is level with the last of them.

    `ran` is the plan of `with_one_more`, and `result` what that gave.
    """
    if ran is plan or not isinstance(plan, SemanticQuery) or plan.limit is None or result.row_count <= plan.limit:
        return result, ""
    kept = replace(result, data=result.data.slice(0, plan.limit))
    places = [_place(compiled, order.field) for order in plan.order_by]
    last, left = (
        dict(zip(result.columns, row, strict=True))
        for row in zip(*(c.slice(plan.limit - 1, 2).to_pylist() for c in result.data.columns), strict=True)
    )
    names = [compiled.columns[at].name for at in places if at is not None]
    if None in places or any(last[name] != left[name] for name in names):
        return kept, ""
    name = _naming(compiled, model)
    other = f"“{left[name]}”" if name is not None and isinstance(left[name], str) else "another one"
    if plan.limit == 1:
        return kept, f"Not the only one: {other} has the same value."
    return kept, f"The list is cut among equals: {other} has the same value as the last one shown."


def _naming(compiled: CompiledQuery, model: SemanticModel) -> str | None:
    """The column that says which a row is: the name of a thing, or the only dimension."""
    dimensions = [c for c in compiled.columns if c.role == "dimension"]
    named = [c.name for c in dimensions if _is_name(c.field or "", model)]
    alone = [c.name for c in dimensions] if len(dimensions) == 1 else []
    return next(iter(named or alone), None)


def _is_name(field: str, model: SemanticModel) -> bool:
    table, _, own = field.rpartition(".")
    return bool(table) and model.table(table) is not None and display_dimension(model, table) == own


def _place(compiled: CompiledQuery, field: str) -> int | None:
    """Which column of the result an order goes by."""
    bare = field.rpartition(".")[2]
    for at, column in enumerate(compiled.columns):
        if column.compares is None and field in (column.name, column.field):
            return at
    return next(
        (at for at, column in enumerate(compiled.columns) if column.compares is None and bare == column.name), None
    )
