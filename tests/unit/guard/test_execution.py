"""What the guard accepts is run as an account that could write, in real engines: nothing may have changed afterwards."""

from __future__ import annotations

import hashlib
import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import psycopg
import pymysql
import pytest

from lunara.errors import UnsafeSql
from lunara.guard import read_only
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.contract.mariadb import MariaDb
from tests.unit.guard.test_corpus import ALLOWED, HERE, attacks, lines
from tests.unit.guard.test_settled import PAIRS

TABLES = (
    "create table customers (id integer, name varchar(20), parent_id integer, country varchar(20), segment varchar(20),"
    " email varchar(50), created_at timestamp)",
    "create table products (id integer, parent_id integer, day date, name varchar(20), category varchar(20),"
    " price numeric(12,2))",
    "create table orders (id integer, customer_id integer, product_id integer, amount numeric(12,2), quantity integer,"
    " discount numeric(4,2), day date, created_at timestamp, note varchar(20), name varchar(20), status varchar(20))",
    "create table secret (pay integer)",
    *(
        f"create table {name} (a integer, b integer, name varchar(20), text varchar(20), first integer)"
        for name in "tuv"
    ),
    "insert into customers values (1, 'a', null, 'DE', 'x', 'a@b.c', '2024-01-01 10:00:00'), (2, 'b', 1, 'FR', null, null, null)",
    "insert into products values (1, null, '2024-01-01', 'p', 'toys', 1.5), (2, 1, '2024-01-02', 'q', 'toys', 2.5)",
    "insert into orders values (1, 1, 1, 1.5, 2, 0.1, '2024-01-01', '2024-01-01 10:00:00', 'x', 'abc', 'paid'),"
    " (2, 2, 2, 2.5, 1, 0, '2024-02-01', '2024-02-01 11:00:00', 'y', 'bcd', 'open')",
    "insert into secret values (42)",
    "insert into t values (1, 2, 'n', 't', 3)",
    "insert into u values (1, 2, 'n', 't', 3)",
    "insert into v values (1, 2, 'n', 't', 3)",
)
FILLED = (*ALLOWED, "secret", "t", "u", "v")


def accepted(dialect: str) -> Iterator[str]:
    """Everything that passes with any table allowed: the corpora, attacks too, and made-up statements."""
    statements = [sql for _, sql in lines(HERE / "accepted" / f"{dialect}.txt")]
    statements += [sql for d, _, sql in attacks() if d == dialect]
    statements += random.Random(dialect).sample(PAIRS, 600)
    for sql in statements:
        for allowed in (ALLOWED, None):
            try:
                yield read_only(sql, dialect, allowed).text
            except UnsafeSql:
                continue


def test_duckdb_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in TABLES:
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
    assert ran > 200
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.duckdb"]


def _duckdb_sum(connection: duckdb.DuckDBPyConnection) -> str:
    parts = connection.execute(
        "select sql from duckdb_tables() union all select sql from duckdb_views() where not internal union all"
        " select database_name from duckdb_databases() union all select name || value from duckdb_settings()"
        " where name not like '%profil%' order by 1"
    ).fetchall()
    rows = [connection.execute(f"select * from {t} order by all").fetchall() for t in FILLED]
    return hashlib.sha256(repr((parts, rows)).encode()).hexdigest()


def test_sqlite_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in TABLES:
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
    assert ran > 200
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
        for statement in (*TABLES, "create sequence s"):
            connection.execute(statement)
        before, ran = _postgres_sum(connection), 0
        files = _postgres_files(connection)
        connection.execute("set statement_timeout = '5s'")
        for sql in accepted("postgres"):
            try:
                connection.execute(sql.encode()).fetchmany(10)
                ran += 1
            except psycopg.Error:
                continue
        assert _postgres_sum(connection) == before
        assert _postgres_files(connection) == files
        assert connection.execute("show statement_timeout").fetchone() == ("5s",)
    assert ran > 200


# Of the server's own folder: what it writes by itself, in files named by numbers or in folders of their own.
_OWN_FILE = re.compile(r"[0-9A-F]+(_(fsm|vm|init))?(\.[0-9]+)?|pg_internal\.init(\.[0-9]+)?")
_OWN_FOLDERS = {"log", "pg_logical", "pg_replslot", "pg_stat", "pg_stat_tmp", "pg_wal"}


def _postgres_files(connection: psycopg.Connection[tuple[object, ...]]) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """The files that a statement could have written: in the server's folder, and wherever one of the corpus names a path."""
    shown = connection.execute("show data_directory").fetchone()
    assert shown is not None
    folder = Path(str(shown[0]))
    inside = [path.relative_to(folder) for path in folder.rglob("*")]
    kept = [path for path in inside if path.parts[0] not in _OWN_FOLDERS and not _OWN_FILE.fullmatch(path.name)]
    named = {path for d, _, sql in attacks() if d == "postgres" for path in re.findall(r"'(/[^']+)'", sql)}
    stats = {path: Path(path).stat() for path in sorted(named) if Path(path).is_file()}
    return sorted(map(str, kept)), {path: (stat.st_size, stat.st_mtime_ns) for path, stat in stats.items()}


def test_a_file_that_the_server_writes_is_seen(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        before = _postgres_files(connection)
        connection.execute("select lo_from_bytea(4711, 'x')")
        connection.execute("select lo_export(4711, 'written.txt')")
        try:
            assert _postgres_files(connection) != before
        finally:
            for (folder,) in connection.execute("show data_directory").fetchall():
                (Path(str(folder)) / "written.txt").unlink()


def _postgres_sum(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    parts = connection.execute(
        "select relname::text, relkind::text from pg_class where relnamespace = 'public'::regnamespace order by 1"
    ).fetchall()
    parts += connection.execute("select last_value::text, is_called::text from s").fetchall()
    parts += connection.execute("select count(*)::text, 'large objects' from pg_largeobject_metadata").fetchall()
    parts += connection.execute("select rolname::text, rolsuper::text from pg_roles order by 1").fetchall()
    rows = [connection.execute(f"select * from {t} order by 1".encode()).fetchall() for t in FILLED]
    return hashlib.sha256(repr((parts, rows)).encode()).hexdigest()


def test_mariadb_is_unchanged(mariadb: MariaDb) -> None:
    name = f"guard_{uuid4().hex[:12]}"
    with mariadb.admin() as admin, admin.cursor() as cursor:
        cursor.execute(f"create database {name}")
        try:
            with mariadb.admin(name) as connection:
                ran = _run_on_mariadb(connection)
        finally:
            cursor.execute(f"drop database {name}")
    assert ran > 200


def _run_on_mariadb(connection: pymysql.Connection[Any]) -> int:
    ran = 0
    with connection.cursor() as cursor:
        for statement in (*TABLES, "create sequence s"):
            cursor.execute(statement)
        cursor.execute("set max_statement_time = 5")
        before = _mariadb_sum(cursor)
        for sql in accepted("mysql"):
            try:
                cursor.execute(sql)
                cursor.fetchmany(10)
                ran += 1
            except pymysql.Error:
                continue
        assert _mariadb_sum(cursor) == before
    return ran


def _mariadb_sum(cursor: Any) -> str:
    parts = []
    for query in (
        "select table_name, table_type from information_schema.tables where table_schema = database() order by 1",
        "select user, host from mysql.user order by 1, 2",
        "select schema_name from information_schema.schemata order by 1",
        "select next_not_cached_value from s",
        "select is_used_lock('a'), @a, @@max_statement_time, @@sql_mode",
        "checksum table " + ", ".join(FILLED),
    ):
        cursor.execute(query)
        parts.append(cursor.fetchall())
    cursor.execute("select @@datadir")
    data = Path(cursor.fetchone()[0])
    # What a statement would write INTO OUTFILE lies in the database's own folder, unless it names another.
    files = sorted(str(path.relative_to(data)) for path in data.glob("*/*") if path.suffix not in (".MAI", ".MAD"))
    return hashlib.sha256(repr((parts, files)).encode()).hexdigest()
