"""A first dashboard from the model alone, on the real sample shop."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.build.artifact import DashboardContent, content_json, figures, parse_content
from lunara.build.kinds.dashboard import draft_dashboard
from lunara.build.kinds.ranking import candidates_of
from lunara.build.refresh import Source, refresh_all, tile_filters
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, InvalidInput
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, SemanticModel, Table
from lunara.semantic.sample import sample_model

MODEL = sample_model()


@pytest.fixture(scope="module")
def drafted(shop: Warehouse) -> DashboardContent:
    return draft_dashboard(MODEL, "m", shop, Clock(date(2026, 11, 22)))


def test_it_has_numbers_a_trend_splits_and_a_table(drafted: DashboardContent) -> None:
    kinds = [widget.kind for widget in drafted.widgets]
    assert kinds[:4] == ["kpi"] * 4 and kinds[-1] == "table" and kinds.count("chart") >= 3
    assert drafted.widgets[0].title == "Revenue"
    trend = next(widget for widget in drafted.widgets if widget.kind == "chart")
    assert trend.figure is not None and trend.figure.chart is not None and trend.figure.chart.kind == "line"


def test_it_covers_the_last_twelve_complete_months(drafted: DashboardContent) -> None:
    assert drafted.date_range is not None
    assert (drafted.date_range.last, drafted.date_range.grain, drafted.date_range.complete) == (12, "month", True)


def test_every_tile_shows_something_and_takes_every_filter(
    drafted: DashboardContent, shop: Warehouse, clock: Clock
) -> None:
    done = refresh_all(figures(drafted), {"m": Source(MODEL, shop)}, clock, date_range=drafted.date_range)
    for name, outcome in done.items():
        assert outcome.error is None, (name, outcome.error)
        assert outcome.result is not None and outcome.result.row_count
        assert outcome.not_applied == ()
    assert 1 <= len(drafted.filters) <= 3
    for item in drafted.filters:
        chosen = tile_filters([item.model_copy(update={"values": ("x",)})])
        filtered = refresh_all(figures(drafted), {"m": Source(MODEL, shop)}, clock, filters=chosen)
        assert all(outcome.not_applied == () for outcome in filtered.values())


def test_tiles_fill_the_grid_without_overlap(drafted: DashboardContent) -> None:
    places = [widget.place for widget in drafted.widgets]
    assert not any(a.overlaps(b) for i, a in enumerate(places) for b in places[:i])
    for y in {place.y for place in places}:
        assert sum(place.w for place in places if place.y == y) == 12


def test_it_can_be_stored(drafted: DashboardContent) -> None:
    assert parse_content("dashboard", content_json(drafted)) == drafted


def test_the_same_model_and_data_give_the_same_dashboard(
    drafted: DashboardContent, shop: Warehouse, clock: Clock
) -> None:
    assert draft_dashboard(MODEL, "m", shop, clock) == drafted


def test_when_the_data_ended_earlier_it_covers_the_last_months_that_have_some(shop: Warehouse) -> None:
    late = draft_dashboard(MODEL, "m", shop, Clock(date(2029, 6, 15)))
    assert late.date_range is not None
    assert (late.date_range.from_, late.date_range.to) == (date(2025, 11, 1), date(2026, 11, 1))
    assert [widget.kind for widget in late.widgets].count("kpi") == 4


def test_without_a_warehouse_it_is_drafted_from_the_model_alone(clock: Clock) -> None:
    drafted = draft_dashboard(MODEL, "m", None, clock)
    assert [widget.title for widget in drafted.widgets][:1] == ["Revenue"]
    assert len(drafted.widgets) >= 8


def test_measures_of_parts_and_costs_do_not_lead() -> None:
    names = [item.name for item in candidates_of(MODEL)]
    assert names[0] == "revenue"
    assert names.index("revenue") < names.index("shipping_income")
    assert "order_count" in names[:6]


def tiny(**table: Any) -> SemanticModel:
    return SemanticModel(name="tiny", tables=(Table(name="orders", source="main.orders", **table),))


def test_a_model_with_one_count_still_has_a_dashboard(shop: Warehouse, clock: Clock) -> None:
    counted = tiny(measures=(Measure(name="n", aggregate="count", label="Orders"),), primary_key=("order_id",))
    drafted = draft_dashboard(counted, "m", shop, clock)
    assert [widget.title for widget in drafted.widgets] == ["Orders"] and drafted.date_range is None


def test_a_measure_that_fails_in_the_warehouse_is_left_out(shop: Warehouse, clock: Clock) -> None:
    broken = tiny(
        primary_key=("order_id",),
        default_time="ordered_at",
        dimensions=(Dimension(name="ordered_at", type="time"),),
        measures=(
            Measure(name="revenue", aggregate="sum", expression="no_such_column"),
            Measure(name="n", aggregate="count", label="Orders"),
        ),
    )
    drafted = draft_dashboard(broken, "m", shop, clock)
    assert {widget.title for widget in drafted.widgets} == {"Orders", "Orders by month"}


def test_a_model_without_measures_is_refused_in_words(clock: Clock) -> None:
    with pytest.raises(InvalidInput, match="no measure"):
        draft_dashboard(SemanticModel(name="empty"), "m", None, clock)


def test_it_can_be_cancelled(shop: Warehouse, clock: Clock) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        draft_dashboard(MODEL, "m", shop, clock, cancel=token)
