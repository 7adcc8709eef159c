"""What is asked for, said in another place, and amounts that look like years."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

QUARRY = model_of(
    table("stones", "stone_id integer, stone_name varchar, colour varchar, list_price decimal(10,2)"),
    table(
        "deliveries",
        "delivery_id integer, stone_id integer, delivery_date date, quantity integer, revenue decimal(10,2), "
        "freight decimal(10,2)",
        stone_id="stones",
    ),
)


def plan(text: str) -> Plan:
    return planned(text, QUARRY).plan


def query(text: str) -> SemanticQuery:
    found = plan(text)
    assert isinstance(found, SemanticQuery), found
    return found


@pytest.mark.parametrize(
    ("text", "grain", "way"),
    [
        ("lowest revenue day", "day", "asc"),
        ("the highest revenue month in 2024", "month", "desc"),
        ("day with the lowest revenue", "day", "asc"),
        ("what was the best revenue week", "week", "desc"),
    ],
)
def test_the_period_of_the_best_number(text: str, grain: str, way: str) -> None:
    found = query(text)
    assert found.dimensions == (DimensionRef(field="deliveries.delivery_date", grain=grain),)  # type: ignore[arg-type]
    assert found.limit == 1 and found.order_by[0].direction == way


def test_the_best_period_of_each_group() -> None:
    for text in ("which month had the highest revenue by colour", "highest revenue month for each colour"):
        found = query(text)
        assert found.calculations[0].within == ("stones.colour",) and found.limit is None, text


@pytest.mark.parametrize("text", ["which colour sells best", "which colour sold the most"])
def test_what_sells_best(text: str) -> None:
    assert plan(text) == plan("best selling colour")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("when was the last delivery", "max"), ("when was the first delivery made?", "min")],
)
def test_the_day_of_the_last(text: str, kind: str) -> None:
    found = query(text).measures
    assert len(found) == 1 and not isinstance(found[0], str)
    assert (found[0].aggregate, found[0].expression) == (kind, "delivery_date")


def test_a_last_thing_without_a_day_is_not_guessed() -> None:
    assert isinstance(plan("when was the last stone"), Refusal)


@pytest.mark.parametrize(
    ("text", "op", "values"),
    [
        ("deliveries where freight is over 2000", ">", (2000,)),
        ("deliveries with a freight of at least 2010", ">=", (2010,)),
        ("stones where the list price is above 1999", ">", (1999,)),
        ("deliveries with freight between 2000 and 3000", "between", (2000, 3000)),
    ],
)
def test_an_amount_that_looks_like_a_year(text: str, op: str, values: tuple[int, ...]) -> None:
    found = query(text)
    assert found.time is None
    assert [(f.op, f.values) for f in found.filters if isinstance(f, FieldFilter)] == [(op, values)]


def test_a_year_stays_a_year() -> None:
    found = query("deliveries since 2023")
    assert found.time is not None and not found.filters
