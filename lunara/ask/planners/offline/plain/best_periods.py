"""The best of periods by a number: "top 5 months by revenue", "which 3 weeks had the most orders?"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.periods import GRAINS
from lunara.ask.planners.offline.plain.things import tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_LOW = frozenset(spread("worst bottom lowest weakest smallest quietest"))
_RANKS = _LOW | frozenset(spread("top best highest strongest biggest busiest"))
_MOST = dict.fromkeys(spread("most highest greatest biggest largest"), "top") | dict.fromkeys(
    spread("least lowest fewest smallest"), "bottom"
)
_HAD = frozenset(spread("had have has saw brought made"))
_LONGEST = 3


def ranked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The number that periods are ranked by, said as that for which they are the best, and so many of which one asks."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in GRAINS and n), None)
    if at is None or at + 1 >= len(lows):
        return list(tokens), []
    by = at + 4 if lows[at + 1 : at + 4] == ["of", "the", "week"] else at + 1
    if lows[by : by + 1] == ["by"] and _is_ranked(tokens, at) and _names_a_number(tokens, by + 1, lexicon):
        so_many = any(t.kind == "number" for t in tokens[max(0, at - 2) : at])
        if so_many or lows[at] == tokens[at].stem or by > at + 1:
            return [*tokens[:by], *tokens_of("for", tokens[by]), *tokens[by + 1 :]], []
        start = next(n for n in range(at) if lows[n] in _RANKS)
        end = next((n for n in range(len(tokens), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
        way = "lowest" if lows[start] in _LOW else "highest"
        grouped = tokens_of(f"by {GRAINS[lows[at]]} {way} first", tokens[at])
        return [*tokens[by + 1 : end], *grouped, *tokens[end:]], []
    most = at + 2 + (lows[at + 2 : at + 3] == ["the"])
    if lows[at - 2 : at - 1] != ["which"] or tokens[at - 1].kind != "number" or lows[at + 1] not in _HAD:
        return list(tokens), []
    if most >= len(lows) or lows[most] not in _MOST or not _names_a_number(tokens, most + 1, lexicon):
        return list(tokens), []
    rank = tokens_of(_MOST[lows[most]], tokens[at - 2])
    return [
        *tokens[: at - 2],
        *rank,
        tokens[at - 1],
        tokens[at],
        *tokens_of("for", tokens[most]),
        *tokens[most + 1 :],
    ], []


def _is_ranked(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words right before this place say that the best or worst are asked for, and maybe how many."""
    before = tokens[max(0, at - 2) : at]
    return any(t.low in _RANKS for t in before) and all(t.low in _RANKS or t.kind == "number" for t in before[-1:])


def _names_a_number(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a number, or things that are counted, and no field to group by, is named at this place."""
    at += tokens[at].low in ("the", "total", "our") if at < len(tokens) else 0
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        if any(t.kind != "word" for t in span):
            continue
        exact = {m.target.kind for m in lexicon.fields(tuple(t.stem for t in span)) if m.exact}
        if exact:
            things = exact & {"table", "dimension"}
            return bool(exact - {"dimension", "role"}) and not (things and span[-1].low == span[-1].stem)
    return False
