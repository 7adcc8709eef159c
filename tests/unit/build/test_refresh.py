"""Figures refreshed on the real sample shop: filters act where they can, say where they cannot, and errors stay alone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lunara.build.artifact import DashboardFilter, Figure
from lunara.build.document import figure_notes
from lunara.build.refresh import FigureResult, Source, TileFilter, refresh_all, refresh_figure, tile_filters
from lunara.charts.draw import figure
from lunara.charts.palette import LIGHT
from lunara.charts.pick import picked
from lunara.charts.spec import ChartSpec
from lunara.connect.run import QueryRecord
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, UnknownField
from lunara.semantic.compiled import UNFINISHED, Clock
from lunara.semantic.query import FieldFilter, SemanticQuery, TimeRange
from lunara.semantic.sample import sample_model

MODEL = sample_model()
YEAR = TimeRange.model_validate({"from": "2025-01-01", "to": "2026-01-01"})


def fig(chart: ChartSpec | None = None, **query: Any) -> Figure:
    return Figure(semantic_model_id="m", query=SemanticQuery.model_validate(query), chart=chart)


def refreshed(shop: Warehouse, clock: Clock, made: Figure, **more: Any) -> FigureResult:
    return refresh_figure(made, MODEL, shop, clock, **more)


def value(outcome: FigureResult) -> Decimal:
    assert outcome.error is None, outcome.error
    assert outcome.result is not None
    return Decimal(str(outcome.result.rows()[0][-1]))


def test_a_filter_and_a_range_act_on_the_numbers(shop: Warehouse, clock: Clock) -> None:
    everything = value(refreshed(shop, clock, fig(measures=["revenue"])))
    year = value(refreshed(shop, clock, fig(measures=["revenue"]), date_range=YEAR))
    by_segment = refreshed(shop, clock, fig(measures=["revenue"], dimensions=["customers.segment"]), date_range=YEAR)
    assert by_segment.result is not None
    parts = {row[0]: Decimal(str(row[1])) for row in by_segment.result.rows()}
    assert 0 < year < everything
    assert sum(parts.values()) == year
    name = next(part for part in parts if part is not None)
    only = tile_filters([DashboardFilter(id="a", field="customers.segment", label="Segment", values=(name,))])
    assert value(refreshed(shop, clock, fig(measures=["revenue"]), date_range=YEAR, filters=only)) == parts[name]
    some = tile_filters([DashboardFilter(id="a", field="customers.segment", label="Segment", values=(name, None))])
    assert value(refreshed(shop, clock, fig(measures=["revenue"]), date_range=YEAR, filters=some)) == parts[
        name
    ] + parts.get(None, Decimal(0))


def test_a_range_replaces_the_tiles_own_and_keeps_its_date(shop: Warehouse, clock: Clock) -> None:
    own = {"field": "orders.shipped_at", "range": {"last": 3, "grain": "month", "complete": True}}
    outcome = refreshed(shop, clock, fig(measures=["order_count"], time=own), date_range=YEAR)
    assert outcome.compiled is not None and outcome.compiled.window is not None
    assert outcome.compiled.window.field == "orders.shipped_at"
    assert str(outcome.compiled.window.start)[:10] == "2025-01-01"


def test_two_periods_that_a_tile_holds_against_each_other_stay(shop: Warehouse, clock: Clock) -> None:
    march, february = {"from": "2026-03-01", "to": "2026-04-01"}, {"from": "2026-02-01", "to": "2026-03-01"}
    both = fig(measures=["revenue"], time={"range": march}, compare={"range": february})
    plain, outcome = refreshed(shop, clock, both), refreshed(shop, clock, both, date_range=YEAR)
    assert value(outcome) == value(plain)
    assert [one.label for one in outcome.not_applied] == ["date"] and "two periods" in outcome.not_applied[0].because


def test_a_filter_acts_on_what_a_number_is_compared_with_as_well(shop: Warehouse, clock: Clock) -> None:
    def compared(*where: dict[str, Any], own: bool) -> Figure:
        than = {"aggregate": "avg", **({"where": []} if own else {})}
        field = {"field": "products.list_price", "op": ">", "than": than}
        return fig(measures=["product_count"], filters=[field, *where])

    brand = {"field": "products.brand", "op": "in", "values": ["Harrowmere"]}
    only = tile_filters([DashboardFilter(id="a", field="products.brand", label="Brand", values=("Harrowmere",))])
    laid = [value(refreshed(shop, clock, compared(own=own), filters=only)) for own in (True, False)]
    assert laid == [value(refreshed(shop, clock, compared(brand, own=False)))] * 2
    assert laid[0] != value(refreshed(shop, clock, compared(brand, own=True))), "the data tells the two apart"


def test_a_filter_that_a_tile_cannot_take_is_said_and_the_tile_keeps_its_numbers(shop: Warehouse, clock: Clock) -> None:
    stock = fig(measures=["visits"])
    plain = refreshed(shop, clock, stock)
    cannot = TileFilter("Customer segment", FieldFilter(field="customers.segment", op="=", values=("Consumer",)))
    gone = TileFilter("Old field", FieldFilter(field="customers.no_such_field", op="=", values=("x",)))
    outcome = refreshed(shop, clock, stock, filters=[cannot, gone])
    assert outcome.error is None and outcome.result is not None and plain.result is not None
    assert outcome.result.rows() == plain.result.rows()
    assert [item.label for item in outcome.not_applied] == ["Customer segment", "Old field"]
    assert all(str(item).startswith("Not filtered by ") and len(item.because) > 10 for item in outcome.not_applied)


def test_a_filter_across_the_tables_own_children_is_taken(shop: Warehouse, clock: Clock) -> None:
    cancelled = TileFilter("Status", FieldFilter(field="orders.status", op="=", values=("cancelled",)))
    everyone = value(refreshed(shop, clock, fig(measures=["customer_count"])))
    outcome = refreshed(shop, clock, fig(measures=["customer_count"]), filters=[cancelled])
    assert outcome.not_applied == () and 0 < value(outcome) < everyone


def test_only_what_may_be_added_is_stacked(shop: Warehouse, clock: Clock) -> None:
    by = {"dimensions": ["categories.department", "channels.kind"]}
    stacked = refreshed(shop, clock, fig(measures=["revenue"], **by))
    ratio = refreshed(shop, clock, fig(measures=["gross_margin"], **by))
    distinct = refreshed(shop, clock, fig(measures=["buyer_count"], dimensions=["customers.segment", "channels.kind"]))
    assert stacked.chart is not None and stacked.chart.kind == "stacked_bar"
    for other in (ratio, distinct):
        assert other.error is None and other.chart is not None and other.chart.kind == "bar"


def test_empty_filters_filter_nothing() -> None:
    assert tile_filters([DashboardFilter(id="a", field="customers.segment", label="Segment")]) == ()


def test_a_click_on_one_chart_filters_the_others(shop: Warehouse, clock: Clock) -> None:
    months = {"field": "orders.ordered_at", "grain": "month"}
    trend = refreshed(shop, clock, fig(measures=["revenue"], dimensions=[months]), date_range=YEAR)
    assert trend.chart is not None and trend.compiled is not None and trend.result is not None
    drawn = figure(trend.chart, trend.compiled.columns, trend.result, LIGHT)
    assert drawn is not None
    march = next(point for point in drawn["data"][0]["customdata"] if str(point[1]).startswith("2025-03"))
    (condition,) = picked(drawn, [{"customdata": march}])
    outcome = refreshed(shop, clock, fig(measures=["revenue"]), filters=[TileFilter("March", condition)])
    in_march = next(row[1] for row in trend.result.rows() if str(row[0]).startswith("2025-03"))
    assert outcome.not_applied == () and value(outcome) == Decimal(str(in_march))


def test_a_stored_chart_is_kept_while_its_columns_are_there(shop: Warehouse, clock: Clock) -> None:
    kept = ChartSpec(kind="bar", x="segment", y=("revenue",), title="Mine")
    outcome = refreshed(shop, clock, fig(kept, measures=["revenue"], dimensions=["customers.segment"]))
    assert outcome.chart == kept
    lost = ChartSpec(kind="bar", x="no_longer", y=("revenue",), title="Mine")
    outcome = refreshed(shop, clock, fig(lost, measures=["revenue"], dimensions=["customers.segment"]))
    assert outcome.chart is not None and outcome.chart.x == "segment" and outcome.chart.title == "Mine"


def test_a_query_that_no_longer_compiles_is_an_error_of_its_tile_alone(shop: Warehouse, clock: Clock) -> None:
    figures = {
        "good": fig(measures=["revenue"]),
        "renamed": fig(measures=["no_such_measure"]),
        "orphan": Figure(semantic_model_id="gone", query=SemanticQuery(measures=("revenue",))),
    }
    seen: list[str] = []
    done = refresh_all(figures, {"m": Source(MODEL, shop)}, clock, on_done=lambda name, _: seen.append(name))
    assert list(done) == ["good", "renamed", "orphan"] and sorted(seen) == sorted(done)
    assert done["good"].error is None
    assert isinstance(done["renamed"].error, UnknownField)
    assert "gone or not published" in str(done["orphan"].error)


def test_a_bug_in_one_tile_leaves_the_others_alone(
    shop: Warehouse, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        dialect = "duckdb"
        kind = shop.kind

        def stream(self, *_: object, **__: object) -> Any:
            raise ZeroDivisionError("a bug")

    figures = {"good": fig(measures=["revenue"]), "bad": replace_model(fig(measures=["revenue"]), "broken")}
    sources = {"m": Source(MODEL, shop), "broken": Source(MODEL, Broken())}  # type: ignore[arg-type]
    done = refresh_all(figures, sources, clock)
    assert done["good"].error is None
    assert done["bad"].error is not None and "a bug" not in str(done["bad"].error)
    assert "ZeroDivisionError" in caplog.text


def replace_model(made: Figure, id: str) -> Figure:
    return made.model_copy(update={"semantic_model_id": id})


def test_a_cancelled_refresh_stops(shop: Warehouse, clock: Clock) -> None:
    token = CancelToken()
    token.cancel()
    done = refresh_all({"a": fig(measures=["revenue"])}, {"m": Source(MODEL, shop)}, clock, cancel=token)
    assert isinstance(done["a"].error, Cancelled)


def test_every_statement_is_recorded_and_never_more_at_once_than_asked(shop: Warehouse, clock: Clock) -> None:
    records: list[QueryRecord] = []
    threads: set[str] = set()

    def record(entry: QueryRecord) -> None:
        threads.add(threading.current_thread().name)
        records.append(entry)

    figures = {str(i): fig(measures=["revenue"], limit=i + 1, dimensions=["customers.segment"]) for i in range(8)}
    done = refresh_all(figures, {"m": Source(MODEL, shop)}, clock, record=record, workers=2)
    assert all(outcome.error is None for outcome in done.values())
    assert len(records) == 8 and len(threads) <= 2


def test_a_period_beyond_the_data_says_where_the_data_ends(shop: Warehouse, clock: Clock) -> None:
    """The sample's last month is October, today is in November: nothing of this year is still growing."""
    outcome = refreshed(shop, clock, fig(measures=["revenue"], time={"range": {"this": "year"}}))
    assert outcome.compiled is not None
    assert outcome.compiled.warnings == ("The data ends on 31 Oct 2026.",)
    assert "The data ends on 31 Oct 2026." in figure_notes(outcome)
    whole = refreshed(shop, clock, fig(measures=["revenue"], time={"range": {"previous": "year"}}))
    assert whole.compiled is not None and whole.compiled.warnings == ()
    early = Clock(date(2026, 10, 20))
    growing = refreshed(shop, early, fig(measures=["revenue"], time={"range": {"this": "year"}}))
    assert growing.compiled is not None and growing.compiled.warnings == (UNFINISHED,)


def test_a_figure_by_periods_knows_how_far_the_data_reaches_without_a_range(shop: Warehouse, clock: Clock) -> None:
    """The sample's last quarter has October alone: it is drawn as one that is not whole, whatever the figure asks about."""
    quarters = fig(measures=["revenue"], dimensions=[{"field": "orders.ordered_at", "grain": "quarter"}])
    outcome = refreshed(shop, clock, quarters)
    assert outcome.compiled is not None and outcome.telling is not None and outcome.telling.span is not None
    (reach,) = [column.reach for column in outcome.compiled.columns if column.grain is not None]
    assert reach is not None and reach[1] == outcome.telling.span.last == date(2026, 10, 31)
    by_segment = refreshed(shop, clock, fig(measures=["revenue"], dimensions=["customers.segment"]))
    assert by_segment.compiled is not None and not any(column.reach for column in by_segment.compiled.columns)


def test_another_period_is_called_by_its_name(shop: Warehouse, clock: Clock) -> None:
    """Both periods of a change by its members: which period is which is said in the legend and below the picture."""
    outcome = refreshed(
        shop,
        clock,
        fig(
            measures=["revenue"],
            dimensions=["customers.segment"],
            time={"range": {"from": "2026-08-01", "to": "2026-09-01"}},
            compare={"range": {"from": "2026-07-01", "to": "2026-08-01"}},
        ),
    )
    assert outcome.compiled is not None
    assert [column.label for column in outcome.compiled.columns][1:] == ["Revenue", "Revenue (Jul 2026)"]
    assert "Period: Aug 2026 compared with Jul 2026." in figure_notes(outcome)


def test_how_far_the_data_reaches_is_read_once_for_all_figures(shop: Warehouse, clock: Clock) -> None:
    records: list[QueryRecord] = []
    periods = [{"this": "year"}, {"previous": "year"}, {"last": 7, "grain": "day"}]
    figures = {str(i): fig(measures=["revenue"], time={"range": period}) for i, period in enumerate(periods)}
    done = refresh_all(figures, {"m": Source(MODEL, shop)}, clock, record=records.append)
    assert all(outcome.error is None for outcome in done.values())
    assert len(records) == len(periods) + 1


def test_nothing_to_refresh_is_nothing(clock: Clock) -> None:
    assert refresh_all({}, {}, clock) == {}


def test_results_are_frozen() -> None:
    outcome = FigureResult(None, None, None)
    assert replace(outcome, not_applied=()) == outcome
