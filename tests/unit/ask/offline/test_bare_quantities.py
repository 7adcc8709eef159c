"""A bare word of a quantity is how much there was of it in all: an average is answered where one is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

_AVERAGE = {"aggregate": "avg", "expression": "litres", "label": "Average litres", "synonyms": ["litres"]}


def _model(*measures: dict[str, Any]) -> SemanticModel:
    times = [{"name": "filled_on", "type": "time"}, {"name": "pump"}, {"name": "litres", "type": "number"}]
    body = {"name": "weight_kg", "type": "number", "label": "Weight (kg)"}
    weight = {"name": "average_weight", "aggregate": "avg", "expression": "weight_kg", "label": "Average weight (kg)"}
    table = {
        "name": "fillings",
        "source": "fillings",
        "label": "Fillings",
        "primary_key": ["filling_id"],
        "default_time": "filled_on",
        "dimensions": [{"name": "filling_id", "type": "number"}, *times, body],
        "measures": [{"name": "filling_count", "aggregate": "count", "label": "Fillings"}, *measures, weight],
    }
    return SemanticModel.model_validate({"name": "pumps", "dialect": "duckdb", "tables": [table]})


AVERAGED = _model({"name": "average_litres", **_AVERAGE})
BOTH = _model(
    {"name": "average_litres", **_AVERAGE},
    {"name": "litres_filled", "aggregate": "sum", "expression": "litres", "label": "Total litres"},
)


def _plan(text: str, model: SemanticModel) -> Plan:
    return OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), model).plan


@pytest.mark.parametrize(
    "text", ["litres in 2024", "litres by pump", "litres per month in 2024", "litres of fillings in May 2024"]
)
def test_a_bare_quantity_is_asked_about_where_the_model_averages_it_only(text: str) -> None:
    plan = _plan(text, AVERAGED)
    assert isinstance(plan, Clarification)
    assert [option.label for option in plan.options] == ["Total litres", "Average litres"]
    total, average = (option.query for option in plan.options)
    assert average.measures == ("average_litres",) and total.measures != average.measures


@pytest.mark.parametrize(
    "text",
    [
        "litres in 2024",
        "litres by pump",
        "litres per month in 2024",
        "top 3 pumps by litres",
        "pumps with more than 50 litres",
    ],
)
def test_a_bare_quantity_is_its_sum_where_there_is_one(text: str) -> None:
    plan = _plan(text, BOTH)
    assert isinstance(plan, SemanticQuery) and plan.measures == ("litres_filled",)


def test_a_total_is_offered_where_the_best_are_asked_for() -> None:
    plan = _plan("top 3 pumps by litres", AVERAGED)
    assert isinstance(plan, Clarification) and plan.options[0].label == "Total litres"


@pytest.mark.parametrize("model", [AVERAGED, BOTH])
def test_a_share_is_of_the_total(model: SemanticModel) -> None:
    plan = _plan("share of litres by pump", model)
    assert isinstance(plan, SemanticQuery) and "average_litres" not in plan.measures


@pytest.mark.parametrize("model", [AVERAGED, BOTH])
@pytest.mark.parametrize("text", ["average litres by pump", "mean litres in 2024", "litres per filling"])
def test_an_average_that_is_asked_for_is_one(text: str, model: SemanticModel) -> None:
    plan = _plan(text, model)
    assert isinstance(plan, SemanticQuery) and plan.measures == ("average_litres",)


def test_the_unit_of_a_property_is_no_quantity() -> None:
    plan = _plan("weight in kg by pump", AVERAGED)
    assert isinstance(plan, SemanticQuery) and plan.measures == ("average_weight",)
