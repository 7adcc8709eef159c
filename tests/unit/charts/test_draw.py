"""Figures are valid plotly, say what they leave out, carry what a click means, and never let data become markup."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest

from lunara.charts.choose import choose_chart
from lunara.charts.describe import alt_text
from lunara.charts.draw import figure, figure_json
from lunara.charts.kpi import change, delta_line, kpis
from lunara.charts.palette import DARK, LIGHT
from lunara.charts.pick import period_end, picked, picked_words
from lunara.charts.spec import ChartSpec
from lunara.charts.static import png, svg
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput
from lunara.semantic.compiled import CompiledQuery, TimeWindow
from lunara.semantic.query import AndFilter, FieldFilter, OrFilter
from tests.unit.charts.made import PERCENT, USD, compiled, dimension, measure, month, result

EVIL = '<b onclick="x">Bold</b> <a href="javascript:alert(1)">link</a> &amp; %{x} </script>'
MONTHS = [date(2024 + i // 12, i % 12 + 1, 1) for i in range(24)]
KINDS = ["line", "area", "bar", "bar_horizontal", "stacked_bar", "pie", "scatter", "heatmap"]


def made(kind: str) -> tuple[ChartSpec, CompiledQuery, ResultTable]:
    """A chart of each kind whose every name and value tries to be markup."""
    evil = [EVIL, None, "", "plain", "a" * 200]
    if kind in ("line", "area"):
        data: dict[str, Any] = {
            "month": [*MONTHS[:5], *MONTHS[:5]],
            "g": [EVIL] * 5 + [None] * 5,
            "v": [Decimal(i) for i in range(10)],
        }
        columns = [month(), dimension("g", EVIL), measure("v", EVIL, format=USD)]
        return ChartSpec(kind=kind, x="month", y=("v",), series="g"), compiled(*columns), result(data)  # type: ignore[arg-type]
    if kind == "scatter":
        columns = [dimension("g", EVIL), measure("v", EVIL), measure("w", EVIL)]
        data = {"g": evil, "v": [1, 2, 3, 4, None], "w": [5, 4, 3, 2, 1]}
        return ChartSpec(kind="scatter", x="g", y=("v", "w")), compiled(*columns), result(data)
    if kind in ("stacked_bar", "heatmap"):
        columns = [dimension("g", EVIL), dimension("h", EVIL), measure("v", EVIL)]
        data = {"g": evil * 2, "h": [EVIL] * 5 + ["x"] * 5, "v": list(range(10))}
        return ChartSpec(kind=kind, x="g", y=("v",), series="h"), compiled(*columns), result(data)  # type: ignore[arg-type]
    columns = [dimension("g", EVIL), measure("v", EVIL, format=PERCENT)]
    data = {"g": evil, "v": [0.5, 0.2, 0.1, 0.1, 0.1]}
    return ChartSpec(kind=kind, x="g", y=("v",)), compiled(*columns), result(data)  # type: ignore[arg-type]


def texts(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Every string of a figure with where it is, but for the raw values that a click carries back."""
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in texts(item, f"{path}.{key}")]
    if isinstance(value, list):
        raw = re.search(r"customdata(\[\])*$", path) is not None
        return [
            found
            for position, item in enumerate(value)
            if not (raw and position in (1, 2) and not isinstance(item, list))
            for found in texts(item, f"{path}[]")
        ]
    return []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", KINDS)
def test_plotly_accepts_every_figure(kind: str, theme: Any) -> None:
    import plotly.graph_objects as go

    spec, query, rows = made(kind)
    drawn = figure(spec, query.columns, rows, theme)
    assert drawn is not None
    go.Figure(drawn)  # raises on any property or value that plotly does not know
    assert json.loads(orjson.dumps(drawn)) == json.loads(figure_json(spec, query.columns, rows, theme) or "")


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_figure_holds_markup_from_names_or_data(kind: str) -> None:
    spec, query, rows = made(kind)
    drawn = figure(spec, query.columns, rows, LIGHT)
    allowed = {"<br>", "<b>", "</b>", "<extra>", "</extra>"}
    found = texts(drawn)
    assert any("&lt;b onclick" in text for _, text in found), "the attack is shown as text"
    for path, text in found:
        tags = set(re.findall(r"<[^>]*>?", text))
        if path.endswith("hovertemplate"):
            assert tags <= allowed, (path, text)
            assert "%{x}" not in text
        else:
            assert not tags, (path, text)


@pytest.mark.parametrize("kind", KINDS)
def test_static_drawings_are_well_formed_and_hold_text_as_text(kind: str) -> None:
    from xml.etree import ElementTree

    spec, query, rows = made(kind)
    drawn = svg(spec, query.columns, rows, LIGHT)
    tree = ElementTree.fromstring(drawn)
    names = {element.tag.split("}")[-1] for element in tree.iter()}
    assert not names & {"script", "a", "image", "foreignObject"}
    assert "Inter" in drawn
    assert png(spec, query.columns, rows, DARK, width=200, height=120, scale=1).startswith(b"\x89PNG")


@pytest.mark.parametrize("width", [900, 400])
def test_no_name_below_printed_bars_is_left_out(width: int) -> None:
    names = ["Oakfield Veterinary Hospital", "Riverside Animal Clinic", "Harbour Vet Centre", "Hillcrest Vets"]
    names += ["Meadow Lane Clinic", "Castle Street Vets", "Northgate Pet Care", "Willow Brook Vets"]
    query = compiled(dimension("g"), measure("v"), measure("w", compares="v"))
    rows = result({"g": names, "v": list(range(1, 9)), "w": list(range(2, 10))})
    drawn = svg(ChartSpec(kind="bar", x="g", y=("w", "v")), query.columns, rows, LIGHT, width=width)
    shown = re.sub(r"\s+", " ", " ".join(re.findall(r">([^<>]+)<", drawn)))
    assert all(name in shown for name in names), shown


def test_kpi_and_table_have_no_figure() -> None:
    query, rows = compiled(measure("v")), result({"v": [1]})
    for kind in ("kpi", "table"):
        spec = ChartSpec(kind=kind, y=("v",))  # type: ignore[arg-type]
        assert figure(spec, query.columns, rows, LIGHT) is None
        with pytest.raises(InvalidInput):
            svg(spec, query.columns, rows, LIGHT)


def test_a_chart_of_columns_that_are_gone_says_so() -> None:
    query, rows = compiled(dimension("g"), measure("v")), result({"g": ["a"], "v": [1]})
    with pytest.raises(InvalidInput, match="gone"):
        figure(ChartSpec(kind="bar", x="g", y=("gone",)), query.columns, rows, LIGHT)


def notes(drawn: dict[str, Any] | None) -> str:
    assert drawn is not None
    return " ".join(drawn["layout"]["meta"]["notes"])


def test_what_is_left_out_is_said() -> None:
    many = result({"g": [f"g{i}" for i in range(300)], "v": list(range(300))}, truncated=True)
    query = compiled(dimension("g"), measure("v"))
    drawn = figure(ChartSpec(kind="bar_horizontal", x="g", y=("v",), sort="value"), query.columns, many, LIGHT)
    assert drawn is not None
    assert "largest 20 of 300" in notes(drawn) and "cut at 300 rows" in notes(drawn)
    assert drawn["data"][0]["x"][:2] == [299.0, 298.0]


def test_the_largest_series_are_kept_and_the_rest_named() -> None:
    data = {
        "month": [m for m in MONTHS[:5] for _ in range(12)],
        "g": [f"g{i}" for _ in range(5) for i in range(12)],
        "v": [i for _ in range(5) for i in range(12)],
    }
    query = compiled(month(), dimension("g", "Country"), measure("v"))
    drawn = figure(ChartSpec(kind="line", x="month", y=("v",), series="g"), query.columns, result(data), LIGHT)
    assert drawn is not None
    assert [trace["name"] for trace in drawn["data"]] == [f"g{i}" for i in range(4, 12)]
    assert "The 8 largest of 12 by Country" in notes(drawn)


def test_rows_without_a_date_are_counted_not_drawn() -> None:
    rows = result({"month": [MONTHS[0], None, MONTHS[1], MONTHS[2]], "v": [1, 2, 3, 4]})
    query = compiled(month(), measure("v"))
    drawn = figure(ChartSpec(kind="line", x="month", y=("v",)), query.columns, rows, LIGHT)
    assert drawn is not None
    assert len(drawn["data"][0]["x"]) == 3 and "1 row without Order date" in notes(drawn)


def test_dates_that_came_as_text_are_drawn_in_time_order() -> None:
    rows = result({"month": ["2025-03-01", "2025-01-01", "2025-02-01"], "v": [3, 1, 2]})
    query = compiled(month(), measure("v"))
    drawn = figure(ChartSpec(kind="line", x="month", y=("v",)), query.columns, rows, LIGHT)
    assert drawn is not None and drawn["data"][0]["y"] == [1, 2, 3]


def test_five_thousand_points_are_drawn_quickly() -> None:
    import time

    start = datetime(2020, 1, 1)
    rows = result({"h": [start + timedelta(hours=i) for i in range(6000)], "v": [i % 97 for i in range(6000)]})
    query = compiled(month("h", grain="hour"), measure("v"))
    before = time.process_time()  # a busy machine is not a slow drawing
    drawn = figure(ChartSpec(kind="line", x="h", y=("v",)), query.columns, rows, LIGHT)
    assert time.process_time() - before < 2
    assert drawn is not None and len(drawn["data"][0]["y"]) == 5000
    assert "latest 5,000 of 6,000" in notes(drawn) and drawn["data"][0]["mode"] == "lines"


def test_labels_that_look_alike_stay_apart() -> None:
    rows = result({"g": [None, "(none)", "a  b", "a b"], "v": [1, 2, 3, 4]})
    query = compiled(dimension("g"), measure("v"))
    drawn = figure(ChartSpec(kind="bar", x="g", y=("v",)), query.columns, rows, LIGHT)
    assert drawn is not None and len(set(drawn["data"][0]["x"])) == 4


def test_huge_decimals_and_nan_do_not_break_a_drawing() -> None:
    rows = result({"g": ["a", "b", "c"], "v": [float("nan"), 1e308, -5.0]})
    query = compiled(dimension("g"), measure("v"))
    spec = choose_chart(query, rows)
    drawn = figure(spec, query.columns, rows, LIGHT)
    assert drawn is not None and None in (
        drawn["data"][0]["x"] if spec.kind == "bar_horizontal" else drawn["data"][0]["y"]
    )


@pytest.mark.parametrize("series", [2, 4, 5, 8])
def test_a_legend_is_never_scrolled_and_many_names_take_the_room_of_the_axis_title(series: int) -> None:
    """Heights as plotly counts them: 19 px a row, one name a row on a phone, in a tile of 290 px."""
    columns = (month(), dimension("g", "Department"), measure("v", "Gross profit", format=USD))
    data = {
        "month": [day for day in MONTHS[:6] for _ in range(series)],
        "g": [f"Name of some kind {n}" for _ in range(6) for n in range(series)],
        "v": [float(n + 1) for _ in range(6) for n in range(series)],
    }
    spec = ChartSpec(kind="line", x="month", y=("v",), series="g")
    drawn = figure(spec, columns, result(data), LIGHT)
    assert drawn is not None
    legend, axis = drawn["layout"]["legend"], drawn["layout"]["yaxis"]
    assert len(drawn["data"]) == series
    assert legend["maxheight"] * 290 > 19 * series + 16
    assert (axis["title"].get("text", ""), legend["title"]["text"]) == (
        ("Gross profit ($)", "") if series < 5 else ("", "Gross profit ($)")
    )


class TestPicked:
    def test_a_group_is_an_equality_null_is_null_several_are_alternatives(self) -> None:
        spec, query, rows = made("bar")
        drawn = figure(spec, query.columns, rows, LIGHT)
        assert drawn is not None
        points = [{"customdata": point} for point in drawn["data"][0]["customdata"]]
        assert picked(drawn, points[:1]) == (FieldFilter(field="orders.g", op="=", values=(EVIL,)),)
        assert picked(drawn, points[1:2]) == (FieldFilter(field="orders.g", op="is_null"),)
        (both,) = picked(drawn, points[:2])
        assert isinstance(both, OrFilter) and len(both.or_) == 2
        assert picked(drawn, []) == ()
        slice_of_pie = [{"customdata": [point["customdata"]]} for point in points[:1]]
        assert picked(drawn, slice_of_pie) == picked(drawn, points[:1])

    def test_a_period_is_its_half_open_range_and_its_series_too(self) -> None:
        spec, query, rows = made("line")
        drawn = figure(spec, query.columns, rows, LIGHT)
        assert drawn is not None
        when, who = picked(drawn, [{"customdata": drawn["data"][0]["customdata"][0]}])
        assert isinstance(when, AndFilter)
        assert [(part.op, part.values) for part in when.and_ if isinstance(part, FieldFilter)] == [
            (">=", ("2024-01-01",)),
            ("<", ("2024-02-01",)),
        ]
        assert who == FieldFilter(field="orders.g", op="=", values=(EVIL,))

    def test_a_calculated_group_filters_nothing(self) -> None:
        query, rows = compiled(dimension("g", field=None), measure("v")), result({"g": ["a", "b"], "v": [1, 2]})
        drawn = figure(ChartSpec(kind="bar", x="g", y=("v",)), query.columns, rows, LIGHT)
        assert drawn is not None and picked(drawn, [{"customdata": drawn["data"][0]["customdata"][0]}]) == ()

    def test_words_name_everything_that_was_clicked(self) -> None:
        country = dimension("g", "Country")
        drawn = figure(
            ChartSpec(kind="bar", x="g", y=("v",)),
            (country, measure("v")),
            result({"g": ["Spain", None, "Peru"], "v": [3, 2, 1]}),
            LIGHT,
        )
        assert drawn is not None
        points = [{"customdata": point} for point in drawn["data"][0]["customdata"]]
        assert picked_words(picked(drawn, points), [country]) == "Country: Spain, Peru, (none)"

    def test_words_of_several_periods_name_each(self) -> None:
        columns = (month(), measure("v"))
        drawn = figure(
            ChartSpec(kind="bar", x="month", y=("v",)), columns, result({"month": MONTHS[:3], "v": [1, 2, 3]}), LIGHT
        )
        assert drawn is not None
        points = [{"customdata": point} for point in drawn["data"][0]["customdata"]]
        assert picked_words(picked(drawn, points[:1]), columns) == "Order date: Jan 2024"
        assert picked_words(picked(drawn, points[:2]), columns) == "Order date: Jan 2024, Feb 2024"

    def test_words_of_many_are_counted(self) -> None:
        many = FieldFilter(field="orders.g", op="in", values=tuple(f"value {n}" for n in range(8)))
        assert picked_words((many,), [dimension("g")]).endswith("value 4 and 3 more")

    def test_periods_end_where_the_next_begins(self) -> None:
        assert period_end(date(2024, 2, 29), "year") == date(2025, 2, 1)
        assert period_end(date(2025, 12, 29), "week") == date(2026, 1, 5)
        assert period_end(datetime(2025, 12, 31, 23), "hour") == datetime(2026, 1, 1)


class TestKpi:
    def test_the_change_is_relative_and_percentages_change_by_points(self) -> None:
        query = compiled(
            measure("revenue", format=USD),
            measure("before", format=USD, compares="revenue"),
            measure("margin", format=PERCENT),
            measure("margin_before", format=PERCENT, compares="margin"),
            compare=TimeWindow("orders.ordered_at", date(2024, 1, 1), date(2025, 1, 1)),
        )
        rows = result(
            {"revenue": [Decimal("1234567.5")], "before": [1000000], "margin": [0.4], "margin_before": [0.45]}
        )
        money, margin = kpis(choose_chart(query, rows), query, rows)
        assert (money.value, money.full, money.delta, money.direction) == ("$1.2M", "$1,234,567.50", "+23.5%", "up")
        assert delta_line(money) == "▲ +23.5% vs 2024"
        assert (margin.value, margin.delta, margin.direction) == ("40.0%", "-5.0 points", "down")
        assert margin.sentence == "Margin: 40.0%, -5.0 points vs 2024 (45.0%)."

    @pytest.mark.parametrize(
        ("value", "before", "delta"),
        [
            (5, 0, ("new", "up")),
            (0, 0, ("0.0%", "flat")),
            (-5, -10, ("+50.0%", "up")),
            (None, 3, ("", "")),
            (3, None, ("", "")),
        ],
    )
    def test_changes_from_nothing(self, value: Any, before: Any, delta: tuple[str, str]) -> None:
        assert change(value, before) == delta

    def test_no_rows_no_number(self) -> None:
        query, rows = compiled(measure("v")), result({"v": [1]})
        assert (
            kpis(ChartSpec(kind="kpi", y=("v",)), query, ResultTable(rows.data.slice(0, 0), False, 0, rows.fetched_at))
            == ()
        )


class TestAltText:
    def test_it_says_what_is_highest_and_lowest_as_the_cells_read(self) -> None:
        rows = result({"month": MONTHS[:4], "v": [Decimal("10.5"), 40, 5, 20]})
        query = compiled(month(), measure("v", "Revenue", format=USD))
        assert alt_text(ChartSpec(kind="line", x="month", y=("v",)), query, rows) == (
            "Line chart: Revenue by Order date. Jan 2024 to Apr 2024, 4 periods. "
            "Highest $40.00 (Feb 2024), lowest $5.00 (Mar 2024)."
        )

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_has_one_of_plain_text_on_one_line(self, kind: str) -> None:
        spec, query, rows = made(kind)
        text = alt_text(spec, query, rows)
        assert len(text) > 20 and "\n" not in text

    def test_tables_and_numbers_too(self) -> None:
        query, rows = compiled(dimension("g"), measure("v")), result({"g": ["a", "b"], "v": [1, 2]}, truncated=True)
        assert alt_text(ChartSpec(kind="table"), query, rows) == "Table: 2 rows of G, V. The result was cut."


def test_each_axis_of_points_has_its_own_format() -> None:
    columns = [dimension("g"), measure("share", format=PERCENT), measure("revenue", format=USD)]
    made = result({"g": ["a", "b"], "share": [0.1, 0.2], "revenue": [1e6, 2e6]})
    for across, up in (("share", "revenue"), ("revenue", "share")):
        drawn = figure(ChartSpec(kind="scatter", x="g", y=(across, up)), columns, made, LIGHT)
        assert drawn is not None
        axes = {across: drawn["layout"]["xaxis"], up: drawn["layout"]["yaxis"]}
        assert axes["share"]["tickformat"].endswith("%") and "tickprefix" not in axes["share"]
        assert axes["revenue"]["tickprefix"] == "$" and "tickformat" not in axes["revenue"]


def test_a_group_without_a_name_is_not_among_the_largest_lines() -> None:
    columns = [month(), dimension("store"), measure("revenue")]
    stores = [None, *(f"s{i}" for i in range(10))]
    rows = [(at, store, 1000 if store is None else i) for at in MONTHS[:4] for i, store in enumerate(stores)]
    made = result({name: [row[i] for row in rows] for i, name in enumerate(("month", "store", "revenue"))})
    drawn = figure(choose_chart(compiled(*columns), made), columns, made, LIGHT)
    assert drawn is not None
    assert {trace["name"] for trace in drawn["data"]} == {f"s{i}" for i in range(2, 10)}
    assert "The 8 largest of 10 by Store; those and what has none are in the table." in drawn["layout"]["meta"]["notes"]
