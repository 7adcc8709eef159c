"""Those who did nothing of a kind: "customers who bought nothing" as those who never bought anything."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, DENIALS, ends_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_REFERRING = frozenset(("who", "that", "which"))
_PERFECT = frozenset(("have", "has", "had"))
_ASKED = frozenset(("did", "do", "does"))
_AMOUNTS = frozenset(spread("cost pay spend owe earn charge weigh lose save make do say be have get"))
"""What is done in an amount, which may be nothing in a row that is there, and what says nothing of rows."""


def said(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Customers who bought nothing in May" as those who did not buy anything then.

    Kept as it is where something is called "nothing", beside another denial, and where more is said of it ("nothing but cheese").
    """
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
        verb = at + (lows[at : at + 1] != [] and lows[at] in _PERFECT)
        if lows[verb + 1 : verb + 2] != ["nothing"] or tokens[verb].kind != "word" or lows[verb] in BE | _ASKED:
            continue
        stems = {lows[verb], *verb_stems(lows[verb])}
        if stems & _AMOUNTS or DENIALS & set(lows) or not unknown("nothing", lexicon):
            continue
        if not ends_at(tokens, verb + 2) or lows[verb + 2 : verb + 3] in (["but"], ["and"], ["or"], ["with"], ["from"]):
            continue
        denied = tokens_of("never", tokens[verb + 1])
        return [
            *tokens[:verb],
            *denied,
            tokens[verb],
            *tokens_of("anything", tokens[verb + 1]),
            *tokens[verb + 2 :],
        ], []
    return list(tokens), []
