"""Calendar arithmetic: ranges of a query into half-open windows, and the window that one is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lunara.errors import InvalidInput
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Grain
from lunara.semantic.query import Compare, TimeRange

ORDER: tuple[Grain, ...] = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
SECONDS: dict[str, int] = {"second": 1, "minute": 60, "hour": 3600}
Moment = date | datetime


@dataclass(frozen=True)
class Window:
    """Half-open. `shift` and `shift_grain`: how far back the period before it lies, where the range says so."""

    start: Moment | None
    end: Moment | None
    shift: int | None = None
    shift_grain: Grain | None = None


def truncate(moment: Moment, grain: Grain, clock: Clock) -> Moment:
    """The start of the period that holds `moment` (a date for day and coarser, a datetime below)."""
    if grain in SECONDS:
        whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        if grain == "hour":
            return whole.replace(minute=0, second=0, microsecond=0)
        return whole.replace(second=0, microsecond=0) if grain == "minute" else whole.replace(microsecond=0)
    day = moment.date() if isinstance(moment, datetime) else moment
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=(day.weekday() - clock.week_start) % 7)
    if grain == "month":
        return day.replace(day=1)
    months = MONTHS[grain]
    index = day.year * 12 + day.month - 1 - (clock.fiscal_month - 1)
    index = index // months * months + (clock.fiscal_month - 1)
    return date(index // 12, index % 12 + 1, 1)


def add(moment: Moment, grain: Grain, count: int) -> Moment:
    """`moment` moved by whole units; a day that the month lacks becomes its last day. Raises OverflowError off the calendar."""
    if grain in SECONDS:
        whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        return whole + timedelta(seconds=SECONDS[grain] * count)
    if grain in ("day", "week"):
        return moment + timedelta(days=count * (7 if grain == "week" else 1))
    index = moment.year * 12 + moment.month - 1 + MONTHS[grain] * count
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year < date.max.year:
        raise OverflowError("the year is not on the calendar")
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=year, month=month, day=min(moment.day, last))


def steps(start: Moment, end: Moment, grain: Grain) -> int:
    """How many units lie between two period starts."""
    if grain in MONTHS:
        return ((end.year - start.year) * 12 + end.month - start.month) // MONTHS[grain]
    one, two = (m if isinstance(m, datetime) else datetime.combine(m, time()) for m in (start, end))
    unit = SECONDS.get(grain) or (86400 * (7 if grain == "week" else 1))
    return int((two - one).total_seconds() // unit)


def resolve(span: TimeRange, clock: Clock) -> Window:
    """The half-open window of a range on the clock's day. Raises InvalidInput when it is empty."""
    today = clock.today
    tomorrow = today + timedelta(days=1)
    try:
        if span.this is not None:
            start = truncate(today, span.this, clock)
            return Window(start, add(start, span.this, 1), 1, span.this)
        if span.previous is not None:
            end = truncate(today, span.previous, clock)
            return Window(add(end, span.previous, -1), end, 1, span.previous)
        if span.to_date is not None:
            return Window(truncate(today, span.to_date, clock), tomorrow, 1, span.to_date)
        if span.last is not None and span.grain is not None:
            current: Moment = tomorrow if span.grain in SECONDS else truncate(today, span.grain, clock)
            if span.grain in SECONDS:
                end = datetime.combine(today if span.complete else tomorrow, time())
            else:
                end = current if span.complete else add(current, span.grain, 1)
            return Window(add(end, span.grain, -span.last), end, span.last, span.grain)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("The time range leaves the calendar.", "Ask for fewer periods.") from error
    start_, end_ = local(span.from_, clock), local(span.to, clock)
    if start_ is not None and end_ is not None and not _before(start_, end_):
        raise InvalidInput(
            f"The time range is empty: it starts at {start_.isoformat()} and ends before {end_.isoformat()}.",
            'The end of a range is not part of it: "to" must be later than "from".',
        )
    return Window(start_, end_)


def local(moment: Moment | None, clock: Clock) -> Moment | None:
    """A moment with a zone as the organization's own time, without zone."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(ZoneInfo(clock.timezone)).replace(tzinfo=None)
    return moment


def _before(one: Moment, two: Moment) -> bool:
    return whole_moment(one) < whole_moment(two)


def whole_moment(moment: Moment) -> datetime:
    """A day as its first moment, so that days and moments can be compared."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def reaches_now(window: Window, clock: Clock) -> bool:
    """Whether the window holds a period that has not ended."""
    return window.end is None or whole_moment(window.end) > whole_moment(clock.today)


def cut_off(window: Window, last: date) -> Window:
    """The window without the days after `last`, when that lies in it; else the window itself.

    The period before it stays that of the whole window: of a quarter the quarter before.
    """
    after = last + timedelta(days=1)
    if window.end is None or whole_moment(window.end) <= whole_moment(after):
        return window
    if window.start is None or whole_moment(window.start) > whole_moment(last):
        return window
    if window.shift is not None:
        return replace(window, end=after)
    count, grain = _length(window.start, window.end)
    return replace(window, end=after, shift=count, shift_grain=grain)


def as_far(start: Moment, end: Moment, before: Moment) -> Moment:
    """Where the days end that belong to those from `start` until `end`, in a period that begins at `before`.

    Of periods that begin with a month they are the same days of their months, so that each month is held against as much of
    its own; of any others as many days.

    >>> as_far(date(2011, 10, 1), date(2011, 12, 25), date(2011, 7, 1))
    datetime.date(2011, 9, 25)
    >>> as_far(date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 1))
    datetime.date(2026, 3, 1)
    >>> as_far(date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 2))
    datetime.date(2026, 11, 5)
    """
    if start.day == 1 and before.day == 1 and _midnight(start) and _midnight(before) and _midnight(end):
        return shifted_end(end, "month", steps(before, start, "month"))
    moved = whole_moment(before) + (whole_moment(end) - whole_moment(start))
    return moved.date() if not isinstance(before, datetime) and _midnight(moved) else moved


def shifted_end(end: Moment, grain: Grain, count: int) -> Moment:
    """The end of a half-open window moved back by whole units: the day after its last day there."""
    if grain in MONTHS and end.day != 1 and _midnight(end):
        return add(end - timedelta(days=1), grain, -count) + timedelta(days=1)
    return add(end, grain, -count)


def _midnight(moment: Moment) -> bool:
    return not isinstance(moment, datetime) or moment.time() == time()


def compared(window: Window, compare: Compare) -> Window:
    """The window that `window` is compared with. Raises InvalidInput when the window is open."""
    if window.start is None or window.end is None:
        raise InvalidInput(
            "A comparison needs a time range with a beginning and an end.", 'Give the range "from" and "to", or "last".'
        )
    count, grain = _distance(window, window.start, window.end, compare)
    return Window(add(window.start, grain, -count), shifted_end(window.end, grain, count))


def other_period(window: Window, other: Window, *, cut: bool) -> Window:
    """The window that `window` is compared with, where that is any `other` one. Raises InvalidInput when one of them is open.

    `cut`: `window` ends before its time, today or with the data, so that the other one is compared by the same days (`as_far`).
    """
    start, end = window.start, window.end
    if start is None or end is None or other.start is None or other.end is None:
        raise InvalidInput(
            "A comparison needs two time ranges with a beginning and an end.",
            'Give each range "from" and "to", or "last".',
        )
    as_long = as_far(start, end, other.start)
    return Window(other.start, as_long) if cut and _before(as_long, other.end) else other


def _distance(window: Window, start: Moment, end: Moment, compare: Compare) -> tuple[int, Grain]:
    named: dict[str, Grain] = {
        "previous_year": "year",
        "previous_quarter": "quarter",
        "previous_month": "month",
        "previous_week": "week",
        "previous_day": "day",
    }
    if compare.to is not None and compare.to in named:
        return 1, named[compare.to]
    if window.shift is not None and window.shift_grain is not None:
        return window.shift, window.shift_grain
    return _length(start, end)


def _length(start: Moment, end: Moment) -> tuple[int, Grain]:
    """How long a window is, in whole months where it is of whole months."""
    if _midnight(start) and _midnight(end):
        if start.day == 1 and end.day == 1:
            return steps(start, end, "month"), "month"
        return steps(start, end, "day"), "day"
    return int((whole_moment(end) - whole_moment(start)).total_seconds()), "second"


def just_before(moment: Moment, grain: Grain) -> Moment:
    """The last day (or microsecond, for grains below a day) of a half-open window that ends at `moment`."""
    if isinstance(moment, datetime):
        return moment - timedelta(microseconds=1)
    if grain in SECONDS:
        return datetime.combine(moment, time()) - timedelta(microseconds=1)
    return moment - timedelta(days=1)
