"""The date of a period that is not the one by which rows go: of what is over its end, of what was never done when it was due.

"Cancelled memberships per quarter" are counted by their end, not by their beginning: only of what runs from one date to another
and has no date of the deed itself; where the beginning is named, that is meant. "Overdue payments by month" have no day on which
they were paid, by which payments go.
"""

from __future__ import annotations

from lunara.ask.planners.offline.done_when import moved
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.things import dates, says, shown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery

_RUNNING = frozenset(spread("membership subscription"))
_BEGUN = frozenset(spread("start begin join signup"))
_OVER = frozenset(spread("cancel end expire lapse churn terminate"))
_NOT_ENDED = frozenset(spread("expected planned renewal trial next"))


def by_their_end(query: SemanticQuery, text: str, lexicon: Lexicon) -> tuple[SemanticQuery, str | None]:
    """The query with its periods by the end of such rows, and what to say of it; unchanged where they are by another date."""
    grain = next((d for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None), None)
    told = (query.time.field if query.time is not None else None) or (grain.field if grain is not None else "")
    table, _, name = told.rpartition(".")
    if table not in lexicon.tables or not {*table_words(lexicon.tables[table])} & _RUNNING:
        return query, None
    known = {d.name: d for d in dates(table, lexicon)}
    asked = {v for t in tokenize(text) for v in (t.low, *verb_stems(t.low))}
    if name not in known or not says(known[name]) & _BEGUN or asked & (_BEGUN | {"started", "begun", "since"}):
        return query, None
    over = any(f.op == "=" and _is_over(f, table) for f in FlatPlan(query, lexicon).fields)
    ends = [d for d in known.values() if says(d) & {"end"} and not says(d) & _NOT_ENDED]
    done = [d for d in known.values() if says(d) & (_OVER - {"end"})]
    if not over or len(ends) != 1 or done:
        return query, None
    return moved(query, told, f"{table}.{ends[0].name}"), f"Those that are over are counted by {shown(ends[0])}."


def by_their_due_date(query: SemanticQuery, lexicon: Lexicon) -> tuple[SemanticQuery, str | None]:
    """The query with its periods by when rows were due, where the date by which they go is said to be empty; and what to say."""
    grain = next((d for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None), None)
    empty = {f.field for f in query.filters if isinstance(f, FieldFilter) and f.op == "is_null"}
    told = next(
        (f for f in (grain.field if grain is not None else "", query.time.field if query.time else "") if f in empty),
        "",
    )
    table, _, name = (told or "").rpartition(".")
    if not told or table not in lexicon.tables:
        return query, None
    due = [d for d in dates(table, lexicon) if says(d) & {"due", "deadline"} and d.name != name]
    if len(due) != 1:
        return query, None
    kept = tuple(f for f in query.filters if f != FieldFilter(field=told, op="is_not_null"))
    found = moved(query.model_copy(update={"filters": kept}), told, f"{table}.{due[0].name}")
    return found, f"The periods are those of {shown(due[0])}, as the other date is empty."


def _is_over(said: FieldFilter, table: str) -> bool:
    """Whether a state of these rows is that they are over."""
    values = [v for v in said.values if isinstance(v, str)]
    own = said.field.startswith(f"{table}.") and bool(values)
    return own and all(_OVER & {v.lower(), *verb_stems(v.lower())} for v in values)
