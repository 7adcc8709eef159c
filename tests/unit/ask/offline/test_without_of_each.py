"""What things are without beside what is counted of them: none on any of their rows, or it is refused."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import MeasureFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

SHOP = model_of(
    table("customers", "customer_id integer, customer_name varchar, town varchar"),
    table("orders", "order_id integer, customer_id integer, amount double, ordered_on date", customer_id="customers"),
    table("complaints", "complaint_id integer, order_id integer, topic varchar, filed_on date", order_id="orders"),
    table("calls", "call_id integer, customer_id integer, called_on date", customer_id="customers"),
)


@pytest.mark.parametrize(
    "text",
    [
        "customers with more than one order but no complaints",
        "customers with more than one order but not a complaint in 2024",
        "customers with two orders and no complaints in 2024",
        "customers with total amount above 5 and no complaints",
        "customers with an average amount above 5 but no complaints",
        "customers with no complaints and more than one order",
    ],
)
def test_what_is_denied_is_denied_of_the_thing_that_is_shown(text: str) -> None:
    query = plan(SHOP, text)
    assert isinstance(query, SemanticQuery)
    (denied,) = [f for f in query.filters if isinstance(f, MeasureFilter)]
    assert (denied.per, denied.op, denied.values) == ("customers", "=", (0,))
    assert bool(denied.where) == ("2024" in text)


@pytest.mark.parametrize(
    "text",
    [
        "towns with more than one order but no complaints",
        "towns with more than one order but no calls",
        "towns with at least two customers but no orders",
        "towns with at least two customers and no complaints",
        "customers with more than one order in 2024 but no complaints",
        "how many orders were there in 2024 but with no complaints?",
    ],
)
def test_what_may_be_denied_of_other_rows_is_refused(text: str) -> None:
    assert isinstance(plan(SHOP, text), Refusal)


def test_what_is_denied_of_the_rows_themselves_stays_so() -> None:
    query = plan(SHOP, "towns with at least two customers without orders")
    assert isinstance(query, SemanticQuery) and not any(isinstance(f, MeasureFilter) for f in query.filters)
