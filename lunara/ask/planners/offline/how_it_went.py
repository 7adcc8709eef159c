"""“How did 2011 go?”: a period and no number; the numbers that the model tells most of are offered over that period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from lunara.ask.plan import Clarification, Option, Planned
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.lexicon import Lexicon, label_of
from lunara.ask.planners.offline.likely_numbers import measures_for
from lunara.ask.planners.offline.times import TimeReader
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.semantic.compile.periods import resolve
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery

_FORM = re.compile(
    r"(?:(?:so|and|well)\s+)?how\s+(?:did|was|were|has|have|is|are)\s+(?:it\s+|things\s+|we\s+|business\s+)?(?P<verb>go\s+|do\s+)?"
    r"(?P<period>.+?)(?:\s+(?:go|gone|going|been|do|done|doing|look|looking|turn out|turned out|so far|for us))*",
    re.IGNORECASE,
)
LONGEST_BY_DAY = 62


def asked_back(question: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]) -> Clarification | None:
    """Which number is meant, each over the period that the question is all about; None for any other question."""
    found = _FORM.fullmatch(" ".join(question.text.split()).rstrip(" ?!."))
    if found is None:
        return None
    said = found["period"]
    span = _period(said, question.clock)
    if span is None:
        return None
    grain = "day" if (span[1] - span[0]).days <= LONGEST_BY_DAY else "month"
    options: list[Option] = []
    for match in measures_for(Frame(), lexicon, lexicon.roads):
        label = label_of(lexicon, match.target)
        within = said if said.lower().split()[0] in ("in", "during", "last", "this", "since") else f"in {said}"
        text = f"{label} by {grain} {within}"
        query = plan(replace(question, text=text, history=())).plan
        if isinstance(query, SemanticQuery) and query.time is not None and label not in {one.label for one in options}:
            options.append(Option(label, text, query))
        if len(options) == MAX_OPTIONS:
            break
    return Clarification(f"Which number of {said} is meant?", tuple(options)) if options else None


def _period(said: str, clock: Clock) -> tuple[date, date] | None:
    """The days that the words say, and nothing else."""
    tokens = tokenize(said)
    phrase = TimeReader(tokens, clock).at(0) if tokens else None
    if phrase is None or phrase.end != len(tokens) or phrase.kind != "range" or phrase.range is None:
        return None
    window = resolve(phrase.range, clock)
    if window.start is None:
        return None
    end = window.end or clock.today
    return _day(window.start), _day(end)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
