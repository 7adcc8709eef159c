"""A result of any length, piece by piece: the same road as `run`, in memory that does not grow with the rows."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from lunara.connect import flight
from lunara.connect.at_work import at_work
from lunara.connect.fetch import Reading
from lunara.connect.limits import STANDARD, Limits
from lunara.connect.outcome import Outcome, QueryRecord, Record, failure, note
from lunara.connect.run import SLOTS, SourceKey, fingerprint_of, must_fit, turn_of
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import LunaraError, TimedOut
from lunara.guard import ReadOnlySql

if TYPE_CHECKING:
    import pyarrow as pa

# How much is read ahead of whoever takes the batches; one batch always is.
AHEAD_BYTES = 16_000_000


class BatchStream:
    """Batches in order, at least one (which may have no rows); `truncated` is known when they have ended.

    Reading goes on in a thread of its own and waits while `AHEAD_BYTES` are not yet taken: the engine is read no faster than
    whoever takes them.
    """

    def __init__(self, reading: Reading, limits: Limits, token: CancelToken) -> None:
        self._reading, self._limits, self._token = reading, limits, token
        self._changed = threading.Condition()
        self._ahead: deque[pa.RecordBatch] = deque()
        self._ahead_bytes = 0
        self._error: BaseException | None = None
        self._done = False
        self._until = time.monotonic() + limits.seconds + flight.GRACE_SECONDS

    @property
    def truncated(self) -> bool:
        """Whether a limit cut the result."""
        return self._reading.truncated

    @property
    def rows(self) -> int:
        """How many rows have been read so far."""
        return self._reading.rows

    @property
    def bytes(self) -> int:
        """How many bytes of Arrow they had."""
        return self._reading.bytes

    @property
    def done(self) -> bool:
        """Whether all have been read and taken."""
        return self._done and not self._ahead and self._error is None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        """The next batch. Raises what reading raised; TimedOut when the engine neither answers nor stops; Cancelled."""
        with self._changed:
            while not self._ahead and not self._done:
                self._token.raise_if_cancelled()
                left = self._until - time.monotonic()
                if left <= 0:
                    raise TimedOut(
                        f"The data source did not answer within {self._limits.seconds:g} seconds.",
                        "Narrow the question, or raise the time limit.",
                    )
                self._changed.wait(left)
            if self._ahead:
                batch = self._ahead.popleft()
                self._ahead_bytes -= batch.nbytes
                self._changed.notify_all()
                return batch
        if self._error is not None:
            raise self._error
        raise StopIteration

    def fill(self, turn: ExitStack) -> None:
        """What the reading thread does; it gives its `turn` back when the engine has ended."""
        error: BaseException | None = None
        with turn, at_work(self._token):
            try:
                for batch in self._reading.batches():
                    with self._changed:
                        self._changed.wait_for(lambda: self._ahead_bytes < AHEAD_BYTES or self._token.cancelled)
                        self._token.raise_if_cancelled()
                        self._ahead.append(batch)
                        self._ahead_bytes += batch.nbytes
                        self._changed.notify_all()
            except BaseException as caught:  # noqa: BLE001 - handed to whoever takes the batches, who raises it
                error = caught
        with self._changed:
            self._error, self._done = error, True
            self._changed.notify_all()

    def wake(self) -> None:
        """Have both sides look whether it was cancelled."""
        with self._changed:
            self._changed.notify_all()


@contextmanager
def stream_batches(
    warehouse: Warehouse,
    sql: ReadOnlySql,
    *,
    limits: Limits = STANDARD,
    cancel: CancelToken | None = None,
    source: SourceKey | None = None,
    asked_by: str = "",
    record: Record | None = None,
    on_wait: Callable[[], None] | None = None,
) -> Iterator[BatchStream]:
    """Run a guarded statement and give its batches as they come; leaving the block stops the engine.

    Arguments and errors are those of `run`; the time limit covers what is done with the batches too. Nothing is cached. `record`
    is called once at the end: "cancelled" when the block was left before the last batch.
    """
    started = time.monotonic()
    fingerprint = fingerprint_of(sql)
    token = CancelToken()
    forget = (cancel or token).on_cancel(token.cancel)
    reading = Reading(warehouse, sql, limits, token)
    try:
        must_fit(sql, warehouse)
        turn = ExitStack()
        turn.enter_context(SLOTS.take(turn_of(warehouse, source, asked_by), limits, token, on_wait))
        stream = BatchStream(reading, limits, token)
        token.on_cancel(stream.wake)
        reader = threading.Thread(target=stream.fill, args=(turn,), name="lunara-stream", daemon=True)
        try:
            reader.start()
        except RuntimeError:
            turn.close()
            raise
        try:
            yield stream
        finally:
            ended = stream.done
            token.cancel()
            reader.join(flight.GRACE_SECONDS)
    except LunaraError as error:
        note(record, failure(sql.text, fingerprint, error, started))
        raise
    except BaseException as error:
        note(record, _ended(reading, sql, started, "cancelled", error=type(error).__name__))
        raise
    finally:
        forget()
    outcome: Outcome = "cancelled" if not ended else "truncated" if reading.truncated else "done"
    note(record, _ended(reading, sql, started, outcome))


def _ended(reading: Reading, sql: ReadOnlySql, started: float, outcome: Outcome, *, error: str = "") -> QueryRecord:
    elapsed = (time.monotonic() - started) * 1000
    return QueryRecord(sql.text, fingerprint_of(sql), outcome, reading.rows, reading.bytes, elapsed, False, error)
