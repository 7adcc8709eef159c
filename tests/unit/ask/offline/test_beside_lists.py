"""Lists over two things: a row for each of the many, with the fields of the other beside it."""

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
STAGE = """
create table novels (novel_id integer primary key, title varchar, genre varchar);
create table reprints (reprint_id integer primary key, paper varchar, pages integer, novel_id integer references novels);
create table troupes (troupe_id integer primary key, troupe_name varchar, town varchar, phone varchar);
create table venues (venue_id integer primary key, venue_name varchar, phone varchar);
create table bookings (troupe_id integer references troupes, venue_id integer references venues, outcome varchar);
create table singers (singer_id integer primary key, singer_name varchar, lead_of integer references choirs);
create table choir_members (singer_id integer references singers, choir_id integer references choirs);
insert into novels values (1, 'Fog', 'crime'), (2, 'Dew', 'love'), (3, 'Ice', 'love');
insert into reprints values (1, 'thin', 100, 1), (2, 'thick', 120, 1), (3, 'thin', 90, 2);
insert into troupes values (1, 'Ravens', 'Lund', '1'), (2, 'Owls', 'Ystad', '2');
insert into venues values (1, 'Barn', '3'), (2, 'Mill', '4');
insert into bookings values (1, 1, 'full'), (1, 2, 'half'), (2, 1, 'half');
insert into singers values (1, 'Ada', 1), (2, 'Bo', 1);
insert into choir_members values (1, 1), (2, 1), (2, 2);
"""
CHOIRS = "create table choirs (choir_id integer primary key, choir_name varchar);"
CHOIR_ROWS = "insert into choirs values (1, 'High'), (2, 'Low');"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, SemanticModel, ValueIndex]]:
    path: Path = tmp_path_factory.mktemp("stage") / "stage.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(CHOIRS + CHOIR_ROWS + STAGE)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="stage").model
    yield warehouse, model, build_value_index(model, Runner(warehouse, record=None))
    warehouse.close()


Stage = tuple[Warehouse, SemanticModel, ValueIndex]


def plan(stage: Stage, text: str) -> Plan:
    return OfflinePlanner(stage[2]).plan(Question(text, CLOCK), stage[1]).plan


def texts(stage: Stage, text: str) -> list[tuple[object, ...]]:
    """The texts of each row of the answer, in order."""
    found = plan(stage, text)
    assert isinstance(found, SemanticQuery), (text, found)
    rows = run(stage[0], compile_query(found, stage[1], "duckdb", CLOCK).sql).rows()
    return sorted(tuple(sorted(v for v in row if isinstance(v, str))) for row in rows)


PAIRS = [("Barn", "Owls"), ("Barn", "Ravens"), ("Mill", "Ravens")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "What are the titles of novels and corresponding papers of reprints?",
            [("Dew", "thin"), ("Fog", "thick"), ("Fog", "thin")],
        ),
        (
            "Show the titles of novels and the paper of their reprints",
            [("Dew", "thin"), ("Fog", "thick"), ("Fog", "thin")],
        ),
        (
            "What are the paper and the genre of the novel each reprint belongs to?",
            [("crime", "thick"), ("crime", "thin"), ("love", "thin")],
        ),
        ("Show the names of troupes and of venues.", PAIRS),
        ("Show names of troupes and that of venues", PAIRS),
        ("Show names of troupes and names of venues", PAIRS),
        ("Show the name of the troupe and the name of the venue of each booking", PAIRS),
        ("For each booking, show the name of the troupe and name of the venue.", PAIRS),
        (
            "Show the names of troupes and the outcomes of bookings",
            [("Owls", "half"), ("Ravens", "full"), ("Ravens", "half")],
        ),
        (
            "Show the towns of troupes and the names of venues",
            [("Barn", "Lund"), ("Barn", "Ystad"), ("Lund", "Mill")],
        ),
    ],
)
def test_fields_of_two_things_are_listed_beside_each_other(
    stage: Stage, text: str, rows: list[tuple[object, ...]]
) -> None:
    assert texts(stage, text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "Find the phone of all troupes and venues",
        "Show the names of singers and of choirs",
        "Show the names of singers and the names of choirs",
        "Show the titles of novels and the towns of troupes",
        "What are the titles of novels without reprints and their papers?",
    ],
)
def test_a_list_that_may_be_of_other_rows_is_not_made(stage: Stage, text: str) -> None:
    assert not isinstance(plan(stage, text), SemanticQuery)
