"""What those who pay still owe: the amount of bills that are not paid, by their state or by the day they were paid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, CLOCK, model_of, table

BY_STATE = model_of(
    CLIENTS,
    table(
        "invoices",
        "invoice_id integer, client_id integer, issued_on date, paid_on date, amount double, tax double, status varchar",
        client_id="clients",
    ),
)
BY_DAY = model_of(
    CLIENTS,
    table("jobs", "job_id integer, client_id integer, done_on date", client_id="clients"),
    table(
        "bills",
        "bill_id integer, job_id integer, billed_on date, due_on date, paid_on date, net_amount double, total_amount double",
        job_id="jobs",
    ),
)
OURS = model_of(
    table("suppliers", "supplier_id integer, supplier_name varchar"),
    table(
        "invoices",
        "invoice_id integer, supplier_id integer, issued_on date, paid_on date, amount double",
        supplier_id="suppliers",
    ),
)


def asked(text: str, model: SemanticModel, *states: str) -> Plan:
    values = ValueIndex.from_values({("invoices", "status"): list(states)}) if states else None
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str, model: SemanticModel, *states: str) -> dict[str, Any]:
    found = asked(text, model, *states)
    assert isinstance(found, SemanticQuery), found
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text",
    [
        "How much do clients still owe us?",
        "how much money do our clients owe us",
        "how much are we owed",
        "how much is unpaid",
    ],
)
def test_what_is_owed_is_the_amount_of_open_bills(text: str) -> None:
    found = query(text, BY_STATE, "open", "paid", "void")
    assert found["measures"] == ["total_amount"]
    assert found["filters"] == [{"field": "invoices.status", "op": "=", "values": ["open"]}]
    both = query(text, BY_STATE, "open", "overdue", "paid")["filters"]
    assert both == [{"field": "invoices.status", "op": "in", "values": ["open", "overdue"]}]


def test_without_a_state_it_is_what_was_not_paid() -> None:
    found = query("how much does each client owe us", BY_DAY)
    assert found["filters"] == [{"field": "bills.paid_on", "op": "is_null"}]
    assert found["dimensions"][0] == "clients.client_name"
    assert "total_amount" in found["measures"][0]


def test_how_much_is_overdue_is_their_amount() -> None:
    found = query("how much is overdue", BY_STATE, "overdue", "open", "paid")
    assert found["filters"] == [{"field": "invoices.status", "op": "=", "values": ["overdue"]}]
    assert query("how much is overdue", BY_DAY)["time"]["field"] == "bills.due_on"


@pytest.mark.parametrize("text", ["which clients owe us money", "who still owes us money?", "clients who still owe us"])
def test_who_owes_has_an_unpaid_bill(text: str) -> None:
    (one,) = query(text, BY_DAY)["filters"]
    assert one == {"exists": "bills", "where": [{"field": "bills.paid_on", "op": "is_null"}]}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("how much do clients owe us", ("open", "paid", "partly paid")),
        ("how much do clients owe us", ("active", "closed")),
        ("how much do suppliers owe us", ("open", "paid")),
        ("how much do clients not owe us", ("open", "paid")),
        ("how much do clients owe us for lamps", ("open", "paid")),
        ("who owes us an answer", ("open", "paid")),
    ],
)
def test_what_is_not_told_is_not_answered(text: str, states: tuple[str, ...]) -> None:
    assert not isinstance(asked(text, BY_STATE, *states), SemanticQuery)


def test_what_we_owe_is_not_what_is_owed_to_us() -> None:
    for text in ("how much are we owed", "how much do suppliers owe us", "who owes us money"):
        assert not isinstance(asked(text, OURS), SemanticQuery)
