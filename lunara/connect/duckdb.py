"""DuckDB database files, opened read-only, cut off from files and network."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.deadline import Deadline
from lunara.connect.servers import CATALOG_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH_ROWS = 4_096  # two of the engine's own vectors: a cell may be a document

KIND = WarehouseKind(
    name="duckdb",
    label="DuckDB file",
    dialect="duckdb",
    fields=(
        Field(
            "path",
            "Database file",
            "path",
            help="Full path of the .duckdb file on the machine that Lunara runs on.",
            placeholder="/data/warehouse.duckdb",
        ),
    ),
    url_schemes=("duckdb",),
    capabilities=Capabilities(statement_timeout=True),
    description="A DuckDB database in one file. It is only ever opened for reading.",
)

# How long a file is kept open after it was last asked.
HELD_SECONDS = 10.0

# Each is a wall of its own: no files, no network, no extensions, no Python variables as tables, no more than half of the
# memory and so much of the disk for one source, and none of it undone.
WALLS = {
    "memory_limit": "50%",
    "max_temp_directory_size": "10GB",
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}


_SIZES = "select database_name || '.' || schema_name || '.' || table_name, estimated_size from duckdb_tables()"

# DuckDB 2.0.1 loses rows where two parts of a statement share a join (tests/soundness/test_lost_rows.py holds one).
OFF = {"disabled_optimizers": "common_subplan"}


class DuckDbWarehouse:
    """One database file; each statement has a cursor of its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, kind: WarehouseKind = KIND) -> None:
        self.kind = kind
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._path = path
        self._file = _identity(path)
        self._lock = threading.Lock()
        self._at_work = 0
        self._used = time.monotonic()
        self._watched = False
        self._closed = False

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return self.kind.dialect

    def check(self) -> list[Finding]:
        """Whether there is something to ask about; opening has already shown that the file can be read."""
        tables = self.catalog().tables
        if not tables:
            return [Finding("error", "The database has no tables.", "Check that this is the right file.")]
        return [
            Finding("ok", f"Opened {self._path.name} for reading: {_count(len(tables), 'table')}."),
            Finding("ok", "The file is opened read-only, so nothing in it can be changed."),
        ]

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, keys, comments and estimated row counts, by four queries."""
        token = cancel or CancelToken()
        with self._cursor() as cursor, Deadline(CATALOG_SECONDS, token, cursor.interrupt) as deadline:
            try:
                return catalog_of(lambda sql: cursor.execute(sql).fetchall(), schema)
            except _driver().Error as error:
                raise (deadline.error() if deadline.stopped else failed(error)) from error

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement; batches come as the engine makes them. See the protocol for errors."""
        with self._cursor() as cursor, Deadline(timeout_seconds, cancel, cursor.interrupt) as deadline:
            try:
                yield from read(cursor, sql.text, deadline)
            except (_driver().Error, OSError, RuntimeError) as error:
                # Errors while rows are read come through Arrow as OSError with DuckDB's text.
                raise deadline.error() if deadline.stopped else failed(error) from error

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Rows of the tables that the statement's plan reads (EXPLAIN); it does not tell bytes."""
        from lunara.connect.plan_estimate import of_scans

        with self._cursor() as cursor, Deadline(timeout_seconds, cancel, cursor.interrupt) as deadline:
            try:
                (statement,) = cursor.extract_statements(f"explain (format json) {sql.text}")
                plan = cursor.execute(statement).fetchall()
                sizes = cursor.execute(_SIZES).fetchall()
            except ValueError as error:
                raise WarehouseFailed("That is not one statement.", "Only SELECT statements are run.") from error
            except (_driver().Error, RuntimeError) as error:
                raise deadline.error() if deadline.stopped else failed(error) from error
        return of_scans(plan[0][1], dict(sizes))

    def close(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            self._closed = True
            self._let_go()

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        with self._lock:
            if self._closed:
                raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")
            cursor = self._opened().cursor()
            self._at_work += 1
        try:
            with cursor:
                yield cursor
        finally:
            with self._lock:
                self._at_work -= 1
                self._used = time.monotonic()
                if not self._watched and not self._closed:
                    self._watched = True
                    threading.Thread(target=self._watch, name="lunara-file", daemon=True).start()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        """The connection; opened anew where it was let go or another file lies in its place, which the old one does not see."""
        now = _identity(self._path)
        if self._connection is not None and now == self._file:
            return self._connection
        if self._at_work:
            # DuckDB gives one database for one path as long as anything of it is open.
            raise ConnectFailed(
                f"{self._path.name} was replaced while it was being read.",
                "Try again in a moment.",
                code="connection_lost",
            )
        self._let_go()
        self._connection, self._path = connect(str(self._path))
        self._file = now
        return self._connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _watch(self) -> None:
        """Let go of the file, which others cannot write as long as we have it, when nobody has asked for a while."""
        while True:
            with self._lock:
                left = HELD_SECONDS if self._at_work else self._used + HELD_SECONDS - time.monotonic()
                if self._closed or left <= 0:
                    self._let_go()
                    self._watched = False
                    return
            time.sleep(left)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> DuckDbWarehouse:
    """Open the file read-only. Raises InvalidInput without a path, ConnectFailed when it cannot be opened."""
    return DuckDbWarehouse(*connect(config.get("path", "")))


def connect(given: str) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """A walled, read-only connection to the file, and its resolved path. Raises as `open`."""
    duckdb_ = _driver()
    if not given.strip():
        raise InvalidInput("No database file is given.", "Enter the path of the .duckdb file.")
    path = Path(given).expanduser()
    if not path.exists():
        raise ConnectFailed(f"There is no file at {path}.", "Check the path.", code="file_missing")
    if not path.is_file():
        raise ConnectFailed(f"{path} is a folder, not a file.", "Give the path of one file.", code="not_a_database")
    if not os.access(path, os.R_OK):
        raise ConnectFailed(f"Lunara may not read {path}.", "Allow its account to read the file.", code="not_readable")
    try:
        return duckdb_.connect(str(path), read_only=True, config={**WALLS, **OFF}), path.absolute()
    except duckdb_.Error as error:
        raise _not_opened(path, str(error)) from error


def from_url(location: str, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """`duckdb:///path` as config and secrets."""
    return {"path": location}, {}


def read(cursor: duckdb.DuckDBPyConnection, text: str, deadline: Deadline) -> Iterator[pa.RecordBatch]:
    """The rows of one statement as Arrow, the first batch empty; whoever stops early stops the engine."""
    import pyarrow as pa

    finished = False
    try:
        reader = _told_whole(cursor, cursor.sql(text), text).to_arrow_reader(BATCH_ROWS)
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)
        for batch in reader:
            if deadline.stopped:
                raise deadline.error()
            yield batch
        finished = True
    finally:
        if not finished:
            # Closing a reader that is not at its end would make the engine work on, and hold more, before it ends.
            cursor.interrupt()


# What Arrow has no type for: DuckDB would hand over other numbers, or its own way to keep them.
_UNTOLD = ("UHUGEINT", "BIT", "BIGNUM")


def _told_whole(
    cursor: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation, text: str
) -> duckdb.DuckDBPyRelation:
    """The relation with columns that Arrow cannot hold as text. Raises WarehouseFailed where they lie inside of others."""
    kinds = [str(kind) for kind in relation.types]
    if not any(name in kind for kind in kinds for name in _UNTOLD):
        return relation
    columns = []
    for number, (kind, name) in enumerate(zip(kinds, relation.columns, strict=True)):
        quoted = '"' + name.replace('"', '""') + '"'
        within = next((untold for untold in _UNTOLD if re.search(rf"\b{untold}\b", kind)), "")
        if within and kind not in _UNTOLD:
            raise WarehouseFailed(
                f"The column {name} holds values of the type {within}, which cannot be handed over.",
                "CAST what is in it to VARCHAR.",
            )
        columns.append(f"c{number}::varchar as {quoted}" if within else f"c{number} as {quoted}")
    names = ", ".join(f"c{number}" for number in range(len(kinds)))
    return cursor.sql(f"select {', '.join(columns)} from (\n{text}\n) as told ({names})")


def _identity(path: Path) -> tuple[int, int]:
    """Which file lies there. Raises ConnectFailed when there is none."""
    try:
        found = path.stat()
    except OSError as error:
        raise ConnectFailed(f"There is no file at {path}.", "Check the path.", code="file_missing") from error
    return found.st_dev, found.st_ino


def _driver() -> Any:
    import duckdb

    return duckdb


def _not_opened(path: Path, said: str) -> ConnectFailed:
    if "lock" in said.lower():
        return ConnectFailed(
            f"{path.name} is in use: another program has it open for writing.",
            "Close it there (a notebook, the DuckDB shell, a loading job) and try again, or give a copy of the file.",
            code="locked",
        )
    if "different configuration" in said or ("read-only" in said.lower() and "write" in said.lower()):
        return ConnectFailed(
            f"{path.name} is open for writing in this very process.",
            "Wait until it has been written, then try again.",
            code="locked",
        )
    with path.open("rb") as file:
        is_sqlite = file.read(15) == b"SQLite format 3"
    if is_sqlite or "not a valid DuckDB" in said:
        return ConnectFailed(
            f"{path.name} is not a DuckDB database.",
            "For SQLite, CSV, Parquet or Excel choose that kind of source instead.",
            code="not_a_database",
        )
    if "WAL" in said or "replay" in said.lower():
        return ConnectFailed(
            f"{path.name} was not closed properly by the program that wrote it.",
            "Open it once with DuckDB for writing, which repairs it, then try again.",
            code="not_clean",
        )
    return ConnectFailed(f"{path.name} cannot be opened: {_first_line(said)}", "Check the file.", code="connect_failed")


def failed(error: Exception) -> LunaraError:
    """What DuckDB says of a statement, in words."""
    said = _first_line(str(error))
    if "out of memory" in said.lower():
        return WarehouseFailed(
            "The query needs more memory than the engine has.",
            "Narrow it, or ask for fewer groups.",
            code="out_of_memory",
        )
    return WarehouseFailed(f"DuckDB could not run the query: {said}", "Check the names and types in the SQL.")


def _first_line(said: str) -> str:
    return next((line.strip() for line in said.splitlines() if line.strip()), "no reason given")[:500]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_TABLES = """
select schema_name, table_name, 'table', coalesce(comment, ''), estimated_size from duckdb_tables()
where not internal and not temporary and database_name = current_database()
union all
select schema_name, view_name, 'view', coalesce(comment, ''), null from duckdb_views()
where not internal and not temporary and database_name = current_database()
order by 1, 2
"""
_COLUMNS = """
select schema_name, table_name, column_name, data_type, is_nullable, coalesce(comment, '') from duckdb_columns()
where not internal and database_name = current_database()
order by schema_name, table_name, column_index
"""
_KEYS = """
select schema_name, table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
from duckdb_constraints()
where constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY') and database_name = current_database()
order by schema_name, table_name, constraint_index
"""


def catalog_of(ask: Callable[[str], list[tuple[Any, ...]]], schema: str | None) -> Catalog:
    """The catalog of the current database of a DuckDB, however it is asked: three statements."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for where, table, name, kind, nullable, comment in ask(_COLUMNS):
        columns.setdefault((where, table), []).append(Column(name, kind, bool(nullable), comment))
    primary: dict[tuple[str, str], tuple[str, ...]] = {}
    unique: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    foreign: dict[tuple[str, str], list[ForeignKey]] = {}
    for where, table, kind, names, target, target_names in ask(_KEYS):
        if kind == "PRIMARY KEY":
            primary[where, table] = tuple(names)
        elif kind == "UNIQUE":
            unique.setdefault((where, table), []).append(tuple(names))
        else:
            # DuckDB does not say the schema of the referenced table; keys do not cross schemas.
            foreign.setdefault((where, table), []).append(ForeignKey(tuple(names), where, target, tuple(target_names)))
    return Catalog(
        "duckdb",
        tuple(
            Table(
                schema=where,
                name=name,
                columns=tuple(columns.get((where, name), ())),
                kind="view" if kind == "view" else "table",
                description=comment,
                row_count=None if rows is None else int(rows),
                primary_key=primary.get((where, name), ()),
                unique_keys=tuple(unique.get((where, name), ())),
                foreign_keys=tuple(foreign.get((where, name), ())),
            )
            for where, name, kind, comment, rows in ask(_TABLES)
            if schema in (None, "", where)
        ),
    )
