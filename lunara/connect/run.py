"""The only place for limits, timeout, cancel, cache and record: the same for every kind of warehouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.guard import ReadOnlySql


@dataclass(frozen=True)
class Limits:
    """What one statement may use: rows and bytes of its result, seconds in the engine, statements at once per source."""

    rows: int = 100_000
    bytes: int = 268_435_456
    seconds: float = 60.0
    slots: int = 4


@dataclass(frozen=True)
class QueryRecord:
    """One statement that ran or was refused, for the query log."""

    sql: str
    fingerprint: str
    outcome: Literal["done", "truncated", "cancelled", "timed_out", "refused", "failed"]
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


def run(
    warehouse: Warehouse,
    sql: ReadOnlySql,
    *,
    limits: Limits = Limits(),
    cancel: CancelToken | None = None,
    cache: CacheKey | None = None,
    refresh: bool = False,
    record: Callable[[QueryRecord], None] | None = None,
) -> ResultTable:
    """Run a guarded statement within limits.

    `cache=None` never caches; `refresh=True` skips a cached result and replaces it. Identical statements under one key
    that run at the same time run once. `record` is called exactly once, also on failure; an error in it is not the query's.
    Raises Cancelled, TimedOut, WarehouseFailed, ConnectFailed. A cut result is not an error: `truncated` is True.
    """
    raise NotImplementedError
