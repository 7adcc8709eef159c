"""Units of measure that the fields of the data hold, and those that they do not: square metres, kilograms, minutes."""

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

PORT = model_of(
    table("berths", "berth_id integer, berth_name varchar, quay_area_sqm integer, depth_m double"),
    table("pilots", "pilot_id integer, pilot_name varchar"),
    table("crates", "crate_id integer, berth_id integer, landed_on date, weight_kg double", berth_id="berths"),
    table(
        "runs",
        "run_id integer, pilot_id integer, sailed_on date, distance_km double, delay_minutes integer",
        pilot_id="pilots",
    ),
    table("doses", "dose_id integer, given_on date, dose_mg double"),
    table("calls", "call_id integer, called_on date, duration_ms integer"),
    table("motors", "motor_id integer, motor_name varchar, engine_ml integer"),
    table("letters", "letter_id integer, letter_name varchar, weight_oz double"),
    table("trees", "tree_id integer, tree_name varchar, height_ft double"),
    table("masts", "mast_id integer, mast_name varchar, height_m double"),
    table("orders", "order_id integer, ordered_on date, amount_usd double"),
    table("firms", "firm_id integer, firm_name varchar, revenue double"),
)


def _planned(text: str) -> Plan:
    made = OfflinePlanner(ValueIndex.from_values({})).plan(Question(text, Clock(date(2025, 6, 18))), PORT)
    assert isinstance(made, Planned)
    return made.plan


@pytest.mark.parametrize(
    ("text", "field", "op", "values"),
    [
        ("berths larger than 800 square metres", "berths.quay_area_sqm", ">", (800,)),
        ("berths with more than 800 square meters", "berths.quay_area_sqm", ">", (800,)),
        ("berths above 80 sqm", "berths.quay_area_sqm", ">", (80,)),
        ("how many crates are heavier than 20 kilograms", "crates.weight_kg", ">", (20,)),
        ("crates between 1000 and 2000 kg", "crates.weight_kg", "between", (1000, 2000)),
        ("how many crates weigh between 1000 and 2000 kg", "crates.weight_kg", "between", (1000, 2000)),
        ("calls longer than 10 ms", "calls.duration_ms", ">", (10,)),
        ("doses over 200 mg", "doses.dose_mg", ">", (200,)),
        ("letters heavier than 2 oz", "letters.weight_oz", ">", (2,)),
        ("trees taller than 20 feet", "trees.height_ft", ">", (20,)),
        ("masts taller than 2 metres", "masts.height_m", ">", (2,)),
        ("orders over 100 dollars", "orders.amount_usd", ">", (100,)),
        ("firms with revenue over 2 m", "firms.revenue", ">", (2_000_000,)),
        ("runs longer than 10 kilometres", "runs.distance_km", ">", (10,)),
        ("crates over 2 tonnes", "crates.weight_kg", ">", (2000,)),
        ("doses over 2 grams", "doses.dose_mg", ">", (2000,)),
    ],
)
def test_the_field_that_holds_the_unit_is_compared(text: str, field: str, op: str, values: tuple[int, ...]) -> None:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert [(f.field, f.op, f.values) for f in plan.filters if isinstance(f, FieldFilter)] == [(field, op, values)]


@pytest.mark.parametrize(
    "text",
    [
        "berths larger than 800 square feet",
        "runs over 30 hectares",
        "pilots of runs over 100 km",
        "pilots of runs longer than 100 km",
        "trees taller than 2 m",
        "masts taller than 2 m",  # metres, or millions
        "orders over 100 euros",
        "orders over €100",
    ],
)
def test_another_unit_or_another_thing_is_not_compared(text: str) -> None:
    assert not isinstance(_planned(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "field", "op", "value"),
    [
        ("crates lighter than 2000 grams", "crates.weight_kg", "<", 2),
        ("runs with a distance above 30 miles", "runs.distance_km", ">", 48.28032),
        ("calls longer than 10 seconds", "calls.duration_ms", ">", 10_000),
        ("motors with an engine over 2 litres", "motors.engine_ml", ">", 2000),
        ("letters heavier than 2 kg", "letters.weight_oz", ">", pytest.approx(2000 / 28.349523125)),
    ],
)
def test_another_unit_of_the_same_kind_is_turned(text: str, field: str, op: str, value: float) -> None:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert [(f.field, f.op, *f.values) for f in plan.filters if isinstance(f, FieldFilter)] == [(field, op, value)]


def test_years_are_still_a_period() -> None:
    plan = _planned("how many crates between 2023 and 2024")
    assert isinstance(plan, SemanticQuery)
    assert plan.time is not None
