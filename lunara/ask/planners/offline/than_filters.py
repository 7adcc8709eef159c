"""The comparison with all among the conditions of a query: found, and exchanged for another."""

from __future__ import annotations

from lunara.semantic.filters import leaves_of
from lunara.semantic.query import AndFilter, Filter, NotFilter, OrFilter, SemanticQuery, ThanFilter


def than_of(query: SemanticQuery) -> ThanFilter:
    """The comparison of a query that has one."""
    return next(f for f in leaves_of(query.filters) if isinstance(f, ThanFilter))


def extreme_of(query: SemanticQuery) -> ThanFilter | None:
    """The condition that rows have the highest or the lowest value of a field; None without one."""
    return next((f for f in leaves_of(query.filters) if isinstance(f, ThanFilter) and f.op == "="), None)


def ranking_field(query: SemanticQuery) -> str | None:
    """The field by which a superlative chooses: that of which rows have the extreme value, or the first of the order."""
    extreme = extreme_of(query)
    return extreme.field if extreme is not None else query.order_by[0].field if query.order_by else None


def of_all(query: SemanticQuery, one: ThanFilter) -> SemanticQuery:
    """The query with its comparison `one` made with all rows of the table."""
    every = one.model_copy(update={"than": one.than.model_copy(update={"where": ()})})
    return query.model_copy(update={"filters": tuple(swapped(f, one, every) for f in query.filters)})


def swapped(found: Filter, old: ThanFilter, new: ThanFilter) -> Filter:
    """The condition with `old` in it exchanged for `new`."""
    if found is old or found == old:
        return new
    if isinstance(found, AndFilter):
        return AndFilter.model_validate({"and": [swapped(part, old, new) for part in found.and_]})
    if isinstance(found, OrFilter):
        return OrFilter.model_validate({"or": [swapped(part, old, new) for part in found.or_]})
    if isinstance(found, NotFilter):
        return NotFilter.model_validate({"not": swapped(found.not_, old, new)})
    return found
