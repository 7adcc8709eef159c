"""Sums of lines that are only a part of what came in give way to the whole, and things that are to be ordered again."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, CLOCK, model_of, table

GOODS = table(
    "lamps", "lamp_id integer, lamp_name varchar, shade varchar, stock_quantity integer, reorder_level integer"
)
LINES = table(
    "sale_items",
    "sale_item_id integer, sale_id integer, lamp_id integer, quantity integer, unit_price double",
    sale_id="sales",
    lamp_id="lamps",
)
DISCOUNTED = model_of(
    CLIENTS,
    GOODS,
    table(
        "sales",
        "sale_id integer, client_id integer, sold_on date, discount_amount double, total_amount double",
        client_id="clients",
    ),
    LINES,
)
PLAIN = model_of(
    CLIENTS, GOODS, table("sales", "sale_id integer, client_id integer, sold_on date", client_id="clients"), LINES
)
YARD = model_of(
    table("owners", "owner_id integer, owner_name varchar, town varchar"),
    table("customers", "customer_id integer, customer_name varchar, town varchar"),
    table("boats", "boat_id integer, customer_id integer, boat_name varchar", customer_id="customers"),
    table("refits", "refit_id integer, boat_id integer, begun_on date", boat_id="boats"),
    GOODS,
    table(
        "refit_items",
        "refit_item_id integer, refit_id integer, lamp_id integer, quantity integer, unit_price double",
        refit_id="refits",
        lamp_id="lamps",
    ),
    table("refit_labour", "labour_id integer, refit_id integer, hours double, amount double", refit_id="refits"),
    table(
        "invoices", "invoice_id integer, refit_id integer, invoice_date date, total_amount double", refit_id="refits"
    ),
)


def plan(text: str, model: SemanticModel) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan


def measures(text: str, model: SemanticModel) -> list[str]:
    found = plan(text, model)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    named = [m if isinstance(m, str) else m.name for m in found.measures]
    return [f"{t.name}.{m.name}" for t in model.tables for m in t.measures if m.name in named]


@pytest.mark.parametrize("text", ["revenue by town", "sales in 2024", "turnover per month", "revenue by client"])
def test_a_discount_of_the_whole_is_taken_off(text: str) -> None:
    assert [m.partition(".")[0] for m in measures(text, DISCOUNTED)] == ["sales"]
    assert [m.partition(".")[0] for m in measures(text, PLAIN)] == ["sale_items"]


@pytest.mark.parametrize("text", ["revenue by shade", "top 3 lamps by sales"])
def test_lines_tell_what_only_they_lead_to(text: str) -> None:
    assert measures(text, DISCOUNTED) == ["sale_items.revenue"]


@pytest.mark.parametrize("text", ["revenue in 2025", "revenue by town", "sales per month"])
def test_lines_beside_others_are_no_whole(text: str) -> None:
    assert [m.partition(".")[0] for m in measures(text, YARD)] == ["invoices"]


def test_what_is_named_is_no_sum_of_others() -> None:
    asked = plan("labour revenue by boat", YARD)
    assert isinstance(asked, Clarification), asked
    assert [o.query.measures for o in asked.options if o.query is not None] == [("total_amount",)]
    assert [m.partition(".")[0] for m in measures("revenue by shade", YARD)] == ["refit_items"]


@pytest.mark.parametrize(
    "text",
    [
        "which lamps do we need to reorder",
        "lamps that need reordering",
        "what should we reorder?",
        "lamps to be restocked",
        "which lamps must be reordered",
    ],
)
def test_what_is_to_be_ordered_is_at_its_level(text: str) -> None:
    found = plan(text, DISCOUNTED)
    assert isinstance(found, SemanticQuery), found
    assert "stock_quantity <= reorder_level" in found.model_dump_json()


@pytest.mark.parametrize("text", ["which clients do we need to reorder", "clients that should be restocked"])
def test_what_has_no_such_level_is_not_ordered_again(text: str) -> None:
    assert isinstance(plan(text, DISCOUNTED), Refusal)


def test_the_level_itself_is_a_number() -> None:
    assert measures("average reorder level", DISCOUNTED) == ["lamps.average_reorder_level"]
