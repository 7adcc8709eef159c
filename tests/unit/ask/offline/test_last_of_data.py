"""The last periods of the data end with its last day; where that is not known, or the first ones are asked for, it is said."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.reach import DataSpan
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery, TimeRange
from tests.unit.ask.offline.trade_tables import model_of, table

FERRY = model_of(
    table("boats", "boat_id integer, boat_name varchar"),
    table("crossings", "crossing_id integer, boat_id integer, crossed_on date, fares decimal(10,2)", boat_id="boats"),
)
VALUES = ValueIndex.from_values({})
VALUES.spans = {"crossings.crossed_on": DataSpan(date(2022, 3, 1), date(2023, 8, 14))}


def plan(text: str, values: ValueIndex = VALUES) -> Plan:
    return OfflinePlanner(values).plan(Question(text, Clock(date(2025, 6, 18))), FERRY).plan


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("total fares in the last 3 months of data", date(2023, 6, 1), date(2023, 9, 1)),
        ("total fares in the latest quarter of the data by boat", date(2023, 7, 1), date(2023, 10, 1)),
        ("crossings in the last two years of our data", date(2022, 1, 1), date(2024, 1, 1)),
        ("crossings in the last 10 days of data", date(2023, 8, 5), date(2023, 8, 15)),
        ("total fares in the most recent month available", date(2023, 8, 1), date(2023, 9, 1)),
    ],
)
def test_they_end_with_the_last_day_that_the_data_has(text: str, start: date, end: date) -> None:
    found = plan(text)
    assert isinstance(found, SemanticQuery) and found.time is not None, found
    assert found.time.range == TimeRange.model_validate({"from": start, "to": end})


def test_without_the_data_they_end_today() -> None:
    found = plan("total fares in the last 3 months")
    assert isinstance(found, SemanticQuery) and found.time is not None and found.time.range.last == 3


@pytest.mark.parametrize("text", ["total fares in the first 3 months of data", "boats in the last month of data"])
def test_what_is_not_told_of_the_data_is_refused(text: str) -> None:
    assert isinstance(plan(text), Refusal)


def test_where_the_end_is_not_known_it_is_said_how_to_ask() -> None:
    found = plan("total fares in the last 3 months of data", ValueIndex.from_values({}))
    assert isinstance(found, Refusal) and "first and the last day" in found.reason
