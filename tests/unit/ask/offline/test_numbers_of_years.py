"""Rows without a date whose year is a number: periods are conditions on it; a participle names the year that it is of."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.filters import ExistsFilter, FieldFilter, MeasureFilter, NotFilter
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

HALLS = model_of(
    table("halls", "hall_id integer, hall_name varchar, opening_year integer, capacity integer"),
    table(
        "games", "game_id integer, hall_id integer, game_name varchar, year integer, tickets integer", hall_id="halls"
    ),
    table(
        "budgets", "budget_id integer, hall_id integer, year integer, month integer, planned double", hall_id="halls"
    ),
    table("seasons", "season_id integer, hall_id integer, season_name varchar, season_year varchar", hall_id="halls"),
    table("visits", "visit_id integer, hall_id integer, visited_on date, fee double", hall_id="halls"),
)
PLAIN = ValueIndex.from_values({("seasons", "season_year"): ["2013", "2014", "2015"]})
SLASHED = ValueIndex.from_values({("seasons", "season_year"): ["2013/14", "2014/15"]})


def _planned(text: str, values: ValueIndex = PLAIN) -> Planned:
    return OfflinePlanner(values).plan(Question(text, CLOCK), HALLS)


def _query(text: str, values: ValueIndex = PLAIN) -> SemanticQuery:
    plan = _planned(text, values).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, HALLS, "duckdb", CLOCK)
    return plan


def _held(text: str, values: ValueIndex = PLAIN) -> list[tuple[str, str, tuple[object, ...]]]:
    found: list[tuple[str, str, tuple[object, ...]]] = []
    found += [(f.field, f.op, f.values) for f in _query(text, values).filters if isinstance(f, FieldFilter)]
    return found


YEAR = "games.year"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("number of games in 2014", [(YEAR, "=", (2014,))]),
        ("total tickets after 2014", [(YEAR, ">=", (2015,))]),
        ("total tickets before 2014", [(YEAR, "<=", (2013,))]),
        ("how many games between 2014 and 2016", [(YEAR, ">=", (2014,)), (YEAR, "<=", (2016,))]),
        ("total tickets in 2015 or after", [(YEAR, ">=", (2015,))]),
        ("total tickets in 2015 or earlier", [(YEAR, "<=", (2015,))]),
        ("total tickets last year by hall", [(YEAR, "=", (2024,))]),
        ("total planned in March 2024", [("budgets.year", "=", (2024,)), ("budgets.month", "=", (3,))]),
        (
            "total planned in Q2 2024",
            [("budgets.year", "=", (2024,)), ("budgets.month", ">=", (4,)), ("budgets.month", "<=", (6,))],
        ),
        ("number of seasons after 2013", [("seasons.season_year", ">=", ("2014",))]),
    ],
)
def test_a_period_is_of_the_number_of_the_year(text: str, held: list[tuple[str, str, tuple[object, ...]]]) -> None:
    assert _held(text) == held


@pytest.mark.parametrize("text", ["number of games in March 2014", "total tickets in the last 30 days", "games today"])
def test_what_is_shorter_than_a_year_is_not_known_of_a_year(text: str) -> None:
    assert not isinstance(_planned(text).plan, SemanticQuery)


def test_a_year_of_two_halves_is_neither_before_nor_after() -> None:
    assert not isinstance(_planned("number of seasons after 2013", SLASHED).plan, SemanticQuery)


def test_the_year_is_that_of_the_rows_which_a_thing_must_have() -> None:
    held = ExistsFilter(exists="games", where=(FieldFilter(field=YEAR, op="=", values=(2014,)),))
    assert _query("halls that had a game in 2014").filters == (held,)
    assert _query("halls that had no game in 2014").filters == (NotFilter.model_validate({"not": held}),)
    (counted,) = _query("how many halls had more than two games in 2014").filters
    assert isinstance(counted, MeasureFilter) and counted.where == held.where


def test_the_best_are_those_of_the_years() -> None:
    assert (YEAR, ">=", (2015,)) in _held("hall with the most games after 2014")


@pytest.mark.parametrize(
    ("text", "op", "values"),
    [
        ("halls opened after 2000", ">", (2000,)),
        ("how many halls were opened before 2009", "<", (2009,)),
        ("halls opened in 2012", "=", (2012,)),
        ("halls opened between 2000 and 2010", "between", (2000, 2010)),
    ],
)
def test_a_participle_names_its_year(text: str, op: str, values: tuple[object, ...]) -> None:
    assert _held(text) == [("halls.opening_year", op, values)]


def test_two_years_are_set_beside_each_other_and_alternatives_are_not() -> None:
    assert _query("tickets in 2014 vs 2015").dimensions == (YEAR,)
    assert _query("total tickets in 2014 or 2015").dimensions == ()


def test_a_date_is_open_on_the_side_that_is_said() -> None:
    query = _query("total fee of visits in 2024 or later")
    assert query.time is not None and query.time.range.model_dump(mode="json", by_alias=True)["from"] == "2024-01-01"
    assert query.time.range.to is None
