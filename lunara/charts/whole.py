"""Which periods at the ends of a time axis are not whole, and why: one rule for what is drawn and for what is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from lunara.charts.pick import period_end
from lunara.semantic.model import Grain

DAYS: dict[Grain, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
QUIET = 3
# Why the first or the last period is not whole: cut by the query's range, not over yet, the data begins or ends within it,
# or perhaps so.
Partial = Literal["", "cut", "unfinished", "edge", "unknown"]


def partial_ends(
    days: Sequence[date],
    grain: Grain | None,
    *,
    window: tuple[date | None, date | None] = (None, None),
    reach: tuple[date, date] | None = None,
    today: date | None = None,
) -> tuple[Partial, Partial]:
    """Why the first and the last of the periods that begin on `days` (in order) are not whole.

    `window` is the half-open range that was asked about, `reach` the first and the last day with data. Periods outside of the
    data are no first or last one of it.
    """
    if grain not in DAYS or not days:
        return "", ""
    if reach is not None:
        begins = max((day for day in days if day <= reach[0]), default=days[0])
        days = [day for day in days if begins <= day <= reach[1]] or days
    start, end = window
    try:
        after = period_end(days[-1], grain)
    except (ValueError, OverflowError):
        return "", ""  # the last period that the calendar has
    if isinstance(after, datetime):
        after = after.date()
    late: Partial = ""
    with_the_data = reach is not None and end == reach[1] + timedelta(days=1)
    if end is not None and days[-1] < end < after and not with_the_data:
        late = "cut"
    elif reach is not None and days[-1] <= reach[1] and apart(reach[1], after - timedelta(days=1), grain):
        late = "edge"
    if today is not None and days[-1] <= today < after:
        late = "unfinished"
    early: Partial = "unknown" if start is None else "cut" if start > days[0] else ""
    if reach is not None and early != "cut":
        early = "edge" if days[0] <= reach[0] and apart(days[0], reach[0], grain) else ""
    return early, late


def apart(one: date, other: date, grain: Grain | None) -> bool:
    """Whether more than a few quiet days lie between two days, so that the data does not cover the period of that grain."""
    return (other - one).days > slack(grain)


def slack(grain: Grain | None) -> int:
    """How many days at its end a period may be without data and is whole: a tenth of it, `QUIET` at most."""
    return min(DAYS.get(grain or "day", 1) // 10, QUIET)
