"""Tables whose fields may be named: everything that a plan names is checked, and joins lead through the others freely."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.errors import FanOut, Refused
from lunara.semantic.compile import compile_plan
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import CLOCK, MODEL

ORDERS = ("orders",)


def compiled(plan: dict[str, Any] | str, tables: tuple[str, ...] = ORDERS) -> str:
    query = plan if isinstance(plan, str) else SemanticQuery.model_validate(plan)
    return compile_plan(query, MODEL, "duckdb", CLOCK, tables=tables).sql.text


OUTSIDE: dict[str, dict[str, Any] | str] = {
    "sql": "select name from customers",
    "star": "select * from customers",
    "sql_join": "select o.status, c.country from orders o join customers c using (customer_id)",
    "sql_subquery": "select status from orders where customer_id in (select customer_id from customers where name = 'Ann')",
    "sql_cte": "with x as (select name from customers) select count(*) from x",
    "sql_measure": "select MEASURE(customers.customer_count) from customers",
    "inline": {"measures": [{"name": "m", "table": "staff", "aggregate": "max", "expression": "annual_salary"}]},
    "inline_count": {"measures": [{"name": "m", "table": "customers", "aggregate": "count"}]},
    "measure": {"measures": ["customer_count"]},
    "derived": {"measures": ["return_rate"]},
    "dimension": {"measures": ["revenue"], "dimensions": ["customers.country"]},
    "road_in_name": {"measures": ["revenue"], "dimensions": ["billing.city"]},
    "list": {"dimensions": ["customers.name"]},
    "filter": {"measures": ["revenue"], "filters": [{"field": "customers.country", "op": "=", "values": ["US"]}]},
    "nested_filter": {
        "measures": ["revenue"],
        "filters": [{"or": [{"not": {"field": "customers.country", "op": "=", "values": ["US"]}}]}],
    },
    "list_filter": {
        "dimensions": ["orders.status"],
        "filters": [{"field": "customers.name", "op": "starts_with", "values": ["A"]}],
    },
    "exists": {"measures": ["revenue"], "filters": [{"exists": "returns"}]},
    "within_exists": {
        "measures": ["revenue"],
        "filters": [{"exists": "orders", "where": [{"field": "customers.name", "op": "=", "values": ["Ann"]}]}],
    },
    "group_filter": {
        "measures": ["revenue"],
        "dimensions": ["orders.status"],
        "filters": [{"field": "customers.customer_count", "op": ">", "values": [1]}],
    },
    "time": {
        "measures": ["revenue"],
        "time": {"field": "customers.signed_up", "range": {"last": 1, "grain": "year"}},
    },
    "order": {
        "measures": ["revenue"],
        "dimensions": ["orders.status"],
        "order_by": [{"field": "customers.customer_count"}],
    },
    "calculation": {
        "measures": ["revenue"],
        "dimensions": ["orders.status"],
        "calculations": [{"kind": "rank", "of": "customers.customer_count"}],
    },
}


@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_what_lies_outside_is_refused(name: str) -> None:
    with pytest.raises(Refused) as caught:
        compiled(OUTSIDE[name])
    assert caught.value.code == "table_not_allowed"
    assert "orders" in caught.value.hint


@pytest.mark.parametrize(
    ("plan", "tables"),
    [
        ({"measures": ["revenue"], "dimensions": ["orders.status"]}, ORDERS),
        ({"measures": ["revenue"], "time": {"range": {"last": 1, "grain": "year"}}}, ORDERS),
        ("select status, MEASURE(revenue) from orders group by 1", ORDERS),
        ("with x as (select status s from orders) select s from x", ORDERS),
        # items lead to customers through orders, which is not named
        ({"measures": ["units"], "dimensions": ["customers.country"]}, ("order_items", "customers")),
        (
            {"measures": ["units"], "filters": [{"field": "customers.country", "op": "=", "values": ["US"]}]},
            ("order_items", "customers"),
        ),
    ],
)
def test_what_lies_inside_compiles_and_roads_are_free(plan: dict[str, Any] | str, tables: tuple[str, ...]) -> None:
    assert compiled(plan, tables)


def test_no_nearest_question_leads_outside() -> None:
    query = {"measures": ["revenue"], "dimensions": ["order_items.note"]}
    with pytest.raises(FanOut) as caught:
        compiled(query, ("orders", "order_items"))
    assert "order_items" in str(caught.value.details["nearest"])
    with pytest.raises(Refused) as refused:
        compiled(query)
    assert "nearest" not in refused.value.details
