"""What the query log is told of each statement that runs on a data source of a project; it is written by a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lunara import connect
from lunara.connect.outcome import QueryRecord, Record
from lunara.connect.statement_shape import shape_of
from lunara.connect.warehouse import Estimate
from lunara.workspace.log_writer import LOG, Log
from lunara.workspace.query_log import QueryLine
from lunara.workspace.records import DataSource


@dataclass(frozen=True)
class Asked:
    """Where statements come from: `place` ("ask", "artifact", "draft", …), the version of a model that they were written by
    ("<semantic model id>:<version>"), the agent or the artifact that they are of."""

    place: str
    model_version: str = ""
    agent_id: str | None = None
    artifact_id: str | None = None

    @property
    def model(self) -> tuple[str | None, int | None]:
        """Id and version of the semantic model."""
        id, _, version = self.model_version.partition(":")
        return (id or None, int(version) if version.isdecimal() and int(version) else None)


def record_for(
    log: Log,
    source: DataSource,
    asked: Asked,
    told: Callable[[str], Estimate | None] | None = None,
    *,
    uncounted: bool = False,
) -> Record:
    """What `run` calls to write the query log as whoever's store `log` is: it returns at once, whatever becomes of the line.

    `told` gives what was estimated before a statement ran. `uncounted`: the line counts for the project's day.
    """
    project_id, dialect = source.project_id, connect.kind(source.kind).dialect
    model_id, model_version = asked.model

    def record(entry: QueryRecord) -> None:
        estimate = told(entry.sql) if told is not None else None

        def line() -> QueryLine:
            return QueryLine(
                project_id=project_id,
                data_source_id=source.id,
                asked_from=asked.place,
                sql=entry.sql,
                fingerprint=shape_of(entry.sql, dialect),
                outcome=entry.outcome,
                rows=entry.rows,
                bytes=entry.bytes,
                elapsed_ms=entry.elapsed_ms,
                from_cache=entry.from_cache,
                error=entry.error,
                error_code=entry.error_code,
                agent_id=asked.agent_id,
                artifact_id=asked.artifact_id,
                semantic_model_id=model_id,
                model_version=model_version,
                uncounted=uncounted,
                **({} if estimate is None else _estimated(estimate)),
            )

        LOG.put(log, project_id, line, len(entry.sql) + len(entry.error))

    return record


def _estimated(estimate: Estimate) -> dict[str, Any]:
    return {
        "estimated_bytes": estimate.bytes,
        "estimated_rows": estimate.rows,
        "estimated_cost": estimate.cost,
        "estimate_currency": estimate.currency,
        "estimate_source": estimate.source,
        "estimate_exact": estimate.exact,
    }
