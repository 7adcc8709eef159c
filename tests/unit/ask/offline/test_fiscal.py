"""Fiscal years and quarters: called after the year in which they end, as the organization's first month has it."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.planners.offline.periods import resolve
from lunara.ask.planners.offline.times import TimeReader
from lunara.ask.tokens import tokenize
from lunara.semantic.compile.periods import resolve as compiled
from lunara.semantic.compiled import Clock
from lunara.semantic.query import TimeRange

APRIL = Clock(date(2025, 6, 18), fiscal_month=4)
JANUARY = Clock(date(2025, 6, 18))


def read(text: str, clock: Clock) -> tuple[date, date]:
    phrase = TimeReader(tokenize(text), clock).at(0)
    assert phrase is not None and phrase.range is not None and phrase.end == len(tokenize(text)), phrase
    found = phrase.range
    if isinstance(found.from_, date) and isinstance(found.to, date):
        return found.from_, found.to
    days = resolve(found, clock)
    assert days is not None
    return days


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in fiscal year 2025", date(2024, 4, 1), date(2025, 4, 1)),
        ("FY2025", date(2024, 4, 1), date(2025, 4, 1)),
        ("FY25", date(2024, 4, 1), date(2025, 4, 1)),
        ("fiscal 2025", date(2024, 4, 1), date(2025, 4, 1)),
        ("this fiscal year", date(2025, 4, 1), date(2026, 4, 1)),
        ("last fiscal year", date(2024, 4, 1), date(2025, 4, 1)),
        ("last fiscal quarter", date(2025, 1, 1), date(2025, 4, 1)),
        ("fiscal Q2 2025", date(2024, 7, 1), date(2024, 10, 1)),
        ("Q1 FY2025", date(2024, 4, 1), date(2024, 7, 1)),
        ("in the first quarter of fiscal year 2025", date(2024, 4, 1), date(2024, 7, 1)),
        ("last calendar year", date(2024, 1, 1), date(2025, 1, 1)),
        ("in calendar year 2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("in Q1 2025", date(2025, 1, 1), date(2025, 4, 1)),
        ("in 2025", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_periods_of_an_organization_that_starts_in_april(text: str, start: date, end: date) -> None:
    assert read(text, APRIL) == (start, end)


@pytest.mark.parametrize("text", ["fiscal year 2024", "FY2024", "calendar year 2024", "in 2024"])
def test_without_a_fiscal_month_they_are_those_of_the_calendar(text: str) -> None:
    assert read(text, JANUARY) == (date(2024, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("grain", ["year", "quarter", "month"])
@pytest.mark.parametrize("form", ["this", "previous", "to_date"])
def test_planner_and_compiler_mean_the_same_days(month: int, grain: str, form: str) -> None:
    for today in (date(2024, 2, 29), date(2025, 1, 1), date(2025, 6, 30), date(2025, 12, 31)):
        clock = Clock(today, fiscal_month=month)
        found = TimeRange.model_validate({form: grain})
        window = compiled(found, clock)
        assert resolve(found, clock) == (window.start, window.end)
