"""Results of an artifact's figures: computed in the background, waited for a moment, kept for the organization."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from lunara.build.artifact import Content, Figure, figures
from lunara.build.refresh import FigureResult, Source, TileFilter, refresh_all
from lunara.connect.recording import Asked
from lunara.connect.run import Record
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, LunaraError, NotFound, NotPermitted, OverBudget, Unavailable, WarehouseFailed
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import TimeRange
from lunara.ui import cache
from lunara.ui.jobs import Job, Report, clear_job, find_job, job_result
from lunara.ui.page import PageContext
from lunara.ui.reaching import answered_since, source_of
from lunara.ui.warehouses import limits_of, load_model, results_key, runner_for
from lunara.workspace.records import DataSource

FRESH_SECONDS = 300.0
# Numbers that are no longer fresh are still those of before, where new ones cannot be had.
KEPT_SECONDS = 21_600.0
# Results in which a figure failed: long enough that a rerun of the page is no new attempt.
FRESH_FAILED_SECONDS = 30.0
# A first view waits this long for its numbers before it shows the steps instead.
PATIENCE_SECONDS = 2.5


class Models(dict[str, tuple[SemanticModel, DataSource, str]]):
    """Published model, data source and "id:version" by semantic model id; `failed`: why another could not be read.

    One that is in neither is gone, not published, or not this person's to see.
    """

    failed: Mapping[str, LunaraError]

    def __init__(self, failed: Mapping[str, LunaraError] | None = None) -> None:
        super().__init__()
        self.failed = {} if failed is None else failed


def figure_models(ctx: PageContext, content: Content) -> Models:
    """The models of an artifact's figures.

    The workspace is asked for each, so a run of the page calls this once and hands it to all that need it.
    """
    failed: dict[str, LunaraError] = {}
    found = Models(failed)
    for model_id in {figure.semantic_model_id for figure in figures(content).values()}:
        try:
            head, model = load_model(ctx, model_id, to_show=True)
            source = ctx.store.get_data_source(head.data_source_id)
        except (NotFound, NotPermitted):
            continue  # its figures say so themselves
        except LunaraError as error:
            failed[model_id] = error
            continue
        found[model_id] = (model, source, f"{model_id}:{head.published_version}")
    return found


@dataclass(frozen=True)
class View:
    """How the figures of an artifact are looked at.

    `everywhere` filters all items, `filters` one of them (by item id: a tile is not filtered by its own clicks), `window`
    replaces each figure's own time window. `again` skips what is kept; so does a `max_age` (seconds) that it has reached.
    """

    everywhere: tuple[TileFilter, ...] = ()
    filters: Mapping[str, tuple[TileFilter, ...]] = field(default_factory=dict)
    window: TimeRange | None = None
    again: bool = False
    max_age: float = FRESH_SECONDS


@dataclass(frozen=True)
class _Kept:
    """Results and when they were computed: when the last of them was there (`moment`: the same of `time.monotonic`)."""

    results: dict[str, FigureResult]
    at: datetime
    moment: float = field(default_factory=time.monotonic)

    def older_than(self, seconds: float) -> bool:
        """Whether they were computed at least that long ago."""
        return (now() - self.at).total_seconds() >= seconds

    @property
    def failed(self) -> bool:
        """Whether a figure has an error, or numbers of before in its place."""
        return any(result.error or result.not_refreshed for result in self.results.values())

    def answered_since(self, organization_id: str) -> bool:
        """Whether a data source that could not be reached has answered since."""
        errors = [result.error or result.not_refreshed for result in self.results.values()]
        return any(
            answered_since(organization_id, source_of(error), self.moment) for error in errors if source_of(error)
        )

    def over(self, before: _Kept | None) -> _Kept:
        """These, with the numbers of `before` where a figure could not be asked at this moment."""
        if before is None:
            return self
        results = {name: _or_before(result, before.results.get(name)) for name, result in self.results.items()}
        return replace(self, results=results)


def _or_before(result: FigureResult, before: FigureResult | None) -> FigureResult:
    error = result.error
    passing = isinstance(error, ConnectFailed | WarehouseFailed | OverBudget | Unavailable)
    # What nobody may read any more is not shown any more.
    if error is None or not passing or error.code == "not_granted" or before is None or before.result is None:
        return result
    return replace(before, not_refreshed=error)


def results_of(
    ctx: PageContext, artifact_id: str, content: Content, models: Models, view: View | None = None
) -> dict[str, FigureResult] | Job:
    """Results of every figure by item id, or the Job that computes them or has failed or was stopped.

    `models` as `figure_models` gives them. A job that has ended with results is taken and cleared, whatever `view` asks for:
    it was begun for this view. One that has failed or was stopped stays until it is cleared ("Try again") or `view.again` is
    asked for. Results are kept for the organization and are good for `view.max_age`, or FRESH_FAILED_SECONDS where a figure
    failed, or until the data source that was not reached has answered. A figure that cannot be asked at the moment keeps its
    numbers of before, and says so.
    """
    how = view or View()
    key = _key(ctx, content, models, how)
    job_key = f"figures:{artifact_id}:{key.fingerprint}"
    kept: _Kept | None = cache.peek(key)
    begun = find_job(ctx, job_key)
    if begun is not None and how.again and begun.status in ("failed", "cancelled"):
        clear_job(ctx, job_key)
        begun = None
    old = kept is not None and kept.older_than(how.max_age)
    stale = old or (
        kept is not None
        and kept.failed
        and (kept.older_than(FRESH_FAILED_SECONDS) or kept.answered_since(ctx.organization.id))
    )
    if kept is not None and not (begun is not None or how.again or stale):
        return dict(kept.results)
    # What failed is tried again; the others' results may still be those of a moment ago.
    refresh = how.again or old
    job = job_result(
        ctx,
        job_key,
        lambda report, cancel: _compute(
            ctx, artifact_id, content, models, how, refresh=refresh, report=report, cancel=cancel
        ),
        title="Refreshing the numbers",
        patience=PATIENCE_SECONDS,
    )
    if job.status != "done":
        return job
    done = job.result.over(cache.peek(key))
    cache.keep(key, done, ttl=max(2 * how.max_age, KEPT_SECONDS), size=_size_of(done))
    return dict(done.results)


def results_before(ctx: PageContext, content: Content, models: Models, view: View) -> dict[str, FigureResult] | None:
    """The results that were good until a moment ago, to look at while a job computes new ones; None when there are none."""
    kept: _Kept | None = cache.peek(_key(ctx, content, models, view))
    return None if kept is None else dict(kept.results)


def _size_of(kept: _Kept) -> int:
    return sum(int(one.result.data.nbytes) for one in kept.results.values() if one.result is not None)


def _compute(
    ctx: PageContext,
    artifact_id: str,
    content: Content,
    models: Models,
    view: View,
    *,
    refresh: bool,
    report: Report,
    cancel: CancelToken,
) -> _Kept:
    wanted = figures(content)
    total = len(wanted)
    done: dict[str, FigureResult] = {}

    def tell(name: str, result: FigureResult) -> None:
        done[name] = result
        report("Asking the warehouse", detail=f"{len(done)} of {total}", fraction=len(done) / max(total, 1))

    report("Connecting")
    # One group per data source and per set of filters: a tile is not filtered by clicks on itself.
    groups: dict[tuple[str, tuple[TileFilter, ...]], dict[str, Figure]] = {}
    for name, figure in wanted.items():
        groups.setdefault((figure.semantic_model_id, view.filters.get(name, ())), {})[name] = figure
    for (model_id, own), members in groups.items():
        unread = models.failed.get(model_id)
        if unread is not None:
            for name, figure in members.items():
                tell(name, FigureResult(None, None, figure.chart, unread))
            continue
        with ExitStack() as held:
            sources: dict[str, Source] = {}
            record: Record | None = None
            limits = limits_of(ctx.settings)
            if model_id in models:
                model, source, version = models[model_id]
                try:
                    runner = held.enter_context(
                        runner_for(ctx, source, Asked("artifact", version, artifact_id=artifact_id))
                    )
                except LunaraError as error:
                    for name, figure in members.items():
                        tell(name, FigureResult(None, None, figure.chart, error))
                    continue
                sources[model_id] = Source(model, runner.warehouse, results_key(ctx, source, version))
                record, limits = runner.record, runner.limits
            refresh_all(
                members,
                sources,
                ctx.clock,
                filters=(*view.everywhere, *own),
                date_range=view.window,
                limits=limits,
                refresh=refresh,
                record=record,
                cancel=cancel,
                on_done=tell,
            )
        cancel.raise_if_cancelled()
    return _Kept({name: done[name] for name in wanted}, now())


def _key(ctx: PageContext, content: Content, models: Models, view: View) -> cache.Key:
    known = sorted((version, source.id, source.version) for _, source, version in models.values())
    text = orjson.dumps(
        [
            known,
            sorted((model_id, error.code) for model_id, error in models.failed.items()),
            [(name, figure.model_dump(mode="json", by_alias=True)) for name, figure in figures(content).items()],
            _plain(view.everywhere),
            {name: _plain(own) for name, own in view.filters.items()},
            view.window.model_dump(mode="json", by_alias=True) if view.window is not None else None,
            ctx.clock.today.isoformat(),
            ctx.clock.timezone,
        ],
        option=orjson.OPT_SORT_KEYS,
    )
    return cache.Key(ctx.organization.id, "figures", fingerprint=hashlib.sha256(text).hexdigest())


def _plain(filters: tuple[TileFilter, ...]) -> list[Any]:
    return [(item.label, item.condition.model_dump(mode="json", by_alias=True)) for item in filters]


def as_of(results: Mapping[str, FigureResult]) -> datetime | None:
    """When the oldest of the numbers left its warehouse."""
    moments = [one.result.fetched_at for one in results.values() if one.result is not None]
    return min(moments) if moments else None


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)
