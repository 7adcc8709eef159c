"""What the guard accepts is run as an account that could write, in real engines: nothing may have changed afterwards."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import duckdb
import psycopg
import pytest

from lunara.errors import UnsafeSql
from lunara.guard import read_only
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.unit.guard.test_corpus import ALLOWED, HERE, attacks, lines

TABLES = (
    "create table customers (id integer, name varchar(20), parent_id integer)",
    "create table products (id integer, parent_id integer, day date)",
    "create table secret (pay integer)",
    "insert into customers values (1, 'a', null), (2, 'b', 1)",
    "insert into products values (1, null, '2024-01-01'), (2, 1, '2024-01-02')",
    "insert into secret values (42)",
)
ORDERS = (
    "create table orders"
    " (id integer, customer_id integer, amount numeric(12,2), day date, note varchar(20), name varchar(20))"
)
ROW = "insert into orders values (1, 1, 1.5, '2024-01-01', 'x', 'abc'), (2, 2, 2.5, '2024-02-01', 'y', 'bcd')"


def accepted(dialect: str) -> Iterator[str]:
    """Everything of the corpora that passes, with any table allowed, attacks too: what passes must be harmless."""
    statements = [sql for _, sql in lines(HERE / "accepted" / f"{dialect}.txt")]
    statements += [sql for d, _, sql in attacks() if d == dialect]
    for sql in statements:
        for allowed in (ALLOWED, None):
            try:
                yield read_only(sql, dialect, allowed).text
            except UnsafeSql:
                continue


def test_duckdb_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in (*TABLES, ORDERS, ROW):
            connection.execute(statement)
        before = _duckdb_sum(connection)
        ran = 0
        for sql in accepted("duckdb"):
            try:
                connection.execute(sql).fetchmany(10)
                ran += 1
            except duckdb.Error:
                continue
        assert _duckdb_sum(connection) == before
    assert ran > 15
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.duckdb"]


def _duckdb_sum(connection: duckdb.DuckDBPyConnection) -> str:
    parts = connection.execute(
        "select sql from duckdb_tables() union all select sql from duckdb_views() where not internal union all"
        " select database_name from duckdb_databases() union all select name || value from duckdb_settings()"
        " where name not like '%profil%' order by 1"
    ).fetchall()
    rows = [connection.execute(f"select * from {t} order by all").fetchall() for t in (*ALLOWED, "secret")]
    return hashlib.sha256(repr((parts, rows)).encode()).hexdigest()


def test_sqlite_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (*TABLES, ORDERS, ROW):
        connection.execute(statement)
    before, ran = path.read_bytes(), 0
    for sql in accepted("sqlite"):
        try:
            connection.execute(sql).fetchmany(10)
            ran += 1
        except sqlite3.Error:
            continue
    connection.close()
    assert path.read_bytes() == before
    assert ran > 10
    assert [p.name for p in tmp_path.iterdir()] == ["x.sqlite"]


@pytest.fixture
def database(postgres_server: EmbeddedServer) -> Iterator[str]:
    name = f"guard_{uuid4().hex[:12]}"
    address = postgres_server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}")
    yield address.conninfo(ADMIN, name)
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)")


def test_postgres_is_unchanged(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in (*TABLES, ORDERS, ROW, "create sequence s"):
            connection.execute(statement)
        before, ran = _postgres_sum(connection), 0
        connection.execute("set statement_timeout = '5s'")
        for sql in accepted("postgres"):
            try:
                connection.execute(sql.encode()).fetchmany(10)
                ran += 1
            except psycopg.Error:
                continue
        assert _postgres_sum(connection) == before
        assert connection.execute("show statement_timeout").fetchone() == ("5s",)
    assert ran > 15


def _postgres_sum(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    parts = connection.execute(
        "select relname::text, relkind::text from pg_class where relnamespace = 'public'::regnamespace order by 1"
    ).fetchall()
    parts += connection.execute("select last_value::text, is_called::text from s").fetchall()
    parts += connection.execute("select rolname::text, rolsuper::text from pg_roles order by 1").fetchall()
    rows = [connection.execute(f"select * from {t} order by 1".encode()).fetchall() for t in (*ALLOWED, "secret")]
    return hashlib.sha256(repr((parts, rows)).encode()).hexdigest()
