"""What a query and an item of a model depend on."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import pytest

from lunara.semantic.graph import graph_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.removing import without
from lunara.semantic.uses import dependents, needs_of, uses_of
from lunara.semantic.validate import validate_model

MODEL = SemanticModel.model_validate(
    {
        "name": "shop",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "orders",
                "source": "orders",
                "primary_key": ["id"],
                "default_time": "ordered_at",
                "dimensions": [
                    {"name": "ordered_at", "expression": "created", "type": "time"},
                    {"name": "status", "expression": "upper(st)"},
                    {"name": "big", "expression": "net > 100", "type": "boolean"},
                    {"name": "net", "expression": "gross - tax", "type": "number"},
                ],
                "measures": [
                    {"name": "revenue", "aggregate": "sum", "expression": "net", "filter": "status <> 'X'"},
                    {"name": "order_count", "aggregate": "count"},
                    {"name": "open_amount", "aggregate": "sum", "expression": "due", "additive_over": "not time"},
                ],
            },
            {
                "name": "customers",
                "source": "customers",
                "primary_key": ["id"],
                "dimensions": [{"name": "country"}],
                "measures": [{"name": "customer_count", "aggregate": "count"}],
            },
            {
                "name": "regions",
                "source": "regions",
                "primary_key": ["country"],
                "dimensions": [{"name": "region"}],
            },
            {
                "name": "lines",
                "source": "lines",
                "default_time": "orders.ordered_at",
                "dimensions": [{"name": "sku"}],
                "measures": [{"name": "quantity", "aggregate": "sum", "expression": "qty"}],
            },
        ],
        "relationships": [
            {
                "name": "orders_customer",
                "from_table": "orders",
                "from_columns": ["customer_id"],
                "to_table": "customers",
                "to_columns": ["id"],
            },
            {
                "name": "customer_region",
                "from_table": "customers",
                "from_columns": ["country"],
                "to_table": "regions",
                "to_columns": ["country"],
            },
            {
                "name": "lines_order",
                "from_table": "lines",
                "from_columns": ["order_id"],
                "to_table": "orders",
                "to_columns": ["id"],
            },
        ],
        "measures": [
            {"name": "per_order", "expression": "revenue / order_count"},
            {"name": "twice", "expression": "per_order * 2"},
        ],
    }
)


def keys(query: dict[str, Any]) -> set[str]:
    found = uses_of(SemanticQuery.model_validate(query), MODEL)
    assert (found.problem, found.unknown) == ("", ())
    return set(found.keys)


REVENUE = {
    "measure:orders.revenue", "table:orders", "dimension:orders.net", "dimension:orders.status"
}  # fmt: skip


def test_a_measure_comes_down_to_its_columns() -> None:
    found = uses_of(SemanticQuery(measures=("revenue",)), MODEL)
    assert found.keys == REVENUE
    assert found.columns == {("orders", "gross"), ("orders", "tax"), ("orders", "st")}


def test_a_derived_measure_and_the_road_to_a_far_dimension() -> None:
    assert keys({"measures": ["twice"], "dimensions": ["regions.region"]}) == REVENUE | {
        "measure:twice", "measure:per_order", "measure:orders.order_count", "dimension:regions.region",
        "table:customers", "table:regions", "relationship:orders_customer", "relationship:customer_region",
    }  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"time": {"range": {"this": "year"}}},
        {"dimensions": [{"field": "time", "grain": "month"}]},
        {"dimensions": [{"field": "ordered_at", "grain": "month"}]},
    ],
)
def test_time_is_the_default_time(more: dict[str, Any]) -> None:
    assert "dimension:orders.ordered_at" in keys({"measures": ["order_count"], **more})
    assert "dimension:orders.ordered_at" not in keys({"measures": ["order_count"]})


def test_the_time_of_another_table_and_of_a_balance() -> None:
    lines = keys({"measures": ["quantity"], "time": {"range": {"this": "year"}}})
    assert {"dimension:orders.ordered_at", "relationship:lines_order"} <= lines
    assert "dimension:orders.ordered_at" in keys({"measures": ["open_amount"]})


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"filters": [{"or": [{"field": "customers.country", "op": "=", "values": ["x"]},
                              {"not": {"field": "big", "op": "=", "values": [True]}}]}]},
         {"dimension:customers.country", "dimension:orders.big", "dimension:orders.net"}),
        ({"filters": [{"exists": "lines", "where": [{"field": "lines.sku", "op": "=", "values": ["x"]}]}]},
         {"table:lines", "dimension:lines.sku", "relationship:lines_order"}),
        ({"filters": [{"field": "per_order", "op": ">", "values": [1]}]}, {"measure:per_order", "measure:orders.revenue"}),
        ({"order_by": [{"field": "revenue", "direction": "desc"}]}, {"measure:orders.revenue"}),
        ({"calculations": [{"kind": "rank", "of": "order_count", "name": "place"}],
          "filters": [{"field": "place", "op": "<=", "values": [3]}], "dimensions": ["status"]},
         {"dimension:orders.status"}),
    ],
)  # fmt: skip
def test_everything_that_a_query_names(query: dict[str, Any], wanted: set[str]) -> None:
    assert wanted <= keys({"measures": ["order_count"], **query})


def test_an_inline_measure() -> None:
    inline = {"name": "m", "table": "orders", "aggregate": "sum", "expression": "net + fee", "filter": "big"}
    found = uses_of(SemanticQuery.model_validate({"measures": [inline]}), MODEL)
    assert found.keys == {"table:orders", "dimension:orders.net", "dimension:orders.big"}
    assert ("orders", "fee") in found.columns and ("orders", "tax") in found.columns


def test_sql_over_the_model() -> None:
    sql = """with o as (select customer_id, measure(x.revenue) as r from orders x where status = 'A' group by customer_id)
    select c.country, sum(o.r) from o join customers c on c.id = o.customer_id group by 1"""
    found = uses_of(sql, MODEL)
    assert found.problem == ""
    assert found.keys == REVENUE | {"table:customers", "dimension:customers.country"}
    assert {("orders", "customer_id"), ("customers", "id")} <= found.columns


def test_a_query_over_what_is_gone_is_told_and_still_names_the_rest() -> None:
    found = uses_of(SemanticQuery(measures=("revenue", "profit")), MODEL)
    assert found.unknown == ("profit",) and "profit" in found.problem and "measure:orders.revenue" in found.keys
    assert "nothing_here" in uses_of("select nothing_here from orders", MODEL).problem


def test_what_falls_with_an_item() -> None:
    assert dependents(MODEL, ["dimension:orders.net"]) == (
        "dimension:orders.big", "measure:orders.revenue", "measure:per_order", "measure:twice"
    )  # fmt: skip
    assert set(dependents(MODEL, ["table:customers"])) == {
        "dimension:customers.country", "measure:customers.customer_count",
        "relationship:orders_customer", "relationship:customer_region",
    }  # fmt: skip
    assert dependents(MODEL, ["measure:twice"]) == ()


def test_what_was_worked_out_is_forgotten_with_the_model() -> None:
    model = SemanticModel.model_validate(MODEL.model_dump(by_alias=True))
    assert needs_of(model) is needs_of(model)
    graph, seen = weakref.ref(graph_of(model)), weakref.ref(model)
    del model
    gc.collect()
    assert seen() is None and graph() is None


def test_measures_with_a_time_conditions_and_windows_of_their_own() -> None:
    data = json.loads(MODEL.model_dump_json(by_alias=True, exclude_defaults=True))
    data["tables"][0]["dimensions"].append({"name": "paid_at", "type": "time"})
    data["tables"][0]["measures"].append({"name": "paid", "aggregate": "sum", "expression": "gross", "time": "paid_at"})
    where = [{"field": "customers.country", "op": "=", "values": ["x"]}]
    data["measures"] += [
        {"name": "there", "expression": "order_count", "where": where},
        {"name": "so_far", "expression": "order_count", "window": {"all": True}},
        {"name": "paid_so_far", "expression": "paid + 0", "window": {"all": True}},
    ]
    model = SemanticModel.model_validate(data)
    assert "dimension:orders.paid_at" in needs_of(model).items["measure:orders.paid"]
    assert dependents(model, ["dimension:customers.country"]) == ("measure:there",)
    assert "measure:so_far" in dependents(model, ["dimension:orders.ordered_at"])
    assert set(dependents(model, ["dimension:orders.paid_at"])) == {"measure:orders.paid", "measure:paid_so_far"}
    timed = uses_of(SemanticQuery.model_validate({"measures": ["paid"], "time": {"range": {"this": "year"}}}), model)
    assert "dimension:orders.paid_at" in timed.keys and "dimension:orders.ordered_at" not in timed.keys
    left = without(model, ["dimension:orders.paid_at"])
    assert [p for p in validate_model(left.model) if p.level == "error"] == []


def test_who_reads_a_column() -> None:
    needs = needs_of(MODEL)
    assert needs.readers([("orders", "TAX")]) == (
        "dimension:orders.big",
        "dimension:orders.net",
        "measure:orders.revenue",
    )
    assert needs.readers([("customers", "country")]) == ("dimension:customers.country", "relationship:customer_region")
    assert needs.readers([("orders", "id")]) == ("table:orders", "relationship:lines_order")
