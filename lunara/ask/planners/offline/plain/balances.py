"""Balances, as they stood on a day: "occupied beds at the end of each month", "current account balance"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import DENIALS, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_EACH = frozenset(("each", "every"))
_GRAINS = frozenset(("week", "month", "quarter", "year"))
_NOW = frozenset(spread("current latest present"))
_LONGEST = 3


def at_the_end(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "At the end of each month" as by month, where what is asked for is a balance: its last value of the month is meant."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 5):
        if lows[at : at + 4] != ["at", "the", "end", "of"] or lows[at + 4] not in _EACH or lows[at + 5] not in _GRAINS:
            continue
        if not _balance(tokens[:at], lexicon) or DENIALS & set(lows):
            return list(tokens), []
        said = " ".join(lows[at : at + 6])
        return [*tokens[:at], *tokens_of("per", tokens[at]), *tokens[at + 5 :]], [
            f"“{said}” was read as the last value of each {lows[at + 5]}."
        ]
    return list(tokens), []


def current(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Current account balance" as the balance, which is the last one that the data has; "current stock by depot" alike."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 1):
        if lows[at] not in _NOW or not unknown(lows[at], lexicon) or DENIALS & set(lows):
            continue
        whose = thing_at(tokens[: at + 2], at + 1, lexicon)
        starts = [at + 1, *([at + 2] if whose is not None else [])]
        for start in starts:
            ends = range(start + 1, min(len(tokens), start + _LONGEST) + 1)
            if any(_is_balance(tokens[start:end], lexicon) for end in ends):
                total = tokens_of("total", tokens[at])
                return [*tokens[:at], *total, *tokens[at + 1 :]], [
                    f"“{tokens[at].text}” was read as the last value that there is."
                ]
    return list(tokens), []


def _balance(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether one of the names is that of a balance."""
    spans = ((n, m) for n in range(len(tokens)) for m in range(n + 1, min(len(tokens), n + _LONGEST) + 1))
    return any(_is_balance(tokens[n:m], lexicon) for n, m in spans)


def _is_balance(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are the name of numbers of which the last one of a period counts, and of nothing else."""
    if any(t.kind != "word" for t in said):
        return False
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact and m.target.kind == "measure"]
    found = [lexicon.measure(t.table, t.name) for t in named]
    return bool(found) and all(
        m is not None and m.additive_over not in ("all", "none") and m.balance == "last" for m in found
    )
