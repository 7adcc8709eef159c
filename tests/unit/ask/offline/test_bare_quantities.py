"""A bare word of a quantity is how much there was of it in all: an average is answered where one is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, table

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


PATIENTS = model_of(
    table("branches", "branch_id integer, branch_name varchar"),
    table(
        "patients", "patient_id integer, branch_id integer, registered_on date, weight_kg double", branch_id="branches"
    ),
)
BAGS = model_of(
    table("trips", "trip_id integer, trip_name varchar"),
    table("bags", "bag_id integer, trip_id integer, volume_litre double, mass_kg double", trip_id="trips"),
)
TEAMS = model_of(
    table("teams", "team_id integer, team_name varchar"),
    table(
        "calls",
        "call_id integer, team_id integer, called_on date, response_minutes double, wait_seconds integer",
        team_id="teams",
    ),
)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("weight kg of patients by branch", PATIENTS),
        ("weight in kg by branch", PATIENTS),
        ("response minutes by team", TEAMS),
        ("response minutes in 2024", TEAMS),
        ("mass kg of bags by trip", BAGS),
        ("mass kg", BAGS),
    ],
)
def test_an_average_is_never_silently_a_sum_for_the_unit_in_the_question(text: str, model: SemanticModel) -> None:
    plan = _plan(text, model)
    made = plan.measures if isinstance(plan, SemanticQuery) else ()
    averaged = {m.name for t in model.tables for m in t.measures if m.aggregate == "avg"}
    assert all(isinstance(name, str) and name in averaged for name in made), plan


def test_a_length_of_time_is_its_sum_where_there_is_one() -> None:
    plan = _plan("wait seconds by team", TEAMS)
    assert isinstance(plan, SemanticQuery) and plan.measures == ("total_wait_seconds",)


@pytest.mark.parametrize("text", ["litre by pump", "litre in 2024"])
def test_a_unit_in_the_singular_is_as_bare(text: str) -> None:
    assert isinstance(_plan(text, AVERAGED), Clarification)
    plan = _plan(text, BOTH)
    assert isinstance(plan, SemanticQuery) and plan.measures == ("litres_filled",)


@pytest.mark.parametrize("text", ["kg of bags by trip", "how many kilograms of bags by trip", "total tonnes of bags"])
def test_things_are_not_counted_where_a_unit_of_them_is_asked_for(text: str) -> None:
    plan = _plan(text, BAGS)
    assert not isinstance(plan, SemanticQuery) or "bag_count" not in plan.measures


def test_the_unit_of_what_is_compared_stands_behind_its_number() -> None:
    plan = _plan("how many bags have a mass above 20 kg", BAGS)
    assert not isinstance(plan, Refusal) or "kg" not in plan.reason
