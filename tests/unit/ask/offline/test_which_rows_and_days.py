"""Which rows are counted, and which of their days a period is of, where the words leave a choice."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

BIDS = holding(
    model_of(
        table("bids", "bid_id integer, stage varchar, filed_on date, closed_on date, worth double"),
        table("loans", "loan_id integer, loan_status varchar, requested_on date, approved_on date, lent double"),
        table("crates", "crate_id integer, state varchar, packed_on date, weight_kg double"),
    ),
    stage=("Closed Won", "Closed Lost", "Drafting"),
    loan_status=("partly approved", "not approved", "denied"),
    state=("in transit", "stored"),
)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("total worth of closed won bids in 2024", ["By Closed on", "By Filed on"]),
        ("worth of closed lost bids by month", ["By Closed on", "By Filed on"]),
        ("average worth of closed won bids per quarter", ["By Closed on", "By Filed on"]),
        ("how many partly approved loans in March 2025", ["By Approved on", "By Requested on"]),
    ],
)
def test_a_period_of_rows_in_a_state_of_two_words_asks_for_its_day(text: str, days: list[str]) -> None:
    found = plan(BIDS, text)
    assert isinstance(found, Clarification), (text, found)
    assert [o.label for o in found.options] == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("how many bids were closed won in 2024", "bids.closed_on"),
        ("closed won bids filed in 2024", "bids.filed_on"),
        ("how many loans were partly approved in March 2025", "loans.approved_on"),
        ("how many not approved loans in March 2025", "loans.requested_on"),
        ("in transit crates in 2024", "crates.packed_on"),
    ],
)
def test_a_period_right_behind_a_state_is_of_its_day(text: str, day: str) -> None:
    found = plan(BIDS, text)
    assert isinstance(found, SemanticQuery), (text, found)
    assert found.time is not None
    assert found.time.field == day
    compile_query(found, BIDS, "duckdb", CLOCK)


TABLES = model_of(
    table("bookings", "booking_id integer, booked_on date, visit_date date, seats integer"),
    table("hires", "hire_id integer, reserved_on date, start_date date, cancelled_on date, fee double"),
    table("orders", "order_id integer, ordered_on date, shipped_on date, amount double"),
)
_LAST = {
    "bookings.booked_on": date(2025, 6, 17),
    "bookings.visit_date": date(2025, 9, 1),
    "hires.reserved_on": date(2025, 6, 1),
    "hires.start_date": date(2025, 5, 1),
    "orders.ordered_on": date(2025, 6, 17),
    "orders.shipped_on": date(2025, 6, 18),
}


def _planned(text: str) -> object:
    values = ValueIndex.from_values({("hires", "grade"): ["fine", "plain"]})
    values.last_days = _LAST
    return OfflinePlanner(values).plan(Question(text, CLOCK), TABLES).plan


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("how many bookings do we have for May 2025", ["By Visit date", "By Booked on"]),
        ("bookings for last month", ["By Visit date", "By Booked on"]),
        ("number of hires for May 2025", ["By Start date", "By Reserved on"]),
    ],
)
def test_what_is_booked_for_a_period_asks_for_the_day(text: str, days: list[str]) -> None:
    found = _planned(text)
    assert isinstance(found, Clarification), (text, found)
    assert [o.label for o in found.options] == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("how many bookings in July 2025", "bookings.visit_date"),
        ("bookings for August 2025", "bookings.visit_date"),
        ("bookings in May 2025", "bookings.booked_on"),
        ("how many bookings were booked in July 2025", "bookings.booked_on"),
        ("orders for May 2025", "orders.ordered_on"),
        ("amount for 2024", "orders.ordered_on"),
    ],
)
def test_a_period_that_no_booking_was_made_in_is_of_the_later_day(text: str, day: str) -> None:
    found = _planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    assert found.time is not None
    assert found.time.field == day


LETTERS = holding(
    model_of(
        table("members", "member_id integer, full_name varchar, email varchar, town varchar, joined_on date"),
        table(
            "email_messages",
            "message_id integer, member_id integer, status varchar, sent_at timestamp",
            member_id="members",
        ),
        table(
            "email_replies", "reply_id integer, message_id integer, replied_at timestamp", message_id="email_messages"
        ),
    ),
    status=("bounced", "delivered"),
    town=("Ulm", "Bonn"),
)


@pytest.mark.parametrize("text", ["number of bounced emails per quarter", "how many bounced emails in 2024"])
def test_a_state_of_rows_is_of_those_that_are_counted(text: str) -> None:
    found = plan(LETTERS, text)
    assert isinstance(found, SemanticQuery), (text, found)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure)
    assert (measure.table, measure.aggregate) == ("email_messages", "count")
    assert found.filters == (FieldFilter(field="email_messages.status", op="=", values=("bounced",)),)
    assert "email_messages.sent_at" in found.model_dump_json()
    compile_query(found, LETTERS, "duckdb", CLOCK)


def test_a_contact_field_is_not_counted_unasked_where_rows_are_called_the_same() -> None:
    found = plan(LETTERS, "number of emails per town")
    assert isinstance(found, Clarification), found
    assert {"Email messages", "Email replies"} <= {o.label for o in found.options}
    different = plan(LETTERS, "how many different emails are there")
    assert isinstance(different, SemanticQuery)


SOLD = model_of(
    table("customers", "customer_id integer, customer_name varchar, town varchar"),
    table("orders", "order_id integer, customer_id integer, ordered_on date, amount double", customer_id="customers"),
)
BOUGHT = model_of(
    table("suppliers", "supplier_id integer, supplier_name varchar"),
    table("buyers", "buyer_id integer, buyer_name varchar"),
    table(
        "purchases",
        "purchase_id integer, supplier_id integer, buyer_id integer, ordered_on date, amount double",
        supplier_id="suppliers",
        buyer_id="buyers",
    ),
)


@pytest.mark.parametrize(
    "text",
    ["What did we sell to customers in May?", "what was sold to clients in 2024", "what have we sold to customers"],
)
def test_what_was_sold_is_not_those_who_bought_it(text: str) -> None:
    for model in (SOLD, BOUGHT):
        assert isinstance(plan(model, text), Refusal), text


def test_those_who_buy_for_the_organization_are_no_customers() -> None:
    for text in ("how many customers", "amount by customer", "amount of customers in 2024"):
        assert isinstance(plan(BOUGHT, text), Refusal), text
    only = model_of(
        table("shoppers", "shopper_id integer, shopper_name varchar"),
        table("sales", "sale_id integer, shopper_id integer, sold_on date, amount double", shopper_id="shoppers"),
    )
    assert isinstance(plan(only, "how many customers"), SemanticQuery)
