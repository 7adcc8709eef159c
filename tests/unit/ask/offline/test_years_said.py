"""Years of things without a date, however the year is said, and what must hold of each of the rows of a group."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.filters import ExistsFilter, FieldFilter
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

HALLS = model_of(
    table("halls", "hall_id integer, hall_name varchar, built_year integer, seats integer, county varchar"),
    table("games", "game_id integer, hall_id integer, game_name varchar, year integer", hall_id="halls"),
    table("choirs", "choir_id integer, choir_name varchar, founded integer, members integer, style varchar"),
)
NO_VALUES = ValueIndex.from_values({})
BUILT, FOUNDED = "halls.built_year", "choirs.founded"


def _planned(text: str) -> Planned:
    return OfflinePlanner(NO_VALUES).plan(Question(text, CLOCK), HALLS)


def _query(text: str) -> SemanticQuery:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, HALLS, "duckdb", CLOCK)
    return plan


def _held(query: SemanticQuery) -> list[tuple[str, str, tuple[object, ...]]]:
    return [(f.field, f.op, f.values) for f in query.filters if isinstance(f, FieldFilter) and f.op != "is_not_null"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("which halls were constructed in year 2011 or later?", [(BUILT, ">=", (2011,))]),
        ("how many halls were constructed in 2011 or before?", [(BUILT, "<=", (2011,))]),
        ("average seats of the halls built in year 2011 or later", [(BUILT, ">=", (2011,))]),
        ("how many halls were built before the year of 2006?", [(BUILT, "<", (2006,))]),
        ("halls constructed since 2006", [(BUILT, ">=", (2006,))]),
        ("which choirs were founded after 1990?", [(FOUNDED, ">", (1990,))]),
        ("how many choirs were founded in 1990?", [(FOUNDED, "=", (1990,))]),
        ("how many choirs were founded in the year of 1990 or later?", [(FOUNDED, ">=", (1990,))]),
        ("number of games in year 2014", [("games.year", "=", (2014,))]),
    ],
)
def test_a_year_is_the_number_of_the_year_that_the_deed_names(text: str, held: list[object]) -> None:
    assert _held(_query(text)) == held


def test_the_year_that_is_compared_makes_no_groups() -> None:
    query = _query("what is the county with the most halls built in year 2010 or later?")
    assert query.dimensions == ("halls.county",)
    assert _held(query) == [(BUILT, ">=", (2010,))]


@pytest.mark.parametrize(
    "text",
    [
        "which counties have halls constructed in both 2004 and 2006?",
        "show the counties where some halls were constructed in both year 2004 and year 2006",
        "which counties have both a hall built in 2004 and a hall built in 2006?",
    ],
)
def test_groups_that_have_rows_of_either_year(text: str) -> None:
    query = _query(text)
    kinds = [m.filter for m in query.measures if isinstance(m, InlineMeasure)]
    assert kinds == ["built_year = 2004", "built_year = 2006"]
    assert query.dimensions == ("halls.county",)
    assert _held(query) == [("kind_1", ">", (0,)), ("kind_2", ">", (0,))]


def test_groups_that_have_a_row_of_this_kind_and_a_row_of_that() -> None:
    query = _query("which counties have a hall built in 2004 and a hall with more than 300 seats?")
    kinds = [m.filter for m in query.measures if isinstance(m, InlineMeasure)]
    assert kinds == ["built_year = 2004", "seats > 300"]


def test_where_rows_apart_are_is_where_both_are() -> None:
    query = _query("show the county where halls with seats above 500 and below 300 are")
    assert [m.filter for m in query.measures if isinstance(m, InlineMeasure)] == ["seats > 500", "seats < 300"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("which counties have halls with seats above 300?", [("halls.seats", ">", (300,))]),
        ("which counties have halls whose seats are above 300?", [("halls.seats", ">", (300,))]),
        (
            "which counties have a hall built before 2006 with seats above 300?",
            [(BUILT, "<", (2006,)), ("halls.seats", ">", (300,))],
        ),
        (
            "show all the counties with at least two halls with seats above 300",
            [("hall_count", ">=", (2,)), ("halls.seats", ">", (300,))],
        ),
        ("which counties have total seats above 300?", [("total_seats", ">", (300,))]),
    ],
)
def test_a_number_said_of_the_things_of_a_group_is_that_of_each(text: str, held: list[object]) -> None:
    query = _query(text)
    assert _held(query) == held
    assert query.dimensions == ("halls.county",)


def test_each_or_all_is_not_guessed() -> None:
    plan = _planned("show all counties with more than 2 halls and seats above 300").plan
    assert isinstance(plan, Refusal)
    assert "each of the" in plan.reason


COLLEGES = model_of(
    table("colleges", "college_id integer, college_name varchar, founded integer, enrolled integer, admitted integer"),
    table("leaflets", "leaflet_id integer, leaflet_title varchar, edited integer, sold integer"),
)
PARKS = model_of(
    table("parks", "park_id integer, park_name varchar, opened integer, closed integer, city varchar"),
)
LABS = model_of(table("labs", "lab_id integer, lab_name varchar, founded double, kind varchar"))
MILLS = model_of(table("mills", "mill_id integer, mill_name varchar, built_year integer, closing_year integer"))
DOGS = model_of(table("dogs", "dog_id integer, dog_name varchar, born_year integer, breed varchar"))
SHOWS = model_of(
    table("artists", "artist_id integer, artist_name varchar"),
    table("shows", "show_id integer, show_name varchar, artist_id integer, opened integer", artist_id="artists"),
)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (COLLEGES, "how many colleges admitted before 2000"),
        (COLLEGES, "colleges enrolled after 2000"),
        (COLLEGES, "how many leaflets were sold in 2020"),
        (COLLEGES, "leaflets edited in 2010"),
        (PARKS, "parks open in 2010"),
        (PARKS, "parks that are open in 2010"),
        (PARKS, "parks opening in 2010"),
        (PARKS, "parks opened or closed in 2000"),
        (PARKS, "parks opened and closed in 2000"),
        (MILLS, "mills built or closed after 2006"),
        (MILLS, "mills that open in 2006"),
        (DOGS, "dogs born in both 2010 and 2012"),
        (DOGS, "names of dogs born in both year 2010 and year 2012"),
        (DOGS, "how many dogs were born in both 2010 and 2012"),
    ],
)
def test_a_count_is_no_year_and_one_row_has_one_year(model: SemanticModel, text: str) -> None:
    assert isinstance(plan(model, text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("model", "text", "held"),
    [
        (COLLEGES, "colleges founded before 1990", [("colleges.founded", "<", (1990,))]),
        (LABS, "labs that are founded after 1990", [("labs.founded", ">", (1990,))]),
        (PARKS, "parks opened in 2010", [("parks.opened", "=", (2010,))]),
        (
            PARKS,
            "parks that opened in 2010 and closed after 2015",
            [("parks.opened", "=", (2010,)), ("parks.closed", ">", (2015,))],
        ),
        (PARKS, "parks opened in either 2010 or 2012", [("parks.opened", "in", (2010, 2012))]),
        (MILLS, "mills built after 2006", [("mills.built_year", ">", (2006,))]),
    ],
)
def test_what_is_done_once_has_its_year(model: SemanticModel, text: str, held: list[object]) -> None:
    query = plan(model, text)
    assert isinstance(query, SemanticQuery), query
    assert _held(query) == held


def test_things_that_have_a_row_of_either_year() -> None:
    query = plan(SHOWS, "artists whose shows opened in both 2004 and 2006")
    assert isinstance(query, SemanticQuery), query
    assert [f.exists for f in query.filters if isinstance(f, ExistsFilter)] == ["shows", "shows"]
