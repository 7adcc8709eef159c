"""Bills that were called off: a void invoice has no day of payment either, and yet nobody owes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline.endings import CALLED_OFF, PAYING
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import says
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, Filter, SemanticQuery

_NEVER_DUE = CALLED_OFF | frozenset(spread("draft waive refund forgive uncollectible uncollectable"))
_DAYS = frozenset(("date", "dates", "day"))
"""Whoever asks for those without such a date asks for all of them."""
_MOST = 30


def left_out(work: Work, plan: SemanticQuery | Clarification | Refusal) -> SemanticQuery | Clarification | Refusal:
    """The plan, or each one to choose from, without those of the unpaid whose state says that they are not to be paid.

    As it is where the question tells of that state itself.
    """
    if isinstance(plan, SemanticQuery):
        return _without(work, plan)
    if isinstance(plan, Clarification):
        options = (o if o.query is None else replace(o, query=_without(work, o.query)) for o in plan.options)
        return replace(plan, options=tuple(options))
    return plan


def _without(work: Work, query: SemanticQuery) -> SemanticQuery:
    """The query without them, and a note that says so."""
    if _DAYS & {t.low for t in tokenize(work.question.text)}:
        return query
    told = {d.field if isinstance(d, DimensionRef) else d for d in query.dimensions}
    told |= {f.field for f in leaves_of(query.filters) if isinstance(f, FieldFilter)}
    more = _more(work, query.filters, told)
    filters = [*query.filters, *more]
    for at, one in enumerate(query.filters):
        if isinstance(one, ExistsFilter) and (within := _more(work, one.where, told)):
            filters[at] = one.model_copy(update={"where": (*one.where, *within)})
            more += within
    made = query.model_copy(update={"filters": tuple(filters)})
    if not more or prove(made, work.lexicon.model, work.question.clock) is not None:
        return query
    off = " or ".join(str(v) for v in more[0].values)
    note = f"Those that are {off} are left out of the unpaid, as they are not owed."
    work.notes += [note] if note not in work.notes else []
    return made


def _more(work: Work, filters: Sequence[Filter], told: set[str]) -> list[FieldFilter]:
    """What leaves out such states beside a condition that something is not paid."""
    said = {t.low for t in tokenize(work.question.text)}
    made: list[FieldFilter] = []
    for one in filters:
        if not isinstance(one, FieldFilter) or one.op != "is_null" or not _of_paying(one, work.lexicon):
            continue
        table = one.field.partition(".")[0]
        for state in work.lexicon.tables[table].dimensions:
            field = f"{table}.{state.name}"
            if state.type != "string" or field in told or not work.lexicon.is_state(table, state.name):
                continue
            values = [str(v) for v in work.lexicon.values.of_field(table, state.name, limit=_MOST)]
            off = tuple(v for v in values if _NEVER_DUE & {s for w in words_of(v) for s in (w, *verb_stems(w))})
            if off and len(off) < len(values) and not {w for v in off for w in words_of(v)} & said:
                made.append(FieldFilter(field=field, op="not_in", values=off, via=one.via))
    return made


def _of_paying(one: FieldFilter, lexicon: Lexicon) -> bool:
    table, _, name = one.field.partition(".")
    day = lexicon.dimension(table, name) if table in lexicon.tables else None
    return day is not None and day.type == "time" and bool(says(day) & PAYING)
