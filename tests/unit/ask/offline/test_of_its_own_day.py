"""What was collected by its day of payment, a period of the day that is grouped by, kinds of a noun, where people come from."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, model_of, plan, table

BILLS = model_of(
    CLIENTS,
    table(
        "bills",
        "bill_id integer, client_id integer, billed_on date, net_amount double, total_amount double, paid_on date, "
        "delivery_mode varchar",
        client_id="clients",
    ),
)
LENDING = model_of(
    table("dim_date", "date_key integer, full_date date, calendar_year integer, month_name varchar"),
    table("dim_reader", "reader_key integer, reader_name varchar, home_town varchar, signup_source varchar"),
    table(
        "fact_loan",
        "loan_id integer, loan_date_key integer, return_date_key integer, reader_key integer, fine double",
    ),
)


def query(model: Any, text: str) -> dict[str, Any]:
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), (text, found)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize("text", ["How much did we collect from bills?", "how much was received from bills by town"])
def test_what_was_collected_is_what_is_paid_by_now(text: str) -> None:
    found = query(BILLS, text)
    assert found["filters"] == [{"field": "bills.paid_on", "op": "is_not_null"}]


@pytest.mark.parametrize(
    "text",
    [
        "How much did we collect from bills in 2024?",
        "how much did we collect from bills by town in 2024",
        "total collected on bills in 2024",
        "how much did we collect from bills per month in 2024",
    ],
)
def test_what_was_collected_in_a_period_was_paid_then(text: str) -> None:
    assert query(BILLS, text)["time"]["field"] == "bills.paid_on"


def test_what_was_not_collected_is_not_what_was() -> None:
    found = plan(BILLS, "how much did we not collect from bills")
    assert not isinstance(found, SemanticQuery) or "is_not_null" not in found.model_dump_json()


@pytest.mark.parametrize("text", ["Loans by return date in 2024", "number of loans per return date since 2024"])
def test_a_period_is_of_the_day_that_is_grouped_by(text: str) -> None:
    assert query(LENDING, text)["time"]["field"] == "fact_loan_return_date.full_date"


def test_a_period_stays_with_the_day_that_is_said_of_it() -> None:
    found = plan(LENDING, "loans by loan date in 2024")
    assert isinstance(found, SemanticQuery) and found.time is not None
    assert found.time.field == "fact_loan_loan_date.full_date"


@pytest.mark.parametrize("text", ["bills by type of delivery", "bills per kind of delivery"])
def test_the_kind_of_a_noun_is_the_field_that_tells_it(text: str) -> None:
    assert query(BILLS, text)["dimensions"] == ["bills.delivery_mode"]


def test_where_people_come_from_is_told_by_their_source() -> None:
    text = "Where do our readers come from? Count them by signup source."
    assert query(LENDING, text)["dimensions"] == ["dim_reader.signup_source"]
    assert not isinstance(plan(LENDING, "Where do readers go by signup source?"), SemanticQuery)


HAULS = model_of(
    table("hauliers", "haulier_id integer, haulier_name varchar, haulier_type varchar"),
    table(
        "trailers", "trailer_id integer, haulier_id integer, plate varchar, brake_type varchar", haulier_id="hauliers"
    ),
    table("hauls", "haul_id integer, trailer_id integer, hauled_on date, weight double", trailer_id="trailers"),
)


@pytest.mark.parametrize("text", ["hauls by trailer type", "hauls by type of trailer", "weight per trailer type"])
def test_the_type_of_a_thing_is_not_that_of_another(text: str) -> None:
    assert not isinstance(plan(HAULS, text), SemanticQuery)


@pytest.mark.parametrize("text", ["hauls by haulier type", "hauls by type of haulier"])
def test_the_type_of_a_thing_is_its_own(text: str) -> None:
    assert query(HAULS, text)["dimensions"] == ["hauliers.haulier_type"]


LAB = model_of(
    table("dim_date", "date_key integer, full_date date, calendar_year integer, is_weekend boolean"),
    table("dim_lake", "lake_key integer, lake_name varchar"),
    table("fact_sample", "sample_id integer, date_key integer, lake_key integer, depth double"),
    table("fact_book", "book_id integer, date_key integer, lake_key integer, pages integer"),
)


@pytest.mark.parametrize("period", ["on weekends", "in 2024", "by lake in 2024"])
def test_samples_that_were_taken_are_samples(period: str) -> None:
    assert plan(LAB, f"How many samples were taken {period}?") == plan(LAB, f"How many samples {period}?")
    assert isinstance(plan(LAB, f"How many samples were taken {period}?"), SemanticQuery)


@pytest.mark.parametrize("text", ["How many samples were not taken in 2024?", "How many books were taken on weekends?"])
def test_what_was_taken_away_is_not_passed_over(text: str) -> None:
    assert not isinstance(plan(LAB, text), SemanticQuery)
