"""Rows of a kind ("deep cleans", "retainers", "call-offs"): when they were, how many, how much, and what we did with them."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.cleaners import plan, query

DEEP = {"field": "jobs.job_kind", "op": "=", "values": ["Deep clean"]}
CARPET = {**DEEP, "values": ["Carpet wash"]}
CALL_OFF = {"field": "shifts.outcome", "op": "=", "values": ["Call-off"]}
RETAINER = {"field": "receipts.receipt_type", "op": "=", "values": ["Retainer"]}
CARD = {"field": "receipts.way", "op": "=", "values": ["Card"]}
YEAR = {"from": "2024-01-01", "to": "2025-01-01"}


def _in(field: str) -> list[dict[str, Any]]:
    return [
        {"field": field, "op": ">=", "values": ["2024-01-01"]},
        {"field": field, "op": "<", "values": ["2025-01-01"]},
    ]


@pytest.mark.parametrize(
    ("text", "table", "said", "date"),
    [
        ("clients with deep cleans in 2024", "jobs", DEEP, "jobs.job_date"),
        ("Which clients had a deep clean in 2024?", "jobs", DEEP, "jobs.job_date"),
        ("In 2024, which clients had deep cleans?", "jobs", DEEP, "jobs.job_date"),
        ("sites with carpet washes in 2024", "jobs", CARPET, "jobs.job_date"),
        ("staff with call-offs in 2024", "shifts", CALL_OFF, "shifts.shift_date"),
    ],
)
def test_the_period_behind_what_they_had_is_of_that_and_not_of_when_they_came_about(
    text: str, table: str, said: dict[str, Any], date: str
) -> None:
    assert query(text)["filters"] == [{"exists": table, "where": [said, *_in(date)]}]
    assert "time" not in query(text)


def test_all_that_is_said_of_such_rows_is_said_of_the_same_one() -> None:
    finished = {"field": "jobs.job_status", "op": "=", "values": ["Finished"]}
    found = query("number of clients with finished deep cleans in 2024")
    assert found == {
        "measures": ["client_count"],
        "filters": [{"exists": "jobs", "where": [finished, DEEP, *_in("jobs.job_date")]}],
    }


def test_who_came_about_in_a_period_is_asked_as_before() -> None:
    found = query("clients created in 2024 with deep cleans")
    assert found["time"] == {"field": "clients.created_on", "range": YEAR}


@pytest.mark.parametrize(
    "text", ["How many call-offs did we have in 2024?", "number of call-offs in 2024", "call-offs in 2024"]
)
def test_a_kind_that_is_written_with_a_hyphen_is_counted(text: str) -> None:
    expected = {
        "measures": ["shift_count"],
        "filters": [CALL_OFF],
        "time": {"field": "shifts.shift_date", "range": YEAR},
    }
    assert query(text) == expected


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [
        ("which client had the most deep cleans", "job_count", DEEP),
        ("top 3 sites by carpet washes", "job_count", CARPET),
        ("which staff have the most call-offs", "shift_count", CALL_OFF),
        ("sites with the most deep cleans", "job_count", DEEP),
    ],
)
def test_the_most_of_a_kind_is_the_number_of_such_rows(text: str, measure: str, said: dict[str, Any]) -> None:
    found = query(text)
    assert found["measures"] == [measure]
    assert said in found["filters"]
    assert found["order_by"] == [{"field": measure, "direction": "desc"}]


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("clients with at least 2 deep cleans", {"field": "job_count", "op": ">=", "values": [2]}),
        ("clients with 2 or more deep cleans", {"field": "job_count", "op": ">=", "values": [2]}),
        ("which clients had more than 3 deep cleans in 2024", {"field": "job_count", "op": ">", "values": [3]}),
    ],
)
def test_a_number_of_a_kind_is_compared(text: str, compared: dict[str, Any]) -> None:
    found = query(text)
    assert compared in found["filters"] and DEEP in found["filters"]
    assert found["measures"] == ["job_count"]


@pytest.mark.parametrize(
    "text",
    [
        "Total retainers received in 2024",
        "retainers received in 2024",
        "How much did we receive in retainers in 2024?",
        "how much was paid in retainers in 2024",
        "How much retainer was paid in 2024",
        "how much have we taken in retainers in 2024",
    ],
)
def test_a_kind_of_payment_that_was_received_is_its_amount(text: str) -> None:
    time = {"field": "receipts.receipt_date", "range": YEAR}
    assert query(text) == {"measures": ["total_amount"], "filters": [RETAINER], "time": time}


def test_how_much_was_paid_in_a_way() -> None:
    assert query("How much was paid by card?") == {"measures": ["total_amount"], "filters": [CARD]}
    assert query("how much came in by bank transfer")["filters"] == [{**CARD, "values": ["Bank transfer"]}]


@pytest.mark.parametrize(
    "text",
    [
        "number of retainers received in 2024",
        "how many retainers were received in 2024",
        "how many retainers did we take in 2024",
    ],
)
def test_how_many_of_a_kind_were_received_goes_by_their_own_day(text: str) -> None:
    time = {"field": "receipts.receipt_date", "range": YEAR}
    assert query(text) == {"measures": ["receipt_count"], "filters": [RETAINER], "time": time}


@pytest.mark.parametrize("text", ["amount received in 2024", "total amount received in 2024"])
def test_an_amount_that_was_received_is_that_of_the_only_payments(text: str) -> None:
    time = {"field": "receipts.receipt_date", "range": YEAR}
    assert query(text) == {"measures": ["total_amount"], "time": time}


@pytest.mark.parametrize("text", ["retainers not received", "average retainer received in 2024"])
def test_what_was_not_received_is_no_amount(text: str) -> None:
    assert isinstance(plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "How many deep cleans did we cancel in 2024?",
            {"time": {"field": "jobs.cancelled_on", "range": YEAR}, "filters": [DEEP]},
        ),
        (
            "How many jobs did we finish in 2024?",
            {
                "time": {"field": "jobs.job_date", "range": YEAR},
                "filters": [{"field": "jobs.job_status", "op": "=", "values": ["Finished"]}],
            },
        ),
        (
            "How many deep cleans did we host in 2024?",
            {"time": {"field": "jobs.job_date", "range": YEAR}, "filters": [DEEP]},
        ),
    ],
)
def test_what_we_did_with_them_is_the_state_or_the_day_that_says_so(text: str, expected: dict[str, Any]) -> None:
    assert query(text) == {"measures": ["job_count"], **expected}


@pytest.mark.parametrize(
    "text", ["How many deep cleans did we refuse in 2024?", "How many products did we cater in 2024?"]
)
def test_a_deed_that_nothing_tells_of_is_not_passed_over(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_cash_that_was_collected_is_a_way_to_pay_where_it_is_one() -> None:
    time = {"field": "receipts.receipt_date", "range": YEAR}
    assert query("total cash collected in 2024") == {
        "measures": ["total_amount"],
        "filters": [{**CARD, "values": ["Cash"]}],
        "time": time,
    }
