"""Time phrases on a fixed day: Sunday 22 November 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.ask.describe_periods import describe_range
from lunara.ask.planners.offline.periods import TimePhrase, resolve
from lunara.ask.planners.offline.times import TimeReader
from lunara.ask.tokens import tokenize
from lunara.semantic.compiled import Clock
from lunara.semantic.query import TimeRange

CLOCK = Clock(date(2026, 11, 22))


def read(text: str, clock: Clock = CLOCK) -> TimePhrase | None:
    tokens = tokenize(text)
    for at in range(len(tokens)):
        found = TimeReader(tokens, clock).at(at)
        if found is not None:
            return found
    return None


def range_of(text: str, clock: Clock = CLOCK) -> dict[str, Any]:
    found = read(text, clock)
    assert found is not None and found.range is not None, text
    return found.range.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in 2025", "2025-01-01", "2026-01-01"),
        ("January to March 2024", "2024-01-01", "2024-04-01"),
        ("Jan - Mar 2024", "2024-01-01", "2024-04-01"),
        ("in November to February 2024", "2023-11-01", "2024-03-01"),
        ("March 2024 to May", "2024-03-01", "2024-06-01"),
        ("May to June", "2026-05-01", "2026-07-01"),
        ("1 May to 3 June 2024", "2024-05-01", "2024-06-04"),
        ("in the year 2025", "2025-01-01", "2026-01-01"),
        ("in June 2011", "2011-06-01", "2011-07-01"),
        ("in Jun. 2011", "2011-06-01", "2011-07-01"),
        ("June of 2011", "2011-06-01", "2011-07-01"),
        ("in June", "2026-06-01", "2026-07-01"),
        ("in December", "2025-12-01", "2026-01-01"),
        ("Q3 2024", "2024-07-01", "2024-10-01"),
        ("2024 Q3", "2024-07-01", "2024-10-01"),
        ("in the third quarter of 2024", "2024-07-01", "2024-10-01"),
        ("1st quarter of 2023", "2023-01-01", "2023-04-01"),
        ("first half of 2025", "2025-01-01", "2025-07-01"),
        ("H2 2025", "2025-07-01", "2026-01-01"),
        ("on 2025-03-31", "2025-03-31", "2025-04-01"),
        ("on March 1, 2026", "2026-03-01", "2026-03-02"),
        ("on 1 March 2026", "2026-03-01", "2026-03-02"),
        ("on the 1st of March 2026", "2026-03-01", "2026-03-02"),
        ("from 2025-01-01 to 2025-03-31", "2025-01-01", "2025-04-01"),
        ("between Jan 1, 2023 and Mar 31, 2023", "2023-01-01", "2023-04-01"),
        ("between April 2023 and June 2023", "2023-04-01", "2023-07-01"),
        ("from April to June 2023", "2023-04-01", "2023-07-01"),
        ("2 years ago", "2024-01-01", "2025-01-01"),
        ("3 months ago", "2026-08-01", "2026-09-01"),
        ("2025-02", "2025-02-01", "2025-03-01"),
    ],
)
def test_absolute_ranges(text: str, start: str, end: str) -> None:
    assert range_of(text) == {"from": start, "to": end}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since March 2026", {"from": "2026-03-01"}),
        ("since 2025", {"from": "2025-01-01"}),
        ("after 2024", {"from": "2025-01-01"}),
        ("before 2025", {"to": "2025-01-01"}),
        ("until March 2026", {"to": "2026-04-01"}),
        ("up to June 2026", {"to": "2026-07-01"}),
        ("on or after Apr 1, 2023", {"from": "2023-04-01"}),
        ("last month", {"previous": "month"}),
        ("the previous quarter", {"previous": "quarter"}),
        ("last complete month", {"previous": "month"}),
        ("yesterday", {"previous": "day"}),
        ("today", {"this": "day"}),
        ("this year", {"this": "year"}),
        ("year to date", {"to_date": "year"}),
        ("ytd", {"to_date": "year"}),
        ("so far this month", {"to_date": "month"}),
        ("in the last 6 months", {"last": 6, "grain": "month", "complete": True}),
        ("the last 6 months including this month", {"last": 6, "grain": "month"}),
        ("last 3 quarters so far", {"last": 3, "grain": "quarter"}),
        ("past 30 days", {"last": 30, "grain": "day"}),
        ("last 12 complete months", {"last": 12, "grain": "month", "complete": True}),
        ("last 8 weeks excluding the current week", {"last": 8, "grain": "week", "complete": True}),
    ],
)
def test_open_and_relative_ranges(text: str, expected: dict[str, Any]) -> None:
    assert range_of(text) == expected


@pytest.mark.parametrize(
    ("text", "grain"), [("monthly", "month"), ("by week", "week"), ("over time", "month"), ("per day", "day")]
)
def test_grains(text: str, grain: str) -> None:
    found = read(text)
    assert found is not None
    assert found.grain == grain


@pytest.mark.parametrize(
    ("text", "compare"),
    [
        ("year over year", "previous_year"),
        ("year-over-year", "previous_year"),
        ("yoy", "previous_year"),
        ("vs last year", "previous_year"),
        ("compared to the previous month", "previous_month"),
        ("compared with the same period last year", "previous_year"),
        ("month over month", "previous_month"),
    ],
)
def test_comparisons(text: str, compare: str) -> None:
    found = read(text)
    assert found is not None
    assert found.compare == compare


@pytest.mark.parametrize(
    "text", ["2025-13-45", "on 2023-02-30", "31/31/2025", "0000-00-00", "in 3025", "may", "the first"]
)
def test_what_no_calendar_has_is_not_a_time(text: str) -> None:
    found = read(text)
    assert found is None or found.kind != "range"


def test_fiscal_years_begin_when_the_organization_says() -> None:
    clock = Clock(date(2026, 11, 22), fiscal_month=7)
    assert range_of("in fiscal year 2026", clock) == {"from": "2025-07-01", "to": "2026-07-01"}
    assert range_of("in 2026", clock) == {"from": "2026-01-01", "to": "2027-01-01"}


def test_a_month_without_a_year_says_which_was_taken() -> None:
    found = read("in June")
    assert found is not None
    assert "2026" in found.note


def test_the_end_of_a_period_is_its_last_day() -> None:
    found = read("at the end of 2025")
    assert found is not None and found.point
    assert range_of("at the end of 2025") == {"from": "2025-12-31", "to": "2026-01-01"}


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.sampled_from(["day", "week", "month", "quarter", "year"]))
@settings(max_examples=200, deadline=None)
def test_relative_ranges_hold_together_on_any_day(today: date, grain: Any) -> None:
    clock = Clock(today)
    this = resolve(TimeRange(this=grain), clock)
    before = resolve(TimeRange(previous=grain), clock)
    last = resolve(TimeRange(last=1, grain=grain, complete=True), clock)
    assert this is not None and before is not None and last is not None
    assert this[0] <= today < this[1]
    assert before == last
    assert before[1] == this[0]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
@settings(max_examples=200, deadline=None)
def test_ranges_in_words_are_read_back(one: date, other: date) -> None:
    start, end = sorted((one, other))
    if start == end:
        return
    found = TimeRange.model_validate({"from": start, "to": end})
    assert range_of(describe_range(found)) == {"from": start.isoformat(), "to": end.isoformat()}
