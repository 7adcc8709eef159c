"""Numbers in another unit than their field holds: "longer than 5 minutes" of a field in milliseconds is longer than 300,000."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.units_said import held_by, plain_number, said_behind, so_many
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import AndFilter, FieldFilter, Filter, NotFilter, OrFilter, SemanticQuery

_OPS = frozenset(("<", "<=", ">", ">=", "between"))


@dataclass(frozen=True)
class _Said:
    """A number with the unit that is said behind it."""

    number: float
    unit: str


def in_held_units(items: Sequence[Item], query: SemanticQuery, lexicon: Lexicon) -> tuple[SemanticQuery, list[str]]:
    """The query with each number that is compared in the unit that its field holds, and what is told of it.

    A number that is to be met exactly stays as it is said, as nobody means the very millisecond, and so does one of a field that
    tells no unit or more than one. The items are turned too, so that the number is found in the query again.
    """
    notes: list[str] = []
    for at, item in enumerate(items):
        unit = said_behind(items, at) if item.kind == "number" and item.number is not None else None
        if unit is None or item.number is None:
            continue
        said = _Said(item.number, unit[0])
        held = next((f for one in leaves_of(query.filters) if (f := _factor(one, said, lexicon)) is not None), None)
        if held is None:
            continue
        value = plain_number(Decimal(str(said.number)) * held[0])
        filters = tuple(_turned(f, said, value, lexicon) for f in query.filters)
        notes.append(f"{said.number:,} {items[at + 1].text} were taken as {value:,} {held[1]}.")
        query, item.number = query.model_copy(update={"filters": filters}), value
        items[at + 1].low = held[1]
    return query, notes


def _turned(one: Filter, said: _Said, value: float, lexicon: Lexicon) -> Filter:
    if isinstance(one, AndFilter):
        return AndFilter.model_validate({"and": [_turned(part, said, value, lexicon) for part in one.and_]})
    if isinstance(one, OrFilter):
        return OrFilter.model_validate({"or": [_turned(part, said, value, lexicon) for part in one.or_]})
    if isinstance(one, NotFilter):
        return NotFilter.model_validate({"not": _turned(one.not_, said, value, lexicon)})
    if not isinstance(one, FieldFilter) or _factor(one, said, lexicon) is None:
        return one
    return one.model_copy(update={"values": tuple(value if _same(v, said.number) else v for v in one.values)})


def _factor(one: Filter, said: _Said, lexicon: Lexicon) -> tuple[Decimal, str] | None:
    """How many of the unit that its field holds are one of what is said, and that unit; None where it compares another number."""
    if not isinstance(one, FieldFilter) or one.op not in _OPS or one.part is not None:
        return None
    table, _, name = one.field.rpartition(".")
    dimension = lexicon.dimension(table, name) if table else None
    if dimension is None or not any(_same(v, said.number) for v in one.values):
        return None
    held = held_by(dimension)
    factor = so_many(said.unit, next(iter(held))) if len(held) == 1 and said.unit not in held else None
    return (factor, next(iter(held))) if factor is not None else None


def _same(value: object, number: float) -> bool:
    return not isinstance(value, str | bool) and value == number
