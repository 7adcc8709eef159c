"""What each of some things makes up: "what share of sales does each branch account for" is the share of sales by branch."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import DENIALS, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_SHARES = spread("share percentage percent proportion fraction part")
_MADE_UP = (
    ("account", "for"),
    ("accounts", "for"),
    ("make", "up"),
    ("makes", "up"),
    ("contribute", "to"),
    ("contribute",),
    ("represent",),
    ("bring", "in"),
)
_COMING = (("comes", "from"), ("come", "from"), ("came", "from"), ("is", "from"), ("falls", "to"), ("goes", "to"))
_EACH = frozenset(("each", "every"))
_LONGEST = 4


def by_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "… does each branch account for" and "… comes from each branch" as "… by branch"."""
    del lexicon, clock
    tokens = _how_big(tokens)
    lows = [t.low for t in tokens]
    share = next((n for n in range(len(lows) - 1) if lows[n] in _SHARES and lows[n + 1] == "of"), None)
    if share is None or DENIALS & set(lows):
        return list(tokens), []
    each = next((n for n in range(share + 3, len(lows)) if lows[n] in _EACH), None)
    if each is None:
        return list(tokens), []
    by = tokens_of("by", tokens[each])
    if lows[each - 1] in ("does", "do", "did"):
        for end in range(each + 2, min(each + 2 + _LONGEST, len(lows))):
            for said in _MADE_UP:
                if tuple(lows[end : end + len(said)]) == said:
                    return [*tokens[: each - 1], *by, *tokens[each + 1 : end], *tokens[end + len(said) :]], []
    for said in _COMING:
        if tuple(lows[each - len(said) : each]) == said:
            return [*tokens[: each - len(said)], *by, *tokens[each + 1 :]], []
    return list(tokens), []


def _how_big(tokens: Sequence[Token]) -> list[Token]:
    """ "How big a part of", "how large a share of": what share of."""
    for at in range(len(tokens) - 4):
        lows = [t.low for t in tokens[at : at + 5]]
        if (
            lows[0] == "how"
            and lows[1] in ("big", "large")
            and lows[2] == "a"
            and lows[3] in _SHARES
            and lows[4] == "of"
        ):
            return [*tokens[:at], *tokens_of("what share of", tokens[at]), *tokens[at + 5 :]]
    return list(tokens)
