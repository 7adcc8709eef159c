"""Which days are compared: both periods on the calendar, cut to the same number of days where the later one is not whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lunara.ask.change.asked import WhyChanged
from lunara.ask.periods import period_end
from lunara.ask.reach import SILENT_DAYS, DataSpan, where
from lunara.charts.display import display
from lunara.charts.period import period_text
from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile.periods import Window, as_far, compared, resolve
from lunara.semantic.compiled import Clock, TimeWindow
from lunara.semantic.model import Grain
from lunara.semantic.query import Compare, CompareTo, TimeRange

_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Periods:
    """Two half-open windows. `said` is what to know of them: cut to the same days, of different length, before the data."""

    before: TimeWindow
    after: TimeWindow
    said: tuple[str, ...] = ()

    def of(self, change: WhyChanged) -> WhyChanged:
        """The question about exactly these days."""
        return change.model_copy(update={"period": _range(self.after), "against": _range(self.before)})


def periods_of(change: WhyChanged, clock: Clock, span: DataSpan | None, *, amount: bool = True) -> Periods:
    """The days that the question compares on the clock's day. `span`: of the data; `amount`: a longer period holds more.

    A later period that has not ended, or in which the data ends, is compared by its days so far with the same days of the
    other one (`as_far`). Raises InvalidInput (an open or the same period), Refused (a period without data, or of which the
    data of one of the measure's tables has fewer days than that of another).
    """
    after = _closed(resolve(change.period, clock), clock, "period")
    before = _closed(resolve(change.against, clock), clock, "period that it is compared with")
    if after == before:
        raise InvalidInput("The two periods are the same.", "Choose another period to compare with.")
    said: list[str] = []
    time = change.time or ""
    (start, end), (first, last) = after, before
    asked = min(clock.today, _day(end) - timedelta(days=1))
    ended = span is not None and (asked - span.last).days >= SILENT_DAYS
    if span is not None and ended and not span.ends_alike:
        raise Refused(
            f"Of {_named(start, end)} not every table that this is made of has the same days.",
            f"{where(span, 'ends')}. Ask for a period that ends before.",
            code="unlike_days",
        )
    until = (span.last if ended and span is not None else clock.today) + timedelta(days=1)
    if _day(start) >= until:
        hint = f"The data ends on {display(until - timedelta(days=1))}." if ended else "It has not begun."
        raise Refused(f"There is no data for {_named(start, end)}.", hint, code="no_data")
    if _day(end) > until:
        days = (until - _day(start)).days
        cut = min(as_far(start, until, first), last, key=_whole)
        why = f"ends with the data on {display(until - timedelta(days=1))}" if ended else "is not over yet"
        said.append(
            f"{_named(start, end)} {why}: its first {_days(days)} are compared with the first "
            f"{_days((_day(cut) - _day(first)).days)} of {_named(first, last)}."
        )
        end, last = until, cut
    lengths = [(_day(b) - _day(a)).days for a, b in ((start, end), (first, last))]
    if lengths[0] != lengths[1] and amount:
        said.append(f"{_named(start, end)} has {_days(lengths[0])}, {_named(first, last)} has {_days(lengths[1])}.")
    if span is not None and _day(first) < span.first:
        if _day(last) <= span.first:
            raise Refused(
                f"There is no data for {_named(first, last)}.",
                f"{where(span, 'begins')}.",
                code="no_data",
            )
        said.append(f"{where(span, 'begins')}, so {_named(first, last)} is not whole.")
    if _whole(start) < _whole(last) and _whole(first) < _whole(end):
        said.append("The two periods overlap: what is in both is no change.")
    return Periods(TimeWindow(time, first, last), TimeWindow(time, start, end), tuple(said))


def against_of(period: TimeRange, to: CompareTo, clock: Clock) -> TimeRange:
    """The period before, or a year before, as a range. Raises InvalidInput for a period that is open."""
    start, end = _closed(resolve(period, clock), clock, "period")
    window = resolve(period, clock)
    before = compared(replace(window, start=start, end=end), Compare(to=to))
    return TimeRange.model_validate({"from": before.start, "to": before.end})


def read_period(text: str) -> TimeRange:
    """A period as people write it: 2026, 2026-Q1, 2026-03, 2026-03-15, FROM..TO (TO is not part of it), or a range as JSON.

    Raises InvalidInput.

    >>> read_period("2026-Q4").to, read_period("2026-12").to, read_period("2026-01-01..2026-02-15").to
    (datetime.date(2027, 1, 1), datetime.date(2027, 1, 1), datetime.date(2026, 2, 15))
    """
    text = text.strip()
    try:
        if text.startswith("{"):
            return TimeRange.model_validate_json(text)
        start, dots, end = text.partition("..")
        if dots:
            return TimeRange.model_validate({"from": date.fromisoformat(start), "to": date.fromisoformat(end)})
        found = _PERIOD.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year, quarter, month, day = (int(part) if part else None for part in found.groups())
        first = date(year or 0, month or 3 * (quarter or 1) - 2, day or 1)
        grain: Grain = "day" if day else "month" if month else "quarter" if quarter else "year"
        return TimeRange.model_validate({"from": first, "to": period_end(first, grain)})
    except ValueError as error:
        raise InvalidInput(
            f"{text[:60]!r} is not a period.", "Write it like 2026, 2026-Q1, 2026-03 or 2026-03-01..2026-03-16."
        ) from error


Moment = date | datetime


def _closed(window: Window, clock: Clock, what: str) -> tuple[Moment, Moment]:
    if window.start is None:
        raise InvalidInput(f"The {what} has no beginning.", 'Give it "from" and "to", or name it: a month, a year.')
    return window.start, window.end if window.end is not None else clock.today + timedelta(days=1)


def _named(start: Moment, end: Moment) -> str:
    return period_text(TimeWindow("", start, end))


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _whole(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)


def _range(window: TimeWindow) -> TimeRange:
    return TimeRange.model_validate({"from": window.start, "to": window.end})
