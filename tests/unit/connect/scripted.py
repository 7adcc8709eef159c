"""A warehouse whose engine does what the test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pyarrow as pa

from lunara.connect.catalog import Catalog
from lunara.connect.warehouse import CancelToken, Finding, WarehouseKind
from lunara.guard import ReadOnlySql

Script = Callable[[CancelToken], Iterator[pa.RecordBatch]]


def batch(*values: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"n": pa.array(values, pa.int64())})


class Scripted:
    """`script` makes the batches; `runs` and `most_at_once` count how often and how many together."""

    kind = WarehouseKind("scripted", "Scripted", "duckdb", (), ())
    dialect = "duckdb"

    def __init__(self, script: Script) -> None:
        self.script = script
        self.runs = 0
        self.at_once = 0
        self.most_at_once = 0
        self.allowed: list[float] = []
        self._lock = threading.Lock()

    def check(self) -> list[Finding]:
        return []

    def catalog(self, schema: str | None = None) -> Catalog:
        return Catalog("duckdb")

    def close(self) -> None: ...

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        with self._lock:
            self.runs += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.allowed.append(timeout_seconds)
        try:
            yield from self.script(cancel)
        finally:
            with self._lock:
                self.at_once -= 1


def one(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
    yield batch(1)


def waits(seconds: float = 0.3) -> Script:
    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            cancel.raise_if_cancelled()
            time.sleep(0.01)
        yield batch(1)

    return script
