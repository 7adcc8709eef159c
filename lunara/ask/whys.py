"""A mere "why?" after an answer over time: which of its changes is meant, of the periods that the data has.

Whoever planned may not know how far the data reaches, or refuses such a question; the explanation is there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.parts import on_rows
from lunara.ask.change.questions import read_bare_why, read_why
from lunara.ask.change.words import describe_change
from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Planned, Refusal
from lunara.ask.reach import DataSpan, Spans, default_times, span_of
from lunara.charts.period import period_text
from lunara.charts.whole import DAYS
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compile.periods import add, truncate
from lunara.semantic.compiled import TimeWindow
from lunara.semantic.graph import graph_of
from lunara.semantic.query import DimensionRef, SemanticQuery, TimeRange

if TYPE_CHECKING:
    from lunara.ask.question import Question
    from lunara.semantic.compiled import CompiledQuery
    from lunara.semantic.model import SemanticModel

WHICH = "Which change is to be explained?"
MOST_OPTIONS = 4

Pair = tuple[TimeWindow, TimeWindow]


def over_time(query: SemanticQuery) -> bool:
    """Whether it shows a number of several periods, so that something has changed in it."""
    grained = any(isinstance(one, DimensionRef) and one.grain is not None for one in query.dimensions)
    return bool(query.measures) and query.summary is None and (grained or query.compare is not None)


def which_change(question: Question, planned: Planned, model: SemanticModel, dialect: str, spans: Spans) -> Planned:
    """What was planned; for a mere "why?" that came to no plan, a choice of the changes that the answer before shows.

    `spans` tell how far the data reaches; without one its periods are those until today.
    """
    if not isinstance(planned.plan, Clarification | Refusal) or not question.history:
        return planned
    before = question.history[-1].plan
    if not isinstance(before, SemanticQuery) or not over_time(before):
        return planned
    why = read_bare_why(question.text, before) or read_why(question.text)
    if why is None or why.about.lower() not in ("it", "that", "this"):
        return planned
    options = tuple(_options(before, question, model, dialect, spans))
    return replace(planned, plan=Clarification(WHICH, options)) if options else planned


def _options(
    query: SemanticQuery, question: Question, model: SemanticModel, dialect: str, spans: Spans
) -> Iterator[Option]:
    graph = graph_of(model)
    if query.limit is not None or not all(on_rows(one, graph) for one in query.filters):
        return  # which groups are shown is no condition on the rows that are explained
    try:
        compiled = compile_query(query, model, dialect, question.clock, tables=question.tables)
    except LunaraError:
        return  # the model has lost one of its fields since
    pairs = _pairs(query, compiled, question, span_of(compiled, model, spans))
    when, via = _time_of(query)
    if query.time is not None and query.time.field is None and when not in (None, *default_times(model).values()):
        return  # the period is of another date than the trend
    several = len(query.measures) > 1
    for measure in query.measures:
        for period, against in pairs[: 1 if several else MOST_OPTIONS]:
            change = WhyChanged(
                measure=measure,
                period=_range(period),
                against=_range(against),
                filters=query.filters,
                time=when,
                via=via,
            )
            name = f"{period_text(period)} against {period_text(against)}"
            of = f"{describe(SemanticQuery(measures=(measure,)), model)}, {name}" if several else name
            yield Option(of, describe_change(change, model), change=change)


def _pairs(query: SemanticQuery, compiled: CompiledQuery, question: Question, span: DataSpan | None) -> list[Pair]:
    """Whole periods with the one before each, latest first; of a comparison its two."""
    if compiled.compare_window is not None and compiled.window is not None:
        return [(compiled.window, compiled.compare_window)]
    ref = next((d for d in query.dimensions if isinstance(d, DimensionRef) and d.grain in DAYS), None)
    if ref is None or ref.grain is None:
        return []
    grain, clock, window = ref.grain, question.clock, compiled.window
    ends = [clock.today]
    if span is not None:
        ends.append(span.last + timedelta(days=1))
    if window is not None and window.end is not None:
        ends.append(_day(window.end))
    starts = [span.first] if span is not None else []
    if window is not None and window.start is not None:
        starts.append(_day(window.start))
    first = max(starts, default=date.min)
    found: list[Pair] = []
    end = truncate(min(ends), grain, clock)
    while len(found) < MOST_OPTIONS:
        try:
            start = add(end, grain, -1)
            before = add(end, grain, -2)
        except (OverflowError, ValueError):
            break
        if _day(start) <= first or (found and _day(before) < first):
            break  # the data, or the answer, begins with it, or within the one before
        found.append((TimeWindow("", start, end), TimeWindow("", before, start)))
        end = start
    return found


def _time_of(query: SemanticQuery) -> tuple[str | None, str | None]:
    """The date by which the answer goes, and the road to it; (None, None) for each measure's own."""
    ref = next((d for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None), None)
    if ref is not None and ref.field != "time":
        return ref.field, ref.via
    if query.time is not None:
        return query.time.field, query.time.via
    return None, None


def _range(window: TimeWindow) -> TimeRange:
    return TimeRange.model_validate({"from": window.start, "to": window.end})


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
