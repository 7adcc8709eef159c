"""A small shop with the usual traps, its rows, and the questions that every dialect's SQL is kept for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel

CLOCK = Clock(date(2025, 6, 15), "Europe/Berlin")
DIALECTS = (
    "duckdb",
    "postgres",
    "sqlite",
    "bigquery",
    "snowflake",
    "mysql",
    "redshift",
    "databricks",
    "clickhouse",
    "trino",
)


def dim(name: str, type: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, **more}


def rel(name: str, child: str, column: str, parent: str, key: str) -> dict[str, Any]:
    return {
        "name": name,
        "from_table": child,
        "from_columns": [column],
        "to_table": parent,
        "to_columns": [key],
    }


MODEL = SemanticModel.model_validate(
    {
        "name": "shop",
        "tables": [
            {
                "name": "orders",
                "source": "orders",
                "primary_key": ["order_id"],
                "default_time": "ordered_at",
                "dimensions": [
                    dim("order_id", "number"),
                    dim("ordered_at", "time", data_type="timestamp", label="Order date"),
                    dim("shipped_on", "time", data_type="date"),
                    dim("status"),
                    dim("express", "boolean"),
                    dim("size_class", expression="CASE WHEN amount >= 100 THEN 'large' ELSE 'small' END"),
                ],
                "measures": [
                    {
                        "name": "revenue",
                        "aggregate": "sum",
                        "expression": "amount",
                        "filter": "status <> 'cancelled'",
                        "format": {"kind": "currency", "currency": "USD"},
                    },
                    {"name": "order_count", "aggregate": "count"},
                    {"name": "avg_amount", "aggregate": "avg", "expression": "amount"},
                    {"name": "median_amount", "aggregate": "median", "expression": "amount"},
                    {"name": "stddev_amount", "aggregate": "stddev", "expression": "amount"},
                    {"name": "buyers", "aggregate": "count_distinct", "expression": "customer_id"},
                    {"name": "first_order", "aggregate": "min", "expression": "ordered_at"},
                ],
            },
            {
                "name": "order_items",
                "source": "order_items",
                "primary_key": ["order_id", "line"],
                "dimensions": [dim("price", "number"), dim("note")],
                "measures": [
                    {"name": "units", "aggregate": "sum", "expression": "quantity"},
                    {"name": "goods", "aggregate": "sum", "expression": "quantity * price"},
                ],
            },
            {
                "name": "returns",
                "source": "returns",
                "primary_key": ["return_id"],
                "default_time": "returned_on",
                "dimensions": [dim("returned_on", "time", data_type="date"), dim("reason")],
                "measures": [{"name": "return_count", "aggregate": "count"}],
            },
            {
                "name": "customers",
                "source": "customers",
                "primary_key": ["customer_id"],
                "default_time": "signed_up",
                "dimensions": [
                    dim("customer_id", "number"),
                    dim("name"),
                    dim("country"),
                    dim("signed_up", "time", data_type="date"),
                ],
                "measures": [{"name": "customer_count", "aggregate": "count"}],
            },
            {
                "name": "addresses",
                "source": "addresses",
                "primary_key": ["address_id"],
                "dimensions": [dim("city")],
            },
            {
                "name": "products",
                "source": "products",
                "primary_key": ["product_id"],
                "dimensions": [dim("category"), dim("name")],
                "measures": [{"name": "product_count", "aggregate": "count"}],
            },
            {
                "name": "stock",
                "source": "stock",
                "primary_key": ["day", "product_id"],
                "default_time": "day",
                "dimensions": [dim("day", "time", data_type="date")],
                "measures": [
                    {"name": "on_hand", "aggregate": "sum", "expression": "quantity", "additive_over": "not time"}
                ],
            },
            {
                "name": "order_tags",
                "source": "order_tags",
                "primary_key": ["order_id", "tag_id"],
            },
            {"name": "tags", "source": "tags", "primary_key": ["tag_id"], "dimensions": [dim("tag")]},
            {
                "name": "staff",
                "source": "staff",
                "primary_key": ["staff_id"],
                "dimensions": [dim("name")],
                "measures": [{"name": "staff_count", "aggregate": "count"}],
            },
        ],
        "relationships": [
            rel("orders_customer", "orders", "customer_id", "customers", "customer_id"),
            rel("items_order", "order_items", "order_id", "orders", "order_id"),
            rel("items_product", "order_items", "product_id", "products", "product_id"),
            rel("returns_order", "returns", "order_id", "orders", "order_id"),
            rel("billing", "orders", "billing_id", "addresses", "address_id"),
            rel("shipping", "orders", "shipping_id", "addresses", "address_id"),
            rel("stock_product", "stock", "product_id", "products", "product_id"),
            rel("tagging_order", "order_tags", "order_id", "orders", "order_id"),
            rel("tagging_tag", "order_tags", "tag_id", "tags", "tag_id"),
            rel("manager", "staff", "manager_id", "staff", "staff_id"),
        ],
        "measures": [
            {"name": "average_order", "expression": "revenue / order_count"},
            {"name": "return_rate", "expression": "return_count / order_count", "format": {"kind": "percent"}},
            {"name": "doubled", "expression": "average_order * 2 + units"},
        ],
    }
)

TABLES: dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]] = {
    "orders": (
        {
            "order_id": "integer",
            "customer_id": "integer",
            "billing_id": "integer",
            "shipping_id": "integer",
            "ordered_at": "timestamp",
            "shipped_on": "date",
            "status": "varchar(20)",
            "express": "boolean",
            "amount": "integer",
        },
        [
            (1, 1, 1, 2, datetime(2025, 6, 2, 9, 30), date(2025, 6, 4), "paid", True, 120),
            (2, 1, 1, 1, datetime(2025, 5, 31, 23, 59, 59), date(2025, 6, 1), "paid", False, 80),
            (3, 2, 2, None, datetime(2025, 5, 1), None, "cancelled", None, 60),
            (4, 3, 9, 3, datetime(2025, 3, 31, 12), date(2025, 4, 1), "paid", True, 40),
            (5, 77, 1, 3, datetime(2024, 6, 10, 8), date(2024, 6, 12), "paid", False, 100),
            (6, None, None, None, datetime(2024, 5, 20, 18), None, "open", None, None),
            (7, 2, 2, 2, datetime(2024, 2, 29, 1), date(2024, 3, 1), "paid", True, 210),
            (8, 2, 2, 2, None, None, None, None, 5),
            (9, 1, 1, 1, datetime(2025, 6, 14, 10, 5), None, "open", False, 33),
            (10, 3, 3, 3, datetime(2024, 12, 30), date(2025, 1, 2), "paid", True, 19),
        ],
    ),
    "order_items": (
        {
            "order_id": "integer",
            "line": "integer",
            "product_id": "integer",
            "quantity": "integer",
            "price": "integer",
            "note": "varchar(40)",
        },
        [
            (1, 1, 1, 2, 30, "50% off"),
            (1, 2, 2, 1, 60, None),
            (2, 1, 1, 1, 30, "it's"),
            (2, 2, 1, 1, 50, None),
            (3, 1, 3, 3, 20, "a_b"),
            (4, 1, None, 1, 40, ""),
            (5, 1, 2, 4, 25, "back\\slash"),
            (55, 1, 2, 9, 1, None),
            (7, 1, 99, 2, 100, None),
            (7, 2, 3, 1, 10, "gift"),
        ],
    ),
    "returns": (
        {"return_id": "integer", "order_id": "integer", "returned_on": "date", "reason": "varchar(20)"},
        [
            (1, 1, date(2025, 6, 10), "late"),
            (2, 1, date(2025, 6, 11), "broken"),
            (3, 7, date(2024, 3, 20), "late"),
            (4, 88, date(2025, 1, 20), None),
        ],
    ),
    "customers": (
        {"customer_id": "integer", "name": "varchar(20)", "country": "varchar(20)", "signed_up": "date"},
        [
            (1, "Ann", "US", date(2023, 1, 5)),
            (2, "Bob", "CA", date(2024, 2, 6)),
            (3, "Cyd", None, date(2025, 3, 7)),
            (4, "Dan", "DE", None),
            (5, "Eve", "US", date(2025, 6, 1)),
        ],
    ),
    "addresses": (
        {"address_id": "integer", "city": "varchar(20)"},
        [(1, "Berlin"), (2, "Oslo"), (3, None)],
    ),
    "products": (
        {"product_id": "integer", "category": "varchar(20)", "name": "varchar(20)"},
        [(1, "Bikes", "Road"), (2, "Parts", "Chain"), (3, None, "Box"), (4, "Unsold", "Dust")],
    ),
    "stock": (
        {"day": "date", "product_id": "integer", "quantity": "integer"},
        [
            (date(2025, 4, 30), 1, 5),
            (date(2025, 5, 30), 1, 7),
            (date(2025, 5, 31), 1, 6),
            (date(2025, 5, 30), 2, 4),
            (date(2025, 6, 1), 2, 3),
            (date(2025, 6, 2), 9, 11),
        ],
    ),
    "order_tags": (
        {"order_id": "integer", "tag_id": "integer"},
        [(1, 1), (1, 2), (2, 1), (4, 3), (7, 2), (7, 8), (99, 1)],
    ),
    "tags": (
        {"tag_id": "integer", "tag": "varchar(20)"},
        [(1, "gift"), (2, "gift"), (3, "rush")],
    ),
    "staff": (
        {"staff_id": "integer", "name": "varchar(20)", "manager_id": "integer"},
        [(1, "Root", None), (2, "Kim", 1), (3, "Lee", 1), (4, "Max", 3)],
    ),
}

MONTH = {"field": "orders.ordered_at", "grain": "month"}
LAST_YEAR = {"range": {"last": 12, "grain": "month"}}


def f(field: str, op: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "values": list(values)}


QUERIES: dict[str, dict[str, Any]] = {
    "total": {"measures": ["revenue"]},
    "by_country": {"measures": ["revenue", "order_count"], "dimensions": ["customers.country"]},
    "by_month": {"measures": ["revenue"], "dimensions": [MONTH]},
    "by_week": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "week"}]},
    "by_day": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "day"}]},
    "by_hour": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "hour"}]},
    "by_minute": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "minute"}]},
    "by_quarter": {"measures": ["order_count"], "dimensions": [{"field": "shipped_on", "grain": "quarter"}]},
    "by_year": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "year"}]},
    "by_expression": {"measures": ["order_count"], "dimensions": ["size_class"]},
    "by_flag": {"measures": ["order_count"], "dimensions": ["express"]},
    "all_aggregates": {
        "measures": ["avg_amount", "median_amount", "stddev_amount", "buyers", "first_order"],
        "dimensions": ["status"],
    },
    "median_total": {"measures": ["median_amount", "stddev_amount"]},
    "derived": {"measures": ["average_order"], "dimensions": ["customers.country"]},
    "derived_two_tables": {"measures": ["return_rate"], "dimensions": ["customers.country"]},
    "derived_nested": {"measures": ["doubled"], "dimensions": ["customers.country"]},
    "two_facts": {"measures": ["revenue", "units"], "dimensions": ["customers.country"]},
    "two_facts_total": {"measures": ["revenue", "units"]},
    "three_facts": {"measures": ["revenue", "units", "return_count"], "dimensions": ["customers.country"]},
    "four_facts_time": {
        "measures": ["revenue", "return_count", "on_hand", "customer_count"],
        "dimensions": [{"field": "time", "grain": "month"}],
    },
    "chasm": {"measures": ["product_count", "units"], "dimensions": ["products.category"]},
    "filter_in": {"measures": ["revenue"], "filters": [f("customers.country", "in", "US", "CA")]},
    "filter_not_in": {"measures": ["revenue"], "filters": [f("customers.country", "not_in", "US")]},
    "filter_text": {
        "measures": ["units"],
        "filters": [
            {"or": [f("note", "contains", "%"), f("note", "starts_with", "it'"), f("note", "ends_with", "_b")]}
        ],
    },
    "filter_backslash": {"measures": ["units"], "filters": [f("note", "contains", "\\")]},
    "filter_quote": {"measures": ["units"], "filters": [f("note", "=", "it's")]},
    "filter_empty": {"measures": ["units"], "filters": [f("note", "=", "")]},
    "filter_null": {"measures": ["order_count"], "filters": [{"field": "customers.country", "op": "is_null"}]},
    "filter_not": {"measures": ["order_count"], "filters": [{"not": f("status", "=", "paid")}]},
    "filter_number": {"measures": ["units"], "filters": [f("price", "between", 20, 30.5)]},
    "filter_flag": {"measures": ["order_count"], "filters": [f("express", "=", True)]},
    "filter_day": {"measures": ["order_count"], "filters": [f("ordered_at", "=", "2025-05-31")]},
    "filter_until": {"measures": ["order_count"], "filters": [f("ordered_at", "<=", "2025-05-31")]},
    "filter_month": {"measures": ["order_count"], "filters": [f("ordered_at", "=", "2025-05")]},
    "filter_moment": {"measures": ["order_count"], "filters": [f("ordered_at", ">=", "2025-06-02T09:30:00")]},
    "filter_child": {"measures": ["revenue"], "filters": [f("products.category", "=", "Bikes")]},
    "filter_child_two": {
        "measures": ["revenue"],
        "filters": [f("products.category", "=", "Bikes"), f("order_items.price", ">", 40)],
    },
    "exists": {"measures": ["order_count"], "filters": [{"exists": "returns"}]},
    "not_exists": {
        "measures": ["order_count"],
        "filters": [{"not": {"exists": "returns", "where": [f("reason", "=", "late")]}}],
    },
    "exists_far": {"measures": ["customer_count"], "filters": [{"exists": "returns"}]},
    "having": {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "filters": [f("revenue", ">", 100)],
    },
    "having_derived": {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "filters": [{"or": [f("return_rate", ">", 0), f("revenue", "<", 50)]}],
    },
    "role": {"measures": ["revenue"], "dimensions": ["billing.city", "shipping.city"]},
    "bridge": {"measures": ["revenue", "units"], "dimensions": ["tags.tag"]},
    "bridge_filtered": {
        "measures": ["revenue"],
        "dimensions": ["tags.tag"],
        "filters": [f("tags.tag", "=", "gift")],
    },
    "bridge_exists": {"measures": ["revenue"], "filters": [f("tags.tag", "=", "gift")]},
    "self_reference": {"measures": ["staff_count"], "dimensions": ["manager.name"]},
    "self_reference_twice": {"measures": ["staff_count"], "dimensions": ["manager.manager.name"]},
    "balance": {"measures": ["on_hand"]},
    "balance_by_month": {
        "measures": ["on_hand"],
        "dimensions": [{"field": "day", "grain": "month"}, "products.category"],
    },
    "last_months": {"measures": ["revenue"], "dimensions": [MONTH], "time": LAST_YEAR},
    "complete_months": {
        "measures": ["revenue"],
        "time": {"range": {"last": 3, "grain": "month", "complete": True}},
    },
    "to_date": {"measures": ["revenue"], "time": {"range": {"to_date": "year"}}},
    "from_to": {
        "measures": ["revenue"],
        "time": {"field": "shipped_on", "range": {"from": "2025-01-01", "to": "2025-07-01"}},
    },
    "compare_total": {
        "measures": ["revenue"],
        "time": {"range": {"this": "year"}},
        "compare": {"to": "previous_year"},
    },
    "compare_months": {
        "measures": ["revenue", "order_count"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 6, "grain": "month"}},
        "compare": {"to": "previous_year"},
        "calculations": [{"kind": "percent_change", "of": "revenue"}],
    },
    "compare_two_facts": {
        "measures": ["revenue", "return_count"],
        "dimensions": ["customers.country"],
        "time": {"range": {"to_date": "year"}},
        "compare": {"to": "previous_period"},
    },
    "compare_unbounded": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "year"}],
        "compare": {"to": "previous_year"},
    },
    "fill": {
        "measures": ["revenue", "avg_amount"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 6, "grain": "month"}},
        "fill_time": True,
    },
    "fill_groups": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "quarter"}, "customers.country"],
        "fill_time": True,
    },
    "fill_weeks": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "week"}],
        "time": {"range": {"last": 5, "grain": "week"}},
        "fill_time": True,
    },
    "keep_empty": {"measures": ["order_count", "revenue"], "dimensions": ["customers.name"], "keep_empty": True},
    "keep_empty_two": {
        "measures": ["units"],
        "dimensions": ["customers.country", "products.category"],
        "keep_empty": True,
    },
    "share": {
        "measures": ["revenue"],
        "dimensions": ["customers.country", "status"],
        "calculations": [
            {"kind": "share_of_total", "of": "revenue"},
            {"kind": "share_of_total", "of": "revenue", "within": ["customers.country"], "name": "share_in_country"},
        ],
    },
    "running": {
        "measures": ["order_count"],
        "dimensions": [MONTH, "status"],
        "calculations": [
            {"kind": "running_total", "of": "order_count"},
            {"kind": "moving_average", "of": "order_count", "window": 2},
            {"kind": "difference", "of": "order_count"},
            {"kind": "percent_change", "of": "order_count"},
        ],
    },
    "top_in_group": {
        "measures": ["revenue"],
        "dimensions": ["customers.country", "status"],
        "calculations": [{"kind": "rank", "of": "revenue", "within": ["customers.country"], "name": "place"}],
        "filters": [f("place", "<=", 1)],
    },
    "top": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "order_by": [{"field": "revenue", "direction": "desc"}],
        "limit": 2,
    },
    "order_hidden": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "order_by": [{"field": "order_count", "direction": "desc"}],
    },
    "inline": {
        "measures": [
            {"name": "big", "table": "order_items", "aggregate": "sum", "expression": "price", "filter": "price > 30"}
        ],
        "dimensions": ["products.category"],
    },
    "list": {"dimensions": ["customers.name", "customers.country"], "limit": 3},
    "list_without": {"dimensions": ["customers.name"], "filters": [{"not": {"exists": "orders"}}]},
    "list_distinct": {"dimensions": ["customers.country"], "distinct": True},
    "list_reached": {
        "dimensions": ["orders.order_id", "customers.name", "ordered_at"],
        "order_by": [{"field": "ordered_at", "direction": "desc"}],
        "time": {"range": {"this": "year"}},
    },
}
