"""Ratios as people read them: a percentage of what has the same unit, and where one is asked for; else a number or money."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.answer import answer, answer_json
from lunara.ask.describe import describe
from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.reply import read_plan
from lunara.ask.question import Question
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import InvalidInput
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Format, SemanticModel
from lunara.semantic.query import SemanticQuery


class Written:
    name = "written"

    def __init__(self, **query: Any) -> None:
        self._query = query

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return Planned(read_plan({"kind": "query", "query": self._query}), provider=self.name)


def ratio(of: str, by: str, **more: Any) -> dict[str, Any]:
    return {"measures": [of, by], "calculations": [{"kind": "ratio", "of": of, "by": by, "name": "ratio", **more}]}


@pytest.mark.parametrize(
    ("of", "by", "more", "label", "kind"),
    [
        ("discounts", "gross_sales", {}, "Discounts as % of gross sales", "percent"),
        ("return_count", "order_count", {}, "Returns per order", "number"),
        ("return_count", "order_count", {"percent": True}, "Returns as % of orders", "percent"),
        ("revenue", "order_count", {}, "per order", "currency"),
        ("revenue", "average_list_price", {}, "per average list price", "number"),
        ("units_sold", "floor_area", {}, "per floor area", "number"),
    ],
)
def test_a_ratio_has_the_unit_that_it_has(
    *, model: SemanticModel, clock: Clock, of: str, by: str, more: dict[str, Any], label: str, kind: str
) -> None:
    query = SemanticQuery.model_validate(ratio(of, by, **more))
    column = next(one for one in compile_query(query, model, "duckdb", clock).columns if one.name == "ratio")
    assert (column.format or Format()).kind == kind
    assert label.removesuffix("order") in column.label, column.label


def test_a_percentage_is_said_as_one(model: SemanticModel, clock: Clock, shop: Warehouse) -> None:
    done = answer(Question("discounts of gross", clock), model, shop, Written(**ratio("discounts", "gross_sales")))
    assert done.narrative is not None and done.result is not None
    value = dict(zip([one.name for one in done.compiled.columns], done.result.rows()[0], strict=True))["ratio"]  # type: ignore[union-attr]
    assert 0 < value < 1
    assert f"{value * 100:.1f}%" in done.narrative.headline, done.narrative
    assert {one["name"]: one["format"] for one in answer_json(done)["columns"]}["ratio"] == {"kind": "percent"}


def test_what_is_drawn_is_the_ratio_and_not_the_two_numbers_of_it(
    model: SemanticModel, clock: Clock, shop: Warehouse
) -> None:
    """By groups, over time, by both, and as one number, the ratio comes first; with an own scale it is drawn alone."""
    month = {"field": "time", "grain": "month"}
    for dimensions in (
        ["customers.country"],
        [month],
        [month, "customers.segment"],
        ["customers.segment", "products.brand"],
    ):
        query = {**ratio("discounts", "gross_sales"), "dimensions": dimensions}
        done = answer(Question("discounts of gross", clock), model, shop, Written(**query))
        assert done.chart is not None and done.chart.y == ("ratio",), (dimensions, done.chart)
    one = answer(Question("discounts of gross", clock), model, shop, Written(**ratio("discounts", "gross_sales")))
    assert one.chart is not None and one.chart.kind == "kpi" and one.chart.y[0] == "ratio"


def test_a_share_that_is_asked_for_is_drawn_where_it_is_no_whole(
    model: SemanticModel, clock: Clock, shop: Warehouse
) -> None:
    share = {"measures": ["revenue"], "calculations": [{"kind": "share_of_total", "of": "revenue", "name": "share"}]}
    for field in ("customers.country", "products.name"):
        done = answer(Question("share", clock), model, shop, Written(**share, dimensions=[field]))
        assert done.chart is not None and done.chart.kind in ("bar", "bar_horizontal"), done.chart
        assert done.chart.y == ("share",)


def test_the_own_planner_s_percentage_of_one_currency_is_one(
    model: SemanticModel, clock: Clock, shop: Warehouse
) -> None:
    done = answer(Question("discounts as a percentage of gross sales", clock), model, shop, OfflinePlanner())
    assert done.narrative is not None and "%" in done.narrative.headline, done.narrative


def test_what_is_asked_as_a_percentage_is_described_so(model: SemanticModel) -> None:
    query = SemanticQuery.model_validate(ratio("return_count", "order_count", percent=True))
    assert describe(query, model) == "Returns as a percentage of orders"


def test_only_a_ratio_is_told_to_be_a_percentage() -> None:
    with pytest.raises(InvalidInput, match="percentage"):
        read_plan(
            {
                "kind": "query",
                "query": {
                    "measures": ["revenue"],
                    "calculations": [{"kind": "rank", "of": "revenue", "percent": True}],
                },
            }
        )
