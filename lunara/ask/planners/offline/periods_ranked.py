"""The best and the worst of periods: rows without a date are in none of them."""

from __future__ import annotations

from lunara.ask.planners.offline.assembly.parts import measure_name
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery


def periods_with_a_date(query: SemanticQuery) -> SemanticQuery:
    """The query without the rows that have no date, where it picks the first of periods by a number.

    A period that the question names, or a condition on the date, leaves them out already.
    """
    numbers = {measure_name(m) for m in query.measures} | {c.name for c in query.calculations}
    if query.limit is None or not query.order_by or query.order_by[0].field not in numbers or query.time is not None:
        return query
    held = {one.field for one in leaves_of(query.filters) if isinstance(one, FieldFilter)}
    periods = [d for d in query.dimensions if isinstance(d, DimensionRef) and (d.grain or d.part) and "." in d.field]
    dated = tuple(FieldFilter(field=d.field, op="is_not_null", via=d.via) for d in periods if d.field not in held)
    return query.model_copy(update={"filters": (*query.filters, *dated)}) if dated else query
