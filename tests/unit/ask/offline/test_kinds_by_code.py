"""Kinds that a code table explains stand for the rows that carry the code; conditions of a follow-up are of those rows too."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, table

CLOCK = Clock(date(2025, 6, 18))
YARD = model_of(
    table("grades", "grade_cd varchar, descr varchar"),
    table("states", "state_cd varchar, descr varchar"),
    table("depots", "depot_id integer, depot_name varchar, town varchar"),
    table("clients", "client_id integer, client_name varchar, town varchar"),
    table(
        "crew",
        "crew_id integer, crew_name varchar, grade_cd varchar, depot_id integer, started_on date",
        grade_cd="grades",
        depot_id="depots",
    ),
    table(
        "jobs",
        "job_id integer, crew_id integer, client_id integer, state_cd varchar, job_date date, fee double",
        crew_id="crew",
        client_id="clients",
        state_cd="states",
    ),
    table(
        "boats",
        "boat_id integer, boat_name varchar, state_cd varchar, depot_id integer",
        state_cd="states",
        depot_id="depots",
    ),
    table(
        "visits",
        "visit_id integer, depot_id integer, client_id integer, visit_date date",
        depot_id="depots",
        client_id="clients",
    ),
    table("parts", "part_id integer, part_name varchar"),
    table("part_lines", "part_line_id integer, part_id integer, quantity integer, sold_on date", part_id="parts"),
)
VALUES = ValueIndex.from_values(
    {
        ("grades", "descr"): ["Rigger", "Welder", "Deck hand"],
        ("states", "descr"): ["Done", "Write off", "Open"],
        ("depots", "town"): ["Hull", "Leith"],
        ("clients", "town"): ["Hull", "Dover"],
        ("parts", "part_name"): ["Anchor", "Winch"],
    }
)


def _planned(text: str, *before: str) -> Planned:
    planner, history = OfflinePlanner(VALUES), ()
    for earlier in before:
        history = (*history, Turn(earlier, planner.plan(Question(earlier, CLOCK, history), YARD).plan))
    return planner.plan(Question(text, CLOCK, history), YARD)


def _query(text: str, *before: str) -> SemanticQuery:
    plan = _planned(text, *before).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, YARD, "duckdb", CLOCK)
    return plan


def _held(query: SemanticQuery) -> list[tuple[str, tuple[object, ...]]]:
    return [(f.field, f.values) for f in query.filters if hasattr(f, "field") and f.op in ("=", "in")]


@pytest.mark.parametrize("text", ["number of welders", "how many welders do we have", "How many welders are there?"])
def test_the_rows_that_carry_a_code_are_counted_not_the_codes(text: str) -> None:
    query = _query(text)
    assert query.measures == ("crew_count",)
    assert _held(query) == [("grades.descr", ("Welder",))]


@pytest.mark.parametrize("text", ["who are our riggers", "list our deck hands", "which welders started in 2024"])
def test_the_rows_that_carry_a_code_are_listed(text: str) -> None:
    query = _query(text)
    assert not query.measures
    assert "crew.crew_name" in query.dimensions


@pytest.mark.parametrize("text", ["jobs per rigger", "number of jobs by rigger", "jobs by riggers in 2024"])
def test_each_of_a_kind_is_a_group(text: str) -> None:
    query = _query(text)
    assert query.measures == ("job_count",)
    assert "crew.crew_name" in query.dimensions
    assert _held(query) == [("grades.descr", ("Rigger",))]


def test_a_second_group_of_a_kind_is_a_group_too() -> None:
    assert {"depots.depot_name", "crew.crew_name"} <= set(_query("jobs per depot and rigger").dimensions)


def test_a_kind_of_several_tables_is_asked_back() -> None:
    plan = _planned("number of write offs").plan
    assert isinstance(plan, Clarification), plan
    assert {o.label for o in plan.options} == {"Jobs", "Boats"}


@pytest.mark.parametrize("text", ["how many anchors do we have", "number of winches", "jobs per write off"])
def test_lines_of_a_quantity_and_rows_without_a_name_stand_for_nothing(text: str) -> None:
    plan = _planned(text).plan
    assert isinstance(plan, Refusal), plan


def test_a_condition_of_a_follow_up_is_nearest_to_the_rows_before() -> None:
    assert _held(_query("only those in Hull", "number of crew per grade")) == [("depots.town", ("Hull",))]
    assert _held(_query("number of crew in Hull")) == [("depots.town", ("Hull",))]


def test_a_condition_that_is_asked_back_alone_is_asked_back_in_a_follow_up() -> None:
    offered = []
    for plan in (
        _planned("number of visits in Hull").plan,
        _planned("only those in Hull", "number of visits per month").plan,
    ):
        assert isinstance(plan, Clarification), plan
        offered.append({o.label for o in plan.options})
    assert offered == [{"Town “Hull” of Depots", "Town “Hull” of Clients"}] * 2
