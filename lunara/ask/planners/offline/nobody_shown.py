"""Answers that cannot be one: who did it without anybody shown, and a condition beside its own denial."""

from __future__ import annotations

from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize
from lunara.semantic.query import FieldFilter, NotFilter, OrFilter, SemanticQuery


def nobody_shown(work: Work, query: SemanticQuery) -> str | None:
    """ "Who sold the most tickets" is not answered by a number of tickets alone."""
    words = [t.low for t in tokenize(work.question.text) if t.kind == "word"]
    if words[:1] != ["who"] or query.dimensions or not query.measures:
        return None
    return "The answer would name nobody. Say who is meant: which customers, which employees."


def held_and_denied(query: SemanticQuery) -> str | None:
    """ "Orders on hold and not on hold" are not those that are both, which none is."""
    held = {(f.field, f.values) for f in query.filters if isinstance(f, FieldFilter) and f.op in ("=", "in")}
    denied = set[tuple[str, tuple[object, ...]]]()
    for one in query.filters:
        inner = one.or_ if isinstance(one, OrFilter) else (one,)
        denied |= {(f.field, f.values) for f in inner if isinstance(f, FieldFilter) and f.op in ("!=", "not_in")}
        if isinstance(one, NotFilter) and isinstance(one.not_, FieldFilter) and one.not_.op in ("=", "in"):
            denied.add((one.not_.field, one.not_.values))
    if held & denied:
        return (
            "Those with it and those without it are asked for at once, which none is. Ask for each of them by itself."
        )
    return None
