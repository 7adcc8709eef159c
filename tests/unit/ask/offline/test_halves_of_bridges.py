"""Things known by half of the name of rows that pair them, and which of two such rows a participle tells of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
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
TOWN = """
create table singers (singer_id integer primary key, singer_name varchar, voice varchar);
create table choirs (choir_id integer primary key, choir_name varchar, town varchar);
create table member_of_choir (singer_id integer references singers, choir_id integer references choirs, seat varchar);
create table artists (artist_id integer primary key, artist_name varchar, gender varchar);
create table prints (print_id integer primary key, title varchar, artist_id integer references artists, score double);
create table riders (rider_id integer primary key, rider_name varchar);
create table depots (depot_id integer primary key, depot_name varchar, town varchar);
create table rider_registrations (
  rider_id integer references riders, depot_id integer references depots, since_year integer, primary key (rider_id, depot_id));
create table rentals (
  rider_id integer references riders, depot_id integer references depots, year integer, total double,
  primary key (rider_id, depot_id, year));
create table vans (van_id integer primary key, van_name varchar);
create table trips (
  trip_id integer primary key, van_id integer references vans, rider_id integer references riders, left_on date);
create table plugs (plug_id integer primary key, plug_name varchar);
create table sockets (socket_id integer primary key, socket_name varchar);
create table plug_compatible_sockets (
  plug_id integer references plugs, socket_id integer references sockets, primary key (plug_id, socket_id));
insert into singers values (1, 'Ada', 'alto'), (2, 'Bo', 'bass'), (3, 'Cy', 'bass'), (4, 'Di', 'alto');
insert into choirs values (1, 'Dawn choir', 'Lund'), (2, 'Dusk choir', 'Ystad'), (3, 'Noon choir', 'Lund');
insert into member_of_choir values (1, 1, 'A1'), (2, 1, 'A2'), (3, 1, 'A3'), (3, 2, 'B1');
insert into artists values (1, 'Eva', 'Female'), (2, 'Finn', 'Male'), (3, 'Gia', 'Female');
insert into prints values (1, 'Lake', 1, 4), (2, 'Moor', 2, 8), (3, 'Reed', 1, 6);
insert into riders values (1, 'Hal'), (2, 'Ida'), (3, 'Jon');
insert into depots values (1, 'East depot', 'Lund'), (2, 'West depot', 'Ystad'), (3, 'Far depot', 'Ystad');
insert into rider_registrations values (1, 1, 2020), (2, 1, 2021);
insert into rentals values (1, 2, 2024, 10), (3, 1, 2024, 20);
insert into vans values (1, 'Blue'), (2, 'Grey');
insert into trips values (1, 1, 1, '2024-02-01'), (2, 1, 2, '2024-02-02');
insert into plugs values (1, 'P1'), (2, 'P2'), (3, 'P3');
insert into sockets values (1, 'S1'), (2, 'S2');
insert into plug_compatible_sockets values (1, 1), (2, 1), (2, 2);
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, SemanticModel, ValueIndex]]:
    path: Path = tmp_path_factory.mktemp("town") / "town.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TOWN)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="town").model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


Town = tuple[Warehouse, SemanticModel, ValueIndex]


def plan(town: Town, text: str) -> Plan:
    _, model, values = town
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), model).plan


def rows(town: Town, text: str) -> list[tuple[object, ...]]:
    found = plan(town, text)
    assert isinstance(found, SemanticQuery), (text, found)
    warehouse, model, _ = town
    return run(warehouse, compile_query(found, model, "duckdb", CLOCK).sql).rows()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("members of the Dawn choir", {"Ada", "Bo", "Cy"}),
        ("names of the bass members of the Dawn choir", {"Bo", "Cy"}),
        ("Which choirs have more than two members?", {"Dawn choir"}),
        ("artists who have produced prints", {"Eva", "Finn"}),
        ("prints produced by female artists", {"Lake", "Reed"}),
        ("depots that do not have any registered riders", {"West depot", "Far depot"}),
        ("plugs that are not compatible with any socket", {"P3"}),
        ("plugs not compatible with the socket S2", {"P1", "P3"}),
        ("plugs compatible with the socket S2", {"P2"}),
    ],
)
def test_those_that_belong_together_are_named(town: Town, text: str, named: set[object]) -> None:
    assert {next(cell for cell in row if isinstance(cell, str)) for row in rows(town, text)} == named


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("How many members does the Dusk choir have?", 1),
        ("How many people have a membership in the Dawn choir?", 3),
        ("What is the average score of prints produced by female artists?", 5),
        ("How many plugs are not compatible with any socket?", 1),
    ],
)
def test_those_that_belong_together_are_counted(town: Town, text: str, number: float) -> None:
    assert rows(town, text) == [(number,)]


@pytest.mark.parametrize(
    "text",
    [
        "former members of the Dawn choir",
        "How many people left the Dawn choir?",
        "prints destroyed by female artists",
        "prints bought by female artists",
        "depots without any banned riders",
        "plugs not sold with any socket",
        "Which riders own a van?",
        "vans possessed by more than one rider",
        "members who resigned from the Dawn choir",
    ],
)
def test_what_says_more_is_not_swallowed(town: Town, text: str) -> None:
    assert not isinstance(plan(town, text), SemanticQuery)


def test_roads_called_alike_are_told_apart(town: Town) -> None:
    found = plan(town, "depots without any riders")
    assert isinstance(found, Refusal | Clarification)
    said = found.reason if isinstance(found, Refusal) else " ".join(o.label for o in found.options)
    assert "rider registrations" in said.lower() and "rentals" in said.lower()
