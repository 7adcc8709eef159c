"""What those ask who open a shop's data first: on order, sold by group, earned the most, per pair, one by a small key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MAKERS = table("makers", "maker_id int, name varchar")
TOYS = table(
    "toys", "toy_id int, name varchar, unit_price decimal(8,2), units_on_order int, maker_id int", maker_id="makers"
)
THEMES = table("themes", "theme_id int, name varchar")
PAIRS = replace(
    table("toy_themes", "toy_id int, theme_id int", toy_id="toys", theme_id="themes"),
    primary_key=("toy_id", "theme_id"),
)
CLIENTS = table("clients", "client_id int, first_name varchar, last_name varchar")
SALES = table("orders", "order_id int, client_id int, sold_on date, freight decimal(8,2)", client_id="clients")
LINES = table(
    "order_lines",
    "line_id int, order_id int, toy_id int, quantity int, unit_price decimal(8,2)",
    order_id="orders",
    toy_id="toys",
)
MODEL = model_of(MAKERS, TOYS, THEMES, PAIRS, CLIENTS, SALES, LINES)
VALUES = {
    ("toys", "name"): ["Kite", "Drum"],
    ("themes", "name"): ["Sea", "Farm"],
    ("makers", "name"): ["Berg", "Route 66 Toys"],
}


def planned(text: str) -> object:
    return OfflinePlanner(ValueIndex.from_values(VALUES), suggests=False).plan(Question(text, CLOCK), MODEL).plan


def query(text: str) -> SemanticQuery:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan


@pytest.mark.parametrize("text", ["toys on order", "which toys are on order", "how many toys are on order"])
def test_what_is_on_order_is_no_sale(text: str) -> None:
    (held,) = (f for f in query(text).filters if isinstance(f, FieldFilter))
    assert (held.field, held.op, held.values) == ("toys.units_on_order", ">", (0,))


def test_what_is_not_on_order_was_not_left_unsold() -> None:
    assert "exists" not in query("toys not on order").model_dump_json()


@pytest.mark.parametrize("text", ["toys sold by maker", "toys sold per maker", "top 3 makers by toys sold"])
def test_things_sold_by_group_may_be_pieces(text: str) -> None:
    assert isinstance(planned(text), Clarification)


@pytest.mark.parametrize("text", ["which toy earns the most", "which toy made the most money"])
def test_things_earn_what_they_were_sold_for(text: str) -> None:
    assert [str(m) for m in query(text).measures] == ["revenue"]


def test_what_people_earn_is_theirs() -> None:
    assert not isinstance(planned("which client earns the most"), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("average number of toys per theme", "themes.theme_id"),
        ("how many themes per toy on average", "toys.toy_id"),
    ],
)
def test_an_average_over_pairs_counts_them(text: str, over: str) -> None:
    plan = query(text)
    assert plan.measures == ("toy_theme_count",)
    assert plan.summary is not None
    assert [getattr(o, "field", o) for o in plan.summary.over] == [over]


@pytest.mark.parametrize(
    ("text", "key"),
    [("orders of client 5", "clients.client_id"), ("toy 7", "toys.toy_id"), ("orders of toy 7", "toys.toy_id")],
)
def test_a_small_number_is_a_key_where_nothing_is_called_by_one(text: str, key: str) -> None:
    assert [f.field for f in query(text).filters if isinstance(f, FieldFilter)] == [key]


def test_a_small_number_may_be_a_name() -> None:
    assert not isinstance(planned("toys of maker 5"), SemanticQuery)


@pytest.mark.parametrize("text", ["total for order 7", "total of order 4711", "total for client 5"])
def test_the_total_of_one_is_neither_a_count_nor_its_freight(text: str) -> None:
    assert isinstance(planned(text), Refusal)


def test_an_amount_that_is_named_is_given() -> None:
    assert query("total freight of order 4711").measures == ("total_freight",)


def test_the_largest_of_what_has_no_plural_is_most_of_it() -> None:
    shelves = table("shelves", "shelf_id int, label varchar")
    stock = table("inventory", "inventory_id int, toy_id int, shelf_id int", toy_id="toys", shelf_id="shelves")
    model = model_of(MAKERS, TOYS, shelves, stock)
    values = ValueIndex.from_values({})
    plan = OfflinePlanner(values, suggests=False).plan(Question("shelf with the largest inventory", CLOCK), model).plan
    assert isinstance(plan, SemanticQuery)
    assert (plan.measures, plan.limit) == (("inventory_count",), 1)
