"""Shares within each period, and numbers of several units, which are not put together."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, table

CLOCK = Clock(date(2025, 6, 18))
FARM = model_of(
    table("fields", "field_id integer, field_name varchar, county varchar"),
    table(
        "harvests",
        "harvest_id integer, field_id integer, harvest_date date, crop varchar, weight double, weight_unit varchar, "
        "proceeds decimal(10,2), currency varchar, moisture double",
        field_id="fields",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("harvests", "weight_unit"): ["kg", "bushel"],
        ("harvests", "currency"): ["EUR"],
        ("harvests", "crop"): ["Oats", "Barley"],
    }
)


def plan(text: str, *before: str) -> Plan:
    planner, history = OfflinePlanner(VALUES), ()
    for one in before:
        history = (*history, Turn(one, planner.plan(Question(one, CLOCK, history), FARM).plan))
    return planner.plan(Question(text, CLOCK, history), FARM).plan


def query(text: str, *before: str) -> SemanticQuery:
    found = plan(text, *before)
    assert isinstance(found, SemanticQuery), found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "share of proceeds by crop per month",
        "share of proceeds of each crop in each month",
        "monthly share of proceeds by crop",
        "what share of proceeds does each crop have in each month",
    ],
)
def test_a_share_over_groups_and_periods_is_one_of_each_period(text: str) -> None:
    assert query(text).calculations[0].within == ("harvests.harvest_date",)


def test_a_period_that_is_added_later_makes_the_share_one_of_it() -> None:
    found = query("by month as well", "share of proceeds by crop")
    assert len(found.dimensions) == 2 and found.calculations[0].within == ("harvests.harvest_date",)


def test_a_share_by_period_alone_is_of_the_whole() -> None:
    assert query("share of proceeds by month").calculations[0].within == ()


def test_a_share_by_one_group_in_each_other_group_is_one_of_the_other() -> None:
    assert query("share of proceeds by crop per county").calculations[0].within == ("fields.county",)
    assert query("share of proceeds by crop and county").calculations[0].within == ()


@pytest.mark.parametrize(
    "text", ["heaviest harvest", "total weight by crop", "harvests with a weight over 50", "harvests sorted by weight"]
)
def test_numbers_of_several_units_are_not_put_together(text: str) -> None:
    found = plan(text)
    assert isinstance(found, Clarification) and "units" in found.text, found
    assert {"kg", "bushel"} <= {o.label for o in found.options}


@pytest.mark.parametrize(
    "text", ["total weight in bushel", "total weight by weight unit", "total proceeds", "average moisture by crop"]
)
def test_what_names_the_unit_or_has_one_alone_is_answered(text: str) -> None:
    query(text)
