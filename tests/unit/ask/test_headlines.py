"""What a headline owes its reader: the conditions, the share that was asked for, and no change where none can be told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lunara.ask.answer import Answer, answer
from lunara.ask.given import given
from lunara.ask.planners.chosen import ChosenPlanner
from lunara.ask.question import Question
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask import test_narrate as told
from tests.unit.ask.test_reach import ask as ask_of_days
from tests.unit.ask.test_reach import store

__all__ = ["store"]

GERMANY = {"field": "customers.country", "op": "=", "values": ["Germany"]}
ONLINE = {"field": "customers.newsletter", "op": "=", "values": [True]}
CANCELLED = {"field": "orders.status", "op": "=", "values": ["cancelled"]}


def ask(shop: Warehouse, model: SemanticModel, clock: Clock, **query: Any) -> Answer:
    plan = SemanticQuery.model_validate(query)
    return answer(Question("asked", clock), model, shop, ChosenPlanner(plan))


def headline(found: Answer) -> str:
    assert found.narrative is not None
    return found.narrative.headline


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"dimensions": ["customers.segment"]},
        {"dimensions": [{"field": "orders.ordered_at", "grain": "quarter"}]},
        {"dimensions": [{"field": "orders.ordered_at", "grain": "year"}, "customers.segment"]},
        {
            "dimensions": ["products.name"],
            "order_by": [{"field": "revenue", "direction": "desc"}],
            "limit": 3,
        },
    ],
)
def test_a_headline_names_the_conditions(
    shop: Warehouse, model: SemanticModel, clock: Clock, more: dict[str, Any]
) -> None:
    assert "Revenue (Country Germany)" in headline(
        ask(shop, model, clock, measures=["revenue"], filters=[GERMANY], **more)
    )


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ([], ""),
        ([GERMANY], "Country Germany"),
        ([{**GERMANY, "op": "in", "values": ["Germany", "France", "Spain"]}], "Country Germany, France or Spain"),
        ([{**GERMANY, "op": "!="}], "Country is not Germany"),
        ([CANCELLED, GERMANY], "Order status cancelled, Country Germany"),
        ([{"exists": "order_items"}], "with order items"),
        ([ONLINE], "Newsletter: yes"),
        ([{**ONLINE, "op": "!="}], "Newsletter: no"),
    ],
)
def test_conditions_are_said_in_short(model: SemanticModel, filters: list[Any], said: str) -> None:
    query = SemanticQuery.model_validate({"measures": ["order_count"], "filters": filters})
    assert given(query, model) == said


def test_what_only_makes_a_ranking_is_no_condition(model: SemanticModel) -> None:
    query = SemanticQuery.model_validate(
        {
            "measures": ["revenue"],
            "dimensions": ["customers.country", "customers.city"],
            "filters": [
                {"field": "customers.city", "op": "is_not_null"},
                {"field": "place", "op": "<=", "values": [1]},
            ],
            "calculations": [{"kind": "rank", "of": "revenue", "name": "place", "within": ["customers.country"]}],
        }
    )
    assert given(query, model) == ""


def test_many_conditions_are_cut(model: SemanticModel) -> None:
    cities = {"field": "customers.city", "op": "in", "values": [f"City number {n}" for n in range(4)]}
    query = SemanticQuery.model_validate({"measures": ["revenue"], "filters": [GERMANY, cities, CANCELLED]})
    assert given(query, model) == "Country Germany, and more conditions"


def test_the_best_of_each_group_are_no_whole(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    found = ask(
        shop,
        model,
        clock,
        measures=["revenue"],
        dimensions=["customers.country", "customers.city"],
        filters=[{"field": "place", "op": "<=", "values": [1]}],
        calculations=[{"kind": "rank", "of": "revenue", "name": "place", "within": ["customers.country"]}],
    )
    assert "of all" not in headline(found)


@pytest.mark.parametrize("limit", [None, 3])
def test_a_share_that_is_asked_for_is_said(
    shop: Warehouse, model: SemanticModel, clock: Clock, limit: int | None
) -> None:
    found = ask(
        shop,
        model,
        clock,
        measures=["revenue"],
        dimensions=["customers.country"],
        calculations=[{"kind": "share_of_total", "of": "revenue"}],
        order_by=[{"field": "revenue", "direction": "desc"}],
        limit=limit,
    )
    assert headline(found).endswith("% of the total.")


def test_periods_of_different_length_are_not_said_to_rise_or_fall(store: Warehouse) -> None:
    done = ask_of_days(store, time={"range": {"to_date": "year"}}, compare={"to": "previous_year"})
    assert "unchanged from" in headline(done), "only the days that both have are compared"
    done = ask_of_days(
        store, time={"range": {"from": "2024-01-01", "to": "2025-01-01"}}, compare={"to": "previous_year"}
    )
    assert "%" not in headline(done)
    whole = {"range": {"from": "2026-04-01", "to": "2026-07-01"}}
    assert "unchanged" in headline(ask_of_days(store, time=whole, compare={"to": "previous_year"}))


@pytest.mark.parametrize(
    ("before", "after", "said"), [(0.0361, 0.0364, "stayed at 3.6%"), (0.03, 0.04, "rose from 3.0% to 4.0%")]
)
def test_a_rate_does_not_rise_by_percents_of_itself(before: float, after: float, said: str) -> None:
    rows = [
        (month, value)
        for (month, _), value in zip(told.months(1, 1, 1, 1), (before, before, after, after), strict=True)
    ]
    line, details, _ = told.tell([told.MONTH, told.MARGIN], rows)
    assert said in line
    assert not any("(33" in detail for detail in details)


def test_a_bare_number_or_letter_is_said_with_what_it_is(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    found = ask(shop, model, clock, measures=["customer_count"], dimensions=["customers.birth_year"])
    assert re.match(r"Of those named, Birth year \d{4} ", headline(found))
    assert headline(ask(shop, model, clock, measures=["revenue"], dimensions=["customers.country"])).startswith(
        "United "
    )
