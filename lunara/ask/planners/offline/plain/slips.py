"""Slips of the pen in the words of the grammar ("acsending", "commmon"), mended as those of names are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from lunara.ask.planners.offline.lexicon import Lexicon, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.operators import OPS
from lunara.ask.planners.offline.spelling import known_word, may_be_misspelt
from lunara.ask.planners.offline.words import ADJECTIVES, FILLER, LIGHT_VERBS, PARTICIPLE_ADJECTIVES
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_LONG = 8
"""Words from this length on are hardly another word that is one letter off."""
_SHORT = 6


@cache
def _words() -> tuple[str, ...]:
    said = {w for phrase in OPS for w in phrase} | set(ADJECTIVES) | set(PARTICIPLE_ADJECTIVES) | FILLER
    return tuple(sorted(w for w in said if len(w) >= _SHORT and w.isalpha()))


def mended(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with slips in words of the grammar set right, and what is told of it."""
    made, told = [], []
    for at, token in enumerate(tokens):
        right = _meant(token, lexicon) or _beside(tokens[max(0, at - 1) : at], token, lexicon)
        if right is not None:
            told.append(f"“{token.text}” was read as “{right}”.")
        made.append(token if right is None else replace(token, low=right, stem=stem(right)))
    return made, told


def _meant(token: Token, lexicon: Lexicon) -> str | None:
    from rapidfuzz.distance import OSA

    low = token.low
    if token.kind != "word" or len(low) < _SHORT - 1 or token.text[:1].isupper() or not low.isalpha():
        return None
    if low in FILLER or low in LIGHT_VERBS or low in _words() or known_word(token) or lexicon.knows(token.stem):
        return None
    doubled = [w for w in _words() if w[0] == low[0] and abs(len(w) - len(low)) <= 2 and _once(w) == _once(low)]
    near = [w for w in _words() if len(w) >= _LONG and w[0] == low[0] and abs(len(w) - len(low)) < 2]
    found = doubled or [w for w in near if OSA.distance(w, low) == 1]
    if len(found) != 1 or lexicon.unseen(token.stem) or lexicon.spelled(token.stem) is not None:
        return None
    if low[: len(found[0])] == found[0] and low[len(found[0]) :] in _ENDINGS:
        return None  # "completed" and "questions" are words of their own, with their own meaning
    return None if lexicon.value_matches((token.stem,), low) or lexicon.values.spelled(low) else found[0]


_ENDINGS = ("d", "r", "s", "ed", "er")


def _beside(before: Sequence[Token], token: Token, lexicon: Lexicon) -> str | None:
    """ "Net totl": the word that makes a number's name with the one before it, where one name alone is a letter off."""
    from rapidfuzz.distance import OSA

    low = token.low
    if not before or token.kind != "word" or len(low) < _SHORT - 2 or lexicon.knows(token.stem) or known_word(token):
        return None
    if low in FILLER or low in LIGHT_VERBS or lexicon.value_matches((token.stem,), low):
        return None
    targets = [m.target for m in lexicon.fields((before[0].stem,)) if m.target.kind in ("measure", "dimension")]
    named = {words_of(label_of(lexicon, t)) for t in targets}
    near = {
        n[1]
        for n in named
        if len(n) == 2 and n[0] == before[0].stem and n[1][0] == low[0] and OSA.distance(n[1], low) == 1
    }
    found = near.pop() if len(near) == 1 else None
    return found if found is not None and may_be_misspelt(low, found) else None


def _once(word: str) -> str:
    """The word with each run of a letter written once."""
    return re.sub(r"(.)\1+", r"\1", word)
