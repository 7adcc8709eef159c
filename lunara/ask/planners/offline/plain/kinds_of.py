""" "How many kinds of ships": the different types of ships where they have a type, the different flags of "kinds of flags".

A thing that other rows hold so many of is a kind itself: "shops with more than one kind of device" have more than one device,
where the stock says how many of each there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import as_one, in_words, shown, thing_at, tokens_of
from lunara.ask.planners.offline.words import PIECE_WORDS, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_KINDS = spread("kind kinds sorts")
_CALLED = ("type", "kind", "category")
_UNTOLD = "kinds"
"""As what a kind is read that is not told: a word that nothing is called."""
_DIFFERENT = spread("different distinct")
_LONGEST = 3


def in_fields(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with kinds of a thing as what the data has of them; kept as they are where it does not tell."""
    del clock
    for at, token in enumerate(tokens[:-2]):
        if token.low not in _KINDS or tokens[at + 1].low != "of" or any(m.exact for m in lexicon.fields(("kind",))):
            continue
        number = at > 0 and (tokens[at - 1].kind == "number" or tokens[at - 1].low == "one")
        start = at - 1 if at and tokens[at - 1].low in _DIFFERENT else at
        name = at + 3 if tokens[at + 2].low in ("the", "our") else at + 2
        if token.low == "kind" and not number:
            if thing_at(tokens, name, lexicon) is None:
                continue
            # "the kind of ship with the most captains": that of one ship, or the best of the kinds
            return [*tokens[:at], replace(token, low=_UNTOLD, stem=_UNTOLD), *tokens[at + 1 :]], []
        said = _said(tokens, name, plural=token.low != "kind" and not number, lexicon=lexicon)
        if said is not None:
            return [*tokens[:start], *tokens_of(said, token), *tokens[name:]], []
    return list(tokens), []


def of_a_field(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "By type of structure" as by structure, where a field of texts is called so; as by "structure type" where that is one."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        if lows[at] not in _SORTS or lows[at + 1] != "of" or lows[at - 1] not in _GROUPED:
            continue
        name = at + 2 + (lows[at + 2] in ("the", "our"))
        stems = tuple(t.stem for t in tokens[name : name + _LONGEST])
        for length in range(len(stems), 0, -1):
            found = [m.target for m in lexicon.fields((*stems[:length], tokens[at].stem)) if m.exact]
            if found and all(t.kind == "dimension" for t in found):
                kind = replace(tokens[at], low=tokens[at].stem)
                return [*tokens[:at], *tokens[name : name + length], kind, *tokens[name + length :]], []
            if found:
                return list(tokens), []
        thing = thing_at(tokens, name, lexicon)
        if thing is None and _is_field(tokens, name, lexicon, whole=True):
            return [*tokens[:at], *tokens[name:]], []
        called = _sorted_by(tokens[name].stem, lexicon) if thing is None and name < len(tokens) else {}
        if len(called) == 1:
            return [*tokens[:at], *tokens_of(called.popitem()[0], tokens[at]), *tokens[name + 1 :]], []
    return list(tokens), []


def of_no_sort(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "By trailer type", "by type of trailer" where nothing tells the type of a trailer: not the type of those who have one.

    The words as one that nothing is called, so that the question is not answered by the type of another thing.
    """
    del clock
    for at, token in enumerate(tokens[:-1]):
        start, end = at, at + 2
        if token.low in ("type", "types"):
            name = at + 2 + (len(tokens) > at + 2 and tokens[at + 2].low in ("the", "our"))
            if tokens[at + 1].low != "of" or name >= len(tokens):
                continue
            end = name + 1
        elif tokens[at + 1].low in ("type", "types"):
            name = at
        else:
            continue
        thing = thing_at(tokens, name, lexicon)
        if thing is None or thing.end != name + 1 or not start or tokens[start - 1].low not in _GROUPED:
            continue
        if any(m.exact for m in lexicon.fields((tokens[name].stem, "type"))) or _tells_sorts(
            tokens[name].stem, lexicon
        ):
            continue
        return [*tokens[:start], as_one(tokens[start:end]), *tokens[end:]], []
    return list(tokens), []


def _tells_sorts(noun: str, lexicon: Lexicon) -> bool:
    """Whether a table is called by sorts, or the rows that a noun stands for have a field that tells them."""
    for table in lexicon.tables.values():
        own = table_words(table)
        if {*own} & _SORTS:
            return True
        names = [n for d in table.dimensions for n in (shown(d), d.name, *d.synonyms)] if noun in own else []
        if any((w := {*words_of(n)} - {*own}) and w <= _SORTS | _HEADS for n in names):
            return True
    return False


def _sorted_by(noun: str, lexicon: Lexicon) -> dict[str, None]:
    """The names of the fields that tell of which sort a noun is by another word: the "payment method"."""
    texts = [d for t in lexicon.tables.values() for d in t.dimensions if d.type == "string" and not d.hidden]
    return {
        in_words(d): None
        for d in texts
        if (w := words_of(shown(d))) and len(w) == 2 and w[0] == noun and w[1] in _HEADS
    }


_HEADS = frozenset(spread("method mode form means class group sort kind type category"))
_SORTS = frozenset(spread("type types kind kinds sort sorts category"))
_GROUPED = frozenset(("by", "per", "each", "every", "which", "what"))


def listed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What distinct names are there" as which they are: no number is asked for."""
    del lexicon, clock
    lows = [t.low for t in tokens[:2]]
    if lows[:1] == ["what"] and lows[1:2] and lows[1] in _DIFFERENT:
        return [replace(tokens[0], text="which", low="which", stem="which"), *tokens[1:]], []
    return list(tokens), []


def _said(tokens: Sequence[Token], at: int, plural: bool, lexicon: Lexicon) -> str | None:
    """What stands before the name instead: "types of", "different", or nothing. None where the data does not tell the kinds."""
    thing = thing_at(tokens, at, lexicon)
    if thing is None:
        return ("different" if plural else "") if _is_field(tokens, at, lexicon) else None
    fields = [d for d in lexicon.tables[thing.table].dimensions if not d.hidden and _is_kind(d, thing.table, lexicon)]
    if len(fields) == 1:
        return f"different {shown(fields[0])}s of" if plural else None
    if fields or not _held_in_pieces(thing.table, lexicon):
        return None
    return "different" if plural else ""


def _is_kind(dimension: Dimension, table: str, lexicon: Lexicon) -> bool:
    """Whether a field is called "type" or "ship type" of ships, and nothing more."""
    own = {w for n in (lexicon.tables[table].label or "", table) for w in words_of(n)}
    rest = set(words_of(dimension.label or dimension.name)) - own
    return dimension.type == "string" and len(rest) == 1 and rest <= {*_CALLED}


def _is_field(tokens: Sequence[Token], at: int, lexicon: Lexicon, *, whole: bool = False) -> bool:
    """Whether the words name a field of texts, and no thing; `whole`: they name it to the letter."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        named = [
            m
            for m in lexicon.fields(tuple(t.stem for t in tokens[at : at + length]))
            if m.score >= _CALLED_SO and (m.exact or not whole)
        ]
        if not named:
            continue
        found = [
            lexicon.dimension(m.target.table, m.target.name) if m.target.kind == "dimension" else None for m in named
        ]
        return all(d is not None and d.type == "string" for d in found)
    return False


_CALLED_SO = 0.8
"""How well a field must be called by the words to be what they speak of."""


def _held_in_pieces(table: str, lexicon: Lexicon) -> bool:
    """Whether rows that refer to a thing hold so many pieces of it: the stock of a device in a shop."""
    return any(
        r.to_table == table
        and r.from_table in lexicon.tables
        and any(
            m.aggregate == "sum" and set(words_of(m.label or m.name)) & PIECE_WORDS
            for m in lexicon.tables[r.from_table].measures
        )
        for r in lexicon.model.relationships
    )
