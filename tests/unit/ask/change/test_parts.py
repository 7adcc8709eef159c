"""What measures are made of: sums, ratios of sums, and those of which no part can be said."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lunara.ask.change.parts import Apart, Parts, parts_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure


def model_with(**derived: Any) -> SemanticModel:
    measures = [
        {"name": name, **(its if isinstance(its, dict) else {"expression": its})} for name, its in derived.items()
    ]
    return SemanticModel.model_validate(
        {
            "name": "m",
            "tables": [
                {
                    "name": "orders",
                    "source": "orders",
                    "primary_key": ["id"],
                    "dimensions": [{"name": "status"}, {"name": "at", "type": "time"}],
                    "measures": [
                        {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                        {"name": "cost", "aggregate": "sum", "expression": "cost"},
                        {"name": "orders", "aggregate": "count"},
                        {"name": "price", "aggregate": "avg", "expression": "amount", "filter": "status = 'x'"},
                        {"name": "ids", "aggregate": "count_distinct", "expression": "id"},
                        {"name": "buyers", "aggregate": "count_distinct", "expression": "customer_id"},
                        {"name": "median", "aggregate": "median", "expression": "amount"},
                        {"name": "top", "aggregate": "max", "expression": "amount"},
                        {"name": "stock", "aggregate": "sum", "expression": "s", "additive_over": "not time"},
                        {"name": "level", "aggregate": "sum", "expression": "s", "additive_over": "none"},
                        {"name": "held", "aggregate": "sum", "expression": "s", "additive_over": ["status"]},
                    ],
                }
            ],
            "measures": measures,
        }
    )


def value(parts: Parts, **amounts: int) -> Fraction:
    """The measure for those amounts, by the atoms' own names."""
    given = [Fraction(amounts[a.rpartition(".")[2] if isinstance(a, str) else a.name]) for a in parts.atoms]
    top = parts.numerator.value(given)
    return top if parts.denominator is None else top / parts.denominator.value(given)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("revenue - cost", 60),
        ("(revenue + cost) / 2", 70),
        ("-cost", -40),
        ("revenue * 0.5 + 3 * cost - orders", 165),
        ("coalesce(revenue, 0) - cost", 60),
        ("revenue / 4", 25),
        ("revenue / orders", 20),
        ("revenue / nullif(orders, 0)", 20),
        ("100.0 * (revenue - cost) / revenue", 60),
        ("1 - cost / revenue", Fraction(3, 5)),
        ("cast(revenue as double) / orders", 20),
        ("revenue / orders - cost / orders", 12),
        ("(revenue / orders) / 2", 10),
        ("revenue / (orders / 2)", 40),
    ],
)
def test_expressions_are_taken_apart(expression: str, expected: Any) -> None:
    found = parts_of("d", model_with(d=expression))
    assert isinstance(found, Parts), found
    given = {"revenue": 100, "cost": 40, "orders": 5}
    assert value(found, **given) == expected
    assert found.tables == {"orders"}


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        ("buyers", "different things"),
        ("median", "median"),
        ("top", "highest"),
        ("level", "may not be added up"),
    ],
)
def test_what_no_part_can_be_said_of(measure: str, why: str) -> None:
    found = parts_of(measure, model_with())
    assert isinstance(found, Apart) and why in found.because and found.tables == {"orders"}


@pytest.mark.parametrize(
    ("its", "why"),
    [
        ("revenue / buyers", "different things"),
        ("revenue * cost", "product"),
        ("revenue + 5", "added to it"),
        ("revenue / (orders + 1)", "added to it"),
        ("revenue / orders + cost / revenue", "different ratios"),
        ("(revenue / orders) / (cost / orders)", "ratio of ratios"),
        ("1 / orders", "added to it"),
        ("5 * 2", "same number"),
        ("revenue / 0", "divided by zero"),
        ("case when revenue > 0 then revenue end", "neither a sum"),
        ("coalesce(revenue / orders, 0)", "filled"),
        ("cast(revenue as integer)", "neither a sum"),
        ({"expression": "revenue", "window": {"all": True}}, "cumulative"),
        ({"expression": "revenue", "offset": {"count": 1, "grain": "month"}}, "another period"),
    ],
)
def test_what_is_neither_sum_nor_ratio(its: Any, why: str) -> None:
    found = parts_of("d", model_with(d=its))
    assert isinstance(found, Apart) and why in found.because


def test_an_average_is_its_sum_over_its_count() -> None:
    found = parts_of("price", model_with())
    assert isinstance(found, Parts) and found.denominator is not None
    top, bottom = found.atoms
    assert isinstance(top, InlineMeasure) and (top.aggregate, top.expression, top.filter) == (
        "sum", "amount", "status = 'x'",
    )  # fmt: skip
    assert isinstance(bottom, InlineMeasure) and (bottom.aggregate, bottom.expression, bottom.filter) == (
        "count", "amount", "status = 'x'",
    )  # fmt: skip


def test_different_keys_are_different_rows() -> None:
    found = parts_of("ids", model_with())
    assert isinstance(found, Parts) and found.denominator is None
    assert isinstance(found.atoms[0], InlineMeasure) and found.atoms[0].aggregate == "count"


def test_balances_are_marked() -> None:
    stock, held = parts_of("stock", model_with()), parts_of("held", model_with())
    assert isinstance(stock, Parts) and stock.balances == {0} and not stock.over
    assert isinstance(held, Parts) and held.balances == {0} and held.over == {0: frozenset({"status"})}


def test_conditions_of_a_measure_are_kept() -> None:
    its = {"expression": "revenue", "where": [{"field": "orders.status", "op": "=", "values": ["x"]}]}
    found = parts_of("d", model_with(d=its))
    assert isinstance(found, Parts) and len(found.filters) == 1
    inner = parts_of("e", model_with(d=its, e="d / orders"))
    assert isinstance(inner, Apart) and "conditions of its own" in inner.because


def test_measures_over_measures_are_followed() -> None:
    found = parts_of("e", model_with(d="revenue - cost", e="d / revenue"))
    assert isinstance(found, Parts) and value(found, revenue=100, cost=40) == Fraction(3, 5)
    assert found.weight == "Revenue"
