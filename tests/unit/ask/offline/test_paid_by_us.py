"""What we pay and charge, said so: the amount that was paid of claims, the price of what is sold; never what others pay us."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

BROKER = model_of(
    table("holders", "holder_id integer, holder_name varchar"),
    table(
        "repairs", "repair_id integer, holder_id integer, repaired_on date, repair_price double", holder_id="holders"
    ),
    table(
        "claims",
        "claim_id integer, holder_id integer, filed_on date, kind varchar, sum_claimed double, amount_paid double",
        holder_id="holders",
    ),
)
SHOP = model_of(
    table("clients", "client_id integer, client_name varchar"),
    table("invoices", "invoice_id integer, client_id integer, issued_on date, amount_paid double", client_id="clients"),
)


def measured(text: str, model: object = BROKER) -> list[str]:
    found = plan(model, text)  # type: ignore[arg-type]
    if not isinstance(found, SemanticQuery):
        return []
    return [f"{m.aggregate} {m.expression}" if isinstance(m, InlineMeasure) else m for m in found.measures]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("what is the average amount we pay on a claim", "avg amount_paid"),
        ("average amount that we paid per kind", "avg amount_paid"),
        ("how much did we pay on claims in 2024", "total_amount_paid"),
        ("how much did we pay out on claims in 2024", "total_amount_paid"),
        ("average price we charge", "average_repair_price"),
        ("the average repair price that we charge per holder", "average_repair_price"),
    ],
)
def test_what_we_pay_and_charge(text: str, measure: str) -> None:
    assert measured(text) == [measure]


@pytest.mark.parametrize(
    "text", ["how much did we pay out in 2024", "average price we pay", "average amount we do not pay on a claim"]
)
def test_what_may_be_something_else_is_no_amount_of_claims(text: str) -> None:
    assert measured(text) == []


@pytest.mark.parametrize("text", ["average amount we pay on an invoice", "how much did we pay on invoices"])
def test_what_is_paid_to_us_is_not_what_we_pay(text: str) -> None:
    assert measured(text, SHOP) == []


def _with(name: str, columns: str) -> object:
    key = f"{name.rstrip('s')}_id integer, client_id integer, "
    return model_of(
        table("clients", "client_id integer, client_name varchar, town varchar"),
        table(name, key + columns, client_id="clients"),
    )


@pytest.mark.parametrize(("name", "price"), [("lessons", "price"), ("jobs", "fee"), ("treatments", "charge")])
def test_the_price_of_what_is_done_for_clients_may_be_revenue(name: str, price: str) -> None:
    found = plan(_with(name, f"done_on date, {price} double"), "revenue by town")  # type: ignore[arg-type]
    assert isinstance(found, Clarification) and len(found.options) == 1
    (option,) = found.options
    assert option.query is not None and option.query.dimensions == ("clients.town",)


def test_prices_that_are_averaged_are_added_up_for_it() -> None:
    found = plan(_with("lessons", "done_on date, price double"), "revenue by town")  # type: ignore[arg-type]
    assert isinstance(found, Clarification) and [o.label for o in found.options] == ["Total price"]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("quotes", "quoted_on date, price double"),
        ("pets", "born_on date, pet_name varchar, price double"),
        ("contracts", "started_on date, monthly_price double"),
        ("jobs", "done_on date, price double, quantity integer"),
        ("claims", "filed_on date, price double"),
    ],
)
def test_other_prices_are_no_revenue(name: str, columns: str) -> None:
    assert isinstance(plan(_with(name, columns), "revenue by town"), Refusal)  # type: ignore[arg-type]
