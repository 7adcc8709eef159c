"""Periods of which a number is so much, and whether a number went up, are read by that number and never by single rows."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_those_counted import CLOCK, MODEL


def query(text: str) -> SemanticQuery:
    made = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(made, SemanticQuery), (text, made)
    return made


@pytest.mark.parametrize(
    ("text", "grain", "op"),
    [
        ("months with more than 30 repairs", "month", ">"),
        ("which weeks had at least 30 repairs", "week", ">="),
        ("days that had fewer than 30 repairs", "day", "<"),
        ("months with repairs above 30", "month", ">"),
    ],
)
def test_periods_by_how_many_there_were(text: str, grain: str, op: str) -> None:
    made = query(text)
    assert [d.grain for d in made.dimensions if isinstance(d, DimensionRef)] == [grain]
    assert made.measures == ("repair_count",)
    assert FieldFilter(field="repair_count", op=op, values=(30,)) in made.filters


def test_the_number_of_rows_is_none_of_a_row() -> None:
    made = query("owners where the number of repairs is more than 3")
    assert FieldFilter(field="repair_count", op=">", values=(3,)) in made.filters


@pytest.mark.parametrize(
    ("text", "to"),
    [("did repairs go up in 2024?", "previous_year"), ("did repairs drop last month?", "previous_month")],
)
def test_whether_it_went_up_is_told_beside_the_period_before(text: str, to: str) -> None:
    made = query(text)
    assert made.compare is not None and made.compare.to == to


@pytest.mark.parametrize(
    "text", ["months without repairs", "months with more than 30 towns", "how many months had 30 repairs"]
)
def test_other_periods_are_not_made_up(text: str) -> None:
    assert not isinstance(OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan, SemanticQuery)
