"""Models of any size that look like a warehouse's: the same four tables first, and as many other subjects beside them.

Each subject has orders, their lines, the parties that place them and the things that they are of; parties and things lead on to
places and kinds that subjects share. The first subject's names do not depend on the size, so one set of queries fits all.
"""

from __future__ import annotations

from typing import Any

from lunara.semantic.model import SemanticModel

SUBJECT = 4
MONTH = {"field": "orders.ordered_at", "grain": "month"}
YEAR = {"range": {"from": "2024-01-01", "to": "2025-01-01"}}
QUERIES: dict[str, dict[str, Any]] = {
    "total": {"measures": ["orders.revenue"]},
    "by_group": {"measures": ["orders.revenue", "orders.order_count"], "dimensions": ["customers.segment"]},
    "by_month": {"measures": ["orders.revenue"], "dimensions": [MONTH], "time": YEAR},
    "joined": {
        "measures": ["lines.units", "lines.goods"],
        "dimensions": ["products.category", "customers.country"],
        "filters": [{"field": "orders.status", "op": "in", "values": ["paid", "sent"]}],
    },
    "two_facts": {"measures": ["orders.revenue", "lines.units"], "dimensions": ["customers.country", MONTH]},
    "derived": {"measures": ["average_order", "lines_per_order"], "dimensions": ["customers.country"]},
    "exists": {
        "measures": ["orders.revenue"],
        "filters": [{"field": "products.category", "op": "=", "values": ["Tools"]}],
    },
    "compared": {
        "measures": ["orders.revenue"],
        "dimensions": [MONTH],
        "time": YEAR,
        "compare": {"to": "previous_year"},
        "calculations": [{"kind": "percent_change", "of": "orders.revenue"}],
    },
    "filled": {"measures": ["orders.order_count"], "dimensions": [MONTH], "time": YEAR, "fill_time": True},
    "ranked": {
        "measures": ["orders.revenue"],
        "dimensions": ["customers.country", "customers.segment"],
        "calculations": [{"kind": "rank", "of": "orders.revenue", "within": ["customers.country"], "name": "place"}],
        "filters": [{"field": "place", "op": "<=", "values": [3]}],
        "order_by": [{"field": "place"}],
    },
    "top": {
        "measures": ["lines.goods"],
        "dimensions": ["products.name"],
        "order_by": [{"field": "lines.goods", "direction": "desc"}],
        "limit": 10,
    },
    "list": {
        "dimensions": ["orders.order_id", "customers.name", "orders.ordered_at"],
        "time": YEAR,
        "order_by": [{"field": "orders.ordered_at", "direction": "desc"}],
        "limit": 100,
    },
}


def _dimension(name: str, type_: str = "string", **more: Any) -> dict[str, Any]:
    label = name.replace("_", " ").capitalize()
    return {"name": name, "type": type_, "label": label, "synonyms": [f"{label} of it"], **more}


def _measure(name: str, aggregate: str, expression: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "aggregate": aggregate, "expression": expression, "synonyms": [f"total {name}"], **more}


def _subject(prefix: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    orders, lines, customers, products = (f"{prefix}{name}" for name in ("orders", "lines", "customers", "products"))
    texts = [_dimension(f"attribute_{number}") for number in range(8)]
    tables = [
        {
            "name": orders,
            "source": f"main.{orders}",
            "primary_key": ["order_id"],
            "default_time": "ordered_at",
            "dimensions": [
                _dimension("order_id", "number"),
                _dimension("ordered_at", "time", data_type="timestamp"),
                _dimension("sent_on", "time", data_type="date"),
                _dimension("status"),
                *texts,
            ],
            "measures": [
                _measure("revenue", "sum", "amount", filter="status <> 'cancelled'"),
                _measure("order_count", "count"),
                _measure("average_amount", "avg", "amount"),
                _measure("buyers", "count_distinct", "customer_id"),
            ],
        },
        {
            "name": lines,
            "source": f"main.{lines}",
            "primary_key": ["order_id", "line"],
            "dimensions": [_dimension("price", "number"), *texts],
            "measures": [_measure("units", "sum", "quantity"), _measure("goods", "sum", "quantity * price")],
        },
        {
            "name": customers,
            "source": f"main.{customers}",
            "primary_key": ["customer_id"],
            "dimensions": [_dimension("name"), _dimension("country"), _dimension("segment"), *texts],
            "measures": [_measure("customer_count", "count")],
        },
        {
            "name": products,
            "source": f"main.{products}",
            "primary_key": ["product_id"],
            "dimensions": [_dimension("name"), _dimension("category"), *texts],
            "measures": [_measure("product_count", "count")],
        },
    ]

    def link(name: str, child: str, column: str, parent: str) -> dict[str, Any]:
        return {
            "name": f"{prefix}{name}",
            "from_table": child,
            "from_columns": [column],
            "to_table": parent,
            "to_columns": [column],
        }

    links = [
        link("order_customer", orders, "customer_id", customers),
        link("line_order", lines, "order_id", orders),
        link("line_product", lines, "product_id", products),
    ]
    return tables, links


def generated(tables: int) -> dict[str, Any]:
    """A model of so many tables, as data."""
    found, links, number = _subject("")[0], _subject("")[1], 0
    while len(found) < tables:
        number += 1
        more, joins = _subject(f"s{number}_")
        room = tables - len(found)
        if room >= SUBJECT:
            found.extend(more)
            links.extend(joins)
            # what is bought in one subject comes from another: few islands, as in a real warehouse
            links.append(
                {
                    "name": f"s{number}_supplied",
                    "from_table": f"s{number}_products",
                    "from_columns": ["supplier_id"],
                    "to_table": f"s{number - 1}_customers" if number > 1 else "customers",
                    "to_columns": ["customer_id"],
                }
            )
        else:
            found.extend(more[-room:])
    derived = [
        {"name": "average_order", "expression": "orders.revenue / orders.order_count"},
        {"name": "lines_per_order", "expression": "lines.units / orders.order_count"},
    ]
    return {"name": "generated", "tables": found, "relationships": links, "measures": derived}


def generated_model(tables: int) -> SemanticModel:
    """The same, as a model."""
    return SemanticModel.model_validate(generated(tables))
