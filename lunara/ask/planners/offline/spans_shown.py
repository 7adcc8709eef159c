"""The periods that an answer over time tells of, and how a person names each of them."""

from __future__ import annotations

from datetime import date, datetime

from lunara.ask.change.questions import grained
from lunara.ask.planners.offline.periods import period_start, resolve, shift
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery

Span = tuple[date, date]


def spans_shown(query: SemanticQuery, clock: Clock) -> tuple[Span, ...]:
    """Its whole months, quarters or years that have begun, oldest first, half-open; () where it has no such period."""
    by = grained(query)
    if by is None or by.grain not in ("month", "quarter", "year") or query.time is None or query.compare is not None:
        return ()
    said = query.time.range
    start, end = resolve(said, clock) or (said.from_, said.to)
    if start is None or end is None or query.time.field not in (None, by.field):
        return ()
    if isinstance(start, datetime) or isinstance(end, datetime) or start != period_start(start, by.grain, clock):
        return ()
    made: list[Span] = []
    while start < end:
        made.append((start, shift(start, by.grain, 1)))
        start = made[-1][1]
    return tuple(one for one in made if one[0] <= clock.today) if start == end else ()


def named(span: Span) -> str:
    """A whole month, quarter or year of the calendar in words that are read back: "March 2025", "Q1 2025", "2025"."""
    start, end = span
    months = (end.year - start.year) * 12 + end.month - start.month
    if months == 1:
        return f"{start:%B %Y}"
    return f"Q{(start.month + 2) // 3} {start.year}" if months == 3 else f"{start.year}"
