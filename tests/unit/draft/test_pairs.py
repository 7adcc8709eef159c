"""Tables that pair the rows of others, with so few rows that a column's values are different by chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.connect.run import Runner
from lunara.semantic.draft import Draft, Probe, draft_model
from lunara.semantic.graph import Graph
from tests.unit.draft.live import duck

SHORT = """
    create table office (oid bigint, name varchar);
    insert into office values (1, 'North'), (2, 'South');
    create table architect (aid bigint, homepage varchar, name varchar, oid bigint);
    insert into architect values (1, 'a.example', 'Ann', 1), (2, 'b.example', 'Bo', 2), (3, 'c.example', 'Cy', 2);
    create table client (cid bigint, homepage varchar, name varchar);
    insert into client values (1, 'x.example', 'City'), (2, 'y.example', 'Port'), (3, 'z.example', 'Fair');
    create table jury (jid bigint, homepage varchar, name varchar);
    insert into jury values (1, 'j.example', 'Steel'), (2, 'k.example', 'Wood'), (3, 'l.example', 'Glass');
    create table district (did bigint, name varchar);
    insert into district values (1, 'Old town'), (2, 'Harbour'), (3, 'Hill'), (4, 'Lake'), (5, 'Moor');
    create table project (pid bigint, title varchar, year bigint, cid bigint, jid bigint);
    insert into project values (1, 'Bridge', 2019, 1, 1), (2, 'Hall', 2020, 2, 2), (3, 'Quay', 2021, 1, 3),
        (4, 'Tower', 2021, 3, 1);
    create table designs (aid bigint, pid bigint);
    insert into designs values (1, 1), (1, 2), (2, 3), (3, 4), (2, 4);
    create table district_architect (aid bigint, did bigint);
    insert into district_architect values (1, 1), (2, 2), (3, 3);
    create table district_client (cid bigint, did bigint);
    insert into district_client values (1, 2), (2, 3), (3, 1);
    create table district_jury (did bigint, jid bigint);
    insert into district_jury values (1, 1), (2, 2), (3, 3);
    create table district_project (did bigint, pid bigint);
    insert into district_project values (1, 1), (2, 2), (1, 3), (4, 4);
"""
LONG = """
    create table students (student_id bigint, student_name varchar);
    insert into students values (1, 'Ann'), (2, 'Bo'), (3, 'Cy');
    create table courses (course_id bigint, title varchar);
    insert into courses values (7, 'Law'), (8, 'Art'), (9, 'Tax');
    create table enrolled (student_id bigint, course_id bigint);
    insert into enrolled values (1, 7), (2, 8), (3, 7);
    create table tutors (course_id bigint, student_id bigint);
    insert into tutors values (7, 1), (8, 2), (9, 3);
"""
SHORT_JOINS = {
    "architect.oid office",
    "project.cid client",
    "project.jid jury",
    "designs.aid architect",
    "designs.pid project",
    "district_architect.aid architect",
    "district_architect.did district",
    "district_client.cid client",
    "district_client.did district",
    "district_jury.did district",
    "district_jury.jid jury",
    "district_project.did district",
    "district_project.pid project",
}
LONG_JOINS = {"enrolled.student_id students", "enrolled.course_id courses"} | {
    "tutors.student_id students",
    "tutors.course_id courses",
}


def _probed(folder: Path, sql: str) -> Draft:
    warehouse = duck(folder, sql)
    try:
        return draft_model(warehouse.catalog(), name="pairs", probe=Probe(Runner(warehouse, record=None)))
    finally:
        warehouse.close()


@pytest.mark.parametrize(("sql", "joins"), [(SHORT, SHORT_JOINS), (LONG, LONG_JOINS)], ids=["short", "long"])
def test_a_pair_whose_values_differ_by_chance_stays_a_pair(tmp_path: Path, sql: str, joins: set[str]) -> None:
    draft = _probed(tmp_path, sql)
    found = {f"{r.from_table}.{','.join(r.from_columns)} {r.to_table}" for r in draft.model.relationships}
    assert found == joins
    assert {r.cardinality for r in draft.model.relationships} == {"many_to_one"}
    graph = Graph(draft.model)
    pairs = {name for name in ("designs", "enrolled", "tutors") if any(j.startswith(f"{name}.") for j in joins)}
    pairs |= {j.split(".")[0] for j in joins if j.startswith("district_")}
    assert {t.name for t in draft.model.tables if graph.is_bridge(t.name)} == pairs


def test_a_table_of_more_about_the_same_things_keeps_their_key(tmp_path: Path) -> None:
    # 24 rows whose key differs on each row and that refer to nothing else: one row of it to one of the other
    draft = _probed(
        tmp_path,
        """
        create table title as select i as tconst, 'T' || i as name from range(30) r(i);
        create table score as select i as tconst, i * 0.5 as average from range(24) r(i);
        create table likes as select i % 20 as tconst, 'u' || i as who from range(40) r(i);
        """,
    )
    keys = {t.name: t.primary_key for t in draft.model.tables}
    assert keys["title"] == ("tconst",)
    assert keys["score"] == ("tconst",)


@pytest.mark.parametrize(
    ("rest", "key"),
    [
        ("7 as house, 'Main' as street", ("shop_id",)),  # more about a shop
        ("date '2024-01-01' + i::int as visited, 5 as stars", ("shop_id", "visited")),  # what happened may happen again
        ("i % 4 as guest_id, 5 as stars, 'good' as note", ()),  # of another thing as well
        ("i as stars", ()),
    ],
)
def test_in_few_rows_a_reference_is_a_key_only_of_more_about_the_same_thing(
    tmp_path: Path, rest: str, key: tuple[str, ...]
) -> None:
    draft = _probed(
        tmp_path,
        f"""
        create table shops as select i as id, 'S' || i as name from range(15) r(i);
        create table guests as select i as id, 'G' || i as name from range(4) r(i);
        create table places as select i as shop_id, {rest} from range(12) r(i);
        """,
    )
    table = next(t for t in draft.model.tables if t.name == "places")
    assert table.primary_key == key
    road = next(r for r in draft.model.relationships if r.to_table == "shops")
    assert road.cardinality == ("one_to_one" if key == ("shop_id",) else "many_to_one")
