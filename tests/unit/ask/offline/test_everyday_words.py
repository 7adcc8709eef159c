"""What people ask on an ordinary day: things by a number, the last ones, what is in stock, who paid the most."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MODEL = model_of(
    table("patients", "patient_id int, name varchar, town varchar, age int"),
    table("remedies", "remedy_id int, remedy_name varchar, units_in_stock int, reorder_level int"),
    table("visits", "visit_id int, patient_id int, visited_on date, note varchar", patient_id="patients"),
    table("payments", "payment_id int, patient_id int, paid_on date, amount decimal(10,2)", patient_id="patients"),
)


def query(text: str) -> SemanticQuery:
    found = plan(MODEL, text)
    assert isinstance(found, SemanticQuery), found
    return found


def names(found: SemanticQuery) -> list[str]:
    return [m if isinstance(m, str) else m.name for m in found.measures]


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        ("patients by number of visits", "visit_count", "desc"),
        ("list the patients by number of visits", "visit_count", "desc"),
        ("patients by number of visits, lowest first", "visit_count", "asc"),
        ("patients by number of visits ascending", "visit_count", "asc"),
        ("patients by total amount", "total_amount", "desc"),
        ("patients by total amount in 2024", "total_amount", "desc"),
    ],
)
def test_things_by_a_number_are_listed_with_it(text: str, measure: str, direction: str) -> None:
    found = query(text)
    assert names(found) == [measure]
    assert "patients.name" in found.dimensions
    assert [(o.field, o.direction) for o in found.order_by] == [(measure, direction)]


def test_things_by_a_field_are_counted_as_ever() -> None:
    assert names(query("patients by town")) == ["patient_count"]
    assert names(query("visits by month")) == ["visit_count"]
    assert names(query("top 3 patients by number of visits")) == ["visit_count"]
    assert query("top 3 patients by number of visits").limit == 3


@pytest.mark.parametrize(
    ("text", "limit", "direction"),
    [
        ("last 5 visits", 5, "desc"),
        ("show me the latest 3 visits", 3, "desc"),
        ("the first 2 visits", 2, "asc"),
        ("what was the last visit?", 1, "desc"),
        ("first visit", 1, "asc"),
    ],
)
def test_the_last_ones_are_those_of_the_latest_dates(text: str, limit: int, direction: str) -> None:
    found = query(text)
    assert (found.limit, [(o.field, o.direction) for o in found.order_by]) == (
        limit,
        [("visits.visited_on", direction)],
    )


def test_periods_and_things_without_a_date_are_no_last_ones() -> None:
    assert query("visits in the last 5 days").limit is None
    assert not isinstance(plan(MODEL, "last 5 patients"), SemanticQuery)
    assert not isinstance(plan(MODEL, "last visits"), SemanticQuery)


@pytest.mark.parametrize(("text", "aggregate"), [("last visit date", "max"), ("first visit date by patient", "min")])
def test_the_last_date_is_the_latest(text: str, aggregate: str) -> None:
    model = model_of(
        table("patients", "patient_id int, name varchar"),
        table("visits", "visit_id int, patient_id int, visit_date date", patient_id="patients"),
    )
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert not isinstance(measure, str) and measure.aggregate == aggregate


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("remedies out of stock", "<="),
        ("which remedies are out of stock?", "<="),
        ("how many remedies are currently out of stock", "<="),
        ("remedies that are in stock", ">"),
        ("how many remedies are in stock", ">"),
    ],
)
def test_stock_is_the_number_that_says_how_many_there_are(text: str, op: str) -> None:
    found = query(text)
    kept = [f.model_dump(by_alias=True, exclude_defaults=True, mode="json") for f in found.filters]
    assert kept == [{"field": "remedies.units_in_stock", "op": op, "values": [0]}]


def test_of_other_things_nobody_knows_what_is_in_stock() -> None:
    assert isinstance(plan(MODEL, "patients out of stock"), Refusal)
    assert isinstance(plan(MODEL, "remedies that are not out of stock"), Refusal)


@pytest.mark.parametrize(
    ("text", "direction"), [("which patient paid the most", "desc"), ("which patient paid the least in 2024", "asc")]
)
def test_who_paid_the_most_is_told_by_the_amount(text: str, direction: str) -> None:
    found = query(text)
    assert names(found) == ["total_amount"]
    assert ([o.direction for o in found.order_by], found.limit) == ([direction], 1)


def test_how_much_was_paid() -> None:
    assert names(query("how much did patients pay in 2024?")) == ["total_amount"]
    each = query("how much did each patient pay in 2024?")
    assert (names(each), "patients.name" in each.dimensions) == (["total_amount"], True)
    assert names(query("which patient made the most payments")) == ["payment_count"]
