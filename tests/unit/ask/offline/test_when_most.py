"""When most is done: by all who do it, never by some of them whose name is left out."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import DimensionRef, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("members", "member_id integer, member_name varchar, town varchar, joined_on date"),
    table("staff", "staff_id integer, staff_name varchar, hired_on date"),
    table(
        "rentals",
        "rental_id integer, member_id integer, staff_id integer, rented_at timestamp",
        member_id="members",
        staff_id="staff",
    ),
)


def planned(text: str) -> object:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("which month do members rent the most?", DimensionRef(field="rentals.rented_at", grain="month")),
        (
            "on which day of the week do people rent most often",
            DimensionRef(field="rentals.rented_at", part="day_of_week"),
        ),
        ("what time of day do we rent the most", DimensionRef(field="rentals.rented_at", part="hour")),
        ("what time of day is the busiest for rentals", DimensionRef(field="rentals.rented_at", part="hour")),
        ("busiest hour for rentals", DimensionRef(field="rentals.rented_at", part="hour")),
    ],
)
def test_the_period_with_the_most_rows(text: str, group: DimensionRef) -> None:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert (plan.measures, plan.dimensions, plan.limit) == (("rental_count",), (group,), 1)


@pytest.mark.parametrize("text", ["which month do gold members rent the most", "which month do staff rent the most"])
def test_some_of_them_are_not_all(text: str) -> None:
    assert isinstance(planned(text), Refusal)
