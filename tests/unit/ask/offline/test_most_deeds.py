"""Who did something most often, where a date alone tells of it, and what was late by the day that it was asked for."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.compile import compile_query
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

WARDS = model_of(
    table("clinics", "clinic_id integer, clinic_name varchar"),
    table(
        "admissions",
        "admission_id integer, clinic_id integer, admitted_on date, discharge_date date, porter varchar",
        clinic_id="clinics",
    ),
)
SHIPS = model_of(
    table("orders", "order_id integer, ordered_on date, requested_date date, delivered_on date, lane varchar"),
)


@pytest.mark.parametrize(
    ("text", "by", "direction"),
    [
        ("which porter made the most discharges?", "admissions.porter", "desc"),
        ("porter with the fewest discharges", "admissions.porter", "asc"),
        ("which clinic had the most discharges", "clinics.clinic_name", "desc"),
    ],
)
def test_the_most_of_a_deed_are_the_most_rows_that_have_its_date(text: str, by: str, direction: str) -> None:
    made = plan(WARDS, text)
    assert isinstance(made, SemanticQuery), made
    compile_query(made, WARDS, "duckdb", CLOCK)
    assert made.measures == ("admission_count",) and made.dimensions[0] == by
    assert made.order_by[0].direction == direction and made.limit == 1
    assert FieldFilter(field="admissions.discharge_date", op="is_not_null") in made.filters


@pytest.mark.parametrize("text", ["most discharges by porter", "porter with the fewest discharge dates"])
def test_the_most_of_a_date_is_not_its_latest_one(text: str) -> None:
    assert isinstance(plan(WARDS, text), Refusal)


def test_the_most_recent_one_is_the_latest() -> None:
    made = plan(WARDS, "most recent discharge date by porter")
    assert isinstance(made, SemanticQuery)
    (measure,) = made.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "max"


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("how many orders were delivered late", "delivered_on > requested_date"),
        ("number of orders delivered on time", "delivered_on <= requested_date"),
    ],
)
def test_goods_that_were_ordered_are_late_after_the_day_that_was_asked_for(text: str, sql: str) -> None:
    made = plan(SHIPS, text)
    assert isinstance(made, SemanticQuery), made
    (measure,) = made.measures
    assert isinstance(measure, InlineMeasure) and measure.filter == sql


@pytest.mark.parametrize(
    "columns",
    [
        "delivery_id integer, requested_date date, delivered_on date",  # the day of the request itself
        "job_id integer, started_on date, requested_date date, finished_on date",
        "order_id integer, ordered_on date, requested_date date, promised_date date, agreed_date date, delivered_on date",
    ],
)
def test_the_day_of_a_request_tells_nothing_of_what_is_late(columns: str) -> None:
    name = f"{columns.split('_', 1)[0]}s".replace("deliverys", "deliveries")
    model = model_of(table(name, columns))
    verb = "finished" if name == "jobs" else "delivered"
    made = plan(model, f"how many {name} were {verb} late")
    assert not isinstance(made, SemanticQuery), made
