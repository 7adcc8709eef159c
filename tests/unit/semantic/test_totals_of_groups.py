"""Shares of a total and running totals are of values that make one: sums and counts, over groups that no row is in twice."""

from __future__ import annotations

import pytest

from lunara.errors import Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model

CLOCK = Clock.now("UTC", 0, 1)
SALES = SemanticModel(
    name="sales",
    tables=(
        Table(
            name="sales", source="sales", primary_key=("id",), default_time="day",
            dimensions=(Dimension(name="day", expression="day", type="time"), Dimension(name="shop", expression="shop")),
            measures=(
                Measure(name="amount", aggregate="sum", expression="amount"),
                Measure(name="stock", aggregate="sum", expression="stock", additive_over="not time"),
            ),
        ),
        Table(name="tagged", source="tagged", primary_key=("sale_id", "reason_id")),
        Table(
            name="reasons", source="reasons", primary_key=("id",),
            dimensions=(Dimension(name="reason", expression="reason"),),
        ),
    ),
    relationships=(
        Relationship(name="s", from_table="tagged", from_columns=("sale_id",), to_table="sales", to_columns=("id",)),
        Relationship(name="r", from_table="tagged", from_columns=("reason_id",), to_table="reasons", to_columns=("id",)),
    ),
)  # fmt: skip


def code_of(model: SemanticModel, measure: str, kind: str, *dimensions: object, within: tuple[str, ...] = ()) -> str:
    """Why it is refused; empty when it compiles."""
    calculation = {"kind": kind, "of": measure, "within": list(within)}
    query = {"measures": [measure], "dimensions": list(dimensions), "calculations": [calculation]}
    try:
        compile_query(SemanticQuery.model_validate(query), model, "duckdb", CLOCK)
    except Refused as error:
        return error.code
    return ""


MONTH = {"field": "sales.day", "grain": "month"}


@pytest.mark.parametrize("kind", ["share_of_total", "running_total"])
def test_groups_that_overlap_make_no_total(kind: str) -> None:
    assert code_of(SALES, "sales.amount", kind, "reasons.reason") == "groups_overlap"
    assert code_of(SALES, "sales.amount", kind, "sales.shop") == ""
    # month by month of one reason each sale is there once
    assert code_of(SALES, "sales.amount", kind, MONTH, "reasons.reason", within=("reasons.reason",)) == ""


def test_a_running_total_of_each_reason_by_itself_is_one() -> None:
    assert code_of(SALES, "sales.amount", "running_total", MONTH, "reasons.reason") == ""
    assert code_of(SALES, "sales.amount", "share_of_total", MONTH, "reasons.reason") == "groups_overlap"


def test_a_balance_is_added_over_shops_and_not_over_time() -> None:
    assert code_of(SALES, "sales.stock", "share_of_total", "sales.shop") == ""
    assert code_of(SALES, "sales.stock", "share_of_total", MONTH) == "not_additive"
    assert code_of(SALES, "sales.stock", "running_total", MONTH) == "not_additive"


@pytest.mark.parametrize(
    ("measure", "adds_up"),
    [
        ("revenue", True),
        ("order_count", True),
        ("gross_profit", True),  # revenue less cost
        ("buyer_count", False),  # who buys in two countries is one
        ("revenue_per_buyer", False),
        ("units_per_order", False),
    ],
)
def test_what_adds_up_is_read_from_its_definition(measure: str, adds_up: bool) -> None:
    for kind in ("share_of_total", "running_total"):
        assert (code_of(sample_model(), measure, kind, "customers.country") == "") == adds_up
    assert code_of(sample_model(), measure, "rank", "customers.country") == "", "a rank adds nothing up"
