"""The first of things by what they are like: largest, cheapest and most valuable, of all of them or of a kind."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Plan, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

ESTATE = model_of(
    table("villages", "village_id integer, village_name varchar, country varchar, population integer, area double"),
    table("ponds", "pond_id integer, pond_name varchar, area double, village_id integer", village_id="villages"),
    table(
        "plots",
        "plot_id integer, plot_no varchar, plot_type varchar, area_sqm double, monthly_rent double, built_year integer",
    ),
    table("relics", "relic_id integer, relic_name varchar, material varchar, insured_value double"),
    table("menders", "mender_id integer, mender_name varchar, hourly_rate double, success_rate double"),
    table("firms", "firm_id integer, firm_name varchar, success_rate double"),
    table("galas", "gala_id integer, gala_name varchar, cleaning_charge double"),
    table("seats", "seat_id integer, gala_id integer, seat_price double", gala_id="galas"),
    table("lessons", "lesson_id integer, lesson_name varchar, capacity integer"),
    table("signings", "signing_id integer, lesson_id integer, signed_on date", lesson_id="lessons"),
    table("halls", "hall_id integer, hall_name varchar, capacity integer"),
    table("gadgets", "gadget_id integer, gadget_name varchar, salvage_value double"),
    table("stalls", "stall_id integer, stall_name varchar"),
    table(
        "takings", "sale_id integer, stall_id integer, sold_on date, quantity integer, amount double", stall_id="stalls"
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("plots", "plot_type"): ["orchard", "shed"],
        ("relics", "material"): ["bronze"],
        ("villages", "country"): ["France"],
    }
)


def _planned(text: str) -> Plan:
    made = OfflinePlanner(VALUES).plan(Question(text, Clock(date(2025, 6, 18))), ESTATE)
    assert isinstance(made, Planned)
    return made.plan


def _first(text: str) -> tuple[str, str, list[tuple[object, ...]]]:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert plan.limit == 1
    filters = [f.values for f in plan.filters if isinstance(f, FieldFilter) and f.values]
    return plan.order_by[0].field, plan.order_by[0].direction, filters


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("smallest pond", ("ponds.area", "asc", [])),
        ("what is the largest orchard?", ("plots.area_sqm", "desc", [("orchard",)])),
        ("the cheapest shed", ("plots.monthly_rent", "asc", [("shed",)])),
        ("oldest orchard", ("plots.built_year", "asc", [("orchard",)])),
        ("most valuable relic", ("relics.insured_value", "desc", [])),
        ("who is our most expensive mender by hourly rate?", ("menders.hourly_rate", "desc", [])),
        ("largest hall", ("halls.capacity", "desc", [])),
        ("cheapest mender", ("menders.hourly_rate", "asc", [])),
    ],
)
def test_the_one_field_that_says_it_ranks(text: str, first: tuple[str, str, list[tuple[object, ...]]]) -> None:
    assert _first(text) == first


@pytest.mark.parametrize(
    "text",
    [
        "largest village",
        "which village has the largest pond?",
        "cheapest firm",
        "most expensive mender by success rate",
        "largest stall",
        "cheapest gala",
        "largest lesson",
        "most valuable gadget",
        "most valuable stall",
    ],
)
def test_what_two_fields_or_none_say_is_not_guessed(text: str) -> None:
    assert not isinstance(_planned(text), SemanticQuery)


@pytest.mark.parametrize("text", ["best selling stall by quantity", "top-selling stall by quantity"])
def test_the_number_of_what_sells_is_said(text: str) -> None:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("total_quantity",)


@pytest.mark.parametrize(
    ("text", "way"), [("best month of 2024 by quantity", "desc"), ("worst month by quantity", "asc")]
)
def test_the_best_month_has_the_most(text: str, way: str) -> None:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery)
    assert (plan.measures, plan.order_by[0].direction, plan.limit) == (("total_quantity",), way, 1)
