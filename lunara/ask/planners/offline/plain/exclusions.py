"""What is left out, said behind it: "charges by type, voided ones left out" as excluding voided ones."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_LEFT_OUT = (
    ("left", "out"),
    ("left", "aside"),
    ("not", "counted"),
    ("not", "included"),
    ("excluded",),
    ("omitted",),
    ("disregarded",),
)
_ONES = frozenset(spread("ones one those the all any are is being"))
_OPENS = frozenset((",", "(", ";", "-"))
_LONGEST = 4


def put_before(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the words before what is said, where they stand in a clause of their own at the end of the question."""
    del clock
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol":
        end -= 1
    lows = [t.low for t in tokens[:end]]
    said = next((w for w in _LEFT_OUT if len(lows) > len(w) and tuple(lows[-len(w) :]) == w), None)
    if said is None:
        return list(tokens), []
    stop = end - len(said)
    start = next(
        (n for n in range(stop - 1, max(-1, stop - _LONGEST - 2), -1) if lows[n] in _OPENS or lows[n] == "with"), None
    )
    if start is None or start == 0:
        return list(tokens), []
    whom = [t for t in tokens[start + 1 : stop] if t.low not in _ONES]
    opens = start - (lows[start] == "with" and lows[start - 1] in _OPENS)
    thing = thing_at(whom, 0, lexicon) if whom else None
    if not whom or any(t.kind != "word" for t in whom) or (thing is not None and thing.end == len(whom)):
        return list(tokens), []
    return [*tokens[:opens], *tokens_of("excluding", tokens[stop]), *whom], []
