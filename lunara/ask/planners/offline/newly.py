"""New ones of a period, where the data calls some of them "new" as well: which are meant is asked."""

from __future__ import annotations

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.plain.things import in_words
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery


def either_new(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "New customers by month": those of the segment "new", or all that came in the month; None where only one can be meant."""
    lexicon = work.lexicon
    for one in query.filters:
        if not isinstance(one, FieldFilter) or one.op != "=" or [str(v).casefold() for v in one.values] != ["new"]:
            continue
        table, _, name = one.field.rpartition(".")
        field = lexicon.dimension(table, name)
        date = (
            masters.came_about(table, lexicon) if table in lexicon.tables and masters.people(table, lexicon) else None
        )
        if date is None or field is None or not _of_a_period(query, f"{table}.{date.name}"):
            continue
        if any(field_word in {i.low for i in work.items} for field_word in in_words(field).split()):
            continue  # "customers whose segment is new"
        all_of_them = query.model_copy(update={"filters": tuple(f for f in query.filters if f is not one)})
        if prove(all_of_them, lexicon.model, work.question.clock) is not None:
            continue
        labels = (f"{in_words(field).capitalize()} is {one.values[0]}", f"New by {in_words(date)}")
        options = tuple(
            Option(label, describe(q, lexicon.model), q) for label, q in zip(labels, (query, all_of_them), strict=True)
        )
        return Clarification("“new” can mean more than one thing here. Which one is meant?", options)
    return None


def _of_a_period(query: SemanticQuery, date: str) -> bool:
    """Whether a query is of a period of this date, or by periods of it."""
    own = query.time is not None and query.time.field in (None, date)
    return own or any(isinstance(d, DimensionRef) and d.grain and d.field == date for d in query.dimensions)
