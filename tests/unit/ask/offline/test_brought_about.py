"""Verbs by which one thing brings about another: what is theirs by the key, and never another deed."""

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
TOWN = """
create table designers (designer_id integer primary key, designer_name varchar, country varchar);
create table halls (hall_id integer primary key, hall_name varchar, style varchar, built_year integer,
  designer_id integer references designers);
create table towers (tower_id integer primary key, tower_name varchar, height integer, designer_id integer references designers);
create table clients (client_id integer primary key, client_name varchar, city varchar);
create table clerks (clerk_id integer primary key, clerk_name varchar);
create table grievances (grievance_id integer primary key, raised_on date, client_id integer references clients,
  clerk_id integer references clerks, tower_id integer references towers);
create table reviewers (reviewer_id integer primary key, reviewer_name varchar);
create table reports (report_id integer primary key, report_name varchar, created_year integer,
  reviewer_id integer references reviewers);
create table clinics (clinic_id integer primary key, clinic_name varchar);
create table nurses (nurse_id integer primary key, nurse_name varchar, employer_clinic_id integer references clinics);
create table store_groups (store_group_id integer primary key, store_group_name varchar);
create table village_stores (village_store_id integer primary key, village_store_name varchar,
  store_group_id integer references store_groups);
insert into designers values (1, 'Ada', 'Norway'), (2, 'Bo', 'Chile'), (3, 'Cleo', 'Chile'), (4, 'Dan', 'Peru');
insert into halls values (1, 'Red hall', 'brick', 1901, 1), (2, 'Blue hall', 'brick', 1950, 2), (3, 'Oak hall', 'wood', 1950, 2);
insert into towers values (1, 'North', 80, 2), (2, 'South', 90, 3), (3, 'East', 100, 2), (4, 'West', 70, 2);
insert into clients values (1, 'Mia', 'Lund'), (2, 'Nils', 'Lund'), (3, 'Olga', 'Ystad');
insert into clerks values (1, 'Per'), (2, 'Rut');
insert into grievances values (1, '2025-01-01', 1, 1, 1), (2, '2025-02-01', 1, 2, 2), (3, '2025-03-01', 3, 1, 1);
insert into clinics values (1, 'Harbour clinic'), (2, 'Park clinic');
insert into nurses values (1, 'Ulf', 1), (2, 'Vera', 1), (3, 'Wim', 2);
insert into store_groups values (1, 'Sunny'), (2, 'Rainy');
insert into village_stores values (1, 'Mill store', 1), (2, 'Hill store', 1), (3, 'Lake store', 2);
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
    return OfflinePlanner(town[2]).plan(Question(text, CLOCK), town[1]).plan


def rows(town: Town, text: str) -> list[tuple[object, ...]]:
    found = plan(town, text)
    assert isinstance(found, SemanticQuery), (text, found)
    return [tuple(row) for row in run(town[0], compile_query(found, town[1], "duckdb", CLOCK).sql).rows()]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What are the names of the designers who have ever built a hall?", {"Ada", "Bo"}),
        ("designers who have never built a hall", {"Cleo", "Dan"}),
        ("Which designers built no tower?", {"Ada", "Dan"}),
        ("Which designers constructed at least 3 towers?", {"Bo"}),
        ("What is the id, name and country of the designer who built most halls?", {"Bo"}),
        ("names of halls built by Chilean designers", {"Blue hall", "Oak hall"}),
        ("What are the distinct styles of halls that are built by Chilean or Norwegian designers?", {"brick", "wood"}),
        ("names of the towers by Chilean designers", {"North", "South", "East", "West"}),
        ("Which clients have filed a grievance?", {"Mia", "Olga"}),
        ("Which clients never filed a grievance?", {"Nils"}),
        ("Which clinic hires the most nurses?", {"Harbour clinic"}),
        ("Which clerks took a grievance?", {"Per", "Rut"}),
    ],
)
def test_a_verb_of_bringing_about_names_the_key(town: Town, text: str, named: set[object]) -> None:
    texts = {v for row in rows(town, text) for v in row if isinstance(v, str)}
    assert texts - {"Norway", "Chile", "Peru"} == named


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("How many halls were built by each designer?", {("Ada", 1), ("Bo", 2)}),
        ("How many towers did each designer build?", {("Bo", 3), ("Cleo", 1)}),
        ("How many grievances were filed by each client?", {("Mia", 2), ("Olga", 1)}),
    ],
)
def test_what_was_brought_about_is_counted(town: Town, text: str, number: set[tuple[object, object]]) -> None:
    assert {(row[0], row[-1]) for row in rows(town, text)} == number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Count the number of stores the group Sunny has.", 2),
        ("How many stores does the group Rainy have?", 1),
    ],
)
def test_an_article_begins_another_thing(town: Town, text: str, count: int) -> None:
    assert rows(town, text) == [(count,)]


def test_the_year_of_a_deed_keeps_its_verb(town: Town) -> None:
    assert {row[0] for row in rows(town, "halls built after 1940")} == {"Blue hall", "Oak hall"}
    assert {row[0] for row in rows(town, "halls built in 1901")} == {"Red hall"}


@pytest.mark.parametrize(
    "text",
    [
        "designers who demolished a hall",
        "halls demolished by Chilean designers",
        "Which designers visited a tower?",
        "Which clerks filed a grievance?",
        "Which clerks built a grievance?",
        "Which clients withdrew a grievance?",
        "Which clinics fired a nurse?",
        "Which clinics built a nurse?",
        "Which towers built a grievance?",
        "Which reviewers created a report?",
        "Which designers did not build any tower in a brick row?",
        "Which designers did not build any tower of brick?",
    ],
)
def test_another_deed_is_not_swallowed(town: Town, text: str) -> None:
    assert not isinstance(plan(town, text), SemanticQuery)
