"""What a list goes by is never lost, totals are those of each, and texts in names are looked for as they are written."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.filters import FieldFilter, OrFilter
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

CLUBS = model_of(
    table("clubs", "club_id integer, name varchar, start_year varchar, town varchar, budget double"),
    table(
        "riders",
        "rider_id integer, rider_name varchar, points integer, joined_year integer, club_id integer",
        club_id="clubs",
    ),
    table("grants", "grant_id integer, amount double, kind varchar, club_id integer", club_id="clubs"),
)
VALUES = ValueIndex.from_values({("clubs", "start_year"): ["1950", "1988", "2004"]})


def _planned(text: str) -> Planned:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), CLUBS)


def _query(text: str) -> SemanticQuery:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, CLUBS, "duckdb", CLOCK)
    return plan


def _order(query: SemanticQuery) -> list[tuple[str, str]]:
    return [(o.field, o.direction) for o in query.order_by]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("list the riders, ordered descending by points", [("riders.points", "desc")]),
        ("list the riders by ascending number of points", [("riders.points", "asc")]),
        ("list the riders ranked by points", [("riders.points", "desc")]),
        ("list the names of riders, sorted by the year they joined", [("riders.joined_year", "asc")]),
        ("list all riders ordered by joined year from the latest to the earliest", [("riders.joined_year", "desc")]),
        (
            "list the names of riders by joined year from the most recent to the oldest",
            [("riders.joined_year", "desc")],
        ),
        ("list the names of riders by joined year from early to late", [("riders.joined_year", "asc")]),
        ("names of all clubs starting with the oldest", [("clubs.start_year", "asc")]),
        ("show the towns and the number of clubs, ordered by the number of clubs", [("club_count", "asc")]),
        ("show the number of clubs by town sorted by the number of clubs", [("club_count", "asc")]),
        ("list the clubs ordered by the number of riders in descending order", [("rider_count", "desc")]),
    ],
)
def test_a_list_goes_by_what_is_said(text: str, order: list[tuple[str, str]]) -> None:
    assert _order(_query(text)) == order


@pytest.mark.parametrize(
    ("text", "measure", "keeps"),
    [
        ("list the clubs sorted by their total grant amount", "total_amount", True),
        ("list the names of clubs who have some grant sorted by their total grant amount", "total_amount", False),
        ("list the clubs sorted by their average grant amount", "avg_amount", True),
        ("list the clubs ordered by the number of riders", "rider_count", True),
    ],
)
def test_each_is_listed_once_by_what_all_of_its_rows_come_to(text: str, measure: str, keeps: bool) -> None:
    query = _query(text)
    assert [m if isinstance(m, str) else m.name for m in query.measures] == [measure]
    assert _order(query) == [(measure, "asc")]
    assert "clubs.club_id" in query.dimensions
    assert query.keep_empty is keeps


def test_values_are_listed_by_the_total_of_their_rows() -> None:
    query = _query("show all towns sorted by the total budget of their clubs")
    assert query.dimensions == ("clubs.town",)
    assert _order(query) == [("total_budget", "asc")]


def test_what_is_known_several_times_of_each_orders_nothing() -> None:
    assert isinstance(_planned("list the clubs sorted by grant amount").plan, Refusal)


@pytest.mark.parametrize(
    "text", ["what is the maximum total amount of a club?", "the highest total amount by any club"]
)
def test_the_highest_total_is_that_of_one_of_them(text: str) -> None:
    query = _query(text)
    assert query.measures == ("total_amount",)
    assert _order(query) == [("total_amount", "desc")]
    assert query.limit == 1


def test_the_highest_of_totals_needs_groups() -> None:
    assert isinstance(_planned("what is the maximum total amount?").plan, Refusal)


def test_used_by_the_most_is_one() -> None:
    query = _query("find the town that is used by the most clubs")
    assert query.dimensions == ("clubs.town",)
    assert query.limit == 1


def _texts(query: SemanticQuery) -> list[tuple[str, str, tuple[object, ...]]]:
    return [(f.field, f.op, f.values) for f in query.filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    "text",
    [
        "which riders have 'Express' in their names?",
        "riders with 'Express' in the name",
        "which riders have the word Express in their names?",
        "which riders have names that contain the word Express?",
    ],
)
def test_a_text_in_the_names_is_looked_for(text: str) -> None:
    assert _texts(_query(text)) == [("riders.rider_name", "contains", ("Express",))]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("riders with the letter M in their names", False),
        ("riders whose name contains the letter m", False),
        ("riders without the letter M in their names", True),
        ("riders who do not have the letter m in their names", True),
    ],
)
def test_a_letter_is_meant_small_and_large(text: str, denied: bool) -> None:
    (found,) = _query(text).filters
    assert isinstance(found, OrFilter) is not denied
    told = found.model_dump_json(by_alias=True)
    assert '"M"' in told and '"m"' in told
    assert ('"not"' in told) is denied


def test_small_letters_are_looked_for_in_any_case() -> None:
    (found,) = _query("riders whose name contains the word 'son'").filters
    assert isinstance(found, OrFilter)
    assert {f.values for f in found.or_ if isinstance(f, FieldFilter)} == {("son",), ("Son",), ("SON",)}


def test_what_is_no_text_stays_unknown() -> None:
    assert isinstance(_planned("which riders have spaces in their names?").plan, Refusal)
