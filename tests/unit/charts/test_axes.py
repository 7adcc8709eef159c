"""Axes: ticks as the labels are written, gaps that stay gaps, names of groups, legends."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.charts.arrange import arrange, axis_name
from lunara.charts.describe import alt_text
from lunara.charts.draw import figure
from lunara.charts.look import legend_name, mixed
from lunara.charts.palette import LIGHT
from lunara.charts.spec import ChartSpec
from lunara.charts.static import svg, vega_lite
from lunara.charts.ticks import value_ticks
from lunara.semantic.model import Format
from tests.unit.charts.made import PERCENT, USD, compiled, dimension, measure, month, result


@pytest.mark.parametrize(
    ("format", "values", "texts"),
    [
        (USD, [407_890.5], ["$0", "$100K", "$200K", "$300K", "$400K", "$500K"]),
        (USD, [407_890, 407_893], ["$407,890", "$407,891", "$407,892", "$407,893"]),
        (Format(), [0, 3], ["0", "1", "2", "3"]),
        (Format(), [0, 1.2e9], ["0", "500M", "1B", "1.5B"]),
        (PERCENT, [0, 0.02], ["0.0%", "0.5%", "1.0%", "1.5%", "2.0%"]),
        (USD, [-2_000, 1_500], ["-$2K", "-$1K", "$0", "$1K", "$2K"]),
    ],
)
def test_ticks_read_like_the_labels(format: Format, values: list[float], texts: list[str]) -> None:
    assert value_ticks(format, values, zero=len(values) == 1)[1] == texts


@given(
    st.lists(st.floats(-1e14, 1e14, allow_nan=False).map(lambda x: round(x, 3)), min_size=1, max_size=8), st.booleans()
)
def test_ticks_cover_the_values_and_differ(values: list[float], zero: bool) -> None:
    places, texts = value_ticks(USD, values, zero=zero)
    slack = 1e-6 * max(map(abs, values))
    assert places[0] <= min(values) + slack and places[-1] >= max(values) - slack
    assert len(set(texts)) == len(texts) == len(places) <= 12


def _line(days: list[date], values: list[float], grain: str = "month") -> tuple[ChartSpec, Any, Any]:
    query = compiled(month(grain=grain), measure("revenue", format=USD))
    return ChartSpec(kind="line", x="month", y=("revenue",)), query, result({"month": days, "revenue": values})


def test_a_line_breaks_where_months_are_missing() -> None:
    spec, query, rows = _line([date(2023, 2, 1), date(2023, 3, 1), date(2023, 7, 1)], [2, 3, 1])
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None
    trace = drawn["data"][0]
    assert trace["x"][:3] == ["2023-02-01", "2023-03-01", "2023-04-01"] and len(trace["x"]) == 6
    assert trace["y"] == [2, 3, None, None, None, 1] and trace["connectgaps"] is False
    assert "markers" in trace["mode"]
    assert "lowest $1 (Jul 2023)" in alt_text(spec, query, rows)
    assert svg(spec, query.columns, rows, LIGHT).startswith("<svg")


def test_a_value_between_gaps_is_seen_in_a_long_line() -> None:
    days = [date(2000 + i // 12, i % 12 + 1, 1) for i in range(100) if i not in (50, 52)]
    spec, query, rows = _line(days, [float(i) for i in range(98)])
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None and drawn["data"][0]["mode"] == "lines+markers"


def test_days_off_the_grain_and_wide_gaps_are_left_as_they_are() -> None:
    weeks = [date(2025, 1, 6), date(2025, 1, 14)]
    assert len(arrange(*_arranged(_line(weeks, [1, 2], "week"))).groups) == 2
    days = [date(1900, 1, 1), date(2025, 1, 1)]
    assert len(arrange(*_arranged(_line(days, [1, 2], "day"))).groups) == 2


def _arranged(made: tuple[ChartSpec, Any, Any]) -> tuple[ChartSpec, Any, Any]:
    spec, query, rows = made
    return spec, query.columns, rows


def test_one_period_is_a_bar_from_zero() -> None:
    spec, query, rows = _line([date(2026, 10, 1)], [407_890.5])
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None
    assert drawn["data"][0]["type"] == "bar" and drawn["data"][0]["x"] == ["Oct 2026"]
    assert drawn["layout"]["yaxis"]["ticktext"][-1] == "$500K"
    assert "407.8905" not in orjson.dumps(drawn["layout"]).decode()
    document = vega_lite(arrange(spec, query.columns, rows), LIGHT)
    assert "$500K" in orjson.dumps(document).decode()


def test_print_and_screen_have_the_same_ticks() -> None:
    spec, query, rows = _line([date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)], [0, 40_000, 93_000])
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None
    axis = vega_lite(arrange(spec, query.columns, rows), LIGHT)["encoding"]["y"]["axis"]
    assert axis["values"] == drawn["layout"]["yaxis"]["tickvals"]
    assert all(text in axis["labelExpr"] for text in drawn["layout"]["yaxis"]["ticktext"])


@pytest.mark.parametrize(
    ("field", "label", "name"),
    [
        ("products.name", "Name", "Product"),
        ("product_categories.name", "Name", "Product category"),
        ("products.product_name", "Product name", "Product"),
        ("product_categories.name", "Category name", "Category"),
        ("customers.full_name", "Full name", "Full name"),
        ("people.last_name", "Last name", "Last name"),
        ("addresses.city", "City", "City"),
    ],
)
def test_an_axis_names_what_its_groups_are(field: str, label: str, name: str) -> None:
    assert axis_name(dimension("name", label, field=field)) == name


def test_the_legend_keeps_which_period_is_compared_and_its_swatch_the_bars_colour() -> None:
    long = "Average order value before tax"
    query = compiled(
        dimension("country"), measure("value", long), measure("before", f"{long} (previous year)", compares="value")
    )
    spec = ChartSpec(kind="bar", x="country", y=("value", "before"))
    rows = result({"country": ["DE", "FR"], "value": [2.0, 3.0], "before": [1.0, 2.0]})
    drawing = arrange(spec, query.columns, rows)
    assert [one.compared for one in drawing.series] == [True, False], "what was before stands at the left"
    name = legend_name(drawing.series[0], 28)
    assert len(name) <= 28 and name.endswith("… (previous year)")
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None
    bars = drawn["data"][0]["marker"]
    assert drawn["data"][1]["marker"]["color"] == LIGHT.series[0]
    assert "opacity" not in bars and bars["color"] == mixed(LIGHT.muted, LIGHT.background, 0.45)
    static = vega_lite(drawing, LIGHT)["encoding"]["color"]["scale"]["range"]
    assert static == [trace["marker"]["color"] for trace in drawn["data"]]
    assert drawn["data"][0]["customdata"][0][4] == f"{long} (previous year)"


def _running_month(values: list[float], kind: Any = "line") -> tuple[ChartSpec, Any, Any]:
    """Months of which the last is that in which the numbers were fetched (Nov 2026)."""
    query = compiled(month(), measure("revenue", format=USD))
    months = [date(2026, 12 - len(values) + i, 1) for i in range(len(values))]
    return ChartSpec(kind=kind, x="month", y=("revenue",)), query, result({"month": months, "revenue": values})


def test_a_month_that_has_not_ended_is_drawn_apart() -> None:
    spec, query, rows = _running_month([89_000, 92_000, 97_638, 96_385, 84_010])
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None
    whole, stretch, last = drawn["data"]
    assert whole["y"] == [89_000, 92_000, 97_638, 96_385, None] and whole["line"]["dash"] == "solid"
    assert stretch["y"] == [96_385, 84_010] and stretch["line"]["dash"] == "dot" and stretch["hoverinfo"] == "skip"
    assert last["y"] == [84_010] and last["marker"]["symbol"] == "circle-open"
    assert last["customdata"][0] == ["$84,010", "2026-11-01", None, "Revenue"]
    assert drawn["layout"]["showlegend"] is False
    assert drawn["layout"]["meta"]["notes"] == ["Nov 2026 is not over yet and drawn apart."]
    layers = vega_lite(arrange(spec, query.columns, rows), LIGHT)["layer"]
    assert layers[1]["mark"]["strokeDash"] and not layers[2]["mark"]["filled"]
    assert svg(spec, query.columns, rows, LIGHT).startswith("<svg")


def test_bars_of_a_month_that_has_not_ended_are_hatched() -> None:
    spec, query, rows = _running_month([89_000, 92_000, 84_010], "bar")
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None and drawn["data"][0]["marker"]["pattern"]["shape"] == ["", "", "/"]


def test_periods_that_have_ended_are_drawn_as_one() -> None:
    query = compiled(month(), measure("revenue", format=USD))
    rows = result({"month": [date(2026, 9, 1), date(2026, 10, 1)], "revenue": [5, 3]})
    drawn = figure(ChartSpec(kind="line", x="month", y=("revenue",)), query.columns, rows, LIGHT)
    assert drawn is not None and len(drawn["data"]) == 1 and not drawn["layout"]["meta"]["notes"]


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=20))
def test_no_line_is_cut_by_its_axis(values: list[float]) -> None:
    query = compiled(month(), measure("revenue", format=USD))
    months = [date(2020 + i // 12, i % 12 + 1, 1) for i in range(len(values))]
    rows = result({"month": months, "revenue": values})
    spec = ChartSpec(kind="line", x="month", y=("revenue",))
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None
    low, high = drawn["layout"]["yaxis"]["range"]
    room = (high - low) * 1e-6
    assert low <= min(values) + room and max(values) - room <= high
    assert [low, high] == [drawn["layout"]["yaxis"]["tickvals"][0], drawn["layout"]["yaxis"]["tickvals"][-1]]


def test_the_name_of_an_axis_does_not_read_on_from_a_name_of_a_group() -> None:
    query = compiled(dimension("team"), measure("tickets"))
    rows = result({"team": ["Network", "Security", "Desk"], "tickets": [3, 2, 1]})
    drawn = figure(ChartSpec(kind="bar", x="team", y=("tickets",)), query.columns, rows, LIGHT)
    assert drawn is not None
    title = drawn["layout"]["xaxis"]["title"]
    assert title["text"] == "Team" and title["standoff"] >= 16 and title["font"]["weight"] == 600
