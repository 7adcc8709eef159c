"""What an outline is planned on: its main measure, its period, its conditions, and which queries of these can be computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lunara.ask.reach import default_times, span_of
from lunara.build.kinds.draft import LATE_START, recent_span
from lunara.build.outlines.measured import Wanted
from lunara.build.outlines.request import Topic
from lunara.build.outlines.trying import Bench
from lunara.charts.display import display
from lunara.errors import LunaraError, Refused, UnknownField
from lunara.semantic.compile import compile_plan
from lunara.semantic.compile.periods import resolve
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.filters import OnField
from lunara.semantic.model import Dimension, SemanticModel
from lunara.semantic.names import resolve_field
from lunara.semantic.query import DimensionRef, Filter, SemanticQuery, TimeFilter, TimeRange
from lunara.semantic.records import Grain

_DAYS: tuple[tuple[int, Grain], ...] = ((45, "day"), (100, "week"), (1_200, "month"), (3_700, "quarter"))


@dataclass
class Basis:
    """A topic over a bench. `wanted` are the measures that belong to it, the main one first; `range` is its period."""

    topic: Topic
    bench: Bench
    range: TimeRange | None = None
    conditions: tuple[Filter, ...] = ()
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def model(self) -> SemanticModel:
        """The model that is asked."""
        return self.bench.model

    def main_measure(self) -> Wanted | None:
        """The first measure that can be computed; of things without a measure, one that can be split by them, best one that
        adds up and follows a date."""
        things = self._things()
        for dimensions in (things, ()):
            can = [one for one in self.wanted[:24] if self.compiles(self._of(one, dimensions)) is not None]
            if can:
                adding = [one for one in can if one.adds] if things and dimensions else []
                dated = [one for one in adding if one.table.default_time]
                return (dated or adding or can)[0]
        return None

    def _things(self) -> tuple[str | DimensionRef, ...]:
        """What the topic names where it names no measure: a dimension that its measures are to be split by."""
        if self.topic.measures or not self.topic.tables:
            return ()
        listed = [d for query in self.topic.queries for d in query.dimensions]
        table = self.model.table(self.topic.tables[0])
        own = [f"{table.name}.{d.name}" for d in table.dimensions if not d.hidden] if table is not None else []
        return tuple([*listed, *own][:1])

    def belongs(self, one: Wanted) -> bool:
        """Whether the measure is of the things that the topic names, or can be split by them."""
        things = self._things()
        return not things or one.table.name in self.topic.tables or self.compiles(self._of(one, things)) is not None

    def _of(self, one: Wanted, dimensions: tuple[str | DimensionRef, ...]) -> SemanticQuery:
        return SemanticQuery(measures=(one.spec,), dimensions=dimensions, filters=self.conditions)

    def must_have_data(self, main: Wanted) -> None:
        """Raises Refused when the period that is asked about lies outside of the data."""
        when = default_times(self.model).get(main.table.name)
        span = self.bench.spans.get(when) if when is not None else None
        if self.topic.time is None or span is None or self.topic.time.field not in (None, when):
            return
        window = resolve(self.topic.time.range, self.bench.clock)
        start, end = _day(window.start), _day(window.end)
        if (start is not None and start > span.last) or (end is not None and end <= span.first):
            raise Refused(
                f"There is nothing in that period: the data goes from {display(span.first)} to {display(span.last)}.",
                "Ask about a period within it.",
                code="outside_data",
            )

    def period(self, main: Wanted) -> TimeRange | None:
        """The period that is asked about, else the last twelve months that have data."""
        if self.topic.time is not None:
            return self.topic.time.range
        when = default_times(self.model).get(main.table.name)
        if when is None or when not in self.bench.spans:
            return None
        span = self.bench.spans[when]
        return recent_span(span.first, span.last, self.bench.clock)

    def time_of(self, one: Wanted) -> TimeFilter | None:
        asked = self.topic.time
        if self.range is None:
            return None
        if asked is not None and asked.field != default_times(self.model).get(one.table.name):
            return asked
        return TimeFilter(range=self.range)

    def query(self, *wanted: Wanted, timeless: bool = False, **more: Any) -> SemanticQuery:
        return SemanticQuery(
            measures=tuple(one.spec for one in wanted),
            filters=self.conditions,
            time=None if timeless else self.time_of(wanted[0]),
            **more,
        )

    def compiles(self, query: SemanticQuery) -> CompiledQuery | None:
        try:
            return compile_plan(
                query, self.model, self.bench.warehouse.dialect, self.bench.clock, tables=self.bench.tables
            )
        except LunaraError:
            return None

    def comparable(self, query: SemanticQuery) -> bool:
        """Whether the whole of the period that the query is compared with has data."""
        compiled = self.compiles(query)
        before = compiled.compare_window if compiled is not None else None
        span = span_of(compiled, self.model, self.bench.spans) if compiled is not None else None
        if before is None or before.start is None or span is None:
            return False
        start = before.start.date() if isinstance(before.start, datetime) else before.start
        return (span.first - start).days < LATE_START

    def grain(self, when: str) -> Grain:
        """A grain that shows the period in some ten to forty steps."""
        if self.range is None:
            return "month"
        window = resolve(self.range, self.bench.clock)
        span = self.bench.spans.get(when)
        start = max(filter(None, (_day(window.start), span.first if span else None)), default=None)
        end = min(filter(None, (_day(window.end), span.last if span else None)), default=None)
        days = (end - start).days if start is not None and end is not None else 365
        return next((grain for most, grain in _DAYS if days <= most), "year")


def shared_conditions(topic: Topic, model: SemanticModel) -> tuple[Filter, ...]:
    """The conditions on rows that all the phrases have; those on groups, and on the names of a ranking, are their query's own."""
    kept: list[Filter] = []
    for one in topic.queries[0].filters if topic.queries else ():
        everywhere = all(one in query.filters for query in topic.queries)
        if everywhere and not (isinstance(one, OnField) and (one.op == "is_not_null" or _of_groups(one, model))):
            kept.append(one)
    return tuple(kept)


def _of_groups(one: OnField, model: SemanticModel) -> bool:
    try:
        return not isinstance(resolve_field(model, one.field).field, Dimension)
    except UnknownField:
        return True


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
