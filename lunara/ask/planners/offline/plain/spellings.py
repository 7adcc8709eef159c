"""Words spelled as on the other side of the ocean: "labour hours" of a field "Labor hours", "centers" of "centres"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import FILLER
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_PAIRS = {
    "tyre": "tire",
    "grey": "gray",
    "aluminium": "aluminum",
    "mould": "mold",
    "programme": "program",
    "jewellery": "jewelry",
    "pyjamas": "pajamas",
    "cheque": "check",
    "plough": "plow",
    "kerb": "curb",
    "sulphur": "sulfur",
    "moustache": "mustache",
    "skilful": "skillful",
    "speciality": "specialty",
    "enrolment": "enrollment",
    "enrolments": "enrollments",
    "fulfilment": "fulfillment",
    "instalment": "installment",
    "instalments": "installments",
    "tyres": "tires",
    "cheques": "checks",
    "programmes": "programs",
}
_BOTH = _PAIRS | {there: here for here, there in _PAIRS.items()}
_ENDS = (
    (r"our(|s|ed|ing|er|ers|ite|al)$", r"or\1"),
    (r"or(|s|ed|ing|er|ers|ite|al)$", r"our\1"),
    (r"re(|s|d)$", r"er\1"),
    (r"er(|s|d)$", r"re\1"),
    (r"is(e|es|ed|er|ers|ing|ation|ations)$", r"iz\1"),
    (r"iz(e|es|ed|er|ers|ing|ation|ations)$", r"is\1"),
    (r"ys(e|es|ed|ing)$", r"yz\1"),
    (r"yz(e|es|ed|ing)$", r"ys\1"),
    (r"ll(ed|ing|er|ers|ation|ations)$", r"l\1"),
    (r"l(ed|ing|er|ers|ation|ations)$", r"ll\1"),
    (r"ogue(|s)$", r"og\1"),
    (r"og(|s)$", r"ogue\1"),
    (r"ence(|s)$", r"ense\1"),
    (r"ense(|s)$", r"ence\1"),
    (r"ae", "e"),
    (r"oe", "e"),
)
"""How the two spellings differ, each way."""
_SHORTEST = 5


def as_the_data(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with such a word as the model or a value writes it, where it is known in the other spelling alone."""
    del clock
    return [_as_known(token, lexicon) for token in tokens], []


def joined_by_sign(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Nuts and bolts" of a value "Nuts & Bolts", and the other way round, where no value is called like both of its sides."""
    del clock
    made = list(tokens)
    for at, token in enumerate(tokens):
        sign = _SIGNS.get(token.low)
        if sign is None or not 0 < at < len(tokens) - 1:
            continue
        sides = [
            (start, end)
            for start in range(max(0, at - _MOST_WORDS), at)
            for end in range(min(len(tokens), at + 1 + _MOST_WORDS), at + 1, -1)
            if all(t.kind == "word" for n, t in enumerate(tokens[start:end], start) if n != at)
        ]
        for start, end in sides:
            left, right = (" ".join(t.low for t in part) for part in (tokens[start:at], tokens[at + 1 : end]))
            if _is_value(f"{left} {token.low} {right}", lexicon) or (
                _is_value(left, lexicon) and _is_value(right, lexicon)
            ):
                break
            written = next(
                (w for w in (f"{left} {sign} {right}", f"{left}{sign}{right}") if _is_value(w, lexicon)), None
            )
            if written is not None:
                tight = f" {sign} " not in written
                made[at] = replace(token, text=sign, low=sign, stem=sign, kind="symbol" if sign == "&" else "word")
                if tight:
                    made[at] = replace(made[at], start=tokens[at - 1].end, end=tokens[at + 1].start)
                break
    return made, []


_SIGNS = {"and": "&", "&": "and"}
_MOST_WORDS = 3


def _is_value(text: str, lexicon: Lexicon) -> bool:
    words = text.split()
    return any(m.exact for m in lexicon.value_matches(tuple(stem(w) for w in words), text))


def _as_known(token: Token, lexicon: Lexicon) -> Token:
    if token.kind != "word" or len(token.low) < _SHORTEST - 1 or token.low in FILLER or _known(token.low, lexicon):
        return token
    found = {other for other in _others(token.low) if _known(other, lexicon)}
    if len({stem(w) for w in found}) != 1:
        return token
    other = min(found)
    return replace(token, low=other, stem=stem(other))


def _others(word: str) -> Iterator[str]:
    if word in _BOTH:
        yield _BOTH[word]
    if len(word) >= _SHORTEST:
        for pattern, other in _ENDS:
            if (made := re.sub(pattern, other, word)) != word:
                yield made


def _known(word: str, lexicon: Lexicon) -> bool:
    """Whether a name of the model has the word, or a value is called so."""
    own = stem(word)
    if lexicon.unseen(own) or any(own in lexicon.literal_words(m.target) for m in lexicon.fields((own,), limit=40)):
        return True
    return own in lexicon.vocabulary or any(m.exact for m in lexicon.value_matches((own,), word))


def in_two_words(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Daycare" as the "day care" of a table's or a field's name, where nothing is called so in one word."""
    del clock
    made: list[Token] = []
    for token in tokens:
        two = _two_words(token, lexicon) if token.kind == "word" and len(token.low) >= _SHORTEST_OF_TWO else None
        if two is None:
            made.append(token)
            continue
        made += [replace(token, text=word, low=word, stem=stem(word)) for word in two]
    return made, []


_SHORTEST_OF_TWO, _SHORTEST_PART = 6, 3


def _two_words(token: Token, lexicon: Lexicon) -> tuple[str, str] | None:
    """The two words one behind the other in a name that this word is made of; None where it is a word of its own here."""
    if token.low in FILLER or any(m.exact for m in lexicon.fields((token.stem,))):
        return None
    if any(m.exact for m in lexicon.value_matches((token.stem,), token.low)):
        return None
    for table in lexicon.tables.values():
        labels = [table.label or table.name, *(d.label or d.name for d in table.dimensions if not d.hidden)]
        for label in labels:
            words = words_of(label)
            for one, two in pairwise(words):
                fits = min(len(one), len(two)) >= _SHORTEST_PART and token.low in (f"{one}{two}", f"{one}{two}s")
                if fits and lexicon.knows(one) and lexicon.knows(two):
                    return one, token.low[len(one) :]
    return None
