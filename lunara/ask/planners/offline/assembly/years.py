"""Years that rows hold as numbers, where they have no date: "in 2014", "after 2013", "this year", "March 2024"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import ages
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import years_held
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import verb_stems
from lunara.semantic.query import FieldFilter, Filter

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

_OUT = spread("release launch issue premiere")
Span = tuple[date | None, date | None]


def year_filters(a: Assembler, tables: Sequence[str], span: Span) -> list[Filter] | None:
    """Conditions on the year of the rows, and on their month where the period is of months of one year.

    None where the rows have no such field, or the period is of days.
    """
    field = a.fields.year_field(list(tables))
    if field is None:
        return None
    whole = all(day is None or (day.month, day.day) == (1, 1) for day in span)
    if whole:
        return _within(a, field, span[0].year if span[0] else None, span[1].year - 1 if span[1] else None)
    start, end = span
    month = _month_field(a, field.rpartition(".")[0])
    if start is None or end is None or month is None or (start.day, end.day) != (1, 1):
        return None
    last = end - timedelta(days=1)
    if last.year != start.year:
        return None
    year = _within(a, field, start.year, start.year)
    return None if year is None else [*year, *_bounds(month, start.month, last.month)]


def years_of(a: Assembler, table: str, span: Span) -> list[Filter] | None:
    """Conditions on rows over there, whose own year is called the year and nothing else: "a match in 2014"."""
    field = a.fields.year_field([table])
    dimension = a.lexicon.dimension(table, field.rpartition(".")[2]) if field is not None else None
    if dimension is None:
        return None
    own = set(table_words(a.lexicon.tables[table]))
    return (
        year_filters(a, [table], span) if set(words_of(dimension.label or dimension.name)) <= own | {"year"} else None
    )


def own_year(a: Assembler, table: str) -> Target | None:
    """The year by which the rows of a table without dates are recent: the one called so and nothing else, or by what they are."""
    if any(d.type == "time" and not d.hidden for d in a.lexicon.tables[table].dimensions):
        return None
    own = {"year", *table_words(a.lexicon.tables[table])}
    found: dict[str, set[str]] = {}
    for dimension in a.lexicon.tables[table].dimensions:
        said = {w for w in words_of(dimension.label or dimension.name) if w not in own}
        if years_held(dimension, table, a.lexicon) and all({w, *verb_stems(w)} & (ages.MADE | _OUT) for w in said):
            found[dimension.name] = said
    alone = [name for name, said in found.items() if not said] or list(found)
    return Target("dimension", table, alone[0]) if len(alone) == 1 else None


def _within(a: Assembler, field: str, first: int | None, last: int | None) -> list[Filter] | None:
    table, _, name = field.rpartition(".")
    dimension = a.lexicon.dimension(table, name)
    if dimension is None or dimension.type == "number":
        return _bounds(field, first, last)
    known = a.lexicon.values.of_field(table, name, limit=100_000)
    plain = bool(known) and all(re.fullmatch(r"\d{4}", str(v)) for v in known)
    if first != last and not plain:
        return None  # "2014/15" is neither before nor after 2014
    return _bounds(field, None if first is None else str(first), None if last is None else str(last))


def _bounds(field: str, first: int | str | None, last: int | str | None) -> list[Filter]:
    if first is not None and first == last:
        return [FieldFilter(field=field, op="=", values=(first,))]
    made: list[Filter] = []
    if first is not None:
        made.append(FieldFilter(field=field, op=">=", values=(first,)))
    if last is not None:
        made.append(FieldFilter(field=field, op="<=", values=(last,)))
    return made


def _month_field(a: Assembler, table: str) -> str | None:
    """The field that holds the number of the month."""
    for dimension in a.lexicon.tables[table].dimensions:
        if dimension.type == "number" and words_of(dimension.label or dimension.name)[-1:] == ("month",):
            return f"{table}.{dimension.name}"
    return None
