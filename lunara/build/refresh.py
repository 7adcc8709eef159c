"""Figures of artifacts brought up to date. Re-enters at compile: no planner, no provider.

A dashboard's filters act on every tile that can take them; a tile that cannot says why and shows its own numbers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from lunara.ask.narrate import Narrative
from lunara.ask.plan import ModelSql
from lunara.ask.reach import alike, reaching, said_of_period, span_of
from lunara.build.artifact import DashboardFilter, Figure
from lunara.build.narrowing import homes_of, narrowed
from lunara.build.spans import KeptRunner, LazySpans
from lunara.build.told import C, Telling, told
from lunara.charts.choose import choose_chart
from lunara.charts.display import clean
from lunara.charts.period import period_text
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, QueryRecord, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.lineage import JoinStep
from lunara.semantic.model import SemanticModel
from lunara.semantic.moved import told_as_moved
from lunara.semantic.query import FieldFilter, Filter, OrFilter, SemanticQuery, TimeFilter, TimeRange

DEFAULT_LIMITS = Limits()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TileFilter:
    """A condition that comes from outside a tile, with the words it is shown by ("Country")."""

    label: str
    condition: Filter


@dataclass(frozen=True)
class NotApplied:
    """A filter that a tile could not take, and why in a sentence."""

    label: str
    because: str

    def __str__(self) -> str:
        return f"Not filtered by {self.label}: {self.because}"


@dataclass(frozen=True)
class FigureResult:
    """A figure with its numbers, or the error that stopped it (then `compiled` and `result` may be None).

    `not_refreshed` says why its numbers are still those of before; `telling` is what its sentences come of.
    """

    compiled: CompiledQuery | None
    result: ResultTable | None
    chart: ChartSpec | None
    error: LunaraError | None = None
    not_applied: tuple[NotApplied, ...] = ()
    not_refreshed: LunaraError | None = None
    telling: Telling | None = None

    @cached_property
    def narrative(self) -> Narrative | None:
        """What its numbers say, in sentences; None where it has none."""
        if self.telling is None or self.compiled is None or self.result is None or self.error is not None:
            return None
        return self.telling.narrative(self.compiled, self.result)


def as_read(content: C, results: Mapping[str, FigureResult]) -> C:
    """The content with its texts filled in by what its figures say; `results` by item id, as `refresh_all` gives them."""
    return told(content, _Narratives(results))


def narratives_of(results: Mapping[str, FigureResult]) -> Mapping[str, Narrative | None]:
    """What each figure says, by item id."""
    return _Narratives(results)


class _Narratives(Mapping[str, Narrative | None]):
    """What each figure says, worked out where a text asks for it."""

    def __init__(self, results: Mapping[str, FigureResult]) -> None:
        self._results = results

    def __getitem__(self, item: str) -> Narrative | None:
        return self._results[item].narrative

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)


@dataclass(frozen=True)
class Source:
    """What a semantic model's figures are computed from; `cache` None never caches."""

    model: SemanticModel
    warehouse: Warehouse
    cache: CacheKey | None = None


def tile_filters(filters: Sequence[DashboardFilter]) -> tuple[TileFilter, ...]:
    """Conditions of a dashboard's global filters; one without values filters nothing."""
    made = []
    for item in filters:
        known = tuple(value for value in item.values if value is not None)
        parts: list[Filter] = []
        if known:
            parts.append(FieldFilter(field=item.field, op="in", values=known))
        if len(known) < len(item.values):
            parts.append(FieldFilter(field=item.field, op="is_null"))
        if parts:
            condition = parts[0] if len(parts) == 1 else OrFilter.model_validate({"or": tuple(parts)})
            made.append(TileFilter(clean(item.label) or item.field, condition))
    return tuple(made)


def refresh_figure(
    figure: Figure,
    model: SemanticModel,
    warehouse: Warehouse,
    clock: Clock,
    *,
    filters: Sequence[TileFilter] = (),
    date_range: TimeRange | None = None,
    limits: Limits = DEFAULT_LIMITS,
    cache: CacheKey | None = None,
    refresh: bool = False,
    record: Callable[[QueryRecord], None] | None = None,
    cancel: CancelToken | None = None,
    spans: LazySpans | None = None,
) -> FigureResult:
    """Compile, run and choose the chart of one figure; a LunaraError becomes `error`, nothing else is caught.

    The warnings say how far the data reaches where the figure's period lies beyond it, and periods that the data covers only
    in part are drawn as such; `spans` are those that figures of one model share.

    `filters` and `date_range` act where the compiler accepts them for this query; `not_applied` says where it did not.
    `refresh` skips cached results. A stored chart is kept while the result still has its columns, else a fitting one is chosen.
    """
    compiled: CompiledQuery | None = None
    not_applied: tuple[NotApplied, ...] = ()
    plan: SemanticQuery | ModelSql
    span = None
    title = figure.chart.title if figure.chart else ""
    if spans is None:
        spans = LazySpans(model, KeptRunner(warehouse, record, limits, cache=cache, refresh=refresh), cancel)
    try:
        if figure.query is not None:

            def compile(query: SemanticQuery, until: date | None = None) -> CompiledQuery:
                return compile_plan(query, model, warehouse.dialect, clock, until=until)

            compiled, plan, not_applied = _filtered(figure.query, compile, filters, date_range, model)
            compiled = alike(partial(compile, plan), model, spans, clock.today)
        else:
            plan = ModelSql(figure.sql or "")
            compiled = compile_plan(figure.sql or "", model, warehouse.dialect, clock)
            outside = [*(["date"] if date_range is not None else []), *(item.label for item in filters)]
            not_applied = tuple(NotApplied(label, "it was written as SQL.") for label in outside)
        with told_as_moved(model, warehouse, compiled.tables, compiled.sql.text):
            result = run(
                warehouse,
                compiled.sql,
                limits=limits,
                cancel=cancel,
                cache=cache,
                refresh=refresh,
                record=record,
            )
        if compiled.window is not None or any(column.grain for column in compiled.columns):
            span = span_of(compiled, model, spans)
            said = said_of_period(compiled, span, clock.today)
            compiled = replace(reaching(compiled, model, spans, clock.today), warnings=said)
        compiled = other_period_named(compiled, plan)
    except LunaraError as error:
        return FigureResult(compiled, None, figure.chart, error, not_applied)
    chart = figure.chart
    if chart is None or not _fits(chart, plan, compiled, result):
        chart = choose_chart(compiled, result, title)
    telling = Telling(plan, model, clock.today, span)
    return FigureResult(compiled, result, chart, None, not_applied, telling=telling)


def other_period_named(compiled: CompiledQuery, plan: SemanticQuery | ModelSql) -> CompiledQuery:
    """The query whose numbers of a freely chosen other period are called by it: "Revenue (Oct 2011)"; each knows its own."""
    if not isinstance(plan, SemanticQuery) or plan.compare is None or plan.compare.range is None:
        return compiled
    labels = {column.name: column.label for column in compiled.columns}
    now, against = period_text(compiled.window), period_text(compiled.compare_window)
    if not against:
        return compiled
    columns = tuple(
        replace(column, label=f"{labels[column.compares]} ({against})", period=against)
        if column.compares in labels
        else replace(column, period=now)
        if column.role == "measure"
        else column
        for column in compiled.columns
    )
    return replace(compiled, columns=columns)


def refresh_all(
    figures: Mapping[str, Figure],
    sources: Mapping[str, Source],
    clock: Clock,
    *,
    filters: Sequence[TileFilter] = (),
    date_range: TimeRange | None = None,
    limits: Limits = DEFAULT_LIMITS,
    refresh: bool = False,
    record: Callable[[QueryRecord], None] | None = None,
    cancel: CancelToken | None = None,
    workers: int = 4,
    on_done: Callable[[str, FigureResult], None] | None = None,
) -> dict[str, FigureResult]:
    """Refresh every figure, `workers` at once; one that fails leaves the others alone.

    `sources` is by semantic model id. `on_done` is called in this thread as each figure is ready; `record` from others.
    """

    def one(figure: Figure) -> FigureResult:
        source = sources.get(figure.semantic_model_id)
        if source is None:
            gone = LunaraError(
                "The semantic model of this figure is gone or not published.",
                "Publish it again, or remove this figure.",
            )
            return FigureResult(None, None, figure.chart, gone)
        return refresh_figure(
            figure,
            source.model,
            source.warehouse,
            clock,
            filters=filters,
            date_range=date_range,
            limits=limits,
            cache=source.cache,
            refresh=refresh,
            record=record,
            cancel=cancel,
            spans=spans[figure.semantic_model_id],
        )

    spans = {
        name: LazySpans(
            source.model,
            KeptRunner(source.warehouse, record, limits, cache=source.cache, refresh=refresh),
            cancel,
        )
        for name, source in sources.items()
    }
    done: dict[str, FigureResult] = {}
    if not figures:
        return done
    with ThreadPoolExecutor(max_workers=max(1, min(workers, len(figures))), thread_name_prefix="refresh") as pool:
        running = {pool.submit(one, figure): name for name, figure in figures.items()}
        for future in as_completed(running):
            name, failure = running[future], future.exception()
            if failure is None:
                outcome = future.result()
            else:
                _log.error("figure %s failed", name, exc_info=failure)
                outcome = FigureResult(
                    None,
                    None,
                    None,
                    LunaraError("This figure failed in an unexpected way.", "Refresh, or ask it again."),
                )
            done[name] = outcome
            if on_done is not None:
                on_done(name, outcome)
    return {name: done[name] for name in figures}


def _filtered(
    query: SemanticQuery,
    compile: Callable[[SemanticQuery], CompiledQuery],
    filters: Sequence[TileFilter],
    date_range: TimeRange | None,
    model: SemanticModel,
) -> tuple[CompiledQuery, SemanticQuery, tuple[NotApplied, ...]]:
    """The query with every filter that the compiler accepts for it; raises only when the query itself does not compile."""
    compiled = compile(query)
    homes = homes_of(query, model)
    refused: list[NotApplied] = []
    for item in (date_range, *filters):
        if item is None:
            continue
        if isinstance(item, TileFilter):
            label, changed = item.label, query
        elif query.compare is not None and query.compare.range is not None:
            refused.append(NotApplied("date", "it holds two periods of its own against each other."))
            continue
        else:
            label, changed = "date", query.model_copy(update={"time": _window(query, item)})
        try:
            if isinstance(item, TileFilter):
                changed = query.model_copy(update={"filters": narrowed(query, model, item.condition)})
            made = compile(changed)
        except LunaraError as error:
            refused.append(NotApplied(label, error.message))
            continue
        shared = _shared_parent(made, compiled, model, homes)
        if shared:
            refused.append(
                NotApplied(label, f"it is only linked by sharing {shared}, which would not select these rows.")
            )
        else:
            compiled, query = made, changed
    return compiled, query, tuple(refused)


def _shared_parent(narrowed: CompiledQuery, before: CompiledQuery, model: SemanticModel, homes: frozenset[str]) -> str:
    """The table through which a filter goes up and down again ("visits → channel → orders → customers"), or "".

    Such a filter keeps every row whose parent has any match at all: on a dashboard it would look like a filter of these rows.
    Going down from a measure's own table ("customers with a cancelled order") is what it says.
    """
    relationships = {item.name: item for item in model.relationships}
    for step in narrowed.joins:
        relationship = relationships.get(step.relationship)
        down = relationship is not None and relationship.to_table == step.from_table != relationship.from_table
        if down and step not in before.joins and step.from_table not in homes and _reached(step, narrowed):
            return step.from_table
    return ""


def _reached(down: JoinStep, compiled: CompiledQuery) -> bool:
    """Whether the step starts where another one leads, rather than at a table of the query's own."""
    return any(step.to_table == down.from_table for step in compiled.joins)


def _window(query: SemanticQuery, range: TimeRange) -> TimeFilter:
    """That range on the date that the query already looks at, or on each measure's own."""
    return TimeFilter(range=range) if query.time is None else query.time.model_copy(update={"range": range})


def _fits(chart: ChartSpec, plan: SemanticQuery | ModelSql, compiled: CompiledQuery, result: ResultTable) -> bool:
    """Whether the result still has what the chart draws; the steps of a waterfall, all groups, each of them once."""
    if chart.kind == "table":
        return True
    if chart.kind == "waterfall" and not (isinstance(plan, SemanticQuery) and plan.limit is None and compiled.adds_up):
        return False
    wanted = [name for name in (chart.x, *chart.y, chart.series) if name is not None]
    return bool(chart.y) and all(name in result.columns for name in wanted)
