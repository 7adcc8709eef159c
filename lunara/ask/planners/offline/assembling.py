"""A reading put together to a query, with the points that it leaves open."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from pydantic import ValidationError

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Refusal
from lunara.ask.planners.offline import money
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS
from lunara.ask.planners.offline.assembly import Assembler, Declined, NoNumber, Open
from lunara.ask.planners.offline.done_when import dated
from lunara.ask.planners.offline.ended_when import by_their_due_date, by_their_end
from lunara.ask.planners.offline.frame import copy_of
from lunara.ask.planners.offline.places import only_place
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.readback import unsaid
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import SemanticQuery

log = logging.getLogger(__name__)


def assemble(
    work: Work, reading: Reading, settled: Mapping[str, str] | None = None, place: int | None = None
) -> SemanticQuery | Clarification | Refusal:
    """The query of a reading, the question back where a point of it is open, or why it cannot be put together.

    `settled` are answers to open points, `place` the place of the choice by which further ones are answered.
    """
    frame = copy_of(work.frame)
    chosen = Reading(dict(reading.chosen), reading.score, reading.base, reading.rivals, reading.full)
    known = {"share": "rate"} if work.rate else {}
    answers = {**known, **(settled or {})}
    work.unranked = False
    assembler = Assembler(frame, chosen, work.lexicon, work.roads, work.question.clock, settled=answers)
    try:
        query = assembler.query()
    except Declined as declined:
        work.unranked = isinstance(declined, NoNumber)
        return Refusal(str(declined))
    except Open as left:
        if place is None:
            return _left_open(work, reading, left, settled or {})
        if len(settled or {}) >= MAX_OPTIONS:
            return Refusal(left.text)
        alike = left.choices[place if place < len(left.choices) - 1 else -1][1]
        return assemble(work, reading, {**(settled or {}), left.key: alike}, place)
    except ValidationError as error:
        log.warning("a question was put together wrongly: %s", error)
        return Refusal("The question was understood in parts that do not fit together. Try it in simpler words.")
    on_its_day = dated(query, work.items, chosen, work.lexicon, work.question.text)
    if isinstance(on_its_day, str):
        return Refusal(on_its_day)
    query, by_end = by_their_end(on_its_day, work.question.text, work.lexicon)
    query, by_due = by_their_due_date(query, work.lexicon)
    work.notes = [n for n in [*frame.notes, *assembler.parts.notes] if n not in ("alphabetical", "ratio")]
    work.notes += [n for n in (by_end, by_due) if n is not None]
    chosen_for = ((i, reading.target(i)) for i in frame.mentions())
    chosen_for = ((i, t) for i, t in chosen_for if t is None or t != work.spent)
    work.notes += [n for i, t in chosen_for if t is not None and (n := money.told(i.text, t, query, work.lexicon))]
    work.caveats = list(assembler.parts.caveats)
    return query if not work.place else only_place(query, work.place, work.lexicon)


def _left_open(work: Work, reading: Reading, left: Open, settled: Mapping[str, str]) -> Clarification | Refusal:
    """What each answer to an open point gives, to choose from. Further points are answered in the same way."""
    options = []
    for place, (label, answer) in enumerate(left.choices[:MAX_OPTIONS]):
        query = assemble(work, reading, {**settled, left.key: answer}, place)
        if not isinstance(query, SemanticQuery) or unsaid(work.items, work.frame, reading, query, work.lexicon):
            continue
        objection = prove(query, work.lexicon.model, work.question.clock)
        ways = [("", query)] if objection is None else objection.options
        for road, way in ways:
            if prove(way, work.lexicon.model, work.question.clock) is None:
                named = f"{label}, through {road}" if road else label
                options.append(Option(named, describe(way, work.lexicon.model), way))
    if options:
        return Clarification(left.text, tuple(options[:MAX_OPTIONS]))
    return Refusal(f"{left.text.rpartition('. ')[0] or left.text}. Name the number that is meant.")
