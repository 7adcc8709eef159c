"""Numbers of fields that are held in thousands or millions: "a budget over 100 million" is more than 100 of budget_millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.units_said import plain_number
from lunara.ask.planners.offline.work import Work
from lunara.errors import LunaraError
from lunara.semantic.graph import graph_of
from lunara.semantic.query import (
    AndFilter,
    ExistsFilter,
    FieldFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    OrFilter,
    SemanticQuery,
)

_SCALES = {
    "thousand": 1_000,
    "thousands": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "mln": 1_000_000,
    "mio": 1_000_000,
    "mn": 1_000_000,
    "billion": 1_000_000_000,
    "billions": 1_000_000_000,
    "bn": 1_000_000_000,
}


def in_their_scale(
    work: Work, plan: SemanticQuery | Clarification | Refusal
) -> SemanticQuery | Clarification | Refusal:
    """The plan, or each one to choose from, with numbers that are said in full told in the scale that their field holds.

    A number that is below one of the scale and has no word for it ("a budget over 80") stays as it is said.
    """
    if isinstance(plan, SemanticQuery):
        return _scaled(work, plan)
    if isinstance(plan, Clarification):
        options = (o if o.query is None else replace(o, query=_scaled(work, o.query)) for o in plan.options)
        return replace(plan, options=tuple(options))
    return plan


def scale_of(*names: str) -> int:
    """How many one is of a number that is called so; 1 where the names say nothing, or say of how many it is the share.

    >>> scale_of("budget_millions"), scale_of("Revenue in thousands"), scale_of("cases_per_million")
    (1000000, 1000, 1)
    """
    for words in map(words_of, names):
        if len(words) > 1 and words[-1] in _SCALES and "per" not in words and not words[-2].isdigit():
            return _SCALES[words[-1]]
    return 1


def _scaled(work: Work, query: SemanticQuery) -> SemanticQuery:
    said = {n.number: n.text for n in work.items if n.kind == "number" and n.number is not None}
    if not said or not query.filters:
        return query
    return query.model_copy(update={"filters": _all_of(work, query.filters, said)})


def _all_of(work: Work, filters: Sequence[Filter], said: dict[float, str]) -> tuple[Filter, ...]:
    return tuple(_one(work, found, said) for found in filters)


def _one(work: Work, found: Filter, said: dict[float, str]) -> Filter:
    if isinstance(found, AndFilter):
        return found.model_copy(update={"and_": _all_of(work, found.and_, said)})
    if isinstance(found, OrFilter):
        return found.model_copy(update={"or_": _all_of(work, found.or_, said)})
    if isinstance(found, NotFilter):
        return found.model_copy(update={"not_": _one(work, found.not_, said)})
    if isinstance(found, ExistsFilter):
        return found.model_copy(update={"where": _all_of(work, found.where, said)})
    if not isinstance(found, FieldFilter | MeasureFilter):
        return found
    label, names = _called(found, work.lexicon)
    scale = scale_of(label, *names)
    if scale == 1 or (isinstance(found, FieldFilter) and found.part is not None):
        return found
    values = tuple(_value(work, v, said, (label, scale)) for v in found.values)
    return found if values == found.values else found.model_copy(update={"values": values})


def _value(work: Work, value: object, said: dict[float, str], held: tuple[str, int]) -> object:
    label, scale = held
    if isinstance(value, str | bool) or not isinstance(value, int | float) or value not in said:
        return value
    if abs(value) < scale and not any(c.isalpha() for c in said[value]):
        return value
    made = plain_number(Decimal(str(value)) / scale)
    note = f"{said[value]} was taken as {made:,} of {label}, which holds {scale:,} for one."
    work.notes += [note] if note not in work.notes else []
    return made


def _called(found: FieldFilter | MeasureFilter, lexicon: Lexicon) -> tuple[str, tuple[str, ...]]:
    """The label of the field or number that is compared, and what it goes by in the data."""
    path = found.field if isinstance(found, FieldFilter) else found.measure
    table, _, name = path.rpartition(".")
    dimension = lexicon.dimension(table, name) if table else None
    if dimension is not None:
        return dimension.label or dimension.name, (dimension.name,)
    try:
        measure = graph_of(lexicon.model).names.resolve(path, "measure").field
    except LunaraError:
        return path, ()
    if getattr(measure, "aggregate", "") == "count":
        return path, ()
    return measure.label or measure.name, (getattr(measure, "expression", None) or "",)
