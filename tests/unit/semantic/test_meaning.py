"""What a plan means: the same in other words, and never the same with another parameter."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.meaning import meaning_of
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model

MODEL = sample_model()


def meaning(**query: Any) -> str:
    return meaning_of(SemanticQuery.model_validate(query), MODEL)


YEAR = {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}
PAID = {"field": "orders.order_no", "op": "=", "values": ["paid"]}
LARGE = {"field": "customers.segment", "op": "in", "values": ["US", "DE"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"measures": ["revenue"]}, {"measures": ["order_items.revenue"]}),
        ({"measures": ["revenue", "order_count"]}, {"measures": ["order_count", "revenue"]}),
        (
            {"measures": ["revenue"], "dimensions": ["customers.segment"]},
            {"measures": ["revenue"], "dimensions": [{"field": "segment", "label": "Land"}]},
        ),
        (
            {"measures": ["revenue"], "filters": [PAID, LARGE]},
            {"measures": ["revenue"], "filters": [{"and": [{**LARGE, "values": ["DE", "US"]}, {**PAID, "op": "in"}]}]},
        ),
        (
            {"measures": ["revenue"], "filters": [{"or": [PAID, LARGE]}]},
            {"measures": ["revenue"], "filters": [{"or": [LARGE, PAID]}]},
        ),
        (
            {"measures": [{"name": "a", "table": "orders", "aggregate": "max", "expression": "amount"}],
             "dimensions": ["segment"], "order_by": [{"field": "a"}]},
            {"measures": [{"name": "b", "table": "orders", "aggregate": "max", "expression": "amount", "label": "B"}],
             "dimensions": ["customers.segment"], "order_by": [{"field": "b"}]},
        ),
    ],
)  # fmt: skip
def test_other_words_mean_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert meaning(**one) == meaning(**other)


BASE: dict[str, Any] = {
    "measures": ["revenue"], "dimensions": ["customers.segment", "orders.order_no"], "filters": [LARGE], "time": YEAR,
    "limit": 10, "order_by": [{"field": "revenue", "direction": "desc"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"measures": ["order_count"]},
        {"dimensions": ["customers.segment"]},
        {"dimensions": ["orders.order_no", "customers.segment"]},  # a limit cuts by their order
        {"filters": []},
        {"filters": [{**LARGE, "values": ["US"]}]},
        {"filters": [{**LARGE, "op": "not_in"}]},
        {"filters": [{"not": LARGE}]},
        {"filters": [LARGE, PAID]},
        {"time": {**YEAR, "range": {"from": "2024-01-01", "to": "2025-01-01"}}},
        {"time": {**YEAR, "range": {"last": 12, "grain": "month"}}},
        {"time": None},
        {"limit": 11},
        {"limit": None},
        {"order_by": [{"field": "revenue", "direction": "asc"}]},
        {"compare": {"to": "previous_year"}},
        {"calculations": [{"kind": "share_of_total", "of": "revenue"}]},
        {"keep_empty": True},
    ],
)
def test_another_parameter_is_another_meaning(change: dict[str, Any]) -> None:
    assert meaning(**{**BASE, **change}) != meaning(**BASE)


def test_the_order_of_columns_matters_where_something_runs_along_it() -> None:
    along = {"measures": ["revenue"], "calculations": [{"kind": "running_total", "of": "revenue"}]}
    one = meaning(**along, dimensions=["customers.segment", "orders.order_no"])
    assert one != meaning(**along, dimensions=["orders.order_no", "customers.segment"])
    assert meaning(measures=["revenue"], dimensions=["segment", "order_no"]) == meaning(
        measures=["revenue"], dimensions=["orders.order_no", "customers.segment"]
    )


def test_a_number_is_not_its_digits_as_text() -> None:
    asked = {"field": "customers.segment", "op": "="}
    assert meaning(measures=["revenue"], filters=[{**asked, "values": [1]}]) != meaning(
        measures=["revenue"], filters=[{**asked, "values": ["1"]}]
    )


def test_sql_means_the_same_however_it_is_laid_out() -> None:
    one = "select measure(revenue) from orders where status = 'a  b'"
    assert meaning_of(one, MODEL) == meaning_of(
        "SELECT measure(revenue)\nFROM orders -- all\nWHERE status = 'a  b'", MODEL
    )
    assert meaning_of(one, MODEL) != meaning_of(one.replace("a  b", "a b"), MODEL)
    assert meaning_of("this is (no sql", MODEL) == "this is (no sql"
