"""An outline holds parts that were tried: what fails, is empty or says nothing is left out and told; no number is stored."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from lunara.ask.values import ValueIndex, build_value_index
from lunara.build.artifact import (
    Content,
    DashboardContent,
    ReportContent,
    SlidesContent,
    content_json,
    figures,
    parse_content,
)
from lunara.build.outlines import trying
from lunara.build.outlines.compose import composed, definition
from lunara.build.outlines.making import make_outline, outline_json
from lunara.build.outlines.outline import Outline, Tried
from lunara.build.outlines.planned import planned_outline
from lunara.build.outlines.request import Topic
from lunara.build.outlines.trying import Allowance, Bench
from lunara.build.refresh import Source, as_read, refresh_all, tile_filters
from lunara.charts.arrange import arrange
from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, NotFound, Refused, WarehouseFailed
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from lunara.semantic.sample import sample_model
from lunara.workspace.records import ArtifactType
from tests.unit.charts.made import compiled, dimension, measure, result

MODEL = sample_model()
KINDS: tuple[ArtifactType, ...] = ("dashboard", "report", "slide")


@pytest.fixture(scope="module")
def values(shop: Warehouse) -> ValueIndex:
    return build_value_index(MODEL, Runner(shop, None))


def make(
    request: str, shop: Warehouse, clock: Clock, kind: ArtifactType = "report", values: ValueIndex | None = None
) -> Outline:
    return make_outline(request, kind, Bench(MODEL, "m", shop, clock), values)


def refreshed(content: Content, shop: Warehouse, clock: Clock) -> Content:
    board = content if isinstance(content, DashboardContent) else None
    results = refresh_all(
        figures(content),
        {"m": Source(MODEL, shop)},
        clock,
        filters=tile_filters(board.filters) if board else (),
        date_range=board.date_range if board else None,
    )
    assert all(result.error is None for result in results.values())
    return as_read(content, results)


def texts(content: Content) -> list[str]:
    return [getattr(item, name, "") for item in content.items for name in ("title", "subtitle", "text", "notes")]


def test_a_report_has_numbers_the_trend_what_was_asked_what_changed_and_the_largest(
    shop: Warehouse, clock: Clock
) -> None:
    outline = make("report about revenue by country", shop, clock)
    roles = [part.role for part in outline.parts]
    assert {"number", "trend", "split", "change", "ranking"} <= set(roles)
    asked = next(part for part in outline.parts if part.role == "split")
    assert asked.figure.query is not None and asked.figure.query.dimensions == ("customers.country",)
    assert all(part.tried.result.row_count and part.tried.narrative.headline for part in outline.parts)


def test_a_report_of_why_something_changed_holds_both_periods_and_nothing_else(shop: Warehouse, clock: Clock) -> None:
    outline = make("a report on why revenue changed in August 2026, by country and segment", shop, clock)
    assert outline.title == "Why did revenue change from July 2026 to August 2026"
    assert [part.role for part in outline.parts] == ["number", "change", "change"]
    for part in outline.parts:
        query = part.figure.query
        assert query is not None and query.measures == ("order_items.revenue",) and query.compare is not None
    for part in outline.parts[1:]:
        chart = part.figure.chart
        assert chart is not None and chart.kind == "waterfall"
        steps = arrange(chart, part.tried.compiled.columns, part.tried.result).steps
        assert steps is not None and [steps.steps[0].label, steps.steps[-1].label] == ["Jul 2026", "Aug 2026"]
        (number,) = outline.parts[0].tried.result.rows()
        assert [steps.steps[-1].ends, steps.steps[0].ends] == list(number[:2])
    many = make("a report on why revenue changed in August 2026, by product", shop, clock)
    assert many.parts[1].figure.query is not None and many.parts[1].figure.query.limit is None
    best = make("a report on why revenue changed in August 2026", shop, clock)
    assert {part.role for part in best.parts[1:]} == {"change"}
    for unclear in ("why revenue fell", "why the weather fell in August 2026"):
        with pytest.raises(Refused) as refused:
            make(f"a report on {unclear}", shop, clock)
        assert refused.value.code == "not_explained"
    with pytest.raises(Refused, match=r"did not (rise|fall)"):
        [make(f"a report on why revenue {way} in August 2026", shop, clock) for way in ("rose", "fell")]


@pytest.mark.parametrize(
    "request_", ["a deck for how 2025 went", "how did 2025 go", "report on how things went in 2025"]
)
def test_how_a_period_went_is_about_that_period(shop: Warehouse, clock: Clock, request_: str) -> None:
    outline = make(request_, shop, clock)
    assert not outline.missing and "2025" in outline.title
    for part in outline.parts:
        query = part.figure.query
        assert query is not None and query.time is not None
        assert query.time.range.from_ == date(2025, 1, 1) and query.time.range.to == date(2026, 1, 1)


def test_the_same_request_gives_the_same_outline(shop: Warehouse, clock: Clock) -> None:
    assert make("sales", shop, clock) == make("sales", shop, clock)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_can_be_read_refers_to_its_own_parts_and_is_filled_in_when_refreshed(
    kind: ArtifactType, shop: Warehouse, clock: Clock
) -> None:
    outline = make("sales by category and the weather", shop, clock, kind)
    content = composed(outline, MODEL)
    assert parse_content(kind, content_json(content)) == content
    ids = {item.id for item in content.items}
    for text in texts(content):
        for named in re.findall(r"\{\{\w+:([\w-]+)\}\}", text):
            assert named in ids
    read = refreshed(content, shop, clock)
    assert not any("{{" in text for text in texts(read))
    said = " ".join(texts(read))
    for part in outline.parts:
        if part.kind != "kpi" and part.role == "trend" and kind != "dashboard":
            assert part.tried.narrative.headline in said
    assert kind == "dashboard" or "nothing about “weather”" in said


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_of_the_data_is_written_into_what_is_stored(
    kind: ArtifactType, shop: Warehouse, clock: Clock
) -> None:
    outline = make("sales by category", shop, clock, kind)
    stored = " ".join(texts(composed(outline, MODEL)))
    for part in outline.parts:
        for figure in re.findall(r"[$€]?\d[\d,.]*\d%?", part.tried.narrative.headline):
            if not re.fullmatch(r"20\d\d", figure):
                assert figure not in stored


def test_a_condition_is_the_dashboards_filter_and_every_tile_follows_it(
    shop: Warehouse, clock: Clock, values: ValueIndex
) -> None:
    outline = make("revenue by category where country is Germany", shop, clock, "dashboard", values)
    assert [(one.field, one.values) for one in outline.filters if one.values] == [("customers.country", ("Germany",))]
    board = composed(outline, MODEL)
    assert isinstance(board, DashboardContent)
    for widget in board.widgets:
        held = widget.figure.query.filters if widget.figure is not None and widget.figure.query is not None else ()
        assert not any(isinstance(one, FieldFilter) and one.field == "customers.country" for one in held)
    results = refresh_all(
        figures(board),
        {"m": Source(MODEL, shop)},
        clock,
        filters=tile_filters(board.filters),
        date_range=board.date_range,
    )
    for part in outline.parts:
        found = results[part.id].result
        assert found is not None and found.rows() == part.tried.result.rows()


def test_a_report_says_its_condition_once_and_keeps_it_in_every_figure(
    shop: Warehouse, clock: Clock, values: ValueIndex
) -> None:
    outline = make("revenue by category where country is Germany", shop, clock, "report", values)
    report = composed(outline, MODEL)
    assert isinstance(report, ReportContent) and "country is Germany" in report.blocks[0].text
    assert all("customers.country" in str(part.figure.query) for part in outline.parts)


def test_a_deck_has_a_cover_one_message_a_slide_and_notes_with_what_was_asked(shop: Warehouse, clock: Clock) -> None:
    deck = composed(make("returns by reason", shop, clock, "slide"), MODEL)
    assert isinstance(deck, SlidesContent)
    assert (deck.slides[0].kind, deck.slides[0].title) == ("title", "Returns by reason")
    shown = [slide for slide in deck.slides if slide.figure is not None]
    assert all(slide.title.startswith("{{") and "Asked: " in slide.notes for slide in shown)


def test_a_part_that_fails_is_left_out_and_told(shop: Warehouse, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("categories" in str(part.figure.query) for part in make("revenue by category", shop, clock).parts)
    real = trying.run

    def failing(warehouse: Warehouse, sql: object, **more: object) -> object:
        if "categories" in str(sql):
            raise WarehouseFailed("The warehouse lost the table.", "Try again.")
        return real(warehouse, sql, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(trying, "run", failing)
    outline = make("revenue by category", shop, clock)
    assert ("Revenue by category", "The warehouse lost the table.") in [
        (one.title, one.because) for one in outline.left_out
    ]
    assert outline.parts
    assert not any("categories" in str(part.figure.query) for part in outline.parts)
    assert parse_content("report", content_json(composed(outline, MODEL)))


GROUPS = ("customers.country", "customers.segment", "categories.name", "products.brand")


def grouped() -> list[SemanticQuery]:
    return [SemanticQuery(measures=("revenue",), dimensions=(name,)) for name in GROUPS]


def test_several_are_tried_at_once_and_give_what_they_give_one_by_one(
    shop: Warehouse, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [Bench(MODEL, "m", shop, clock).try_out(plan) for plan in grouped()]
    meet, real = threading.Barrier(2), trying.run

    def met(*arguments: Any, **named: Any) -> Any:
        meet.wait(60)  # breaks where the second never comes beside the first
        return real(*arguments, **named)

    monkeypatch.setattr(trying, "run", met)
    bench = Bench(MODEL, "m", shop, clock)
    bench.ahead([*grouped(), *grouped()])
    assert bench.statements == len(GROUPS)
    monkeypatch.setattr(trying, "run", None)
    for plan, one in zip(grouped(), alone, strict=True):
        tried = bench.try_out(plan)
        assert isinstance(tried, Tried) and isinstance(one, Tried) and tried.result.rows() == one.result.rows()


def test_no_more_is_tried_at_once_than_is_left_and_cancelling_ends_all(
    shop: Warehouse, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(MODEL, "m", shop, clock, allowance=Allowance(statements=3))
    bench.ahead(grouped())
    assert bench.statements == 3
    assert isinstance(bench.try_out(grouped()[2]), Tried) and isinstance(bench.try_out(grouped()[3]), Refused)
    bench = Bench(MODEL, "m", shop, clock)

    def cancelled(*arguments: Any, cancel: CancelToken, **named: Any) -> None:
        cancel.cancel()
        cancel.raise_if_cancelled()

    monkeypatch.setattr(trying, "run", cancelled)
    with pytest.raises(Cancelled):
        bench.ahead(grouped())


def test_an_allowance_ends_the_trying(shop: Warehouse, clock: Clock) -> None:
    bench = Bench(MODEL, "m", shop, clock, allowance=Allowance(statements=5))
    outline = make_outline("sales", "report", bench)
    assert bench.statements <= 5 and outline.parts
    few = make_outline("sales", "report", Bench(MODEL, "m", shop, clock, allowance=Allowance(parts=3)))
    assert len(few.parts) == 3


def test_it_can_be_cancelled(shop: Warehouse, clock: Clock) -> None:
    token = CancelToken()
    seen: list[str] = []

    def say(label: str, detail: str, fraction: float) -> None:
        seen.append(detail)
        if len(seen) == 4:
            token.cancel()

    with pytest.raises(Cancelled):
        make_outline("sales", "report", Bench(MODEL, "m", shop, clock, cancel=token), say=say)


def test_a_period_without_data_is_refused_with_the_days_that_the_data_has(shop: Warehouse, clock: Clock) -> None:
    with pytest.raises(Refused) as refused:
        make("sales in 1999", shop, clock)
    assert refused.value.code == "outside_data" and "2026" in refused.value.message


def test_a_comparison_is_made_only_where_the_period_before_has_data(shop: Warehouse, clock: Clock) -> None:
    early = make(f"sales in {_first_year(shop, clock)}", shop, clock)
    for part in early.parts:
        assert part.figure.query is not None and part.figure.query.compare is None


def _first_year(shop: Warehouse, clock: Clock) -> int:
    return Bench(MODEL, "m", shop, clock).spans["orders.ordered_at"].first.year


def test_a_part_is_moved_dropped_and_renamed(shop: Warehouse, clock: Clock) -> None:
    outline = make("sales", shop, clock)
    first, second = outline.parts[:2]
    assert outline.moved(first.id, 1).parts[:2] == (second, first)
    assert outline.moved(first.id, -5).parts == outline.parts
    assert first.id not in {part.id for part in outline.without(first.id).parts}
    renamed = outline.renamed(second.id, "Ours")
    assert (renamed.parts[1].title, renamed.parts[1].chart.title) == ("Ours", "Ours")
    with pytest.raises(NotFound):
        outline.without("part-99")


def test_an_outline_as_json_has_queries_and_sentences_and_no_rows(shop: Warehouse, clock: Clock) -> None:
    told = outline_json(make("sales", shop, clock))
    assert {part["role"] for part in told["parts"]} >= {"number", "trend", "ranking"}
    assert all(part["query"] and part["headline"] and "data" not in part for part in told["parts"])


def test_tables_that_may_not_be_used_are_in_no_part(shop: Warehouse, clock: Clock) -> None:
    allowed = ("orders", "channels")
    topic = Topic("orders")
    outline = planned_outline(topic, "orders", "report", Bench(MODEL, "m", shop, clock, tables=allowed))
    for part in outline.parts:
        for column in part.tried.compiled.columns:
            assert column.field is None or column.field.split(".")[0] in {*allowed, *(m.name for m in MODEL.measures)}


def test_an_empty_table_says_nothing(shop: Warehouse) -> None:
    bench = Bench(MODEL, "m", shop, Clock(date(2026, 11, 22)))
    query = make("revenue by country", shop, bench.clock).parts[-1].figure.query
    assert query is not None
    tried = bench.try_out(query)
    assert isinstance(tried, trying.Tried)
    nothing = replace(tried.result, data=tried.result.data.slice(0, 0))
    single = replace(tried.result, data=tried.result.data.slice(0, 1))
    assert trying.tells_nothing("ranking", "table", tried.compiled, nothing) == "No rows fit."
    assert "only one" in (trying.tells_nothing("ranking", "table", tried.compiled, single) or "")
    assert trying.tells_nothing("ranking", "table", tried.compiled, tried.result) is None


def test_a_group_that_has_nothing_any_more_is_part_of_a_change_and_may_have_moved_most(
    shop: Warehouse, clock: Clock
) -> None:
    query = SemanticQuery.model_validate(
        {
            "measures": ["orders.order_count"],
            "dimensions": ["customers.segment"],
            "time": {"range": {"from": "2026-08-01", "to": "2026-09-01"}},
            "compare": {"range": {"from": "2026-07-01", "to": "2026-08-01"}},
        }
    )
    tried = Bench(MODEL, "m", shop, clock).try_out(query)
    assert isinstance(tried, Tried)
    names = tried.result.columns
    rows = {names[0]: ["Online", "Stores"], names[1]: [7, None], names[2]: [5, 400]}
    gone = replace(tried, result=replace(tried.result, data=pa.table(rows)))
    assert trying.tells_nothing("change", "chart", gone.compiled, gone.result) is None
    assert gone.narrative.change == "Most changed: Stores, from 400 to none."
    new = {**rows, names[1]: [7, 400], names[2]: [5, None]}
    came = replace(tried, result=replace(tried.result, data=pa.table(new)))
    assert came.narrative.change == "Most changed: Stores, from none to 400."


def test_a_question_for_an_outline_is_about_its_period_and_conditions(
    shop: Warehouse, clock: Clock, values: ValueIndex
) -> None:
    outline = make("revenue where country is Germany", shop, clock, "dashboard", values)
    asked = SemanticQuery(measures=("order_count",))
    fitting = outline.within(asked, MODEL)
    assert fitting.filters == outline.shared and fitting.time is not None and fitting.time.range == outline.date_range
    own = SemanticQuery.model_validate({"measures": ["order_count"], "time": {"range": {"this": "year"}}})
    assert outline.within(own, MODEL).time == own.time
    assert outline.within(fitting, MODEL) == fitting


def test_a_dashboard_with_a_part_of_another_period_has_no_range_of_its_own(shop: Warehouse, clock: Clock) -> None:
    outline = make("revenue", shop, clock, "dashboard")
    board = composed(outline, MODEL)
    assert isinstance(board, DashboardContent) and board.date_range == outline.date_range is not None
    part = outline.parts[0]
    other = SemanticQuery.model_validate({"measures": ["revenue"], "time": {"range": {"this": "year"}}})
    figure = part.figure.model_copy(update={"query": other})
    mixed = composed(outline.with_part(replace(part, id="other", figure=figure)), MODEL)
    assert isinstance(mixed, DashboardContent) and mixed.date_range is None


def test_each_measure_is_split_by_what_was_asked_of_it(shop: Warehouse, clock: Clock) -> None:
    outline = make("revenue by country, top 10 products by revenue and returns by reason", shop, clock)
    titles = [part.title for part in outline.parts]
    assert {"Revenue by country", "Top 10 products by revenue", "Returns by return reason"} <= set(titles)
    assert not any("Revenue by return reason" in title for title in [*titles, *(one.title for one in outline.left_out)])


def test_how_a_measure_is_computed_is_told_by_labels() -> None:
    model = SemanticModel.model_validate(
        {
            "name": "m",
            "tables": [
                {
                    "name": "salesorderline",
                    "source": "a",
                    "label": "Order lines",
                    "dimensions": [
                        {"name": "unitprice", "label": "Unit price", "type": "number"},
                        {"name": "qty", "label": "Quantity", "type": "number"},
                    ],
                    "measures": [
                        {"name": "paid", "aggregate": "sum", "expression": "unitprice * qty", "label": "Paid"},
                        {"name": "n", "aggregate": "count", "label": "Lines", "description": "Rows of salesorderline"},
                    ],
                }
            ],
        }
    )
    assert definition("paid", model) == "Paid: the sum of unit price * quantity of order lines."
    assert definition("n", model) == "Lines: Rows of order lines."


def test_a_description_keeps_the_words_that_fields_are_named_by() -> None:
    """A person's own words stay: only the names of tables that nobody knows are said by their labels."""
    dimension_ = {"name": "year", "type": "number", "label": "Fiscal year"}
    paid = {
        "name": "paid",
        "aggregate": "sum",
        "expression": "amount",
        "label": "Paid",
        "description": "Money of this year",
    }
    model = SemanticModel.model_validate(
        {"name": "m", "tables": [{"name": "sales", "source": "s", "dimensions": [dimension_], "measures": [paid]}]}
    )
    assert definition("paid", model) == "Paid: Money of this year."


def test_what_mostly_belongs_to_no_group_is_told_where_that_is_a_step_of_its_own() -> None:
    query = compiled(dimension("store"), measure("revenue"), measure("before", compares="revenue"))
    rows = result({"store": [None, "A", "B"], "revenue": [90, 5, 6], "before": [80, 7, 4]})
    assert trying.tells_nothing("change", "chart", query, rows) == "Most of it belongs to no store."
    assert trying.tells_nothing("change", "chart", query, rows, steps=True) is None
    gone = result({"store": [None, "A", "B", "C"], "revenue": [90, None, None, None], "before": [80, 7, 4, 5]})
    assert trying.tells_nothing("change", "chart", query, gone, steps=True) is None, "all of them came to nothing"
