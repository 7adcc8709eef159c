"""What is called exactly so is meant before what is only nearly called so, and a deed before a value spelled like it."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK
from tests.unit.ask.offline.trade_tables import model_of, table

CANTEEN = model_of(
    table("cooks", "cook_id integer, cook_name varchar"),
    table("items", "item_id integer, item_name varchar, section varchar"),
    table("orders", "order_id integer, cook_id integer, order_date date, received_date date", cook_id="cooks"),
    table(
        "order_lines",
        "order_line_id integer, order_id integer, item_id integer, quantity integer",
        order_id="orders",
        item_id="items",
    ),
)
LIBRARY = model_of(
    table("readers", "reader_id integer, reader_name varchar, city varchar"),
    table("books", "book_id integer, title varchar"),
    table("copies", "copy_id integer, book_id integer, shelf varchar", book_id="books"),
    table(
        "loans",
        "loan_id integer, copy_id integer, reader_id integer, loaned_on date, returned_on date, status varchar",
        copy_id="copies",
        reader_id="readers",
    ),
)
SHOP = model_of(
    table("customers", "customer_id integer, customer_name varchar, country varchar"),
    table("pages", "page_id integer, path varchar"),
    table(
        "visits",
        "visit_id integer, page_id integer, landing_page varchar, visited_at date, clicks integer",
        page_id="pages",
    ),
    table(
        "orders", "order_id integer, customer_id integer, order_date date, total_amount double", customer_id="customers"
    ),
    table("returns", "return_id integer, order_id integer, returned_on date, refund_amount double", order_id="orders"),
    table("tickets", "ticket_id integer, customer_id integer, opened_at date, topic varchar", customer_id="customers"),
)
SUPPLIED = model_of(
    table("suppliers", "supplier_id integer, supplier_name varchar"),
    table(
        "invoices",
        "invoice_id integer, supplier_id integer, invoiced_on date, paid_on date, total_amount double",
        supplier_id="suppliers",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("loans", "status"): ["borrowed", "returned", "lost"],
        ("visits", "landing_page"): ["/home", "/sale"],
        ("tickets", "topic"): ["refund", "delivery", "sale"],
    }
)


def plan(text: str, model: SemanticModel) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), model).plan


def said(text: str, model: SemanticModel) -> str:
    found = plan(text, model)
    assert isinstance(found, SemanticQuery), found
    return found.model_dump_json(by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize(
    "text",
    [
        "Which items have never been ordered?",
        "items never ordered",
        "items we never ordered",
        "items without order lines",
    ],
)
def test_things_called_so_are_not_the_lines_of_which_it_is_another_word(text: str) -> None:
    assert said(text, CANTEEN).endswith('"filters":[{"not":{"exists":"order_lines"}}]}')
    assert '"items.item_name"' in said(text, CANTEEN)


def test_a_denied_deed_in_a_period_is_of_the_rows_that_tell_of_it_then() -> None:
    found = said("which items were not ordered in 2025?", CANTEEN)
    assert '{"not":{"exists":"order_lines","where":[{"field":"orders.order_date"' in found


@pytest.mark.parametrize(
    "text", ["orders never ordered", "how many orders were not ordered?", "orders not ordered by cook"]
)
def test_rows_that_are_the_deed_cannot_have_been_left_undone(text: str) -> None:
    assert isinstance(plan(text, CANTEEN), Refusal)


def test_a_date_that_may_be_empty_tells_what_was_left_undone() -> None:
    assert '{"field":"orders.received_date","op":"is_null"}' in said("orders not received", CANTEEN)


def test_who_was_never_paid_may_have_invoices_that_are_open() -> None:
    assert '{"not":{"exists":"invoices","where":[{"field":"invoices.paid_on","op":"is_not_null"}]}}' in said(
        "suppliers never paid", SUPPLIED
    )


@pytest.mark.parametrize(
    "text",
    [
        "readers who never borrowed",
        "How many readers have never borrowed?",
        "how many readers never borrowed a book",
        "readers who have never borrowed a copy",
        "books that were never borrowed",
    ],
)
def test_a_verb_tells_of_rows_though_a_state_is_called_so(text: str) -> None:
    assert said(text, LIBRARY).endswith('"filters":[{"not":{"exists":"loans"}}]}')


@pytest.mark.parametrize("text", ["borrowed loans", "loans that were borrowed", "readers with borrowed loans"])
def test_a_state_of_the_rows_themselves_is_that_state(text: str) -> None:
    assert '{"field":"loans.status","op":"=","values":["borrowed"]}' in said(text, LIBRARY)


def test_a_deed_in_a_period_is_of_the_date_on_which_it_was_done() -> None:
    assert '"where":[{"field":"loans.loaned_on"' in said("how many readers borrowed in 2024?", LIBRARY)


@pytest.mark.parametrize(
    "text", ["sales", "Sales by country", "total sales per month", "Each country's share of total sales in percent"]
)
def test_a_value_does_not_take_the_place_of_what_was_taken_in(text: str) -> None:
    assert '"expression":"total_amount"' in said(text, SHOP) or "sum_of_total_amount" in said(text, SHOP)


@pytest.mark.parametrize(
    "text", ["visits from the sale page", "visits on the sale landing page", "visits with landing page /sale"]
)
def test_a_value_that_is_said_as_one_is_meant(text: str) -> None:
    assert '{"field":"visits.landing_page","op":"=","values":["/sale"]}' in said(text, SHOP)


def test_a_value_before_its_thing_is_said_of_it() -> None:
    assert '{"field":"tickets.topic","op":"=","values":["sale"]}' in said("sale tickets by month", SHOP)


@pytest.mark.parametrize("text", ["total refunds last 3 months", "refunds by month"])
def test_a_value_and_an_amount_of_other_rows_are_asked_about(text: str) -> None:
    found = plan(text, SHOP)
    assert isinstance(found, Clarification) and len(found.options) == 2
    made = [option.query.model_dump_json() for option in found.options if option.query is not None]
    assert any("refund_amount" in one for one in made) and any("tickets.topic" in one for one in made)


@pytest.mark.parametrize("text", ["refund tickets by month", "tickets about refunds", "tickets with topic refund"])
def test_a_value_said_of_its_thing_is_no_amount(text: str) -> None:
    assert '{"field":"tickets.topic","op":"=","values":["refund"]}' in said(text, SHOP)
