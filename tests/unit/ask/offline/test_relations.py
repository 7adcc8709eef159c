"""Verbs of relationship name the only road between two things; verbs that tell of another deed are never swallowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.verbs import doers
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
ZOO = """
create table keepers (keeper_id integer primary key, keeper_name varchar, sex varchar, age integer, hired_on date, left_on date);
create table animals (animal_id integer primary key, animal_name varchar, species varchar, age integer);
create table keepers_animals (
  keeper_id integer references keepers, animal_id integer references animals, primary key (keeper_id, animal_id));
create table houses (house_id integer primary key, house_name varchar, town varchar, opened_year integer);
create table shows (
  show_id integer primary key, house_id integer references houses, title varchar, directed_by varchar, written_by varchar);
create table members (
  member_id integer primary key, member_name varchar, joined_on date, cancelled_on date, adviser_id integer references keepers);
create table pens (pen_id integer primary key, pen_name varchar);
create table permits (
  permit_id integer primary key, approved_by integer references keepers, lead_pen_id integer references pens);
create table permits_pens (
  permit_id integer references permits, pen_id integer references pens, primary key (permit_id, pen_id));
create table stops (stop_id integer primary key, stop_name varchar);
create table rides (
  ride_id integer primary key, origin_stop_id integer references stops, destination_stop_id integer references stops,
  started_at timestamp);
create table tickets (
  ticket_id integer primary key, ride_id integer references rides, sold_on date, channel varchar, price double);
insert into keepers values (1, 'Ada', 'F', 61, '2010-05-01', null), (2, 'Bo', 'M', 25, '2015-05-01', '2024-02-01'),
  (3, 'Cleo', 'F', 33, '2020-05-01', null);
insert into animals values (1, 'Rex', 'lion', 4), (2, 'Zed', 'lion', 70), (3, 'Gus', 'goat', 2), (4, 'Moe', 'goat', 3);
insert into keepers_animals values (1, 1), (3, 1), (1, 3), (2, 2), (2, 3);
insert into houses values (1, 'Old house', 'Lund', 1950), (2, 'New house', 'Ystad', 2012), (3, 'Last house', 'Lund', 2020);
insert into shows values
  (1, 1, 'Paws', 'Ann Ek', 'Per Ask'), (2, 1, 'Claws', 'Ann Ek', 'Ann Ek'), (3, 2, 'Jaws', 'Leo By', 'Per Ask');
insert into members values (1, 'Mia', '2020-01-01', null, 1), (2, 'Nils', '2020-01-01', '2024-03-01', 1),
  (3, 'Olga', '2021-01-01', null, 3);
insert into pens values (1, 'North pen'), (2, 'South pen');
insert into permits values (1, 1, 1), (2, 1, 2), (3, 2, 1);
insert into permits_pens values (1, 1), (1, 2), (2, 2), (3, 2);
insert into stops values (1, 'Harbour'), (2, 'Station'), (3, 'Park');
insert into rides values (1, 1, 2, '2025-05-01'), (2, 1, 3, '2025-05-02'), (3, 2, 1, '2025-06-03');
insert into tickets values (1, 1, '2025-05-01', 'app', 3), (2, 1, '2025-05-01', 'kiosk', 3), (3, 3, '2025-06-02', 'app', 4);
"""


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, SemanticModel, ValueIndex]]:
    path: Path = tmp_path_factory.mktemp("zoo") / "zoo.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ZOO)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="zoo").model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


Zoo = tuple[Warehouse, SemanticModel, ValueIndex]


def plan(zoo: Zoo, text: str) -> Plan:
    return OfflinePlanner(zoo[2], suggests=False).plan(Question(text, CLOCK), zoo[1]).plan


def rows(zoo: Zoo, text: str) -> list[tuple[object, ...]]:
    found = plan(zoo, text)
    assert isinstance(found, SemanticQuery), (text, found)
    return [tuple(row) for row in run(zoo[0], compile_query(found, zoo[1], "duckdb", CLOCK).sql).rows()]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("How many lions are raised by female keepers?", 1),
        ("How many animals are raised by keepers older than 30?", 2),
        ("How many animals are kept by keepers who are older than 60?", 2),
        ("How many animals are owned by keepers that have an age over 60?", 2),
        ("How many rides departed from Harbour?", 2),
        ("number of departures from Harbour", 2),
        ("How many arrivals are there at Harbour?", 1),
        ("How many tickets were bought via the app?", 2),
        ("How many members have left us?", 1),
        ("How many members did we lose in 2024?", 1),
        ("How many members are still with us?", 2),
        ("How many houses were opened after the year 2000?", 2),
        ("How many keepers are responsible for animals older than 50?", 1),
        ("How many rides started from Station?", 1),
        ("How many rides left Harbour?", 2),
    ],
)
def test_what_a_verb_ties_is_counted_once(zoo: Zoo, text: str, number: int) -> None:
    assert rows(zoo, text) == [(number,)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Which houses are playing a show written by Per Ask?", {"Old house", "New house"}),
        ("Which houses are not playing any show written by Per Ask?", {"Last house"}),
        ("Which houses air a show directed by Leo By?", {"New house"}),
        ("Which houses play shows written by both Per Ask and Ann Ek?", {"Old house"}),
        ("names of keepers who have raised more than one animal", {"Ada", "Bo"}),
        ("Which keeper looks after the fewest animals?", {"Cleo"}),
        ("Who directed the most shows?", {"Ann Ek"}),
        ("names of keepers who left in 2024", {"Bo"}),
        ("names of the people who keep Rex", {"Ada", "Cleo"}),
        ("Which adviser is responsible for the most members?", {"Ada"}),
        ("channels of tickets for rides that left Harbour", {"app", "kiosk"}),
    ],
)
def test_those_a_verb_ties_are_named(zoo: Zoo, text: str, named: set[object]) -> None:
    assert {next(cell for cell in row if isinstance(cell, str)) for row in rows(zoo, text)} == named


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("How many shows play at each house?", {("Old house", 2), ("New house", 1)}),
        ("For each house, how many shows play there?", {("Old house", 2), ("New house", 1)}),
        ("How many shows did each director create?", {("Ann Ek", 2), ("Leo By", 1)}),
        ("How many permits did each keeper approve?", {("Ada", 2), ("Bo", 1)}),
        ("number of shows by writer", {("Ann Ek", 1), ("Per Ask", 2)}),
        ("shows and the houses that play them", {("Paws", "Old house"), ("Claws", "Old house"), ("Jaws", "New house")}),
        (
            "houses and the shows they have played",
            {("Old house", "Paws"), ("Old house", "Claws"), ("New house", "Jaws")},
        ),
    ],
)
def test_a_verb_of_relationship_says_no_more(zoo: Zoo, text: str, pairs: set[tuple[object, object]]) -> None:
    assert {(row[0], row[-1]) for row in rows(zoo, text)} == pairs


@pytest.mark.parametrize(
    "text",
    [
        "keepers who dislike animals",
        "Which keepers lost an animal?",
        "Which houses cancelled a show?",
        "Which houses reviewed a show?",
        "How many shows did each director write?",
        "How many animals died under each keeper?",
        "How many keepers complained about an animal?",
        "How many members have not left us?",
        "How many members left a keeper?",
        "How many houses are still with us?",
        "How many animals were fed by each keeper?",
        "How many tickets complained about a ride?",
        "Which towns' houses are not playing any show written by Per Ask?",
        "What are the towns that do not have any show written by Per Ask?",
        "keepers who sold animals",
        "How many animals have left us?",
        "How many animals left in 2024?",
        "How many permits left Harbour?",
        "How many animals have not left us?",
        "How many permits did each keeper sign?",
        "How many permits does each pen hold?",
        "Which houses play shows written by Per Ask and Ann Ek?",
    ],
)
def test_a_verb_that_tells_of_another_deed_is_not_swallowed(zoo: Zoo, text: str) -> None:
    assert not isinstance(plan(zoo, text), SemanticQuery)


def test_the_account_says_what_a_verb_was_taken_for(zoo: Zoo) -> None:
    made = OfflinePlanner(zoo[2]).plan(Question("How many shows play at each house?", CLOCK), zoo[1])
    assert {u.text: u.as_ for u in made.understood}["play"] == "what ties Shows and Houses"
    assert "play" not in made.ignored


def test_those_who_did_it_are_called_after_their_deed() -> None:
    assert doers("painted_by") == ("painter",)
    assert doers("approved_by") == ("approver",)
    assert doers("order_by") == doers("nearby") == ()
