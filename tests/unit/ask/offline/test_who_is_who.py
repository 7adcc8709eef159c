"""Who and what is meant where the data has no such name, and what stays refused because others may be meant."""

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
PRESS = """
create table publishers (publisher_id integer primary key, name varchar, founder varchar, manager varchar, seat varchar,
  income double);
create table weeklies (weekly_id integer primary key, title varchar, editor varchar, pages integer,
  publisher_id integer references publishers, kind_id integer references kinds);
insert into publishers values (1, 'Northpress', 'Ida Ek', 'Bo By', 'Lund', 50), (2, 'Sunbooks', 'Per Ask', 'Bo By', 'Oslo', 90);
insert into weeklies values (1, 'Garden', 'Thorne', 20, 1, 1), (2, 'Kitchen', 'Thorne', 40, 2, 1),
  (3, 'Harbour', 'Lind', 60, 2, 2);
"""
KINDS = """
create table kinds (kind_id integer primary key, kind_description varchar);
insert into kinds values (1, 'leisure'), (2, 'trade');
"""
WORK = """
create table people (person_id integer primary key, person_name varchar, age integer);
create table offices (office_id integer primary key, office_name varchar, turnover integer);
create table employment (person_id integer references people, office_id integer references offices,
  primary key (person_id, office_id));
create table suppliers (supplier_id integer primary key, supplier_name varchar);
create table distributors (distributor_id integer primary key, distributor_name varchar);
insert into people values (1, 'Ada', 30), (2, 'Bo', 40), (3, 'Cleo', 50);
insert into offices values (1, 'East', 100), (2, 'West', 300);
insert into employment values (1, 1), (2, 2), (1, 2);
"""

World = tuple[Warehouse, SemanticModel, ValueIndex]


def _world(path: Path, sql: str) -> Iterator[World]:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name=path.stem).model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _world(tmp_path_factory.mktemp("press") / "press.duckdb", KINDS + PRESS)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _world(tmp_path_factory.mktemp("work") / "work.duckdb", WORK)


def plan(world: World, text: str) -> Plan:
    return OfflinePlanner(world[2]).plan(Question(text, CLOCK), world[1]).plan


def values(world: World, text: str) -> set[object]:
    """All that the answer shows."""
    found = plan(world, text)
    assert isinstance(found, SemanticQuery), (text, found)
    return {v for row in run(world[0], compile_query(found, world[1], "duckdb", CLOCK).sql).rows() for v in row}


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("Who is the founder of Sunbooks?", "Per Ask", "Ida Ek"),
        ("What is the seat of the company whose founder is Ida Ek?", "Lund", "Oslo"),
        ("What are the names of companies with income between 40 and 60?", "Northpress", "Sunbooks"),
        ("Find the founder of the company whose name begins with the letter 'S'.", "Per Ask", "Ida Ek"),
        ("What are the titles of weeklies whose title contains the German word 'arbo'?", "Harbour", "Garden"),
        ("What is the highest pages of the editor named 'Thorne'?", 40, 60),
        ("What are the titles of the weeklies described as trade?", "Harbour", "Garden"),
        ("What are the different editor names?", "Lind", "Harbour"),
    ],
)
def test_who_is_meant(press: World, text: str, shown: object, hidden: object) -> None:
    found = values(press, text)
    assert shown in found
    assert hidden not in found


def test_employees_are_those_with_an_employment(work: World) -> None:
    assert {"Ada", "Bo"} < values(work, "Show the names of employees that work for offices with turnover over 200")
    assert "Cleo" not in values(work, "Show the names of offices and of employees")


@pytest.mark.parametrize(
    "text",
    [
        "How many employees are there?",
        "How many employees does each office have?",
        "How many companies are there?",
        "names of companies",
    ],
)
def test_others_may_be_meant(work: World, text: str) -> None:
    assert not isinstance(plan(work, text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "How many companies were created by Bo By?",
        "titles of weeklies whose title contains the last word 'Garden'",
        "Who is the owner of Sunbooks?",
        "weeklies described as shiny",
    ],
)
def test_what_nothing_tells_is_not_answered(press: World, text: str) -> None:
    assert not isinstance(plan(press, text), SemanticQuery)
