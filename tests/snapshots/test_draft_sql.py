"""The SQL that a draft writes itself (durations, whole names, flags): kept for each dialect, exact on the engines at hand.

`LUNARA_UPDATE_SNAPSHOTS=1 pytest tests/snapshots` writes the files anew; look at the difference before committing it.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import sqlglot

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.query import SemanticQuery
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.snapshots.shop import CLOCK, DIALECTS

FOLDER = Path(__file__).parent / "draft"
COLUMNS = {
    "calls": "call_id int, started_at timestamp, ended_at timestamp, is_missed int, vip_flag char(1)",
    "shipments": "shipment_id int, ordered_at timestamp, shipped_at timestamp, delivered_on date",
    "stays": "stay_id int, start_date date, end_date date",
    "agents": "agent_id int, first_name varchar(20), last_name varchar(20)",
}
ROWS = """
insert into calls values (1, '2024-03-01 23:50:00', '2024-03-02 00:05:00', 1, 'Y');
insert into calls values (2, '2024-03-01 08:00:00', '2024-03-01 20:30:00', 0, 'n');
insert into calls values (3, '2024-03-05 10:00:00', null, 1, 'N');
insert into calls values (4, '2024-02-28 12:00:00', '2024-03-01 12:00:00.500000', 0, 'y');
insert into shipments values (1, '2024-03-01 22:00:00', '2024-03-02 04:00:00', '2024-03-03');
insert into shipments values (2, '2024-03-01 00:00:00', '2024-03-02 18:00:00', '2024-03-03');
insert into stays values (1, '2024-02-27', '2024-03-01');
insert into stays values (2, '2024-03-01', '2024-03-02');
insert into agents values (1, 'Ann', 'Harris');
insert into agents values (2, null, 'Stone');
insert into agents values (3, null, null);
"""
ASKED: dict[str, tuple[dict[str, Any], list[tuple[Any, ...]]]] = {
    "total_duration": ({"measures": ["calls.total_duration"]}, [(60.75 + 0.5 / 3600,)]),
    "average_duration": ({"measures": ["calls.average_duration"]}, [((60.75 + 0.5 / 3600) / 3,)]),
    "days_to_ship": ({"measures": ["average_days_to_ship"]}, [(1.0,)]),
    "days_to_deliver": ({"measures": ["average_days_to_deliver"]}, [(2.0,)]),
    "length_in_days": ({"measures": ["stays.total_duration_days"]}, [(4.0,)]),
    "whole_names": ({"dimensions": ["agents.agent_id", "agents.full_name"]}, [(1, "Ann Harris"), (2, "Stone"), (3, None)]),
    "flag_of_numbers": (
        {"measures": ["call_count"], "filters": [{"field": "calls.is_missed", "op": "=", "values": [True]}]},
        [(2,)],
    ),
    "flag_of_letters": (
        {"measures": ["call_count"], "filters": [{"field": "calls.vip_flag", "op": "=", "values": [True]}]},
        [(2,)],
    ),
}  # fmt: skip


def sql_of(name: str, dialect: str) -> str:
    tables = [
        Table("", table, tuple(Column(*column.split(None, 1)) for column in text.split(", ")))
        for table, text in COLUMNS.items()
    ]
    model = draft_model(Catalog(dialect, tuple(tables)), name="calls").model
    return compile_query(SemanticQuery.model_validate(ASKED[name][0]), model, dialect, CLOCK).sql.text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_drafted_sql_is_as_kept(dialect: str) -> None:
    parts = [
        f"-- {name}\n{sqlglot.parse_one(sql_of(name, dialect), read=dialect).sql(dialect=dialect, pretty=True)}\n"
        for name in ASKED
    ]
    file, text = FOLDER / f"{dialect}.sql", "\n".join(parts)
    if os.environ.get("LUNARA_UPDATE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def _rows(name: str, dialect: str, server: EmbeddedServer | None = None) -> list[tuple[Any, ...]]:
    made = [f"create table {table} ({text})" for table, text in COLUMNS.items()]
    statements = [*made, *(line.rstrip(";") for line in ROWS.strip().splitlines())]
    if dialect == "duckdb":
        with duckdb.connect() as duck:
            for statement in statements:
                duck.execute(statement)
            return duck.execute(sql_of(name, dialect)).fetchall()
    if dialect == "sqlite":
        lite = sqlite3.connect(":memory:")
        for statement in statements:
            lite.execute(statement)
        rows = lite.execute(sql_of(name, dialect)).fetchall()
        lite.close()
        return rows
    assert server is not None
    with psycopg.connect(server.address().conninfo(ADMIN, "postgres")) as postgres:
        for statement in statements:
            postgres.execute(statement.replace("create table", "create temp table"))  # type: ignore[arg-type]
        return postgres.execute(sql_of(name, dialect)).fetchall()  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite", "postgres"])
@pytest.mark.parametrize("name", ASKED)
def test_drafted_sql_is_exact(name: str, dialect: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgres_server") if dialect == "postgres" else None
    rows, right = _rows(name, dialect, server), ASKED[name][1]
    assert len(rows) == len(right)
    for row, expected in zip(rows, right, strict=True):
        for cell, wanted in zip(row, expected, strict=True):
            assert (float(cell) == pytest.approx(wanted, rel=1e-9)) if isinstance(wanted, float) else cell == wanted
