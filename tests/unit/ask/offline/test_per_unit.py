"""A price per unit by another word for the unit, and what is outstanding of the bills that are not paid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, model_of, plan, table

GRAIN = model_of(
    table("farms", "farm_id integer, farm_name varchar, county varchar"),
    table(
        "deals", "deal_id integer, farm_id integer, dealt_on date, price_per_kg double, haulage double", farm_id="farms"
    ),
)
BILLED = model_of(
    CLIENTS,
    table(
        "invoices",
        "invoice_id integer, client_id integer, issued_on date, due_on date, paid_on date, amount double",
        client_id="clients",
    ),
)
KEPT = model_of(
    CLIENTS,
    table("accounts", "account_id integer, client_id integer, opened_on date, balance double", client_id="clients"),
    table(
        "invoices",
        "invoice_id integer, client_id integer, issued_on date, due_on date, paid_on date, amount double",
        client_id="clients",
    ),
)


def query(text: str, model: SemanticModel) -> dict[str, Any]:
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), (text, found)
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


@pytest.mark.parametrize("unit", ["per kilo", "per kilogram", "per kg", "a kilo"])
def test_the_unit_of_a_price_is_said_in_other_words(unit: str) -> None:
    assert query(f"average price {unit} by county", GRAIN) == {
        "measures": ["average_price_per_kg"],
        "dimensions": ["farms.county"],
    }


@pytest.mark.parametrize(
    "text", ["average price per tonne by county", "haulage per litre", "deals heavier than a kilo"]
)
def test_another_unit_is_no_other_word(text: str) -> None:
    assert not isinstance(plan(GRAIN, text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "Outstanding balance per client",
        "outstanding amount by client",
        "What is the outstanding balance by client?",
        "total owed amount by client",
    ],
)
def test_what_is_outstanding_is_the_amount_of_unpaid_bills(text: str) -> None:
    found = query(text, BILLED)
    assert found["measures"] == ["total_amount"] and found["dimensions"][0] == "clients.client_name"
    assert found["filters"] == [{"field": "invoices.paid_on", "op": "is_null"}]


@pytest.mark.parametrize("text", ["average outstanding balance", "outstanding balance not paid by client"])
def test_no_average_and_nothing_denied_is_told_so(text: str) -> None:
    assert not isinstance(plan(BILLED, text), SemanticQuery)


def test_a_balance_that_is_kept_is_not_that_of_bills() -> None:
    assert isinstance(plan(KEPT, "outstanding balance per client"), Refusal)
