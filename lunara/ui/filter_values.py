"""What a dashboard's filters offer: the distinct values of their fields, read in the background and kept for a while."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lunara.build.artifact import DashboardFilter
from lunara.connect import kind
from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.model import Scalar, SemanticModel
from lunara.semantic.query import InlineMeasure, OrderBy, SemanticQuery
from lunara.ui import cache
from lunara.ui.figure_results import FRESH_FAILED_SECONDS, Models
from lunara.ui.jobs import Job, Report, job_result
from lunara.ui.page import PageContext
from lunara.ui.warehouses import run_for
from lunara.workspace.records import DataSource

FILTER_VALUES = 500
KEEP_SECONDS = 900.0
# The figures wait behind it, so the page goes on without the values sooner than without its numbers.
PATIENCE_SECONDS = 1.0
AT_ONCE = 4


@dataclass(frozen=True)
class Offered:
    """The values of a filter's field in order, the missing one (None) last; `error` tells why there are none."""

    values: tuple[Scalar, ...] = ()
    error: LunaraError | None = None


@dataclass(frozen=True)
class _Asked:
    """A filter with the first model that has its field."""

    id: str
    field: str
    model: SemanticModel
    source: DataSource
    version: str


def filter_values(
    ctx: PageContext, artifact_id: str, filters: Sequence[DashboardFilter], models: Models
) -> tuple[dict[str, Offered], Job | None]:
    """What is offered by filter id, and the Job that reads the rest, or has failed or was stopped; None when all is there.

    A filter whose field no model has is offered nothing. A failed or stopped job stays until it is cleared.
    """
    found: dict[str, Offered] = {}
    missing: list[_Asked] = []
    for item in filters:
        asked = _asked(item, models)
        known: Offered | None = Offered() if asked is None else cache.peek(_key(ctx, asked))
        if known is not None:
            found[item.id] = known
        elif asked is not None:
            missing.append(asked)
    if not missing:
        return found, None
    told = "\n".join(f"{asked.id} {asked.field} {asked.version} {asked.source.version}" for asked in missing)
    job = job_result(
        ctx,
        f"filter-values:{artifact_id}:{hashlib.sha256(told.encode()).hexdigest()[:32]}",
        lambda report, cancel: _read(ctx, artifact_id, missing, report, cancel),
        title="Reading the values of the filters",
        patience=PATIENCE_SECONDS,
    )
    if job.status != "done":
        return found, job
    read: Mapping[str, Offered] = job.result
    for asked in missing:
        offered = read[asked.id]
        cache.keep(_key(ctx, asked), offered, ttl=FRESH_FAILED_SECONDS if offered.error else KEEP_SECONDS)
    return {**found, **read}, None


def _asked(item: DashboardFilter, models: Models) -> _Asked | None:
    table, _, name = item.field.partition(".")
    for model, source, version in models.values():
        known = model.table(table)
        if known is not None and any(dimension.name == name for dimension in known.dimensions):
            return _Asked(item.id, item.field, model, source, version)
    return None


def _key(ctx: PageContext, asked: _Asked) -> cache.Key:
    return cache.Key(
        ctx.organization.id,
        "filter-values",
        source_id=asked.source.id,
        source_version=str(asked.source.version),
        model_version=asked.version,
        fingerprint=asked.field,
    )


def _read(
    ctx: PageContext, artifact_id: str, missing: Sequence[_Asked], report: Report, cancel: CancelToken
) -> dict[str, Offered]:
    report("Asking the warehouse")
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(missing)), thread_name_prefix="filter-values") as pool:
        offered = list(pool.map(lambda asked: _values_of(ctx, artifact_id, asked, cancel), missing))
    cancel.raise_if_cancelled()
    return {asked.id: one for asked, one in zip(missing, offered, strict=True)}


def _values_of(ctx: PageContext, artifact_id: str, asked: _Asked, cancel: CancelToken) -> Offered:
    """The most frequent values; a LunaraError becomes `error`."""
    query = SemanticQuery(
        dimensions=(asked.field,),
        measures=(InlineMeasure(name="rows_of_value", table=asked.field.partition(".")[0], aggregate="count"),),
        order_by=(OrderBy(field="rows_of_value", direction="desc"),),
        limit=FILTER_VALUES,
    )
    try:
        compiled = compile_query(query, asked.model, kind(asked.source.kind).dialect, ctx.clock)
        result = run_for(
            ctx,
            asked.source,
            compiled.sql,
            Asked("filter values", asked.version, artifact_id=artifact_id),
            cancel=cancel,
        )
    except LunaraError as error:
        return Offered(error=error)
    values = [row[0] for row in result.rows()]
    known = sorted((value for value in values if value is not None), key=str)
    return Offered((*known, None) if None in values else tuple(known))
