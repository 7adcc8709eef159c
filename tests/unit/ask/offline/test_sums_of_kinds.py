"""Money by what is done with it: what was withdrawn, fees collected, how large loans are, who is overdrawn, what came in late."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

UNION = model_of(
    table("borrowers", "borrower_id integer, full_name varchar, town varchar"),
    table("offices", "office_id integer, office_name varchar"),
    table(
        "loans",
        "loan_id integer, borrower_id integer, office_id integer, principal_amt double, rate double, term_months integer, "
        "begun_on date, loan_status varchar",
        borrower_id="borrowers",
        office_id="offices",
    ),
    table(
        "loan_payments",
        "loan_payment_id integer, loan_id integer, due_on date, paid_on date, amount_paid double",
        loan_id="loans",
    ),
    table(
        "movements",
        "movement_id integer, borrower_id integer, moved_at timestamp, movement_type varchar, amount double, channel varchar",
        borrower_id="borrowers",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("loans", "loan_status"): ["active", "late", "repaid", "defaulted"],
        ("movements", "movement_type"): ["deposit", "withdrawal", "fee", "transfer"],
        ("movements", "channel"): ["counter", "web"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), UNION).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, UNION, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def kind(value: str) -> dict[str, Any]:
    return {"field": "movements.movement_type", "op": "=", "values": [value]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("how much was withdrawn last year", "withdrawal"),
        ("how much cash was withdrawn last year", "withdrawal"),
        ("how much money was transferred last year", "transfer"),
        ("how much did borrowers deposit last year", "deposit"),
    ],
)
def test_what_was_done_with_money_is_the_amount_of_that_kind(text: str, value: str) -> None:
    found = query(text)
    assert found["measures"] == ["total_amount"] and found["filters"] == [kind(value)]
    assert found["time"]["range"] == {"previous": "year"}


def test_a_deed_that_no_kind_is_called_after_is_not_read() -> None:
    assert not isinstance(plan("how much was stolen last year"), SemanticQuery)


def test_fees_collected_are_the_fees() -> None:
    assert query("fees collected by month") == query("fees by month")


def test_the_busiest_day_for_a_kind_is_by_how_many_there_are() -> None:
    found = query("Busiest day of the week for withdrawals")
    assert found["measures"] == ["movement_count"] and kind("withdrawal") in found["filters"]
    assert found["limit"] == 1


def test_how_large_loans_are() -> None:
    (measure,) = query("average loan size by town")["measures"]
    assert (measure["aggregate"], measure["expression"]) == ("avg", "principal_amt")
    above = {"field": "loans.principal_amt", "op": ">", "values": [50000]}
    assert query("loans above 50k by office")["filters"] == [above]
    assert query("how many loans of more than 50000 are there")["filters"] == [above]
    assert query("loans bigger than 50000 by office")["filters"] == [above]


@pytest.mark.parametrize("text", ["Who has the biggest loan?", "which borrower has the largest loan"])
def test_who_has_the_biggest_loan(text: str) -> None:
    found = query(text)
    assert "borrowers.full_name" in found["dimensions"]
    assert found["order_by"] == [{"field": "loans.principal_amt", "direction": "desc"}] and found["limit"] == 1


def test_loans_that_are_still_running() -> None:
    active = {"field": "loans.loan_status", "op": "=", "values": ["active"]}
    assert active in query("loans above 50k that are still running")["filters"]
    assert not isinstance(plan("loans that are not running"), SemanticQuery)


def test_the_default_rate_is_the_share_of_those_that_defaulted() -> None:
    (measure,) = query("default rate by office")["measures"]
    assert measure["aggregate"] == "avg" and "defaulted" in measure["expression"]


def test_payments_that_came_in_late_are_late_themselves_and_not_of_late_loans() -> None:
    (measure,) = query("what percentage of loan payments came in late")["measures"]
    assert "paid_on > due_on" in measure["expression"]


@pytest.mark.parametrize(
    "text", ["missed loan payments by month this year", "number of overdue loan payments by month this year"]
)
def test_what_was_never_paid_is_of_the_month_in_which_it_was_due(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["loan_payment_count"]
    assert found["dimensions"] == [{"field": "loan_payments.due_on", "grain": "month"}]
    assert found["time"]["field"] == "loan_payments.due_on"
    assert {"field": "loan_payments.paid_on", "op": "is_null"} in found["filters"]


def test_paid_ones_are_of_the_day_on_which_they_were_paid() -> None:
    assert query("number of loan payments by month")["dimensions"] == [
        {"field": "loan_payments.paid_on", "grain": "month"}
    ]
    assert not isinstance(plan("missed loans by month"), SemanticQuery)


def test_accounts_that_are_overdrawn_have_a_balance_below_zero() -> None:
    model = model_of(
        table("accounts", "account_id integer, account_type varchar, opened_on date"),
        table("account_balances", "balance_date date, account_id integer, balance double", account_id="accounts"),
    )
    found = OfflinePlanner().plan(Question("Which accounts are overdrawn right now?", CLOCK), model).plan
    assert isinstance(found, SemanticQuery), found
    assert [(f.field, f.op, f.values) for f in found.filters if isinstance(f, FieldFilter)][-1] == (
        "total_balance",
        "<",
        (0,),
    )
