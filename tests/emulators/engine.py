"""The engine behind the emulators: DuckDB, which reads another engine's SQL as sqlglot translates it.

An emulator shows that driver and protocol are used rightly: statements arrive, rows, types and errors come back, work is
stopped. Whether the SQL means the same on the real engine is another matter, which tests/snapshots looks after.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import sqlglot
from sqlglot import exp

if TYPE_CHECKING:
    import pyarrow as pa


class Stopped(Exception):
    """The statement was stopped by `stop`."""


# A result that is longer can be computed as it is read.
HELD_ROWS = 70_000
HELD_BYTES = 40_000_000
PIECE = 1000


@dataclass
class Rows:
    """Names, DuckDB's own type texts, and rows as Python values. `cut` says that there are more, see `Engine.pieces`."""

    names: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    cut: bool = False


def in_schema(tree: exp.Expression, schema: str) -> exp.Expression:
    """`tree` with its plain table names in `schema`, which is what a session's default schema means."""
    defined = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not table.db and table.name.lower() not in defined:
            table.set("db", exp.to_identifier(schema, quoted=True))
    return tree


class Engine:
    """One database in memory. `running` are the statements at work, by the id that the emulator gave them."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("set timezone = 'UTC'")
        self._lock = threading.Lock()
        self._at_work: dict[str, duckdb.DuckDBPyConnection] = {}
        self._stopped: set[str] = set()

    @property
    def running(self) -> int:
        """How many statements the engine works on."""
        return len(self._at_work)

    def translated(self, sql: str) -> str:
        """The statement in DuckDB's words. Raises sqlglot's ParseError."""
        return ";".join(sqlglot.transpile(sql, read=self.dialect, write="duckdb"))

    def run(self, sql: str, identity: str) -> Rows:
        """Run a statement of the dialect. Raises duckdb.Error and ParseError; Stopped after `stop(identity)`."""
        with self._working(identity) as cursor:
            found = cursor.sql(self.translated(sql))
            if found is None:
                return Rows([], [], [])
            return Rows(list(found.columns), [str(one) for one in found.types], found.fetchall())

    @contextmanager
    def reading(self, sql: str, identity: str) -> Iterator[tuple[list[str], list[str], Callable[[int], list[Any]]]]:
        """Names, types and a reader of so many more rows, which are made as they are read. Raises as `run`, also in the block."""
        with self._working(identity) as cursor:
            cursor.execute(self.translated(sql))
            told = [(name, str(kind)) for name, kind, *_ in cursor.description or []]
            yield [name for name, _ in told], [kind for _, kind in told], cursor.fetchmany

    def first(self, sql: str, identity: str) -> Rows:
        """As `run`, with no more rows than can well be held."""
        with self.reading(sql, identity) as (names, types, take):
            made = Rows(names, types, [])
            size = 0
            while names and not made.cut and (piece := take(PIECE)):
                made.rows += piece
                size += sum(len(value) for row in piece for value in row if isinstance(value, str))
                made.cut = len(piece) == PIECE and (len(made.rows) > HELD_ROWS or size > HELD_BYTES)
            return made

    def pieces(self, sql: str, identity: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a statement a few at a time, computed while they are taken; at work until the last, or `close`."""
        with self.reading(sql, identity) as (_, _, take):
            while piece := take(PIECE):
                yield piece

    def arrow(self, sql: str, identity: str) -> Iterator[pa.RecordBatch]:
        """As `pieces`, in Arrow."""
        with self._working(identity) as cursor:
            yield from cursor.sql(self.translated(sql)).to_arrow_reader(10 * PIECE)

    def stop(self, identity: str) -> bool:
        """Interrupt a statement; whether it was at work."""
        with self._lock:
            self._stopped.add(identity)
            cursor = self._at_work.get(identity)
        if cursor is not None:
            cursor.interrupt()
        return cursor is not None

    def stop_all(self) -> None:
        """What a restart does to the statements at work."""
        for identity in list(self._at_work):
            self.stop(identity)

    @contextmanager
    def _working(self, identity: str, lasting: duckdb.DuckDBPyConnection | None = None) -> Iterator[Any]:
        """A cursor at work; `lasting` is one that is read from afterwards, and is not closed."""
        with self._lock:
            cursor = self.connection.cursor() if lasting is None else lasting
            self._at_work[identity] = cursor
        try:
            if identity in self._stopped:
                raise Stopped
            yield cursor
        except duckdb.InterruptException as error:
            raise Stopped from error
        finally:
            with self._lock:
                self._at_work.pop(identity, None)
            if lasting is None:
                cursor.close()
