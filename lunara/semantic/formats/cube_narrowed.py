"""One measure under conditions on members, or in a window of time: a measure of a cube there, one over measures here."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lunara.errors import UnknownField
from lunara.semantic.filters import FieldFilter, Filter
from lunara.semantic.formats.format import Notes
from lunara.semantic.graph import Graph
from lunara.semantic.model import Accumulation, DerivedMeasure, Dimension, Measure, SemanticModel

# Aggregates that are types of measures in Cube; others are SQL there.
SIMPLE = ("sum", "count", "count_distinct", "avg", "min", "max")
_COMPARED = {"=", "<", "<=", ">", ">="}
# The table and the dimension of a condition, and the rest of its SQL.
Condition = tuple[str, str, str]


def narrowed_of(measure: DerivedMeasure, graph: Graph) -> tuple[str, Measure, list[Condition], dict[str, Any]] | None:
    """(table, measure, conditions, rolling window); None where a cube cannot say it."""
    tree = graph.derived_expression(measure)
    if not isinstance(tree, exp.Column):
        return None
    its = graph.names.resolve(".".join(part.name for part in tree.parts), "measure")
    window = _window(measure.window)
    if not isinstance(its.field, Measure) or its.field.aggregate not in SIMPLE or window is None:
        return None
    conditions = []
    for one in measure.where:
        said = _condition(one, graph)
        if said is None:
            return None
        conditions.append(said)
    return its.table, its.field, conditions, window


def unsaid(model: SemanticModel, graph: Graph, notes: Notes) -> set[str]:
    """Measures over measures that Cube cannot say, and what is made of them."""
    gone = {
        f"{table.name}.{one.name}"
        for table in model.tables
        for one in table.measures
        if one.aggregate == "count_distinct" and one.expression is None and len(table.primary_key) != 1
    }
    found: set[str] = set()
    for one in model.measures:
        why = ""
        if one.offset is not None:
            why = "Cube takes no value from another period but in stages of its own"
        elif one.fill_nulls_with is not None:
            why = "Cube puts nothing where a measure is null"
        elif (one.where or one.window) and narrowed_of(one, graph) is None:
            why = "Cube has filters and windows for measures of a cube, and on members that it can name"
        if why:
            found.add(one.name)
            notes.lost(one.name, one.name, why)
    while True:
        more = {
            one.name
            for one in model.measures
            if one.name not in found
            and any(
                _path_of(graph, column) in gone | found for column in graph.derived_expression(one).find_all(exp.Column)
            )
        }
        for name in sorted(more):
            notes.lost(name, name, "it is made of a measure that is not written")
        if not more:
            return found
        found |= more


def _path_of(graph: Graph, column: exp.Column) -> str:
    return graph.names.resolve(".".join(part.name for part in column.parts), "measure").path


def _window(told: Accumulation | None) -> dict[str, Any] | None:
    if told is None:
        return {}
    if told.period_agg is not None:
        return None
    if told.to_date is not None:
        return {"type": "to_date", "granularity": told.to_date}
    return {"trailing": "unbounded" if told.all_ else f"{told.last} {told.grain}"}


def _condition(one: Filter, graph: Graph) -> Condition | None:
    if not isinstance(one, FieldFilter) or one.via is not None or one.part is not None:
        return None
    try:
        its = graph.names.resolve(one.field, "dimension")
    except UnknownField:
        return None  # "time": whatever date a measure goes by
    if its.via or not isinstance(its.field, Dimension) or its.field.type == "time":
        return None
    values = [_literal(value) for value in one.values]
    if any(value is None for value in values):
        return None
    if one.op in ("is_null", "is_not_null"):
        return its.table, its.field.name, " IS NULL" if one.op == "is_null" else " IS NOT NULL"
    if one.op == "in":
        return its.table, its.field.name, f" IN ({', '.join(value for value in values if value)})"
    if one.op in _COMPARED:
        return its.table, its.field.name, f" {one.op} {values[0]}"
    return None


def _literal(value: Any) -> str | None:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str) and "{" not in value and "}" not in value and "\\" not in value:
        return exp.Literal.string(value).sql()
    return None
