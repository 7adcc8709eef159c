"""Compared with the average, lowest or highest of all: each row (or group) counts once in it, under the same conditions."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.build.narrowing import narrowed
from lunara.errors import FanOut, InvalidInput, Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import MODEL, than
from tests.soundness.shop import CLOCK, Shop, shop

__all__ = ["shop"]

TESTS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
TAKEN = {"avg": lambda found: sum(found) / len(found), "min": min, "max": max}
US = {"field": "customers.country", "op": "=", "values": ["US"]}


def refusal(**query: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK)
    return caught.value


def test_rows_are_compared_with_the_average_of_their_own_table_each_row_once(shop: Shop) -> None:
    found = shop.ask(measures=["order_count"], filters=[than("customers.customer_id", "<", "avg")])
    assert found == shop.raw("select count(*) from orders where customer_id < (select avg(customer_id) from customers)")
    by_order = shop.raw(
        """select count(*) from orders where customer_id <
        (select avg(c.customer_id) from orders join customers c using (customer_id))"""
    )
    assert found != by_order, "the data tells the two apart"


def test_conditions_on_the_table_hold_for_what_it_is_compared_with_and_others_do_not(shop: Shop) -> None:
    paid = {"field": "orders.status", "op": "=", "values": ["paid"]}
    found = shop.ask(measures=["order_count"], filters=[than("customers.customer_id", "<=", "avg"), US, paid])
    assert found == shop.raw(
        """select count(*) from orders join customers c using (customer_id) where status = 'paid' and country = 'US'
        and customer_id <= (select avg(customer_id) from customers where country = 'US')"""
    )


def test_own_conditions_stand_in_their_place_and_none_are_all_rows(shop: Shop) -> None:
    cheap = shop.ask(
        measures=["units"],
        filters=[than("price", ">", "max", where=[{"field": "products.category", "op": "=", "values": ["Parts"]}])],
    )
    assert cheap == shop.raw(
        """select sum(quantity) from order_items where price >
        (select max(price) from order_items join products using (product_id) where category = 'Parts')"""
    )
    bikes = {"field": "products.category", "op": "=", "values": ["Bikes"]}
    every = shop.ask(measures=["units"], filters=[bikes, than("price", ">", "avg", where=[])])
    assert every == shop.raw(
        """select sum(quantity) from order_items join products using (product_id) where category = 'Bikes'
        and price > (select avg(price) from order_items)"""
    )


def test_the_time_range_holds_for_both(shop: Shop) -> None:
    may = {"field": "orders.ordered_at", "range": {"from": "2025-05-01", "to": "2025-06-01"}}
    found = shop.ask(dimensions=["orders.order_id"], filters=[than("orders.order_id", "<", "avg")], time=may)
    assert found == shop.raw(
        """select order_id from orders where ordered_at >= '2025-05-01' and ordered_at < '2025-06-01' and order_id <
        (select avg(order_id) from orders where ordered_at >= '2025-05-01' and ordered_at < '2025-06-01') order by 1"""
    )
    assert found


def test_the_time_range_holds_also_beside_conditions_of_its_own(shop: Shop) -> None:
    paid = [{"field": "orders.status", "op": "=", "values": ["paid"]}]
    found = shop.ask(
        dimensions=["orders.order_id"],
        filters=[than("orders.order_id", ">", "min", where=paid)],
        time={"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2025-07-01"}},
    )
    half = "ordered_at >= '2025-01-01' and ordered_at < '2025-07-01'"
    assert found == shop.raw(
        f"""select order_id from orders where {half} and order_id >
        (select min(order_id) from orders where status = 'paid' and {half}) order by 1"""
    )
    assert found


def test_across_a_one_to_many_step_it_selects_and_does_not_multiply(shop: Shop) -> None:
    found = shop.ask(measures=["revenue"], filters=[than("order_items.price", ">", "avg")])
    assert found == shop.raw(
        """select sum(case when status <> 'cancelled' then amount end) from orders o where exists (
        select 1 from order_items i where i.order_id = o.order_id and price > (select avg(price) from order_items))"""
    )


def test_groups_are_compared_with_the_average_of_the_groups(shop: Shop) -> None:
    rows = shop.ask(measures=["revenue"], dimensions=["customers.name"])
    values = [value for _, value in rows if value is not None]
    mean = sum(values) / len(values)
    for op, test in TESTS.items():
        found = shop.ask(measures=["revenue"], dimensions=["customers.name"], filters=[than("revenue", op, "avg")])
        assert found == [(n, v) for n, v in rows if v is not None and test(v, mean)]


def test_a_measure_that_is_not_shown_chooses_too_and_other_conditions_on_groups_come_first(shop: Shop) -> None:
    rows = shop.ask(measures=["order_count", "revenue"], dimensions=["customers.name"])
    kept = [(n, c, r) for n, c, r in rows if c >= 2]
    mean = sum(r for _, _, r in kept) / len(kept)
    found = shop.ask(
        measures=["order_count"],
        dimensions=["customers.name"],
        filters=[than("revenue", ">", "avg"), {"field": "order_count", "op": ">=", "values": [2]}],
    )
    assert found == [(n, c) for n, c, r in kept if r > mean]


def test_the_highest_within_each_group_of_groups(shop: Shop) -> None:
    by = ["customers.country", "customers.name"]
    rows = shop.ask(measures=["revenue"], dimensions=by)
    best: dict[Any, int] = {}
    for country, _, value in rows:
        best[country] = max(best.get(country, 0), value or 0)
    filters = [than("revenue", "=", "max", within=["customers.country"])]
    assert shop.ask(measures=["revenue"], dimensions=by, filters=filters) == [
        row for row in rows if row[2] == best[row[0]]
    ]


def test_a_day_is_the_last_one(shop: Shop) -> None:
    found = shop.ask(dimensions=["orders.order_id"], filters=[than("orders.paid_at", "=", "max")])
    assert found == shop.raw("select order_id from orders where paid_at = (select max(paid_at) from orders)")


@pytest.mark.parametrize(
    "query",
    [
        {"measures": ["revenue"], "filters": [than("revenue", ">", "avg")]},
        {
            "measures": ["revenue"],
            "dimensions": ["customers.country"],
            "filters": [than("revenue", ">", "avg")],
            "summary": {"aggregate": "avg", "over": ["customers.name"]},
        },
        {"measures": ["revenue"], "dimensions": ["customers.name"], "filters": [than("revenue", ">", "avg", where=[])]},
    ],
)
def test_groups_that_are_not_there_are_not_compared_with(query: dict[str, Any]) -> None:
    assert refusal(**query).code == "compared_groups"


def test_what_has_no_single_meaning_is_refused() -> None:
    either = {"or": [US, {"field": "orders.status", "op": "=", "values": ["paid"]}]}
    assert refusal(measures=["order_count"], filters=[than("customer_id", ">", "avg"), either]).code == "mixed_filter"
    both = [than("customers.customer_id", ">", "avg"), {"exists": "orders", "where": []}]
    assert refusal(measures=["order_count", "customer_count"], filters=both).code == "mixed_filter"


def test_what_many_rows_say_is_not_compared_within() -> None:
    query = {"measures": ["order_count"], "filters": [than("order_id", ">", "avg", within=["products.category"])]}
    with pytest.raises(FanOut):
        compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK)
    by_tag = {"measures": ["order_count"], "filters": [than("order_id", ">", "avg", within=["tags.tag"])]}
    assert refusal(**by_tag).code == "groups_overlap"


@pytest.mark.parametrize("field", ["customers.country", "orders.express", "orders.ordered_at", "first_order"])
def test_only_what_has_an_average_is_compared_with_it(field: str) -> None:
    query = {"measures": ["order_count"], "dimensions": ["customers.name"], "filters": [than(field, ">", "avg")]}
    with pytest.raises(InvalidInput, match="has no average"):
        compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK)


def test_what_an_agent_may_not_use_it_does_not_compare_with() -> None:
    query = {"measures": ["order_count"], "filters": [than("customers.customer_id", ">", "avg")]}
    with pytest.raises(Refused) as caught:
        compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK, tables=["orders"])
    assert caught.value.code == "table_not_allowed"


def test_conditions_laid_over_hold_for_both(shop: Shop) -> None:
    query = SemanticQuery.model_validate({"measures": ["units"], "filters": [than("price", ">=", "avg", where=[])]})
    bikes = SemanticQuery.model_validate(
        {"measures": ["units"], "filters": [{"field": "products.category", "op": "=", "values": ["Bikes"]}]}
    ).filters
    laid = query.model_copy(update={"filters": narrowed(query, MODEL, *bikes)})
    assert shop.ask(**laid.model_dump(mode="json", by_alias=True)) == shop.raw(
        """select sum(quantity) from order_items join products using (product_id) where category = 'Bikes' and price >=
        (select avg(price) from order_items join products using (product_id) where category = 'Bikes')"""
    )


@pytest.mark.parametrize(
    ("measure", "field", "other"),
    [
        ("order_count", "customers.customer_id", {"field": "orders.status", "op": "=", "values": ["paid"]}),
        ("order_count", "customers.customer_id", US),
        ("order_count", "orders.order_id", US),
        ("customer_count", "customers.customer_id", {"field": "orders.status", "op": "=", "values": ["paid"]}),
        ("customer_count", "orders.order_id", US),
        ("units", "price", {"exists": "orders", "where": [{"field": "status", "op": "=", "values": ["paid"]}]}),
    ],
)
def test_conditions_laid_over_hold_for_all_rows_as_they_do_where_none_are_named(
    shop: Shop, measure: str, field: str, other: dict[str, Any]
) -> None:
    def laid(**where: Any) -> Any:
        query = SemanticQuery.model_validate({"measures": [measure], "filters": [than(field, ">=", "avg", **where)]})
        more = SemanticQuery.model_validate({"measures": [measure], "filters": [other]}).filters
        query = query.model_copy(update={"filters": narrowed(query, MODEL, *more)})
        return shop.ask(**query.model_dump(mode="json", by_alias=True))

    assert laid(where=[]) == laid()


# -- against an independent reading, whatever the rows ----------------------------------------------------------------

PEOPLE = SemanticModel.model_validate(
    {
        "name": "people",
        "tables": [
            {
                "name": "teams",
                "source": "teams",
                "primary_key": ["team"],
                "dimensions": [{"name": "team", "type": "number"}, {"name": "city", "type": "string"}],
            },
            {
                "name": "people",
                "source": "people",
                "primary_key": ["person"],
                "dimensions": [{"name": "person", "type": "number"}, {"name": "age", "type": "number"}],
                "measures": [{"name": "headcount", "aggregate": "count"}],
            },
            {
                "name": "songs",
                "source": "songs",
                "primary_key": ["song"],
                "dimensions": [{"name": "song", "type": "number"}, {"name": "kind", "type": "string"}],
                "measures": [{"name": "plays", "aggregate": "sum", "expression": "plays"}],
            },
        ],
        "relationships": [
            {
                "name": "in_team",
                "from_table": "people",
                "from_columns": ["team"],
                "to_table": "teams",
                "to_columns": ["team"],
            },
            {
                "name": "by_person",
                "from_table": "songs",
                "from_columns": ["person"],
                "to_table": "people",
                "to_columns": ["person"],
            },
        ],
    }
)
CITIES = ("Oslo", "Rome", None)
numbers = st.none() | st.integers(1, 4)


@cache
def engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def ask(world: dict[str, list[tuple[Any, ...]]], sql: str) -> list[tuple[Any, ...]]:
    """Rows of SQL over tables that are written out before it."""
    types = {
        "teams": {"team": "int", "city": "text"},
        "people": {"person": "int", "team": "int", "age": "int"},
        "songs": {"song": "int", "person": "int", "kind": "text", "plays": "int"},
    }
    for name, columns in types.items():
        rows = ", ".join(f"({', '.join(literal(cell) for cell in row)})" for row in world[name])
        empty = ", ".join(f"null::{kind} as {column}" for column, kind in columns.items())
        source = f"(values {rows}) as t({', '.join(columns)})" if rows else f"(select {empty}) where false"
        cast = ", ".join(f"{column}::{kind} as {column}" for column, kind in columns.items())
        engine().execute(f"create or replace temp view {name} as select {cast} from {source}")
    return engine().execute(sql).fetchall()


def literal(cell: Any) -> str:
    return "null" if cell is None else f"'{cell}'" if isinstance(cell, str) else str(cell)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[tuple[Any, ...]]]:
    teams = [(n, draw(st.sampled_from(CITIES))) for n in range(1, draw(st.integers(1, 4)))]
    people = [(n, draw(numbers), draw(st.none() | st.integers(18, 24))) for n in range(1, draw(st.integers(1, 6)) + 1)]
    songs = [
        (n, draw(numbers), draw(st.sampled_from(("a", "b"))), draw(st.none() | st.integers(0, 5)))
        for n in range(1, draw(st.integers(0, 8)) + 1)
    ]
    return {"teams": teams, "people": people, "songs": songs}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    worlds(),
    st.sampled_from(sorted(TESTS)),
    st.sampled_from(sorted(TAKEN)),
    st.fixed_dictionaries({"within": st.booleans(), "narrow": st.booleans()}),
    st.sampled_from(("songs", "people", "groups")),
)
def test_it_is_what_a_reading_row_by_row_gives(
    world: dict[str, list[tuple[Any, ...]]], op: str, aggregate: str, chosen_by: dict[str, bool], of: str
) -> None:
    within, narrow = chosen_by["within"], chosen_by["narrow"]
    city = dict(world["teams"])
    person = {key: (age, city.get(team)) for key, team, age in world["people"]}
    oslo = [{"field": "teams.city", "op": "=", "values": ["Oslo"]}] if narrow else []
    kept = {key: both for key, both in person.items() if not narrow or both[1] == "Oslo"}

    def passes(value: Any, group: Any, all_of: list[tuple[Any, Any]]) -> bool:
        if value is None or (within and group is None and of != "groups"):
            return False
        alike = [v for v, g in all_of if v is not None and (not within or g == group)]
        return bool(alike) and TESTS[op](value, TAKEN[aggregate](alike))

    inside = {"within": ["teams.city"]} if within else {}
    expected: list[tuple[Any, ...]]
    if of == "groups":
        totals: dict[tuple[Any, Any], Any] = {}
        for _, by, _, plays in world["songs"]:
            if not narrow or by in kept:
                key = (person.get(by, (None, None))[1], by if by in person else None)
                totals[key] = totals.get(key) if plays is None else (totals.get(key) or 0) + plays
        pairs = [(value, key[0]) for key, value in totals.items()]
        expected = [(*key, value) for key, value in totals.items() if passes(value, key[0], pairs)]
        query: dict[str, Any] = {
            "measures": ["plays"],
            "dimensions": ["teams.city", "people.person"],
            "filters": [than("plays", op, aggregate, **inside), *oslo],
        }
    else:
        chosen = {key for key, (age, where) in kept.items() if passes(age, where, list(kept.values()))}
        if of == "people":
            expected, query = [(len(chosen),)], {"measures": ["headcount"]}
        else:
            expected = [(song,) for song, by, _, _ in world["songs"] if by in chosen]
            query = {"dimensions": ["songs.song"]}
        query["filters"] = [*oslo, than("people.age", op, aggregate, **inside)]
    compiled = compile_query(SemanticQuery.model_validate(query), PEOPLE, "duckdb", Clock(date(2025, 6, 15)))
    found = ask(world, compiled.sql.text)
    assert sorted(found, key=str) == sorted(expected, key=str)
