"""Verbs and their nouns: the tables that hold what a verb tells of ("donated"), and which noun says what a verb does."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from lunara.ask.near_words import near_words
from lunara.ask.paths import roads_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import EVENT_VERBS, spread
from lunara.ask.tokens import verb_stems
from lunara.semantic.model import SemanticModel

_ENDINGS = ("ution", "ation", "ition", "ption", "tion", "sion", "ion", "ment", "ance", "ing", "al", "y", "")
_RESTORED = {"ution": "ve", "ption": "be", "sion": "d", "tion": "t"}
_OF_NOUNS = spread(
    """al ment ion ation ition ution ission ssion ption pt ure y ance ence ing tion lation llation ration ication cation sal
    sion"""
)
_OF_VERBS = frozenset(("", "e", "t", "ve", "ive", "y", "er", "sh"))


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


def doers(name: str) -> tuple[str, ...]:
    """What those are called whom a field names by what they did: "directed_by" -> director; none for other names.

    >>> doers("Directed_by"), doers("written by"), doers("order_by"), doers("standby")
    (('director',), ('writer',), (), ())
    """
    words = words_of(name)
    found = [
        noun
        for verb in (verb_stems(words[0]) if len(words) == 2 and words[1] == "by" else ())
        for noun in near_words(verb).family
        if noun.endswith(("er", "or")) and same_deed(noun.removesuffix("er").removesuffix("or"), verb.removesuffix("e"))
    ]
    return tuple(dict.fromkeys(found))


def same_deed(noun: str, verb: str) -> bool:
    """Whether a noun says what a verb does: approval and approve, payment and pay, submission and submit."""
    if noun == verb or verb in stems_of_noun(noun):
        return True
    root = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(noun, verb, strict=False)))
    after_noun, after_verb = noun[root:], verb[root:]
    if root < 3 or after_noun not in _OF_NOUNS or after_verb not in _OF_VERBS:
        return False
    return root > 3 or after_verb in ("", "e")
