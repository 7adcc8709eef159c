"""The query log in a person's words: outcomes, places, periods, lengths of time; and what the page is looking at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lunara.workspace.query_log import GroupOrder, LineOrder, Outcome

OUTCOMES: Mapping[str, str] = {
    "done": "Done",
    "truncated": "Cut at a limit",
    "cancelled": "Cancelled",
    "timed_out": "Timed out",
    "failed": "Failed",
    "refused": "Refused",
}
# As `lunara.connect.recording.Asked` names where a statement comes from.
PLACES: Mapping[str, str] = {
    "ask": "Ask",
    "edited sql": "SQL by hand",
    "artifact": "Build",
    "filter values": "Dashboard filters",
    "draft dashboard": "Drafting a dashboard",
    "outline": "Outlining from a sentence",
    "values": "Words of the data",
    "connect preview": "Table preview",
    "draft": "Drafting a model",
    "check": "Checking a model",
    "model preview": "Model preview",
    "model change": "Comparing numbers",
    "publish": "Publishing a model",
    "verified questions": "Checking verified questions",
    "evaluation": "Evaluating a model",
    "command line": "Command line",
}
CHOSEN_DAYS = "Chosen days"
PERIODS: Mapping[str, timedelta | None] = {
    "Last hour": timedelta(hours=1),
    "Last 24 hours": timedelta(days=1),
    "Last 7 days": timedelta(days=7),
    "Last 30 days": timedelta(days=30),
    "All that is kept": None,
}


@dataclass(frozen=True)
class View:
    """A way to look at the log: lines one by one in an order, or statements summed up; and which outcomes it is about."""

    lines: LineOrder | None = None
    groups: GroupOrder | None = None
    outcomes: tuple[Outcome, ...] = ()


VIEWS: Mapping[str, View] = {
    "Latest": View(lines="newest"),
    "Slowest": View(lines="slowest"),
    "Most frequent": View(groups="queries"),
    "Most expensive": View(groups="cost"),
    "Failing": View(lines="newest", outcomes=("failed", "timed_out")),
    "Refused": View(lines="newest", outcomes=("refused",)),
}


def place(asked_from: str) -> str:
    """Where a statement came from; as it was written where nobody knows the word any more."""
    return PLACES.get(asked_from, asked_from[:1].upper() + asked_from[1:])


def outcome(word: str) -> str:
    """How a statement ended.

    >>> outcome("timed_out")
    'Timed out'
    """
    return OUTCOMES.get(word, word)


def took(milliseconds: float | None) -> str:
    """A length of time as a person says it; a dash for none.

    >>> took(0.4), took(12.3), took(1234), took(90_000), took(7_500_000), took(9e8), took(None)
    ('<1 ms', '12 ms', '1.2 s', '1.5 min', '2.1 h', '10.4 days', '–')
    """
    if milliseconds is None:
        return "–"
    if milliseconds < 1:
        return "<1 ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    units = ((59.95, 1, "s"), (3_597, 60, "min"), (86_220, 3_600, "h"), (float("inf"), 86_400, "days"))
    return next(f"{seconds / size:,.1f} {unit}" for limit, size, unit in units if seconds < limit)


def share(part: int, whole: int) -> str:
    """A part of a whole in percent; one that is not nothing is never "0%".

    >>> share(1, 3), share(1, 5000), share(0, 7), share(0, 0)
    ('33%', '<1%', '0%', '0%')
    """
    if not part or not whole:
        return "0%"
    return "<1%" if part / whole < 0.005 else f"{part / whole:.0%}"


def since(period: str, now: datetime) -> datetime | None:
    """When a period began; None for all that is kept."""
    length = PERIODS.get(period)
    return None if length is None else now - length


def days(first: date, last: date, timezone: str) -> tuple[datetime, datetime]:
    """The moments at which the first of these days begins and the last one ends, in UTC.

    >>> days(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")[1].isoformat()
    '2026-03-29T22:00:00+00:00'
    """
    zone = ZoneInfo(timezone)
    return (
        datetime.combine(first, time(), zone).astimezone(UTC),
        datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
    )
