"""Signs: a negative balance is one below 0, a positive one is above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, DENIALS, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_SIGNS = {"negative": "below 0", "positive": "above 0"}
_HAS = frozenset(spread("with have has had having of whose"))
_ARTICLES = frozenset(spread("a an the"))
_LONGEST = 3


def signed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "with a negative balance" and "whose balance is negative" as "with balance below 0".

    Kept where a field or a value is called so, where it is denied, and where it is not said what has the number.
    """
    del clock
    at = next((n for n, t in enumerate(tokens) if t.kind == "word" and t.low in _SIGNS), None)
    if at is None or DENIALS & {t.low for t in tokens} or not unknown(tokens[at].low, lexicon):
        return list(tokens), []
    said = tokens_of(_SIGNS[tokens[at].low], tokens[at])
    said[-1:] = [_zero(said[-1])]
    opens = at - 1 if at and tokens[at - 1].low in _ARTICLES else at
    if opens and tokens[opens - 1].low in _HAS:
        length = _number(tokens[at + 1 :], lexicon)
        if length:
            name = tokens[at + 1 : at + 1 + length]
            return [*tokens[:opens], *name, *said, *tokens[at + 1 + length :]], []
    if at > 1 and tokens[at - 1].low in BE and _ends_in_number(tokens[: at - 1], lexicon):
        return [*tokens[:at], *said, *tokens[at + 1 :]], []
    return list(tokens), []


def _zero(token: Token) -> Token:
    return replace(token, kind="number", text="0", low="0", stem="0", value=0)


def _number(tokens: Sequence[Token], lexicon: Lexicon) -> int:
    """How many of the first tokens name a number of a row; 0 where they name none."""
    for length in range(min(_LONGEST, len(tokens)), 0, -1):
        span = tokens[:length]
        matches = [m.target for m in lexicon.fields(tuple(t.stem for t in span)) if m.exact]
        if any(t.kind == "table" for t in matches):
            continue
        if any(t.kind == "measure" and _of_a_row(t.table, t.name, lexicon) for t in matches):
            return length
    return 0


def _of_a_row(table: str, name: str, lexicon: Lexicon) -> bool:
    measure = lexicon.measure(table, name)
    return measure is not None and measure.aggregate in ("sum", "avg") and measure.expression is not None


def _ends_in_number(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    starts = range(max(0, len(tokens) - _LONGEST), len(tokens))
    return any(_number(tokens[n:], lexicon) == len(tokens) - n for n in starts)
