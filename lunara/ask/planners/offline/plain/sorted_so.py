"""The order of a list said by what comes first: "sorted by the ones with highest revenue first" is by revenue, descending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_DOWN = spread("highest largest biggest greatest most longest")
_UP = spread("lowest smallest least fewest shortest")
_SORTED = spread("sorted ordered listed arranged ranked sort order list arrange")
_BETWEEN = spread("them it these those the ones one by with having from starting beginning in order of")
_ENDS = (".", "?", "!", ",")
_LONGEST_NAME = 5


def by_the_first(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Sorted by the ones with the most orders first": sorted by the number of orders, descending."""
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        if low not in _DOWN | _UP:
            continue
        end = next((n for n in range(at + 2, min(at + 2 + _LONGEST_NAME, len(lows))) if lows[n] == "first"), None)
        start = at
        while start and lows[start - 1] in _BETWEEN:
            start -= 1
        verb = start > 0 and lows[start - 1] in _SORTED and at - start > 0
        behind = lows[end + 1] if end is not None and end + 1 < len(lows) else "."
        if end is None or behind not in _ENDS or not verb or any(lows[n] in _ENDS for n in range(at, end)):
            continue
        named = list(tokens[at + 1 : end])
        things = low in ("most", "fewest", "least") and any(
            m.exact and m.target.kind == "table" for m in lexicon.fields(tuple(t.stem for t in named))
        )
        said = ["sorted", "by", *(("number", "of") if things else ())]
        way = "descending" if low in _DOWN else "ascending"
        first = [replace(tokens[at], text=w, low=w, stem=stem(w)) for w in said]
        last = replace(tokens[end], text=way, low=way, stem=way)
        return [*tokens[: start - 1], *first, *named, last, *tokens[end + 1 :]], []
    return list(tokens), []
