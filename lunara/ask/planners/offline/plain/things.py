"""Which things of the data the words of a question name, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.times import reader_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Dimension, Measure

DENIALS = frozenset(spread("not never no nobody none without n't neither nor except excluding")) | {"t"}
BE = frozenset(spread("is are was were be been being"))
_LONGEST = 3
TIMELY = frozenset(spread("date time datetime timestamp day at on is has"))
"""Words of a field's name that say no more than that it is a date."""


@dataclass(frozen=True)
class Thing:
    """Tokens `start:end` that are the name of a table."""

    start: int
    end: int
    table: str


def things(tokens: Sequence[Token], lexicon: Lexicon) -> list[Thing]:
    """The tables that are named, in the order of the words; of two names at one place the longer one."""
    found: list[Thing] = []
    at = 0
    while at < len(tokens):
        thing = thing_at(tokens, at, lexicon)
        if thing is not None:
            found.append(thing)
        at = at + 1 if thing is None else thing.end
    return found


def thing_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """The table that is named to the letter at this place."""
    stems: list[str] = []
    for token in tokens[at : at + _LONGEST]:
        if token.kind != "word":
            break
        stems.append(token.stem)
    length, table = lexicon.table_called(tuple(stems))
    return Thing(at, at + length, table) if length else None


def paired(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether rows that are nothing but pairs of them bring two things together: films and their actors."""
    tied: dict[str, set[str]] = {}
    for road in lexicon.model.relationships:
        tied.setdefault(road.from_table, set()).add(road.to_table)
    return any(ends == {one, other} and graph_of(lexicon.model).is_bridge(table) for table, ends in tied.items())


def dates(table: str, lexicon: Lexicon) -> list[Dimension]:
    """The dates of a table that are shown."""
    return [d for d in lexicon.tables[table].dimensions if d.type == "time" and not d.hidden]


def says(dimension: Dimension) -> frozenset[str]:
    """The words of a field's name that say more than that it is a date, with the verbs that they are made of."""
    words = {w for n in (dimension.label or "", dimension.name) for w in words_of(n)} - TIMELY
    return frozenset(words | {v for w in words for v in verb_stems(w)})


def shown(dimension: Dimension | Measure) -> str:
    """The field as a person knows it."""
    return dimension.label or dimension.name.replace("_", " ")


def in_words(dimension: Dimension | Measure) -> str:
    """The name of a field as it is looked up in a sentence: small letters, without signs."""
    return " ".join(words_of(shown(dimension)))


def holds_years(dimension: Dimension) -> bool:
    """Whether a number is the year of something: it is shown as it is, and called a year or after a deed that is done once."""
    plain = dimension.type == "number" and dimension.format is not None and dimension.format.kind == "text"
    return plain and not dimension.hidden and ("year" in words_of(shown(dimension)) or called_once(dimension))


def called_once(dimension: Dimension) -> bool:
    """Whether a field is called after nothing but a deed that is done once: "founded"."""
    words = words_of(shown(dimension))
    return len(words) == 1 and is_participle(words[0]) and bool(_ONCE & {*verb_stems(words[0])})


def is_participle(word: str) -> bool:
    """Whether a word says what was done: "opened" and "built", not "open" and "opening"."""
    return bool(verb_stems(word)) and not word.endswith("ing")


_ONCE = spread(
    """found establish open build construct create complete launch start begin commence inaugurate incorporate join close end
    finish demolish dissolve"""
)
"""What is done to a thing once, when it comes about or ends: other deeds may be counted, as the students who were enrolled."""


def years_held(dimension: Dimension, table: str, lexicon: Lexicon) -> bool:
    """Whether a field of a table is the year of something, as a number or as texts of four digits each."""
    if dimension.type != "string" or dimension.hidden or "year" not in words_of(shown(dimension)):
        return holds_years(dimension)
    known = lexicon.values.of_field(table, dimension.name, limit=100_000)
    return bool(known) and all(isinstance(v, str) and len(v) == 4 and v.isdigit() for v in known)


def tokens_of(text: str, like: Token) -> list[Token]:
    """Words in the place of a token."""
    return [replace(like, kind="word", text=w, low=w, stem=stem(w), value=None) for w in text.lower().split()]


_GOES_ON = frozenset(
    spread(
        """by per for each every in on from to and or but at with who that which did do does was were is are have has last this
        previous today yesterday during between since until through where whose when grouped broken split vs versus compared
        now currently so far"""
    )
)


def ends_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether what is said before this place ends there: no noun or number goes on with it, as in "late fees"."""
    return at >= len(tokens) or tokens[at].kind == "symbol" or tokens[at].low in _GOES_ON


def unknown(word: str, lexicon: Lexicon, table: str = "") -> bool:
    """Whether neither a field nor a value (of this table, where one is given) is called so."""
    if lexicon.knows(word) or lexicon.knows(stem(word)):
        return False
    return not any(
        m.exact and m.target.table == (table or m.target.table) for m in lexicon.value_matches((stem(word),), word)
    )


def unknown_value(token: Token, lexicon: Lexicon) -> bool:
    """Whether no value and no yes or no is called so."""
    named = [m.target for m in lexicon.fields((token.stem,)) if m.exact]
    flag = any(t.kind == "dimension" and lexicon.flag(t.table, t.name) is not None for t in named)
    return not flag and not any(m.exact for m in lexicon.value_matches((token.stem,), token.low))


def periods(tokens: Sequence[Token], clock: Clock) -> list[tuple[int, int]]:
    """Where a period is named ("in 2024", "last month"), as places of tokens."""
    reader, found, at = reader_of(tuple(tokens), clock), [], 0
    while at < len(tokens):
        phrase = reader.at(at)
        if phrase is not None and phrase.kind == "range" and phrase.end > at:
            found.append((at, phrase.end))
            at = phrase.end
        else:
            at += 1
    return found


def as_one(said: Sequence[Token]) -> Token:
    """One token that nothing is called, of all their words."""
    text = " ".join(t.text for t in said)
    return replace(said[0], text=text, low=text.lower(), stem=text.lower(), kind="word", end=said[-1].end)
