"""A first dashboard from the model alone: numbers with their change, the main trend, what it splits by, and a table.

Only what compiles is placed; with a warehouse every tile is also run, and one that would be empty is left out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from lunara.build.artifact import DashboardContent, DashboardFilter, Figure, Place, Widget
from lunara.build.kinds.ranking import (
    FEW_GROUPS,
    Candidate,
    candidates_of,
    dimension_label,
    nameable,
    split_score,
    varied,
)
from lunara.build.refresh import DEFAULT_LIMITS
from lunara.charts.choose import choose_chart
from lunara.charts.display import as_date, clean
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, QueryRecord, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, InvalidInput, LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.model import Dimension, SemanticModel, Table
from lunara.semantic.query import (
    Compare,
    DimensionRef,
    FieldFilter,
    InlineMeasure,
    OrderBy,
    SemanticQuery,
    TimeFilter,
    TimeRange,
)

MONTHS = 12
MAX_KPIS = 4
MAX_SPLITS = 3
MOST_GROUPS = 60
# A month whose first rows are of a later day than this is taken to be where the data begins, not a whole month.
LATE_START = 4
# The part of a table's rows that a name must be known of, and be different on, to be ranked by.
MOSTLY = 0.8
WidgetKind = Literal["kpi", "chart", "table"]
Answered = Callable[[SemanticQuery], tuple[CompiledQuery, ResultTable | None] | None]


@dataclass(frozen=True)
class _Desk:
    """What the draft is made with. `answer` compiles, and runs where there is a warehouse: None when it cannot be shown.

    `begins` remembers the first day of each measure that was asked for.
    """

    model: SemanticModel
    model_id: str
    answer: Answered
    runs: bool
    begins: dict[str, date | None] = dataclasses.field(default_factory=dict)


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
    candidates = candidates_of(model)
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
    return DashboardContent(widgets=placed_in_rows(widgets), filters=filters, date_range=span)


def _total(item: Candidate) -> SemanticQuery:
    return SemanticQuery(measures=(item.name,))


def _time(item: Candidate) -> str | None:
    """The date that the measure is followed by, as a field; a table may take its parent's ("orders.ordered_at")."""
    time = item.table.default_time
    return None if not time else time if "." in time else f"{item.table.name}.{time}"


def _span(desk: _Desk, main: Candidate, clock: Clock) -> TimeRange | None:
    """The last 12 complete months, or the last that have data; fewer when it began later; None without a date."""
    field = _time(main)
    if field is None:
        return None
    if not desk.runs:
        return TimeRange(last=MONTHS, grain="month", complete=True)
    first, last = _end_of_data(desk, main, "asc"), _end_of_data(desk, main, "desc")
    if first is None or last is None:
        known = desk.answer(_total(main)) is not None
        return TimeRange(last=MONTHS, grain="month", complete=True) if known else None
    return recent_span(first, last, clock)


def recent_span(first: date, last: date, clock: Clock) -> TimeRange:
    """The last 12 complete months of data that has rows from `first` to `last`; fewer when it began later."""
    this_month = date(clock.today.year, clock.today.month, 1)
    begins = date(first.year, first.month, 1)
    end = min(this_month, _months(date(last.year, last.month, 1), 1))
    cut = (end - last).days > LATE_START and _months(end, -1) > begins
    end = _months(end, -1) if cut else end
    if first.day > LATE_START and _months(begins, 1) < end:
        begins = _months(begins, 1)
    count = min(MONTHS, max(1, (end.year - begins.year) * 12 + end.month - begins.month))
    if end == this_month:
        return TimeRange(last=count, grain="month", complete=True)
    return TimeRange.model_validate({"from": _months(end, -count), "to": end})


def _end_of_data(desk: _Desk, item: Candidate, direction: Literal["asc", "desc"]) -> date | None:
    """The first or the last day on which the measure has rows; None when it has no date or none can be read."""
    field = _time(item)
    if field is None:
        return None
    answer = desk.answer(
        SemanticQuery(
            measures=(item.name,),
            dimensions=(DimensionRef(field=field, grain="day"),),
            filters=(FieldFilter(field=field, op="is_not_null"),),
            order_by=(OrderBy(field=field, direction=direction),),
            limit=1,
        )
    )
    if answer is None or answer[1] is None or not answer[1].row_count:
        return None
    found = as_date(answer[1].rows()[0][0])
    return found.date() if isinstance(found, datetime) else found


def _comparable(desk: _Desk, item: Candidate, query: SemanticQuery) -> bool:
    """Whether the whole of the period that the query is compared with has data, as far as can be known."""
    if not desk.runs:
        return True
    if item.name not in desk.begins:
        desk.begins[item.name] = _end_of_data(desk, item, "asc")
    answer, first = desk.answer(query), desk.begins[item.name]
    before = answer[0].compare_window if answer is not None else None
    if answer is None or before is None or before.start is None or first is None:
        return False
    start = before.start.date() if isinstance(before.start, datetime) else before.start
    return (first - start).days < LATE_START


def _months(start: date, count: int) -> date:
    total = start.year * 12 + start.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def _query(desk: _Desk, measures: Sequence[str], span: TimeRange | None, **more: Any) -> SemanticQuery:
    time = TimeFilter(range=span) if span is not None else None
    return SemanticQuery(measures=tuple(measures), time=time, **more)


def _numbers(desk: _Desk, main: Candidate, candidates: Sequence[Candidate], span: TimeRange | None) -> list[Widget]:
    """Up to four numbers with their change, of measures that differ in what they say."""
    widgets: list[Widget] = []
    for item in varied(main, candidates)[:16]:
        if len(widgets) == MAX_KPIS:
            break
        query = _query(desk, [item.name], span)
        compared = query.model_copy(update={"compare": Compare(to="previous_period")})
        beside = span is not None and _comparable(desk, item, compared)
        widget = _tile(desk, "kpi", item.label, compared) if beside else None
        widget = widget or _tile(desk, "kpi", item.label, query)
        if widget is not None:
            widgets.append(widget)
    return widgets


def _trend(desk: _Desk, main: Candidate, span: TimeRange | None, beside: bool) -> list[Widget]:
    field = _time(main)
    if field is None:
        return []
    month = DimensionRef(field=field, grain="month")
    for compare in (Compare(to="previous_year"), None):
        query = _query(desk, [main.name], span, dimensions=(month,), compare=compare, fill_time=True)
        if compare is not None and not _comparable(desk, main, query):
            continue
        widget = _tile(desk, "chart", f"{main.label} by month", query, size=(8 if beside else 12, 5))
        if widget is not None:
            return [widget]
    return []


def _splits(desk: _Desk, main: Candidate, span: TimeRange | None) -> list[tuple[str, str, int]]:
    """Dimensions that split the main measure well: (field, label, number of groups), the most telling first."""
    found = []
    for table in desk.model.tables:
        if table.hidden:
            continue
        for dimension in table.dimensions:
            score = split_score(table, dimension)
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
        if answer is None or not answer[0].adds_up:
            continue
        groups = len(dimension.sample_values) or FEW_GROUPS
        if answer[1] is not None:
            groups = answer[1].row_count
            if not 2 <= groups <= MOST_GROUPS or _mostly_without(answer[1]):
                continue
        used[table.name] = used.get(table.name, 0) + 1
        splits.append((field, dimension_label(desk.model, table, dimension), groups))
    return splits


def _mostly_without(result: ResultTable) -> bool:
    """Whether most of the measure belongs to no group."""
    parts = [(row[0], float(row[1])) for row in result.rows() if isinstance(row[1], int | float | Decimal)]
    return sum(abs(part) for name, part in parts if name is None) > 0.5 * sum(abs(part) for _, part in parts)


def names_its_rows(answer: Answered, table: Table, dimension: Dimension) -> bool:
    """Whether nearly every row of the table has a name of its own there."""
    ends = (
        InlineMeasure(name="rows_of_it", table=table.name, aggregate="count"),
        InlineMeasure(name="with_name", table=table.name, aggregate="count", expression=dimension.name),
        InlineMeasure(name="names", table=table.name, aggregate="count_distinct", expression=dimension.name),
    )
    found = answer(SemanticQuery(measures=ends))
    if found is None or found[1] is None or not found[1].row_count:
        return False
    rows, known, names = (int(value or 0) for value in found[1].rows()[0])
    return known >= MOSTLY * rows and names >= MOSTLY * known and names > 1


def _pictures(
    desk: _Desk, main: Candidate, splits: Sequence[tuple[str, str, int]], span: TimeRange | None
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


def _table(desk: _Desk, main: Candidate, candidates: Sequence[Candidate], span: TimeRange | None) -> list[Widget]:
    """The ten largest of something that has a name (products, customers), with measures that can be split by it."""
    for table, dimension in nameable(desk.model)[:8]:
        # Where nothing can be run it is taken for granted.
        if desk.runs and not names_its_rows(desk.answer, table, dimension):
            continue
        field = f"{table.name}.{dimension.name}"
        measures = [main.name]
        for item in varied(main, candidates)[1:12]:
            if len(measures) == 4:
                break
            if desk.answer(_query(desk, [*measures, item.name], span, dimensions=(field,), limit=1)):
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


def placed_in_rows(widgets: Sequence[Widget]) -> tuple[Widget, ...]:
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
