"""What an average over periods means, whoever plans it: of periods that are over and whole, and those without a row count."""

from __future__ import annotations

from lunara.semantic.query import DimensionRef, SemanticQuery


def over_whole_periods(query: SemanticQuery) -> SemanticQuery:
    """The query, with a summary over periods as Lunara takes it; any other query as it is.

    "Average monthly revenue" leaves out the month that still runs and the ends that a period cuts, and a month without a row
    is one of zero. Over periods of things ("each customer's months") the periods without a row are nobody's.

    >>> said = {"measures": ["revenue"], "summary": {"aggregate": "avg", "over": [{"field": "time", "grain": "month"}]}}
    >>> made = over_whole_periods(SemanticQuery.model_validate(said))
    >>> made.summary.whole, made.fill_time
    (True, True)
    """
    if query.summary is None:
        return query
    periods = [one for one in query.summary.over if isinstance(one, DimensionRef) and one.grain is not None]
    if not periods:
        return query
    summary = query.summary.model_copy(update={"whole": True})
    fill_time = query.fill_time or len(periods) == len(query.summary.over)
    return query.model_copy(update={"summary": summary, "fill_time": fill_time})
