"""Days that share a month: "from 1 to 7 June 2025", "March 3 to 9", "the first week of June", "last weekend"."""

from __future__ import annotations

from datetime import date, timedelta

from lunara.ask.planners.offline.moments import PointReader
from lunara.ask.planners.offline.periods import MONTHS, TimePhrase, month_start, span_of

_SATURDAY = 5
_JOINERS = ("to", "until", "till", "through", "thru", "-")
_IN = ("in", "on", "during", "for", "over", "of", "within", "from", "the")
_WEEKS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ENDINGS = ("st", "nd", "rd", "th")


class DayReader(PointReader):
    """Reads spans of days within one month, and weekends."""

    def _days(self, start: int) -> TimePhrase | None:
        """ "From 1 to 7 June 2025", "between March 3 and 9", "June 1 - 7": both ends count."""
        lead = self.low(start) if self.low(start) in ("from", "between") else ""
        at = start + bool(lead)
        while not lead and self.low(at) in ("in", "on", "during", "for", "the"):
            at += 1
        joiners = ("and",) if lead == "between" else _JOINERS
        return self._month_behind(start, at, joiners) or self._month_before(start, at, joiners)

    def _month_behind(self, start: int, at: int, joiners: tuple[str, ...]) -> TimePhrase | None:
        first = self._day_number(at)
        if first is None or self.low(first[1]) not in joiners:
            return None
        last = self._day_number(first[1] + 1)
        if last is None:
            return None
        after = last[1] + (self.low(last[1]) == "of")
        if self.low(after) not in MONTHS:
            return None
        return self._of_month(start, first[0], last[0], MONTHS[self.low(after)], after + 1)

    def _month_before(self, start: int, at: int, joiners: tuple[str, ...]) -> TimePhrase | None:
        if self.low(at) not in MONTHS:
            return None
        first = self._day_number(at + 1)
        if first is None or self.low(first[1]) not in joiners:
            return None
        last = self._day_number(first[1] + 1)
        if last is None or self.low(last[1]) in MONTHS:
            return None
        return self._of_month(start, first[0], last[0], MONTHS[self.low(at)], last[1])

    def _day_number(self, at: int) -> tuple[int, int] | None:
        """A day of a month ("7", "7th", "the 7th") and the place behind it."""
        at += self.low(at) == "the"
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        if token.kind == "number" and isinstance(token.value, int) and token.text.isdigit() and 1 <= token.value <= 31:
            return token.value, at + 1 + (self.low(at + 1) in _ENDINGS)
        if token.low[:-2].isdigit() and token.low[-2:] in _ENDINGS and 1 <= int(token.low[:-2]) <= 31:
            return int(token.low[:-2]), at + 1
        return None

    def _of_month(self, start: int, first: int, last: int, month: int, after: int) -> TimePhrase | None:
        """The days of one month as a period; without a year that of the last such month which has begun by the first day."""
        year, end, note = self._its_year(month, first, after)
        try:
            opens, closes = date(year, month, first), date(year, month, last)
        except ValueError:
            return None
        if closes < opens:
            return None
        return TimePhrase(start, end, "range", range=span_of(opens, closes + timedelta(days=1)), note=note)

    def _its_year(self, month: int, day: int, after: int) -> tuple[int, int, str]:
        at = after + (self.low(after) in (",", "of", "in"))
        year = self._year(at)
        if year is not None:
            return year, at + 1, ""
        today = self.clock.today
        year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
        return year, after, f"Without a year, the days were taken as those of {year}."

    def _part_of_month(self, start: int) -> TimePhrase | None:
        """ "The first week of June": its days 1 to 7; "the last 10 days of May": those before the month ends."""
        at = start
        while self.low(at) in _IN:
            at += 1
        order = self.low(at)
        counted = self._day_number(at + 1) if order in ("first", "last") else None
        if counted is not None and self.low(counted[1]) == "days":
            length, place, after = counted[0], 1, counted[1] + 1
        elif (order in _WEEKS or order == "last") and self.low(at + 1) == "week":
            length, place, after = 7, _WEEKS.get(order, 1), at + 2
        else:
            return None
        after += 1
        if self.low(after - 1) not in ("of", "in") or self.low(after) not in MONTHS:
            return None
        month = MONTHS[self.low(after)]
        year, end, note = self._its_year(month, 1, after + 1)
        opens = date(year, month, 1) + timedelta(days=length * (place - 1))
        if order == "last":
            opens = month_start(date(year, month, 1), 1) - timedelta(days=length)
        said = f"It was read as the days from {opens.day} to {(opens + timedelta(days=length - 1)).day} of the month."
        note = " ".join(n for n in (note, said if self.low(at + 1) == "week" else "") if n)
        return TimePhrase(start, end, "range", range=span_of(opens, opens + timedelta(days=length)), note=note)

    def _weekend(self, start: int) -> TimePhrase | None:
        """ "This weekend", "last weekend": a Saturday and the Sunday behind it; the last one lies before today's."""
        at = start
        while self.low(at) in _IN:
            at += 1
        if self.low(at) not in ("this", "last", "past", "previous") or self.low(at + 1) != "weekend":
            return None
        today = self.clock.today
        saturday = today + timedelta(days=_SATURDAY - today.weekday())
        if self.low(at) != "this":
            saturday -= timedelta(days=7)
        return TimePhrase(start, at + 2, "range", range=span_of(saturday, saturday + timedelta(days=2)))
