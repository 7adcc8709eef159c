"""“Customers in Spain and their revenue” as the revenue by customer in Spain: of each of them, never of all together."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ASKING = frozenset(spread("show list give me us please the all our of what which are"))
_JOINS = frozenset(("and", "with", "plus"))
_THEIR = frozenset(("their", "its"))
_TOTAL = frozenset(spread("total overall current"))
_GROUPED = frozenset(spread("by per each top bottom first last best worst"))


def number_of_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The number that is said at the end, by the things that are named first; conditions between the two stay with these."""
    del clock
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol":
        end -= 1
    lows = [t.low for t in tokens[:end]]
    first = next((n for n, w in enumerate(lows) if w not in _ASKING), end)
    at = next((n for n in range(first + 2, end - 1) if lows[n] in _JOINS and lows[n + 1] in _THEIR), None)
    if at is None or _GROUPED & set(lows):
        return list(tokens), []
    thing = thing_at(tokens, first, lexicon)
    if thing is None or thing.end > at or tokens[thing.end - 1].low == tokens[thing.end - 1].stem:
        return list(tokens), []
    start = at + 2 + (lows[at + 2 : at + 3] != [] and lows[at + 2] in _TOTAL)
    number = tuple(t.stem for t in tokens[start:end])
    if not number or any(t.kind != "word" for t in tokens[start:end]):
        return list(tokens), []
    named = {m.target for m in lexicon.fields(number) if m.exact}
    if not named or {t.kind for t in named} - {"measure", "derived"}:
        return list(tokens), []
    return [*tokens[at + 2 : end], *tokens_of("by", tokens[at]), *tokens[first:at], *tokens[end:]], []
