"""Spending: of the organization, on those who supply it; of those who pay, what is taken of them; never what things cost."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding, query
from tests.unit.ask.offline.test_money_words import model_of, plan, planned, summed, table

YARD = model_of(
    table("vendors", "vendor_id integer, vendor_name varchar, town varchar"),
    table("materials", "material_id integer, material_name varchar, sort varchar, unit_cost double"),
    table(
        "purchases",
        "purchase_id integer, vendor_id integer, ordered_on date, freight double",
        vendor_id="vendors",
    ),
    table(
        "purchase_lines",
        "line_id integer, purchase_id integer, material_id integer, qty integer, line_amount double",
        purchase_id="purchases",
        material_id="materials",
    ),
)
BILLED = model_of(
    table("vendors", "vendor_id integer, vendor_name varchar, town varchar"),
    table("bills", "bill_id integer, vendor_id integer, billed_on date, amount double", vendor_id="vendors"),
    table("payments", "payment_id integer, vendor_id integer, paid_on date, amount double", vendor_id="vendors"),
)
SHOP = holding(
    model_of(
        table("guests", "guest_id integer, guest_name varchar, tier varchar, town varchar"),
        table(
            "orders",
            "order_id integer, guest_id integer, ordered_on date, ship_town varchar, amount double",
            guest_id="guests",
        ),
        table(
            "returns", "return_id integer, order_id integer, returned_on date, refund_amount double", order_id="orders"
        ),
    ),
    tier=("Gold", "Silver"),
    town=("Bremen",),
    ship_town=("Bremen",),
)


@pytest.mark.parametrize(
    "text", ["spend by sort", "spend by vendor", "how much did we spend in 2024?", "total spend this year"]
)
def test_what_suppliers_are_owed_is_spent(text: str) -> None:
    assert summed(YARD, text) == ("purchase_lines", "line_amount")
    assert any("was read as" in note for note in planned(YARD, text).notes)


def test_several_sums_that_suppliers_are_owed_or_paid_are_asked_about() -> None:
    found = plan(BILLED, "total spend in 2024")
    assert isinstance(found, Clarification) and len(found.options) == 2


def test_nobody_spends_what_a_thing_costs_or_a_part_of_it() -> None:
    things = model_of(
        table("materials", "material_id integer, material_name varchar, sort varchar, unit_cost double"),
        table(
            "moves", "move_id integer, material_id integer, moved_on date, freight_cost double", material_id="materials"
        ),
    )
    assert isinstance(plan(things, "spend by sort"), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "guests who spent more than 500",
        "guests who spent more than 500 in total",
        "which guests spent the most?",
        "which guest spent the most in 2024?",
        "how much did guests spend in 2024?",
        "how much did gold guests spend?",
        "top 5 guests by spend",
        "guest spend by month",
        "spend by guest tier",
    ],
)
def test_what_those_who_pay_spend_is_what_is_taken_of_them(text: str) -> None:
    found = planned(SHOP, text)
    assert isinstance(found.plan, SemanticQuery), found.plan
    (measure,) = found.plan.measures
    assert measure == "total_amount" or (isinstance(measure, InlineMeasure) and measure.table == "orders")
    assert any("spend was read as" in note and "not taken off" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "guests who never spent anything",
        "how much did guests in Bremen spend?",  # theirs, or of what was shipped there
        "how much did we spend in 2024?",
    ],
)
def test_what_nothing_says_is_refused(text: str) -> None:
    assert isinstance(plan(SHOP, text), Refusal)


def test_who_is_called_a_spender_by_a_number_of_their_own_keeps_it() -> None:
    own = model_of(
        table("guests", "guest_id integer, guest_name varchar, yearly_spend double"),
        table("orders", "order_id integer, guest_id integer, ordered_on date, amount double", guest_id="guests"),
    )
    found = plan(own, "top 5 guests by spend")
    assert not isinstance(found, SemanticQuery) or "orders" not in found.model_dump_json()


@pytest.mark.parametrize(
    "text", ["how much did we refund in 2024?", "How much money did we refund last month", "how much have we refunded?"]
)
def test_what_we_refund_is_the_amount_given_back(text: str) -> None:
    assert query(SHOP, text).measures == ("total_refund_amount",)


def test_what_we_pay_is_what_suppliers_were_paid() -> None:
    assert summed(BILLED, "how much did we pay vendors in 2024?") == ("payments", "amount")
    assert summed(BILLED, "how much money did we pay in 2024?") == ("payments", "amount")
    assert isinstance(plan(SHOP, "how much did we pay in 2024?"), Refusal)
