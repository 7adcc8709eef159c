"""The only place for limits, timeout, cancel, cache and record: the same for every kind of warehouse."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from lunara.connect.catalog import Table
from lunara.connect.far_dates import written_out
from lunara.connect.flight import Flight
from lunara.connect.result import ResultTable
from lunara.connect.result_cache import ResultCache
from lunara.connect.slots import Slots
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, LunaraError, Refused, TimedOut, UnsafeSql
from lunara.guard import ReadOnlySql, qualified_name, read_only, read_only_tree

if TYPE_CHECKING:
    import pyarrow as pa

Outcome = Literal["done", "truncated", "cancelled", "timed_out", "refused", "failed"]
RETRY_AFTER_SECONDS = 0.2

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What one statement may use: rows and bytes of its result, seconds in the engine, statements at once per source."""

    rows: int = 100_000
    bytes: int = 268_435_456
    seconds: float = 60.0
    slots: int = 4

    def within(self, other: Limits) -> Limits:
        """The narrower of both in what one statement takes; `slots` stay these."""
        return Limits(
            min(self.rows, other.rows), min(self.bytes, other.bytes), min(self.seconds, other.seconds), self.slots
        )


@dataclass(frozen=True)
class QueryRecord:
    """One statement that ran or was refused, for the query log."""

    sql: str
    fingerprint: str
    outcome: Outcome
    rows: int
    bytes: int
    elapsed_ms: float
    from_cache: bool
    error: str = ""


@dataclass(frozen=True)
class CacheKey:
    """Whose result it is: organization, principal where rows depend on it, source id and its version, model version."""

    organization_id: str
    source_id: str
    source_version: str
    principal_id: str = ""
    model_version: str = ""
    ttl_seconds: float = 300.0


Record = Callable[[QueryRecord], None]
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
    limits: Limits = Limits()
    source: SourceKey | None = None

    @property
    def dialect(self) -> str:
        """sqlglot dialect of the warehouse."""
        return self.warehouse.dialect

    def run(self, sql: ReadOnlySql, *, limits: Limits, cancel: CancelToken | None = None) -> ResultTable:
        """Run a guarded statement, uncached, within `limits` and the runner's own. Raises as the function `run`."""
        narrowed = self.limits.within(limits)
        return run(self.warehouse, sql, limits=narrowed, cancel=cancel, source=self.source, record=self.record)


_cache = ResultCache()
_slots = Slots()
_flights: dict[Hashable, Flight] = {}
_flights_lock = threading.Lock()


def run(
    warehouse: Warehouse,
    sql: ReadOnlySql,
    *,
    limits: Limits = Limits(),
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    source: SourceKey | None = None,
    refresh: bool = False,
    record: Record | None = None,
) -> ResultTable:
    """Run a guarded statement within limits.

    It takes one of the turns of `source`, which is the cache key's when that is given; without either, of `warehouse`.
    `cache=None` never caches; `refresh=True` skips a cached result and replaces it. Identical statements under one key
    that run at the same time run once. `record` is called exactly once, also on failure; an error in it is not the query's.
    Raises Cancelled, TimedOut, WarehouseFailed, ConnectFailed, UnsafeSql for a statement that was proven for another dialect.
    A cut result is not an error: `truncated` is True.
    """
    started = time.monotonic()
    fingerprint = _fingerprint(sql)
    try:
        result = _result(
            warehouse,
            sql,
            fingerprint,
            limits=limits,
            cancel=cancel or CancelToken(),
            cache=cache,
            turns_of=(cache.organization_id, cache.source_id) if cache is not None else source or id(warehouse),
            refresh=refresh,
        )
    except BaseException as error:
        _record(record, _failure(sql.text, fingerprint, error, started))
        raise
    elapsed = (time.monotonic() - started) * 1000 if result.from_cache else result.elapsed_ms
    outcome: Outcome = "truncated" if result.truncated else "done"
    size = int(result.data.nbytes)
    _record(record, QueryRecord(sql.text, fingerprint, outcome, result.row_count, size, elapsed, result.from_cache))
    return result


def run_text(
    warehouse: Warehouse,
    sql: str,
    *,
    allowed: Collection[str] | None = None,
    limits: Limits = Limits(),
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    refresh: bool = False,
    record: Record | None = None,
) -> ResultTable:
    """Guard SQL that a person or a model wrote, and run it; a refused statement is recorded too.

    Raises UnsafeSql beside what `run` raises.
    """
    started = time.monotonic()
    try:
        proven = read_only(sql, warehouse.dialect, allowed)
    except LunaraError as error:
        _record(record, _failure(sql[:100_000], "", error, started))
        raise
    return run(warehouse, proven, limits=limits, cancel=cancel, cache=cache, refresh=refresh, record=record)


def preview(
    warehouse: Warehouse,
    table: Table,
    limit: int = 100,
    *,
    limits: Limits = Limits(seconds=20.0),
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    record: Record | None = None,
) -> ResultTable:
    """The first `limit` rows of a table of the catalog, whatever its name looks like. Raises as `run`."""
    from sqlglot import exp

    source = exp.Table(
        this=exp.to_identifier(table.name, quoted=True),
        db=exp.to_identifier(table.schema, quoted=True) if table.schema else None,
    )
    tree = exp.Select(expressions=[exp.Star()]).from_(source, copy=False).limit(limit, copy=False)
    proven = read_only_tree(tree, warehouse.dialect, [qualified_name(table.schema, table.name)])
    return run(warehouse, proven, limits=limits, cancel=cancel, cache=cache, record=record)


def _result(
    warehouse: Warehouse,
    sql: ReadOnlySql,
    fingerprint: str,
    *,
    limits: Limits,
    cancel: CancelToken,
    cache: CacheKey | None,
    turns_of: Hashable,
    refresh: bool,
) -> ResultTable:
    if sql.dialect != warehouse.dialect:
        # What is one text in one dialect may be a text and a second query in another.
        raise UnsafeSql(
            f"This statement was proven for {sql.dialect}, and the data source speaks {warehouse.dialect}.",
            "Compile it for this data source.",
            code="other_dialect",
        )
    cancel.raise_if_cancelled()

    def work(token: CancelToken) -> ResultTable:
        with _slots.take(turns_of, limits.slots, limits.seconds, token):
            return _fetch(warehouse, sql, limits, token)

    # Waiting for a slot and running each have `limits.seconds`.
    patience = limits.seconds * 2
    if cache is None:
        flight = Flight(work)
        flight.board()
        flight.start()
        return flight.wait(cancel, patience)
    key = (
        cache.organization_id,
        cache.principal_id,
        cache.source_id,
        cache.source_version,
        cache.model_version,
        fingerprint,
        limits.rows,
        limits.bytes,
    )
    if not refresh and (found := _cache.get(key)) is not None:
        return found

    def work_and_keep(token: CancelToken) -> ResultTable:
        try:
            result = work(token)
            _cache.put(key, result, cache.ttl_seconds)
            return result
        finally:
            with _flights_lock:
                if _flights.get(key) is current:
                    del _flights[key]

    with _flights_lock:
        # A flight may have landed between the look into the cache and this lock.
        if not refresh and (found := _cache.get(key)) is not None:
            return found
        joined = None if refresh else _flights.get(key)
        if joined is not None and joined.board():
            current = joined
        else:
            joined = None
            current = _flights[key] = Flight(work_and_keep)
            current.board()
    if joined is None:
        current.start()
    return current.wait(cancel, patience)


def _fetch(warehouse: Warehouse, sql: ReadOnlySql, limits: Limits, token: CancelToken) -> ResultTable:
    """Read the engine; a lost connection is tried once more as long as no row has come."""
    started = time.monotonic()
    attempt = 0
    while True:
        batches: list[pa.RecordBatch] = []
        try:
            truncated = _collect(warehouse, sql, limits, token, batches)
            break
        except ConnectFailed as error:
            attempt += 1
            if attempt > 1 or batches or error.code != "connection_lost" or token.cancelled:
                raise
            time.sleep(RETRY_AFTER_SECONDS)
    import pyarrow as pa

    table = written_out(pa.Table.from_batches(batches))
    table = table.rename_columns(_distinct(table.column_names))
    return ResultTable(table, truncated, (time.monotonic() - started) * 1000, datetime.now(UTC))


def _collect(warehouse: Warehouse, sql: ReadOnlySql, limits: Limits, token: CancelToken, batches: list[Any]) -> bool:
    rows = size = 0
    stream: Iterator[Any] = warehouse.stream(sql, timeout_seconds=limits.seconds, cancel=token)
    with closing(stream):  # type: ignore[type-var]
        for batch in stream:
            kept = batch.slice(0, limits.rows - rows) if rows + batch.num_rows > limits.rows else batch
            if size + kept.nbytes > limits.bytes and kept.num_rows:
                share = max(int(kept.num_rows * (limits.bytes - size) / kept.nbytes), 0)
                kept = kept.slice(0, share)
            batches.append(kept)
            rows, size = rows + kept.num_rows, size + kept.nbytes
            if kept.num_rows < batch.num_rows:
                return True
    return False


def _distinct(names: list[str]) -> list[str]:
    """Names made different: a second `total` becomes `total_2`."""
    taken = set(names)
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        fresh = name
        if seen[name] > 1:
            number = seen[name]
            while (fresh := f"{name}_{number}") in taken:
                number += 1
            taken.add(fresh)
        result.append(fresh)
    return result


def _fingerprint(sql: ReadOnlySql) -> str:
    return sha256(f"{sql.dialect}\n{sql.text}".encode()).hexdigest()[:32]


def _failure(sql: str, fingerprint: str, error: BaseException, started: float) -> QueryRecord:
    outcome: Outcome = "failed"
    if isinstance(error, TimedOut):
        outcome = "timed_out"
    elif isinstance(error, Cancelled):
        outcome = "cancelled"
    elif isinstance(error, Refused):
        outcome = "refused"
    message = error.message if isinstance(error, LunaraError) else type(error).__name__
    return QueryRecord(sql, fingerprint, outcome, 0, 0, (time.monotonic() - started) * 1000, False, message)


def _record(record: Record | None, row: QueryRecord) -> None:
    if record is None:
        return
    try:
        record(row)
    except Exception:  # noqa: BLE001 - the query's outcome stands whatever becomes of its log line
        _log.exception("A query could not be recorded.")
