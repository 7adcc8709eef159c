"""Rows that are counted where the things they are counted for hold a number of that name: which of the two is meant is asked."""

from __future__ import annotations

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.frame import Wanted
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.numbers_held import counted_words
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.work import Work
from lunara.semantic.model import Dimension
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery


def held_or_counted(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Which party had the most hosts": by its number of hosts, or by the rows of hosts; None where only one can be meant."""
    lexicon, model = work.lexicon, work.lexicon.model
    if (
        not _asks_how_many(work)
        or len(query.measures) != 1
        or not isinstance(query.measures[0], str)
        or query.calculations
        or query.compare
    ):
        return None
    name = query.measures[0]
    counted = next((t for t in lexicon.tables if lexicon.count_measure(t) == name.rpartition(".")[2]), None)
    dimensions = [d.field if isinstance(d, DimensionRef) else d for d in query.dimensions]
    things = {d.rpartition(".")[0] for d in dimensions} - {counted, ""}
    if counted is None or any(f.rpartition(".")[0] == counted for f in _filtered(work, query)):
        return None  # of some of them the number is not kept
    last = table_words(lexicon.tables[counted])[-1:]
    for thing in sorted(things & set(lexicon.tables)):
        held = [d for d in lexicon.tables[thing].dimensions if d.type == "number" and not d.hidden]
        held = [d for d in held if last and counted_words(d)[-1:] == last]
        if len(held) != 1:
            continue
        other = _by_number(query, name, thing, held[0])
        if other is None or prove(other, model, work.question.clock) is not None:
            continue
        labels = [describe(q, model) for q in (other, query)]
        options = tuple(Option(label, label, q) for label, q in zip(labels, (other, query), strict=True))
        return Clarification(
            "That is a number that is kept, and rows that can be counted. Which one is meant?", options
        )
    return None


def _asks_how_many(work: Work) -> bool:
    """Whether a number is asked for, chosen by or compared, and things are not only listed beside each other."""
    frame = work.frame
    compared = any(c.kind == "compare" for c in frame.conditions)
    ordered = any(isinstance(key, Wanted) or key is None for key, _ in frame.order)
    return bool(frame.wanted or frame.rank or frame.top or frame.most_common or ordered or compared)


def of_some(work: Work, query: SemanticQuery) -> str | None:
    """What to say where a kept number of all guests would be shown for those from France; None where it is not so."""
    lexicon = work.lexicon
    plan = FlatPlan(query, lexicon)
    narrowed = {f.rpartition(".")[0] for f in _filtered(work, query)} | {f.exists for f in plan.exists}
    said = {m.target for item in work.items for m in item.matches[:1] if m.exact}
    words = {table_words(lexicon.tables[t])[-1:]: t for t in narrowed if t in lexicon.tables}
    for name, one in lexicon.tables.items():
        for field in one.dimensions:
            table = words.get(counted_words(field)[-1:])
            if table is None or table == name or Target("dimension", name, field.name) not in said:
                continue
            label = lexicon.tables[table].label or table
            return f"“{field.label or field.name}” is of all {label.lower()}, not of some of them."
    return None


def _filtered(work: Work, query: SemanticQuery) -> list[str]:
    """The fields that a query narrows by."""
    return [f.field for f in FlatPlan(query, work.lexicon).fields]


def _by_number(query: SemanticQuery, name: str, table: str, field: Dimension) -> SemanticQuery | None:
    """The query with the field added up in the place of the count; None where it filters by more than groups and values."""
    plain = [f for f in query.filters if isinstance(f, FieldFilter)]
    if len(plain) < len(query.filters):
        return None
    summed = InlineMeasure(
        name=f"total_{field.name}",
        table=table,
        aggregate="sum",
        expression=field.expression or field.name,
        label=field.label or field.name,
    )
    filters = [f.model_copy(update={"field": summed.name}) if f.field == name else f for f in plain]
    order = [o.model_copy(update={"field": summed.name}) if o.field == name else o for o in query.order_by]
    return query.model_copy(update={"measures": [summed], "filters": filters, "order_by": order})
