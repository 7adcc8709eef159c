"""Names that no index of values holds, said right behind the thing that is called so: "student Linda Smith", "customer Harold".

The names of people are never read, so no look-up tells that these words are one. What tells it is where they stand, that they are
written as names are, and that they mean nothing else here. A first and a last name may stand alone ("orders of Linda Kovacs")
where only one table has people and every other thing's names are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lunara.ask.near_words import Near, near_words
from lunara.ask.planners.offline.codes import held_by, thing_of
from lunara.ask.planners.offline.item import Item, text_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.ask.values import looks_personal

_MOST_WORDS = 4
_CALLED = frozenset(("called", "named"))
_PARTS = frozenset(("first", "last", "given", "family", "surname", "forename"))

_PLACED = frozenset(("address", "street", "email", "phone"))


def with_names(items: Sequence[Item], tokens: Sequence[Token], lexicon: Lexicon) -> list[Item]:
    """The items, in which the words of a name behind its thing are one text, as if it were in quotes."""
    if _written_large(items):
        return list(items)
    made: list[Item] = []
    at = 0
    people = _only_people(lexicon)
    while at < len(items):
        if people is not None and _in_quotes(items, at):
            held_by(items[at], people)
        end = max(_end_of_name(items, at), _in_capitals(items, at))
        longer = _with_values(items, at)
        if longer > end and _called_so(items, at, longer, lexicon):
            end = longer
        said_behind = end > at and _called_so(items, at, end, lexicon)
        alone = end > at + 1 and people is not None and not said_behind and _first_and_last(items, at, end)
        if said_behind or alone:
            words = items[at:end]
            text = text_of(tokens[words[0].start : words[-1].end])
            name = Item("mention", words[0].start, words[-1].end, text, quoted=True, low=text.lower())
            if alone and people is not None:
                held_by(name, people)
            made.append(name)
            at = end
        else:
            made.append(items[at])
            at += 1
    return made


def _written_large(items: Sequence[Item]) -> bool:
    """Whether capitals tell nothing, as in a headline: most words behind the first one have them."""
    said = [i for i in items[1:] if i.kind != "unknown" and not _value_alone(i)]
    words = [i.text for i in said if i.text[:1].isalpha() and not i.quoted]
    return bool(words) and sum(w[0].isupper() for w in words) * 2 >= len(words)


def _end_of_name(items: Sequence[Item], at: int) -> int:
    end = at
    while end < len(items) and end - at < _MOST_WORDS and _like_name(items[end]):
        end += 1
        joined = items[end : end + 2] if end + 1 < len(items) and items[end].low == "-" else []
        if joined and joined[0].start == items[end - 1].end and _like_name(joined[1]):
            end += 2  # "Kovacs-Nagy"
    return end if not (end < len(items) and _like_name(items[end])) else at


def _like_name(item: Item) -> bool:
    """A word that means nothing here and is written as a name is: "Linda", "O'Brien", "McKay"; no code, no word in capitals."""
    return item.kind == "unknown" and _written_so(item.text)


def _written_so(text: str) -> bool:
    return text[:1].isupper() and any(c.islower() for c in text) and not _has_digit(text)


def _with_values(items: Sequence[Item], at: int) -> int:
    """Where a name ends of which a part is a value of something else as well: "customer Ana Chang", where a Chang composes."""
    end = at
    while end < len(items) and end - at < _MOST_WORDS and (_like_name(items[end]) or _value_alone(items[end])):
        end += 1
    words = items[at:end]
    apart = any(b.start != a.end for a, b in pairwise(words))
    return end if len(words) > 1 and not apart and any(i.kind == "unknown" for i in words) else at


def _value_alone(item: Item) -> bool:
    """Whether this is one word, written as a name, that is nothing but a value."""
    values = bool(item.matches) and all(m.target.kind == "value" for m in item.matches)
    return item.kind == "mention" and not item.quoted and values and item.text.isalpha() and _written_so(item.text)


def _in_capitals(items: Sequence[Item], at: int) -> int:
    """Where a first and a last name end that are written in capitals, as the data may write them: "actor PENELOPE GUINESS"."""
    end = at
    while end < len(items) and end - at < _MOST_WORDS and items[end].kind == "unknown" and _shouted(items[end].text):
        end += 1
    return end if end > at + 1 else at


def _shouted(text: str) -> bool:
    return len(text) >= _SHORTEST and text.isalpha() and text.isupper()


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _called_so(items: Sequence[Item], at: int, end: int, lexicon: Lexicon) -> bool:
    said = at > 0 and items[at - 1].low in _CALLED
    before = items[at - 2] if said and at > 1 else items[at - 1] if at else None
    one = replace(before, plural=False) if said and before is not None else before  # "customers called Ana Chang"
    table = thing_of(one) if one is not None else None
    shown = lexicon.display(table) if table is not None else None
    if before is None or table is None or shown is None or f"{table}.{shown}" in lexicon.values.fields:
        return False
    names = [i.text for i in items[at:end]]
    if said or any(not _in_language(n) for n in names):
        return True
    return len(names) > 1 and before.text.islower() and _of_people(table, shown, lexicon)


def _in_quotes(items: Sequence[Item], at: int) -> bool:
    """ "The phone number of 'Linda Kovacs'": whose it is, and no number that is called so."""
    item, before = items[at], items[at - 1] if at else None
    parts = item.text.split()
    name = len(parts) > 1 and all(p[:1].isupper() and p[-1:].islower() and not _has_digit(p) for p in parts)
    tied = before is not None and before.low in ("of", "by", "for", "from") and before.kind != "mention"
    return item.kind == "mention" and item.quoted and not item.matches and name and tied


def _first_and_last(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether words that are written as a name can be nothing else: no thing stands before them that they may be of instead."""
    before = items[at - 1] if at else None
    if before is not None and (before.low in _CALLED or thing_of(before) is not None):
        return False
    return any(not _in_language(i.text) for i in items[at:end])


def _only_people(lexicon: Lexicon) -> Target | None:
    """The field of people's names, where one table alone has some and no other thing has a name that is not known."""
    found = people(lexicon)
    return found[0] if len(found) == 1 and not others_named(lexicon) else None


def others_named(lexicon: Lexicon) -> bool:
    """Whether things that are not called so have names of people beside their own: the contact of a customer."""
    for name, table in lexicon.tables.items():
        shown = lexicon.display(name)
        for dimension in () if table.hidden else table.dimensions:
            words = {*words_of(dimension.label or dimension.name)}
            other = dimension.name != shown and not dimension.hidden and dimension.type == "string"
            if other and "name" in words and not words & _PARTS and looks_personal(table, dimension):
                return True
    return False


def people(lexicon: Lexicon) -> list[Target]:
    """The fields of people's names, none of which is known; none where another thing has a name that is not known."""
    found: list[Target] = []
    for name, table in lexicon.tables.items():
        shown = lexicon.display(name)
        dimension = lexicon.dimension(name, shown) if shown is not None else None
        if shown is None or dimension is None or dimension.type != "string" or table.hidden:
            continue
        if f"{name}.{shown}" in lexicon.values.fields or shown == lexicon.key_dimension(name):
            continue
        if _PLACED & set(words_of(f"{shown} {dimension.label or ''}")):
            continue  # nobody is called as an address is
        if not _of_people(name, shown, lexicon):
            return []
        found.append(Target("dimension", name, shown))
    return found


def name_alone(items: Sequence[Item]) -> tuple[int, int] | None:
    """Where a first and a last name stand, as places of items, with no thing before them that is called so."""
    if _written_large(items):
        return None
    for at in range(len(items)):
        end = max(_end_of_name(items, at), _in_capitals(items, at), _with_values(items, at))
        if end > at + 1 and _first_and_last(items, at, end):
            return at, end
    return None


def _in_language(word: str) -> bool:
    """Whether a word is one of the language too: a "Service" need not be what anyone is called, nor need "Signups"."""
    low = word.lower()
    if any(near_words(form) != Near() for form in {low, stem(low), *verb_stems(low)}):
        return True
    whole = stem(low)
    cuts = range(_SHORTEST, len(whole) - 1) if whole != low else ()
    return any(near_words(whole[:cut]) != Near() and near_words(whole[cut:]) != Near() for cut in cuts)


_SHORTEST = 3
"""So many letters at least begin a word that is put together of two in the plural."""


def _of_people(table: str, shown: str, lexicon: Lexicon) -> bool:
    """Whether the things are people, as far as their names tell: a first and a last name, or one that is never read."""
    dimension = lexicon.dimension(table, shown)
    parts = [d for d in lexicon.tables[table].dimensions if set(words_of(d.label or d.name)) & _PARTS]
    return len(parts) > 1 or (dimension is not None and looks_personal(lexicon.tables[table], dimension))
