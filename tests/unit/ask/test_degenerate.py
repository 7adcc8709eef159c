"""A plan whose conditions every row fulfils, or none can, is never run, whoever made it."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from lunara.ask.answer import answer
from lunara.ask.degenerate import says_nothing
from lunara.ask.plan import Planned, Refusal
from lunara.ask.question import Question
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2026, 11, 22))


def query(*filters: dict[str, Any], **more: Any) -> SemanticQuery:
    return SemanticQuery.model_validate({"measures": ["orders.order_count"], "filters": list(filters), **more})


def leaf(field: str, op: str, *values: object) -> dict[str, Any]:
    return {"field": field, "op": op, "values": list(values)}


COUNTRY, TOTAL, SHIPPED = "customers.country", "orders.order_total", "orders.shipped_at"

CONTRADICTIONS = [
    (leaf(COUNTRY, "=", "Germany"), leaf(COUNTRY, "=", "France")),
    (leaf(COUNTRY, "in", "Germany", "Spain"), leaf(COUNTRY, "=", "France")),
    (leaf(COUNTRY, "=", "Germany"), leaf(COUNTRY, "!=", "Germany")),
    (leaf(COUNTRY, "in", "Germany", "Spain"), leaf(COUNTRY, "not_in", "Spain", "Germany", "France")),
    (leaf(TOTAL, ">", 10), leaf(TOTAL, "<", 10)),
    (leaf(TOTAL, ">=", 10.5), leaf(TOTAL, "<", 10)),
    (leaf(TOTAL, "between", 1, 5), leaf(TOTAL, ">", 5)),
    (leaf(SHIPPED, "is_null"), leaf(SHIPPED, ">=", "2025-01-01")),
    (leaf(SHIPPED, "is_null"), leaf(SHIPPED, "is_not_null")),
    (leaf(SHIPPED, ">=", "2025-01-01"), leaf(SHIPPED, "<", "2025-01-01")),
    (leaf(SHIPPED, ">=", "2026-02-01"), leaf(SHIPPED, "<", "2026-01-01T10:00:00")),
]

FINE = [
    (leaf(COUNTRY, "in", "Germany", "Spain"), leaf(COUNTRY, "in", "Spain", "France")),
    (leaf(COUNTRY, "in", "Germany", "Spain"), leaf(COUNTRY, "!=", "Spain")),
    (leaf(TOTAL, ">=", 10), leaf(TOTAL, "<=", 10)),
    (leaf(SHIPPED, ">=", "2025-01-01"), leaf(SHIPPED, "<", "2025-02-01")),
    (leaf(SHIPPED, ">=", "2025-01-01"), leaf("orders.ordered_at", "<", "2024-02-01")),
    (leaf("orders.status", "=", "1"), leaf("customers.country", "=", "2")),
]


@pytest.mark.parametrize("pair", CONTRADICTIONS)
def test_what_no_row_can_fulfil_says_nothing_however_it_is_nested(pair: Any, model: SemanticModel) -> None:
    for one, two in itertools.permutations(pair):
        assert says_nothing(query(one, two), model, CLOCK)
        assert says_nothing(query({"and": [one, {"and": [two]}]}), model, CLOCK)
        assert says_nothing(query({"or": [{"and": [one, two]}, leaf("orders.status", "=", "x")]}), model, CLOCK)


def test_rows_over_there_are_checked_too(model: SemanticModel) -> None:
    inside = [leaf("order_items.quantity", ">", 5), leaf("order_items.quantity", "<", 2)]
    assert says_nothing(query({"exists": "order_items", "where": inside}), model, CLOCK)
    assert says_nothing(query({"not": {"exists": "order_items", "where": inside}}), model, CLOCK)
    nested = {"exists": "order_items", "where": [{"not": {"exists": "order_items"}}]}
    assert says_nothing(query(nested), model, CLOCK)


@pytest.mark.parametrize("pair", FINE)
def test_what_some_row_may_fulfil_is_left_alone(pair: Any, model: SemanticModel) -> None:
    for one, two in itertools.permutations(pair):
        assert says_nothing(query(one, two), model, CLOCK) is None
    assert says_nothing(query({"not": pair[0]}, {"or": list(pair)}), model, CLOCK) is None


def test_alternatives_are_no_contradiction_unless_they_leave_nothing_out(model: SemanticModel) -> None:
    germany, other = leaf(COUNTRY, "=", "Germany"), leaf(COUNTRY, "=", "France")
    assert says_nothing(query({"or": [germany, other]}), model, CLOCK) is None
    assert says_nothing(query({"or": [germany, {"not": germany}]}), model, CLOCK)
    assert says_nothing(query({"or": [leaf(SHIPPED, "is_null"), leaf(SHIPPED, "is_not_null")]}), model, CLOCK)


def test_a_thing_is_not_compared_with_itself(model: SemanticModel) -> None:
    assert says_nothing(query({"exists": "orders"}), model, CLOCK)
    assert says_nothing(query({"not": {"exists": "orders"}}), model, CLOCK)
    listed = SemanticQuery.model_validate({"dimensions": ["customers.full_name"], "filters": [{"exists": "customers"}]})
    assert says_nothing(listed, model, CLOCK)
    other = SemanticQuery.model_validate({"dimensions": ["customers.full_name"], "filters": [{"exists": "orders"}]})
    assert says_nothing(other, model, CLOCK) is None


@pytest.mark.parametrize("field", ["orders.ordered_at", None])
def test_the_period_and_a_condition_on_its_date_must_overlap(field: str | None, model: SemanticModel) -> None:
    time = {"range": {"from": "2025-01-01", "to": "2026-01-01"}} | ({"field": field} if field else {})
    late = leaf("orders.ordered_at", ">=", "2026-03-01")
    assert says_nothing(query(late, time=time), model, CLOCK)
    assert says_nothing(query(leaf("orders.ordered_at", ">=", "2025-03-01"), time=time), model, CLOCK) is None
    assert says_nothing(query(late, time={"range": {"this": "year"}}), model, CLOCK) is None


class _Contradicting:
    name = "somebody"

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return Planned(query(leaf(COUNTRY, "=", "Germany"), leaf(COUNTRY, "=", "France")))


def test_it_is_not_run_whoever_planned_it(shop: Warehouse, model: SemanticModel) -> None:
    found = answer(Question("orders in Germany and France", CLOCK), model, shop, _Contradicting())
    assert isinstance(found.planned.plan, Refusal) and found.result is None
    assert "two things at once" in found.planned.plan.reason


def test_a_ranking_says_what_is_ranked(model: SemanticModel) -> None:
    best: dict[str, Any] = {"order_by": [{"field": "orders.order_count", "direction": "desc"}], "limit": 5}
    assert says_nothing(query(**best), model, CLOCK) is not None
    assert says_nothing(query(**best, dimensions=[COUNTRY]), model, CLOCK) is None


def test_one_total_is_not_held_to_a_condition(model: SemanticModel) -> None:
    held = leaf("orders.order_count", ">", 5)
    assert says_nothing(query(held), model, CLOCK) is not None
    assert says_nothing(query(held, dimensions=[COUNTRY]), model, CLOCK) is None


def test_things_are_not_counted_for_each_one_of_themselves(model: SemanticModel) -> None:
    def counted(*dimensions: str, measure: str = "customers.customer_count") -> str | None:
        return says_nothing(
            SemanticQuery.model_validate({"measures": [measure], "dimensions": list(dimensions)}), model, CLOCK
        )

    assert counted("customers.customer_id") and counted("customers.country", "customers.customer_id")
    assert counted("customers.country") is None
    assert counted("customers.customer_id", measure="orders.order_count") is None


def test_a_condition_on_each_group_of_a_summary_is_no_condition_on_one_total(model: SemanticModel) -> None:
    over = {"aggregate": "avg", "over": ["customers.customer_id"]}
    large = {"field": "order_count", "op": ">", "values": [2]}
    query = SemanticQuery.model_validate({"measures": ["order_count"], "filters": [large], "summary": over})
    assert says_nothing(query, model, CLOCK) is None
