"""Ranges and comparisons in calendar terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.errors import InvalidInput
from lunara.semantic.compile.periods import ORDER, Window, add, compared, cut_off, other_period, resolve, truncate
from lunara.semantic.compiled import Clock
from lunara.semantic.query import Compare, TimeRange

CLOCK = Clock(date(2025, 3, 31))


def window(**span: Any) -> tuple[object, object]:
    found = resolve(TimeRange.model_validate(span), CLOCK)
    return found.start, found.end


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        ({"last": 3, "grain": "month"}, date(2025, 1, 1), date(2025, 4, 1)),
        ({"last": 3, "grain": "month", "complete": True}, date(2024, 12, 1), date(2025, 3, 1)),
        ({"last": 7, "grain": "day"}, date(2025, 3, 25), date(2025, 4, 1)),
        ({"last": 1, "grain": "week", "complete": True}, date(2025, 3, 24), date(2025, 3, 31)),
        ({"this": "quarter"}, date(2025, 1, 1), date(2025, 4, 1)),
        ({"previous": "year"}, date(2024, 1, 1), date(2025, 1, 1)),
        ({"to_date": "year"}, date(2025, 1, 1), date(2025, 4, 1)),
        ({"from": "2025-01-01", "to": "2025-02-01"}, date(2025, 1, 1), date(2025, 2, 1)),
        ({"last": 24, "grain": "hour", "complete": True}, datetime(2025, 3, 30), datetime(2025, 3, 31)),
    ],
)
def test_ranges(span: dict[str, Any], start: date, end: date) -> None:
    assert window(**span) == (start, end)


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(InvalidInput):
        window(**{"from": "2025-02-01", "to": "2025-02-01"})


@pytest.mark.parametrize(
    ("span", "to", "start", "end"),
    [
        ({"this": "month"}, "previous_period", date(2025, 2, 1), date(2025, 3, 1)),
        ({"to_date": "month"}, "previous_period", date(2025, 2, 1), date(2025, 3, 1)),
        ({"from": "2024-02-01", "to": "2024-03-01"}, "previous_year", date(2023, 2, 1), date(2023, 3, 1)),
        ({"from": "2025-02-01", "to": "2025-03-01"}, "previous_year", date(2024, 2, 1), date(2024, 3, 1)),
        ({"from": "2025-03-10", "to": "2025-03-17"}, "previous_period", date(2025, 3, 3), date(2025, 3, 10)),
        ({"from": "2025-03-01", "to": "2025-03-31"}, "previous_month", date(2025, 2, 1), date(2025, 3, 1)),
        ({"last": 12, "grain": "month", "complete": True}, "previous_period", date(2023, 3, 1), date(2024, 3, 1)),
        ({"last": 2, "grain": "week", "complete": True}, "previous_period", date(2025, 3, 3), date(2025, 3, 17)),
    ],
)
def test_comparisons(span: dict[str, Any], to: str, start: date, end: date) -> None:
    found = compared(resolve(TimeRange.model_validate(span), CLOCK), Compare.model_validate({"to": to}))
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("cut", "end"),
    [(False, date(2024, 4, 1)), (True, date(2024, 3, 16))],
)
def test_another_range_is_cut_as_the_period_is(cut: bool, end: date) -> None:
    window, other = Window(date(2025, 3, 1), date(2025, 3, 16)), Window(date(2024, 3, 1), date(2024, 4, 1))
    assert other_period(window, other, cut=cut) == Window(date(2024, 3, 1), end)


def test_an_open_range_is_no_other_period() -> None:
    with pytest.raises(InvalidInput):
        other_period(Window(date(2025, 3, 1), date(2025, 3, 16)), Window(None, date(2024, 4, 1)), cut=False)


def test_an_open_range_cannot_be_compared() -> None:
    with pytest.raises(InvalidInput):
        compared(Window(date(2025, 1, 1), None), Compare(to="previous_year"))


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.sampled_from(ORDER[3:]),
    st.integers(0, 6),
    st.integers(1, 12),
)
def test_a_period_holds_its_day(day: date, grain: Any, week_start: int, fiscal: int) -> None:
    clock = Clock(day, week_start=week_start, fiscal_month=fiscal)
    start = truncate(day, grain, clock)
    assert start <= day < add(start, grain, 1)
    assert truncate(start, grain, clock) == start
    assert truncate(add(start, grain, 1), grain, clock) == add(start, grain, 1)


@pytest.mark.parametrize(
    ("window", "end"),
    [
        (Window(date(2026, 1, 1), date(2027, 1, 1)), date(2026, 11, 23)),  # this year, on 22 November
        (Window(date(2025, 1, 1), date(2026, 1, 1)), date(2026, 1, 1)),  # over
        (Window(date(2027, 1, 1), date(2028, 1, 1)), date(2028, 1, 1)),  # not begun
        (Window(date(2026, 1, 1), None), None),
    ],
)
def test_a_compared_period_ends_today_at_the_latest(window: Window, end: date | None) -> None:
    assert cut_off(window, date(2026, 11, 22)).end == end


def test_this_year_is_compared_with_the_same_days_of_last_year() -> None:
    clock = Clock(date(2026, 11, 22))
    now = cut_off(resolve(TimeRange(this="year"), clock), clock.today)
    before = compared(now, Compare(to="previous_year"))
    assert (before.start, before.end) == (date(2025, 1, 1), date(2025, 11, 23))
