"""Spans of days that share a month, parts of a month and weekends, on a fixed day: Wednesday 18 June 2025."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lunara.ask.planners.offline.periods import TimePhrase
from lunara.ask.planners.offline.times import TimeReader
from lunara.ask.tokens import tokenize
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import GARAGE, plan

WEDNESDAY = date(2025, 6, 18)


def read(text: str, today: date = WEDNESDAY) -> TimePhrase | None:
    """The first time phrase of a text."""
    tokens = tokenize(text)
    reader = TimeReader(tokens, Clock(today))
    return next((p for at in range(len(tokens)) if (p := reader.at(at)) is not None), None)


def days(text: str, today: date = WEDNESDAY) -> tuple[str, str]:
    """First and last day of it; the phrase ends where the text ends."""
    found = read(text, today)
    assert found is not None and found.range is not None and found.end == len(tokenize(text)), (text, found)
    first, after = found.range.from_, found.range.to
    assert type(first) is date and type(after) is date
    return first.isoformat(), (after - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "from 1 to 7 June 2025",
        "between 1 and 7 June 2025",
        "1 to 7 June 2025",
        "1-7 June 2025",
        "from 1st to 7th of June 2025",
        "from the 1st to the 7th of June, 2025",
        "from June 1 to 7 2025",
        "between June 1 and 7, 2025",
        "June 1-7, 2025",
        "June 1st through 7th 2025",
        "from 1 through 7 June",
        "June 1 until 7",
    ],
)
def test_both_ends_are_days_of_the_month(text: str) -> None:
    assert days(text) == ("2025-06-01", "2025-06-07")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from 10 to 20 December", "2024-12-10", "2024-12-20"),
        ("from 10 to 25 June", "2025-06-10", "2025-06-25"),  # it has begun
        ("from 20 to 25 June", "2024-06-20", "2024-06-25"),
        ("from 28 May to 3 June 2025", "2025-05-28", "2025-06-03"),
        ("from May 28 to June 3 2025", "2025-05-28", "2025-06-03"),
        ("the first week of June", "2025-06-01", "2025-06-07"),
        ("in the second week of May 2024", "2024-05-08", "2024-05-14"),
        ("during the last week of February 2024", "2024-02-23", "2024-02-29"),
        ("the first 10 days of May", "2025-05-01", "2025-05-10"),
        ("in the last 3 days of April 2025", "2025-04-28", "2025-04-30"),
        ("this weekend", "2025-06-21", "2025-06-22"),
        ("last weekend", "2025-06-14", "2025-06-15"),
        ("over the past weekend", "2025-06-14", "2025-06-15"),
    ],
)
def test_parts_of_months_and_weekends(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


def test_on_a_sunday_this_weekend_is_the_one_that_ends() -> None:
    sunday = date(2025, 6, 22)
    assert days("this weekend", sunday) == ("2025-06-21", "2025-06-22")
    assert days("last weekend", sunday) == ("2025-06-14", "2025-06-15")


@pytest.mark.parametrize(
    "text", ["from 20 to 10 June 2025", "from 25 to 31 June 2025", "between 1 and 7", "from 1 to 7"]
)
def test_what_is_no_span_of_days_is_none(text: str) -> None:
    found = read(text)
    assert found is None or found.range is None or found.end - found.start < 4


def test_a_choice_of_year_is_told() -> None:
    found = read("from 10 to 20 December")
    assert found is not None and "2024" in found.note and found.yearless


def test_a_question_is_cut_by_the_days() -> None:
    found = plan(GARAGE, "repair orders per day from 1 to 7 June 2025")
    assert isinstance(found, SemanticQuery) and found.time is not None, found
    assert found.time.range.model_dump(mode="json", by_alias=True, exclude_defaults=True) == {
        "from": "2025-06-01",
        "to": "2025-06-08",
    }
