"""Verbs that say no more than that two things, or a thing and a field of its own, belong together; others are never swallowed."""

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
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
PORTS = """
create table harbours (harbour_id integer primary key, harbour_name varchar, town varchar, facilities varchar, owner varchar);
create table boats (boat_id integer primary key, boat_name varchar, boat_type varchar, owner varchar, berth integer,
  deck integer);
create table harbours_boats (
  harbour_id integer references harbours, boat_id integer references boats, primary key (harbour_id, boat_id));
create table lenses (lens_id integer primary key, lens_name varchar, maker varchar);
create table photos (
  photo_id integer primary key, title varchar, boat_id integer references boats, lens_id integer references lenses);
create table clients (client_id integer primary key, client_name varchar);
create table covers (
  cover_id integer primary key, client_id integer references clients, cover_type varchar, started_on date);
create table claims (claim_id integer primary key, cover_id integer references covers, claimed_on date, amount double);
create table sheds (shed_id integer primary key, shed_name varchar);
create table crates (crate_id integer primary key, crate_name varchar, shed_id integer references sheds);
insert into harbours values (1, 'North harbour', 'Lund', 'crane', 'Port Authority'),
  (2, 'South harbour', 'Ystad', 'fuel', 'Bay Holdings'), (3, 'Old harbour', 'Malmo', 'crane', null);
insert into boats values (1, 'Alba', 'trawler', 'Nils', 4, 1), (2, 'Brio', 'yacht', 'Olga', 5, 2),
  (3, 'Cora', 'yacht', 'Nils', 5, 2), (4, 'Dune', 'tug', 'Olga', 6, 1);
insert into harbours_boats values (1, 1), (1, 2), (2, 2), (2, 3);
insert into lenses values (1, 'Wide', 'Lumo'), (2, 'Long', 'Fenix'), (3, 'Macro', 'Fenix');
insert into photos values (1, 'Dawn', 1, 1), (2, 'Noon', 1, 2), (3, 'Dusk', 2, 1);
insert into clients values (1, 'Ann'), (2, 'Ben'), (3, 'Cid'), (4, 'Dot');
insert into covers values (1, 1, 'hull', '2024-01-01'), (2, 2, 'hull', '2024-01-01'), (3, 1, 'cargo', '2024-02-01'),
  (4, 4, 'hull', '2024-02-01'), (5, 4, 'hull', '2024-02-01'), (6, 1, 'cargo', '2024-02-01');
insert into claims values (1, 1, '2024-05-01', 10), (2, 1, '2024-06-01', 20);
insert into sheds values (1, 'Red shed'), (2, 'Blue shed'), (3, 'Grey shed');
insert into crates values (1, 'A', 1), (2, 'B', 1), (3, 'C', 2);
"""


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, SemanticModel, ValueIndex]]:
    path: Path = tmp_path_factory.mktemp("ports") / "ports.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(PORTS)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="ports").model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


Ports = tuple[Warehouse, SemanticModel, ValueIndex]


def plan(ports: Ports, text: str) -> Plan:
    _, model, values = ports
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), model).plan


def rows(ports: Ports, text: str) -> list[tuple[object, ...]]:
    found = plan(ports, text)
    assert isinstance(found, SemanticQuery), (text, found)
    warehouse, model, _ = ports
    return run(warehouse, compile_query(found, model, "duckdb", CLOCK).sql).rows()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("harbours that are not owned by Port Authority", {"South harbour", "Old harbour"}),
        ("harbours owned by Bay Holdings", {"South harbour"}),
        ("harbours which the boat Brio visits", {"North harbour", "South harbour"}),
        ("boats that call at the harbour in Lund", {"Alba", "Brio"}),
        ("Which boats stop at more than one harbour?", {"Brio"}),
        ("boats served by no harbour", {"Dune"}),
        ("harbours served by at least two boats", {"North harbour", "South harbour"}),
        ("titles of photos taken with the lens Wide", {"Dawn", "Dusk"}),
        ("lenses not used in taking any photos", {"Macro"}),
        ("Which types of cover are chosen by more than one client?", {"hull"}),
        ("sheds containing more than one crate", {"Red shed"}),
    ],
)
def test_those_that_belong_together_are_named(ports: Ports, text: str, named: set[object]) -> None:
    assert {next(cell for cell in row if isinstance(cell, str)) for row in rows(ports, text)} == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("clients who have two or more covers but no claims", {"Dot"}),
        ("clients with at least two covers and without any claims", {"Dot"}),
        ("clients who have two or more covers but did not file any claims", {"Dot"}),
        ("clients with two or more covers without claims", {"Ann", "Dot"}),
    ],
)
def test_what_things_are_without_is_not_said_of_the_rows_that_are_counted(
    ports: Ports, text: str, named: set[object]
) -> None:
    assert {row[0] for row in rows(ports, text)} == named


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("How many different facilities are provided by the harbours?", 2),
        ("How many photos were taken with the lens Wide?", 2),
        ("How many types of cover are held by the clients?", 2),
    ],
)
def test_what_belongs_together_is_counted_once(ports: Ports, text: str, number: int) -> None:
    assert rows(ports, text) == [(number,)]


def test_things_are_counted_in_what_contains_them(ports: Ports) -> None:
    counted = {row[0]: row[-1] for row in rows(ports, "How many crates does each shed contain?")}
    assert {name: number or 0 for name, number in counted.items()} == {"Red shed": 2, "Blue shed": 1}


def test_fields_of_one_row_are_tied(ports: Ports) -> None:
    assert {row[0] for row in rows(ports, "Find the berths in which deck 2 is located")} == {5}


def test_a_field_is_listed_for_each_of_those_that_have_it(ports: Ports) -> None:
    found = {row[-1] for row in rows(ports, "facilities provided by all harbours")}
    assert found == {"crane", "fuel"}


@pytest.mark.parametrize(
    "text",
    [
        "boats owned by Port Authority",
        "harbours owned by Nils",
        "harbours rejected by the boat Brio",
        "harbours that lost the boat Brio",
        "Which boats left more than one harbour?",
        "photos deleted with the lens Wide",
        "Which boats cancelled a photo?",
        "Which types of cover are cancelled by more than one client?",
        "clients who complained about a cover",
        "sheds cleaned by more than one crate",
        "harbours reviewed by the boat Brio",
        "facilities refused by all harbours",
        "boats led by Nils",
        "Which crates manage a shed?",
        "sheds owned by more than one crate",
        "crates that supervise the Red shed",
        "boats captained by Olga",
        "the names, bases and towns of harbours",
        "the name and covers of harbours",
    ],
)
def test_a_verb_that_says_more_is_not_swallowed(ports: Ports, text: str) -> None:
    assert not isinstance(plan(ports, text), SemanticQuery)


CHOIRS = """
create table singers (singer_id integer primary key, singer_name varchar, voice varchar);
create table choirs (choir_id integer primary key, choir_name varchar, leader varchar, owner varchar);
create table member_of_choir (singer_id integer references singers, choir_id integer references choirs, seat varchar);
create table concerts (
  concert_id integer primary key, choir_id integer references choirs, hall varchar, organiser varchar);
create table films (film_id integer primary key, film_title varchar, director varchar, genre varchar);
create table actors (actor_id integer primary key, actor_name varchar);
create table casts (
  film_id integer references films, actor_id integer references actors, primary key (film_id, actor_id));
create table dogs (dog_id integer primary key, dog_name varchar, trainer varchar, approved_by varchar);
create table pages (page_id integer primary key, page_title varchar, editor varchar);
create table wards (ward_id integer primary key, ward_name varchar);
create table doctors (doctor_id integer primary key, doctor_name varchar, ward_id integer references wards);
insert into singers values (1, 'Ada', 'alto'), (2, 'Bo', 'bass'), (3, 'Cy', 'bass');
insert into choirs values (1, 'Dawn choir', 'Nils', 'Smith'), (2, 'Dusk choir', 'Olga', 'City');
insert into member_of_choir values (1, 1, 'A1'), (2, 1, 'A2'), (3, 2, 'B1');
insert into concerts values (1, 1, 'Great hall', 'Smith'), (2, 2, 'Old hall', 'Nils');
insert into films values (1, 'Sea', 'Ivo', 'crime'), (2, 'Sky', 'Una', 'drama');
insert into actors values (1, 'Pia'), (2, 'Rut');
insert into casts values (1, 1), (2, 2);
insert into dogs values (1, 'Rex', 'Tom', 'Pat'), (2, 'Fido', 'Tim', 'Ray');
insert into pages values (1, 'Home', 'Kim'), (2, 'News', 'Lee');
insert into wards values (1, 'East ward'), (2, 'West ward');
insert into doctors values (1, 'Who', 1), (2, 'No', 1);
"""


@pytest.fixture(scope="module")
def choirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    path: Path = tmp_path_factory.mktemp("choirs") / "choirs.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(CHOIRS)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="choirs").model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


@pytest.mark.parametrize(
    "text",
    [
        "singers who visited the Dawn choir",
        "choirs visited by Ada",
        "choirs which require singers",
        "actors who visited films",
        "actors who entered films",
        "actors needed by films",
    ],
)
def test_members_of_a_thing_do_not_come_by(choirs: Ports, text: str) -> None:
    assert not isinstance(plan(choirs, text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "singers who lead a choir",
        "singers who manage a choir",
        "singers who own a choir",
        "singers who train a choir",
        "choirs that employ singers",
        "actors who own films",
        "actors led by Ivo",
        "doctors who handle a ward",
        "doctors who host a ward",
        "doctors who train a ward",
    ],
)
def test_members_of_a_thing_do_not_have_the_say(choirs: Ports, text: str) -> None:
    assert not isinstance(plan(choirs, text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "films shown by Ivo",
        "films affected by Ivo",
        "films protected by Ivo",
        "films covered by Ivo",
        "films represented by Ivo",
        "films used by Ivo",
        "films based on Ivo",
        "genres covered by Ivo",
        "dogs affected by Tom",
        "dogs supported by Pat",
        "pages supported by Kim",
        "pages caused by Kim",
        "pages owned by Kim",
        "choirs supported by Smith",
        "concerts managed by Nils",
        "concerts owned by Nils",
    ],
)
def test_who_did_one_thing_did_not_do_another(choirs: Ports, text: str) -> None:
    assert not isinstance(plan(choirs, text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("films directed by Ivo", {"Sea"}),
        ("films made by Ivo", {"Sea"}),
        ("dogs approved by Pat", {"Rex"}),
        ("dogs assigned to Tom", {"Rex"}),
        ("pages edited by Kim", {"Home"}),
        ("choirs conducted by Nils", {"Dawn choir"}),
        ("choirs owned by Smith", {"Dawn choir"}),
        ("singers led by Nils", {"Ada", "Bo"}),
        ("singers who sing in the Dawn choir", {"Ada", "Bo"}),
        ("actors who appear in Sea", {"Pia"}),
        ("wards that employ doctors", {"East ward"}),
    ],
)
def test_what_the_field_or_the_rows_tell_is_said(choirs: Ports, text: str, named: set[object]) -> None:
    assert {next(cell for cell in row if isinstance(cell, str)) for row in rows(choirs, text)} == named


def test_who_conducts_is_not_who_organises(choirs: Ports) -> None:
    found = plan(choirs, "concerts conducted by Nils")
    assert not isinstance(found, SemanticQuery) or "organiser" not in str(found)


PARKS = model_of(
    table("parks", "park_id integer, park_name varchar, keeper varchar"),
    table("contracts", "contract_id integer, park_id integer, approved_by varchar", park_id="parks"),
    table("tools", "tool_id integer, tool_name varchar, manufacturer varchar"),
)
WHO = ValueIndex.from_values(
    {
        ("parks", "keeper"): ["Kim", "Lee"],
        ("contracts", "approved_by"): ["Kim", "Lee"],
        ("tools", "manufacturer"): ["Acme"],
    }
)


def _about(text: str) -> Plan:
    return OfflinePlanner(WHO).plan(Question(text, Clock(date(2025, 6, 18))), PARKS).plan


def test_a_manufacturer_has_made_it() -> None:
    found = _about("tools made by Acme")
    assert isinstance(found, SemanticQuery)
    assert [f.field for f in found.filters if isinstance(f, FieldFilter)] == ["tools.manufacturer"]


@pytest.mark.parametrize("verb", ["held", "kept"])
def test_the_keeper_of_a_park_holds_no_contract_of_it(verb: str) -> None:
    assert not isinstance(_about(f"contracts {verb} by Kim"), SemanticQuery)
