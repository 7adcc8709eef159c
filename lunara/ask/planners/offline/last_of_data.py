"""Periods told from where the data ends: "the last 3 months of data" are those up to its last day, not up to today."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline.periods import GRAINS, period_start, shift, span_of
from lunara.ask.question import Question
from lunara.ask.reach import Spans
from lunara.ask.reach import span_of as days_held
from lunara.charts.display import display
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

_COUNTS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_PERIOD = re.compile(
    r"\b(?P<end>last|past|latest|most recent|final|first|earliest)\s+"
    rf"(?:(?P<count>\d{{1,4}}|{'|'.join(_COUNTS)})\s+)?(?P<grain>day|week|month|quarter|year)s?\s+"
    r"(?:(?:of|in|within|with|from)\s+(?:(?:the|our|this|my)\s+)?(?:available\s+)?(?:data|dataset|data set)|available)"
    r"(?=\s*(?:$|[?.!,]|by\b|per\b|for\b|and\b|in\b))",
    re.IGNORECASE,
)
_NAME_DAYS = "Name the first and the last day instead, for example “from 1 May to 31 July 2024”."


def of_the_end(
    question: Question, model: SemanticModel, spans: Spans, plan: Callable[[Question], Planned]
) -> Planned | None:
    """The plan of a question about the last periods of the data, or None where it asks for none.

    `plan` plans the question of the last periods as such, whose days are then those up to the data's last one.
    """
    said = _PERIOD.search(question.text)
    if said is None:
        return None
    grain, told = said["grain"].lower(), (said["count"] or "1").lower()
    count = _COUNTS.index(told) + 2 if told in _COUNTS else int(told)
    if said["end"].lower() in ("first", "earliest") or not 0 < count <= 1000:
        return _refused(f"Where the data begins is not read from “{said[0]}”. {_NAME_DAYS}")
    period = f"last {count} {grain}s" if said["count"] else f"last {grain}"
    text = question.text[: said.start()] + period + question.text[said.end() :]
    planned = plan(replace(question, text=text))
    query = planned.plan
    if not isinstance(query, SemanticQuery):
        return planned
    if query.time is None or query.compare is not None or not (query.time.range.last or query.time.range.previous):
        return _refused(f"It is not clear what “{said[0]}” is a period of here. {_NAME_DAYS}")
    whole = query.model_copy(
        update={"time": query.time.model_copy(update={"range": span_of(None, question.clock.today)})}
    )
    try:
        span = days_held(compile_query(whole, model, "duckdb", question.clock, tables=question.tables), model, spans)
    except LunaraError:
        span = None
    if span is None or not span.ends_alike:
        return _refused(f"On which day the data ends is not known here. {_NAME_DAYS}")
    start = period_start(span.last, GRAINS[grain], question.clock)
    range_ = span_of(shift(start, GRAINS[grain], 1 - count), shift(start, GRAINS[grain], 1))
    made = query.model_copy(update={"time": query.time.model_copy(update={"range": range_})})
    return replace(planned, plan=made, notes=(*planned.notes, f"The data ends on {display(span.last)}."))


def _refused(reason: str) -> Planned:
    return Planned(Refusal(reason, ()), provider="offline")
