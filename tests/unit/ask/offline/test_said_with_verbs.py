"""A verb with a preposition and a value names the field that is called after it; "are" with a number says nothing."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery, TimeFilter

CLOCK = Clock(date(2025, 6, 18))


def parcels(verb: str, date_name: str, place: str) -> SemanticModel:
    """Boxes with a day and a place of one deed, which not every box has seen."""
    return SemanticModel.model_validate(
        {
            "name": "boxes",
            "dialect": "duckdb",
            "tables": [
                {
                    "name": "boxes",
                    "source": "main.boxes",
                    "primary_key": ["box_id"],
                    "default_time": "packed_on",
                    "dimensions": [
                        {"name": "box_id", "type": "number"},
                        {"name": "packed_on", "type": "time", "label": "Packed on"},
                        {"name": date_name, "type": "time", "label": f"{verb.capitalize()} date"},
                        {"name": place, "type": "string", "sample_values": ["Norway", "Sweden"]},
                        {"name": "home_country", "type": "string", "sample_values": ["Norway", "Denmark"]},
                        {"name": "weight", "type": "number", "label": "Weight"},
                    ],
                    "measures": [{"name": "box_count", "aggregate": "count", "label": "Boxes"}],
                }
            ],
        }
    )


SHIPPED = parcels("shipped", "shipped_date", "ship_country")
STORED = parcels("stored", "stored_date", "store_country")


def plan_of(text: str, model: SemanticModel) -> object:
    return OfflinePlanner().plan(Question(text, CLOCK), model).plan


@pytest.mark.parametrize(
    ("text", "model", "field"),
    [
        ("how many boxes are shipped to Norway?", SHIPPED, "boxes.ship_country"),
        ("boxes shipped to Norway", SHIPPED, "boxes.ship_country"),
        ("how many boxes were stored in Norway?", STORED, "boxes.store_country"),
    ],
)
def test_the_verb_and_its_value_are_one_condition(text: str, model: SemanticModel, field: str) -> None:
    plan = plan_of(text, model)
    assert isinstance(plan, SemanticQuery)
    assert plan.filters == (FieldFilter(field=field, op="=", values=("Norway",)),) and plan.time is None


def test_a_share_is_of_all_rows_not_of_those_that_were_shipped() -> None:
    plan = plan_of("what percentage of our boxes is shipped to Norway?", SHIPPED)
    assert isinstance(plan, SemanticQuery) and not plan.filters


def test_a_period_behind_the_value_is_of_the_date_of_the_verb() -> None:
    plan = plan_of("how many boxes were shipped to Norway or Sweden in 2024?", SHIPPED)
    assert isinstance(plan, SemanticQuery) and isinstance(plan.time, TimeFilter)
    assert plan.time.field == "boxes.shipped_date"
    assert plan.filters == (FieldFilter(field="boxes.ship_country", op="in", values=("Norway", "Sweden")),)


@pytest.mark.parametrize("text", ["boxes shipped from Norway", "how many boxes were not shipped to Norway?"])
def test_what_the_field_does_not_say_is_refused(text: str) -> None:
    assert isinstance(plan_of(text, SHIPPED), Refusal)


@pytest.mark.parametrize("text", ["which boxes are weight?", "how many boxes are weight?"])
def test_a_number_is_no_yes_or_no(text: str) -> None:
    assert isinstance(plan_of(text, SHIPPED), Refusal)
