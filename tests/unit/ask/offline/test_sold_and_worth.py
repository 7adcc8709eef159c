"""Sales are what was sold and not what was paid for it; the value of a stock is money and never a number of pieces."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Plan, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table


def _shop(lines: str, stock: str) -> SemanticModel:
    return model_of(
        table("clients", "client_id integer, client_name varchar, town varchar"),
        table("orders", "order_id integer, client_id integer, order_date date", client_id="clients"),
        table("toys", f"toy_id integer, toy_name varchar, maker varchar, {stock}"),
        table(
            "order_items",
            f"order_item_id integer, order_id integer, toy_id integer, {lines}",
            order_id="orders",
            toy_id="toys",
        ),
        table("payments", "payment_id integer, client_id integer, paid_on date, amount double", client_id="clients"),
    )


ONE_PRICE = _shop(
    "units_ordered integer, price_each double", "qty_in_stock integer, buying_price double, rrp_price double"
)
TWO_PRICES = _shop(
    "units_ordered integer, price_each double, promo_price double",
    "qty_in_stock integer, low_price double, high_price double",
)


def _planned(model: SemanticModel, text: str) -> Plan:
    made = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), model)
    assert isinstance(made, Planned)
    return made.plan


@pytest.mark.parametrize(
    "text",
    [
        "sales by month",
        "total sales",
        "Sales by maker",
        "turnover by client",
        "revenue in 2024",
        "sales in 2024 by town",
    ],
)
def test_sales_are_those_of_the_order_lines(text: str) -> None:
    plan = _planned(ONE_PRICE, text)
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("revenue",)


@pytest.mark.parametrize("text", ["sales by month", "total sales", "sales by client", "revenue by town"])
def test_payments_never_stand_in_for_what_was_sold(text: str) -> None:
    assert not isinstance(_planned(TWO_PRICES, text), SemanticQuery)


def test_payments_by_their_own_name_are_answered() -> None:
    plan = _planned(TWO_PRICES, "total payment amount by client")
    assert isinstance(plan, SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "value of our stock by maker",
        "stock value",
        "total inventory value",
        "what is our stock worth?",
        "worth of stock by maker",
    ],
)
def test_the_value_of_a_stock_is_its_pieces_at_cost(text: str) -> None:
    plan = _planned(ONE_PRICE, text)
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("stock_value",)


@pytest.mark.parametrize(
    "text", ["value of our stock by maker", "stock value", "inventory value by maker", "value of quantity in stock"]
)
def test_pieces_are_no_value(text: str) -> None:
    assert not isinstance(_planned(TWO_PRICES, text), SemanticQuery)
    assert isinstance(_planned(TWO_PRICES, "quantity in stock by maker"), SemanticQuery)


@pytest.mark.parametrize("text", ["how much stock do we have?", "stock by maker", "inventory by maker", "total stock"])
def test_stock_alone_is_its_pieces(text: str) -> None:
    plan = _planned(ONE_PRICE, text)
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("total_quantity_in_stock",)


def test_so_many_in_stock_are_pieces() -> None:
    plan = _planned(ONE_PRICE, "toys with less than 1000 in stock")
    assert isinstance(plan, SemanticQuery)
    assert [getattr(f, "field", "") for f in plan.filters] == ["toys.qty_in_stock"]


@pytest.mark.parametrize(
    "text",
    [
        "stock value at cost by maker",
        "Value of our stock at the buying price by maker",
        "stock worth at cost price by maker",
    ],
)
def test_a_value_at_cost_is_that_of_the_pieces_at_the_price_that_was_paid_for_them(text: str) -> None:
    plan = _planned(ONE_PRICE, text)
    assert plan == _planned(ONE_PRICE, "stock value by maker") and isinstance(plan, SemanticQuery)


@pytest.mark.parametrize(
    "text", ["stock value at rrp price by maker", "stock value at the maker", "units in stock at cost"]
)
def test_a_value_at_another_price_is_none_at_cost(text: str) -> None:
    assert not isinstance(_planned(ONE_PRICE, text), SemanticQuery)


def test_a_value_at_cost_is_not_made_up_where_no_price_is_the_cost() -> None:
    assert not isinstance(_planned(TWO_PRICES, "stock value at cost by maker"), SemanticQuery)
