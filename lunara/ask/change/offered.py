"""Which measures and periods of an answer can be asked about: why is it in one period what it is not in another?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.parts import on_rows, tables_of
from lunara.ask.periods import period_end
from lunara.ask.reach import default_times
from lunara.charts.display import as_date
from lunara.charts.period import period_text
from lunara.charts.whole import DAYS
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.compile.periods import Window, add, compared, resolve, truncate
from lunara.semantic.compiled import Clock, CompiledQuery, TimeWindow
from lunara.semantic.filters import Filter
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.names import humanize
from lunara.semantic.query import Compare, CompareTo, DimensionRef, InlineMeasure, SemanticQuery, TimeRange

MOST_PERIODS = 36


@dataclass(frozen=True)
class Offered:
    """What can be asked of an answer. `measures` by label; `periods` by name, latest first; `period` and `against` are the two
    that are asked about unless others are chosen. `left_out`: which groups the
    answer shows (a condition on them, a limit) is not asked along.
    """

    measures: dict[str, str | InlineMeasure]
    periods: dict[str, TimeRange]
    period: str
    against: str
    filters: tuple[Filter, ...] = ()
    time: str | None = None
    via: str | None = None
    left_out: bool = False

    def change(self, measure: str, period: TimeRange, against: TimeRange) -> WhyChanged:
        """The question about a measure by its label."""
        return WhyChanged(
            measure=self.measures[measure],
            period=period,
            against=against,
            filters=self.filters,
            time=self.time,
            via=self.via,
        )


def offered(
    query: SemanticQuery, compiled: CompiledQuery, result: ResultTable, model: SemanticModel, clock: Clock
) -> Offered | None:
    """What can be asked of this answer; None for one without a measure that goes by a date."""
    if query.summary is not None:
        return None  # its numbers are worked out from groups, whose rows are not those of the measure
    graph = graph_of(model)
    dated = {table for table, _ in default_times(model).items()}
    measures: dict[str, str | InlineMeasure] = {}
    for asked in query.measures:
        label = _label(asked, graph)
        if label is not None and (query.time is not None or _tables(asked, graph) & dated):
            measures.setdefault(label, asked)
    if not measures:
        return None
    rows_only = tuple(one for one in query.filters if on_rows(one, graph))
    periods = _periods(query, compiled, result, clock)
    names = list(periods)
    if len(names) < 2:
        return None
    window, other = _shown(compiled.window), _shown(compiled.compare_window)
    period = window if window in periods else _last_whole(periods, clock)
    before = other if other in periods and other != period else names[min(names.index(period) + 1, len(names) - 1)]
    if before == period:
        before = names[0]
    return Offered(
        measures=measures,
        periods=periods,
        period=period,
        against=before,
        filters=rows_only,
        time=query.time.field if query.time is not None else None,
        via=query.time.via if query.time is not None else None,
        left_out=len(rows_only) < len(query.filters) or query.limit is not None,
    )


def _label(measure: str | InlineMeasure, graph: Graph) -> str | None:
    if isinstance(measure, InlineMeasure):
        return measure.label or humanize(measure.name)
    try:
        found = graph.names.resolve(measure, "measure").field
    except LunaraError:
        return None  # the model has lost it since
    return found.label or humanize(found.name)


def _tables(measure: str | InlineMeasure, graph: Graph) -> frozenset[str]:
    return tables_of(measure, graph)


def _periods(query: SemanticQuery, compiled: CompiledQuery, result: ResultTable, clock: Clock) -> dict[str, TimeRange]:
    """The periods of a trend, else the window and those before it; without any, the calendar's."""
    found: dict[str, TimeRange] = {}
    grain = next((d.grain for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None), None)
    place = next((n for n, c in enumerate(compiled.columns) if c.role == "dimension" and c.grain is not None), None)
    if grain in DAYS and place is not None:
        starts = {as_date(value) for value in result.data.column(place).unique().to_pylist()}
        days = sorted({d.date() if isinstance(d, datetime) else d for d in starts if d is not None}, reverse=True)
        for day in days[:MOST_PERIODS]:
            _take(found, day, period_end(day, grain))
        if len(found) > 1:
            return found
    window = compiled.window
    if window is not None and window.start is not None:
        end = window.end or clock.today + timedelta(days=1)
        _take(found, window.start, end)
        if compiled.compare_window is not None:
            _take(found, compiled.compare_window.start, compiled.compare_window.end)
        for before in _before(window.start, end):
            _take(found, *before)
    for grain_ in ("month", "quarter", "year"):
        start = truncate(clock.today, grain_, clock)
        for back in range(13 if grain_ == "month" else 5):
            first = add(start, grain_, -back)
            _take(found, first, add(first, grain_, 1))
    return found


def _before(start: date | datetime, end: date | datetime) -> list[tuple[date | datetime, date | datetime]]:
    """The period just before, and the same one a year before."""
    made = []
    befores: tuple[CompareTo, ...] = ("previous_period", "previous_year")
    for to in befores:
        try:
            other = compared(Window(start, end), Compare(to=to))
        except (InvalidInput, OverflowError, ValueError):
            continue  # before the calendar
        if other.start is not None and other.end is not None:
            made.append((other.start, other.end))
    return made


def _take(found: dict[str, TimeRange], start: date | datetime | None, end: date | datetime | None) -> None:
    name = period_text(TimeWindow("", start, end))
    if name and name not in found and start is not None and end is not None:
        found[name] = TimeRange.model_validate({"from": start, "to": end})


def _shown(window: TimeWindow | None) -> str:
    return period_text(window)


def _last_whole(periods: dict[str, TimeRange], clock: Clock) -> str:
    """The latest period that is over; the latest where none is."""
    for name, period in periods.items():
        end = resolve(period, clock).end
        if end is not None and (end.date() if isinstance(end, datetime) else end) <= clock.today:
            return name
    return next(iter(periods))


def other_dates(first: date, last: date) -> TimeRange:
    """The days from the first to the last, both included. Raises InvalidInput where the last is before the first."""
    if last < first:
        raise InvalidInput("The last day is before the first.", "Choose the days anew.")
    return TimeRange.model_validate({"from": first, "to": last + timedelta(days=1)})
