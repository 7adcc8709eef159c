"""Attributes said by other words than their names, slips in words of the grammar, and two things with the count of one."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.filters import FieldFilter
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

CLUB = model_of(
    table("coachs", "coach_id integer, coach_name varchar, age integer, town varchar, weight double"),
    table("drills", "drill_id integer, title varchar, sport varchar"),
    table("holdings", "holding_id integer, coach_id integer, drill_id integer", coach_id="coachs", drill_id="drills"),
    table("arenas", "arena_id integer, arena_name varchar, capacity integer"),
    table("games", "game_id integer, arena_id integer, played_on date", arena_id="arenas"),
)
VALUES = ValueIndex.from_values({("coachs", "town"): ["Oslo", "Moss"], ("drills", "sport"): ["rowing"]})


def _planned(text: str) -> Planned:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), CLUB)


def _query(text: str) -> SemanticQuery:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, CLUB, "duckdb", CLOCK)
    return plan


@pytest.mark.parametrize(
    ("text", "field", "op", "values"),
    [
        ("coachs aged 32 or 33", "coachs.age", "in", (32, 33)),
        ("coachs aged over 30", "coachs.age", ">", (30,)),
        ("coachs aged between 30 and 40", "coachs.age", "between", (30, 40)),
        ("coachs who are 45 years old", "coachs.age", "=", (45,)),
        ("coachs that are at least 33 years old", "coachs.age", ">=", (33,)),
        ("coachs older than 30 years", "coachs.age", ">", (30,)),
        ("coachs with a greater weight than 70", "coachs.weight", ">", (70,)),
        ("how many coachs have a lower weight than 70", "coachs.weight", "<", (70,)),
    ],
)
def test_an_attribute_is_called_by_its_name(text: str, field: str, op: str, values: tuple[object, ...]) -> None:
    assert [(f.field, f.op, f.values) for f in _query(text).filters if isinstance(f, FieldFilter)] == [
        (field, op, values)
    ]


def test_a_model_without_ages_is_not_asked_for_them() -> None:
    assert not isinstance(_planned("arenas aged 30").plan, SemanticQuery)
    assert not isinstance(_planned("games that are 3 years old").plan, SemanticQuery)


def test_towns_shared_by_some_are_those_that_have_so_many() -> None:
    query = _query("towns shared by at least two coachs")
    assert query.dimensions == ("coachs.town",)
    assert FieldFilter(field="coach_count", op=">=", values=(2,)) in query.filters


@pytest.mark.parametrize(
    ("text", "slip", "right"),
    [
        ("show arenas in acsending order of capacity", "acsending", "ascending"),
        ("most commmon town of coachs", "commmon", "common"),
        ("number of diferent towns of coachs", "diferent", "different"),
    ],
)
def test_a_slip_in_a_word_of_the_grammar_is_mended_and_told(text: str, slip: str, right: str) -> None:
    planned = _planned(text)
    assert isinstance(planned.plan, SemanticQuery), planned.plan
    assert planned.plan == _query(text.replace(slip, right))
    assert any(slip in note and right in note for note in planned.notes)


@pytest.mark.parametrize("text", ["tower capacity", "coachs in Ascendig", "arenas starring Ann"])
def test_another_word_is_no_slip(text: str) -> None:
    assert not isinstance(_planned(text).plan, SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "coachs and the number of drills they hold",
        "names of coachs and the number of drills",
        "coachs and their number of drills",
        "what are the names of coachs and how many drills do they have",
    ],
)
def test_a_thing_and_the_count_of_another_is_for_each_of_them(text: str) -> None:
    query = _query(text)
    (measure,) = query.measures
    assert isinstance(measure, InlineMeasure) and (measure.table, measure.expression) == ("holdings", "drill_id")
    assert "coachs.coach_name" in query.dimensions


def test_a_thing_and_the_count_of_its_own_rows_is_for_each_of_them() -> None:
    assert _query("arenas and the number of games they had").dimensions[:1] == ("arenas.arena_name",)
    told = _query("title and sport of all drills and the number of coachs in each drill")
    assert {"drills.title", "drills.sport"} <= set(told.dimensions)


def test_things_in_an_order_are_listed_not_added_up() -> None:
    query = _query("arenas in descending order of capacity")
    assert not query.measures and [(o.field, o.direction) for o in query.order_by] == [("arenas.capacity", "desc")]
    (named,) = _query("arena names in descending alphabetical order").order_by
    assert (named.field, named.direction) == ("arenas.arena_name", "desc")
