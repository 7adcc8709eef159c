"""What people do with things: "which books do people borrow the most" are those that are borrowed the most."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import DENIALS, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, past_form
from lunara.semantic.compiled import Clock

_PEOPLE = frozenset(
    spread("people folks everyone everybody customers clients buyers shoppers patrons members guests visitors users")
)
_DO = frozenset(spread("do did does"))
_MOST = frozenset(spread("most least"))
_RATED = frozenset(spread("best worst highest lowest"))
_OFTEN = frozenset(spread("often frequently"))


def turned_round(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which author do people borrow the most" as which is borrowed the most, where nothing more is said of the people."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(2, len(lows) - 2) if lows[n] in _DO and lows[n + 1] in _PEOPLE), None)
    if at is None or lows[0] not in ("which", "what") or DENIALS & set(lows):
        return list(tokens), []
    if lows[at + 1] in ("people", "folks") and not unknown(lows[at + 1], lexicon):
        return list(tokens), []
    most = at + 3 + (lows[at + 3 : at + 4] == ["the"])
    rated = lows[at + 2] == "rate" and bool(_RATED & set(lows[most : most + 1]))
    if lows[most : most + 1] == [] or not (rated or lows[most] in _MOST) or any(t.kind != "word" for t in tokens[1:at]):
        return list(tokens), []
    end = most + 1 + (lows[most + 1 : most + 2] != [] and lows[most + 1] in _OFTEN)
    done = past_form(lows[at + 2])
    if done is None:
        return list(tokens), []
    if rated:
        return [*tokens[:at], *tokens_of(f"is rated {lows[most]}", tokens[at]), *tokens[most + 1 :]], []
    return [*tokens[:at], *tokens_of(f"is {done} the {lows[most]}", tokens[at]), *tokens[end:]], []
