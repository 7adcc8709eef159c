"""References that only the way of naming gives away, at a confidence that says so, and names that look alike and are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.run import Runner
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.graph import Graph
from lunara.semantic.model import SemanticModel
from tests.unit.draft.live import duck
from tests.unit.draft.styles import catalog_in


def _model(**tables: str) -> SemanticModel:
    """Drafted from names and types; each table as `column type, column type`."""
    made = []
    for name, text in tables.items():
        columns = tuple(Column(column.split()[0], column.split()[1]) for column in text.split(", "))
        made.append(Table("main", name, columns))
    return draft_model(Catalog("duckdb", tuple(made)), name="x").model


def _joins(model: SemanticModel) -> dict[str, float]:
    return {f"{r.from_table}.{r.from_columns[0]} {r.to_table}": r.confidence for r in model.relationships}


def test_text_called_like_a_table_without_names_is_its_key() -> None:
    model = _model(
        radio_station="id varchar, country varchar, language varchar",
        programme="id int, title varchar, station varchar",
        jingle="id int, title varchar, station varchar",
    )
    found = _joins(model)
    assert set(found) == {"programme.station radio_station", "jingle.station radio_station"}
    assert all(0.7 <= sure < 0.8 for sure in found.values())


@pytest.mark.parametrize(
    "stations",
    [
        "id varchar, name varchar, country varchar",
        "id varchar, station_name varchar, country varchar",
        "id varchar, station varchar, country varchar",
        "id varchar, station_code varchar, country varchar",
        "id varchar, first_name varchar, last_name varchar",
    ],
)
def test_text_called_like_a_table_with_names_may_be_the_name(stations: str) -> None:
    assert _joins(_model(stations=stations, programme="id int, title varchar, station varchar")) == {}


def test_two_roles_of_a_thing_known_by_a_code() -> None:
    ports = "harbor_code varchar, harbor_name varchar, country varchar"
    found = _joins(_model(harbors=ports, voyages="voyage_no int, source_harbor varchar, dest_harbor varchar"))
    assert set(found) == {"voyages.source_harbor harbors", "voyages.dest_harbor harbors"}
    assert all(0.7 <= sure < 0.8 for sure in found.values())
    # one alone, or one that is no role, may as well be a name
    assert _joins(_model(harbors=ports, voyages="voyage_no int, dest_harbor varchar, ship varchar")) == {}
    assert _joins(_model(harbors=ports, voyages="voyage_no int, pretty_harbor varchar, dest_harbor varchar")) == {}


@pytest.mark.parametrize("value", ["code", "name"])
def test_values_tell_whether_a_role_holds_the_code(tmp_path: Path, value: str) -> None:
    warehouse = duck(
        tmp_path,
        f"""
        create table harbors as select 'H' || i as harbor_code, 'Port ' || i as harbor_name from range(12) r(i);
        create table voyages as select i as voyage_no, a.harbor_{value} as source_harbor, b.harbor_{value} as dest_harbor
        from range(40) r(i) join harbors a on a.harbor_code = 'H' || (i % 12)
        join harbors b on b.harbor_code = 'H' || (i * 5 % 12);
        """,
    )
    try:
        draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    finally:
        warehouse.close()
    assert len(draft.model.relationships) == (2 if value == "code" else 0)
    assert all(r.confidence >= 0.8 for r in draft.model.relationships)


def test_what_a_row_is_called_refers_to_nothing() -> None:
    found = _joins(_model(carriers="uid int, carrier varchar, country varchar", trips="carrier varchar, trip_day date"))
    assert not [join for join in found if join.startswith("carriers.")]


@pytest.mark.parametrize(
    ("pairs", "columns"),
    [
        ("friend", "pupil_id int, friend_id int"),
        ("friends", "friend_id int, pupil_id int, since date"),
        ("likes", "pupil_id int, liked_id int"),
        ("follows", "follower_id int, followed_id int"),
    ],
)
def test_both_of_a_pair_of_one_kind_are_rows_of_the_only_table_there_is(pairs: str, columns: str) -> None:
    model = _model(scholar="id int, name varchar, grade int", **{pairs: columns})
    names = [c.split()[0] for c in columns.split(", ") if c.endswith(" int")]
    found = _joins(model)
    assert set(found) == {f"{pairs}.{name} scholar" for name in names}
    assert all(0.7 <= sure < 0.75 for sure in found.values())
    table = model.table(pairs)
    assert table is not None
    assert set(table.primary_key) in (set(), set(names))


def test_the_other_of_a_pair_is_of_the_table_that_one_names() -> None:
    found = _joins(
        _model(
            users="id int, name varchar",
            posts="id int, title varchar, user_id int",
            friends="user_id int, friend_id int",
        )
    )
    assert set(found) == {"posts.user_id users", "friends.user_id users", "friends.friend_id users"}
    assert found["friends.user_id users"] > 0.9 > found["friends.friend_id users"] > 0.7


def test_a_pair_is_not_guessed_where_several_tables_can_be_meant() -> None:
    two = {"scholar": "id int, name varchar", "school": "id int, name varchar"}
    assert _joins(_model(**two, friend="pupil_id int, friend_id int")) == {}
    # of different kinds, and more than a pair
    assert _joins(_model(scholar="id int, name varchar", visits="session_id int, browser_id int")) == {}
    assert _joins(_model(scholar="id int, name varchar", friend="pupil_id int, friend_id int, city varchar")) == {}


def test_a_pair_of_one_kind_pairs(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        """
        create table scholar as select 1000 + i as id, 'S' || i as name from range(30) r(i);
        create table friend as select 1000 + i as pupil_id, 1000 + (i * 7 + j) % 30 as friend_id
        from range(30) r(i), range(1, 3) s(j);
        """,
    )
    try:
        model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    finally:
        warehouse.close()
    assert {r.from_columns for r in model.relationships} == {("pupil_id",), ("friend_id",)}
    assert {r.cardinality for r in model.relationships} == {"many_to_one"}
    friend = model.table("friend")
    assert friend is not None and friend.primary_key == ("pupil_id", "friend_id")
    assert Graph(model).is_bridge("friend")


def test_letters_before_the_tables_of_a_house_are_known_beside_tables_without_them() -> None:
    tables = {
        "qrclient": "qrclientid varchar, qrclientname varchar, qrclientcity varchar, qrclientstatus varchar",
        "qrvessel": "qrvesselid varchar, qrvesselname varchar, qrvesseltype varchar, qrvesselflag varchar",
        "qrcharter": "qrchid varchar, qrchclientid varchar, qrchvesselid varchar, qrchdate date, qrchamount decimal",
        "notes": "id int, body varchar",
    }
    catalog, _ = catalog_in("snake", tables)
    elsewhere = Table("hr", "salaries", (Column("id", "int"), Column("amount", "decimal")))
    model = draft_model(replace(catalog, tables=(*catalog.tables, elsewhere)), name="x").model
    assert [t.label for t in model.tables] == ["Clients", "Vessels", "Charters", "Notes", "Salaries"]
    assert sorted((r.from_table, r.to_table) for r in model.relationships) == [
        ("qrcharter", "qrclient"),
        ("qrcharter", "qrvessel"),
    ]


def test_tables_that_begin_alike_by_chance_keep_their_names() -> None:
    tables = dict.fromkeys(("store", "staff", "stock", "order"), "id int, city varchar")
    catalog, _ = catalog_in("snake", tables)
    assert [t.label for t in draft_model(catalog, name="x").model.tables] == ["Stores", "Staff", "Stock", "Orders"]
