"""Time phrases: "in June 2011", "since March", "last 6 months", "year to date", "monthly", "year over year"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from lunara.ask.planners.offline.days import DayReader
from lunara.ask.planners.offline.periods import (
    ADVERBS,
    AMBIGUOUS_MONTHS,
    COMPARED,
    GRAINS,
    LAST_WORDS,
    MONTHS,
    CompareTo,
    Period,
    TimePhrase,
    month_safe,
    period_start,
    shift,
    span_of,
    until_today,
)
from lunara.ask.planners.offline.words import AGAINST
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.query import TimeRange

_BEHIND = ("", "?", ".", ",", "by", "per", "for", "in")
_STATES = ("balance", "balances", "stock", "inventory")
_WHO = ("i", "we", "you", "they", "it", "be", "not")
_TIES = ("and", "or", "vs", "versus", "against", "than", ",", "&", "in")
"""What joins a month to another one."""


@lru_cache(maxsize=64)
def reader_of(tokens: tuple[Token, ...], clock: Clock) -> TimeReader:
    """The reader of these tokens: some ten readings of one question ask it for the same places."""
    return TimeReader(tokens, clock)


class TimeReader(DayReader):
    """Finds time phrases in tokens; what it returns never overlaps and starts where it is asked."""

    def __init__(self, tokens: Sequence[Token], clock: Clock):
        super().__init__(tokens, clock)
        self._read: dict[int, TimePhrase | None] = {}

    def at(self, start: int) -> TimePhrase | None:
        """The longest time phrase that starts at this token, or None."""
        if start not in self._read:
            self._read[start] = self._until_now(start) or self._up_to_today(self._phrase(start))
        return self._read[start]

    def _phrase(self, start: int) -> TimePhrase | None:
        return (
            self._compare(start)
            or self._end_of(start)
            or self._now(start)
            or self._ago(start)
            or self._days(start)
            or self._part_of_month(start)
            or self._weekend(start)
            or self._open_range(start)
            or self._relative(start)
            or self._point(start)
            or self._grain(start)
        )

    # -- until today ------------------------------------------------------------------------------------------------

    def _until_now(self, start: int) -> TimePhrase | None:
        """ "So far in 2025", and "so far" or "to date" alone: what lies before tomorrow."""
        lows = (self.low(start), self.low(start + 1))
        if lows not in (("so", "far"), ("to", "date")):
            return None
        if lows == ("so", "far"):
            period = self._relative(start + 2) or self._point(start + 2)
            if period is not None and period.range is not None:
                return self._up_to_today(replace(period, start=start), said=True)
        elif (
            start == 0 or self.low(start - 1) in ("date", "time", "day", *GRAINS) or self.low(start + 2) not in _BEHIND
        ):
            return None
        return TimePhrase(start, start + 2, "range", range=span_of(None, self.clock.today + timedelta(days=1)))

    def _up_to_today(self, found: TimePhrase | None, said: bool = False) -> TimePhrase | None:
        """A period with "so far" or "to date" behind it: no day of it lies after today."""
        if found is None or found.range is None or found.kind != "range" or found.point:
            return found
        if not said:
            behind = (self.low(found.end), self.low(found.end + 1))
            if behind not in (("so", "far"), ("to", "date"), ("until", "now"), ("until", "today")):
                return found
            found = replace(found, end=found.end + 2)
        cut = until_today(found.range, self.clock) if found.range is not None else None
        return found if cut is None or cut == found.range else replace(found, range=cut, bare_year=None)

    # -- comparisons ------------------------------------------------------------------------------------------------

    def _compare(self, start: int) -> TimePhrase | None:
        word = self.low(start)
        short: dict[str, CompareTo] = {
            "yoy": "previous_year",
            "mom": "previous_month",
            "qoq": "previous_quarter",
            "wow": "previous_week",
        }
        if word in short:
            return TimePhrase(start, start + 1, "compare", compare=short[word])
        at = start
        if word in GRAINS:
            middle = [self.low(at + 1), self.low(at + 2), self.low(at + 3)]
            if middle[0] in ("over", "on") and middle[1] == word:
                return TimePhrase(start, at + 3, "compare", compare=COMPARED.get(GRAINS[word], "previous_period"))
            if middle[0] == "-" and middle[1] in ("over", "on") and self.low(at + 4) == word:
                return TimePhrase(start, at + 5, "compare", compare=COMPARED.get(GRAINS[word], "previous_period"))
        lead = self._lead_compare(at)
        if lead is None:
            return None
        at = lead
        while self.low(at) in ("the", "of", "in"):
            at += 1
        if self.low(at) == "same" and self.low(at + 1) in (*GRAINS, "period", "time"):
            at += 2
            while self.low(at) in ("of", "in", "the", "a"):
                at += 1
            if self.low(at) in LAST_WORDS and self.low(at + 1) in COMPARED:
                return TimePhrase(start, at + 2, "compare", compare=COMPARED[self.low(at + 1)])
            if self.low(at) in GRAINS and self.low(at + 1) in ("before", "earlier", "ago", "prior"):
                return TimePhrase(start, at + 2, "compare", compare=COMPARED[GRAINS[self.low(at)]])
            return None
        while self.low(at) in ("the", "that", "of", "in", "a", "same", "period", "time") and self.low(at):
            at += 1
        if self.low(at) in (*LAST_WORDS, "year", "month", "quarter", "week", "day"):
            word = self.low(at)
            if word in LAST_WORDS and self.low(at + 1) in COMPARED:
                return TimePhrase(start, at + 2, "compare", compare=COMPARED[self.low(at + 1)])
            if word in GRAINS and self.low(at + 1) in ("before", "earlier", "ago", "prior"):
                return TimePhrase(start, at + 2, "compare", compare=COMPARED[GRAINS[word]])
        return None

    def _lead_compare(self, at: int) -> int | None:
        word, after = self.low(at), self.low(at + 1)
        if word in AGAINST:
            return at + (2 if after == "." else 1)
        if word in ("compared", "comparing", "compare", "relative") and after in ("to", "with", "against"):
            return at + 2
        if word == "than":
            return at + 1
        return None

    def _now(self, start: int) -> TimePhrase | None:
        """ "Right now", "currently", "current balance": a state of today, which is the last that is known."""
        words = tuple(self.low(start + i) for i in range(3))
        end = start
        if words[:2] in (("right", "now"), ("just", "now"), ("as", "of")) or words == ("at", "the", "moment"):
            end = start + (3 if words[0] == "at" else 2)
            if words[0] == "as":
                end = start + 3 if words[2] in ("now", "today") else start
        elif (
            words[0] == "currently"
            or (words[0] == "now" and not (words[1] and start == 0))
            or (words[0] == "current" and words[1] in _STATES)
        ):
            end = start + 1
        if end == start:
            return None
        until = span_of(None, self.clock.today + timedelta(days=1))
        return TimePhrase(start, end, "range", range=until, point=True)

    def _end_of(self, start: int) -> TimePhrase | None:
        """ "at the end of 2025": its last day, which only makes sense of balances."""
        at = start
        if self.low(at) not in ("at", "by", "as"):
            return None
        at += 2 if self.low(at) == "as" and self.low(at + 1) == "of" else 1
        while self.low(at) in ("the",):
            at += 1
        if self.low(at) != "end" or self.low(at + 1) != "of":
            return self._as_of(start, at) if self.low(start) == "as" else None
        found = self._period(at + 2)
        if found is None:
            return None
        period, end = found
        day = span_of(period.end - timedelta(days=1), period.end)
        return TimePhrase(start, end, "range", range=day, note=period.note, point=True)

    def _as_of(self, start: int, at: int) -> TimePhrase | None:
        """ "As of 31 May 2025": what is known last by the end of that day, which is not what came about on it."""
        found = self._period(at) if self.low(start + 1) == "of" else None
        if found is None:
            return None
        period, end = found
        return TimePhrase(start, end, "range", range=span_of(None, period.end), note=period.note, point=True)

    def _ago(self, start: int) -> TimePhrase | None:
        """ "two years ago": the whole year (month, week) that lies so far back; days as they are."""
        if self.tokens[start].kind != "number" or self.low(start + 2) != "ago":
            return None
        value, grain = self.tokens[start].value, GRAINS.get(self.low(start + 1))
        if grain is None or not isinstance(value, int) or not 1 <= value <= 1000:
            return None
        first = shift(period_start(self.clock.today, grain, self.clock), grain, -value)
        return self._range(start, start + 3, first, shift(first, grain, 1))

    # -- ranges with one open end, from..to, between ----------------------------------------------------------------

    def _open_range(self, start: int) -> TimePhrase | None:
        word = self.low(start)
        at = start + 1
        if word in ("between", "from", "starting"):
            if self.low(at) in ("from", "in", "on"):
                at += 1
            first = self._period(at)
            if first is not None:
                period, middle = first
                joiner = self.low(middle)
                if joiner in ("and", "to", "until", "till", "through", "-", "up"):
                    after = middle + (2 if joiner == "up" else 1)
                    if self.low(after) == "the":
                        after += 1
                    second = self._period(after, default_year=period.start.year)
                    if second is not None:
                        last, end = second
                        alone = self._period(after)
                        yearless = period.note if alone is not None and alone[0].note else ""
                        if period.start.year > last.start.year or period.note:
                            period = self._with_year(period, last)
                        end, inclusive = self._inclusive(end)
                        del inclusive
                        return self._range(start, end, period.start, last.end, last.note or yearless)
                if word != "between":
                    end = middle + (1 if joiner in ("onwards", "onward", "on") else 0)
                    if word == "from" and joiner not in ("onwards", "onward", "on"):
                        return self._range(
                            start, end, period.start, period.end, period.note, bare_year=period.bare_year
                        )
                    return self._range(start, end, period.start, None, period.note)
            return None
        lows = [self.low(start + i) for i in range(4)]
        opened: tuple[str, int] | None = None
        if word == "since":
            opened = ("since", 1)
        elif word == "after":
            opened = ("after", 1)
        elif word == "before":
            opened = ("before", 1)
        elif word in ("until", "till", "through", "thru"):
            opened = ("until", 1)
        elif lows[:2] == ["up", "to"]:
            opened = ("until", 2)
        elif lows[:2] in (["prior", "to"], ["earlier", "than"]):
            opened = ("before", 2)
        elif lows[:2] == ["later", "than"]:
            opened = ("after", 2)
        elif lows[:2] == ["as", "of"]:
            opened = None
        elif lows[:3] in (["on", "or", "after"], ["in", "or", "after"]):
            opened = ("since", 3)
        elif lows[:3] in (["on", "or", "before"], ["in", "or", "before"]):
            opened = ("until", 3)
        elif word in (">=",):
            opened = ("since", 1)
        if opened is None:
            return None
        at = start + opened[1]
        while self.low(at) in ("the", "start", "beginning", "end", "of", "in", "on"):
            at += 1
        found = self._period(at)
        if found is None:
            return None
        period, end = found
        if word == ">=" and self.tokens[at].kind != "date":
            return None
        kind = opened[0]
        if kind == "since":
            return self._range(start, end, period.start, None, period.note)
        if kind == "after":
            return self._range(start, end, period.end, None, period.note)
        if kind == "before":
            return self._range(start, end, None, period.start, period.note)
        return self._range(start, end, None, period.end, period.note)

    def _with_year(self, period: Period, other: Period) -> Period:
        year = other.start.year if period.start.month <= other.start.month else other.start.year - 1
        years = year - period.start.year
        return Period(month_safe(period.start, years), month_safe(period.end, years))

    def _inclusive(self, end: int) -> tuple[int, bool]:
        return end, True

    # -- relative to today ------------------------------------------------------------------------------------------

    def _relative(self, start: int) -> TimePhrase | None:
        at = start
        while self.low(at) in ("in", "during", "for", "over", "within", "of", "from", "the", "on", "made", "into"):
            at += 1
        phrase = self._relative_core(at)
        if phrase is None:
            return None
        found, end = phrase
        end, found = self._excluding_current(end, found)
        return TimePhrase(start, end, "range", range=found)

    def _excluding_current(self, end: int, found: TimeRange) -> tuple[int, TimeRange]:
        at = end
        if self.low(at) in ("(", ","):
            at += 1
        if self.low(at) in ("excluding", "without", "exclusive", "not", "except"):
            at += 1
            if self.low(at) in ("of", "including"):
                at += 1
            if self.low(at) == "the":
                at += 1
            if self.low(at) in ("current", "this") and self.low(at + 1) in GRAINS:
                at += 2
                if self.low(at) == ")":
                    at += 1
                if found.last is not None:
                    found = found.model_copy(update={"complete": True})
                return at, found
        return end, found

    # -- points: years, quarters, months, days ----------------------------------------------------------------------

    def _point(self, start: int) -> TimePhrase | None:
        at = start
        while self.low(at) in ("in", "during", "for", "of", "on", "within", "from", "the"):
            at += 1
        led = at > start and self.low(start) != "the"
        found = self._period(at)
        if found is None:
            return None
        period, end = found
        spanned = self._up_to(start, period, end)
        if spanned is not None:
            return spanned
        first = self.tokens[at]
        strong = True
        if first.kind == "number" and period.bare_year is not None and not led:
            around = (self.low(start - 1), self.low(end))
            strong = (
                end == len(self.tokens) or around[0] in ("", ",", "year", "vs", "versus", "and") or around[0] in GRAINS
            )
            strong = strong or around[1] in ("vs", "versus", "and", "by", "per", "?", ",")
        if first.low in AMBIGUOUS_MONTHS and end == at + 1 and not led and not self._beside_month(at):
            return None
        return self._range(start, end, period.start, period.end, period.note, bare_year=period.bare_year, strong=strong)

    def _beside_month(self, at: int) -> bool:
        """Whether another month is joined to it: "in April and May", "May vs April"."""
        if self.low(at + 1) in _WHO:
            return False  # "and may we see"
        before = at - 1
        while before > 0 and self.low(before) in _TIES:
            before -= 1
        behind = self.low(at + 1) in _TIES and self.low(at + 2) in MONTHS
        return behind or (before < at - 1 and self.low(before) in MONTHS)

    def _up_to(self, start: int, period: Period, end: int) -> TimePhrase | None:
        """ "January to March 2024", "January 2023 to March 2024": one period, as behind "from"."""
        if period.bare_year is not None or self.low(end) not in ("to", "until", "till", "through", "-", "–"):
            return None
        second = self._period(end + 1, default_year=None if period.note else period.start.year)
        if second is None or second[0].bare_year is not None:
            return None
        last, after = second
        first = self._with_year(period, last) if period.note else period
        return self._range(start, after, first.start, last.end, last.note) if first.start < last.start else None

    def _range(
        self,
        start: int,
        end: int,
        first: date | None,
        last: date | None,
        note: str = "",
        *,
        bare_year: int | None = None,
        strong: bool = True,
    ) -> TimePhrase:
        found = span_of(first, last)
        return TimePhrase(start, end, "range", range=found, note=note, bare_year=bare_year, strong=strong)

    # -- grains -----------------------------------------------------------------------------------------------------

    def _grain(self, start: int) -> TimePhrase | None:
        word = self.low(start)
        if word in ADVERBS:
            return TimePhrase(start, start + 1, "grain", grain=ADVERBS[word])
        if word in GRAINS and self.low(start + 1) == "by" and self.low(start + 2) == word:
            return TimePhrase(start, start + 3, "grain", grain=GRAINS[word])
        if word == "over" and self.low(start + 1) in ("time", "the"):
            if self.low(start + 1) == "time":
                return TimePhrase(start, start + 2, "grain", grain="month")
            if self.low(start + 2) in GRAINS:
                return TimePhrase(start, start + 3, "grain", grain=GRAINS[self.low(start + 2)])
        if word == "fiscal" and self.low(start + 1) in ("year", "years", "quarter", "quarters"):
            return TimePhrase(start, start + 2, "grain", grain=GRAINS[self.low(start + 1)])
        if word == "calendar" and self.low(start + 1) in GRAINS:
            differs = self.clock.fiscal_month > 1 and GRAINS[self.low(start + 1)] in ("quarter", "year")
            return None if differs else TimePhrase(start, start + 2, "grain", grain=GRAINS[self.low(start + 1)])
        if word in GRAINS:
            return TimePhrase(start, start + 1, "grain", grain=GRAINS[word])
        return None
