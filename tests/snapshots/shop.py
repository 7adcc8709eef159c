"""A small shop with the usual traps, and its rows; what is asked of it stands in `questions.py`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
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
    "spark",
    "athena",
)
# How a dialect's catalog spells the types that matter to the compiler.
TYPES: dict[str, dict[str, str]] = {
    "bigquery": {"timestamp": "DATETIME", "timestamptz": "TIMESTAMP"},
    "databricks": {"timestamp": "timestamp_ntz", "timestamptz": "timestamp"},
    "spark": {"timestamp": "timestamp_ntz", "timestamptz": "timestamp"},
    "snowflake": {"timestamp": "TIMESTAMP_NTZ(9)", "timestamptz": "TIMESTAMP_TZ(9)"},
    "clickhouse": {"timestamp": "DateTime64(3)", "timestamptz": "DateTime64(3, 'UTC')"},
    "trino": {"timestamp": "timestamp(3)", "timestamptz": "timestamp(3) with time zone"},
    "athena": {"timestamp": "timestamp(3)", "timestamptz": "timestamp(3) with time zone"},
    "mysql": {"timestamp": "datetime"},
}


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
                    dim("paid_at", "time", data_type="timestamptz"),
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
                    {"name": "fees", "aggregate": "sum", "expression": "fee"},
                    {"name": "avg_fee", "aggregate": "avg", "expression": "fee"},
                    {"name": "third", "aggregate": "sum", "expression": "amount / 3"},
                    {"name": "weight_spread", "aggregate": "stddev", "expression": "weight"},
                    {"name": "median_weight", "aggregate": "median", "expression": "weight"},
                    {"name": "last_status", "aggregate": "max", "expression": "status"},
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
                "name": "parcels",
                "source": "parcels",
                "primary_key": ["parcel_id"],
                "default_time": "left_at",
                "dimensions": [dim("carrier"), dim("left_at", "time", data_type="timestamp")],
                "measures": [
                    {"name": "parcel_count", "aggregate": "count"},
                    {"name": "median_kilos", "aggregate": "median", "expression": "kilos"},
                ],
            },
            {
                "name": "profiles",
                "source": "profiles",
                "primary_key": ["customer_id"],
                "dimensions": [dim("newsletter", "boolean"), dim("born_on", "time", data_type="date")],
                "measures": [{"name": "profile_count", "aggregate": "count"}],
            },
            {
                "name": "labels",
                "source": "labels",
                "primary_key": ["label_id"],
                "dimensions": [dim("label_id", "number"), dim("text"), dim("lower_text", expression="LOWER(text)")],
                "measures": [{"name": "label_count", "aggregate": "count"}],
            },
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
            {
                "name": "parcels_item",
                "from_table": "parcels",
                "from_columns": ["order_id", "line"],
                "to_table": "order_items",
                "to_columns": ["order_id", "line"],
            },
            rel("profile_customer", "profiles", "customer_id", "customers", "customer_id")
            | {"cardinality": "one_to_one"},
        ],
        "measures": [
            {"name": "average_order", "expression": "revenue / order_count"},
            {"name": "return_rate", "expression": "return_count / order_count", "format": {"kind": "percent"}},
            {"name": "doubled", "expression": "average_order * 2 + units"},
            {"name": "revenue_so_far", "expression": "revenue", "window": {"all": True}},
            {"name": "revenue_7_days", "expression": "revenue", "window": {"last": 7, "grain": "day"}},
            {"name": "revenue_2_months", "expression": "revenue", "window": {"last": 2, "grain": "month"}},
            {"name": "revenue_month_to_date", "expression": "revenue", "window": {"to_date": "month"}},
            {"name": "buyers_30_days", "expression": "buyers", "window": {"last": 30, "grain": "day"}},
            {"name": "average_so_far", "expression": "revenue / order_count", "window": {"to_date": "year"}},
            {
                "name": "mean_of_weeks",
                "expression": "revenue",
                "window": {"last": 7, "grain": "day", "period_agg": "average"},
            },
            {"name": "orders_3_hours", "expression": "order_count", "window": {"last": 3, "grain": "hour"}},
            {"name": "revenue_month_before", "expression": "revenue", "offset": {"count": 1, "grain": "month"}},
            {"name": "revenue_week_before", "expression": "revenue", "offset": {"count": 1, "grain": "week"}},
            {"name": "revenue_first_day", "expression": "revenue", "offset": {"to_start_of": "month"}},
            {"name": "so_far_before", "expression": "revenue_so_far", "offset": {"count": 1, "grain": "month"}},
            {"name": "growth", "expression": "revenue / revenue_month_before - 1"},
            {
                "name": "revenue_from_home",
                "expression": "revenue",
                "where": [{"field": "customers.country", "op": "=", "values": ["DE"]}],
                "fill_nulls_with": 0,
            },
        ],
    }
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


ODD_TEXTS = (
    "100%",
    "1000",
    "a_b",
    "axb",
    "back\\slash",
    "back\\\\slash",
    "it's",
    'say "hi"',
    "größe",
    "GRÖSSE",
    "日本語",
    "日本",
    "🙂 smile",
    "tab\there",
    "two\nlines",
    "",
    "Ann",
    "ann",
    "?",
    ":name",
    "{{ x }}",
    "--",
    "100\\%",
    None,
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
            "paid_at": "timestamptz",
            "fee": "decimal(10,2)",
            "weight": "double precision",
        },
        [
            (
                1,
                1,
                1,
                2,
                datetime(2025, 6, 2, 9, 30),
                date(2025, 6, 4),
                "paid",
                True,
                120,
                utc(2025, 6, 2, 22, 30),
                Decimal("1.10"),
                0.5,
            ),
            (
                2,
                1,
                1,
                1,
                datetime(2025, 5, 31, 23, 59, 59),
                date(2025, 6, 1),
                "paid",
                False,
                80,
                utc(2025, 5, 31, 22),
                Decimal("2.25"),
                1.25,
            ),
            (3, 2, 2, None, datetime(2025, 5, 1), None, "cancelled", None, 60, None, None, None),
            (
                4,
                3,
                9,
                3,
                datetime(2025, 3, 31, 12),
                date(2025, 4, 1),
                "paid",
                True,
                40,
                utc(2025, 3, 30, 0, 59),
                Decimal("0.05"),
                2.0,
            ),
            (
                5,
                77,
                1,
                3,
                datetime(2024, 6, 10, 8),
                date(2024, 6, 12),
                "paid",
                False,
                100,
                utc(2024, 12, 31, 23),
                Decimal("10.00"),
                0.125,
            ),
            (6, None, None, None, datetime(2024, 5, 20, 18), None, "open", None, None, None, Decimal("0.00"), 3.5),
            (
                7,
                2,
                2,
                2,
                datetime(2024, 2, 29, 1),
                date(2024, 3, 1),
                "paid",
                True,
                210,
                utc(2024, 2, 29, 1),
                None,
                7.75,
            ),
            (8, 2, 2, 2, None, None, None, None, 5, None, Decimal("3.33"), None),
            (
                9,
                1,
                1,
                1,
                datetime(2025, 6, 14, 10, 5),
                None,
                "open",
                False,
                33,
                utc(2025, 6, 14, 22, 1),
                Decimal("-1.00"),
                1.0,
            ),
            (
                10,
                3,
                3,
                3,
                datetime(2024, 12, 30),
                date(2025, 1, 2),
                "paid",
                True,
                19,
                utc(2024, 12, 31, 22, 59, 59),
                Decimal("99.99"),
                4.0,
            ),
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
    "parcels": (
        {
            "parcel_id": "integer",
            "order_id": "integer",
            "line": "integer",
            "carrier": "varchar(20)",
            "left_at": "timestamp",
            "kilos": "decimal(10,2)",
        },
        [
            (1, 1, 1, "Swift", datetime(2025, 6, 3, 0, 0, 1), Decimal("1.50")),
            (2, 1, 2, "Swift", datetime(2025, 6, 3, 23, 59, 59), Decimal("2.25")),
            (3, 2, 1, "Slow", datetime(2025, 6, 1, 12, 30, 15), Decimal("0.75")),
            (4, 9, 9, "Slow", datetime(2025, 6, 8, 12), None),
            (5, None, 1, None, datetime(2025, 6, 9, 0), Decimal("4.00")),
            (6, 7, 1, "swift", datetime(2024, 3, 31, 2, 30), Decimal("3.00")),
            (7, 7, 2, "swift", datetime(2024, 7, 31, 10), Decimal("0.10")),
            (8, 10, 1, "Fraction", datetime(2025, 6, 9, 0, 0, 0, 250_000), Decimal("0.20")),
        ],
    ),
    "profiles": (
        {"customer_id": "integer", "newsletter": "boolean", "born_on": "date"},
        [(1, True, date(1959, 12, 31)), (2, False, date(1999, 1, 1)), (4, None, date(1960, 2, 29)), (9, True, None)],
    ),
    "labels": (
        {"label_id": "integer", "text": "varchar(40)"},
        [(number, text) for number, text in enumerate(ODD_TEXTS, start=1)],
    ),
    "staff": (
        {"staff_id": "integer", "name": "varchar(20)", "manager_id": "integer"},
        [(1, "Root", None), (2, "Kim", 1), (3, "Lee", 1), (4, "Max", 3)],
    ),
}


def model_for(dialect: str) -> SemanticModel:
    """The model as a catalog of that dialect would have it: types are spelled as the engine does."""
    types = TYPES.get(dialect, {})
    tables = []
    for table in MODEL.tables:
        dimensions = tuple(
            one.model_copy(update={"data_type": types.get(one.data_type or "", one.data_type)})
            for one in table.dimensions
        )
        tables.append(table.model_copy(update={"dimensions": dimensions}))
    return MODEL.model_copy(update={"tables": tuple(tables)})


def f(field: str, op: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "values": list(values)}


def than(field: str, op: str, aggregate: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "than": {"aggregate": aggregate, **more}}
