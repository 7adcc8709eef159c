"""Which picture for which result: one line per case, as a specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lunara.charts.choose import choose_chart
from lunara.charts.spec import ChartSpec
from lunara.semantic.compiled import OutputColumn
from tests.unit.charts.made import PERCENT, USD, compiled, dimension, measure, month, result

MONTHS = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(36)]
REVENUE = measure("revenue", format=USD)
ORDERS = measure("orders")


def chosen(columns: Sequence[OutputColumn], data: Mapping[str, Sequence[Any]], **more: Any) -> ChartSpec:
    truncated = more.pop("truncated", False)
    return choose_chart(compiled(*columns, **more), result(data, truncated=truncated), "T")


def test_one_number_is_a_kpi() -> None:
    spec = chosen([REVENUE], {"revenue": [Decimal(5)]})
    assert (spec.kind, spec.y, spec.title) == ("kpi", ("revenue",), "T")


def test_a_number_with_its_comparison_is_a_kpi_of_both() -> None:
    before = measure("before", compares="revenue", format=USD)
    assert chosen([REVENUE, before], {"revenue": [5], "before": [4]}).y == ("revenue", "before")


def test_the_top_one_is_a_kpi_that_names_it() -> None:
    spec = chosen([dimension("country"), REVENUE], {"country": ["US"], "revenue": [5]})
    assert (spec.kind, spec.x) == ("kpi", "country")


def test_one_row_of_many_measures_is_a_table() -> None:
    columns = [measure(f"m{i}") for i in range(6)]
    assert chosen(columns, {f"m{i}": [i] for i in range(6)}).kind == "table"


def test_no_rows_no_measure_or_only_nulls_is_a_table() -> None:
    empty = pa.table({"revenue": pa.array([], pa.float64())})
    assert choose_chart(compiled(REVENUE), result(empty)).kind == "table"
    assert chosen([dimension("name")], {"name": ["a", "b"]}).kind == "table"
    assert chosen([dimension("name"), REVENUE], {"name": ["a", "b"], "revenue": [None, None]}).kind == "table"


def test_time_is_a_line_few_periods_are_bars() -> None:
    assert chosen([month(), REVENUE], {"month": MONTHS, "revenue": list(range(36))}).kind == "line"
    assert chosen([month(), REVENUE], {"month": MONTHS[:3], "revenue": [1, 2, 3]}).kind == "bar"


def test_ranked_periods_are_bars_and_no_line_through_what_lies_between() -> None:
    best = [MONTHS[n] for n in (24, 30, 7, 8, 11)]
    assert chosen([month(), REVENUE], {"month": best, "revenue": [9, 8, 7, 6, 5]}).kind == "bar"
    assert chosen([month(), REVENUE], {"month": sorted(best), "revenue": [9, 8, 7, 6, 5]}).kind == "line"


def test_a_comparison_rides_along_on_the_line() -> None:
    before = measure("before", compares="revenue", format=USD)
    spec = chosen([month(), REVENUE, before], {"month": MONTHS[:12], "revenue": [5] * 12, "before": [4] * 12})
    assert (spec.kind, spec.y) == ("line", ("revenue", "before"))


def test_a_running_total_is_an_area() -> None:
    total = measure("revenue_running_total", field=None)
    assert chosen([month(), total], {"month": MONTHS, "revenue_running_total": list(range(36))}).kind == "area"


def test_measures_of_another_scale_stay_in_the_table_and_it_is_said() -> None:
    spec = chosen([month(), REVENUE, ORDERS], {"month": MONTHS, "revenue": [10**6] * 36, "orders": [9] * 36})
    assert spec.y == ("revenue",) and "Orders" in spec.because


def test_measures_of_one_scale_share_the_axis() -> None:
    cost = measure("cost", format=USD)
    assert chosen([month(), REVENUE, cost], {"month": MONTHS, "revenue": [9] * 36, "cost": [5] * 36}).y == (
        "revenue",
        "cost",
    )


def test_a_rank_is_not_drawn_as_an_amount() -> None:
    rank = measure("orders_rank", "Rank by orders", field=None)
    data = {"g": ["a", "b", "c"], "orders": [3, 2, 1], "orders_rank": [1, 2, 3]}
    spec = chosen([dimension("g"), ORDERS, rank], data)
    assert spec.y == ("orders",) and "Rank by orders" in spec.because


def test_a_series_over_time_is_one_line_each() -> None:
    data = {"month": MONTHS[:6] * 2, "country": ["a"] * 6 + ["b"] * 6, "revenue": list(range(12))}
    spec = chosen([month(), dimension("country"), REVENUE], data)
    assert (spec.kind, spec.x, spec.series) == ("line", "month", "country")


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["a", "b", "c"], "bar"),
        ([f"g{i}" for i in range(9)], "bar_horizontal"),
        (["a", "a rather long label"], "bar_horizontal"),
    ],
)
def test_groups_are_bars_lying_down_when_labels_are_many_or_long(labels: list[str], kind: str) -> None:
    spec = chosen([dimension("g"), REVENUE], {"g": labels, "revenue": list(range(len(labels), 0, -1))})
    assert (spec.kind, spec.sort) == (kind, "value")


def test_an_order_that_means_something_is_kept() -> None:
    worst = chosen([dimension("g"), REVENUE], {"g": ["b", "c", "a"], "revenue": [1, 2, 3]})
    age = chosen([dimension("age", type="number"), REVENUE], {"age": [20, 30, 40], "revenue": [5, 9, 1]})
    assert worst.sort == age.sort == "result"
    by_name = chosen([dimension("g"), REVENUE], {"g": ["Castle Street", "Oakfield"], "revenue": [85, 232]})
    assert by_name.sort == "value", "rows in the order of their names were not asked for from the smallest"


def test_a_key_beside_a_name_is_no_second_dimension() -> None:
    key = dimension("id", type="number", field="customers.id")
    name = dimension("name", field="people.name")
    rows = {"id": [7, 8, 9], "name": ["a", "b", "c"], "revenue": [3, 2, 1]}
    for columns in ([name, key, REVENUE], [key, name, REVENUE]):
        spec = chosen(columns, {column.name: rows[column.name] for column in columns})
        assert (spec.kind, spec.x, spec.series) == ("bar", "name", None)
    namesakes = chosen([name, key, REVENUE], rows | {"name": ["a", "a", "c"]})
    assert namesakes.series is not None, "without its key, a name of another table would stand for two"


SHARE = measure("orders_share_of_total", field=None, format=PERCENT)


def parts(values: list[float]) -> dict[str, list[Any]]:
    return {"g": [f"g{i}" for i in range(len(values))], "orders_share_of_total": values}


def test_shares_that_add_up_are_a_pie() -> None:
    assert chosen([dimension("g"), SHARE], parts([0.5, 0.3, 0.2])).kind == "pie"


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ([0.5, 0.3, 0.1], {}),
        ([1.2, -0.2], {}),
        ([1 / 7] * 7, {}),
        ([0.5, 0.5], {"adds_up": False}),
        ([0.5, 0.5], {"truncated": True}),
    ],
    ids=["part of them", "negative", "seven", "overlapping", "cut"],
)
def test_what_does_not_add_up_is_never_a_pie(values: list[float], more: dict[str, Any]) -> None:
    assert chosen([dimension("g"), SHARE], parts(values), **more).kind in ("bar", "bar_horizontal")


def test_two_measures_of_many_groups_are_a_scatter() -> None:
    data = {"p": [f"p{i}" for i in range(20)], "revenue": list(range(20)), "orders": [i % 7 for i in range(20)]}
    assert chosen([dimension("p"), REVENUE, ORDERS], data).kind == "scatter"


def grid(rows: int, columns: int) -> dict[str, list[Any]]:
    pairs = [(f"a{i}", f"b{j}") for i in range(rows) for j in range(columns)]
    return {"a": [p[0] for p in pairs], "b": [p[1] for p in pairs], "revenue": list(range(len(pairs)))}


def test_two_groupings_stack_only_what_may_be_added() -> None:
    adds = measure("revenue", format=USD, additive=True)
    columns = [dimension("a"), dimension("b")]
    assert chosen([*columns, adds], grid(5, 3)).kind == "stacked_bar"
    assert chosen([*columns, adds], grid(5, 3), adds_up=False).kind == "bar"
    assert chosen([*columns, REVENUE], grid(5, 3)).kind == "bar"
    assert chosen([*columns, adds], {**grid(5, 3), "revenue": [-1, *range(14)]}).kind == "bar"


def test_large_grids_are_a_heatmap_and_huge_ones_a_table() -> None:
    columns = [dimension("a"), dimension("b"), REVENUE]
    assert chosen(columns, grid(20, 12)).kind == "heatmap"
    assert chosen(columns, grid(60, 12)).kind == "table"


def test_the_best_of_each_group_is_a_table() -> None:
    """Twenty products, each in a category of its own, are a line through an empty square."""
    columns = [dimension("a"), dimension("b"), REVENUE]
    each = {"a": [f"a{n}" for n in range(20)], "b": [f"b{n}" for n in range(20)], "revenue": list(range(20))}
    found = chosen(columns, each)
    assert found.kind == "table" and "table" in found.because


def test_three_groupings_are_a_table() -> None:
    columns = [dimension("a"), dimension("b"), dimension("c"), REVENUE]
    assert chosen(columns, {"a": ["x", "y"], "b": ["x", "y"], "c": ["x", "y"], "revenue": [1, 2]}).kind == "table"


def test_every_choice_says_why() -> None:
    for data in (parts([0.5, 0.5]), parts([0.2, 0.2])):
        assert chosen([dimension("g"), SHARE], data).because.endswith(".")


def test_the_key_behind_a_name_is_not_drawn() -> None:
    name, key = dimension("name", field="people.name"), dimension("id", type="number", field="people.id")
    spec = chosen([name, key, REVENUE], {"name": ["A", "B", "C"], "id": [1, 2, 3], "revenue": [5, 4, 3]})
    assert (spec.kind, spec.x, spec.series) == ("bar", "name", None)
    twins = chosen([name, key, REVENUE], {"name": ["A", "A", "C"], "id": [1, 2, 3], "revenue": [5, 4, 3]})
    assert twins.kind == "table"


@pytest.mark.parametrize(("periods", "kind"), [(2, "bar"), (12, "bar"), (60, "line")])
def test_growth_over_time_is_drawn_as_such_and_not_as_what_grew(periods: int, kind: str) -> None:
    before = measure("before", compares="revenue", format=USD)
    growth = measure("growth", "Growth", format=PERCENT, field=None, calculation="percent_change")
    data: dict[str, Sequence[Any]] = {
        "month": [date(2020 + i // 12, i % 12 + 1, 1) for i in range(periods)],
        "revenue": [100 + i for i in range(periods)],
        "before": [None, *(100 + i for i in range(periods - 1))],
        "growth": [None, *(0.01 for _ in range(periods - 1))],
    }
    spec = chosen([month(), REVENUE, before, growth], data)
    assert (spec.kind, spec.x, spec.y) == (kind, "month", ("growth",))
    named = [month(), dimension("channel"), REVENUE, growth]
    split = {"month": data["month"], "channel": ["Web"] * periods, "revenue": data["revenue"], "growth": data["growth"]}
    assert chosen(named, split).y == ("growth",)
