"""Periods are ranked by the number that is named behind "by", and so many of them as are asked for are shown."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import DimensionRef, SemanticQuery
from tests.unit.ask.offline.test_those_counted import CLOCK, MODEL


@pytest.mark.parametrize(
    ("text", "limit", "direction"),
    [
        ("top 3 months by repairs", 3, "desc"),
        ("the 5 best weeks by repairs", 5, "desc"),
        ("worst month by repairs", 1, "asc"),
        ("which 2 months had the most repairs?", 2, "desc"),
        ("which 4 weeks had the fewest repairs?", 4, "asc"),
    ],
)
def test_periods_are_ranked(text: str, limit: int, direction: str) -> None:
    made = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(made, SemanticQuery), made
    assert made.limit == limit
    assert made.order_by[0].direction == direction
    assert isinstance(made.dimensions[0], DimensionRef)
    assert made.measures == ("repair_count",)


def test_a_field_is_no_number_to_rank_by() -> None:
    made = OfflinePlanner(suggests=False).plan(Question("top 3 months by town", CLOCK), MODEL).plan
    assert not isinstance(made, SemanticQuery)


@pytest.mark.parametrize(("text", "direction"), [("best months by repairs", "desc"), ("worst weeks by repairs", "asc")])
def test_several_periods_without_a_number_are_all_of_them_in_order(text: str, direction: str) -> None:
    made = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(made, SemanticQuery), made
    assert made.limit is None
    assert made.order_by[0].direction == direction


@pytest.mark.parametrize("text", ["is that good?", "are they happy?"])
def test_what_points_at_nothing_is_not_answered(text: str) -> None:
    assert not isinstance(OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan, SemanticQuery)
