"""The sample shop's reviewed model: it validates, fits the warehouse, and every measure of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.sample import make_sample
from lunara.connect.sample.schema import statements
from lunara.connect.warehouse import Warehouse
from lunara.errors import FanOut
from lunara.guard import read_only
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.drift import check_model
from lunara.semantic.model import DerivedMeasure
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model, sample_model_text
from lunara.semantic.validate import validate_model
from lunara.semantic.yaml import load_model

CLOCK = Clock(date(2026, 11, 22))
MODEL = sample_model()
MEASURES = [f"{t.name}.{m.name}" for t in MODEL.tables for m in t.measures] + [m.name for m in MODEL.measures]
DIMENSIONS = [(f"{t.name}.{d.name}", d.type) for t in MODEL.tables for d in t.dimensions]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = make_sample(tmp_path_factory.mktemp("shop") / "shop.duckdb", today=CLOCK.today, scale=0.02)
    warehouse = open_url(f"duckdb://{path}")
    yield warehouse
    warehouse.close()


def rows(shop: Warehouse, query: dict[str, Any]) -> list[tuple[Any, ...]]:
    compiled = compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK)
    return run(shop, compiled.sql).rows()


def plain(shop: Warehouse, sql: str) -> Any:
    return run(shop, read_only(sql, "duckdb")).rows()[0][0]


def test_it_validates_and_fits_the_warehouse(shop: Warehouse) -> None:
    assert validate_model(MODEL) == []
    assert [finding for finding in check_model(MODEL, Runner(shop, record=None)) if finding.level == "error"] == []


def test_the_shipped_text_is_the_model() -> None:
    assert load_model(sample_model_text()) == MODEL


def test_every_field_is_described_or_named_for_people() -> None:
    for table in MODEL.tables:
        assert table.label and table.description, table.name
        for field in (*table.dimensions, *table.measures):
            assert field.hidden or field.label, f"{table.name}.{field.name}"
    assert all(measure.label and measure.format for measure in MODEL.measures)
    modelled = {(table.source or "").removeprefix("main.") for table in MODEL.tables}
    assert {name for name, _, _ in statements()} - modelled == {"product_prices"}


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_value(shop: Warehouse, measure: str) -> None:
    ((value,),) = rows(shop, {"measures": [measure]})
    assert value is not None
    assert value > 0


@pytest.mark.parametrize(("dimension", "kind"), DIMENSIONS)
def test_every_dimension_can_be_listed(shop: Warehouse, dimension: str, kind: str) -> None:
    asked: Any = {"field": dimension, "grain": "year"} if kind == "time" else dimension
    assert rows(shop, {"dimensions": [asked], "distinct": True, "limit": 5})


def test_sample_values_are_in_the_data(shop: Warehouse) -> None:
    for table in MODEL.tables:
        for dimension in table.dimensions:
            if dimension.sample_values and table.name != "staff":
                there = {
                    value
                    for (value,) in rows(shop, {"dimensions": [f"{table.name}.{dimension.name}"], "distinct": True})
                }
                assert set(dimension.sample_values) <= there, f"{table.name}.{dimension.name}"


@pytest.mark.parametrize("verified", MODEL.verified_questions, ids=lambda v: v.question)
def test_verified_questions_run(shop: Warehouse, verified: Any) -> None:
    assert rows(shop, verified.query)


def test_figures_agree_with_hand_written_sql(shop: Warehouse) -> None:
    revenue = plain(shop, "SELECT sum(line_total) FROM order_items WHERE line_status <> 'cancelled'")
    assert rows(shop, {"measures": ["revenue"]}) == [(revenue,)]
    by_country = rows(shop, {"measures": ["revenue"], "dimensions": ["customers.country"]})
    assert sum(value for _, value in by_country) == revenue, "orphans keep their rows"
    orders = plain(shop, "SELECT count(*) FROM orders WHERE status <> 'cancelled'")
    ((value,),) = rows(shop, {"measures": ["average_order_value"]})
    assert value == pytest.approx(float(revenue) / orders)
    stock = plain(
        shop,
        "SELECT sum(units_on_hand) FROM inventory WHERE snapshot_date = (SELECT max(snapshot_date) FROM inventory)",
    )
    assert rows(shop, {"measures": ["units_in_stock"]}) == [(stock,)]


def test_chasm_and_fan_out_change_no_total(shop: Warehouse) -> None:
    alone = {
        name: rows(shop, {"measures": [name]})[0][0] for name in ("revenue", "payments_received", "refunds", "ad_spend")
    }
    together = rows(shop, {"measures": list(alone), "dimensions": [{"field": "time", "grain": "year"}]})
    for position, name in enumerate(alone, 1):
        assert sum(row[position] or 0 for row in together) == alone[name], name
    with pytest.raises(FanOut):
        rows(shop, {"measures": ["shipping_income"], "dimensions": ["products.name"]})


@pytest.mark.parametrize(
    "more",
    [
        {"offset": {"count": 1, "grain": "year"}},
        {"offset": {"to_start_of": "month"}},
        {"window": {"last": 30, "grain": "day", "period_agg": "average"}},
        {"window": {"to_date": "month", "period_agg": "first"}},
    ],
    ids=str,
)
def test_a_measure_that_has_no_value_without_a_period_is_tried_by_one(shop: Warehouse, more: dict[str, Any]) -> None:
    def checked(*measures: dict[str, Any]) -> list[tuple[str, str]]:
        added = tuple(DerivedMeasure.model_validate(measure) for measure in measures)
        model = MODEL.model_copy(update={"measures": (*MODEL.measures, *added)})
        return [(finding.code, finding.item) for finding in check_model(model, Runner(shop, record=None))]

    moved = {"name": "revenue_elsewhen", "expression": "revenue", **more}
    growth = {"name": "growth", "expression": "revenue / revenue_elsewhen - 1"}
    assert checked(moved, growth) == checked()
    wrong = {"name": "wrong", "expression": "revenue_elsewhen + nothing"}
    assert ("cannot_run", "measure:wrong") in checked(moved, growth, wrong)
    assert ("cannot_run", "measure:growth") not in checked(moved, growth, wrong)
