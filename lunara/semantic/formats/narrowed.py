"""One measure under conditions on other tables, or in a window of time, as a measure over measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lunara.semantic.filters import Filter
from lunara.semantic.formats.derived import shortest
from lunara.semantic.formats.format import Notes
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Accumulation, DerivedMeasure, Measure, SemanticModel, Table
from lunara.semantic.names import Names


@dataclass(frozen=True)
class Narrowed:
    """A measure over rows that other tables choose, or over a window of time. `where_it_is` is its place in the files."""

    table: str
    where_it_is: str
    measure: Measure
    where: tuple[Filter, ...]
    window: Accumulation | None


def with_narrowed(model: SemanticModel, narrowed: Sequence[Narrowed], notes: Notes) -> SemanticModel:
    """The model with the measures that are another one under conditions, or in a window; that one is hidden where it is new."""
    tables = {table.name: table for table in model.tables}
    taken = {one.name for one in model.measures}
    made: list[tuple[Narrowed, str, str]] = []
    for one in narrowed:
        table = tables[one.table]
        same = [m for m in table.measures if _rows_of(m) == _rows_of(one.measure)]
        base = min(same, key=lambda m: m.hidden).name if same else _free(f"{one.measure.name}_rows", table)
        if not same:
            hidden = one.measure.model_copy(update={"name": base, "hidden": True, "label": None, "synonyms": ()})
            tables[one.table] = table.model_copy(update={"measures": (*table.measures, hidden)})
        name = one.measure.name if one.measure.name not in taken else f"{one.table}_{one.measure.name}"
        if name != one.measure.name:
            notes.changed(one.where_it_is, one.measure.name, f"another has this name, so the measure is called {name}")
        taken.add(name)
        made.append((one, name, base))
    fresh = model.model_copy(update={"tables": tuple(tables[table.name] for table in model.tables)})
    names = Names(fresh)
    derived = [
        DerivedMeasure(
            name=name,
            expression=shortest(names, _path(one.table, base, model.dialect), model.dialect),
            where=one.where,
            window=one.window,
            label=one.measure.label,
            description=one.measure.description,
            synonyms=one.measure.synonyms,
            format=one.measure.format,
            hidden=one.measure.hidden,
        )
        for one, name, base in made
    ]
    return fresh.model_copy(update={"measures": (*model.measures, *derived)})


def _rows_of(measure: Measure) -> tuple[Any, ...]:
    """What makes its number."""
    return (
        measure.aggregate,
        measure.percentile,
        measure.percentile_kind,
        measure.expression,
        measure.filter,
        measure.additive_over,
        measure.balance,
        measure.time,
    )


def _path(table: str, name: str, dialect: str | None) -> str:
    return ".".join(column_identifier(part, dialect or "").sql(dialect=dialect) for part in (table, name))


def _free(name: str, table: Table) -> str:
    taken = {one.name for one in table.dimensions} | {one.name for one in table.measures}
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found
