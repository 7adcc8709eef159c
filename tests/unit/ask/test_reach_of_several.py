"""Numbers of several tables whose data does not end on one day: nothing of any is cut, and each one's end is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lunara.ask.answer import Answer, answer
from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import Refusal
from lunara.ask.planners.chosen import ChosenPlanner
from lunara.ask.question import Question
from lunara.ask.reach import DataSpan, alike, reaching, read_spans, said_of_period, span_of, unlike_periods
from lunara.ask.wire import answer_json
from lunara.build.artifact import Figure
from lunara.build.outlines.outline import Tried
from lunara.build.outlines.trying import Bench
from lunara.build.refresh import FigureResult, refresh_figure
from lunara.charts.kpi import kpis
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2026, 6, 18))
FIRST = date(2024, 1, 1)
ENDS = {"orders": date(2026, 5, 10), "shipments": date(2026, 6, 17), "returns": date(2026, 5, 10)}
MODEL = SemanticModel(
    name="m",
    tables=(
        *(
            Table(
                name=name,
                source=name,
                primary_key=("id",),
                default_time="at",
                dimensions=(Dimension(name="id", type="number"), Dimension(name="at", type="time")),
                measures=(Measure(name=f"{name}_count", aggregate="count"),),
            )
            for name in ENDS
        ),
        Table(name="shops", source="shops", primary_key=("id",), dimensions=(Dimension(name="city"),)),
    ),
    relationships=tuple(
        Relationship(name=f"{name}_shop", from_table=name, from_columns=("shop",), to_table="shops", to_columns=("id",))
        for name in ENDS
    ),
    measures=(
        DerivedMeasure(name="shipped_share", expression="shipments_count / orders_count"),
        DerivedMeasure(name="returned_share", expression="returns_count / orders_count"),
    ),
)
QUARTER = {"time": {"range": {"this": "quarter"}}, "compare": {"to": "previous_period"}}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path: Path = tmp_path_factory.mktemp("several") / "shop.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table shops as select * from (values (0, 'Bern'), (1, 'Graz')) all_of(id, city)")
        for name, last in ENDS.items():
            made.execute(
                f"create table {name} as select row_number() over () as id, day::timestamp as at, "
                f"(day(day) + 1) % 2 as shop "
                f"from range(date '{FIRST}', date '{last + timedelta(days=1)}', interval 1 day) days(day)"
            )
    warehouse = open_url(f"duckdb://{path}")
    yield warehouse
    warehouse.close()


def query_of(*measures: str) -> SemanticQuery:
    return SemanticQuery.model_validate({"measures": list(measures), **QUARTER})


def ask(store: Warehouse, *measures: str) -> Answer:
    spans = read_spans(MODEL, Runner(store, record=None))
    return answer(Question("how many", CLOCK), MODEL, store, ChosenPlanner(query_of(*measures)), spans=spans)


def numbers(compiled: CompiledQuery | None, row: tuple[object, ...]) -> dict[str, object]:
    assert compiled is not None
    return {column.name: value for column, value in zip(compiled.columns, row, strict=True)}


@pytest.mark.parametrize("measures", itertools.permutations(("orders_count", "shipments_count")))
def test_one_table_s_end_cuts_no_number_of_another(measures: tuple[str, ...], store: Warehouse) -> None:
    done = ask(store, *measures)
    figure = refresh_figure(Figure(semantic_model_id="m", query=query_of(*measures)), MODEL, store, CLOCK)
    tried = Bench(MODEL, "m", store, CLOCK).try_out(query_of(*measures))
    assert isinstance(tried, Tried) and done.result is not None and figure.result is not None
    for compiled, rows in (
        (done.compiled, done.result.rows()),
        (figure.compiled, figure.result.rows()),
        (tried.compiled, tried.result.rows()),
    ):
        # April to 18 June, and as many days from January on
        now = numbers(compiled, rows[0])
        assert (now["orders_count"], now["shipments_count"]) == (40, 78)
        assert now["orders_count_previous"] == now["shipments_count_previous"]
        assert compiled is not None and compiled.until is None and compiled.unlike
    for warnings in (done.warnings, figure.compiled.warnings if figure.compiled is not None else ()):
        told = [one for one in warnings if "data" in one]
        assert len(told) == 1 and told[0].startswith(
            "The data of orders ends on 10 May 2026, that of shipments on 17 Jun 2026, so this period has fewer days"
        )


@pytest.mark.parametrize("measures", itertools.permutations(("orders_count", "shipments_count")))
def test_no_change_is_drawn_or_told_where_one_of_the_numbers_is_of_fewer_days(
    measures: tuple[str, ...], store: Warehouse
) -> None:
    done = ask(store, *measures)
    assert done.chart is not None and done.compiled is not None and done.result is not None
    assert {one.delta for one in kpis(done.chart, done.compiled, done.result)} == {""}
    assert done.narrative is not None and done.narrative.change == ""
    for sentence in (done.narrative.headline, *done.narrative.details):
        assert " up " not in sentence and " down " not in sentence and "unchanged" not in sentence
    assert answer_json(done)["unlike"] is True


@pytest.mark.parametrize("measures", itertools.permutations(("orders_count", "returns_count")))
def test_tables_that_end_on_one_day_are_cut_alike(measures: tuple[str, ...], store: Warehouse) -> None:
    done = ask(store, *measures)
    assert done.compiled is not None and done.compiled.until == ENDS["orders"] and not done.compiled.unlike
    # 1 April to 10 May against 1 January to 10 February
    assert done.result is not None and done.result.rows() == [(40, 41, 40, 41)]
    assert done.chart is not None
    assert {one.delta for one in kpis(done.chart, done.compiled, done.result)} == {"-2.4%"}


def test_a_number_made_of_two_tables_is_of_both(store: Warehouse) -> None:
    done = ask(store, "shipped_share")
    assert done.compiled is not None and done.compiled.until is None and done.compiled.unlike
    assert any("that of shipments on 17 Jun 2026" in one for one in done.warnings)


def test_a_trend_of_several_tables_is_drawn_as_far_as_any_reaches_and_told_as_far_as_all_do(store: Warehouse) -> None:
    told = set()
    for measures in itertools.permutations(("orders_count", "shipments_count")):
        query = SemanticQuery.model_validate(
            {
                "measures": list(measures),
                "dimensions": [{"field": "time", "grain": "month"}],
                "time": {"range": {"last": 12, "grain": "month"}},
                "fill_time": True,
            }
        )
        figure: FigureResult = refresh_figure(Figure(semantic_model_id="m", query=query), MODEL, store, CLOCK)
        assert figure.error is None and figure.compiled is not None and figure.narrative is not None
        assert figure.compiled.columns[0].reach == (FIRST, ENDS["shipments"])
        told.add(figure.compiled.warnings)
        assert "Jun 2026" not in figure.narrative.headline and "May 2026" not in figure.narrative.headline
    assert len(told) == 1


def why(store: Warehouse, measure: str) -> Answer:
    change = {"measure": measure, "period": {"this": "quarter"}, "against": {"previous": "quarter"}}
    spans = read_spans(MODEL, Runner(store, record=None))
    planner = ChosenPlanner(WhyChanged.model_validate(change))
    return answer(Question("why", CLOCK), MODEL, store, planner, spans=spans)


def test_why_takes_no_change_apart_of_which_one_table_has_fewer_days(store: Warehouse) -> None:
    plan = why(store, "shipped_share").planned.plan
    assert isinstance(plan, Refusal)
    assert "ends on 10 May 2026" in plan.reason and "on 17 Jun 2026" in plan.reason
    done = why(store, "returned_share")
    assert any("ends with the data on 10 May 2026" in one for one in done.warnings), done.warnings


DAYS = [CLOCK.today - timedelta(days=back) for back in (900, 400, 165, 164, 130, 90, 39, 38, 3, 2, 1, 0)]
SPANS = [None, *(DataSpan(*two) for two in itertools.combinations(DAYS, 2))]
one_of = st.sampled_from(SPANS)


@settings(max_examples=60, deadline=None)
@given(spans=st.tuples(one_of, one_of, one_of), size=st.integers(min_value=1, max_value=3))
@example(spans=(DataSpan(FIRST, ENDS["orders"]), DataSpan(FIRST, ENDS["shipments"]), None), size=2)
@example(spans=(DataSpan(FIRST, ENDS["orders"]),) * 3, size=3)
@example(spans=(DataSpan(FIRST, ENDS["orders"]), None, None), size=2)
def test_the_order_of_measures_is_all_one(spans: tuple[DataSpan | None, ...], size: int) -> None:
    read = {f"{name}.at": span for name, span in zip(ENDS, spans, strict=True) if span is not None}
    outcomes = set()
    for names in itertools.permutations([*ENDS][:size]):
        query = query_of(*(f"{name}_count" for name in names))
        compiled = alike(
            lambda until, query=query: compile_query(query, MODEL, "duckdb", CLOCK, until=until),
            MODEL,
            read,
            CLOCK.today,
        )
        span = span_of(compiled, MODEL, read)
        if compiled.until is not None:
            # what is cut ends, for every number, on that very day
            assert {read[f"{name}.at"].last for name in names} == {compiled.until}
        assert compiled.window is not None and compiled.compare_window is not None
        assert reaching(compiled, MODEL, read, CLOCK.today).unlike is unlike_periods(compiled, span, CLOCK.today)
        outcomes.add(
            (
                (compiled.until, compiled.window.start, compiled.window.end),
                (compiled.compare_window.start, compiled.compare_window.end),
                said_of_period(compiled, span, CLOCK.today),
                unlike_periods(compiled, span, CLOCK.today),
            )
        )
    assert len(outcomes) == 1
