"""Things without a name of their own that are some of another table: the names of perpetrators are those of the people, and
those of affected regions are those of the regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import Thing, thing_at, tokens_of
from lunara.ask.planners.offline.words import EVENT_VERBS, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship, Table

_NAMES = frozenset(("name", "names"))
_BETWEEN = frozenset(spread("of the all for each every different"))
_OWNERS = frozenset(("of", "for"))
_CLAUSES = frozenset(spread("who that which whose with in by where when number"))
_FIELDS = 8
"""So many words stand at most between a name and the "of" of the thing whose it is."""
_PERSONS = frozenset(("people", "person", "human", "individual"))
_DOERS = ("er", "or", "ist", "ast", "ee", "eur", "ant", "ent", "ian", "ate", "man", "woman")
_EVENTS = frozenset(w for nouns in EVENT_VERBS.values() for w in nouns)
_STEPS = 3
"""So many steps up the kinds of things a noun is at most from a person."""


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The names of perpetrators" with the name as that of the people whom they are, where they have none of their own.

    Kept as it is where anything is called a name of theirs.
    """
    del clock
    made, notes = list(tokens), []
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].low not in _NAMES or tokens[at].field is not None:
            continue
        before = (
            next((t for n in (2, 1) if (t := thing_at(tokens, at - n, lexicon)) and t.end == at), None) if at else None
        )
        thing = before or _said_behind(tokens, at + 1, lexicon)
        name = whose_name(thing.table, lexicon) if thing is not None else None
        if thing is None or name is None:
            continue
        kind = name.table.replace("_", " ").lower()
        said = list(tokens[thing.start : thing.end])
        pinned = replace(tokens[at], low=kind, stem=kind, field=(name.table, name.name))
        if before is not None:
            made[thing.start : at + 1] = [pinned, *tokens_of("of", tokens[at]), *said]
        else:
            made[at] = pinned
        words = " ".join(t.text for t in said)
        notes.append(f"The names of {words} are those of the {kind} that each of them is.")
    return made, notes


def of_a_field(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The name of each industry" as each industry, where it is a field of words and no thing that has a name beside it."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 3, -1, -1):
        each = made[at + 2].low in ("each", "every")
        if made[at].low != "name" or made[at + 1].low != "of" or not each or made[at].field is not None:
            continue
        targets = [m.target for m in lexicon.fields((made[at + 3].stem,)) if m.exact] if at + 3 < len(made) else []
        held = [lexicon.dimension(t.table, t.name) for t in targets]
        if targets and all(d is not None and d.type == "string" for d in held):
            del made[at : at + 2]
            if at and made[at - 1].low == "the":
                del made[at - 1]
    return made, []


def _said_behind(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """The thing of "of the perpetrators" from this place on, behind other fields of it: "names and heights of"."""
    end = next((n for n in range(at, min(len(tokens), at + _FIELDS)) if tokens[n].low in _OWNERS), None)
    if end is None or any(t.low in _CLAUSES for t in tokens[at:end]):
        return None
    while end < len(tokens) and tokens[end].low in _BETWEEN:
        end += 1
    return thing_at(tokens, end, lexicon)


def whose_name(table: str, lexicon: Lexicon) -> Target | None:
    """The name of what the rows of this table are in another one, each by its only key: people, or what they are called after."""
    one = lexicon.tables[table]
    if _own_name(table, lexicon):
        return None
    called = [r for r in lexicon.model.relationships if r.from_table == table and _called_after(one, r, lexicon)]
    named = lexicon.display(called[0].to_table) if len(called) == 1 else None
    if named is not None:
        return Target("dimension", called[0].to_table, named)
    if not _of_a_person(table_words(one)[-1:]):
        return None
    roads = [r for r in lexicon.model.relationships if r.from_table == table and r.to_table != table]
    people = [r for r in roads if r.to_table in lexicon.tables]
    people = [r for r in people if set(table_words(lexicon.tables[r.to_table])) <= _PERSONS]
    shown = lexicon.display(people[0].to_table) if len(people) == 1 else None
    if shown is None or len(one.primary_key) > 1 or people[0].cardinality not in ("many_to_one", "one_to_one"):
        return None
    return Target("dimension", people[0].to_table, shown)


def _called_after(one: Table, key: Relationship, lexicon: Lexicon) -> bool:
    """Whether rows are some of what a key leads to, by their name: affected regions, hosts of parties."""
    aimed = lexicon.tables.get(key.to_table)
    own, other = table_words(one), table_words(aimed) if aimed is not None else ()
    return aimed is not one and len(own) > len(other) > 0 and own[-len(other) :] == other


def _own_name(table: str, lexicon: Lexicon) -> bool:
    """Whether a field of these rows is called a name or a title, or after the rows themselves."""
    one = lexicon.tables[table]
    own = set(table_words(one))
    return any(
        not d.hidden and ({"name", "title"} & set(words) or (words and set(words) <= own))
        for d in one.dimensions
        for words in (words_of(d.label or ""), words_of(d.name))
    )


@lru_cache(maxsize=2_000)
def _of_a_person(words: tuple[str, ...]) -> bool:
    """Whether a noun may be what somebody is or does ("gymnast", "candidate"), and is no event.

    >>> [_of_a_person((w,)) for w in ("perpetrator", "gymnast", "student", "visit", "order", "appointment")]
    [True, True, True, False, False, False]
    """
    noun = words[-1] if words else ""
    if noun in _EVENTS or noun.endswith("ment") or not noun.endswith(_DOERS):
        return False
    wider = {noun}
    for _ in range(_STEPS):
        wider |= {w for one in wider for w in near_words(one).wider}
    does = {w for one in (noun, *near_words(noun).same) for w in near_words(one).family}
    return bool(wider & _PERSONS) or bool(does)
