"""What is said of each row that is counted is no total of a group, is of these rows alone, and keeps its "or more"."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import ExistsFilter, FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

HALLS = model_of(
    table("people", "people_id integer, name varchar, age double, hometown varchar"),
    table("dancers", "dancer_id integer, points double", dancer_id="people"),
    table("halls", "hall_id integer, hall_name varchar, town varchar, seats integer, opening_year integer"),
)
WEATHER = model_of(
    table("weeks", "week_id integer, town varchar, week_start date, temperature double, pressure double"),
)


@pytest.mark.parametrize(
    "text",
    ["towns with at least two halls with seats above 300", "which towns have more than 2 halls with over 300 seats"],
)
def test_a_number_of_each_is_no_total(text: str) -> None:
    found = plan(HALLS, text)
    assert isinstance(found, SemanticQuery)
    assert [(f.op, f.values) for f in found.filters if isinstance(f, FieldFilter) and f.field == "halls.seats"] == [
        (">", (300,))
    ]
    assert found.measures == ("hall_count",)


def test_a_number_of_each_or_of_all_is_asked() -> None:
    assert isinstance(plan(HALLS, "towns with at least two halls and seats above 300"), Refusal)


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


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("the highest seats and average opening year of halls", ["max", "avg"]),
        ("maximum pressure and average temperature", ["max", "avg"]),
        ("maximum temperature and average pressure by town", ["max", "avg"]),
        ("average temperature and pressure", ["avg", "avg"]),
        ("maximum temperature and pressure", ["max", "max"]),
    ],
)
def test_each_number_is_of_its_own_kind(text: str, kinds: list[str]) -> None:
    """An average that is said is never the maximum that is said of another number before it."""
    found = plan(WEATHER if "seats" not in text else HALLS, text)
    if isinstance(found, SemanticQuery):
        assert [_kind(m) for m in found.measures] == kinds
    else:
        assert "seats" in text


@pytest.mark.parametrize(
    "text",
    [
        "Find the name of the hall that has the maximum seats.",
        "name of the hall with the maximum seats",
        "which hall has the maximum seats",
    ],
)
def test_who_has_the_maximum_is_asked(text: str) -> None:
    found = plan(HALLS, text)
    assert isinstance(found, SemanticQuery)
    assert not found.measures and found.limit == 1
    assert [(o.field, o.direction) for o in found.order_by] == [("halls.seats", "desc")]


def test_or_more_than_begins_another_comparison() -> None:
    found = plan(HALLS, "halls with seats less than 10 or seats more than 300")
    assert isinstance(found, SemanticQuery)
    assert '"op":">"' in found.model_dump_json() and '">="' not in found.model_dump_json()


def test_an_average_of_single_rows_across_them_is_one_number() -> None:
    found = plan(HALLS, "What is the average seats across halls")
    assert isinstance(found, SemanticQuery) and not found.dimensions


def test_all_that_is_known_of_a_thing_is_listed() -> None:
    found = plan(HALLS, "Show all the information about the halls")
    assert isinstance(found, SemanticQuery)
    assert {"halls.hall_name", "halls.town", "halls.seats", "halls.opening_year"} <= {
        d if isinstance(d, str) else d.field for d in found.dimensions
    }


def _kind(measure: str | InlineMeasure) -> str:
    if isinstance(measure, InlineMeasure):
        return measure.aggregate
    return next(m.aggregate for m in WEATHER.tables[-1].measures if m.name == measure)
