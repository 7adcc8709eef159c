"""The engines that the shop's questions are asked of: DuckDB, SQLite and Postgres in place, the others by `engine_host.py`.

An engine of its own packages is looked for in this Python and among the lanes (tests/lanes.py); README.md beside this file says
more.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests import lanes
from tests.contract.mariadb import MISSING, is_installed
from tests.snapshots.shop import TABLES

Run = Callable[[str], list[list[Any]]]
DIALECT_OF = {
    "duckdb": "duckdb",
    "sqlite": "sqlite",
    "postgres": "postgres",
    "mariadb": "mysql",
    "clickhouse": "clickhouse",
    "spark": "databricks",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
}
MODULES = {
    "clickhouse": "chdb",
    "spark": "pyspark",
    "snowflake": "fakesnow",
    "bigquery": "bqemulator",
}
HOST = Path(__file__).parent / "engine_host.py"


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else value


def _fill(
    execute: Callable[[str, list[Any]], Any], mark: str, value: Callable[[Any], Any] = lambda value: value
) -> None:
    for name, (columns, rows) in TABLES.items():
        execute(f"create table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})", [])
        for row in rows:
            execute(f"insert into {name} values ({', '.join(mark for _ in row)})", [value(cell) for cell in row])


@contextmanager
def run_duckdb() -> Iterator[Run]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'America/New_York'")
        _fill(lambda sql, values: connection.execute(sql, values), "?")
        yield lambda sql: [list(row) for row in connection.execute(sql).fetchall()]


@contextmanager
def run_sqlite() -> Iterator[Run]:
    connection = sqlite3.connect(":memory:")

    def value(cell: Any) -> Any:
        return float(cell) if isinstance(cell, Decimal) else _text(cell)

    _fill(lambda sql, values: connection.execute(sql, values), "?", value)
    yield lambda sql: [list(row) for row in connection.execute(sql).fetchall()]
    connection.close()


@contextmanager
def run_postgres(server: EmbeddedServer) -> Iterator[Run]:
    address = server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("drop database if exists snapshot_shop with (force)")
        admin.execute("create database snapshot_shop")
    with psycopg.connect(address.conninfo(ADMIN, "snapshot_shop"), autocommit=True) as connection:
        connection.execute("set timezone = 'America/New_York'")
        _fill(lambda sql, values: connection.execute(sql, values), "%s")
        yield lambda sql: [list(row) for row in connection.execute(sql).fetchall()]  # type: ignore[arg-type]


def python_for(engine: str) -> str:
    """A Python that has the engine's packages. Skips the test, with the reason, where there is none."""
    if engine == "mariadb":
        if is_installed():
            return sys.executable
        if os.environ.get("LUNARA_REQUIRE_ENGINES"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    lane = lanes.lane_of(engine)
    if not lane.is_made and importlib.util.find_spec(MODULES[engine]) is not None:
        return sys.executable
    return str(lanes.needed(lane).engine_python)


@contextmanager
def run_hosted(engine: str) -> Iterator[Run]:
    """The engine in a process of its own."""
    process = subprocess.Popen(
        [python_for(engine), str(HOST), engine],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
    )
    assert process.stdin is not None and process.stdout is not None
    wire_in, wire_out = process.stdin, process.stdout

    def exchange(request: dict[str, Any]) -> list[list[Any]]:
        wire_in.write(json.dumps(request) + "\n")
        wire_in.flush()
        line = wire_out.readline()
        if not line:
            raise RuntimeError(f"{engine} ended")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        found: list[list[Any]] = answer["rows"]
        return found

    try:
        rows = {n: (columns, [[_text(c) for c in row] for row in rows]) for n, (columns, rows) in TABLES.items()}
        exchange({"tables": rows})
        yield lambda sql: exchange({"sql": sql})
    finally:
        wire_in.close()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        wire_out.close()


@contextmanager
def running(engine: str, server: Callable[[], EmbeddedServer]) -> Iterator[Run]:
    """The engine with the shop in it; skips where it cannot be had."""
    if engine == "duckdb":
        place = run_duckdb()
    elif engine == "sqlite":
        place = run_sqlite()
    elif engine == "postgres":
        place = run_postgres(server())
    else:
        place = run_hosted(engine)
    with place as run:
        yield run
