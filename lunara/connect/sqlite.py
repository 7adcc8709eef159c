"""SQLite database files: read-only by URI, by pragma and by an authorizer that lets through nothing but reading."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.deadline import Deadline
from lunara.connect.servers import CATALOG_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import sqlite3

    import pyarrow as pa

BATCH_ROWS = 10_000
BATCH_BYTES = 8_000_000
SETTLED_ROWS = 200_000
SETTLED_BYTES = 64_000_000
MAX_VALUE_BYTES = 100_000_000
COUNT_SECONDS = 3.0

KIND = WarehouseKind(
    name="sqlite",
    label="SQLite file",
    dialect="sqlite",
    fields=(
        Field(
            "path",
            "Database file",
            "path",
            help="Full path of the SQLite file on the machine that Lunara runs on.",
            placeholder="/data/shop.sqlite",
        ),
    ),
    url_schemes=("sqlite",),
    capabilities=Capabilities(statement_timeout=True, exact_row_counts=True),
    description="A SQLite database in one file. It is only ever opened for reading.",
)


class SqliteWarehouse:
    """One database file; each statement opens a connection of its own, which costs well under a millisecond."""

    kind = KIND

    def __init__(self, path: Path) -> None:
        self._path = path
        self._closed = False

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """Whether there is something to ask about. Raises ConnectFailed when the file cannot be read."""
        tables = self.catalog().tables
        if not tables:
            return [Finding("error", "The database has no tables.", "Check that this is the right file.")]
        noun = "table" if len(tables) == 1 else "tables"
        return [
            Finding("ok", f"Opened {self._path.name} for reading: {len(tables):,} {noun}."),
            Finding("ok", "The file is opened read-only, so nothing in it can be changed."),
        ]

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, keys and row counts; a count that takes long is left out."""
        if schema not in (None, "", "main"):
            return Catalog("sqlite", ())
        import sqlite3

        token = cancel or CancelToken()
        with (
            closing(self._connect()) as connection,
            Deadline(CATALOG_SECONDS, token, connection.interrupt) as deadline,
        ):
            try:
                return _catalog(connection)
            except sqlite3.Error as error:
                raise (deadline.error() if deadline.stopped else self._failed(error)) from error

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement. A column's type is that of its values: whole numbers, numbers, text, bytes; text if mixed."""
        import sqlite3

        with (
            closing(self._connect()) as connection,
            Deadline(timeout_seconds, cancel, connection.interrupt) as deadline,
        ):
            try:
                connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
                connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
                connection.set_authorizer(_only_reading)
                cursor = connection.execute(sql.text)
                yield from _batches(cursor, deadline)
            except (sqlite3.Error, sqlite3.Warning) as error:
                raise deadline.error() if deadline.stopped else self._failed(error) from error

    def close(self) -> None:
        """Refuse further statements; idempotent."""
        self._closed = True

    def _connect(self) -> sqlite3.Connection:
        import sqlite3

        if self._closed:
            raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")
        if not self._path.is_file():
            raise ConnectFailed(f"There is no file at {self._path}.", "Check the path.", code="file_missing")
        try:
            connection = sqlite3.connect(
                f"file:{quote(str(self._path))}?mode=ro",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=5,
            )
            connection.execute("pragma query_only = on")
            connection.execute("pragma trusted_schema = off")
            connection.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.Error as error:
            raise self._failed(error) from error
        return connection

    def _failed(self, error: Exception) -> LunaraError:
        said, name = str(error), self._path.name
        if "not a database" in said:
            return ConnectFailed(
                f"{name} is not a SQLite database.",
                "For DuckDB, CSV, Parquet or Excel choose that kind of source instead.",
                code="not_a_database",
            )
        if "unable to open" in said or "readonly" in said:
            return ConnectFailed(
                f"{name} cannot be opened: {said}.", "Check that Lunara may read it.", code="not_readable"
            )
        if "locked" in said:
            return ConnectFailed(
                f"{name} is in use: another program is writing to it.", "Try again when it has finished.", code="locked"
            )
        if "malformed" in said:
            return ConnectFailed(f"{name} is damaged: {said}.", "Restore it from a copy.", code="not_a_database")
        if "too big" in said or "memory" in said:
            return WarehouseFailed(
                "A value of the result is too large.", "Leave that column out.", code="out_of_memory"
            )
        if "decode" in said.lower():
            return WarehouseFailed(
                "A text in the result is not valid UTF-8.", "Leave that column out, or use hex(column)."
            )
        return WarehouseFailed(f"SQLite could not run the query: {said}", "Check the names and types in the SQL.")


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> SqliteWarehouse:
    """Open the file read-only. Raises InvalidInput without a path, ConnectFailed when it cannot be opened."""
    given = config.get("path", "").strip()
    if not given:
        raise InvalidInput("No database file is given.", "Enter the path of the SQLite file.")
    path = Path(given).expanduser()
    if path.is_dir():
        raise ConnectFailed(f"{path} is a folder, not a file.", "Give the path of one file.", code="not_a_database")
    if path.exists() and not os.access(path, os.R_OK):
        raise ConnectFailed(f"Lunara may not read {path}.", "Allow its account to read the file.", code="not_readable")
    warehouse = SqliteWarehouse(path.resolve())
    warehouse._connect().close()
    return warehouse


def from_url(location: str, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """`sqlite:///path` as config and secrets."""
    return {"path": location}, {}


def _only_reading(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    """SQLite asks this of every step while it prepares a statement."""
    import sqlite3

    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ:
        return sqlite3.SQLITE_DENY if (first or "").lower().startswith("sqlite_") else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in ("load_extension", "fts3_tokenizer"):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class _Strides:
    """Rows of a cursor in strides of about `BATCH_BYTES`, at most `BATCH_ROWS`: few at first, then by the largest seen."""

    def __init__(self, cursor: sqlite3.Cursor, deadline: Deadline) -> None:
        self._cursor, self._deadline = cursor, deadline
        self._next = 256
        self.held = 0

    def rows(self) -> list[tuple[Any, ...]]:
        """The next ones; none at the end. `held` is about how many bytes all of them had."""
        found = self._cursor.fetchmany(self._next)
        if self._deadline.stopped:
            raise self._deadline.error()
        sample = found[:: max(len(found) // 64, 1)]
        sizes = [8 * len(row) + sum(len(v) for v in row if isinstance(v, str | bytes)) for row in sample]
        if sizes:
            self.held += len(found) * sum(sizes) // len(sizes)
            self._next = max(1, min(self._next * 4, BATCH_ROWS, BATCH_BYTES // max(sizes)))
        return found


def _batches(cursor: sqlite3.Cursor, deadline: Deadline) -> Iterator[pa.RecordBatch]:
    """Rows as Arrow. The types are settled on the first rows, more than any result usually holds, which wait for it."""
    import pyarrow as pa

    names = [description[0] for description in cursor.description or ()]
    strides = _Strides(cursor, deadline)
    rows: list[tuple[Any, ...]] = []
    while len(rows) < SETTLED_ROWS and strides.held < SETTLED_BYTES and (more := strides.rows()):
        rows += more
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    schema = pa.schema([pa.field(name, _arrow_type(column)) for name, column in zip(names, columns, strict=True)])
    rows = []
    arrays = [_array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    columns = []
    batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
    yield batch.slice(0, BATCH_ROWS)
    for start in range(BATCH_ROWS, batch.num_rows, BATCH_ROWS):
        yield batch.slice(start, BATCH_ROWS)
    while more := strides.rows():
        try:
            arrays = [_array(column, kind) for column, kind in zip(zip(*more, strict=True), schema.types, strict=True)]
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise WarehouseFailed(
                "A column holds values of different types, late in a very long result.",
                "CAST the column to one type in the SQL.",
            ) from error
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_type(values: tuple[Any, ...]) -> pa.DataType:
    import pyarrow as pa

    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {int}:
        return pa.int64()
    if kinds and kinds <= {int, float}:
        return pa.float64()
    if kinds == {bytes}:
        return pa.binary()
    return pa.string()


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return pa.array([None if value is None else float(value) for value in values], kind)
    if pa.types.is_string(kind):
        return pa.array([value if value is None or isinstance(value, str) else _text(value) for value in values], kind)
    return pa.array(values, kind)


def _text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


_TABLES = """
select name, type from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name
"""
_COLUMNS = """
select m.name, c.name, c.type, c."notnull", c.pk from sqlite_master m, pragma_table_xinfo(m.name) c
where m.type in ('table', 'view') and m.name not like 'sqlite\\_%' escape '\\' and c.hidden <> 1 order by m.name, c.cid
"""
_UNIQUE = """
select m.name, i.name, c.name from sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
where m.type = 'table' and i."unique" and not i.partial and i.origin <> 'pk' order by m.name, i.seq, c.seqno
"""
_FOREIGN = """
select m.name, f.id, f."table", f."from", f."to" from sqlite_master m, pragma_foreign_key_list(m.name) f
where m.type = 'table' order by m.name, f.id, f.seq
"""


def _catalog(connection: sqlite3.Connection) -> Catalog:
    columns: dict[str, list[Column]] = {}
    primary: dict[str, list[tuple[int, str]]] = {}
    for table, name, kind, not_null, position in connection.execute(_COLUMNS):
        columns.setdefault(table, []).append(Column(name, kind or "ANY", not not_null and not position))
        if position:
            primary.setdefault(table, []).append((position, name))
    keys = {table: tuple(name for _, name in sorted(found)) for table, found in primary.items()}
    unique: dict[str, dict[str, list[str | None]]] = {}
    for table, index, name in connection.execute(_UNIQUE):
        unique.setdefault(table, {}).setdefault(index, []).append(name)
    foreign: dict[str, dict[int, list[tuple[str, str, str | None]]]] = {}
    for table, number, target, here, there in connection.execute(_FOREIGN):
        foreign.setdefault(table, {}).setdefault(number, []).append((target, here, there))
    found = connection.execute(_TABLES).fetchall()
    counts = _row_counts(connection, [name for name, kind in found if kind == "table"])
    return Catalog(
        "sqlite",
        tuple(
            Table(
                schema="main",
                name=name,
                columns=tuple(columns.get(name, ())),
                kind="view" if kind == "view" else "table",
                row_count=counts.get(name),
                primary_key=keys.get(name, ()),
                # An index over an expression names no column for it, so it is no key of columns.
                unique_keys=tuple(
                    tuple(c for c in key if c)
                    for key in unique.get(name, {}).values()
                    if all(c is not None for c in key)
                ),
                foreign_keys=tuple(_foreign_key(parts, keys) for parts in foreign.get(name, {}).values()),
            )
            for name, kind in found
        ),
    )


def _foreign_key(parts: list[tuple[str, str, str | None]], keys: Mapping[str, tuple[str, ...]]) -> ForeignKey:
    target = parts[0][0]
    named = tuple(there for _, _, there in parts if there)
    return ForeignKey(tuple(here for _, here, _ in parts), "main", target, named or keys.get(target, ()))


def _row_counts(connection: sqlite3.Connection, tables: list[str]) -> dict[str, int]:
    """Exact counts, for as many tables as `COUNT_SECONDS` allow."""
    import sqlite3

    counts: dict[str, int] = {}
    until = time.monotonic() + COUNT_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    try:
        for table in tables:
            quoted = table.replace('"', '""')
            counts[table] = connection.execute(f'select count(*) from "{quoted}"').fetchone()[0]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
    finally:
        connection.set_progress_handler(None, 0)
    return counts
