"""The desk at which an artifact is built: a working copy in this tab, undo, saving, and its figures' results."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson

from lunara.build.artifact import (
    DashboardContent,
    Figure,
    ReportContent,
    SlidesContent,
    content_json,
    figures,
    parse_content,
)
from lunara.build.refresh import FigureResult, Source, TileFilter, refresh_all
from lunara.connect.run import CacheKey
from lunara.connect.warehouse import CancelToken
from lunara.errors import Conflict, InvalidInput, LunaraError
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import Filter, TimeRange
from lunara.ui import cache, state
from lunara.ui.jobs import Job, Report, clear_job, find_job, start_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import limits_of, load_model, open_warehouse_for, record_for
from lunara.workspace.records import Artifact, DataSource

Content = DashboardContent | ReportContent | SlidesContent
C = TypeVar("C", DashboardContent, ReportContent, SlidesContent)

UNDO_STEPS = 50
KEEP_SECONDS = 300.0
# A first view waits this long for its numbers before it shows the steps instead.
PATIENCE_SECONDS = 2.5


@dataclass
class BuildDesk:
    """One tab's working copy of an artifact.

    `values` are the global filters as this person set them (by filter id), `window` their date range, `picks` what was clicked
    in a chart (by tile id): they act on the view and are only saved on request.
    """

    artifact: Artifact | None = None
    content: Content | None = None
    saved: Content | None = None
    editing: bool = False
    arranging: bool = False
    revision: int = 0
    undo: list[Content] = field(default_factory=list)
    error: LunaraError | None = None
    conflict: Conflict | None = None
    values: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    window: TimeRange | None = None
    own_window: bool = False
    picks: dict[str, tuple[str, tuple[Filter, ...]]] = field(default_factory=dict)
    refreshed: datetime | None = None

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.content != self.saved

    def take(self, artifact: Artifact) -> None:
        """Lay a saved artifact on the desk. Raises InvalidInput when its content cannot be read."""
        content = parse_content(artifact.type, artifact.content)
        self.artifact, self.content, self.saved = artifact, content, content
        self.undo.clear()
        self.error = self.conflict = None
        self.revision += 1

    def dashboard(self) -> DashboardContent:
        """The working copy of a dashboard."""
        return self._as(DashboardContent)

    def report(self) -> ReportContent:
        """The working copy of a report."""
        return self._as(ReportContent)

    def slides(self) -> SlidesContent:
        """The working copy of a deck."""
        return self._as(SlidesContent)

    def _as(self, shape: type[C]) -> C:
        if not isinstance(self.content, shape):
            raise InvalidInput("This is another kind of artifact than expected.", "Reload the page.")
        return self.content

    def change(self, make: Callable[[Any], Content]) -> None:
        """Apply a change to the content; what does not fit is kept as `error` and changes nothing."""
        if self.content is None:
            return
        before = self.content
        self.revision += 1
        try:
            after = make(before)
        except LunaraError as error:
            self.error = error
            return
        self.error = None
        if after != before:
            self.undo.append(before)
            del self.undo[:-UNDO_STEPS]
            self.content = after

    def step_back(self) -> None:
        """Undo the last change."""
        if self.undo:
            self.content = self.undo.pop()
            self.error = None
            self.revision += 1


def desk_for(ctx: PageContext, artifact_id: str) -> BuildDesk:
    """This tab's desk for an artifact, with what is stored on it unless changes are waiting. Raises NotFound."""
    artifact = ctx.store.get_artifact(artifact_id)
    desk = state.page_state(BuildDesk, artifact_id)
    if desk.artifact is None or (desk.artifact.version != artifact.version and not desk.changed):
        desk.take(artifact)
    elif desk.artifact.version == artifact.version:
        desk.artifact = artifact
    return desk


def save(ctx: PageContext, desk: BuildDesk, *, note: str = "") -> Artifact:
    """Save the desk as a new version. Raises Conflict when somebody saved meanwhile."""
    if desk.artifact is None or desk.content is None:
        raise InvalidInput("There is nothing to save.", "Reload the page.")
    stored = ctx.store.save_artifact(
        desk.artifact.id, based_on=desk.artifact.version, content=content_json(desk.content), note=note
    )
    desk.take(stored)
    return stored


def save_over(ctx: PageContext, desk: BuildDesk) -> Artifact:
    """Save the desk on top of a version that somebody saved meanwhile; theirs stays among the versions."""
    if desk.artifact is None:
        raise InvalidInput("There is nothing to save.", "Reload the page.")
    desk.artifact = ctx.store.get_artifact(desk.artifact.id)
    return save(ctx, desk, note="Saved over a newer version")


def figure_models(ctx: PageContext, content: Content) -> dict[str, tuple[SemanticModel, DataSource, str]]:
    """Published model, data source and "id:version" by semantic model id; one that is gone is left out."""
    found = {}
    for model_id in {figure.semantic_model_id for figure in figures(content).values()}:
        try:
            head, model = load_model(ctx, model_id)
            source = ctx.store.get_data_source(head.data_source_id)
        except LunaraError:
            # Its figures say so themselves: the model is gone, unpublished, or not this person's to see.
            continue
        found[model_id] = (model, source, f"{model_id}:{head.published_version}")
    return found


@dataclass(frozen=True)
class View:
    """How the figures of an artifact are looked at.

    `everywhere` filters all items, `filters` one of them (by item id: a tile is not filtered by its own clicks), `window`
    replaces each figure's own time window, `again` skips what is kept.
    """

    everywhere: tuple[TileFilter, ...] = ()
    filters: Mapping[str, tuple[TileFilter, ...]] = field(default_factory=dict)
    window: TimeRange | None = None
    again: bool = False


def results_of(
    ctx: PageContext, artifact_id: str, content: Content, view: View | None = None
) -> dict[str, FigureResult] | Job:
    """Results of every figure by item id, or the Job that is still computing them (or has failed).

    Kept for the organization until they are KEEP_SECONDS old or `view.again` is asked for.
    """
    how = view or View()
    models = figure_models(ctx, content)
    key = _key(ctx, content, models, how)
    if how.again:
        cache.forget(organization_id=ctx.organization.id, fingerprint=key.fingerprint)
    known = cache.peek(key)
    if known is not None:
        return dict(known)
    job_key = f"figures:{artifact_id}:{key.fingerprint}"
    job = find_job(ctx, job_key)
    if job is None or not job.running:
        job = start_job(
            ctx,
            job_key,
            lambda report, cancel: _compute(ctx, content, how, report=report, cancel=cancel),
            title="Refreshing the numbers",
        )
    if not job.wait(PATIENCE_SECONDS):
        return job
    if job.status != "done":
        return job
    clear_job(ctx, job_key)
    results: dict[str, FigureResult] = job.result
    if not any(result.error for result in results.values()):
        cache.remember(key, lambda: results, ttl=KEEP_SECONDS)
    return results


def _compute(
    ctx: PageContext,
    content: Content,
    view: View,
    *,
    report: Report,
    cancel: CancelToken,
) -> dict[str, FigureResult]:
    wanted, models = figures(content), figure_models(ctx, content)
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
        sources: dict[str, Source] = {}
        record = None
        if model_id in models:
            model, source, version = models[model_id]
            try:
                warehouse = open_warehouse_for(ctx, source)
            except LunaraError as error:
                for name, figure in members.items():
                    tell(name, FigureResult(None, None, figure.chart, error))
                continue
            key = CacheKey(ctx.organization.id, source.id, str(source.version), model_version=version)
            sources[model_id] = Source(model, warehouse, key)
            record = record_for(ctx, source, asked_from="artifact")
        refresh_all(
            members,
            sources,
            ctx.clock,
            filters=(*view.everywhere, *own),
            date_range=view.window,
            limits=limits_of(ctx.settings),
            refresh=view.again,
            record=record,
            cancel=cancel,
            on_done=tell,
        )
        cancel.raise_if_cancelled()
    return {name: done[name] for name in wanted}


def _key(
    ctx: PageContext, content: Content, models: Mapping[str, tuple[SemanticModel, DataSource, str]], view: View
) -> cache.Key:
    known = sorted((version, source.id, source.version) for _, source, version in models.values())
    text = orjson.dumps(
        [
            known,
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
