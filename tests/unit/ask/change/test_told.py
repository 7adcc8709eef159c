"""What an explanation says and shows: the table with its total, the picture, the answer as JSON, and no figure of its own."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lunara.ask.answer import Answer, answer, answer_json, compile_plan, plan_from_json
from lunara.ask.change import told
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.told import picture_beside, without_total
from lunara.ask.plan import Refusal
from lunara.ask.planners.chosen import ChosenPlanner
from lunara.ask.question import Question
from lunara.charts.display import cell, display
from lunara.charts.draw import figure
from lunara.charts.palette import LIGHT
from lunara.connect import open_url
from lunara.connect.run import run
from lunara.connect.warehouse import Warehouse
from lunara.errors import InvalidInput
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel

CLOCK = Clock(date(2026, 11, 22))


def explained(shop: Warehouse, model: SemanticModel, measure: str = "revenue", **more: Any) -> Answer:
    change = WhyChanged.model_validate(
        {
            "measure": measure,
            "period": {"from": "2026-03-01", "to": "2026-04-01"},
            "against": {"from": "2026-02-01", "to": "2026-03-01"},
            **more,
        }
    )
    return answer(Question("Why?", CLOCK), model, shop, ChosenPlanner(change))


def table(done: Answer) -> dict[str, list[Any]]:
    assert done.result is not None
    return {name: done.result.data.column(name).to_pylist() for name in done.result.columns}


def test_the_last_row_is_the_total_of_the_others(shop: Warehouse, model: SemanticModel) -> None:
    columns = table(explained(shop, model, dimension="customers.country"))
    assert columns["member"][-1] == "Total"
    for name in ("before", "after", "change", "share_of_change"):
        assert sum(columns[name][:-1]) == columns[name][-1]


@pytest.mark.parametrize("measure", ["gross_margin", "days_to_ship", "average_order_value"])
def test_rate_and_mix_are_columns_that_add_up(shop: Warehouse, model: SemanticModel, measure: str) -> None:
    columns = table(explained(shop, model, measure, dimension="customers.country"))
    for name in ("rate_effect", "mix_effect", "change", "weight_before", "weight_after"):
        assert sum(columns[name][:-1]) == columns[name][-1]
    odd = columns.get("not_split", [Decimal(0)] * len(columns["change"]))
    for rate, mix, rest, change in zip(
        columns["rate_effect"], columns["mix_effect"], odd, columns["change"], strict=True
    ):
        assert rate + mix + rest == change
    factor = 100 if measure == "gross_margin" else 1
    assert columns["change"][-1] == (columns["after"][-1] - columns["before"][-1]) * factor


def numbers_in(text: str) -> list[str]:
    return re.findall(r"-?[$€]?\d[\d,.]*\d|\d", text)


@pytest.mark.parametrize("measure", ["revenue", "gross_margin", "order_count", "buyer_count", "average_order_value"])
def test_every_figure_is_a_cell_or_made_of_cells(shop: Warehouse, model: SemanticModel, measure: str) -> None:
    done = explained(shop, model, measure, dimension="customers.country")
    assert done.narrative is not None and done.compiled is not None and done.result is not None
    rows, columns = done.result.rows(), done.compiled.columns
    known = " ".join(cell(value, column) for row in rows for value, column in zip(row, columns, strict=True))
    before, after = rows[-1][1], rows[-1][2]
    known += " " + display(abs(after - before), columns[2].format) + " Feb 2026 Mar 2026"
    known += " " + display(abs(after - before) / abs(before), told.PARTS)
    for line in (done.narrative.headline, *done.narrative.details, *done.narrative.caveats):
        for number in numbers_in(line):
            assert number in known, (number, line)


def test_a_wrong_figure_is_not_written(shop: Warehouse, model: SemanticModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a number into a sentence, or names a cell that is not there, has it left out."""
    done = explained(shop, model, dimension="customers.country")
    real = told._headlines
    monkeypatch.setattr(
        told,
        "_headlines",
        lambda *given: [("Revenue rose by 99%.",), ("Revenue: ", told.Cell(999, 2), "."), *real(*given)],
    )
    again = explained(shop, model, dimension="customers.country")
    assert done.narrative is not None and again.narrative == done.narrative


def test_what_does_not_add_up_says_so(shop: Warehouse, model: SemanticModel) -> None:
    done = explained(shop, model, "buyer_count", dimension="customers.country")
    assert done.narrative is not None and "do not add up" in done.narrative.caveats[0]
    assert "share_of_change" not in table(done)


@pytest.mark.parametrize("measure", ["revenue", "gross_margin", "buyer_count"])
def test_the_picture_is_drawn_without_the_total(shop: Warehouse, model: SemanticModel, measure: str) -> None:
    done = explained(shop, model, measure, dimension="customers.country")
    assert done.chart is not None and done.compiled is not None and done.result is not None
    drawn = figure(done.chart, done.compiled.columns, without_total(done.result), LIGHT)
    assert drawn is not None and "Total" not in str(drawn["data"])


def test_an_answer_and_back(shop: Warehouse, model: SemanticModel) -> None:
    done = explained(shop, model)
    told_json = answer_json(done)
    plan = plan_from_json(told_json)
    assert plan == done.planned.plan and isinstance(plan, WhyChanged) and plan.dimension is not None
    behind = told_json["change"]
    assert behind["adds_up"] and behind["by"] == "sum" and behind["dimension"] == plan.dimension
    assert behind["statements"][0]["what"] == "The whole"
    assert all(one["sql"].startswith(("SELECT", "WITH")) for one in behind["statements"])
    assert len(behind["compared"]) > 3 and any("dimensions were compared" in note for note in told_json["notes"])
    again = explained(shop, model, dimension=plan.dimension)
    assert again.narrative == done.narrative


def test_a_wrong_question_is_named(model: SemanticModel) -> None:
    with pytest.raises(InvalidInput, match="period"):
        plan_from_json({"change": {"measure": "revenue"}})


def test_what_cannot_be_explained_is_a_refusal(shop: Warehouse, model: SemanticModel) -> None:
    done = explained(shop, model, "order_count", dimension="products.brand")
    assert isinstance(done.planned.plan, Refusal) and done.result is None
    done = explained(shop, model, "no_such_measure")
    assert isinstance(done.planned.plan, Refusal) and "no_such_measure" in done.planned.plan.reason


def test_both_periods_are_a_query_that_a_dashboard_can_keep(shop: Warehouse, model: SemanticModel) -> None:
    done = explained(shop, model, "gross_margin", dimension="customers.country")
    assert isinstance(done.planned.plan, WhyChanged)
    query = told.beside(done.planned.plan)
    compiled = compile_plan(query, model, shop.dialect, CLOCK)
    result = run(shop, compiled.sql)
    drawn = figure(picture_beside(compiled), compiled.columns, result, LIGHT)
    assert drawn is not None and len(drawn["data"]) == 2


def test_who_comes_to_zero_was_there(tmp_path: Path) -> None:
    """Norway's rows of February cancel out, Italy's is of zero, France has none: only France is new."""
    path = tmp_path / "facts.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table facts (id integer primary key, day date, country varchar, amount decimal(12, 2))")
        made.execute(
            "insert into facts values (1, '2026-02-03', 'Norway', 500), (2, '2026-02-04', 'Norway', -500), "
            "(3, '2026-03-04', 'Norway', 300), (4, '2026-02-04', 'Spain', 100), (5, '2026-03-04', 'Spain', 150), "
            "(6, '2026-02-05', 'Italy', 0), (7, '2026-03-05', 'Italy', 90), (8, '2026-03-05', 'France', 40)"
        )
    dimensions = [{"name": "id", "type": "number", "hidden": True}, {"name": "country"}]
    model = SemanticModel.model_validate(
        {
            "name": "m",
            "dialect": "duckdb",
            "tables": [
                {
                    "name": "facts",
                    "source": "main.facts",
                    "primary_key": ["id"],
                    "default_time": "day",
                    "dimensions": [*dimensions, {"name": "day", "type": "time", "data_type": "date"}],
                    "measures": [
                        {"name": "amount", "aggregate": "sum", "expression": "amount"},
                        {"name": "sales", "aggregate": "count"},
                    ],
                }
            ],
        }
    )
    warehouse = open_url(f"duckdb://{path}")
    done = explained(warehouse, model, "amount", dimension="facts.country")
    assert done.narrative is not None
    assert "Only in Mar 2026: France." in done.narrative.details
    assert "At 0 in Feb 2026: Norway, Italy." in done.narrative.details
    counted = explained(warehouse, model, "sales", dimension="facts.country")
    assert counted.narrative is not None
    assert "Only in Mar 2026: France." in counted.narrative.details
    assert not any(line.startswith("At ") for line in counted.narrative.details)
