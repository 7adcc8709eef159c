"""Which end of the ranks is "the highest": the rank 1, or the largest number."""

from __future__ import annotations

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import shown
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.than_filters import extreme_of, ranking_field, swapped
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import SemanticQuery

_RANKS = frozenset(spread("rank ranking position"))
_ENDS = frozenset(spread("highest lowest best worst top bottom"))


def which_end_of_ranks(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "The pilot of the highest rank": the one with the rank 1 or with the largest number; None where no rank is the best."""
    frame, model = work.frame, work.lexicon.model
    said = next((i for i in work.items if i.is_op("super", "top") and _ENDS & set(i.low.split())), None)
    extreme = extreme_of(query)
    first = query.limit is not None and len(query.order_by) == 1
    by = ranking_field(query)
    if said is None or frame.rank is None or frame.order or by is None or not (first or extreme is not None):
        return None
    table, _, name = by.rpartition(".")
    field = work.lexicon.dimension(table, name) if table else None
    if field is None or field.type != "number" or not _RANKS & set(words_of(shown(field))[-1:]):
        return None
    options = []
    for direction, aggregate, end in (("asc", "min", "smallest"), ("desc", "max", "largest")):
        if extreme is not None:
            other = extreme.model_copy(update={"than": extreme.than.model_copy(update={"aggregate": aggregate})})
            one = query.model_copy(update={"filters": tuple(swapped(f, extreme, other) for f in query.filters)})
        else:
            order = query.order_by[0].model_copy(update={"direction": direction})
            one = query.model_copy(update={"order_by": (order,)})
        if prove(one, model, work.question.clock) is not None:
            return None
        options.append(Option(f"The {end} number", describe(one, model), one))
    return Clarification(f"“{said.text}” may be either end of {shown(field)}. Which one is meant?", tuple(options))
