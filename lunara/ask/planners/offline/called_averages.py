"""Fields that are averages by their own names: each of them, or one average of them, is asked about."""

from __future__ import annotations

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import shown
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize
from lunara.semantic.model import Dimension
from lunara.semantic.query import InlineMeasure, SemanticQuery

_AVERAGE = frozenset(("average", "avg", "mean"))


def average_or_field(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "The average attendance of stadiums", where a field is called so: each of these, or one average of them."""
    lexicon, model = work.lexicon, work.lexicon.model
    if len(query.measures) != 1 or query.dimensions or query.calculations or query.time or query.compare:
        return None
    found = _plain(query.measures[0], lexicon)
    field = _field(found[0], found[2], lexicon) if found is not None and found[1] == "avg" else None
    averages = [t for t in tokenize(work.question.text) if t.low in _AVERAGE]
    if found is None or field is None or not _AVERAGE & set(words_of(field.name)[:1]) or len(averages) != 1:
        return None
    table = found[0]
    if not any(w.mention is not None and w.mention.start <= averages[0].start for w in work.frame.wanted) or not any(
        m.target.kind == "table" and m.target.table == table for i in work.items for m in i.matches if m.exact
    ):
        return None
    key, name = lexicon.key_dimension(table), lexicon.display(table)
    shown_as = tuple(f"{table}.{d}" for d in dict.fromkeys((name or key, key, field.name)) if d is not None)
    listed = query.model_copy(update={"measures": (), "dimensions": shown_as})
    if prove(listed, model, work.question.clock) is not None:
        return None
    each = Option(f"{shown(field)} of each of them", describe(listed, model), listed)
    one = Option("One average of all of these", describe(query, model), query)
    return Clarification(f"“{shown(field)}” is a field of each of them. Which one is meant?", (each, one))


def _plain(measure: str | InlineMeasure, lexicon: Lexicon) -> tuple[str, str, str] | None:
    """The table, the aggregate and the expression of a measure of a field; None for others."""
    if isinstance(measure, InlineMeasure):
        return (measure.table, measure.aggregate, measure.expression or "") if measure.filter is None else None
    table, _, bare = measure.rpartition(".")
    for one in lexicon.tables.values():
        for made in one.measures:
            if made.name == bare and table in ("", one.name) and made.filter is None:
                return one.name, made.aggregate, made.expression or ""
    return None


def _field(table: str, expression: str, lexicon: Lexicon) -> Dimension | None:
    """The field of a table that an expression is, and nothing more."""
    for one in lexicon.tables[table].dimensions:
        if not one.hidden and expression in (one.expression or one.name, one.name):
            return one
    return None
