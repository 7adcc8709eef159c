"""Fields that share a word of their names: "low and high estimates", "open dates and years" of one thing, "checking and
savings balances" of two that are called so."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.things import things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_AND = ("and", "or", ",")


def in_full(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The question with each such field named in full, where one table has all of them and nothing is called so alone."""
    del clock
    for at, token in enumerate(tokens):
        if token.kind != "word":
            continue
        words, end = _chain(tokens, at)
        if len(words) < 2:
            continue
        last = words[-1]
        behind = tokens[end] if end < len(tokens) and tokens[end].kind == "word" else None
        if behind is not None and all(_fields((w, behind), lexicon) for w in words):
            shared = set.intersection(*(_fields((w, behind), lexicon) for w in words))
            alone = any(_fields((w,), lexicon) & shared or things((w,), lexicon) for w in words[:-1])
            if shared and not alone:  # "who has any pet and student id"
                return _with_noun(tokens, at, end, behind), []
            if len(words) == 2 and _each_its_own(words, behind, lexicon) and not _held_to(tokens, at, end):
                return _with_noun(tokens, at, end, behind), []
        of = [t for t in tokens[max(0, at - 3) : at] if t.low != "the"][-2:]
        if (
            len(words) == 2
            and len(of) == 2
            and of[1].low == "of"
            and of[0].kind == "word"
            and _each_its_own(words, of[0], lexicon)
        ):
            start = tokens.index(of[0])  # "the balance of checking and savings"
            return [
                *tokens[:start],
                words[0],
                *tokens_of(of[0].low, words[0]),
                *tokens[end - 2 : end],
                *tokens_of(of[0].low, words[1]),
                *tokens[end:],
            ], []
        before = tokens[at - 1] if at and tokens[at - 1].kind == "word" else None
        if before is not None and len(words) == 2:
            shared = _fields((before, words[0]), lexicon) & _fields((before, last), lexicon)
            if shared and not _fields((last,), lexicon) & shared and not _goes_on(behind, last, lexicon):
                return [*tokens[: end - 1], before, *tokens[end - 1 :]], []
    return list(tokens), []


def _chain(tokens: Sequence[Token], at: int) -> tuple[list[Token], int]:
    """Words that follow each other with an "and" before the last, and where they end."""
    words, place, joined = [tokens[at]], at + 1, False
    while not joined:
        start = place
        while place < len(tokens) and tokens[place].low in _AND:
            joined = joined or tokens[place].low != ","
            place += 1
        if place == start or place >= len(tokens) or tokens[place].kind != "word":
            return [], at
        words.append(tokens[place])
        place += 1
    return words, place


_HOLDING = spread(
    """above below over under more less fewer greater higher lower at than exceeding between equal equals is sum highest lowest
    largest smallest most least top bottom maximum minimum greatest"""
)


def _held_to(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the two are compared, ranked or added up together, which is not said of each of them."""
    return bool(_HOLDING & {t.low for t in (*tokens[max(0, at - 3) : at], *tokens[end + 1 : end + 3])})


def _each_its_own(words: Sequence[Token], noun: Token, lexicon: Lexicon) -> bool:
    """Whether two things are named, by which fields of the same name are told apart: not "show customers and order dates"."""
    if noun.stem == "id":
        return False
    homes = [
        {t for t in _fields((word, noun), lexicon) if word.stem in table_words(lexicon.tables.get(t))} for word in words
    ]
    plural = words[0].low.endswith("s") and not words[1].low.endswith("s")
    return not plural and all(homes) and not homes[0] & homes[1]


def _fields(said: Sequence[Token], lexicon: Lexicon) -> set[str]:
    """The tables with a field that is called by these words."""
    found = lexicon.fields(tuple(t.stem for t in said))
    return {m.target.table for m in found if m.exact and m.target.kind == "dimension"}


def _goes_on(behind: Token | None, last: Token, lexicon: Lexicon) -> bool:
    return behind is not None and bool(_fields((last, behind), lexicon))


def _with_noun(tokens: Sequence[Token], at: int, end: int, noun: Token) -> list[Token]:
    made = list(tokens[:at])
    for token in tokens[at : end - 1]:
        made += [token, noun] if token.low not in _AND else [token]
    return [*made, *tokens[end - 1 :]]
