"""Names as stems: the words of tables and fields, which of them say most, and how near two words are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lunara.ask.planners.offline.words import GENERIC_TAILS, TABLE_NOISE, groups
from lunara.ask.tokens import stem
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Table

NEAR = 0.9
"""How much a near-synonym counts against the word itself."""

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[str, ...]:
    """Stems of a name in snake case, camel case or plain words: "orderQty" -> ("order", "qty"); "___" is called just so."""
    parts = _WORD.findall(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name))
    return tuple(stem(w) for w in parts) or tuple(name.split()[:1])


def in_one(words: tuple[str, ...]) -> tuple[str, ...]:
    """The ways a name is written in one piece: "check ins" as "checkins" and, being a plural, as "checkin"."""
    joined = "".join(words)
    short_plural = len(words) > 1 and stem(words[-1]) == words[-1]
    return tuple(dict.fromkeys((joined, stem(joined) if short_plural else joined)))


def variants_of(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The stems of each name that has any, each once."""
    return list(_variants(tuple(names)))


@lru_cache(maxsize=50_000)
def _variants(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for name in names:
        stems = tuple(w for w in words_of(name) if w not in ("the", "a", "of", "and", "or"))
        if stems and stems not in found:
            found.append(stems)
    return tuple(found)


def names_of(item: Dimension | Measure | DerivedMeasure) -> list[str]:
    names = [item.label or "", item.name, *item.synonyms]
    if not isinstance(item, Dimension) and "discount" in (item.description + str(item.expression or "")).lower():
        # "net revenue" is the revenue after discount, "gross revenue" the one before it
        for name in list(names):
            for word, rest in (("net", "after discount"), ("gross", "before discount")):
                if name.lower().startswith((f"{word} ", f"{word}_")):
                    names.append(f"{name[len(word) + 1 :]} {rest}")
    return names


def table_words(table: Table | None) -> tuple[str, ...]:
    """The stems that a table is called by, noise such as "header" and "fact" left out where there is more; never none."""
    if table is None:
        return ()
    names = [table.label or table.name, table.name, *table.synonyms]
    words = tuple(dict.fromkeys(w for n in names for w in words_of(n)))
    return tuple(w for w in words if w not in TABLE_NOISE) or words or (table.name.lower(),)


def label_of_column(table: Table | None, column: str) -> tuple[str, ...]:
    if table is not None:
        for dimension in table.dimensions:
            if (dimension.expression or dimension.name).strip('"').lower() == column.lower() and dimension.label:
                return words_of(dimension.label)
    return words_of(column)


def head_of(variant: tuple[str, ...], context: frozenset[str]) -> str:
    for word in reversed(variant):
        if GENERIC_TAILS.get(word, 1.0) >= 0.8 and word not in context and word not in TABLE_NOISE:
            return word
    return variant[-1]


def closest(word: str, variant: tuple[str, ...]) -> tuple[str | None, float]:
    if word in variant:
        return word, 1.0
    mine = groups(word)
    if mine:
        for own in variant:
            if mine & groups(own):
                return own, NEAR
    return None, 0.0


def is_key(dimension: Dimension, keys: set[str]) -> bool:
    column = (dimension.expression or dimension.name).strip('"')
    return column in keys or words_of(dimension.label or dimension.name)[-1:] in (("id",), ("key",))


def tells_one_apart(dimension: Dimension, keys: set[str]) -> bool:
    """Whether a field only says which one a row is of: a key, or a number that the model writes as a text ("invoice number")."""
    numbered = dimension.format is not None and dimension.format.kind == "text"
    return is_key(dimension, keys) or (numbered and words_of(dimension.label or dimension.name)[-1:] in _NUMBERED)


_NUMBERED = (("number",), ("no",), ("nr",), ("code",), ("reference",), ("ref",))


def whole_only(variant: tuple[str, ...], matched: dict[str, float]) -> bool:
    """Names whose parts mean something else: the "return rate" is not the returns, "items per order" not the items."""
    lengths = _LENGTHS & set(variant)  # "days to discharge" are not the discharges
    return (
        "per" in variant
        or (variant[-1] in _RATES and variant[-1] not in matched)
        or bool(lengths and len(variant) > 1 and not lengths & set(matched))
    )


_LENGTHS = frozenset(("day", "hour", "minute", "second", "week", "month", "year", "time", "duration", "age"))
_RATES = frozenset(("rate", "share", "ratio", "percent", "percentage", "margin", "index"))
