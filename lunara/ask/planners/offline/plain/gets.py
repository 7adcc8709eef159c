"""A yes or no of people as what they get: "customers who get the newsletter", "and do not receive the brochure"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_GET = frozenset(spread("get gets got receive receives received take takes want wants read reads have has"))
_BEFORE = frozenset(spread("who that and or but which"))
_THE = frozenset(spread("the a an our any"))
_NOT = (("do", "not"), ("does", "not"), ("did", "not"))
_WITH = frozenset(spread("with without"))
_LONGEST = 3


def with_it(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "With" or "without" the field that says whether they get it, behind who or what joins it to what was said before."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 2, 0, -1):
        if at + 1 >= len(made):
            continue
        if made[at].low not in _GET:
            if made[at].low in _WITH and made[at + 1].low in _THE and _flag_at(made, at + 2, lexicon) is not None:
                del made[at + 1]  # "without the newsletter"
            continue
        lead = at - 2 * (tuple(t.low for t in made[max(0, at - 2) : at]) in _NOT)
        lows = [t.low for t in made[:2]]
        counted = (lows == ["how", "many"] and lead in (3, 4)) or (lows[:1] == ["which"] and lead in (2, 3))
        if lead < 1 or (made[lead - 1].low not in _BEFORE and not counted):
            continue
        start = at + 1 + (made[at + 1].low in _THE)
        if start == at + 1 and made[at].low in ("have", "has"):
            continue  # "who have children": of another table more often than of a yes or no
        if _flag_at(made, start, lexicon) is None:
            continue
        told = tokens_of("without" if lead < at else "with", made[at])
        who = made[lead - 1].low in ("who", "that", "which")
        made = [*made[: lead - who], *told, *made[start:]]
    return made, []


def _flag_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """The yes or no that is named at this place, and nothing else is called so."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        if any(t.kind != "word" for t in span):
            continue
        named = {m.target for m in lexicon.fields(tuple(t.stem for t in span)) if m.exact}
        if named:
            flags = {t for t in named if t.kind == "dimension" and lexicon.flag(t.table, t.name) is not None}
            return next(iter(flags)).name if len(flags) == len(named) else None
    return None
