"""Measures that take rows of their own are left out where a format could only write their expression: a wrong number."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from lunara.errors import LunaraError
from lunara.semantic.formats.format import Note
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel, Table


def without_own_rows(model: SemanticModel, label: str) -> tuple[SemanticModel, tuple[Note, ...]]:
    """The model without such measures and those made of them, and a note for each."""
    notes: list[Note] = []
    tables = tuple(_plain_table(table, label, notes) for table in model.tables)
    gone = {f"{t.name}.{m.name}" for t in model.tables for m in t.measures if m.balance != "last"}
    reasons = own_rows(model, gone)
    notes += [Note(name, name, f"{label} cannot say {why}") for name, why in reasons.items()]
    if not notes:
        return model, ()
    kept = tuple(one for one in model.measures if one.name not in reasons)
    return model.model_copy(update={"tables": tables, "measures": kept}), tuple(notes)


def without_percentiles(model: SemanticModel, label: str) -> tuple[SemanticModel, tuple[Note, ...]]:
    """The model without percentiles and what is made of them, for a format that has no word for them, and a note for each."""
    notes: list[Note] = []
    gone: set[str] = set()
    for table in model.tables:
        for one in table.measures:
            if one.aggregate == "percentile":
                gone.add(f"{table.name}.{one.name}")
                notes.append(Note(f"{table.name}.{one.name}", one.name, f"{label} is not told percentiles"))
    if not gone:
        return model, ()
    graph = graph_of(model)
    while lost := {
        one.name: why for one in model.measures if one.name not in gone and (why := _made_of(one, gone, graph))
    }:
        gone |= set(lost)
        notes += [Note(name, name, f"{label} cannot say {why}") for name, why in lost.items()]
    tables = tuple(
        table.model_copy(update={"measures": tuple(one for one in table.measures if one.aggregate != "percentile")})
        for table in model.tables
    )
    kept = tuple(one for one in model.measures if one.name not in gone)
    return model.model_copy(update={"tables": tables, "measures": kept}), tuple(notes)


def own_rows(model: SemanticModel, gone: Collection[str] = ()) -> dict[str, str]:
    """The measures over measures that are more than their expression, or are made of one that is (or of `gone`), and why."""
    graph = graph_of(model)
    found: dict[str, str] = {}
    while lost := {
        one.name: why
        for one in model.measures
        if one.name not in found and (why := _reason(one, {*gone, *found}, graph))
    }:
        found |= lost
    return found


def _plain_table(table: Table, label: str, notes: list[Note]) -> Table:
    if all(m.balance == "last" and m.time is None for m in table.measures):
        return table
    measures: list[Measure] = []
    for one in table.measures:
        where = f"{table.name}.{one.name}"
        if one.balance != "last":
            notes.append(Note(where, one.name, f"{label} cannot say that it takes the first value over time"))
            continue
        if one.time is not None:
            notes.append(Note(where, f"time {one.time}", f"{label} has one date for a table", "changed"))
        measures.append(one.model_copy(update={"time": None}))
    return table.model_copy(update={"measures": tuple(measures)})


def _reason(one: DerivedMeasure, gone: set[str], graph: Graph) -> str:
    own = {
        "its window": one.window is not None,
        "its offset": one.offset is not None,
        "its conditions on other tables": bool(one.where),
        "what stands for nulls in it": one.fill_nulls_with is not None,
    }
    told = [name for name, has in own.items() if has]
    return " and ".join(told) if told else _made_of(one, gone, graph)


def _made_of(one: DerivedMeasure, gone: set[str], graph: Graph) -> str:
    """The measure that is gone and that this one is made of."""
    try:
        for column in graph.derived_expression(one).find_all(exp.Column):
            written = ".".join(part.name for part in column.parts)
            path = graph.names.resolve(written, "measure").path
            if path in gone:
                return f"{path}, which it is made of"
    except LunaraError:
        return ""  # the writer notes what it cannot read
    return ""
