"""What those who pay spend is one amount of all that is theirs, whatever it is called, and never said of a part of it."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import ExistsFilter, FieldFilter, MeasureFilter, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding, query
from tests.unit.ask.offline.test_money_words import model_of, plan, planned, summed, table

TOTALS = holding(
    model_of(
        table("customers", "customer_id integer, full_name varchar, country varchar"),
        table(
            "invoices",
            "invoice_id integer, customer_id integer, invoiced_on date, total double",
            customer_id="customers",
        ),
        table(
            "invoice_lines",
            "line_id integer, invoice_id integer, unit_price double, quantity integer",
            invoice_id="invoices",
        ),
    ),
    country=("Italy", "Brazil"),
)
GUESTS = holding(
    model_of(
        table("guests", "guest_id integer, guest_name varchar, tier varchar"),
        table(
            "orders",
            "order_id integer, guest_id integer, ordered_on date, channel varchar, amount double",
            guest_id="guests",
        ),
        table(
            "returns", "return_id integer, order_id integer, returned_on date, refund_amount double", order_id="orders"
        ),
    ),
    tier=("Gold", "Silver"),
    channel=("web", "shop"),
)
CLERKS = model_of(
    table("clerks", "clerk_id integer, clerk_name varchar, yearly_salary double, started_on date"),
    table(
        "sales",
        "sale_id integer, clerk_id integer, sold_on date, total_amount double",
        clerk_id="clerks",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "How much did customers spend?",
        "which customer spent the most?",
        "top 5 customers by spend",
        "customer spend by country",
        "customers who spent more than 40",
    ],
)
def test_an_amount_that_is_called_total_is_what_is_spent(text: str) -> None:
    assert summed(TOTALS, text) == ("invoices", "total")
    assert [n for n in planned(TOTALS, text).notes if "was read as" in n] == [
        "What Customers spend was read as Total of Invoices."
    ]


def test_those_who_spent_more_than_so_much_are_counted_by_all_that_is_theirs() -> None:
    found = query(TOTALS, "how many customers spent more than 40?")
    assert found.measures == ("customer_count",)
    (spent,) = found.filters
    assert isinstance(spent, MeasureFilter) and (spent.per, spent.values) == ("customers", (40,))


@pytest.mark.parametrize(
    "text",
    [
        "guests who spent more than 90 on one order",
        "guests who spent more than 90 on an order",
        "how many guests spent more than 90 per order",
        "which guest spent the most per order",
        "guests who spent more than 90 in a month",
        "guests who spent more than 90 on average",
        "how much does a guest spend per order",
        "how much do guests spend per order",
        "highest spend of a guest",
    ],
)
def test_what_is_spent_on_one_thing_is_not_all_that_is_spent(text: str) -> None:
    assert isinstance(plan(GUESTS, text), Refusal)


@pytest.mark.parametrize(
    "text", ["guests who spent more than 90 in a single order", "guests who spent more than 90 at once"]
)
def test_what_is_spent_at_once_is_the_amount_of_one_row(text: str) -> None:
    (held,) = [f for f in query(GUESTS, text).filters if isinstance(f, ExistsFilter)]
    assert (held.exists, held.where) == ("orders", (FieldFilter(field="orders.amount", op=">", values=(90,)),))
    assert not query(GUESTS, text).measures


@pytest.mark.parametrize(
    "text",
    [
        "guests who spent more than 500 and returned something",
        "guests who returned something and spent more than 500",
        "which guest who returned something spent the most",
    ],
)
def test_what_was_done_with_some_of_it_leaves_out_none_of_the_rest(text: str) -> None:
    assert isinstance(plan(GUESTS, text), Refusal)


@pytest.mark.parametrize(
    "text", ["how much do guests spend per month", "average spend per guest", "how much did guests spend on web orders"]
)
def test_all_that_is_spent_is_parted_averaged_and_narrowed(text: str) -> None:
    (measure,) = query(GUESTS, text).measures
    assert measure == "total_amount"


def test_who_spent_so_much_may_be_told_by_their_own_fields() -> None:
    found = query(GUESTS, "gold guests who spent more than 500 in 2024")
    assert FieldFilter(field="guests.tier", op="=", values=("Gold",)) in found.filters


@pytest.mark.parametrize(
    "text",
    [
        "which clerk earned the most in 2024?",
        "which clerk was paid the most last year?",
        "best paid clerk in 2024",
        "which clerk earns the most from sales?",
    ],
)
def test_what_is_paid_now_does_not_say_who_earned_most_then_or_of_what(text: str) -> None:
    assert not isinstance(plan(CLERKS, text), SemanticQuery)


def test_who_earns_the_most_revenue_is_not_paid_best() -> None:
    assert summed(CLERKS, "clerks that earn the most revenue") == ("sales", "total_amount")
    assert [o.field for o in query(CLERKS, "which clerk earns the most?").order_by] == ["clerks.yearly_salary"]
