"""A month or a day without its year, where the data has ended before the last one: the last that the data has is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from lunara.ask.plan import Planned
from lunara.ask.planners.offline.periods import without_year
from lunara.ask.question import Question
from lunara.ask.reach import Spans, span_of
from lunara.charts.display import display
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery


def of_the_data(
    planned: Planned, question: Question, model: SemanticModel, spans: Spans, plan: Callable[[Question], Planned]
) -> Planned:
    """What was planned; with the last such period of the data where a period without a year begins after the data's last day.

    `plan` plans the question on another day. Only the period may differ by that, or what was planned stays.
    """
    query = planned.plan
    if not spans or not isinstance(query, SemanticQuery) or not any(without_year(note) for note in planned.notes):
        return planned
    begins = _begins(query)
    try:
        compiled = compile_query(query, model, "duckdb", question.clock, tables=question.tables)
    except LunaraError:
        return planned
    span = span_of(compiled, model, spans)
    if begins is None or span is None or begins <= span.last:
        return planned
    clock = replace(question.clock, today=span.last)
    other = plan(replace(question, clock=clock))
    found = _begins(other.plan) if isinstance(other.plan, SemanticQuery) else None
    if found is None or (found.month, found.day) != (begins.month, begins.day) or not _alike(other.plan, query):
        return planned
    return replace(other, notes=(*other.notes, f"The data ends on {display(span.last)}."))


def _begins(query: SemanticQuery) -> date | None:
    start = query.time.range.from_ if query.time is not None else None
    return start.date() if isinstance(start, datetime) else start


def _alike(one: object, query: SemanticQuery) -> bool:
    """Whether two queries differ in the days of their periods alone."""
    if not isinstance(one, SemanticQuery) or one.time is None or query.time is None:
        return False
    dated = query.model_copy(update={"time": query.time.model_copy(update={"range": one.time.range})})
    if one.compare is not None and query.compare is not None and query.compare.range is not None:
        dated = dated.model_copy(update={"compare": one.compare})
    return dated == one
