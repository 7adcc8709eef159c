"""What is counted where a field of people and rows of another table are called the same: "emails" sent, not addresses.

"Bounced emails per quarter" are rows of what was sent, which are in that state, and not the different addresses of those whom
they were sent to.
"""

from __future__ import annotations

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, InlineMeasure, SemanticQuery

_DIFFERENT = frozenset(spread("different distinct unique address addresses separate"))


def of_rows(work: Work, query: SemanticQuery) -> list[tuple[str, SemanticQuery]]:
    """The query with the rows counted that may be meant instead, by the name of these; the only one where their state is said.

    Empty where a field of other things is not counted, or is said to be ("different emails").
    """
    lexicon = work.lexicon
    measure = query.measures[0] if len(query.measures) == 1 else None
    if not isinstance(measure, InlineMeasure) or measure.aggregate != "count_distinct" or not measure.table:
        return []
    said = {v for t in tokenize(work.question.text) for v in (t.low, t.stem)}
    word = words_of((measure.expression or "").strip('"'))
    if len(word) != 1 or word[0] not in said or _DIFFERENT & said:
        return []
    named = {name: {*words_of(table.label or name), *words_of(name)} for name, table in lexicon.tables.items()}
    called = [name for name, words in named.items() if name != measure.table and word[0] in words]
    stated = [name for name in called if name in _told(query)]
    made = [(lexicon.tables[n].label or n, _counting(query, measure, n, lexicon)) for n in stated or called]
    return [(label, one) for label, one in made if one is not None]


def told_apart(query: SemanticQuery, found: SemanticQuery) -> bool:
    """Whether what the question says of rows is said of those that are counted in `found`."""
    (measure,) = found.measures
    return isinstance(measure, InlineMeasure) and measure.table in _told(query)


def _told(query: SemanticQuery) -> set[str]:
    """The tables of which something is said: a state of their rows, or that there are some."""
    told = {one.field.rpartition(".")[0] for one in query.filters if isinstance(one, FieldFilter)}
    return told | {one.exists for one in query.filters if isinstance(one, ExistsFilter) and one.via is None}


def _counting(query: SemanticQuery, measure: InlineMeasure, table: str, lexicon: Lexicon) -> SemanticQuery | None:
    """The query with the rows of a table counted, by their own day where it went by that of the other rows."""
    own, day = lexicon.time_dimension(measure.table or ""), lexicon.time_dimension(table)
    fields = {d.field for d in query.dimensions if isinstance(d, DimensionRef)}
    fields |= {query.time.field or ""} if query.time is not None else set()
    if f"{measure.table}.{own}" in fields and day is None:
        return None
    renamed = {f"{measure.table}.{own}": f"{table}.{day}", measure.name: f"count_{table}"}
    count = InlineMeasure(name=f"count_{table}", table=table, aggregate="count", label=lexicon.tables[table].label)
    dimensions = tuple(
        d.model_copy(update={"field": renamed.get(d.field, d.field)}) if isinstance(d, DimensionRef) else d
        for d in query.dimensions
    )
    time = query.time
    if time is not None and time.field is not None:
        time = time.model_copy(update={"field": renamed.get(time.field, time.field)})
    order = tuple(o.model_copy(update={"field": renamed.get(o.field, o.field)}) for o in query.order_by)
    over_there = [f for f in query.filters if isinstance(f, ExistsFilter) and f.exists == table and f.via is None]
    filters = tuple(
        part for f in query.filters for part in (f.where if f in over_there and isinstance(f, ExistsFilter) else (f,))
    )
    changed = {"measures": (count,), "dimensions": dimensions, "filters": filters, "time": time, "order_by": order}
    return query.model_copy(update=changed)
