"""Where the data begins and ends, and what an answer says of a period beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lunara.ask.answer import Answer, answer
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.periods import periods_of
from lunara.ask.planners.chosen import ChosenPlanner
from lunara.ask.question import Question
from lunara.ask.reach import DataSpan, alike, read_last_days, read_spans
from lunara.ask.values import build_value_index
from lunara.build.artifact import Figure
from lunara.build.outlines.outline import Tried
from lunara.build.outlines.trying import Bench
from lunara.build.refresh import refresh_figure
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, SemanticModel, Table
from lunara.semantic.query import SemanticQuery

TODAY = Clock(date(2026, 11, 22))
MODEL = SemanticModel(
    name="m",
    tables=(
        Table(
            name="orders",
            source="orders",
            primary_key=("id",),
            default_time="ordered_at",
            dimensions=(
                Dimension(name="id", type="number"),
                Dimension(name="ordered_at", type="time"),
                Dimension(name="country"),
            ),
            measures=(Measure(name="revenue", aggregate="sum", expression="amount"),),
        ),
        Table(name="lost", source="nowhere", default_time="at", dimensions=(Dimension(name="at", type="time"),)),
        Table(name="bare", source="orders", dimensions=(Dimension(name="country"),)),
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path: Path = tmp_path_factory.mktemp("reach") / "orders.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(
            "create table orders as select row_number() over () as id, day::timestamp as ordered_at, 'DE' as country, "
            "10 as amount from range(date '2024-03-15', date '2026-11-01', interval 1 day) days(day)"
        )
        made.execute("insert into orders values (99999, null, 'DE', 500), (99998, '2024-03-20', null, 9000)")
    warehouse = open_url(f"duckdb://{path}")
    yield warehouse
    warehouse.close()


def ask(store: Warehouse, clock: Clock = TODAY, **query: object) -> Answer:
    plan = SemanticQuery.model_validate({"measures": ["revenue"], **query})
    spans = read_spans(MODEL, Runner(store, record=None))
    return answer(Question("revenue", clock), MODEL, store, ChosenPlanner(plan), spans=spans)


def test_spans_are_read_of_each_default_time_and_a_broken_table_is_left_out(store: Warehouse) -> None:
    index = build_value_index(MODEL, Runner(store, record=None))
    assert index.spans == {"orders.ordered_at": DataSpan(date(2024, 3, 15), date(2026, 10, 31))}


def test_the_last_day_is_read_of_dates_that_are_no_default_times(store: Warehouse) -> None:
    orders, lost = MODEL.tables[0], MODEL.tables[1]
    orders = orders.model_copy(update={"default_time": None})
    lost = lost.model_copy(update={"default_time": None})
    days = read_last_days(MODEL.model_copy(update={"tables": (lost, orders)}), Runner(store, record=None))
    assert days == {"orders.ordered_at": date(2026, 10, 31)}
    assert read_last_days(MODEL, Runner(store, record=None)) == {}


def test_a_period_beyond_the_data_says_where_the_data_ends_and_that_alone(store: Warehouse) -> None:
    done = ask(store, time={"range": {"this": "month"}})
    assert done.warnings == ("The data ends on 31 Oct 2026.",)
    assert done.narrative is not None and done.narrative.caveats == ()
    done = ask(store, time={"range": {"this": "year"}})
    assert done.warnings == ("The data ends on 31 Oct 2026.",)


def test_a_period_within_the_data_says_nothing(store: Warehouse) -> None:
    assert ask(store, time={"range": {"previous": "month"}}).warnings == ()
    assert ask(store, time={"range": {"from": "2025-01-01", "to": "2026-01-01"}}).warnings == ()


def test_yesterday_s_data_is_no_end(store: Warehouse) -> None:
    done = ask(store, Clock(date(2026, 11, 1)), time={"range": {"last": 7, "grain": "day"}})
    assert not any("data ends" in warning for warning in done.warnings)
    done = ask(store, Clock(date(2026, 11, 2)), time={"range": {"last": 7, "grain": "day"}})
    assert "The data ends on 31 Oct 2026." in done.warnings


def test_a_comparison_is_of_the_days_until_the_data_ends_on_both_sides_and_says_so(store: Warehouse) -> None:
    done = ask(store, time={"range": {"to_date": "year"}}, compare={"to": "previous_year"})
    told = [warning for warning in done.warnings if "data ends" in warning]
    assert told == [
        "The data ends on 31 Oct 2026: Jan 2026 to Oct 2026 is compared with the same days before (Jan 2025 to Oct 2025)."
    ]
    assert done.result is not None and done.result.rows() == [(3040, 3040)]
    assert done.narrative is not None and "unchanged from" in done.narrative.headline
    assert done.compiled is not None and done.compiled.until == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("period", "rows"),
    [
        # 1 to 20 October against 1 to 20 July, of a quarter that was over long ago
        (
            {"time": {"range": {"from": "2026-10-01", "to": "2027-01-01"}}, "compare": {"to": "previous_period"}},
            (200, 200),
        ),
        (
            {
                "time": {"range": {"from": "2026-10-01", "to": "2027-01-01"}},
                "compare": {"range": {"from": "2026-07-01", "to": "2026-10-01"}},
            },
            (200, 200),
        ),
        # the other period is whole: nothing of it is cut
        (
            {"time": {"range": {"from": "2026-07-01", "to": "2026-10-01"}}, "compare": {"to": "previous_period"}},
            (920, 910),
        ),
    ],
)
def test_every_surface_compares_the_same_days(period: dict[str, object], rows: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "until.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(
            "create table orders as select row_number() over () as id, day::timestamp as ordered_at, 'DE' as country, "
            "10 as amount from range(date '2024-03-15', date '2026-10-21', interval 1 day) days(day)"
        )
    clock = Clock(date(2028, 2, 3))
    query = SemanticQuery.model_validate({"measures": ["revenue"], **period})
    until = open_url(f"duckdb://{path}")
    try:
        asked = ask(until, clock, **period)
        tried = Bench(MODEL, "m", until, clock).try_out(query)
        figure = refresh_figure(Figure(semantic_model_id="m", query=query), MODEL, until, clock)
        dated = refresh_figure(
            Figure(semantic_model_id="m", query=query.model_copy(update={"time": None})), MODEL, until, clock
        )
    finally:
        until.close()
    assert isinstance(tried, Tried) and dated.error is not None  # without a period nothing is compared
    assert asked.result is not None and figure.result is not None and figure.compiled is not None
    assert asked.result.rows() == tried.result.rows() == figure.result.rows() == [rows]
    cut = rows == (200, 200)
    for warnings in (asked.warnings, tried.compiled.warnings, figure.compiled.warnings):
        assert any("the same days before (1 Jul 2026 to 20 Jul 2026)" in one for one in warnings) is cut
        assert not any("fewer days" in one for one in warnings)


def test_why_compares_the_days_that_a_comparison_does(store: Warehouse) -> None:
    spans = {"orders.ordered_at": DataSpan(date(2024, 3, 15), date(2026, 12, 24))}
    clock = Clock(date(2027, 3, 1))
    why = WhyChanged.model_validate(
        {
            "measure": "revenue",
            "period": {"from": "2026-10-01", "to": "2027-01-01"},
            "against": {"from": "2026-07-01", "to": "2026-10-01"},
        }
    )
    days = periods_of(why, clock, spans["orders.ordered_at"])
    query = SemanticQuery.model_validate(
        {"measures": ["revenue"], "time": {"range": why.period}, "compare": {"to": "previous_period"}}
    )
    compiled = alike(lambda until: compile_query(query, MODEL, "duckdb", clock, until=until), MODEL, spans, clock.today)
    assert compiled.window is not None and compiled.compare_window is not None
    assert (compiled.window.start, compiled.window.end) == (days.after.start, days.after.end)
    assert (compiled.compare_window.start, compiled.compare_window.end) == (days.before.start, days.before.end)
    assert days.before.end == date(2026, 9, 25)


def test_a_comparison_with_what_lies_before_the_data_says_so(store: Warehouse) -> None:
    done = ask(store, time={"range": {"from": "2024-01-01", "to": "2025-01-01"}}, compare={"to": "previous_year"})
    assert "The data begins on 15 Mar 2024: there is nothing to compare with before it." in done.warnings


def test_the_ends_of_a_trend_follow_the_data(store: Warehouse) -> None:
    months = [{"field": "orders.ordered_at", "grain": "month"}]
    done = ask(store, dimensions=months, filters=[{"field": "orders.country", "op": "=", "values": ["DE"]}])
    assert done.narrative is not None
    # October 2026 is whole, March 2024 is not, and 500 have no date.
    assert (
        done.narrative.headline == "Revenue (Order country DE) rose 3.3% from 300 to 310 between Apr 2024 and Oct 2026."
    )
    assert done.narrative.caveats == ("The first period is where the data begins, so it is not compared with.",)
    assert done.narrative.details[0] == "Without a date: 500."


def test_periods_filled_after_the_data_are_not_a_fall(store: Warehouse) -> None:
    done = ask(
        store,
        dimensions=[{"field": "orders.ordered_at", "grain": "week"}],
        time={"range": {"last": 8, "grain": "week"}},
        fill_time=True,
    )
    assert done.narrative is not None
    assert "fell" not in done.narrative.headline and "to 0" not in done.narrative.headline
    assert "The data ends on 31 Oct 2026." in done.warnings
