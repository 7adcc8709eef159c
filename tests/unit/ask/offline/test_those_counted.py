""" "How many of those are …" counts the rows of the question before, with all of its conditions and its period."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery

CLOCK = Clock(date(2025, 6, 18))
MODEL = SemanticModel.model_validate(
    {
        "name": "garage",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "owners",
                "source": "main.owners",
                "primary_key": ["owner_id"],
                "dimensions": [
                    {"name": "owner_id", "type": "number"},
                    {"name": "owner_name", "type": "string", "label": "Owner name"},
                    {"name": "town", "type": "string", "label": "Town", "sample_values": ["Oslo", "Bergen"]},
                ],
                "measures": [{"name": "owner_count", "aggregate": "count", "label": "Owners"}],
            },
            {
                "name": "repairs",
                "source": "main.repairs",
                "primary_key": ["repair_id"],
                "default_time": "received_on",
                "dimensions": [
                    {"name": "repair_id", "type": "number"},
                    {"name": "owner_id", "type": "number", "hidden": True},
                    {"name": "received_on", "type": "time", "label": "Received on"},
                    {
                        "name": "stage",
                        "type": "string",
                        "label": "Stage",
                        "sample_values": ["Waiting", "In Work", "Handed Over"],
                    },
                    {"name": "hours", "type": "number", "label": "Hours"},
                ],
                "measures": [
                    {"name": "repair_count", "aggregate": "count", "label": "Repairs"},
                    {"name": "total_hours", "aggregate": "sum", "expression": "hours", "label": "Total hours"},
                ],
            },
        ],
        "relationships": [
            {
                "name": "repairs_owner",
                "from_table": "repairs",
                "from_columns": ["owner_id"],
                "to_table": "owners",
                "to_columns": ["owner_id"],
                "cardinality": "many_to_one",
            }
        ],
    }
)


def asked(*texts: str) -> Planned:
    """The plan of the last of these questions, asked one after the other."""
    planner = OfflinePlanner()
    history: tuple[Turn, ...] = ()
    for text in texts[:-1]:
        history = (*history, Turn(text, planner.plan(Question(text, CLOCK, history), MODEL).plan))
    return planner.plan(Question(texts[-1], CLOCK, history), MODEL)


FIRST = "how many repairs in the first quarter of 2025?"


@pytest.mark.parametrize(
    "text",
    [
        "how many of those are waiting?",
        "how many of them were waiting?",
        "and how many are waiting?",
        "how many of these have stage Waiting?",
        "how many of those repairs are waiting?",
        "how many have the stage Waiting?",
    ],
)
def test_those_are_the_rows_before_in_their_period(text: str) -> None:
    before, plan = asked(FIRST).plan, asked(FIRST, text).plan
    assert isinstance(before, SemanticQuery) and before.time is not None
    condition = FieldFilter(field="repairs.stage", op="=", values=("Waiting",))
    assert plan == before.model_copy(update={"filters": (condition,)})


def test_the_rows_of_a_list_are_counted() -> None:
    plan = asked("list the repairs that are waiting", "how many of those have more than 3 hours?").plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("repair_count",) and not plan.dimensions
    assert {f.field for f in plan.filters if isinstance(f, FieldFilter)} == {"repairs.stage", "repairs.hours"}


@pytest.mark.parametrize(
    "texts",
    [
        ("total hours in 2024", "how many of those are waiting?"),
        ("total hours of repairs by town", "how many of them"),
        ("total hours of repairs by town", "and how many of those?"),
        ("top 3 owners by repairs", "how many of those are in Oslo?"),
        (FIRST, "how many of those owners are in Oslo?"),
        (FIRST, "how many of those are there?"),
        (FIRST, "number of unicorns by zodiac", "how many of those are waiting?"),
    ],
)
def test_what_is_no_row_is_not_counted(texts: tuple[str, ...]) -> None:
    assert isinstance(asked(*texts).plan, Refusal)
