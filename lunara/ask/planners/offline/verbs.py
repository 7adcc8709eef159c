"""Verbs and the tables that hold what they tell of: "donated" is the donations, "borrowed" the loans."""

from __future__ import annotations

from collections.abc import Iterable

from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.paths import roads_of
from lunara.ask.planners.offline.words import EVENT_VERBS
from lunara.semantic.model import SemanticModel

_ENDINGS = ("ution", "ation", "ition", "ption", "tion", "sion", "ion", "ment", "ance", "ing", "al", "y", "")
_RESTORED = {"ution": "ve", "ption": "be", "sion": "d", "tion": "t"}


def verbs_of(model: SemanticModel, tables: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Every verb that tells of rows of a table, with the words of such tables: those known, and those a table's name is made of.

    Only tables that refer to others are events: "planned" is not a row of plans that refer to nothing.
    """
    found: dict[str, tuple[str, ...]] = dict(EVENT_VERBS)
    known = roads_of(model)
    for name in tables:
        if not known.foreign_columns.get(name):
            continue
        table = known.tables[name]
        words = table_words(table)
        for noun in words[-1:] if len(words) > 1 else words:
            for verb in stems_of_noun(noun):
                if noun not in found.get(verb, ()):
                    found[verb] = (*found.get(verb, ()), noun)
    return found


def stems_of_noun(noun: str) -> set[str]:
    """The verbs that a noun may be made of: "rejection" -> reject, "cancellation" -> cancel, "delivery" -> deliver."""
    made: set[str] = set()
    for ending in _ENDINGS:
        stem = noun.removesuffix(ending) if ending else noun
        if len(stem) < 3 or (ending and stem == noun):
            continue
        made.add(stem)
        if ending:
            made.add(f"{stem}e")
        if ending in ("ation", "ition"):
            made.add(f"{stem}ate")
        if ending in _RESTORED:
            made.add(stem + _RESTORED[ending])
        if ending == "ion":
            made.add(f"{stem}e")
    return made
