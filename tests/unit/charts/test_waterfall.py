"""Waterfalls: steps that add up, drawn from where the one before has ended, whatever their signs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.charts.arrange import Arranged, arrange
from lunara.charts.describe import describe
from lunara.charts.draw import figure
from lunara.charts.palette import DARK, LIGHT
from lunara.charts.spec import ChartSpec
from lunara.charts.static import svg
from lunara.charts.waterfall import Waterfall, waterfall, waterfall_figure, waterfall_text
from lunara.errors import InvalidInput
from lunara.semantic.model import Format
from tests.unit.charts.made import USD, dimension, measure, result

MONEY = Format(kind="currency", currency="USD")
AMOUNTS = st.decimals(-10_000, 10_000, places=2)


def made(start: str, *parts: str, format: Format = MONEY) -> Waterfall:
    values = [Decimal(part) for part in parts]
    named = [(f"M{number}", value) for number, value in enumerate(values)]
    return waterfall(("Feb", Decimal(start)), named, ("Mar", Decimal(start) + sum(values)), format)


@given(AMOUNTS, st.lists(AMOUNTS, max_size=12))
def test_each_step_begins_where_the_one_before_has_ended(start: Decimal, parts: list[Decimal]) -> None:
    end = start + sum(parts)
    found = waterfall(("a", start), [("m", part) for part in parts], ("b", end), None)
    first, *steps, last = found.steps
    assert (first.ends, last.ends, first.begins, last.begins) == (start, end, found.axis, found.axis)
    at = start
    for step, part in zip(steps, parts, strict=True):
        assert (step.begins, step.ends - step.begins) == (at, part)
        at = step.ends
    assert at == end
    drawn = waterfall_figure(found, LIGHT)
    bars = drawn["data"][0]
    low, high = drawn["layout"]["xaxis"]["range"]
    assert all(
        low <= place <= high
        for place in (*bars["base"], *(b + x for b, x in zip(bars["base"], bars["x"], strict=True)))
    )
    # A bar of a total never runs against its sign: the axis is beyond neither of them.
    for total in (first, last):
        assert (total.ends - total.begins) * total.ends >= 0


def test_what_does_not_add_up_is_not_drawn() -> None:
    with pytest.raises(InvalidInput, match=r"add up to 149\.99"):
        waterfall(("Feb", Decimal(140)), [("A", Decimal("9.99"))], ("Mar", Decimal(150)), None)


def test_figures_have_signs_and_are_all_told() -> None:
    found = made("140", "30", "-10", "0")
    assert [(step.kind, step.text) for step in found.steps] == [
        ("total", "$140"), ("up", "+$30"), ("down", "-$10"), ("none", "$0"), ("total", "$160"),
    ]  # fmt: skip
    assert waterfall_text(found) == "Waterfall chart. From Feb, $140, to Mar, $160. M0 +$30; M1 -$10; M2 $0."
    assert found.axis == 0 and found.notes == ()


def test_an_axis_that_does_not_begin_at_zero_is_told() -> None:
    found = made("1000000", "400", "-100")
    assert 999_000 < found.axis < 1_000_000 and "longer than drawn" in found.notes[0]
    assert f"${found.axis:,.0f}" in found.notes[0]
    below = made("-1000", "-30", "10")
    assert -1000 < below.axis < 0 and "axis" in waterfall_text(below)
    assert made("-10", "30").axis == 0, "through zero it stands on zero"
    assert made("0").axis == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_plotly_draws_it_and_reads_no_markup(theme: object) -> None:
    found = waterfall(
        ("Feb", Decimal(-5)),
        [("<b>x</b> & y" * 9, Decimal(-7)), ("x", Decimal(4)), ("x", Decimal(1))],
        ("Mar", Decimal(-7)),
        None,
    )
    drawn = waterfall_figure(found, theme)  # type: ignore[arg-type]
    go.Figure(drawn)
    texts = drawn["layout"]["yaxis"]["ticktext"]
    assert len(texts) == 5 and texts[2] == texts[3] == "x", "members of one name are two bars"
    assert "<b>x" not in texts[1] and texts[0] == "<b>Feb</b>"


def _compared(rows: dict[str, list[Any]], *, additive: bool | None = True, limit: int | None = None) -> Arranged:
    columns = (
        dimension("store"),
        measure("revenue", format=USD, additive=additive, period="Nov 2011"),
        measure("before", "Revenue (Oct 2011)", format=USD, compares="revenue", period="Oct 2011"),
    )
    spec = ChartSpec(kind="waterfall", x="store", y=("revenue", "before"), title="Revenue", limit=limit)
    return arrange(spec, columns, result(rows))


def test_two_periods_are_drawn_as_the_steps_between_them() -> None:
    rows: dict[str, list[Any]] = {"store": ["A", "B", None], "revenue": [100, None, 30], "before": [150, 20, 25]}
    made = _compared(rows)
    assert made.kind == "waterfall" and made.steps is not None
    assert [(step.label, step.text) for step in made.steps.steps] == [
        ("Oct 2011", "$195"),
        ("A", "-$50"),
        ("B", "-$20"),
        ("(none)", "+$5"),
        ("Nov 2011", "$130"),
    ]
    assert "From Oct 2011, $195, to Nov 2011, $130" in describe(made)


def test_many_groups_are_steps_where_they_moved_most_and_one_step_together() -> None:
    rows: dict[str, list[Any]] = {"store": [f"S{i}" for i in range(40)], "revenue": list(range(40)), "before": [0] * 40}
    steps = _compared(rows, limit=4).steps
    assert steps is not None
    assert [step.label for step in steps.steps[1:-1]] == ["S39", "S38", "S37", "S36", "All others (36)"]
    assert steps.steps[-1].ends == sum(range(40))


@pytest.mark.parametrize("additive", [False, None])
def test_groups_that_do_not_add_up_are_drawn_beside_each_other(additive: bool | None) -> None:
    made = _compared({"store": ["A", "B"], "revenue": [1, 2], "before": [2, 1]}, additive=additive)
    assert made.kind == "bar_horizontal" and made.steps is None and len(made.series) == 2


def test_the_steps_of_two_periods_are_drawn_on_the_screen_and_for_print() -> None:
    columns = (
        dimension("store", label="Store"),
        measure("revenue", format=USD, additive=True),
        measure("before", format=USD, compares="revenue"),
    )
    rows = result({"store": ["<b>", "B"], "revenue": [10, -30], "before": [5, 20]})
    spec = ChartSpec(kind="waterfall", x="store", y=("revenue", "before"))
    drawn = figure(spec, columns, rows, LIGHT)
    assert drawn is not None and drawn["layout"]["meta"]["kind"] == "waterfall"
    picture = svg(spec, columns, rows, LIGHT)
    assert picture.count("<path") >= 4 and "-$50" in picture and "&lt;b&gt;" in picture
