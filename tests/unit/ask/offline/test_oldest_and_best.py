"""The oldest by the day or year of birth, making or opening; the best by what should be high, or low; things by their plates."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Plan, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import display_dimension
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

YARD = model_of(
    table("depots", "depot_id integer, depot_name varchar, opened_on date, town varchar, area_sqm integer"),
    table("guards", "guard_id integer, guard_name varchar, birth_date date, hired_on date"),
    table("members", "member_id integer, member_name varchar, joined_on date"),
    table(
        "carts", "cart_id integer, license_plate varchar, model_year integer, next_check_date date, depot_id integer"
    ),
    table("pups", "pup_id integer, pup_name varchar, start_date date"),
    table("stays", "stay_id integer, start_date date, town varchar"),
    table("trucks", "truck_id integer, license_plate varchar, purchased_on date, depot_id integer"),
    table("works", "work_id integer, work_name varchar, built_year integer, made_in_year integer"),
    table(
        "lines",
        "line_id integer, line_name varchar, depot_id integer, on_time_rate double, failure_rate double, return_rate double",
        depot_id="depots",
    ),
)


def _planned(text: str) -> Plan:
    made = OfflinePlanner(ValueIndex.from_values({})).plan(Question(text, Clock(date(2025, 6, 18))), YARD)
    assert isinstance(made, Planned)
    return made.plan


def _first(text: str) -> tuple[str, str, int | None]:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert [d for d in plan.dimensions if d == plan.order_by[0].field] or plan.measures
    return plan.order_by[0].field, plan.order_by[0].direction, plan.limit


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("oldest depot", ("depots.opened_on", "asc", 1)),
        ("which depot is the youngest?", ("depots.opened_on", "desc", 1)),
        ("the 3 oldest depots", ("depots.opened_on", "asc", 3)),
        ("who is our oldest guard?", ("guards.birth_date", "asc", 1)),
        ("top 5 youngest guards", ("guards.birth_date", "desc", 5)),
        ("oldest cart", ("carts.model_year", "asc", 1)),
    ],
)
def test_the_oldest_have_the_earliest_day(text: str, first: tuple[str, str, int]) -> None:
    assert _first(text) == first


@pytest.mark.parametrize(
    "text",
    [
        "oldest member",
        "youngest member",
        "oldest work",
        "oldest truck",
        "oldest line",
        "oldest depot in each town",
        "oldest pup",
        "youngest stay",
    ],
)
def test_who_joined_first_is_not_the_oldest_and_of_two_years_none_is_taken(text: str) -> None:
    assert not isinstance(_planned(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("which line has the best on time rate?", ("lines.on_time_rate", "desc", 1)),
        ("line with the worst on time rate", ("lines.on_time_rate", "asc", 1)),
        ("best line by failure rate", ("lines.failure_rate", "asc", 1)),
        ("which line has the worst failure rate?", ("lines.failure_rate", "desc", 1)),
    ],
)
def test_the_best_is_high_in_success_and_low_in_failure(text: str, first: tuple[str, str, int]) -> None:
    assert _first(text) == first


def test_the_best_of_what_may_be_either_is_asked() -> None:
    assert not isinstance(_planned("best line by return rate"), SemanticQuery)


def test_things_without_a_name_are_shown_by_what_is_written_on_them() -> None:
    assert display_dimension(YARD, "carts") == "license_plate"
    plan = _planned("which carts have their next check in July 2025?")
    assert isinstance(plan, SemanticQuery)
    assert plan.dimensions[:1] == ("carts.license_plate",)


@pytest.mark.parametrize(
    "column", ["registration", "serial_number", "asset_tag", "isbn", "tracking_number", "plate_number"]
)
def test_what_is_written_on_a_thing_names_it(column: str) -> None:
    model = model_of(table("crates", f"crate_id integer, colour varchar, {column} varchar"))
    assert display_dimension(model, "crates") == column
    named = model_of(table("crates", f"crate_id integer, crate_name varchar, {column} varchar"))
    assert display_dimension(named, "crates") == "crate_name"


LENT = model_of(
    table("regions", "region_id integer, region_name varchar"),
    table("branches", "branch_id integer, branch_name varchar, region_id integer", region_id="regions"),
    table(
        "loans",
        "loan_id integer, branch_id integer, granted_on date, loan_amount double, fee double",
        branch_id="branches",
    ),
    table(
        "grants",
        "grant_id integer, branch_id integer, given_on date, asked_amount double, awarded_amount double",
        branch_id="branches",
    ),
)


@pytest.mark.parametrize(
    ("text", "aggregate", "group"),
    [
        ("highest loan in each region", "max", "regions.region_name"),
        ("the biggest loan per region", "max", "regions.region_name"),
        ("lowest loan for every branch", "min", "branches.branch_name"),
    ],
)
def test_the_highest_of_each_is_that_of_the_whole_amount(text: str, aggregate: str, group: str) -> None:
    found = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), LENT).plan
    assert isinstance(found, SemanticQuery), (text, found)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure)
    assert (measure.aggregate, measure.expression) == (aggregate, "loan_amount")
    assert found.dimensions[0] == group


@pytest.mark.parametrize("text", ["highest grant per branch", "highest branch in each region"])
def test_the_highest_of_each_is_not_guessed(text: str) -> None:
    assert not isinstance(OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), LENT).plan, SemanticQuery)
