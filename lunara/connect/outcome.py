"""How a statement ended, in one of six words, and the line that the query log keeps of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lunara.errors import Cancelled, LunaraError, Refused, TimedOut

Outcome = Literal["done", "truncated", "cancelled", "timed_out", "refused", "failed"]

_log = logging.getLogger(__name__)


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
    error_code: str = ""


Record = Callable[[QueryRecord], None]


def outcome_of(error: BaseException) -> Outcome:
    """The word for a statement that ended with this error.

    >>> outcome_of(TimedOut("It ran too long.")), outcome_of(Refused("No.")), outcome_of(MemoryError())
    ('timed_out', 'refused', 'failed')
    """
    if isinstance(error, TimedOut):
        return "timed_out"
    if isinstance(error, Cancelled):
        return "cancelled"
    return "refused" if isinstance(error, Refused) else "failed"


def failure(sql: str, fingerprint: str, error: BaseException, started: float) -> QueryRecord:
    """The record of a statement that gave no result; `started` is of `time.monotonic`."""
    message, code = (error.message, error.code) if isinstance(error, LunaraError) else (type(error).__name__, "")
    elapsed = (time.monotonic() - started) * 1000
    return QueryRecord(sql, fingerprint, outcome_of(error), 0, 0, elapsed, False, message, code)


def note(record: Record | None, row: QueryRecord) -> None:
    """Hand the record over; an error of whoever keeps it is told to the process's log and is not the query's."""
    if record is None:
        return
    try:
        record(row)
    except Exception:  # noqa: BLE001 - the query's outcome stands whatever becomes of its log line
        _log.exception("A query could not be recorded.")
