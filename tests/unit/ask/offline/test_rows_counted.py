"""Rows that a measure counts under a condition are told by it: "hours without cancelled repairs"."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.model import Measure, SemanticModel
from lunara.semantic.query import FieldFilter, OrFilter, SemanticQuery
from tests.unit.ask.offline.test_those_counted import CLOCK, MODEL


def model(condition: str) -> SemanticModel:
    """Repairs with a count of those under a condition, called dropped repairs."""
    dropped = Measure(name="dropped_count", aggregate="count", filter=condition, label="Dropped repairs")
    tables = tuple(
        t.model_copy(update={"measures": (*t.measures, dropped)}) if t.name == "repairs" else t for t in MODEL.tables
    )
    return MODEL.model_copy(update={"tables": tables})


def planned(text: str, condition: str = "stage = 'Waiting'") -> object:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model(condition)).plan


@pytest.mark.parametrize("text", ["total hours without dropped repairs", "total hours excluding dropped repairs"])
def test_rows_without_a_value_are_none_of_those_left_out(text: str) -> None:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    other = FieldFilter(field="repairs.stage", op="!=", values=("Waiting",))
    assert plan.filters == (OrFilter.model_validate({"or": (other, FieldFilter(field="repairs.stage", op="is_null"))}),)


def test_the_others_of_two_conditions_are_not_told() -> None:
    assert isinstance(planned("total hours without dropped repairs", "stage = 'Waiting' and hours > 3"), Refusal)
