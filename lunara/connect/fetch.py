"""Reading the engine within limits: what is cut, what is tried again. Only `run.py` and `streaming.py` use it."""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lunara.connect.far_dates import written_out
from lunara.connect.limits import Limits
from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import LunaraError
from lunara.guard import ReadOnlySql

if TYPE_CHECKING:
    import pyarrow as pa

# Codes of errors that may be gone a moment later. Trying again is safe since a statement only reads.
TRANSIENT = frozenset({"connection_lost", "too_many_connections", "refused", "snapshot_conflict", "throttled"})
ATTEMPTS = 3
BACK_OFF_SECONDS = 0.2
# A server that is lost after so long may have been brought down by this very statement.
SUSPECT_SECONDS = 5.0


class Reading:
    """One statement's batches, as the limits cut them. `truncated`, `rows` and `bytes` tell what came, as it comes."""

    def __init__(self, warehouse: Warehouse, sql: ReadOnlySql, limits: Limits, token: CancelToken) -> None:
        self._warehouse, self._sql, self._limits, self._token = warehouse, sql, limits, token
        self.truncated = False
        self.rows = self.bytes = 0

    def batches(self) -> Generator[pa.RecordBatch]:
        """The batches, at least one, columns of one name told apart; nothing is read beyond a limit.

        An error of `TRANSIENT` is tried again, waiting longer each time, as long as no batch has come, nobody cancelled, and
        the time limit, which holds for all attempts together, allows it.
        """
        until = time.monotonic() + self._limits.seconds
        attempt = 1
        while True:
            begun = time.monotonic()
            came = False
            try:
                with closing(self._once(until - begun if attempt > 1 else self._limits.seconds)) as once:
                    for batch in once:
                        came = True
                        yield batch
                return
            except LunaraError as error:
                pause = BACK_OFF_SECONDS * 4 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - not a secret
                now = time.monotonic()
                suspect = now - begun > SUSPECT_SECONDS
                if came or suspect or error.code not in TRANSIENT or attempt == ATTEMPTS or now + pause >= until:
                    raise
                if self._token.wait(pause):
                    self._token.raise_if_cancelled()
            attempt += 1

    def _once(self, seconds: float) -> Generator[pa.RecordBatch]:
        limits = self._limits
        # One more, by which it is seen that there are more.
        more: dict[str, Any] = {"rows": limits.rows + 1} if self._warehouse.kind.capabilities.makes_ahead else {}
        stream: Iterator[Any] = self._warehouse.stream(
            self._sql, timeout_seconds=max(round(seconds, 3), 0.001), cancel=self._token, **more
        )
        names: list[str] | None = None
        with closing(stream):  # type: ignore[type-var]
            for read in stream:
                batch = _decoded(read)
                kept = batch.slice(0, limits.rows - self.rows) if self.rows + batch.num_rows > limits.rows else batch
                if self.bytes + kept.nbytes > limits.bytes and kept.num_rows:
                    kept = kept.slice(0, max(int(kept.num_rows * (limits.bytes - self.bytes) / kept.nbytes), 0))
                self.rows, self.bytes = self.rows + kept.num_rows, self.bytes + kept.nbytes
                self.truncated = kept.num_rows < batch.num_rows
                names = names or distinct(kept.schema.names)
                yield kept if names == kept.schema.names else kept.rename_columns(names)
                if self.truncated:
                    return


def fetch(warehouse: Warehouse, sql: ReadOnlySql, limits: Limits, token: CancelToken) -> ResultTable:
    """The whole result within limits. Raises as `Warehouse.stream`."""
    import pyarrow as pa

    started = time.monotonic()
    reading = Reading(warehouse, sql, limits, token)
    table = written_out(pa.Table.from_batches(list(reading.batches())))
    return ResultTable(table, reading.truncated, (time.monotonic() - started) * 1000, datetime.now(UTC))


def _decoded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Values in place of numbers of values (what DuckDB's enumerations come as): a table in the browser shows those empty."""
    import pyarrow as pa

    for index, kind in enumerate(batch.schema.types):
        if pa.types.is_dictionary(kind):
            batch = batch.set_column(index, batch.schema.names[index], batch.column(index).dictionary_decode())
    return batch


def distinct(names: list[str]) -> list[str]:
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
