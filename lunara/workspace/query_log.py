"""The query log as records: what is written of a statement, what is asked of the log, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["done", "truncated", "cancelled", "timed_out", "refused", "failed"]
LineOrder = Literal["newest", "slowest"]
GroupOrder = Literal["queries", "seconds", "bytes", "cost", "failed"]

DAYS_KEPT, MOST_DAYS_KEPT = 90, 3650


@dataclass(frozen=True)
class QueryLine:
    """One statement that ran or was refused, as it is written. `ago_seconds`: how long ago it ended.

    `bytes` are those of the result. An estimate is the engine's own, made before running (`estimate_source` says how);
    None where there was none. `uncounted`: it was not admitted and settled, so that this line counts for the project's day.
    `id` keeps a line that is written again, because nobody knows whether it was, from being there twice; empty: a new one.
    """

    project_id: str
    data_source_id: str | None
    asked_from: str
    sql: str
    fingerprint: str
    outcome: Outcome
    rows: int = 0
    bytes: int = 0
    elapsed_ms: float = 0.0
    from_cache: bool = False
    error: str = ""
    error_code: str = ""
    agent_id: str | None = None
    artifact_id: str | None = None
    semantic_model_id: str | None = None
    model_version: int | None = None
    estimated_bytes: int | None = None
    estimated_rows: int | None = None
    estimated_cost: float | None = None
    estimate_currency: str = ""
    estimate_source: str = ""
    estimate_exact: bool = False
    uncounted: bool = False
    ago_seconds: float = 0.0
    id: str = ""


@dataclass(frozen=True)
class QueryFilter:
    """Which lines: of when (`since` included, `until` not), with which outcomes (empty: any), of which source, person and place,
    and with which words in the statement or its error."""

    since: datetime | None = None
    until: datetime | None = None
    outcomes: tuple[Outcome, ...] = ()
    data_source_id: str | None = None
    person_id: str | None = None
    asked_from: str | None = None
    search: str = ""
    fingerprint: str | None = None

    def arguments(self) -> Mapping[str, object]:
        """As the functions of the workspace's database take it; all but the fingerprint."""
        return {
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "outcomes": list(self.outcomes) or None,
            "of_source": self.data_source_id,
            "of_person": self.person_id,
            "from_where": self.asked_from,
            "search": self.search.strip().replace("\0", ""),
        }


@dataclass(frozen=True)
class QueryLogEntry:
    """One line of the log, with the names of what it refers to (None: gone, or not this person's to see).

    In a list `sql` is cut to its first 2,000 characters.
    """

    id: str
    project_id: str
    data_source_id: str | None
    data_source_name: str | None
    data_source_kind: str | None
    agent_id: str | None
    agent_name: str | None
    artifact_id: str | None
    artifact_name: str | None
    semantic_model_id: str | None
    semantic_model_name: str | None
    model_version: int | None
    asked_from: str
    sql: str
    fingerprint: str
    outcome: str
    rows: int
    bytes: int
    elapsed_ms: float
    from_cache: bool
    error: str
    error_code: str
    estimated_bytes: int | None
    estimated_rows: int | None
    estimated_cost: float | None
    estimate_currency: str
    estimate_source: str
    estimate_exact: bool
    created_by: str | None
    created_by_name: str | None
    created_at: datetime


@dataclass(frozen=True)
class QueryTotals:
    """Lines summed up. Times and bytes are of statements that the warehouse worked on: neither refused nor answered from what was
    at hand; `p50_ms` and `p95_ms` are None without any. `estimates` is how many lines have an estimate; `estimated_cost` is
    None where none has a price, or in several currencies."""

    queries: int
    failed: int
    refused: int
    from_cache: int
    people: int
    p50_ms: float | None
    p95_ms: float | None
    seconds: float
    bytes: int
    estimates: int
    estimated_bytes: int
    estimated_cost: float | None
    estimate_currency: str


@dataclass(frozen=True)
class QueryGroup:
    """A statement, whatever values were in it, and its lines summed up. `sql` is the latest, cut to 2,000 characters."""

    fingerprint: str
    sql: str
    latest_id: str
    latest_at: datetime
    totals: QueryTotals
