"""Years and quarters as an organization counts them: "FY2025", "fiscal Q2 2024", "last fiscal year"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.periods import (
    GRAINS,
    MONTHS,
    Period,
    fiscal_year,
    month_start,
    period_start,
    shift,
    span_of,
)
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.query import TimeRange


def fiscal_word(word: str) -> int | None:
    """The year of "fy2024", "fy24"."""
    digits = word[2:]
    if not word.startswith("fy") or not digits.isdigit() or len(digits) not in (2, 4):
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


class FiscalReader:
    """Reads fiscal periods at a place in the tokens."""

    def __init__(self, tokens: Sequence[Token], clock: Clock):
        self.tokens = tokens
        self.clock = clock
        self._lows = tuple("" if t.kind == "quoted" else t.low for t in tokens)

    def low(self, at: int) -> str:
        """The word there, or ""."""
        return self._lows[at] if 0 <= at < len(self._lows) else ""

    def _year(self, at: int) -> int | None:
        if at >= len(self.tokens) or self.tokens[at].kind != "number":
            return None
        value = self.tokens[at].value
        text = self.tokens[at].text
        return value if isinstance(value, int) and 1900 <= value <= 2100 and text.isdigit() else None

    def _of_fiscal(self, at: int) -> tuple[Period, int] | None:
        """ "FY2025", "fiscal year 2025", "fiscal Q1 2025"."""
        short = fiscal_word(self.low(at))
        if short is not None:
            return self._whole(short), at + 1
        if self.low(at) not in ("fiscal", "fy"):
            return None
        word, after = self.low(at + 1), at + 1
        if len(word) == 2 and word[0] == "q" and word[1] in "1234":
            return self._quarter_of(int(word[1]), at + 2)
        if word == "quarter" and self.low(at + 2) in ("1", "2", "3", "4"):
            return self._quarter_of(int(self.low(at + 2)), at + 3)
        if word == "year":
            after += 1
        year = self._year(after)
        return None if year is None else (self._whole(year), after + 1)

    def _quarter_of(self, number: int, at: int) -> tuple[Period, int] | None:
        while self.low(at) in ("of", "in", "the", ",", "fy", "year", "fiscal"):
            at += 1
        year = fiscal_word(self.low(at)) or self._year(at)
        return None if year is None else (self._fiscal_quarter(year, number), at + 1)

    def _whole(self, year: int) -> Period:
        start = fiscal_year(year, self.clock)
        return Period(start, month_start(start, 12), self._told())

    def _fiscal_quarter(self, year: int, number: int) -> Period:
        start = month_start(fiscal_year(year, self.clock), 3 * (number - 1))
        return Period(start, month_start(start, 3), self._told())

    def _told(self) -> str:
        first = next(name for name, number in MONTHS.items() if number == self.clock.fiscal_month)
        if self.clock.fiscal_month == 1:
            return "Fiscal years are calendar years here."
        return f"Fiscal years start in {first.capitalize()} and are called after the year in which they end."

    def _this_fiscal(self, at: int) -> tuple[TimeRange, int] | None:
        """ "This fiscal year", "last fiscal quarter", "fiscal year to date"; "this calendar year" begins in January."""
        word, kind, grain = self.low(at), self.low(at + 1), self.low(at + 2)
        if word == "fiscal" and kind in ("year", "quarter") and (grain, self.low(at + 3)) == ("to", "date"):
            return TimeRange(to_date=GRAINS[kind]), at + 4
        current = word in ("this", "current")
        if not (current or word in ("last", "previous", "prior")) or grain not in ("year", "quarter"):
            return None
        if kind == "fiscal" or (kind == "calendar" and self.clock.fiscal_month == 1):
            return TimeRange.model_validate({"this" if current else "previous": GRAINS[grain]}), at + 3
        if kind != "calendar":
            return None
        plain = replace(self.clock, fiscal_month=1)
        start = shift(period_start(plain.today, GRAINS[grain], plain), GRAINS[grain], 0 if current else -1)
        return span_of(start, shift(start, GRAINS[grain], 1)), at + 3
