"""Periods in words: of a range, of what it is compared with, of two conditions on one date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lunara.charts.parts import MONTHS
from lunara.semantic.query import Compare, FieldFilter, Filter, TimeRange, called


def describe_range(found: TimeRange) -> str:
    """A time range in words: "in 2025", "in the last 6 months", "since 1 March 2025".

    >>> describe_range(TimeRange(last=6, grain="month"))
    'in the last 6 months'
    >>> describe_range(TimeRange.model_validate({"from": "2025-04-01", "to": "2025-07-01"}))
    'in Q2 2025'
    """
    if found.last is not None:
        grain = f"{found.grain}s" if found.last != 1 else found.grain
        return f"in the last {found.last} {'complete ' if found.complete else ''}{grain}"
    if found.this is not None:
        return "today" if found.this == "day" else f"this {found.this}"
    if found.previous is not None:
        return "yesterday" if found.previous == "day" else f"last {found.previous}"
    if found.to_date is not None:
        return f"{found.to_date} to date"
    start, end = _day(found.from_), _day(found.to)
    if start is not None and end is not None:
        return _span(start, end)
    if start is not None:
        return f"since {_date(start)}"
    return f"before {_date(end)}" if end is not None else ""


def describe_comparison(compare: Compare) -> str:
    """ "compared to the previous year", "compared to 2024"."""
    if compare.range is None:
        return f"compared to the {compare.name}"
    return f"compared to {describe_range(compare.range).removeprefix('in ').removeprefix('on ')}"


def range_of(filters: tuple[Filter, ...]) -> TimeRange | None:
    """The range that two conditions on one date are: at least a day, and before another."""
    if len(filters) != 2:
        return None
    low, high = filters
    if not isinstance(low, FieldFilter) or not isinstance(high, FieldFilter) or low.field != high.field:
        return None
    if (low.op, high.op) != (">=", "<"):
        return None
    try:
        start, end = (date.fromisoformat(str(one.values[0])) for one in (low, high))
    except ValueError:
        return None
    return TimeRange.model_validate({"from": start, "to": end}) if start < end else None


def _span(start: date, end: date) -> str:
    name = called(start, end)
    if name:
        return f"in {name}"
    last = end - timedelta(days=1)
    if last == start:
        return f"on {_date(start)}"
    return f"from {_date(start)} to {_date(last)}"


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _date(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
