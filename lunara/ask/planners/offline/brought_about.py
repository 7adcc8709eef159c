"""Verbs by which one thing brings about another, or takes part in it: "architects who built a mill", "customers who filed a
complaint". The rows of the second refer to the first, and the first is one that does so: a maker by its name, a customer.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.money_rows import PAYERS
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.standing import INCURRED
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem, verb_stems
from lunara.semantic.model import Relationship

_CRAFTS = frozenset(spread("build construct design create make develop manufacture produce"))
"""What makers do, one as good as the other of those who are called after any of it."""
_RAISED = frozenset(spread("file lodge raise submit make place choose select pick adopt obtain acquire"))
"""How those whom a business serves bring rows about."""
_TAKEN = frozenset(("take",))
"""What is said of rows that tell what happened, by those who were there."""


def brings_about(verbs: Sequence[str], key: Relationship, lexicon: Lexicon) -> bool:
    """Whether the rows of a key came about by what it leads to, where a verb says that they did."""
    said, doer = set(verbs), lexicon.tables[key.to_table]
    last = table_words(doer)[-1:]
    if said & _CRAFTS and any(_makes(word) for word in last):
        return True
    others = any(_does_another(w) for w in (*last, *(w for c in key.from_columns for w in words_of(c))))
    if said & _CRAFTS and not others and _alone(key, lexicon) and _dated_so(verbs, key.from_table, lexicon):
        return True
    rows_of_deeds = not masters.named(key.from_table, lexicon)
    if said & _RAISED and set(last) & set(PAYERS):
        return rows_of_deeds
    if said & INCURRED and not set(last) & set(PAYERS):
        return rows_of_deeds
    return rows_of_deeds and bool(said & _TAKEN) and masters.named(key.to_table, lexicon)


def _makes(word: str) -> bool:
    """Whether those are makers who are called so: builders, architects (which are designers)."""
    if set(near_words(word).wider) & _MAKERS:
        return True
    named = (word, *near_words(word).same)
    return any(set(near_words(w).family) & _CRAFTS for w in named if w.endswith(("er", "or", word)))


_MAKERS = frozenset(("creator", "maker"))
"""Of which artists and authors are kinds."""


def _does_another(word: str) -> bool:
    """Whether those are called after something else that they do: reviewers, owners."""
    return word.endswith(("er", "or")) and bool(near_words(word).family) and not _makes(word)


def _alone(key: Relationship, lexicon: Lexicon) -> bool:
    """Whether rows refer to nothing else, so that nobody else can have brought them about."""
    return [r.name for r in lexicon.model.relationships if r.from_table == key.from_table] == [key.name]


def _dated_so(verbs: Sequence[str], table: str, lexicon: Lexicon) -> bool:
    """Whether rows have the year or the day on which this was done: `built_year`."""
    return any(
        {*words_of(d.name), *(v for w in words_of(d.name) for v in verb_stems(w))} & set(verbs)
        for d in lexicon.tables[table].dimensions
        if set(words_of(d.name)) & _DAYS
    )


_DAYS = frozenset(spread("year date day on at"))


def is_part_of_field(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Whether a word is a verb with a thing as its object, though a field's name begins so: "built a mill", with `built_year`."""
    item = items[at]
    targets = [m.target for m in item.matches]
    verbs = verb_stems(item.low)
    if item.kind != "mention" or item.quoted or not verbs or any(t.kind != "dimension" for t in targets):
        return False
    fields = [d for t in targets if (d := lexicon.dimension(t.table, t.name)) is not None]
    if (item.low == stem(item.low) and item.low.endswith("s")) or any(
        words_of(d.name)[-1:] == (item.low,) for d in fields
    ):
        return False
    by = at + 1 < len(items) and items[at + 1].is_op("by")
    led = at > 0 and (
        items[at - 1].is_op("which", "not", "without") or items[at - 1].low in _LED or _thing(items[at - 1])
    )
    for behind in items[at + 1 :]:
        if _thing(behind):
            return led
        value = behind.kind == "mention" and bool(behind.matches) and behind.matches[0].target.kind == "value"
        passed = behind.low in _BEFORE or behind.kind == "number" or behind.is_op("compare", "super", "top", "without")
        if not passed and not (by and (value or behind.is_op("by", "or", "and"))):
            return False
    return False


def _thing(item: Item) -> bool:
    return item.kind == "mention" and any(m.exact and m.target.kind == "table" for m in item.matches)


_LED = frozenset(spread("is are was were be been have has had ever also never not"))
_BEFORE = frozenset(spread("a an the any no some ever also"))
