"""What things are worth, as the name of a number: "the value of our stock" is the "value of stock"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.valued import WORTH
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_WHOSE = frozenset(spread("our the all my total whole entire"))


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens without "our" and "the" between "value of" and what follows, where a number is called so without them."""
    del clock
    for at in range(len(tokens) - 3):
        if tokens[at].low not in WORTH or tokens[at + 1].low != "of":
            continue
        end = at + 2
        while end < len(tokens) and tokens[end].low in _WHOSE:
            end += 1
        if end in (at + 2, len(tokens)):
            continue
        called = lexicon.fields((tokens[at].stem, tokens[end].stem))
        if any(m.exact and m.target.kind in ("measure", "derived") for m in called):
            return [*tokens[: at + 2], *tokens[end:]], []
    return list(tokens), []
