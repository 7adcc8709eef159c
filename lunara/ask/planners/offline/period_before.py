"""The period of the question before, where conditions hold it ("kilos sold in 2024"): another one comes in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from lunara.ask.planners.offline.assembly.dates import range_filters
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.flatplan import flat
from lunara.semantic.query import (
    AndFilter,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    MeasureFilter,
    NotFilter,
    OrFilter,
)

Span = tuple[date | None, date | None]
"""The first day of a period and the day after its last."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LOWER, _UPPER = (">", ">="), ("<", "<=")
_SEVERAL = "The question before goes by several periods. Ask the whole of it in one question."


def in_its_place(
    filters: Sequence[Filter], measures: Sequence[str | InlineMeasure], tables: Sequence[str], span: Span
) -> list[Filter] | None:
    """The filters of the question before, of rows of `tables`, with another period for theirs; None where none holds one.

    Raises Declined where it is held in a number, or in several places that it may not stand in all of.
    """
    held = [f for f in filters if _holds(f)]
    if any(isinstance(m, InlineMeasure) and m.filter is not None and _DAY.search(m.filter) for m in measures):
        raise Declined(_SEVERAL)
    if not held:
        return None
    own = [f for f in held if isinstance(f, FieldFilter)]
    nested = [f for f in held if not isinstance(f, FieldFilter)]
    if len({(f.field, f.via) for f in own}) + len(nested) > 1:
        raise Declined(_SEVERAL)
    if own and len({f.op in _LOWER for f in own}) < 2:
        return None  # "those born before 1990" are who is asked for, not when
    if own and own[0].field.rpartition(".")[0] not in tables:
        raise Declined(
            "The question before has a period of other rows already, and it is not clear whether this one comes instead. Ask "
            "the whole of it in one question."
        )
    if own:
        return _swapped(filters, span)
    return [_within(f, span) if f is nested[0] else f for f in filters]


def without_that(filters: Sequence[Filter], one: ExistsFilter) -> list[Filter]:
    """The filters without the one that says the same deed of another period ("sold in 2025", after "sold in 2024")."""
    if not _holds(one):
        return list(filters)
    return [
        f
        for f in filters
        if not (isinstance(f, ExistsFilter) and (f.exists, f.via) == (one.exists, one.via) and _holds(f))
    ]


def _holds(one: Filter) -> bool:
    """Whether a filter is a bound of a period, or has one in it."""
    return any(_bound(f) for f in flat((one,)))


def _bound(one: Filter) -> bool:
    """Whether a filter is one side of a period."""
    return (
        isinstance(one, FieldFilter)
        and one.op in _LOWER + _UPPER
        and one.part is None
        and len(one.values) == 1
        and isinstance(one.values[0], str)
        and _DAY.match(one.values[0]) is not None
    )


def _swapped(filters: Sequence[Filter], span: Span) -> list[Filter]:
    """The filters with the bounds of another period, where those of the old one were."""
    bounds = [f for f in filters if isinstance(f, FieldFilter) and _bound(f)]
    first = bounds[0]
    made = [f.model_copy(update={"via": first.via}) for f in range_filters(first.field, span)]
    kept: list[Filter] = []
    for one in filters:
        if one is first:
            kept.extend(made)
        elif one not in bounds:
            kept.append(one)
    return kept


def _within(one: Filter, span: Span) -> Filter:
    """A condition on other rows, with another period for the one in it. Raises Declined."""
    if isinstance(one, NotFilter):
        return NotFilter.model_validate({"not": _within(one.not_, span)})
    if isinstance(one, OrFilter | AndFilter):
        raise Declined(_SEVERAL)
    if isinstance(one, ExistsFilter | MeasureFilter):
        bounds = [f for f in one.where if _bound(f)]
        deeper = [f for f in one.where if not _bound(f) and _holds(f)]
        if len(deeper) + bool(bounds) > 1 or len({f.field for f in bounds if isinstance(f, FieldFilter)}) > 1:
            raise Declined(_SEVERAL)
        where = _swapped(one.where, span) if bounds else [_within(f, span) if f in deeper else f for f in one.where]
        return one.model_copy(update={"where": tuple(where)})
    return one
