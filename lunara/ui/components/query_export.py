"""The query log as a file for a spreadsheet: what the page shows, further than it shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from lunara.ui.page import PageContext
from lunara.ui.query_words import View, outcome, place
from lunara.workspace.query_log import QueryFilter, QueryGroup, QueryLogEntry

T = TypeVar("T")
MOST_EXPORTED, AT_ONCE = 10_000, 1_000


def export_button(ctx: PageContext, which: QueryFilter, view: View) -> None:
    """Download what the filters leave, in the view's order; the file is made when the button is pressed."""
    st.download_button(
        "CSV",
        data=lambda: exported(ctx, which, view),
        file_name="queries.csv",
        mime="text/csv",
        icon=":material/download:",
        key="queries-csv",
        on_click="ignore",
        help=f"What is shown, up to {MOST_EXPORTED:,} lines",
    )


def exported(ctx: PageContext, which: QueryFilter, view: View) -> bytes:
    """The file: times in UTC, lengths in milliseconds, sizes in bytes; no text in it can become a formula."""
    import pyarrow as pa

    from lunara.build.table_export import csv_bytes
    from lunara.connect.result import ResultTable

    order, groups = view.lines or "newest", view.groups
    if groups is not None:
        rows = [
            _group(one)
            for one in _all(
                lambda n, at: ctx.store.query_groups(ctx.project_id, which, sort=groups, limit=n, offset=at)
            )
        ]
    else:
        rows = [
            _line(one)
            for one in _all(lambda n, at: ctx.store.list_queries(ctx.project_id, which, sort=order, limit=n, offset=at))
        ]
    names = list(rows[0]) if rows else ["when"]
    data = pa.table({name: [row[name] for row in rows] for name in names})
    return csv_bytes(ResultTable(data, truncated=False, elapsed_ms=0.0, fetched_at=datetime.now(UTC)), ())


def _all(fetch: Callable[[int, int], list[T]]) -> list[T]:
    found: list[T] = []
    while len(found) < MOST_EXPORTED:
        page = fetch(AT_ONCE, len(found))
        found.extend(page)
        if len(page) < AT_ONCE:
            break
    return found


def _line(line: QueryLogEntry) -> dict[str, Any]:
    return {
        "when": line.created_at,
        "outcome": outcome(line.outcome),
        "who": line.created_by_name,
        "from": place(line.asked_from),
        "agent": line.agent_name,
        "artifact": line.artifact_name,
        "model": line.semantic_model_name,
        "model version": line.model_version,
        "data source": line.data_source_name,
        "milliseconds": line.elapsed_ms,
        "rows": line.rows,
        "bytes": line.bytes,
        "at hand": line.from_cache,
        "estimated bytes": line.estimated_bytes,
        "estimated cost": line.estimated_cost,
        "currency": line.estimate_currency,
        "estimate by": line.estimate_source,
        "error": line.error,
        "statement": line.sql,
        "fingerprint": line.fingerprint,
        "id": line.id,
    }


def _group(group: QueryGroup) -> dict[str, Any]:
    told = group.totals
    return {
        "statement": group.sql,
        "queries": told.queries,
        "failed": told.failed,
        "refused": told.refused,
        "at hand": told.from_cache,
        "people": told.people,
        "median milliseconds": told.p50_ms,
        "95% within milliseconds": told.p95_ms,
        "seconds in all": told.seconds,
        "bytes": told.bytes,
        "estimates": told.estimates,
        "estimated bytes": told.estimated_bytes,
        "estimated cost": told.estimated_cost,
        "currency": told.estimate_currency,
        "last": group.latest_at,
        "fingerprint": group.fingerprint,
    }
