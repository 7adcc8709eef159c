"""Periods one after the other: where one ends, and how many lie between two without being there."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from lunara.charts.display import as_date
from lunara.charts.whole import DAYS
from lunara.semantic.model import Grain

_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
_SECONDS: dict[Grain, int] = {"second": 1, "minute": 60, "hour": 3600}


def period_end(start: date, grain: Grain) -> date:
    """The first day after the period of at least a day that begins on `start`.

    Raises OverflowError or ValueError past the calendar's end.
    """
    months = _MONTHS.get(grain)
    if months is None:
        return start + timedelta(days=DAYS[grain])
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, 1)


def period_before(day: date, grain: str | None) -> date | None:
    """The day that lies one period of the grain earlier (of parts of a day: the same); None where the calendar has none."""
    try:
        months = next((count for unit, count in _MONTHS.items() if unit == grain), None)
        if months is None:
            return day - timedelta(days={"day": 1, "week": 7}.get(grain or "", 0))
        year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def day_of(value: object) -> date | None:
    """The day of a date or a moment, as a warehouse gives it."""
    found = as_date(value)
    return found.date() if isinstance(found, datetime) else found


def absent(values: Iterable[object], grain: Grain | None) -> int | None:
    """How many periods are missing between the first and the last of those that begin at `values`.

    None where that cannot be said: values of no grain, or that are no starts of periods one after the other.

    >>> absent([date(2025, 1, 1), date(2025, 2, 1), date(2025, 5, 1)], "month"), absent([date(2025, 1, 1)], None)
    (2, None)
    """
    if grain is None:
        return None
    numbers: set[int] = set()
    ages: set[int] = set()
    for value in values:
        found = as_date(value)
        if found is None:
            return None
        place = _place(found, grain)
        if place is None:
            return None
        numbers.add(place[0])
        ages.add(place[1])
    if len(ages) > 1:
        return None
    return sum(b - a - 1 for a, b in pairwise(sorted(numbers)))


def _place(moment: date, grain: Grain) -> tuple[int, int] | None:
    """Which period of the grain this is, counted through, and how far into it a period begins here."""
    if grain in _SECONDS:
        if not isinstance(moment, datetime):
            return None
        since = moment.replace(tzinfo=moment.tzinfo or UTC) - datetime(1970, 1, 1, tzinfo=UTC)
        return divmod(since.days * 86400 + since.seconds, _SECONDS[grain])
    if grain in _MONTHS:
        number, within = divmod(moment.year * 12 + moment.month - 1, _MONTHS[grain])
        return number, within * 31 + moment.day
    return divmod(moment.toordinal(), DAYS[grain])
