"""Moments and periods that a question names: a day, "June 2011", "Q3 2024", "last quarter"."""

from __future__ import annotations

from datetime import date, timedelta

from lunara.ask.planners.offline.fiscal import FiscalReader, fiscal_word
from lunara.ask.planners.offline.periods import (
    GRAINS,
    LAST_WORDS,
    MONTHS,
    ORDINALS,
    Period,
    back,
    dated,
    month_of,
    part_of_year,
    resolve,
    shift,
    span_of,
)
from lunara.semantic.model import Grain
from lunara.semantic.query import TimeRange

_WHOLE = ("week", "month", "quarter", "year")
"""Grains of which "the last 6" are six whole ones: the current one has not ended. Days and hours roll."""


class PointReader(FiscalReader):
    """Reads one period at a place in the tokens; what is around it is read by `TimeReader`."""

    def _including_current(self, at: int) -> int | None:
        """Where "including this month", "so far" ends, when it stands here: the current period counts as well."""
        start = at
        while self.low(at) in ("(", ","):
            at += 1
        if (self.low(at), self.low(at + 1)) == ("so", "far"):
            return at + 2
        if (self.low(at), self.low(at + 1)) == ("until", "today"):
            return at + 2
        if self.low(at) not in ("including", "plus", "and", "incl"):
            return None
        at += 1
        while self.low(at) in (".", "the"):
            at += 1
        if self.low(at) not in ("this", "current") or not (self.low(at + 1) in GRAINS or self.low(at + 1) == "one"):
            return None
        at += 2
        return at + 1 if self.low(start) == "(" and self.low(at) == ")" else at

    def _relative_core(self, at: int) -> tuple[TimeRange, int] | None:
        fiscal = self._this_fiscal(at)
        if fiscal is not None:
            return fiscal
        word, second, third = self.low(at), self.low(at + 1), self.low(at + 2)
        if word in ("today", "yesterday"):
            return (TimeRange(this="day") if word == "today" else TimeRange(previous="day")), at + 1
        short: dict[str, Grain] = {"ytd": "year", "mtd": "month", "qtd": "quarter", "wtd": "week"}
        if word in short:
            return TimeRange(to_date=short[word]), at + 1
        if word in GRAINS and second == "to" and third == "date":
            return TimeRange(to_date=GRAINS[word]), at + 3
        if word in GRAINS and second == "-" and third == "to" and self.low(at + 4) == "date":
            return TimeRange(to_date=GRAINS[word]), at + 5
        if word == "so" and second == "far" and third == "this" and self.low(at + 3) in GRAINS:
            return TimeRange(to_date=GRAINS[self.low(at + 3)]), at + 4
        if word in ("this", "current") and second in GRAINS:
            if self.low(at + 2) == "so" and self.low(at + 3) == "far":
                return TimeRange(to_date=GRAINS[second]), at + 4
            return TimeRange(this=GRAINS[second]), at + 2
        if word not in LAST_WORDS and not (False):
            return None
        at += 1
        complete = False
        if self.low(at) in ("complete", "full", "whole", "completed", "calendar"):
            complete, at = True, at + 1
        if at < len(self.tokens) and self.tokens[at].kind == "number":
            value = self.tokens[at].value
            if self.low(at + 1) in ("complete", "full", "whole", "completed", "calendar"):
                complete, at = True, at + 1
            if isinstance(value, int) and 1 <= value <= 10_000 and self.low(at + 1) in GRAINS:
                grain = GRAINS[self.low(at + 1)]
                end = self._including_current(at + 2)
                whole = complete or (grain in _WHOLE and end is None)
                return TimeRange(last=value, grain=grain, complete=whole), end or at + 2
            return None
        if self.low(at) in GRAINS and not self.low(at).endswith("s"):
            grain = GRAINS[self.low(at)]
            if word in ("past", "trailing", "recent") and not complete:
                days = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "hour": 1}[grain]
                if grain in ("month", "quarter", "year"):
                    start = shift(self.clock.today, grain, 0)
                    first = back(start, grain)
                    return span_of(first, start + timedelta(days=1)), at + 1
                return TimeRange(last=days, grain="day"), at + 1
            return TimeRange(previous=grain), at + 1
        return None

    def _period(self, at: int, default_year: int | None = None) -> tuple[Period, int] | None:
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        word = token.low
        if token.kind == "date":
            day = dated(word)
            return None if day is None else (day, at + 1)
        if word in ("year", "fiscal", "fy", "calendar", "month") or fiscal_word(word) is not None:
            return self._named_year(at)
        if token.kind == "number":
            return self._numbered(at)
        if word in ORDINALS and word != "last" and self.low(at + 1) in ("quarter", "half"):
            return self._part(at + 2, ORDINALS[word], 4 if self.low(at + 1) == "quarter" else 2)
        if len(word) == 2 and word[0] in "qh" and word[1].isdigit():
            number, parts = int(word[1]), 4 if word[0] == "q" else 2
            return self._part(at + 1, number, parts) if 1 <= number <= parts else None
        if word in ("mid", "early", "late"):
            return None
        if word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th") and 1 <= int(word[:-2]) <= 31:
            after = at + 2 if self.low(at + 1) == "of" else at + 1
            if self.low(after) in MONTHS:  # "the 1st of March"
                return self._day(int(word[:-2]), MONTHS[self.low(after)], after + 1, default_year)
        if word in MONTHS:
            return self._month(at, default_year)
        if word in ("last", "this", "previous", "today", "yesterday", "current"):
            relative = self._relative_core(at)
            if relative is not None:
                resolved = resolve(relative[0], self.clock)
                return (Period(*resolved), relative[1]) if resolved else None
        return None

    def _named_year(self, at: int) -> tuple[Period, int] | None:
        found = self._of_fiscal(at)
        if found is not None:
            return found
        after = at + 1
        if self.low(at) == "calendar" and self.low(after) == "year":
            after += 1
        if self.low(at) == "month":
            if self.low(after) == "of":
                after += 1
            return self._month(after, None) if self.low(after) in MONTHS else None
        year = self._year(after)
        if year is None:
            return None
        return Period(date(year, 1, 1), date(year + 1, 1, 1), bare_year=year), after + 1

    def _numbered(self, at: int) -> tuple[Period, int] | None:
        year = self._year(at)
        if year is not None:
            word = self.low(at + 1)
            if len(word) == 2 and word[0] == "q" and word[1] in "1234":
                return part_of_year(year, int(word[1]), 4), at + 2
            return Period(date(year, 1, 1), date(year + 1, 1, 1), bare_year=year), at + 1
        value = self.tokens[at].value
        after = at + 1
        if self.low(after) in ("st", "nd", "rd", "th"):
            after += 1
        if self.low(after) == "of":
            after += 1
        if isinstance(value, int) and 1 <= value <= 31 and self.low(after) in MONTHS:
            return self._day(value, MONTHS[self.low(after)], after + 1)
        return None

    def _month(self, at: int, default_year: int | None) -> tuple[Period, int] | None:
        month = MONTHS[self.low(at)]
        after = at + 1
        if self.low(after) in (".",) and at + 2 < len(self.tokens) and self.tokens[at + 2].kind == "number":
            after += 1
        day = self.tokens[after].value if after < len(self.tokens) and self.tokens[after].kind == "number" else None
        if self._year(after) is None and isinstance(day, int) and 1 <= day <= 31:
            return self._day(day, month, after + 1, default_year)
        ordinal = self.low(after)
        if ordinal[:-2].isdigit() and ordinal[-2:] in ("st", "nd", "rd", "th"):
            return self._day(int(ordinal[:-2]), month, after + 1, default_year)
        if self.low(after) in ("of", ","):
            after += 1
        year = self._year(after)
        if year is not None:
            return month_of(year, month), after + 1
        if default_year is not None:
            return month_of(default_year, month), at + 1
        today = self.clock.today
        year = today.year if month <= today.month else today.year - 1
        made = month_of(year, month)
        return Period(made.start, made.end, f"{self.tokens[at].text} was taken as that of {year}."), at + 1

    def _day(self, day: int, month: int, after: int, default_year: int | None = None) -> tuple[Period, int] | None:
        if self.low(after) in (",", "of") and self._year(after + 1) is not None:
            after += 1
        year = self._year(after)
        note = ""
        end = after + 1 if year is not None else after
        if year is None:
            today = self.clock.today
            year = default_year or (today.year if (month, day) <= (today.month, today.day) else today.year - 1)
            note = "" if default_year else f"The date was taken as one of {year}."
        try:
            start = date(year, month, day)
        except ValueError:
            return None
        return Period(start, start + timedelta(days=1), note), end

    def _part(self, at: int, number: int, parts: int) -> tuple[Period, int] | None:
        fiscal = False
        while self.low(at) in ("of", "in", "the", "year", ",", "fiscal", "fy"):
            fiscal = fiscal or self.low(at) in ("fiscal", "fy")
            at += 1
        short = fiscal_word(self.low(at))
        if fiscal or short is not None:
            named = short or self._year(at)
            return (self._fiscal_quarter(named, number), at + 1) if named is not None and parts == 4 else None
        year = self._year(at)
        if year is not None:
            return part_of_year(year, number, parts), at + 1
        word, after = self.low(at), self.low(at + 1)
        if word in ("last", "this") and after == "year":
            return part_of_year(self.clock.today.year - (word == "last"), number, parts), at + 2
        while at > 0 and self.low(at - 1) in ("of", "in", "the", "year", ","):
            at -= 1
        today = self.clock.today
        made = part_of_year(today.year, number, parts)
        if made.start > today:
            made = part_of_year(today.year - 1, number, parts)
        return Period(made.start, made.end, f"Without a year, it was taken as that of {made.start.year}."), at
