"""A period of things that are booked for a later day: "reservations for July" are those of the stay, or those made in July.

It is asked which day is meant where what is said to be "for" a period has a day of making and one that comes after it; and where
the period lies behind the last day of making that the data holds, and another day of the rows reaches it.
"""

from __future__ import annotations

from datetime import date, datetime

from lunara.ask.planners.offline.endings import CALLED_OFF, DUE
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.periods import resolve
from lunara.ask.planners.offline.plain.things import dates, says
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.model import Dimension
from lunara.semantic.query import SemanticQuery

_BOOKING = frozenset(spread("book reserve schedule arrange request order make create place enter"))
_CHANGED = (
    CALLED_OFF | DUE | frozenset(spread("update modify change edit confirm approve pay create delete sync load import"))
)
_OF_THINGS = frozenset(
    spread("arrive arrival start begin visit event departure depart check checkin stay travel appointment")
)

_STAYED = frozenset(spread("stay visit"))
"""What things are called by what is done on that later day, where their own day is that of the booking."""


def of_things_to_come(work: Work, query: SemanticQuery, table: str, day: Dimension) -> list[Dimension]:
    """The days that the period may be of, the table's own day `day` among them unless nothing was made in the period.

    Empty where the period is of `day`: nothing is said "for" it, it is named, or the rows have no day that comes later.
    """
    lexicon, last = work.lexicon, work.lexicon.values.last_day(f"{table}.{day.name}")
    begins = _begins(work, query)
    said = {v for t in tokenize(work.question.text) for v in (t.low, t.stem, *verb_stems(t.low))}
    stayed = bool(said & _STAYED)
    if (begins is None and not stayed) or not says(day) & _BOOKING:
        return []
    others = [d for d in dates(table, lexicon) if d.name != day.name and not says(d) & _CHANGED]
    if says(day) & said or any(says(d) & said for d in others):
        return []
    if begins is not None and last is not None and begins > last:
        return [d for d in others if (_last(table, d, lexicon) or date.min) >= begins]
    led = stayed or any(item.kind == "time" and item.low.split()[:1] == ["for"] for item in work.items)
    coming = [
        d
        for d in others
        if says(d) & _OF_THINGS
        or (last is not None and (_last(table, d, lexicon) or date.min) > max(last, work.question.clock.today))
    ]
    return [*coming, day] if led and coming else []


def _last(table: str, day: Dimension, lexicon: Lexicon) -> date | None:
    return lexicon.values.last_day(f"{table}.{day.name}")


def _begins(work: Work, query: SemanticQuery) -> date | None:
    """The first day of the period of a query."""
    found = query.time.range if query.time is not None else None
    if found is None:
        return None
    start = found.from_
    if start is None:
        resolved = resolve(found, work.question.clock)
        start = resolved[0] if resolved is not None else None
    return start.date() if isinstance(start, datetime) else start
