"""Prices add up where each row is a sale at that price, and nowhere else."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

CLIENTS = table("clients", "client_id integer, client_name varchar, town varchar")
PRODUCTS = table("products", "product_id integer, product_name varchar, category varchar")


def _of_products(name: str, columns: str) -> SemanticModel:
    return model_of(PRODUCTS, table(name, f"{name}_id integer, product_id integer, {columns}", product_id="products"))


def _of_clients(name: str, columns: str) -> SemanticModel:
    return model_of(CLIENTS, table(name, f"{name}_id integer, client_id integer, {columns}", client_id="clients"))


LISTS = [
    _of_products("product_prices", "valid_from date, price double"),
    _of_products("sale_offers", "offered_on date, price double"),
    _of_products("order_rates", "effective_date date, price double"),
    _of_products("items", "listed_on date, price double"),
    _of_products("subscriptions", "valid_from date, price double"),
    _of_products("courses", "starts_on date, price double"),
]


@pytest.mark.parametrize("model", LISTS, ids=[m.tables[-1].name for m in LISTS])
@pytest.mark.parametrize("text", ["total price by product", "sum of price", "total price in 2024"])
def test_prices_of_a_list_are_never_added_up(text: str, model: SemanticModel) -> None:
    assert not isinstance(planned(text, model).plan, SemanticQuery)
    average = planned("average price by product", model).plan
    assert isinstance(average, SemanticQuery) and average.measures == ("average_price",)


@pytest.mark.parametrize("model", LISTS, ids=[m.tables[-1].name for m in LISTS])
def test_prices_of_a_list_are_no_revenue(model: SemanticModel) -> None:
    called = model.tables[-1].name.replace("_", " ").removesuffix("s")
    assert not isinstance(planned(f"{called} revenue", model).plan, SemanticQuery)


SOLD = [
    _of_clients("bookings", "booked_on date, price double"),
    _of_clients("tickets", "sold_on date, price double"),
    _of_clients("order_lines", "ordered_on date, price double"),
]


@pytest.mark.parametrize("model", SOLD, ids=[m.tables[-1].name for m in SOLD])
@pytest.mark.parametrize("text", ["total price by town", "sum of price", "{} revenue", "{} takings by town"])
def test_prices_that_something_was_sold_at_add_up_and_are_told_so(text: str, model: SemanticModel) -> None:
    called = model.tables[-1].name.replace("_", " ").removesuffix("s")
    found = planned(text.format(called), model)
    assert isinstance(found.plan, SemanticQuery)
    (measure,) = found.plan.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "sum"
    if "price" not in text:
        said = [note for note in found.notes if "was read as" in note]
        assert len(said) == 1 and "Total price" in said[0] and "Average" not in said[0]


FLEET = model_of(
    table("vans", "van_id integer, plate varchar, brand varchar, purchased_on date, purchase_price double"),
    table("paintings", "painting_id integer, title varchar, artist varchar, acquired_on date, price_paid double"),
    table(
        "articles", "article_id integer, article_name varchar, sort varchar, launched_on date, purchase_price double"
    ),
    table("supplies", "supply_id integer, sort varchar, bought_on date, qty integer, purchase_price double"),
    table(
        "engines", "engine_id integer, brand varchar, purchased_on date, list_price double, unit_purchase_price double"
    ),
    table("boats", "boat_id integer, harbour varchar, bought_on date, purchase_price double, currency varchar"),
)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("total purchase price of vans by brand", "purchase_price"),
        ("total purchase price of vans in 2024", "purchase_price"),
        ("total price paid by artist", "price_paid"),
    ],
)
def test_prices_paid_of_single_things_add_up(text: str, field: str) -> None:
    made = planned(text, FLEET).plan
    assert isinstance(made, SemanticQuery), made
    (measure,) = made.measures
    assert isinstance(measure, InlineMeasure) and (measure.aggregate, measure.expression) == ("sum", field)


@pytest.mark.parametrize(
    "text",
    [
        "total purchase price of articles by sort",  # what each piece costs, whenever it is bought
        "total purchase price of supplies by sort",  # times how many were bought
        "total list price of engines by brand",
        "total unit purchase price of engines by brand",
        "total purchase price of boats by harbour",  # in several currencies
    ],
)
def test_prices_of_pieces_do_not(text: str) -> None:
    assert isinstance(planned(text, FLEET).plan, Refusal)
