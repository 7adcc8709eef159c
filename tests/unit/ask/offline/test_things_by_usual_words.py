"""Things by the usual word: kids of children, employees of staff members, jobs of work orders; and the other spelling."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

CAMP = model_of(
    table("sites", "site_id integer, site_name varchar, town varchar"),
    table(
        "staff_members",
        "staff_member_id integer, site_id integer, full_name varchar, role varchar, hired_on date, left_on date",
        site_id="sites",
    ),
    table("children", "child_id integer, site_id integer, child_name varchar, born_on date", site_id="sites"),
    table(
        "work_orders",
        "work_order_id integer, site_id integer, opened_on date, labor_hrs double, color varchar",
        site_id="sites",
    ),
    table("deliveries", "delivery_id integer, site_id integer, delivered_on date, boxes integer", site_id="sites"),
)
KIDS_MENU = model_of(
    table("children", "child_id integer, child_name varchar"),
    table("meals", "meal_id integer, meal_name varchar, kids_price double, served_on date"),
)
TWO_STAFFS = model_of(
    table("staff", "staff_id integer, full_name varchar"),
    table("personnel", "personnel_id integer, full_name varchar"),
)


def counted(text: str, model: object = CAMP) -> str:
    found = plan(model, text)  # type: ignore[arg-type]
    assert isinstance(found, SemanticQuery), (text, found)
    (measure,) = found.measures
    return str(measure)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("how many employees do we have", "staff_member_count"),
        ("employees by town", "staff_member_count"),
        ("staff by role", "staff_member_count"),
        ("team members per site", "staff_member_count"),
        ("how many workers left in 2024", "staff_member_count"),
        ("how many kids are there", "child_count"),
        ("kids by town", "child_count"),
        ("jobs per month", "work_order_count"),
        ("delivery trips per month", "delivery_count"),
        ("labour hours by site", "total_labor_hours"),
        ("work orders by colour", "work_order_count"),
    ],
)
def test_things_are_read_by_their_usual_word(text: str, measure: str) -> None:
    assert counted(text) == measure


def test_one_of_them_is_asked_for_as_one() -> None:
    found = plan(CAMP, "which worker was hired most recently")
    assert isinstance(found, SemanticQuery)
    assert found.limit == 1 or any("than" in str(f) for f in found.filters)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (KIDS_MENU, "how many kids are there"),
        (TWO_STAFFS, "how many employees do we have"),
        (CAMP, "how many bosses do we have"),
        (CAMP, "how many trips per site"),
    ],
)
def test_what_may_be_something_else_is_not_read_so(model: object, text: str) -> None:
    assert not isinstance(plan(model, text), SemanticQuery)  # type: ignore[arg-type]


def test_a_value_that_is_called_so_stays_a_value() -> None:
    values = ValueIndex.from_values({("staff_members", "role"): ["Worker", "Cook"]})
    found = OfflinePlanner(values).plan(Question("how many workers do we have", CLOCK), CAMP).plan
    assert isinstance(found, SemanticQuery)
    assert found.filters
