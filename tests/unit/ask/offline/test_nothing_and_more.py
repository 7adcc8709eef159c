"""Who bought nothing, which has more, sums of a kind that were sold, totals spent, ends of a bridge by their names."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, table

BREWERY = draft_model(
    Catalog(
        "duckdb",
        (
            table("towns", "town_id integer, town_name varchar"),
            table("customers", "customer_id integer, customer_name varchar, town_id integer", town_id="towns"),
            table("beers", "beer_id integer, beer_name varchar, style varchar"),
            table("brewers", "brewer_id integer, brewer_name varchar"),
            Table(
                "main",
                "beer_brewers",
                (Column("beer_id", "integer"), Column("brewer_id", "integer")),
                primary_key=("beer_id", "brewer_id"),
                foreign_keys=(
                    ForeignKey(("beer_id",), "main", "beers", ("beer_id",)),
                    ForeignKey(("brewer_id",), "main", "brewers", ("brewer_id",)),
                ),
            ),
            table(
                "orders",
                "order_id integer, customer_id integer, beer_id integer, ordered_on date, litres_sold double, "
                "total_amount double",
                customer_id="customers",
                beer_id="beers",
            ),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("beers", "beer_name"): ["Amber", "Dubbel"],
        ("beers", "style"): ["Stout", "Pilsner", "Wheat"],
        ("towns", "town_name"): ["Lund", "Ystad"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), BREWERY).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, BREWERY, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Which customers bought nothing?", "Which customers never bought anything?"),
        ("customers who have bought nothing in 2024", "customers who never bought anything in 2024"),
        ("how many customers bought nothing in May 2025", "how many customers never bought anything in May 2025"),
        ("which town has more customers", "which town has the most customers"),
        ("Which town has fewer customers?", "Which town has the fewest customers?"),
        ("which customer has more orders in 2024", "which customer has the most orders in 2024"),
        ("How many litres of stout did we sell in 2024?", "litres sold of stout in 2024"),
        ("how many litres of stout were sold in 2024", "litres sold of stout in 2024"),
        ("how many litres of pilsner have been sold in 2024", "litres sold of pilsner in 2024"),
        ("top 5 customers by total spent", "top 5 customers by spending"),
        ("top 5 customers by amount spent in 2024", "top 5 customers by spending in 2024"),
        ("top 5 customers by their total spent", "top 5 customers by spending"),
    ],
)
def test_said_in_short_as_in_full(short: str, long: str) -> None:
    assert query(short) == query(long)


def test_those_who_bought_nothing_have_no_rows_of_it() -> None:
    assert query("Which customers bought nothing?")["filters"] == [{"not": {"exists": "orders"}}]


@pytest.mark.parametrize(
    "text", ["brewers with the most beers", "which brewer has the most beers", "top 3 brewers by number of beers"]
)
def test_those_at_an_end_of_a_bridge_are_meant_by_their_name(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["beer_count"]
    assert found["dimensions"][0] == "brewers.brewer_name"


@pytest.mark.parametrize(
    "text",
    [
        "which customers bought nothing but stout",
        "which customers bought nothing or little",
        "which customers paid nothing",
        "which customers never bought nothing",
        "which beers cost nothing",
        "which towns have more customers",  # than usual, perhaps
        "which town has more customers than Lund",
        "which town has more customers, Lund or Ystad, this year",
        "which town has more customers now",
        "which town has more thirsty customers",
        "how many litres of plutonium did we sell",
        "how many litres of stout were sold by brewers",
        "how many litres of stout were not sold",
        "top 5 customers by total spent on freight",
        "top 5 customers by average spent",
        "top 5 beers by money spent",
    ],
)
def test_what_is_not_said_so(text: str) -> None:
    found = plan(text)
    assert not isinstance(found, SemanticQuery), (text, found)


PARCELS = draft_model(
    Catalog(
        "duckdb",
        (
            table("dim_date", "date_id integer, full_date date, calendar_year integer, month_name varchar"),
            Table(
                "main",
                "parcels",
                (
                    Column("parcel_id", "integer"),
                    Column("posted_date_id", "integer"),
                    Column("delivered_date_id", "integer"),
                    Column("weight", "double"),
                ),
                primary_key=("parcel_id",),
                foreign_keys=(
                    ForeignKey(("posted_date_id",), "main", "dim_date", ("date_id",)),
                    ForeignKey(("delivered_date_id",), "main", "dim_date", ("date_id",)),
                ),
            ),
        ),
    ),
    name="x",
).model


@pytest.mark.parametrize(
    "text", ["How many parcels have not been delivered yet?", "how many parcels haven't been delivered"]
)
def test_not_been_delivered_has_no_key_of_that_day(text: str) -> None:
    found = OfflinePlanner().plan(Question(text, CLOCK), PARCELS).plan
    assert isinstance(found, SemanticQuery), found
    said = found.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    assert said == {"measures": ["parcel_count"], "filters": [{"field": "parcels.delivered_date_id", "op": "is_null"}]}


@pytest.mark.parametrize(
    "text", ["how many parcels have not been weighed", "how many parcels have been delivered late"]
)
def test_what_has_no_day_is_not_taken_for_one(text: str) -> None:
    assert not isinstance(OfflinePlanner().plan(Question(text, CLOCK), PARCELS).plan, SemanticQuery)
