"""The one road for statements: limits, turns, timeout, cancel, cache and record, the same for every kind of warehouse.

`run` gives a whole result, `stream_batches` (streaming.py) one of any length piece by piece. What they use: slots.py (turns),
flight.py (who waits for what), fetch.py (what is cut, what is tried again), result_cache.py, outcome.py (record).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from hashlib import sha256

from lunara.connect.catalog import Table
from lunara.connect.fetch import fetch
from lunara.connect.flight import Flight
from lunara.connect.limits import PREVIEW, STANDARD, Limits
from lunara.connect.outcome import Outcome, QueryRecord, Record, failure, note
from lunara.connect.result import ResultTable
from lunara.connect.result_cache import ResultCache
from lunara.connect.slots import Slots, Turn
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import LunaraError, UnreadableValue, UnsafeSql
from lunara.guard import ReadOnlySql, qualified_name, read_only, read_only_tree

__all__ = [
    "CacheKey",
    "Limits",
    "Outcome",
    "QueryRecord",
    "Record",
    "Runner",
    "SourceKey",
    "preview",
    "run",
    "run_text",
]


@dataclass(frozen=True)
class CacheKey:
    """Whose result it is: organization, principal where rows depend on it, source id and its version, model version.

    `ttl_seconds` and `asked_by` are no part of it: how long it is kept, and which of the organization's people takes the turn.
    """

    organization_id: str
    source_id: str
    source_version: str
    principal_id: str = ""
    model_version: str = ""
    ttl_seconds: float = field(default=300.0, compare=False)
    asked_by: str = field(default="", compare=False)


# Organization id and source id: whose turns a statement takes.
SourceKey = tuple[str, str]


@dataclass(frozen=True)
class Runner:
    """What the statements of one piece of work have in common: their warehouse, their log, their limits, whose turns they take.

    Work that writes statements of its own (an index of values, a draft, a check) is given one by whoever began it, so that
    it can neither pass the log by nor take more turns than its source has. `record` None is said out loud by those who keep
    no log: the command line and tests.
    """

    warehouse: Warehouse
    record: Record | None
    limits: Limits = STANDARD
    source: SourceKey | None = None
    asked_by: str = ""

    @property
    def dialect(self) -> str:
        """sqlglot dialect of the warehouse."""
        return self.warehouse.dialect

    def run(self, sql: ReadOnlySql, *, limits: Limits, cancel: CancelToken | None = None) -> ResultTable:
        """Run a guarded statement, uncached, within `limits` and the runner's own. Raises as the function `run`."""
        narrowed = self.limits.within(limits)
        return run(
            self.warehouse,
            sql,
            limits=narrowed,
            cancel=cancel,
            source=self.source,
            asked_by=self.asked_by,
            record=self.record,
        )


_cache = ResultCache()
SLOTS = Slots()
_flights: dict[Hashable, Flight] = {}
_flights_lock = threading.Lock()


def run(
    warehouse: Warehouse,
    sql: ReadOnlySql,
    *,
    limits: Limits = STANDARD,
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    source: SourceKey | None = None,
    asked_by: str = "",
    refresh: bool = False,
    record: Record | None = None,
    on_wait: Callable[[], None] | None = None,
) -> ResultTable:
    """Run a guarded statement within limits.

    It takes one of the turns of `source`, which is the cache key's when that is given; without either, of `warehouse`; among the
    organization's people it is `asked_by`'s (the cache key's). `on_wait` is called in this thread when it waits for a turn.
    `cache=None` never caches; `refresh=True` skips a cached result and replaces it. Identical statements under one key
    that run at the same time run once. `record` is called exactly once, also on failure; an error in it is not the query's.
    Raises Cancelled, TimedOut, WarehouseFailed, ConnectFailed, UnsafeSql for a statement that was proven for another dialect.
    A cut result is not an error: `truncated` is True.
    """
    started = time.monotonic()
    fingerprint = fingerprint_of(sql)
    token = cancel or CancelToken()
    if cache is not None:
        source, asked_by = (cache.organization_id, cache.source_id), cache.asked_by
    turn = turn_of(warehouse, source, asked_by)

    def work(flight: Flight) -> ResultTable:
        with SLOTS.take(turn, limits, flight.token, flight.queue):
            flight.depart()
            return fetch(warehouse, sql, limits, flight.token)

    try:
        must_fit(sql, warehouse)
        token.raise_if_cancelled()
        found = (
            Flight.started(work)
            if cache is None
            else _kept_or_flying(
                (cache, fingerprint, limits.rows, limits.bytes), work, cache.ttl_seconds, refresh=refresh
            )
        )
        result = found if isinstance(found, ResultTable) else found.wait(token, limits.seconds, on_wait)
    except BaseException as error:
        note(record, failure(sql.text, fingerprint, error, started))
        raise
    elapsed = (time.monotonic() - started) * 1000 if result.from_cache else result.elapsed_ms
    outcome: Outcome = "truncated" if result.truncated else "done"
    note(
        record,
        QueryRecord(sql.text, fingerprint, outcome, result.row_count, result.size, elapsed, result.from_cache),
    )
    return result


def run_text(
    warehouse: Warehouse,
    sql: str,
    *,
    allowed: Collection[str] | None = None,
    settings: Collection[tuple[str, int]] = (),
    prove: Callable[[ReadOnlySql], None] | None = None,
    limits: Limits = STANDARD,
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    refresh: bool = False,
    record: Record | None = None,
) -> ResultTable:
    """Guard SQL that a person or a model wrote, and run it; a refused statement is recorded too.

    `settings` are those of the guard's `read_only`; `prove` raises what else is to be refused of the guarded statement.
    Raises UnsafeSql and what `prove` raises beside what `run` raises.
    """
    started = time.monotonic()
    try:
        proven = read_only(sql, warehouse.dialect, allowed, settings=settings)
        if prove is not None:
            prove(proven)
    except LunaraError as error:
        note(record, failure(sql[:100_000], "", error, started))
        raise
    return run(warehouse, proven, limits=limits, cancel=cancel, cache=cache, refresh=refresh, record=record)


def preview(
    warehouse: Warehouse,
    table: Table,
    limit: int = 100,
    *,
    limits: Limits = PREVIEW,
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    record: Record | None = None,
) -> ResultTable:
    """The first `limit` rows of a table of the catalog, whatever its name looks like. Raises as `run`.

    A column with a value that its type cannot hold is there as the text that the warehouse writes, and so are those of its type.
    """
    texts: frozenset[str] = frozenset()
    while True:
        proven = _first_rows(table, limit, warehouse.dialect, texts)
        try:
            return run(warehouse, proven, limits=limits, cancel=cancel, cache=cache, record=record)
        except UnreadableValue as error:
            more = texts | _of_its_type(table, error.details.get("column"))
            if more == texts:
                raise
            texts = more


def _of_its_type(table: Table, name: str | None) -> frozenset[str]:
    """The columns of the same type as that one; all where it is not known which one it is."""
    column = table.column(name) if name is not None else None
    return frozenset(one.name for one in table.columns if column is None or one.type == column.type)


def _first_rows(table: Table, limit: int, dialect: str, texts: Collection[str]) -> ReadOnlySql:
    from sqlglot import exp

    def asked(name: str) -> exp.Expr:
        column = exp.column(exp.to_identifier(name, quoted=True))
        if name not in texts:
            return column
        return exp.alias_(exp.cast(column, "text", copy=False), exp.to_identifier(name, quoted=True), copy=False)

    source = exp.Table(
        this=exp.to_identifier(table.name, quoted=True),
        db=exp.to_identifier(table.schema, quoted=True) if table.schema else None,
    )
    wanted = [asked(column.name) for column in table.columns] if texts else [exp.Star()]
    tree = exp.Select(expressions=wanted).from_(source, copy=False).limit(limit, copy=False)
    return read_only_tree(tree, dialect, [qualified_name(table.schema, table.name)])


def must_fit(sql: ReadOnlySql, warehouse: Warehouse) -> None:
    """Raise UnsafeSql for a statement that was proven in another dialect than the warehouse speaks."""
    if sql.dialect != warehouse.dialect:
        # What is one text in one dialect may be a text and a second query in another.
        raise UnsafeSql(
            f"This statement was proven for {sql.dialect}, and the data source speaks {warehouse.dialect}.",
            "Compile it for this data source.",
            code="other_dialect",
        )


def turn_of(warehouse: Warehouse, source: SourceKey | None, asked_by: str) -> Turn:
    """Whose turn a statement takes; without a source, one of the open warehouse."""
    return Turn(id(warehouse)) if source is None else Turn(source, source[0], asked_by)


def fingerprint_of(sql: ReadOnlySql) -> str:
    """What tells the statement from others: its text in its dialect, hashed."""
    return sha256(f"{sql.dialect}\n{sql.text}".encode()).hexdigest()[:32]


def _kept_or_flying(
    key: Hashable, work: Callable[[Flight], ResultTable], ttl_seconds: float, *, refresh: bool
) -> ResultTable | Flight:
    """The cached result of `key`, else the flight that fetches it, boarded: one that is under way, or a new one."""

    def work_and_keep(flight: Flight) -> ResultTable:
        try:
            result = work(flight)
            _cache.put(key, result, ttl_seconds)
            return result
        finally:
            with _flights_lock:
                if _flights.get(key) is flight:
                    del _flights[key]

    with _flights_lock:
        # Looked up under the lock: a flight puts its result there before it is no longer under way.
        if not refresh and (kept := _cache.get(key)) is not None:
            return kept
        under_way = None if refresh else _flights.get(key)
        if under_way is not None and under_way.board():
            return under_way
        started = _flights[key] = Flight.started(work_and_keep)
        return started
