"""A yes or no of people as what they get: "customers who get the newsletter", "and do not receive the brochure"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_GET = frozenset(spread("get gets got receive receives received take takes want wants read reads have has"))
_BEFORE = frozenset(spread("who that and or but which"))
_THE = frozenset(spread("the a an our any"))
_NOT = (("do", "not"), ("does", "not"), ("did", "not"))
_WITH = frozenset(spread("with without"))
_LONGEST = 3
_OF = frozenset(spread("in from of at near"))
_ENDING = (
    BE
    | DENIALS
    | frozenset(spread("who that which whose and or but with do does did have has had in from of at by per for to"))
)
_WHOSE = frozenset(("who", "that"))
_OPTED = frozenset(spread("opt opted in subscribed subscription subscriber signed signup consent wanted"))


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
        behind = lows == ["how", "many"] and _WHOSE & {t.low for t in made[:lead]} and made[lead - 1].low not in _BEFORE
        counted = counted or bool(behind) or _of_a_place(made, lead, lexicon)
        if lead < 1 or (made[lead - 1].low not in _BEFORE and not counted):
            continue
        start = at + 1 + (made[at + 1].low in _THE)
        if start == at + 1 and made[at].low in ("have", "has"):
            continue  # "who have children": of another table more often than of a yes or no
        flag = _flag_at(made, start, lexicon)
        end = start
        if flag is None and (flag := _opted_in(made, start, lexicon)) is not None:
            end = start + 1
        if flag is None:
            continue
        named = tokens_of(flag, made[start]) if end > start else []
        tie = "without" if lead < at else "with"
        told = tokens_of(f"and {tie}" if behind else tie, made[at])
        who = made[lead - 1].low in ("who", "that", "which")
        made = [*made[: lead - who], *told, *named, *made[end:]]
    return made, []


def _of_a_place(tokens: Sequence[Token], lead: int, lexicon: Lexicon) -> bool:
    """ "How many donors in Ireland" up to this place, or "which donors of the year": a thing, and one that it is of."""
    lows = [t.low for t in tokens[:lead]]
    start = 2 if lows[:2] == ["how", "many"] else 1 if lows[:1] == ["which"] else 0
    thing = next((t for t in things(tokens[:lead], lexicon) if t.start >= start), None) if start else None
    if thing is None or thing.end >= lead or lows[thing.end] not in _OF or lead - thing.end > _LONGEST + 1:
        return False
    between = lows[thing.end + 1 :]
    return bool(between) and not any(low in _ENDING or verb_stems(low) or not low.isalnum() for low in between)


def _opted_in(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """The words of the one yes or no that says of what is named here that it was opted in to ("newsletter opt in")."""
    if at >= len(tokens) or tokens[at].kind != "word" or any(m.exact for m in lexicon.fields((tokens[at].stem,))):
        return None
    found = [
        words_of(d.label or d.name)
        for t in lexicon.tables.values()
        for d in t.dimensions
        if tokens[at].low in words_of(d.label or d.name) and not d.hidden
    ]
    known = len(found) == 1 and {*found[0]} - {tokens[at].low} <= _OPTED and len(found[0]) > 1
    return " ".join(found[0]) if known and any(_is_flag(m.target, lexicon) for m in lexicon.fields(found[0])) else None


def _is_flag(target: Target, lexicon: Lexicon) -> bool:
    return target.kind == "dimension" and lexicon.flag(target.table, target.name) is not None


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
