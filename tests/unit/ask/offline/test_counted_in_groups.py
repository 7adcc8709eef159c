"""Things counted in the groups of rows that refer to them: once in each, and the answer says what such numbers are not."""

from __future__ import annotations

import pytest

from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

SHOP = model_of(
    table("clients", "client_id integer, client_name varchar, town varchar"),
    table(
        "orders",
        "order_id integer, client_id integer, ordered_on date, status varchar, total double",
        client_id="clients",
    ),
)


@pytest.mark.parametrize(
    "text", ["clients by status", "number of clients by status", "how many clients are there by status"]
)
def test_that_groups_overlap_and_who_is_in_none_is_said(text: str) -> None:
    found = planned(text, SHOP)
    assert isinstance(found.plan, SemanticQuery)
    (measure,) = found.plan.measures
    assert isinstance(measure, InlineMeasure) and (measure.table, measure.aggregate) == ("orders", "count_distinct")
    (said,) = found.warnings
    assert "several of them" in said and "do not add up" in said
    assert "clients without orders" in said.lower()


def test_what_is_of_one_group_only_needs_no_such_word() -> None:
    found = planned("clients by town", SHOP)
    assert isinstance(found.plan, SemanticQuery) and found.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "share of clients by status",
        "clients by status as percent of total",
        "percentage of clients by status",
        "running total of clients by status",
    ],
)
def test_no_share_or_total_is_taken_of_groups_that_overlap(text: str) -> None:
    plan = planned(text, SHOP).plan
    assert not isinstance(plan, SemanticQuery) or "different_clients" not in plan.model_dump_json()
