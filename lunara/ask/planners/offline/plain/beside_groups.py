"""A number said behind the groups: "deals by stage with their amount" as the amount and the number of deals by stage."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ASKING = frozenset(spread("show list give me us please the all our"))
_GROUPED = frozenset(spread("by per"))
_THEIR = frozenset(spread("their its total"))


def with_theirs(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the sum of those things before them, where one is called so and nothing else is said behind the groups."""
    del clock
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol":
        end -= 1
    lows = [t.low for t in tokens[:end]]
    at = next((n for n in range(1, end - 2) if lows[n] == "with" and lows[n + 1] in ("their", "its")), None)
    first = next((n for n, w in enumerate(lows) if w not in _ASKING), end)
    if at is None or not _GROUPED & set(lows[first:at]):
        return list(tokens), []
    number = [t for t in tokens[at + 1 : end] if t.low not in _THEIR]
    thing = next((t for t in things(tokens[first:at], lexicon)), None)
    if thing is None or not number or _GROUPED & set(lows[first : first + thing.start]):
        return list(tokens), []
    named = [
        m.target for m in lexicon.fields(tuple(t.stem for t in number)) if m.exact and m.target.table == thing.table
    ]
    sums = [m for t in named if t.kind == "measure" and (m := lexicon.measure(t.table, t.name)) is not None]
    if len(sums) != 1 or sums[0].aggregate != "sum":
        return list(tokens), []
    count = tokens_of("and number of", tokens[at])
    opens = tokens[at - 1 : at] if lows[at - 1] == "," else []
    behind = tokens[first : at - len(opens)]
    return [*tokens_of("total", tokens[at]), *number, *count, *behind, *tokens[end:]], []
