"""What is said of each row that is counted is no total of a group, is of these rows alone, and keeps its "or more"."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

HALLS = model_of(
    table("people", "people_id integer, name varchar, age double, hometown varchar"),
    table("dancers", "dancer_id integer, points double", dancer_id="people"),
    table("halls", "hall_id integer, hall_name varchar, town varchar, seats integer, opening_year integer"),
)


@pytest.mark.parametrize(
    "text",
    ["towns with at least two halls with seats above 300", "which towns have more than 2 halls with over 300 seats"],
)
def test_a_number_of_each_is_no_total(text: str) -> None:
    found = plan(HALLS, text)
    assert isinstance(found, Refusal)


def test_a_total_that_is_said_is_compared() -> None:
    found = plan(HALLS, "towns with at least two halls and total seats above 300")
    assert isinstance(found, SemanticQuery)
    assert {f.field for f in found.filters if isinstance(f, FieldFilter)} >= {"total_seats"}


@pytest.mark.parametrize("text", ["average age of dancers", "What is the average age of all dancers?"])
def test_those_who_are_people_are_not_all_people(text: str) -> None:
    found = plan(HALLS, text)
    assert isinstance(found, SemanticQuery)
    assert [f.exists for f in found.filters if isinstance(f, ExistsFilter)] == ["dancers"]


def test_people_are_all_of_them() -> None:
    found = plan(HALLS, "average age of people")
    assert isinstance(found, SemanticQuery) and not found.filters


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("how many halls with opening year 1990 or later", ">="),
        ("how many halls with opening year 1990 or earlier", "<="),
        ("number of halls with seats 300 or more", ">="),
        ("number of halls with seats 300 or fewer", "<="),
    ],
)
def test_or_later_is_never_lost(text: str, op: str) -> None:
    found = plan(HALLS, text)
    assert isinstance(found, SemanticQuery)
    assert [f.op for f in found.filters if isinstance(f, FieldFilter)] == [op]


@pytest.mark.parametrize(
    "text",
    [
        "What are the seats for the halls?",
        "What are the seats for halls whose name contains 'Old'?",
        "What distinct towns are there?",
    ],
)
def test_what_each_has_is_listed(text: str) -> None:
    """No average and no number of different ones is asked for."""
    found = plan(HALLS, text)
    assert isinstance(found, SemanticQuery)
    assert not found.measures and found.dimensions
