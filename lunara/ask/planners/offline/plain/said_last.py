"""What is asked for, said in another place: "lowest revenue day" and "which colour sells best"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_GRAINS = frozenset(spread("day week month quarter year"))
_ENDS = frozenset(spread("highest lowest best worst biggest largest smallest"))
_THE = frozenset(("the", "our", "a"))
_ASKS = frozenset(spread("what is was which the our show find give me"))
_SELLS = frozenset(spread("sell sells sold"))
_BEST = {"best": "best", "worst": "worst", "most": "best", "least": "worst"}
_LONGEST = 4


def period_of_best(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Lowest revenue day", "the day with the lowest revenue" as which day had the lowest revenue, of a number of the model."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _ENDS), None)
    if at is None or DENIALS & set(lows):
        return list(tokens), []
    start = at - (at > 0 and lows[at - 1] in _THE)
    for end in range(at + 2, min(len(tokens), at + 2 + _LONGEST)):
        plain = lows[end] in _GRAINS and set(lows[:start]) <= _ASKS and ends_at(tokens, end + 1)
        if plain and _number(tokens[at + 1 : end], lexicon):
            made = [*tokens_of(f"which {lows[end]} had the", tokens[at]), *tokens[at:end], *tokens[end + 1 :]]
            return made, []
    grain = start - 2
    if grain >= 0 and lows[grain] in _GRAINS and lows[grain + 1] == "with" and set(lows[:grain]) <= _ASKS:
        ends = range(at + 1, min(len(tokens), at + 1 + _LONGEST) + 1)
        if any(_number(tokens[at + 1 : end], lexicon) and ends_at(tokens, end) for end in ends):
            return [*tokens_of(f"which {lows[grain]} had the", tokens[at]), *tokens[at:]], []
    return list(tokens), []


def selling_best(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which colour sells best", "which products sold the most" as the best selling ones."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:1] not in (["which"], ["what"]) or DENIALS & set(lows):
        return list(tokens), []
    for at in range(2, min(len(tokens) - 1, 2 + _LONGEST)):
        way = at + 1 + (lows[at + 1] == "the")
        if lows[at] not in _SELLS or way >= len(tokens) or lows[way] not in _BEST or not ends_at(tokens, way + 1):
            continue
        named = [m for m in lexicon.fields(tuple(t.stem for t in tokens[1:at])) if m.exact]
        if named and all(m.target.kind in ("table", "dimension", "measure") for m in named):
            made = [*tokens_of(f"{_BEST[lows[way]]} selling", tokens[at]), *tokens[1:at], *tokens[way + 1 :]]
            return made, []
    return list(tokens), []


def _number(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are the name of a number of the model and of nothing else."""
    if not said or any(t.kind != "word" for t in said):
        return False
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    measured = any(t.kind in ("measure", "derived") for t in named)
    return measured and not any(t.kind == "table" for t in named)
