"""Periods of the calendar: months, quarters, fiscal years, and what relative ranges mean on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from lunara.semantic.compiled import Clock
from lunara.semantic.model import Grain
from lunara.semantic.query import DatePart, TimeRange

CompareTo = Literal[
    "previous_period", "previous_year", "previous_quarter", "previous_month", "previous_week", "previous_day"
]


@dataclass(frozen=True)
class TimePhrase:
    """Tokens `start:end` and what they say. `note` tells about a choice that was made (a month without its year)."""

    start: int
    end: int
    kind: Literal["range", "grain", "compare", "part"]
    range: TimeRange | None = None
    grain: Grain | None = None
    compare: CompareTo | None = None
    part: DatePart | None = None
    days: tuple[int, ...] = ()
    """The days of the week that are meant, Monday being 1: those of a `part` that is no group."""
    note: str = ""
    bare_year: int | None = None
    strong: bool = True
    point: bool = False

    @property
    def yearless(self) -> bool:
        """Whether it was said without a year, which was then taken to be the last."""
        return without_year(self.note)


def without_year(note: str) -> bool:
    """Whether the note tells of a month, a part of a year or a day that was said without its year."""
    return note.startswith(("Without a year", "The date was taken as one of")) or "was taken as that of" in note


@dataclass(frozen=True)
class Period:
    start: date
    end: date
    note: str = ""
    bare_year: int | None = None


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
GRAINS: dict[str, Grain] = {
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "quarter": "quarter",
    "quarters": "quarter",
    "year": "year",
    "years": "year",
    "hour": "hour",
    "hours": "hour",
}
FINE: dict[str, Grain] = {
    "minutes": "minute",
    "mins": "minute",
    "seconds": "second",
    "secs": "second",
}
"""Units in which a length of time is told; no period is as short."""
ADVERBS: dict[str, Grain] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "hourly": "hour",
}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
LAST_WORDS = ("last", "past", "previous", "prior", "preceding", "trailing", "recent")
AMBIGUOUS_MONTHS = ("may", "march", "mar", "sep", "dec", "jan")
COMPARED: dict[str, CompareTo] = {
    "year": "previous_year",
    "quarter": "previous_quarter",
    "month": "previous_month",
    "week": "previous_week",
    "day": "previous_day",
    "period": "previous_period",
}


def span_of(start: date | datetime | None, end: date | datetime | None) -> TimeRange:
    """A half-open range; either side may be open."""
    return TimeRange.model_validate({"from": start, "to": end})


def month_start(day: date, months: int = 0) -> date:
    """The first of the month that lies `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def period_start(day: date, grain: Grain, clock: Clock) -> date:
    """The first day of the period of `grain` that holds `day`; weeks and years as the clock has them."""
    if grain in ("second", "minute", "hour", "day"):
        return day
    if grain == "week":
        return day - timedelta(days=(day.weekday() - clock.week_start) % 7)
    if grain == "month":
        return day.replace(day=1)
    months = 3 if grain == "quarter" else 12
    return month_start(day, -((day.month - clock.fiscal_month) % months))


def shift(day: date, grain: Grain, count: int) -> date:
    """`day` (a period's first) moved by whole periods."""
    if grain in ("second", "minute", "hour", "day"):
        return day + timedelta(days=count)
    if grain == "week":
        return day + timedelta(days=7 * count)
    return month_start(day, count * {"month": 1, "quarter": 3, "year": 12}[grain])


def resolve(found: TimeRange, clock: Clock) -> tuple[date, date] | None:
    """First day and day after the last of a relative range, by the clock."""
    today = clock.today
    if found.this or found.to_date:
        grain = found.this or found.to_date
        if grain is None:
            return None
        start = period_start(today, grain, clock)
        return start, (today + timedelta(days=1) if found.to_date else shift(start, grain, 1))
    if found.previous:
        start = period_start(today, found.previous, clock)
        return shift(start, found.previous, -1), start
    if found.last and found.grain:
        start = period_start(today, found.grain, clock)
        if found.complete:
            return shift(start, found.grain, -found.last), start
        return shift(start, found.grain, 1 - found.last), shift(start, found.grain, 1)
    return None


def until_today(found: TimeRange, clock: Clock) -> TimeRange | None:
    """The part of a period that lies before tomorrow: the period itself where no more of it is ahead, None where all is."""
    tomorrow = clock.today + timedelta(days=1)
    start, end = resolve(found, clock) or (found.from_, found.to)
    if start is not None and _day_of(start) >= tomorrow:
        return None
    if end is not None and _day_of(end) <= tomorrow:
        return found
    return TimeRange(to_date=found.this) if found.this else span_of(start, tomorrow)


def _day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def month_safe(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def back(day: date, grain: Grain) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    first = month_start(day, -months)
    last_day = (month_start(first, 1) - timedelta(days=1)).day
    return first.replace(day=min(day.day, last_day))


def dated(text: str) -> Period | None:
    """The day or month that is written in digits; None for one that no calendar has."""
    try:
        return _calendar(text)
    except (ValueError, OverflowError):
        return None


def _calendar(text: str) -> Period:
    text = text.split("t", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    if re.match(r"\d{4}[/.]", text):
        text = re.sub("[/.]", "-", text)
    if "/" in text or "." in text:
        a, b, year = (int(p) for p in text.replace(".", "/").split("/"))
        day, month = (b, a) if "/" in text and a <= 12 else (a, b)
        note = ""
        if "/" in text and a <= 12 and b <= 12 and a != b:
            note = f"{text} was read as month/day/year."
        if month > 12:
            day, month = month, day
        start = date(year, month, day)
        return Period(start, start + timedelta(days=1), note)
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 2:
        return month_of(parts[0], parts[1])
    start = date(*parts)
    return Period(start, start + timedelta(days=1))


def fiscal_year(year: int, clock: Clock) -> date:
    """The first day of the fiscal year that is called so: after the calendar year in which it ends."""
    return date(year if clock.fiscal_month == 1 else year - 1, clock.fiscal_month, 1)


def month_of(year: int, month: int) -> Period:
    start = date(year, month, 1)
    return Period(start, month_start(start, 1))


def part_of_year(year: int, number: int, parts: int) -> Period:
    length = 12 // parts
    start = date(year, (number - 1) * length + 1, 1)
    return Period(start, month_start(start, length))
