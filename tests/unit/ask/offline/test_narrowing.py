"""Follow-ups that narrow: "only for orders that were shipped" is the question before, of those rows, and no new number."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_newcomer import plan, refused, said

BEFORE = "total revenue per month in 2025"


@pytest.mark.parametrize(
    ("text", "field", "op", "values"),
    [
        ("and only for orders placed online?", "channels.kind", "=", ["online"]),
        ("only shipped orders", "orders.shipped_at", "is_not_null", None),
        ("but only for orders that were shipped", "orders.shipped_at", "is_not_null", None),
        ("just the shipped orders", "orders.shipped_at", "is_not_null", None),
        ("filter it to shipped orders", "orders.shipped_at", "is_not_null", None),
        ("for orders with status shipped", "orders.status", "=", ["shipped"]),
        ("and for customers in Germany?", "customers.country", "=", ["Germany"]),
        ("only for German customers", "customers.country", "=", ["Germany"]),
    ],
)
def test_the_number_and_its_breakdown_stay(text: str, field: str, op: str, values: list[str] | None) -> None:
    before, now = said(BEFORE), said(BEFORE, text)
    condition = {"field": field, "op": op} | ({"values": values} if values else {})
    assert now == before | {"filters": [condition]}


def test_another_period_of_the_same_rows() -> None:
    before, now = said(BEFORE), said(BEFORE, "and for orders of 2024?")
    assert now["measures"] == before["measures"] and now["dimensions"] == before["dimensions"]
    assert now["time"] == {"field": "orders.ordered_at", "range": {"from": "2024-01-01", "to": "2025-01-01"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("and only customers", "is not said"),
        ("and only for online orders?", "a number of its own"),
        ("the same for cancelled orders", "a number of its own"),
        ("only for payments that failed", "not asked of"),
        ("only for suppliers in Germany", "is not said of"),
        ("only for stores in Germany", "is not said of"),
    ],
)
def test_what_it_is_narrowed_to_is_said_or_asked_for(text: str, words: str) -> None:
    assert words in refused(BEFORE, text).reason


def test_either_the_number_of_things_or_the_question_of_them_is_for_the_person_to_say() -> None:
    found = plan(BEFORE, "what about shipped orders?").plan
    assert isinstance(found, Clarification)
    assert [option.query.measures for option in found.options if isinstance(option.query, SemanticQuery)] == [
        ("revenue",),
        ("order_count",),
    ]
    assert said("how many orders per month in 2025", "what about shipped orders?")["measures"] == ["order_count"]


def test_a_number_that_is_named_is_a_new_one() -> None:
    for text in ("and the number of shipped orders?", "what about the number of shipped orders"):
        assert said(BEFORE, text)["measures"] == ["order_count"], text
    assert said(BEFORE, "how many orders were shipped?")["measures"] == ["order_count"]


def test_a_word_with_two_meanings_is_asked_about_in_a_follow_up_too() -> None:
    found = plan(BEFORE, "only paid orders").plan
    assert isinstance(found, Clarification) and "paid" in found.text and len(found.options) > 1


def test_a_yes_or_no_that_sounds_like_an_event_is_yes() -> None:
    found = plan("paid orders by country").plan
    assert isinstance(found, Clarification)
    conditions = [f for o in found.options if isinstance(o.query, SemanticQuery) for f in o.query.filters]
    flags = [f for f in conditions if getattr(f, "field", "") == "marketing_channels.is_paid"]
    assert flags and all((f.op, f.values) == ("=", (True,)) for f in flags)  # type: ignore[union-attr]
