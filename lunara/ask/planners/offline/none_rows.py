"""Rows that stand for none: a promotion called “No promotion” to which sales without one refer, as star schemas have them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery

_NONE = re.compile(r"(no|without|unknown|missing) \w+|none|unknown|n/?a|unassigned|undefined|not \w+", re.IGNORECASE)


def stands_for_none(query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """Why rows with or without such a thing cannot be told by whether they refer to one, in words; None where they can."""
    for table in _referred(query, lexicon):
        shown = lexicon.display(table)
        values = lexicon.values.of_field(table, shown, limit=1000) if shown is not None else []
        none = next((str(v) for v in values if _NONE.fullmatch(str(v).strip())), None)
        if none is not None and shown is not None:
            label = label_of(lexicon, Target("dimension", table, shown))
            return (
                f"{label} has “{none}”, so rows that have none refer to it as well. Ask by {label.lower()}, "
                f"or name the ones that are meant."
            )
    return None


def _referred(query: SemanticQuery, lexicon: Lexicon) -> Iterator[str]:
    """The tables of which the query asks whether rows refer to one of theirs at all."""
    keys = {f"{r.from_table}.{c}": r.to_table for r in lexicon.model.relationships for c in r.from_columns}
    parents = {r.to_table for r in lexicon.model.relationships}
    for one in leaves_of(query.filters):
        if isinstance(one, ExistsFilter) and not one.where and one.exists in parents:
            yield one.exists
        elif isinstance(one, FieldFilter) and one.op in ("is_null", "is_not_null") and one.field in keys:
            yield keys[one.field]
