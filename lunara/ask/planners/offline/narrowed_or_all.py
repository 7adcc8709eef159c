"""“Who spent the most?” behind “customers in Germany”: the best of those, or of all, is asked back, as nothing says which.

A ranking that stands by itself keeps nothing of the question before. Where both are of the same things or the same number,
and the one before was narrowed, either may be meant.
"""

from __future__ import annotations

from dataclasses import replace

from lunara.ask.describe import describe, describe_conditions
from lunara.ask.plan import Clarification, Option, Planned
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.followup import GOES_ON
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.ranked_by import WHICH_NUMBER
from lunara.ask.planners.offline.those import counted_by, listed
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import FieldFilter, SemanticQuery

ASKED = "Is that asked of the rows of the question before, or of all?"


def either(planned: Planned, before: object, lexicon: Lexicon, clock: Clock) -> Planned:
    """What was planned, or a choice between it and the same of what the question before was narrowed to."""
    query = planned.plan
    if not isinstance(query, SemanticQuery) or not isinstance(before, SemanticQuery) or not _ranks_all(query):
        return planned
    if before.limit or before.calculations or before.compare or before.summary or not (before.filters or before.time):
        return planned
    if any(not isinstance(f, FieldFilter) or "." not in f.field for f in leaves_of(before.filters)):
        return planned
    if not _alike(query, before, lexicon):
        return planned
    if query.time is not None and not before.filters:
        return planned  # a period of its own comes instead of that of the question before
    time = query.time or before.time
    narrowed = query.model_copy(update={"filters": (*query.filters, *before.filters), "time": time})
    if prove(narrowed, lexicon.model, clock) is not None:
        return planned
    held = before if query.time is None else before.model_copy(update={"time": None})
    said = describe_conditions(held, lexicon.model)
    options = tuple(
        Option(label, describe(one, lexicon.model), one)
        for label, one in ((f"Only {said}" if said else "Of the question before", narrowed), ("Of all", query))
    )
    return replace(planned, plan=Clarification(ASKED, options))


def by_its_number(planned: Planned, before: object, lexicon: Lexicon, clock: Clock) -> Planned:
    """ "Top 3 brands" behind "revenue in Germany", which names no number: by that of the question before, of its rows."""
    asked = planned.plan
    if not isinstance(asked, Clarification) or asked.text != WHICH_NUMBER or not isinstance(before, SemanticQuery):
        return planned
    if before.limit or before.calculations or before.compare or before.summary or len(before.measures) != 1:
        return planned
    if any(not isinstance(f, FieldFilter) or "." not in f.field for f in leaves_of(before.filters)):
        return planned
    for option in asked.options:
        query = option.plan
        if (
            not isinstance(query, SemanticQuery)
            or query.time is not None
            or query.measures != before.measures
            or not _ranks_all(query)
        ):
            continue
        made = query.model_copy(update={"filters": (*query.filters, *before.filters), "time": before.time})
        if prove(made, lexicon.model, clock) is None:
            return replace(planned, plan=made, notes=(*planned.notes, GOES_ON))
    return planned


def _ranks_all(query: SemanticQuery) -> bool:
    """Whether it picks the first ones of everything there is."""
    known = all(isinstance(f, FieldFilter) and f.op == "is_not_null" for f in query.filters)
    return bool(query.limit and query.measures and query.dimensions) and known


def _alike(query: SemanticQuery, before: SemanticQuery, lexicon: Lexicon) -> bool:
    """Whether both are of the same number, or the one before lists or counts what is ranked now."""
    if set(query.measures) & set(before.measures):
        return True
    fields = Fields(lexicon, lexicon.roads)
    if not before.measures:
        things = listed(before, lexicon)
    else:
        things = counted_by(before.measures[0], fields, lexicon) if len(before.measures) == 1 else None
    first = query.dimensions[0]
    named = (first if isinstance(first, str) else first.field).rpartition(".")[0]
    return things is not None and named == things
