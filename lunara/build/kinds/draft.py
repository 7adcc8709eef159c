"""A first dashboard from the model alone: numbers with their change, the main trend, what it splits by, and a table.

Only what compiles is placed; with a warehouse every tile is also run, and one that would be empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from lunara.build.artifact import DashboardContent, DashboardFilter, Figure, Place, Widget
from lunara.build.refresh import DEFAULT_LIMITS
from lunara.charts.choose import choose_chart
from lunara.charts.display import as_date, clean
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, QueryRecord, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, InvalidInput, LunaraError
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table
from lunara.semantic.query import (
    Compare,
    DimensionRef,
    FieldFilter,
    OrderBy,
    SemanticQuery,
    TimeFilter,
    TimeRange,
)

MONTHS = 12
MAX_KPIS = 4
MAX_SPLITS = 3
FEW_GROUPS = 12
MOST_GROUPS = 60
_PERSONAL = re.compile(
    r"e-?mail|phone|address|street|postal|zip|url|image|note|comment|description|token|first.?name|last.?name"
)
_SPLITTING = re.compile(
    r"categor|segment|channel|region|country|type|status|department|brand|method|tier|group|class|store|source|kind"
)
_NAMING = re.compile(r"(^|_|\b)(name|title|label)$")
WidgetKind = Literal["kpi", "chart", "table"]


@dataclass(frozen=True)
class _Candidate:
    """A measure worth showing: how it is written in a query, and how much it says about the business."""

    name: str
    label: str
    table: Table
    score: float
    adds: bool


@dataclass(frozen=True)
class _Desk:
    """What the draft is made with. `answer` compiles, and runs where there is a warehouse: None when it cannot be shown."""

    model: SemanticModel
    model_id: str
    answer: Callable[[SemanticQuery], tuple[CompiledQuery, ResultTable | None] | None]
    runs: bool


def draft_dashboard(
    model: SemanticModel,
    semantic_model_id: str,
    warehouse: Warehouse | None = None,
    clock: Clock | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    cache: CacheKey | None = None,
    record: Callable[[QueryRecord], None] | None = None,
    cancel: CancelToken | None = None,
) -> DashboardContent:
    """A dashboard over the last 12 complete months, or the last 12 that have data when the data ends earlier.

    Without a warehouse nothing is run and the ranges are relative to today. Raises InvalidInput when the model has no
    measure that compiles, and Cancelled.
    """
    now = clock or Clock.now()
    dialect = warehouse.dialect if warehouse is not None else model.dialect or "duckdb"

    def answer(query: SemanticQuery) -> tuple[CompiledQuery, ResultTable | None] | None:
        from lunara.semantic.compile import compile_query

        if cancel is not None:
            cancel.raise_if_cancelled()
        try:
            compiled = compile_query(query, model, dialect, now)
            if warehouse is None:
                return compiled, None
            result = run(warehouse, compiled.sql, limits=limits, cancel=cancel, cache=cache, record=record)
        except Cancelled:
            raise
        except LunaraError:
            return None
        return compiled, result

    desk = _Desk(model, semantic_model_id, answer, warehouse is not None)
    candidates = _candidates(model)
    main = next(
        (item for item in candidates if item.adds and item.table.default_time and desk.answer(_total(item))), None
    )
    if main is None:
        main = next((item for item in candidates if desk.answer(_total(item))), None)
    if main is None:
        raise InvalidInput(
            "The model has no measure to make a dashboard of.", "Add a measure to the semantic layer, then draft again."
        )
    span = _span(desk, main, now)
    numbers = _numbers(desk, main, candidates, span)
    splits = _splits(desk, main, span)
    widgets = [*numbers, *_trend(desk, main, span, bool(splits)), *_pictures(desk, main, splits, span)]
    widgets += _table(desk, main, candidates, span)
    if not widgets:
        raise InvalidInput("No tile would have shown anything.", "Check that the tables have rows, then draft again.")
    filters = tuple(
        DashboardFilter(id=f"filter-{number}", field=field, label=label)
        for number, (field, label, groups) in enumerate(splits, 1)
        if groups <= MOST_GROUPS
    )
    return DashboardContent(widgets=_placed(widgets), filters=filters, date_range=span)


def _candidates(model: SemanticModel) -> list[_Candidate]:
    """Measures by how much they say: money before counts, facts (tables with a date that point at others) before lookups."""
    out = {table.name: 0 for table in model.tables}
    for relationship in model.relationships:
        if relationship.from_table in out:
            out[relationship.from_table] += 1
    names = [measure.name for table in model.tables for measure in table.measures]
    found = []
    for table in model.tables:
        if table.hidden:
            continue
        weight = (4.0 if table.default_time else 0.0) + min(out[table.name], 4)
        for position, measure in enumerate(table.measures):
            if not measure.hidden:
                unique = names.count(measure.name) == 1
                found.append(
                    _Candidate(
                        name=measure.name if unique else f"{table.name}.{measure.name}",
                        label=clean(measure.label or measure.name.replace("_", " ").capitalize()),
                        table=table,
                        score=weight + _worth(measure) - position * 0.1,
                        adds=measure.aggregate in ("sum", "count") and measure.additive_over == "all",
                    )
                )
    by_name = {item.name: item for item in found}
    for derived in model.measures:
        if derived.hidden:
            continue
        parts = [by_name[word] for word in re.findall(r"[\w.]+", derived.expression) if word in by_name]
        if parts:
            best = max(parts, key=lambda item: item.score)
            label = clean(derived.label or derived.name.replace("_", " ").capitalize())
            score = min(item.score for item in parts) + _worth(derived) - 1.5
            found.append(_Candidate(derived.name, label, best.table, score, adds=False))
    return sorted(found, key=lambda item: -item.score)


def _worth(measure: Measure | DerivedMeasure) -> float:
    kind = measure.format.kind if measure.format else "number"
    worth = {"currency": 3.0, "percent": 1.0}.get(kind, 0.0)
    if isinstance(measure, Measure):
        worth += {"sum": 2.0, "count": 1.5, "count_distinct": 1.5, "avg": 0.5}.get(measure.aggregate, -1.0)
        if measure.additive_over != "all":
            worth -= 2.0
    text = f"{measure.name} {measure.label or ''}".lower()
    if re.search(r"\b(revenue|sales|turnover|income)\b", text.replace("_", " ")):
        worth += 2.0
    if re.search(r"\b(tax|fee|discount|cancelled|failed|gross|shipping)", text.replace("_", " ")):
        worth -= 1.0
    return worth


def _total(item: _Candidate) -> SemanticQuery:
    return SemanticQuery(measures=(item.name,))


def _time(item: _Candidate) -> str | None:
    return f"{item.table.name}.{item.table.default_time}" if item.table.default_time else None


def _span(desk: _Desk, main: _Candidate, clock: Clock) -> TimeRange | None:
    """The last 12 complete months; earlier ones when the data ended before; None when the measure has no date."""
    field = _time(main)
    if field is None:
        return None
    recent = TimeRange(last=MONTHS, grain="month", complete=True)
    latest = desk.answer(
        SemanticQuery(
            measures=(main.name,),
            dimensions=(DimensionRef(field=field, grain="month"),),
            filters=(FieldFilter(field=field, op="is_not_null"),),
            order_by=(OrderBy(field=field, direction="desc"),),
            limit=1,
        )
    )
    if latest is None:
        return None
    result = latest[1]
    if result is None or not result.row_count:
        return recent
    last = as_date(result.rows()[0][0])
    if last is None:
        return recent
    this_month = date(clock.today.year, clock.today.month, 1)
    if date(last.year, last.month, 1) >= _months(this_month, -1):
        return recent
    end = _months(date(last.year, last.month, 1), 1)
    return TimeRange.model_validate({"from": _months(end, -MONTHS), "to": end})


def _months(start: date, count: int) -> date:
    total = start.year * 12 + start.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def _query(desk: _Desk, measures: Sequence[str], span: TimeRange | None, **more: Any) -> SemanticQuery:
    time = TimeFilter(range=span) if span is not None else None
    return SemanticQuery(measures=tuple(measures), time=time, **more)


def _numbers(desk: _Desk, main: _Candidate, candidates: Sequence[_Candidate], span: TimeRange | None) -> list[Widget]:
    """Up to four numbers with their change, of measures that differ in what they say."""
    chosen = [main, *(item for item in candidates if item.name != main.name)]
    widgets: list[Widget] = []
    kinds: dict[str, int] = {}
    for item in chosen:
        if len(widgets) == MAX_KPIS:
            break
        kind = f"{item.table.name}:{item.adds}"
        if kinds.get(kind, 0) >= 2:
            continue
        compare = Compare(to="previous_period") if span is not None else None
        widget = _tile(desk, "kpi", item.label, _query(desk, [item.name], span, compare=compare))
        widget = widget or _tile(desk, "kpi", item.label, _query(desk, [item.name], span))
        if widget is not None:
            kinds[kind] = kinds.get(kind, 0) + 1
            widgets.append(widget)
    return widgets


def _trend(desk: _Desk, main: _Candidate, span: TimeRange | None, beside: bool) -> list[Widget]:
    field = _time(main)
    if field is None:
        return []
    month = DimensionRef(field=field, grain="month")
    for compare in (Compare(to="previous_year"), None):
        query = _query(desk, [main.name], span, dimensions=(month,), compare=compare, fill_time=True)
        widget = _tile(desk, "chart", f"{main.label} by month", query, size=(8 if beside else 12, 5))
        if widget is not None:
            return [widget]
    return []


def _splits(desk: _Desk, main: _Candidate, span: TimeRange | None) -> list[tuple[str, str, int]]:
    """Dimensions that split the main measure well: (field, label, number of groups), the most telling first."""
    found = []
    for table in desk.model.tables:
        if table.hidden:
            continue
        for dimension in table.dimensions:
            score = _split_score(table, dimension)
            if score > 0:
                found.append((score + (0.5 if table.name == main.table.name else 0.0), table, dimension))
    found.sort(key=lambda item: -item[0])
    splits: list[tuple[str, str, int]] = []
    used: dict[str, int] = {}
    for _, table, dimension in found[:24]:
        if len(splits) == MAX_SPLITS:
            break
        if used.get(table.name, 0) >= (1 if len(found) > MAX_SPLITS else 2):
            continue
        field = f"{table.name}.{dimension.name}"
        query = _query(desk, [main.name], span, dimensions=(field,), limit=MOST_GROUPS + 1)
        answer = desk.answer(query)
        if answer is None:
            continue
        groups = len(dimension.sample_values) or FEW_GROUPS
        if answer[1] is not None:
            groups = answer[1].row_count
            if not 2 <= groups <= MOST_GROUPS:
                continue
        used[table.name] = used.get(table.name, 0) + 1
        splits.append((field, _label(desk.model, table, dimension), groups))
    return splits


def _split_score(table: Table, dimension: Dimension) -> float:
    if dimension.hidden or dimension.type not in ("string", "boolean"):
        return 0.0
    name = f"{dimension.name} {dimension.label or ''}".lower()
    keys = {*table.primary_key, *(column for key in table.unique_keys for column in key)}
    if (
        dimension.name in keys
        or _PERSONAL.search(name)
        or re.search(r"(^|_)(id|no|code|key|sku)$", dimension.name.lower())
    ):
        return 0.0
    score = 1.0 if dimension.type == "boolean" else 2.0
    if _SPLITTING.search(name) or (_SPLITTING.search(table.name.lower()) and _NAMING.search(dimension.name.lower())):
        score += 3.0
    if 2 <= len(dimension.sample_values) <= FEW_GROUPS:
        score += 1.0
    return score


def _label(model: SemanticModel, table: Table, dimension: Dimension) -> str:
    label = clean(dimension.label or dimension.name.replace("_", " ").capitalize())
    return (
        f"{clean(table.label or table.name)} {label.lower()}" if label.lower() in ("name", "type", "status") else label
    )


def _pictures(
    desk: _Desk, main: _Candidate, splits: Sequence[tuple[str, str, int]], span: TimeRange | None
) -> list[Widget]:
    widgets: list[Widget] = []
    for position, (field, label, groups) in enumerate(splits):
        order = (OrderBy(field=main.name, direction="desc"),)
        query = _query(desk, [main.name], span, dimensions=(field,), order_by=order, limit=FEW_GROUPS)
        title = f"{main.label} by {label.lower()}" + (f", the {FEW_GROUPS} largest" if groups > FEW_GROUPS else "")
        widget = _tile(desk, "chart", title, query, size=(4 if position == 0 else 6, 5))
        if widget is not None:
            widgets.append(widget)
    return widgets


def _table(desk: _Desk, main: _Candidate, candidates: Sequence[_Candidate], span: TimeRange | None) -> list[Widget]:
    """The ten largest of something that has a name (products, customers), with measures that can be split by it."""
    named = []
    for table in desk.model.tables:
        for dimension in table.dimensions:
            naming = _NAMING.search(dimension.name.lower()) and not dimension.hidden and dimension.type == "string"
            if naming and not table.hidden and not _PERSONAL.search(dimension.name.lower()):
                named.append(
                    (
                        0 if re.search(r"product|item|customer|client|account", table.name.lower()) else 1,
                        table,
                        dimension,
                    )
                )
    for _, table, dimension in sorted(named, key=lambda item: item[0])[:8]:
        field = f"{table.name}.{dimension.name}"
        measures = [main.name]
        for item in candidates:
            if len(measures) == 4:
                break
            alike = item.name not in measures and item.table.name == main.table.name
            if alike and desk.answer(_query(desk, [*measures, item.name], span, dimensions=(field,), limit=1)):
                measures.append(item.name)
        order = (OrderBy(field=main.name, direction="desc"),)
        query = _query(desk, measures, span, dimensions=(field,), order_by=order, limit=10)
        label = clean(table.label or table.name)
        widget = _tile(desk, "table", f"Top {label.lower()} by {main.label.lower()}", query, size=(12, 5), least=2)
        if widget is not None:
            return [widget]
    return []


def _tile(
    desk: _Desk,
    kind: WidgetKind,
    title: str,
    query: SemanticQuery,
    *,
    size: tuple[int, int] = (3, 2),
    least: int = 1,
) -> Widget | None:
    """The tile, or None when it does not compile, fails, or would be empty."""
    answer = desk.answer(query)
    if answer is None:
        return None
    compiled, result = answer
    chart: ChartSpec | None = ChartSpec(kind="table", title=title) if kind == "table" else None
    if result is not None:
        values = [
            value
            for index, column in enumerate(compiled.columns)
            if column.role == "measure" and column.compares is None
            for value in result.data.column(index).to_pylist()
        ]
        if result.row_count < least or all(value is None for value in values) or (kind == "kpi" and not any(values)):
            return None
        if chart is None:
            chart = choose_chart(compiled, result, title)
    return Widget(
        id="new",
        kind=kind,
        title=title,
        figure=Figure(semantic_model_id=desk.model_id, query=query, chart=chart),
        place=Place(x=0, y=0, w=size[0], h=size[1]),
    )


def _placed(widgets: Sequence[Widget]) -> tuple[Widget, ...]:
    """Rows from left to right; a row's tiles are stretched to fill the 12 columns."""
    rows: list[list[Widget]] = []
    for widget in widgets:
        row = rows[-1] if rows else None
        same = row is not None and row[0].place.h == widget.place.h and row[0].kind != "table" != widget.kind
        if row is None or not same or sum(item.place.w for item in row) + widget.place.w > 12:
            rows.append([widget])
        else:
            row.append(widget)
    placed: list[Widget] = []
    y = 0
    for row in rows:
        spare = 12 - sum(item.place.w for item in row)
        x = 0
        for position, widget in enumerate(row):
            width = widget.place.w + spare // len(row) + (1 if position < spare % len(row) else 0)
            place = Place(x=x, y=y, w=width, h=widget.place.h)
            placed.append(widget.model_copy(update={"id": f"tile-{len(placed) + 1}", "place": place}))
            x += width
        y += row[0].place.h
    return tuple(placed)
