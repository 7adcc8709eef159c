"""How late on average: of all rows with both dates or of those that were late is asked, where the data has one such deed."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

CONSIGNMENTS = table("consignments", "consignment_id integer, promised_on date, arrived_on date, depot varchar")
MODEL = model_of(CONSIGNMENTS, table("depots", "depot_id integer, opened_on date"))
TWO = model_of(CONSIGNMENTS, table("dues", "due_id integer, billed_on date, due_on date, paid_on date"))


@pytest.mark.parametrize(
    "text",
    [
        "How late are we on average?",
        "average delay in days",
        "what is the average delay of consignments",
        "how many days late were consignments on average by depot",
    ],
)
def test_whether_early_ones_count_is_asked(text: str) -> None:
    asked = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(asked, Clarification) and len(asked.options) == 2
    conditions = []
    for option in asked.options:
        assert option.query is not None
        compile_query(option.query, MODEL, "duckdb", CLOCK)
        (measure,) = option.query.measures
        assert isinstance(measure, InlineMeasure) and measure.aggregate == "avg"
        assert measure.expression == "date_diff('day', promised_on, arrived_on)"
        assert bool(option.query.dimensions) == ("depot" in text)
        conditions.append(measure.filter)
    assert conditions == [None, "arrived_on > promised_on"]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("How late are we on average?", True),  # with goods, or with what is owed
        ("average delay of depots", False),
        ("how late are consignments cancelled on average", False),
        ("average delay of consignments of large size", False),
    ],
)
def test_how_late_is_not_guessed(text: str, both: bool) -> None:
    found = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), TWO if both else MODEL).plan
    assert not isinstance(found, SemanticQuery | Clarification)


def test_the_deed_of_the_things_that_are_named_is_meant() -> None:
    found = OfflinePlanner(suggests=False).plan(Question("average delay of dues", CLOCK), TWO).plan
    assert isinstance(found, Clarification) and "Due on to Paid on" in found.text
