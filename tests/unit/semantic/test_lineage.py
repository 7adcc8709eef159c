"""What a compiled query tells of itself: parts, joins, conditions, what is made of them; and as text, JSON and a picture."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.lineage import Lineage, told
from lunara.semantic.query import SemanticQuery
from lunara.ui.components.lineage_view import lineage_picture
from tests.snapshots.questions import QUERIES, clock_of
from tests.snapshots.shop import CLOCK, MODEL, f


def compiled(query: dict[str, Any]) -> CompiledQuery:
    return compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK)


def lineage(query: dict[str, Any]) -> Lineage:
    found = compiled(query).lineage
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_statement_tells_of_what_it_holds(name: str) -> None:
    found = compile_query(SemanticQuery.model_validate(QUERIES[name]), MODEL, "duckdb", clock_of(name))
    its = found.lineage
    assert its is not None and its.parts
    text = found.sql.text
    ctes = [part.name for part in its.parts if part.name]
    assert all(f"{cte} AS (" in text for cte in ctes) and len(set(ctes)) == len(ctes)
    outputs = {column.name for column in found.columns if column.role == "measure"}
    named = {measure.name for part in its.parts for measure in part.measures} | {one.name for one in its.derived}
    previous = {f"{one.name}_previous" for one in its.derived}
    assert outputs <= named | previous, outputs - named
    shown = {column.name for column in found.columns if column.role == "dimension"}
    by_part = [{group.name for group in part.grouped_by} for part in its.parts]
    if QUERIES[name].get("beside"):  # each list shows what its own rows lead to, and every column is of one of them
        assert set().union(*by_part) == shown and sum(map(len, by_part)) == len(shown)
        assert its.merged_on == () and any("stands beside each row" in text for text in its.adds)
    else:
        over = len(QUERIES[name].get("summary", {}).get("over", ()))  # grouped by first, and not shown
        assert all(groups >= shown and len(groups) == len(shown) + over for groups in by_part)
    for part in its.parts:
        assert all(group.tables[0] == part.table for group in part.grouped_by)
    # what is told of joins is what the statement joins, on the columns that it equates
    steps = {(j.relationship, j.from_table, j.to_table) for part in its.parts for j in part.joins}
    assert steps == {(j.relationship, j.from_table, j.to_table) for j in found.joins}
    assert all(join.on and join.because for join in found.joins)
    assert list(told(its)) and lineage_picture(its, found.columns)


def test_joins_say_on_what_and_why_they_are_safe() -> None:
    (part,) = lineage({"measures": ["units"], "dimensions": ["customers.country"]}).parts
    assert [join.condition for join in part.joins] == [
        "order_items.order_id = orders.order_id",
        "orders.customer_id = customers.customer_id",
    ]
    assert [group.tables for group in part.grouped_by] == [("order_items", "orders", "customers")]
    assert all(join.kind == "join" and "at most one" in join.because for join in part.joins)


def test_a_composite_key_is_told_whole() -> None:
    (part,) = lineage({"measures": ["parcel_count"], "dimensions": ["products.category"]}).parts
    assert part.joins[0].condition == "parcels.order_id = order_items.order_id and parcels.line = order_items.line"


def test_conditions_beyond_many_rows_are_asked_and_not_joined() -> None:
    query = {"measures": ["revenue"], "filters": [f("products.category", "=", "Bikes"), f("status", "=", "paid")]}
    (part,) = lineage(query).parts
    assert [(one.text, one.beyond) for one in part.conditions] == [
        ("products.category = 'Bikes'", ("orders", "order_items", "products")),
        ("status = 'paid'", ()),
    ]
    assert [(join.to_table, join.kind) for join in part.joins] == [("order_items", "exists"), ("products", "join")]


def test_bridges_are_told_as_pairs() -> None:
    parts = lineage({"measures": ["revenue"], "dimensions": ["tags.tag"]}).parts
    assert [join.kind for join in parts[0].joins] == ["bridge", "join"]


def test_measures_over_measures_come_after_what_they_are_made_of() -> None:
    its = lineage({"measures": ["doubled"], "dimensions": ["customers.country"]})
    assert [(one.name, one.how) for one in its.derived] == [
        ("average_order", "revenue / order_count"),
        ("doubled", "average_order * 2 + units"),
    ]
    assert its.merged_on == ("country",)
    assert {part.table: [m.name for m in part.measures] for part in its.parts} == {
        "orders": ["revenue", "order_count"],
        "order_items": ["units"],
    }


def test_the_compared_period_is_a_part_of_its_own() -> None:
    query = {"measures": ["revenue"], "time": {"range": {"this": "year"}}, "compare": {"to": "previous_year"}}
    now, before = lineage(query).parts
    assert (now.compared, before.compared) == (False, True)
    assert before.measures[0].name == "revenue_previous"
    assert before.conditions[0].text == "orders.ordered_at from 2024-01-01 to before 2024-06-16"


def test_text_of_it() -> None:
    query = {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "filters": [
            {"not": {"exists": "returns", "where": [f("reason", "in", "late", "broken")]}},
            f("revenue", ">", 1),
        ],
    }
    assert list(told(lineage(query))) == [
        "rows of orders",
        "  revenue = sum of amount where status <> 'cancelled'",
        "  grouped by country = customers.country, by orders → customers",
        "  orders joins customers on orders.customer_id = customers.customer_id (orders_customer): "
        "each row of orders has at most one row of customers (many to one)",
        "  orders asks for returns on orders.order_id = returns.order_id (returns_order): "
        "asked as EXISTS: it selects rows and never multiplies them",
        "  only where returns has no row where reason in 'late', 'broken', asked of orders → returns",
        "only groups where revenue > 1",
    ]


def test_sql_over_the_model_tells_its_selects() -> None:
    text = (
        "WITH x AS (SELECT customer_id, MEASURE(revenue) AS r FROM orders WHERE status = 'paid' GROUP BY 1) "
        "SELECT c.country, SUM(x.r) AS total FROM x JOIN customers c ON x.customer_id = c.customer_id GROUP BY 1"
    )
    its = compile_plan(text, MODEL, "duckdb", CLOCK).lineage
    assert its is not None and its.written
    inner, outer = its.parts
    assert (inner.name, inner.table, [m.name for m in inner.measures]) == ("x", "orders", ["r"])
    assert "status" in inner.conditions[0].text
    assert (outer.table, outer.joins[0].condition) == ("x", "x.customer_id = customers.customer_id")


def texts(box: dict[str, Any]) -> list[str]:
    return [box["text"], *(text for inner in box["inside"] for text in texts(inner))]


def test_the_picture_shows_rows_joins_and_what_is_made_of_them() -> None:
    found = compiled({"measures": ["return_rate"], "dimensions": ["customers.country"]})
    assert found.lineage is not None
    picture = lineage_picture(found.lineage, found.columns)
    lanes, arrow, shown = picture["inside"]
    assert [box["kind"] for box in (lanes, arrow, shown)] == ["lanes", "arrow", "card shown"]
    assert [lane["inside"][0]["inside"][1]["text"] for lane in lanes["inside"]] == ["Returns", "Orders"]
    assert "put side by side by Country" in texts(shown) and "return_count / order_count" in texts(shown)
    alone = compiled({"measures": ["revenue"]})
    assert alone.lineage is not None
    assert len(lineage_picture(alone.lineage, alone.columns)["inside"]) == 1


def test_a_table_that_leads_to_itself_ends_in_the_picture() -> None:
    found = compiled({"measures": ["staff_count"], "dimensions": ["manager.manager.name"]})
    assert found.lineage is not None
    assert texts(lineage_picture(found.lineage, found.columns)).count("Staff") == 2
