"""Each dialect's SQL is kept, reads in its own dialect, and gives equal rows on the engines at hand.

`LUNARA_UPDATE_SNAPSHOTS=1 pytest tests/snapshots` writes the files anew; look at the difference before committing it.
"""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import sqlglot

from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.snapshots.shop import CLOCK, DIALECTS, MODEL, QUERIES, TABLES

FOLDER = Path(__file__).parent / "sql"
Run = Callable[[str], list[tuple[Any, ...]]]


def sql_of(name: str, dialect: str) -> str:
    return compile_query(SemanticQuery.model_validate(QUERIES[name]), MODEL, dialect, CLOCK).sql.text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_is_as_kept(dialect: str) -> None:
    update = bool(os.environ.get("LUNARA_UPDATE_SNAPSHOTS"))
    different = []
    for name in QUERIES:
        text = sqlglot.parse_one(sql_of(name, dialect), read=dialect).sql(dialect=dialect, pretty=True) + "\n"
        file = FOLDER / dialect / f"{name}.sql"
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif not file.is_file() or file.read_text(encoding="utf-8") != text:
            different.append(name)
    assert not different, f"{dialect}: {different}"
    if not update:
        assert {file.stem for file in (FOLDER / dialect).glob("*.sql")} == set(QUERIES)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_is_the_same_each_time(dialect: str) -> None:
    for name in QUERIES:
        assert sql_of(name, dialect) == sql_of(name, dialect)


def filled(execute: Callable[[str, list[Any]], Any], mark: str, text_dates: bool = False) -> None:
    for name, (columns, rows) in TABLES.items():
        execute(f"create table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})", [])
        for row in rows:
            values = [
                (v.isoformat(sep=" ") if isinstance(v, datetime) else v.isoformat())
                if text_dates and isinstance(v, date)
                else v
                for v in row
            ]
            execute(f"insert into {name} values ({', '.join(mark for _ in row)})", values)


@pytest.fixture(scope="module")
def duck() -> Iterator[Run]:
    connection = duckdb.connect()
    filled(lambda sql, values: connection.execute(sql, values), "?")
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


@pytest.fixture(scope="module")
def lite() -> Iterator[Run]:
    connection = sqlite3.connect(":memory:")
    filled(lambda sql, values: connection.execute(sql, values), "?", text_dates=True)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


@pytest.fixture(scope="module")
def postgres(postgres_server: EmbeddedServer) -> Iterator[Run]:
    server = postgres_server.address()
    with psycopg.connect(server.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("drop database if exists snapshot_shop with (force)")
        admin.execute("create database snapshot_shop")
    with psycopg.connect(server.conninfo(ADMIN, "snapshot_shop"), autocommit=True) as connection:
        filled(lambda sql, values: connection.execute(sql, values), "%s")
        yield lambda sql: connection.execute(sql).fetchall()  # type: ignore[arg-type]


def plain(cell: Any, kind: str) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if kind == "boolean" and isinstance(cell, int):
        return bool(cell)
    return cell


def same(one: Any, two: Any) -> bool:
    if isinstance(one, float) or isinstance(two, float):
        return one is not None and two is not None and math.isclose(one, two, rel_tol=1e-9)
    return bool(one == two)


@pytest.mark.parametrize("engine", ["postgres", "lite"])
@pytest.mark.parametrize("name", sorted(QUERIES))
def test_engines_agree(name: str, engine: str, duck: Run, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(engine)
    dialect = {"postgres": "postgres", "lite": "sqlite"}[engine]
    compiled = compile_query(SemanticQuery.model_validate(QUERIES[name]), MODEL, "duckdb", CLOCK)
    kinds = [column.type for column in compiled.columns]
    first, second = duck(compiled.sql.text), run(sql_of(name, dialect))
    ours = [[plain(c, k) for c, k in zip(row, kinds, strict=True)] for row in first]
    theirs = [[plain(c, k) for c, k in zip(row, kinds, strict=True)] for row in second]
    assert len(ours) == len(theirs), (ours, theirs)
    assert ours, "a question without rows proves nothing"
    for one, two in zip(ours, theirs, strict=True):
        assert all(map(same, one, two)), (ours, theirs)
