"""Rows that are older than so many days, and what was done so long ago: before the day that lies so far back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

MODEL = model_of(
    table("nurses", "nurse_id int, name varchar, hired_on date"),
    table("reports", "report_id int, nurse_id int, filed_on date, state varchar", nurse_id="nurses"),
)


def span(text: str) -> dict[str, object]:
    found = plan(MODEL, text)
    assert isinstance(found, SemanticQuery), found
    assert found.time is not None, found
    return found.time.model_dump(by_alias=True, exclude_defaults=True, mode="json")


def day(days: int) -> str:
    return (CLOCK.today - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("text", "side", "days"),
    [
        ("reports older than 30 days", "to", 30),
        ("how many reports are older than a week?", "to", 7),
        ("reports that are not older than 2 weeks", "from", 14),
        ("reports filed more than 10 days ago", "to", 10),
        ("reports filed over a week ago", "to", 7),
    ],
)
def test_before_the_day_that_lies_so_far_back(text: str, side: str, days: int) -> None:
    found = span(text)
    assert (found["field"], found["range"]) == ("reports.filed_on", {side: day(days)})


def test_less_long_ago_is_since_then() -> None:
    assert list(span("reports filed less than a week ago")["range"]) == ["from"]  # type: ignore[call-overload]


@pytest.mark.parametrize("text", ["nurses older than 40 years", "nurses older than 6 months"])
def test_the_age_of_people_is_not_their_date(text: str) -> None:
    assert not isinstance(plan(MODEL, text), SemanticQuery)


def test_what_people_did_is_theirs() -> None:
    found = span("nurses hired more than 2 years ago")
    assert found["field"] == "nurses.hired_on"
