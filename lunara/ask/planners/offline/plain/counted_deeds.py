"""What was done to things so many times, where a number of theirs counts it: "loans that were never renewed" have no renewals."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    dates,
    in_words,
    is_participle,
    periods,
    says,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_COUNT = frozenset(spread("count number num times no total of"))
_NOT = frozenset(spread("not never n't"))
_LINKS = BE | frozenset(spread("that which have has had been ever yet"))


def done_or_not(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The things with or without that number, where nothing else of theirs tells that it was done."""
    when = {start for start, _ in periods(tokens, clock)}
    for at in range(1, len(tokens)):
        verb = tokens[at].low
        if not is_participle(verb) or not unknown(verb, lexicon):
            continue
        start, denied = at, False
        while start > 1 and (tokens[start - 1].low in _LINKS or tokens[start - 1].low in _NOT):
            denied |= tokens[start - 1].low in _NOT
            start -= 1
        thing = next((t for t in things(tokens, lexicon) if t.end == start), None)
        if thing is None:
            continue
        own = [
            d
            for d in lexicon.tables[thing.table].dimensions
            if d.type == "number" and not d.hidden and _counts(d, verb)
        ]
        dated = any(says(d) & {verb, *verb_stems(verb)} for d in dates(thing.table, lexicon))
        if len(own) != 1 or dated or at + 1 in when:
            continue  # when it was done is not known
        name = in_words(own[0])
        told = f"without {name}" if denied else f"with {name}"
        note = f"“{tokens[at].text}” was read by {name}."
        return [*tokens[:start], *tokens_of(told, tokens[at]), *tokens[at + 1 :]], [note]
    return list(tokens), []


def _counts(dimension: Dimension, verb: str) -> bool:
    """Whether a number says how often this was done."""
    words = words_of(dimension.label or dimension.name)
    rest = [w for w in words if w not in _COUNT]
    return len(rest) == 1 and len(words) > 1 and any(same_deed(rest[0], v) or rest[0] == v for v in verb_stems(verb))
