"""Numbers that brackets define, and differences of fields whose names hold a "per"."""

from __future__ import annotations

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.cleaners import plan, query

MARGIN = ("products", "avg", "price_per_litre - cost_per_litre")


def _number(text: str) -> tuple[str, str, str]:
    (measure,) = query(text)["measures"]
    return measure["table"], measure["aggregate"], measure["expression"]


@pytest.mark.parametrize(
    "text",
    [
        "Average margin per litre (price minus cost) by range",
        "average margin (price per litre minus cost per litre) by range",
        "margin (price per litre - cost per litre) by range",
        "average price per litre minus cost per litre by range",
        "difference between price per litre and cost per litre by range",
    ],
)
def test_a_margin_of_prices_is_averaged_by_its_group_alone(text: str) -> None:
    assert _number(text) == MARGIN
    assert query(text)["dimensions"] == ["products.range"]


def test_what_is_said_behind_the_bracket_and_before_it_counts() -> None:
    found = query("margin per litre (price minus cost) of eco products")
    assert found["filters"] == [{"field": "products.range", "op": "=", "values": ["Eco"]}]


@pytest.mark.parametrize(
    "text",
    [
        "cancelled margin (price minus cost) by range",  # "cancelled" is a state of jobs
        "staff cost per month (hours worked times hourly wage)",  # of two tables
        "margin (price minus freight) by range",
        "average spread per litre (price times cost) by range",
    ],
)
def test_what_is_not_known_in_brackets_or_before_them_is_not_passed_over(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)
