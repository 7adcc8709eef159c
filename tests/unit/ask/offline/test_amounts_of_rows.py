"""What rows come to: an amount by its own name, what they are worth, and numbers of two kinds of rows told apart."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.cleaners import plan, query
from tests.unit.ask.offline.test_money_words import model_of, table
from tests.unit.ask.offline.test_money_words import plan as plan_of

BOOKED = {"field": "jobs.job_status", "op": "=", "values": ["Booked"]}
YEAR = {"from": "2024-01-01", "to": "2025-01-01"}


@pytest.mark.parametrize("text", ["revenue by client", "takings by site", "revenue per month in 2024"])
def test_a_word_for_amounts_of_two_kinds_of_rows_is_asked_about_though_one_is_called_like_a_field_of_the_other(
    text: str,
) -> None:
    found = plan(text)
    assert isinstance(found, Clarification)
    assert {o.label for o in found.options} == {"Total amount (Jobs)", "Amount (Receipts)"}


def test_what_the_choices_are_called_tells_them_apart() -> None:
    found = plan("revenue by client")
    assert isinstance(found, Clarification)
    assert {o.question.split(" by ")[0] for o in found.options} == {"Total amount", "Amount"}


@pytest.mark.parametrize("text", ["total amount by client", "top 3 clients by total amount", "Total amount in 2024"])
def test_an_amount_of_that_very_name_goes_before_what_was_paid_for_it(text: str) -> None:
    assert query(text)["measures"] == ["sum_of_total_amount"]


@pytest.mark.parametrize("text", ["total amount by way", "total amount of receipts in 2024"])
def test_the_amount_that_was_paid_is_meant_where_only_it_has_what_is_asked_for(text: str) -> None:
    assert query(text)["measures"] == ["total_amount"]


def test_amounts_of_other_deals_are_asked_about() -> None:
    clients = table("clients", "client_id integer, client_name varchar")
    model = model_of(
        clients,
        table(
            "repairs", "repair_id integer, client_id integer, done_on date, total_amount double", client_id="clients"
        ),
        table(
            "rentals", "rental_id integer, client_id integer, begun_on date, rental_amount double", client_id="clients"
        ),
    )
    assert isinstance(plan_of(model, "total amount per client"), Clarification)


@pytest.mark.parametrize(
    "text",
    [
        "what are they worth?",
        "and what are they worth in total?",
        "how much are they worth",
        "What is their total amount?",
        "and their total value?",
        "how much money is that?",
        "what is the value of those",
    ],
)
def test_what_those_before_are_worth_is_their_amount(text: str) -> None:
    assert query(text, "How many jobs are booked?") == {"measures": ["sum_of_total_amount"], "filters": [BOOKED]}


def test_those_of_a_group_are_worth_something_in_each() -> None:
    found = query("what are they worth?", "Number of booked jobs by site")
    assert found["measures"] == ["sum_of_total_amount"] and found["filters"] == [BOOKED]
    assert found["dimensions"] == ["sites.site_name", "sites.site_id"]


@pytest.mark.parametrize("before", ["How many clients do we have?", "Average tidiness score", "Number of products"])
def test_what_has_no_amount_is_worth_nothing_known(before: str) -> None:
    assert isinstance(plan("what are they worth?", before), Refusal)


def test_what_goes_on_from_no_answer_is_none() -> None:
    assert isinstance(
        plan("what are they worth?", "How many jobs are booked?", "How many elephants are there?"), Refusal
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value of jobs in 2024", {"time": {"field": "jobs.job_date", "range": YEAR}}),
        ("Value of jobs cancelled in 2024", {"time": {"field": "jobs.cancelled_on", "range": YEAR}}),
        ("what are the booked jobs worth?", {"filters": [BOOKED]}),
        ("How much are our booked jobs worth?", {"filters": [BOOKED]}),
        ("what is the value of the booked jobs", {"filters": [BOOKED]}),
    ],
)
def test_the_value_of_rows_is_their_amount(text: str, expected: dict[str, Any]) -> None:
    assert query(text) == {"measures": ["sum_of_total_amount"], **expected}


@pytest.mark.parametrize(
    "text", ["value of clients", "value of products", "show me the value of all sites", "market value of jobs"]
)
def test_the_value_of_what_has_no_amount_is_no_list_of_it(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_the_lines_of_orders_are_what_these_are_worth() -> None:
    model = model_of(
        table("buyers", "buyer_id integer, buyer_name varchar"),
        table("orders", "order_id integer, buyer_id integer, ordered_on date, paid_on date", buyer_id="buyers"),
        table("order_lines", "line_id integer, order_id integer, line_total double", order_id="orders"),
    )
    found = plan_of(model, "value of orders by month")
    assert isinstance(found, SemanticQuery) and found.measures == ("sum_of_line_total",)


@pytest.mark.parametrize(
    "text",
    [
        "average tidiness score and manners score",
        "Average tidiness and manners score",
        "What are the average tidiness and manners scores?",
        "average tidiness score and average manners score",
        "tidiness score and manners score",
    ],
)
def test_two_fields_of_one_kind_are_two_numbers(text: str) -> None:
    assert query(text) == {"measures": ["average_tidiness_score", "average_manners_score"]}


def test_a_field_that_ends_with_count_is_averaged_beside_another_average() -> None:
    found = query("average room count and average total amount")
    assert [(m["aggregate"], m["expression"]) for m in found["measures"]] == [
        ("avg", "room_count"),
        ("avg", "total_amount"),
    ]


@pytest.mark.parametrize("text", ["total price by range", "total cost per litre", "total wage", "total hourly wage"])
def test_what_one_of_something_costs_does_not_add_up(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_what_one_of_something_costs_is_averaged() -> None:
    assert query("average cost by range")["measures"] == ["average_cost_per_litre"]
    assert query("average wage by role")["measures"] == ["average_hourly_wage"]
