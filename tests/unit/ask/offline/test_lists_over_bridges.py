"""Lists of two things that rows of a third bring together, what such a list goes by, and the verbs that only tie two things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex, build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2025, 6, 18))
PARISHES = """
create table parish (parish_id integer primary key, parish_name varchar, inhabitants integer);
create table flood (flood_id integer primary key, flood_name varchar, deaths integer);
create table flooded_parish (
  flood_id integer references flood, parish_id integer references parish, primary key (flood_id, parish_id));
create table council (council_id integer primary key, warden varchar, shield varchar, parish_id integer references parish);
create table rose_contest (
  contest_id integer primary key, theme varchar, held_in integer, host_parish_id integer references parish);
create table grower (grower_id integer primary key, grower_name varchar, age integer);
create table contest_record (
  contest_id integer references rose_contest, grower_id integer references grower, place integer,
  primary key (contest_id, grower_id));
create table critic (critic_id integer primary key, critic_name varchar, age integer);
create table dish (dish_id integer primary key, title varchar, cost integer);
create table tasting_assignment (
  critic_id integer references critic, dish_id integer references dish, primary key (critic_id, dish_id));
create table stall (stall_id integer primary key, stall_name varchar, sponsor varchar, parish_id integer references parish);
create table client (client_id integer primary key, first_name varchar, last_name varchar);
create table account (
  account_id integer primary key, account_name varchar, remark varchar, client_id integer references client);
create table pilot (pilot_id integer primary key, pilot_name varchar, age integer);
create table glider (glider_id integer primary key, model varchar);
create table pilot_record (
  record_id integer primary key, pilot_id integer references pilot, glider_id integer references glider, day date);
insert into parish values (1, 'Ash', 900), (2, 'Elm', 5000), (3, 'Oak', 40);
insert into flood values (1, 'Anna', 12), (2, 'Bert', 3);
insert into flooded_parish values (1, 1), (1, 2), (2, 2);
insert into council values (1, 'Mrs Fry', 'lion', 1), (2, 'Mr Gow', 'bear', 2), (3, 'Mrs Hay', 'swan', 2);
insert into rose_contest values (1, 'red', 2010, 2), (2, 'old', 2011, 1), (3, 'red', 2012, 2);
insert into grower values (1, 'Ida', 40), (2, 'Joe', 50);
insert into contest_record values (1, 1, 1), (1, 2, 2), (3, 1, 1);
insert into critic values (1, 'Kim', 60), (2, 'Lou', 30);
insert into dish values (1, 'Stew', 12), (2, 'Tart', 6);
insert into tasting_assignment values (1, 1), (1, 2), (2, 2);
insert into stall values (1, 'Jam', 'Acme', 1), (2, 'Tea', 'Acme', 2), (3, 'Hay', 'Brix', 2);
insert into client values (1, 'Ann', 'Ek'), (2, 'Per', 'Ask');
insert into account values (1, 'main', 'old', 1), (2, 'spare', 'new', 1), (3, 'main', 'new', 2);
insert into pilot values (1, 'Max', 28), (2, 'Ned', 44);
insert into glider values (1, 'Swift'), (2, 'Rook');
insert into pilot_record values (1, 1, 1, '2024-05-01'), (2, 2, 1, '2024-05-02'), (3, 2, 2, '2024-05-03');
"""


@pytest.fixture(scope="module")
def parishes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, SemanticModel, ValueIndex]]:
    path: Path = tmp_path_factory.mktemp("parishes") / "parishes.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(PARISHES)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="parishes").model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


Parishes = tuple[Warehouse, SemanticModel, ValueIndex]


def plan(parishes: Parishes, text: str) -> Plan:
    return OfflinePlanner(parishes[2]).plan(Question(text, CLOCK), parishes[1]).plan


def texts(parishes: Parishes, text: str) -> list[tuple[str, ...]]:
    """The texts of each row of the answer, in order of the rows."""
    found = plan(parishes, text)
    assert isinstance(found, SemanticQuery), (text, found)
    rows = run(parishes[0], compile_query(found, parishes[1], "duckdb", CLOCK).sql).rows()
    return [tuple(sorted(v for v in row if isinstance(v, str))) for row in rows]


TASTED = [("Kim", "Stew"), ("Kim", "Tart"), ("Lou", "Tart")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("What are the names of critics and the dish titles that they taste?", TASTED),
        ("For each critic, return the age and the title of the dish.", TASTED),
        (
            "For each council, show the name and the inhabitants of the parish",
            [("Ash",), ("Elm",), ("Elm",)],
        ),
        (
            "Show the wardens and the names of parish they belong to",
            [("Ash", "Mrs Fry"), ("Elm", "Mr Gow"), ("Elm", "Mrs Hay")],
        ),
        ("Find the wardens who are from parishes with inhabitants above 1000", [("Mr Gow",), ("Mrs Hay",)]),
        ("For each council, find its shield and parish name", [("Ash", "lion"), ("Elm", "bear"), ("Elm", "swan")]),
        (
            "Show the names of pilots and models of the gliders they have flown with",
            [("Max", "Swift"), ("Ned", "Rook"), ("Ned", "Swift")],
        ),
        (
            "What are the names of floods and the parishes they affected?",
            [("Anna", "Ash"), ("Anna", "Elm"), ("Bert", "Elm")],
        ),
        ("What are the names of the flooded parishes?", [("Ash",), ("Elm",)]),
    ],
)
def test_things_that_other_rows_pair_are_listed_beside_each_other(
    parishes: Parishes, text: str, rows: list[tuple[str, ...]]
) -> None:
    assert sorted(texts(parishes, text)) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Show the names of critics in descending order of the cost of the dish they taste",
            [("Kim",), ("Kim",), ("Lou",)],
        ),
        (
            "Show the names of critics and the titles of dishes in ascending order of the age of the critic",
            [("Lou", "Tart"), ("Kim", "Stew"), ("Kim", "Tart")],
        ),
    ],
)
def test_a_list_of_pairs_goes_by_a_field_of_either(parishes: Parishes, text: str, rows: list[tuple[str, ...]]) -> None:
    found = texts(parishes, text)
    assert found[0] == rows[0]
    assert sorted(found) == sorted(rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Show the themes of contests with host parishes having inhabitants larger than 1000", [("red",), ("red",)]),
        ("What are the models of the gliders flown by pilots younger than 30", [("Swift",)]),
        ("What are the names of parishes affected by floods with more than 10 deaths?", [("Ash",), ("Elm",)]),
    ],
)
def test_a_list_has_one_row_for_each_thing(parishes: Parishes, text: str, rows: list[tuple[str, ...]]) -> None:
    assert sorted(texts(parishes, text)) == rows


def test_records_of_contests_are_not_called_contests(parishes: Parishes) -> None:
    record = next(t for t in parishes[1].tables if t.name == "contest_record")
    assert record.label == "Contest records"
    assert not {"contest", "contests"} & set(record.synonyms)


@pytest.mark.parametrize(
    "text",
    [
        "Show the names of pilots and models of the gliders they have crashed",
        "What are the names of critics and the dishes that they rejected?",
        "What are the names of parishes spared by floods?",
        "Show the names of critics and the dish titles that they refused",
    ],
)
def test_verbs_that_tell_of_something_else_are_not_passed_over(parishes: Parishes, text: str) -> None:
    assert not isinstance(plan(parishes, text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Which sponsor has sponsored the greatest number of stalls?", [("Acme",)]),
        ("Which sponsors have sponsored more than one stall?", [("Acme",)]),
        ("Return the name and deaths of the flood that affected the most parishes", [("Anna",)]),
        ("Which parishes are free of floods?", [("Oak",)]),
    ],
)
def test_deeds_are_told_by_who_does_them_and_by_what_they_tie(
    parishes: Parishes, text: str, rows: list[tuple[str, ...]]
) -> None:
    assert sorted(texts(parishes, text)) == rows


@pytest.mark.parametrize(
    "text",
    [
        "What are the full names of clients with the account name 900?",
        "Which sponsor has cancelled the most stalls?",
    ],
)
def test_names_of_other_rows_and_other_deeds_are_not_taken(parishes: Parishes, text: str) -> None:
    assert not isinstance(plan(parishes, text), SemanticQuery)
