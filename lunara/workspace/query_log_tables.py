"""The query log of a TableStore: written many lines at once, read as the database sums it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from lunara.errors import NotPermitted
from lunara.workspace import rows
from lunara.workspace.query_log import (
    GroupOrder,
    LineOrder,
    QueryFilter,
    QueryGroup,
    QueryLine,
    QueryLogEntry,
    QueryTotals,
)
from lunara.workspace.rows import as_id
from lunara.workspace.table_base import TableBase, maybe_id, only

MOST_SQL, MOST_ERROR = 200_000, 20_000  # characters of a line of the query log; a longer one is logged cut


class QueryLogTables(TableBase):
    """The query log of a `Store`."""

    def log_queries(self, lines: Sequence[QueryLine]) -> None:
        if not lines:
            return
        try:
            self._tables.value("log_queries", {"entries": [_entry(line) for line in lines]})
        except NotPermitted:
            for project_id in {line.project_id for line in lines}:
                self._seen("projects", project_id)
            raise

    def list_queries(
        self,
        project_id: str,
        which: QueryFilter = QueryFilter(),  # noqa: B008 - frozen
        *,
        sort: LineOrder = "newest",
        limit: int = 100,
        offset: int = 0,
    ) -> list[QueryLogEntry]:
        arguments = {
            "in_project": as_id(project_id), **_valid(which).arguments(), "of_fingerprint": which.fingerprint, "sort": sort,
            "most": limit, "skip": offset,
        }  # fmt: skip
        return [rows.query(row) for row in self._tables.call("query_log_lines", arguments)]

    def get_query(self, project_id: str, query_id: str) -> QueryLogEntry:
        arguments = {"in_project": as_id(project_id), "only_id": as_id(query_id)}
        return rows.query(only(self._tables.call("query_log_lines", arguments)))

    def query_totals(self, project_id: str, which: QueryFilter = QueryFilter()) -> QueryTotals:  # noqa: B008 - frozen
        arguments = {"in_project": as_id(project_id), **_valid(which).arguments()}
        return rows.query_totals(only(self._tables.call("query_log_summary", arguments)))

    def query_groups(
        self,
        project_id: str,
        which: QueryFilter = QueryFilter(),  # noqa: B008 - frozen
        *,
        sort: GroupOrder = "queries",
        limit: int = 25,
        offset: int = 0,
    ) -> list[QueryGroup]:
        arguments = {
            "in_project": as_id(project_id), **_valid(which).arguments(), "sort": sort, "most": limit, "skip": offset,
        }  # fmt: skip
        return [rows.query_group(row) for row in self._tables.call("query_log_groups", arguments)]

    def query_log_days(self) -> int:
        return cast(int, self._tables.value("query_log_days", {}))

    def keep_query_log(self, days: int) -> None:
        self._tables.value("keep_query_log", {"days": days})

    def purge_query_log(self, most: int = 10_000) -> int:
        return cast(int, self._tables.value("purge_query_log", {"most": most}))


def _valid(which: QueryFilter) -> QueryFilter:
    return replace(which, data_source_id=maybe_id(which.data_source_id), person_id=maybe_id(which.person_id))


def _entry(line: QueryLine) -> dict[str, object]:
    """A line as `log_queries` of the database takes it."""
    return {
        "id": maybe_id(line.id or None), "project_id": as_id(line.project_id), "data_source_id": maybe_id(line.data_source_id),
        "agent_id": maybe_id(line.agent_id), "artifact_id": maybe_id(line.artifact_id),
        "semantic_model_id": maybe_id(line.semantic_model_id), "model_version": line.model_version,
        "asked_from": _cut(line.asked_from, 200), "sql": _cut(line.sql, MOST_SQL), "fingerprint": _cut(line.fingerprint, 200),
        "outcome": line.outcome, "rows": line.rows, "bytes": line.bytes, "elapsed_ms": line.elapsed_ms,
        "from_cache": line.from_cache, "error": _cut(line.error, MOST_ERROR), "error_code": _cut(line.error_code, 100),
        "estimated_bytes": line.estimated_bytes, "estimated_rows": line.estimated_rows,
        "estimated_cost": line.estimated_cost, "estimate_currency": _cut(line.estimate_currency, 10),
        "estimate_source": _cut(line.estimate_source, 100),
        "estimate_exact": line.estimate_exact, "uncounted": line.uncounted, "ago_ms": line.ago_seconds * 1000,
    }  # fmt: skip


def _cut(text: str, most: int) -> str:
    text = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= most else text[: most - 1] + "…"
