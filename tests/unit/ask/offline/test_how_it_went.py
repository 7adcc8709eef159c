"""A question about a period alone is asked back with numbers over that period, each of which is the question itself."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef

PLANNER = OfflinePlanner()


def plan(text: str, model: SemanticModel) -> Plan:
    return PLANNER.plan(Question(text, Clock(date(2026, 11, 22))), model).plan


@pytest.mark.parametrize(
    ("text", "grain", "start"),
    [
        ("How did 2025 go?", "month", date(2025, 1, 1)),
        ("how was March 2026", "day", date(2026, 3, 1)),
        ("how did we do in 2025", "month", date(2025, 1, 1)),
        ("How has Q1 2026 been?", "month", date(2026, 1, 1)),
    ],
)
def test_numbers_of_that_period_are_offered(model: SemanticModel, text: str, grain: str, start: date) -> None:
    found = plan(text, model)
    assert isinstance(found, Clarification) and len(found.options) > 1, found
    for option in found.options:
        query = option.query
        assert query is not None and query.time is not None and query.time.range.from_ == start
        (by,) = query.dimensions
        assert isinstance(by, DimensionRef) and by.grain == grain
        assert plan(option.question, model) == query


@pytest.mark.parametrize(
    "text", ["how did revenue go in 2025?", "how is the weather", "how many orders in 2025", "how was it"]
)
def test_what_names_something_else_is_no_such_question(model: SemanticModel, text: str) -> None:
    found = plan(text, model)
    assert not isinstance(found, Clarification) or "Which number of" not in found.text
