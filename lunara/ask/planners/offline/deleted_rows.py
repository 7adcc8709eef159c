"""Rows that stay in their table when they are deleted: they are no members, orders or events any more, unless they are asked for.

What is counted, added up or listed leaves them out, and a note says so. Of people, places and things in a period they stay, as
whoever joined in a year and left later joined in it all the same; what the query then tells is that they are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.assembly.parts import any_of
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import Token, tokenize
from lunara.errors import LunaraError
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.deleted import counted_too, mark_of
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Dimension
from lunara.semantic.query import DimensionRef, FieldFilter, Filter, SemanticQuery

_DELETED = "deleted"
_WITH = frozenset(spread("including incl include counting even"))
_WITHOUT = frozenset(spread("excluding excl exclude without except"))
_ROWS = frozenset(spread("ones rows records"))
_BESIDE = frozenset((*spread("the those any of all"), "."))


def not_said(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Members including deleted ones", "excluding deleted": the members, as what is counted of them is settled in the query."""
    span = _aside([t.low for t in tokens])
    if span is None or not any(mark_of(t) is not None for t in lexicon.tables.values()):
        return list(tokens)
    return [*tokens[: span[0]], *tokens[span[1] :]]


def left_out(work: Work, plan: SemanticQuery | Clarification | Refusal) -> SemanticQuery | Clarification | Refusal:
    """The plan, or each one to choose from, without deleted rows; as it is where the question tells of them."""
    lows = [t.low for t in tokenize(work.question.text)]
    if isinstance(plan, Refusal) or not any(mark_of(t) is not None for t in work.lexicon.tables.values()):
        return plan
    aside = _aside(lows)
    if _DELETED in lows and (aside is None or lows[aside[0]] in _WITH):
        return plan
    if isinstance(plan, SemanticQuery):
        made = _without(work, plan)
        if made is not None:
            work.notes.append(f"Rows that are marked as deleted are left out ({made[1]}).")
        return plan if made is None else made[0]
    options = []
    for option in plan.options:
        changed = _without(work, option.query) if option.query is not None else None
        options.append(option if changed is None else replace(option, query=changed[0]))
    return replace(plan, options=tuple(options))


def _aside(lows: Sequence[str]) -> tuple[int, int] | None:
    """Where "including the deleted ones" or "excluding deleted rows" stands, as places of words."""
    for at, low in enumerate(lows):
        if low not in _WITH | _WITHOUT:
            continue
        end = at + 1
        while end < len(lows) and lows[end] in _BESIDE:
            end += 1
        if end < len(lows) and lows[end] == _DELETED:
            end += 1
            return at, end + (end < len(lows) and lows[end] in _ROWS)
    return None


def _without(work: Work, query: SemanticQuery) -> tuple[SemanticQuery, str] | None:
    """The query without deleted rows, and what marks them; None where it takes in none, or says something of them itself."""
    model, clock = work.lexicon.model, work.question.clock
    compiled = _compiled(query, work)
    parts = [part for part in compiled.lineage.parts if not part.compared] if compiled and compiled.lineage else []
    counted = {part.table for part in parts}
    if len(counted) != 1:
        return None
    name = counted.pop()
    table = work.lexicon.tables.get(name)
    mark = mark_of(table) if table is not None else None
    if table is None or mark is None or mark.hidden:
        return None
    if not [*counted_too(parts, graph_of(model), model.dialect)] or (
        _dated(query) and masters.named(name, work.lexicon)
    ):
        return None
    made = query.model_copy(update={"filters": (*query.filters, _kept(name, mark))})
    return (made, mark.label or mark.name) if prove(made, model, clock) is None else None


def _compiled(query: SemanticQuery, work: Work) -> CompiledQuery | None:
    from lunara.semantic.compile import compile_query

    model = work.lexicon.model
    try:
        return compile_query(query, model, model.dialect or "duckdb", work.question.clock)
    except LunaraError:
        return None


def _kept(table: str, mark: Dimension) -> Filter:
    """That a row is not marked: no moment of its deletion, or a flag that is off or unknown."""
    field = f"{table}.{mark.name}"
    unset = FieldFilter(field=field, op="is_null")
    return unset if mark.type == "time" else any_of([FieldFilter(field=field, op="=", values=(False,)), unset])


def _dated(query: SemanticQuery) -> bool:
    return query.time is not None or any(isinstance(d, DimensionRef) and d.grain is not None for d in query.dimensions)
