"""What is wrong with a change is told at its field before it is made."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.errors import NotFound
from lunara.semantic.field_check import FieldProblem, check_edit
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import review_items

CATALOG = Catalog(
    "duckdb",
    (
        Table(
            "main",
            "orders",
            (
                Column("id", "bigint"),
                Column("customer_id", "bigint"),
                Column("ordered_at", "timestamp"),
                Column("status", "varchar"),
                Column("amount", "decimal(12,2)"),
            ),
        ),
        Table("main", "customers", (Column("id", "bigint"), Column("country", "varchar"), Column("code", "varchar"))),
    ),
)
MODEL = SemanticModel.model_validate(
    {
        "name": "shop",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "orders",
                "source": "main.orders",
                "primary_key": ["id"],
                "default_time": "ordered_at",
                "dimensions": [
                    {"name": "ordered_at", "type": "time"},
                    {"name": "status"},
                    {"name": "late", "type": "boolean", "expression": "status = 'late'"},
                ],
                "measures": [
                    {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                    {"name": "order_count", "aggregate": "count"},
                ],
            },
            {
                "name": "customers",
                "source": "main.customers",
                "primary_key": ["id"],
                "dimensions": [{"name": "country"}],
            },
        ],
        "relationships": [
            {
                "name": "orders_customer",
                "from_table": "orders",
                "from_columns": ["customer_id"],
                "to_table": "customers",
                "to_columns": ["id"],
            }
        ],
        "measures": [{"name": "aov", "expression": "revenue / order_count"}],
    }
)
REVENUE, STATUS, JOIN, AOV = (
    "measure:orders.revenue",
    "dimension:orders.status",
    "relationship:orders_customer",
    "measure:aov",
)


def told(key: str, **changes: Any) -> list[FieldProblem]:
    return check_edit(MODEL, key, changes, CATALOG)


@pytest.mark.parametrize(
    ("key", "changes", "field", "says"),
    [
        (REVENUE, {"expression": "sum(amount"}, "expression", "cannot be read"),
        (REVENUE, {"expression": "sum(amount)"}, "expression", "an aggregate"),
        (REVENUE, {"expression": "amout * 2"}, "expression", "no column amout. Did you mean amount"),
        (REVENUE, {"expression": "customers.code"}, "expression", "of another table"),
        (REVENUE, {"expression": None}, "expression", "nothing to take the sum of"),
        (REVENUE, {"expression": "status"}, "aggregate", "status is varchar"),
        (REVENUE, {"filter": "stats <> 'x'"}, "filter", "Did you mean status"),
        (REVENUE, {"filter": "status <>"}, "filter", "cannot be read"),
        (REVENUE, {"name": "order_count"}, "name", "already taken"),
        (REVENUE, {"name": "status"}, "name", "already taken"),
        (REVENUE, {"name": ""}, "name", "empty"),
        (REVENUE, {"aggregate": "total"}, "aggregate", "sum"),
        (REVENUE, {"format": {"kind": "date"}}, "format", "does not fit"),
        (REVENUE, {"format": {"kind": "currency", "currency": "Euros"}}, "format", "no currency code"),
        (REVENUE, {"format": {"kind": "number", "decimals": 99}}, "format", "10"),
        (REVENUE, {"additive_over": ["region"]}, "", "region"),
        (STATUS, {"expression": "upper(stat)"}, "expression", "Did you mean"),
        (STATUS, {"name": "state"}, "name", "no column state"),
        (STATUS, {"type": "number"}, "type", "status is varchar, no number"),
        (STATUS, {"format": {"kind": "currency"}}, "format", "does not fit"),
        ("dimension:orders.ordered_at", {"format": {"kind": "percent"}}, "format", "does not fit"),
        (JOIN, {"to_table": "customer"}, "to_table", "Did you mean customers"),
        (JOIN, {"from_columns": ["customerid"]}, "from_columns", "Did you mean customer_id"),
        (JOIN, {"to_columns": ["id", "code"]}, "to_columns", "paired with 2"),
        (JOIN, {"to_columns": ["code"]}, "to_columns", "varchar"),
        (AOV, {"expression": "revenu / order_count"}, "expression", "Did you mean orders.revenue"),
        (AOV, {"expression": "aov + 1"}, "expression", "circle"),
        (
            AOV,
            {"where": [{"field": "orders.stats", "op": "=", "values": ["x"]}]},
            "where",
            "Did you mean orders.status",
        ),
        (AOV, {"where": [{"exists": "order"}]}, "where", "Did you mean orders"),
        (AOV, {"window": {"last": 3}}, "window", "go together"),
        (AOV, {"offset": {"count": 1}}, "offset", "go together"),
        (AOV, {"expression": "1 + 1"}, "expression", "no other measure"),
        (AOV, {"name": "revenue", "expression": "order_count * 2"}, "expression", "hides"),
        ("table:orders", {"source": "main.order"}, "source", "not in the warehouse. Did you mean main.orders"),
        ("table:orders", {"primary_key": ["no_such"]}, "primary_key", "no column no_such"),
        ("table:orders", {"default_time": "status"}, "default_time", "is no time"),
        ("table:orders", {"source": None, "sql": "delete from x"}, "sql", "not a SELECT"),
    ],
)
def test_a_fault_is_told_at_its_field(key: str, changes: dict[str, Any], field: str, says: str) -> None:
    found = check_edit(MODEL, key, changes, CATALOG)
    assert [one.field for one in found if says in f"{one.message} {one.hint}"] == [field], found


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        (REVENUE, {"expression": "amount * 2", "filter": "status = 'paid' and not late", "name": "turnover"}),
        (REVENUE, {"format": {"kind": "currency", "currency": "EUR"}, "additive_over": "not time"}),
        (REVENUE, {"aggregate": "max", "expression": "ordered_at", "format": {"kind": "date"}}),
        (REVENUE, {"aggregate": "count_distinct", "expression": "status"}),
        (REVENUE, {"expression": "orders.amount"}),
        (REVENUE, {"expression": "rowid"}),
        (STATUS, {"expression": "upper(STATUS)", "name": "state"}),
        (AOV, {"expression": "orders.revenue / nullif(order_count, 0)"}),
        (JOIN, {"cardinality": "one_to_one"}),
        (AOV, {"where": [{"not": {"field": "customers.country", "op": "=", "values": ["Peru"]}}]}),
        (AOV, {"window": {"last": 3, "grain": "month"}, "offset": {"count": 1, "grain": "year"}}),
        ("table:orders", {"source": None, "sql": "select id, status, amount, ordered_at, customer_id from orders"}),
    ],
)
def test_what_fits_is_let_be(key: str, changes: dict[str, Any]) -> None:
    assert not [one for one in check_edit(MODEL, key, changes, CATALOG) if one.level == "error"]


def test_nothing_is_told_of_an_item_as_it_is() -> None:
    for item in review_items(MODEL, {}):
        assert check_edit(MODEL, item.key, {}, CATALOG) == [] or item.key == "table:customers"


def test_without_a_catalog_columns_are_not_looked_at() -> None:
    assert check_edit(MODEL, REVENUE, {"expression": "amout"}) == []


def test_an_item_that_is_not_there_is_said() -> None:
    with pytest.raises(NotFound):
        told("measure:orders.profit", label="Profit")
