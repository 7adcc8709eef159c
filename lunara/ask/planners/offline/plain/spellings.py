"""Words spelled as on the other side of the ocean: "labour hours" of a field "Labor hours", "centers" of "centres"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
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
