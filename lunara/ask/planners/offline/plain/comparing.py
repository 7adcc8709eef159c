"""Comparisons with their words in another order: "more cows than 300", "heads of age above 56", "after season 2007"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, DENIALS, ends_at, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_COUNTED = frozenset(spread("more fewer less"))
_SIZED = frozenset(spread("greater larger bigger higher lower smaller"))
_COMPARES = frozenset(
    spread("above over below under at more less greater higher larger lower smaller exactly between either no not up")
)
_BEYOND = {"after": "more than", "since": "at least", "before": "less than", "until": "at most"}
_OR_BEYOND = {
    **dict.fromkeys(spread("later after more above higher greater over up newer larger"), "at least"),
    **dict.fromkeys(spread("earlier before less fewer below lower under smaller"), "at most"),
}
_PERIODS = frozenset(spread("day week month quarter year date time"))
_LONGEST = 3


def pricier(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "More expensive than 50" as pricier than that, "less expensive than" as cheaper."""
    del clock
    for at in range(len(tokens) - 2):
        said = tokens[at].low if [t.low for t in tokens[at + 1 : at + 3]] == ["expensive", "than"] else ""
        if said in _PRICIER and unknown("expensive", lexicon):
            return [*tokens[:at], *tokens_of(_PRICIER[said], tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


_PRICIER = {"more": "pricier", "less": "cheaper"}


def more_of_than(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "More cows than 300" as "more than 300 cows", "a higher rate than 5" as "a rate higher than 5"."""
    del lexicon, clock
    lows = [t.low for t in tokens]
    for than in range(2, len(tokens) - 1):
        if lows[than] != "than" or tokens[than + 1].kind != "number":
            continue
        for length in range(1, min(_LONGEST, than - 1) + 1):
            at = than - length - 1
            between = tokens[at + 1 : than]
            if any(t.kind != "word" or t.low in _COUNTED | _SIZED for t in between):
                break
            if lows[at] in _COUNTED:
                return [*tokens[: at + 1], *tokens[than : than + 2], *between, *tokens[than + 2 :]], []
            if lows[at] in _SIZED:
                return [*tokens[:at], *between, tokens[at], *tokens[than:]], []
    return list(tokens), []


_MORE = {"more": "most", "fewer": "fewest"}
_HAS = frozenset(spread("has had have gets got get"))
_OTHERS = frozenset(
    spread("than or vs versus against compared and but as if this now today again lately over time before , ;")
)
"""What says more than of whom there are the most: with what it is compared, and since when it grew."""


def more_of_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which branch has more members" as the one with the most: of several, nothing else can be meant.

    Kept where it is compared with something, where several are asked for, which may be more than usual, and where no rows
    that are counted follow.
    """
    del clock
    lows = [t.low for t in tokens]
    thing = thing_at(tokens, 1, lexicon) if lows[:1] in (["which"], ["what"]) and len(lows) > 1 else None
    at = thing.end if thing is not None else 0
    said = lows[at + 1] if at + 2 < len(lows) and lows[at] in _HAS else ""
    if said not in _MORE or DENIALS & set(lows) or _OTHERS & set(lows) or tokens[at - 1].low != tokens[at - 1].stem:
        return list(tokens), []
    counted = thing_at(tokens, at + 2, lexicon)
    if thing is None or counted is None or counted.table == thing.table or not ends_at(tokens, counted.end):
        return list(tokens), []
    return [*tokens[: at + 1], *tokens_of(f"the {_MORE[said]}", tokens[at + 1]), *tokens[at + 2 :]], []


def of_a_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Heads of age above 56", "cities of population 1000" as those with it: a field of theirs that is held against a number."""
    del clock
    made = list(tokens)
    owners = {thing.end: thing.table for thing in things(tokens, lexicon)}
    for at in range(1, len(tokens) - 2):
        if tokens[at].low != "of" or at not in owners:
            continue
        for end in range(min(len(tokens) - 1, at + 1 + _LONGEST), at + 1, -1):
            behind = tokens[end]
            if behind.kind != "number" and behind.low not in _COMPARES:
                continue
            if owners[at] in _held(tokens[at + 1 : end], lexicon):
                made[at] = replace(tokens[at], text="with", low="with", stem="with")
                break
    return made, []


def beyond(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "After season 2007" as "with season more than 2007", where a field of numbers is called so; a period is not meant."""
    del clock
    for at in range(len(tokens) - 2):
        said = _BEYOND.get(tokens[at].low)
        if said is None or tokens[at + 2].kind != "number" or tokens[at + 1].stem in _PERIODS:
            continue
        if _held(tokens[at + 1 : at + 2], lexicon):
            told = tokens_of(said, tokens[at])
            return [*tokens[:at], *tokens_of("with", tokens[at]), tokens[at + 1], *told, *tokens[at + 2 :]], []
    return list(tokens), []


def or_beyond(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "With built year 1900 or later" as "with built year at least 1900", where a field of numbers stands before the number."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        way = _OR_BEYOND.get(lows[at + 2]) if lows[at + 1] == "or" and tokens[at].kind == "number" else None
        if way is None:
            continue
        for start in range(max(0, at - _LONGEST), at):
            if _held(tokens[start:at], lexicon):
                told = [*tokens_of(way, tokens[at]), tokens[at], *tokens[at + 3 :]]
                before = list(tokens[:start])
                if lows[start - 1 : start] == ["in"]:
                    before = [*tokens[: start - 1], *tokens_of("with", tokens[at])]
                return [*before, *tokens[start:at], *told], []
    return list(tokens), []


_OLDER = {"older": "at least", "younger": "at most"}
_COMPARATIVES = _SIZED | {*_OLDER}


def or_older(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Aged 25 or older" as at least 25 years old, "30 years or younger" as at most."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        if tokens[at].kind != "number":
            continue
        years = lows[at + 1] in ("year", "years")
        joint = at + 1 + years + (years and lows[at + 2 : at + 3] == ["old"])
        way = _OLDER.get(lows[joint + 1]) if lows[joint : joint + 1] == ["or"] and joint + 1 < len(tokens) else None
        if (
            way is None
            or lows[joint + 2 : joint + 3] == ["than"]
            or lows[at - 1] in _COMPARES
            or lexicon.knows(lows[joint + 1])
        ):
            continue
        start = at - (lows[at - 1] == "aged")
        told = [*tokens_of(way, tokens[at]), tokens[at], *tokens_of("years old", tokens[at])]
        who = [] if lows[start - 1] in BE else tokens_of("who are", tokens[at])
        return [*tokens[:start], *who, *told, *tokens[joint + 2 :]], []
    return list(tokens), []


def without_than(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Whose age is greater 30" as greater than 30."""
    del lexicon, clock
    for at in range(1, len(tokens) - 1):
        if tokens[at].low in _COMPARATIVES and tokens[at + 1].kind == "number" and tokens[at - 1].low in BE:
            return [*tokens[: at + 1], *tokens_of("than", tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


def by_rank(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Whose rank is between 10 and 15" where the field is called ranking, and the other way round."""
    del clock
    made = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        other = {"rank": "ranking", "ranking": "rank"}.get(token.low)
        behind = at + 1 + (tokens[at + 1].low in BE)
        compared = tokens[behind : behind + 1]
        if other is None or not compared or (compared[0].low not in _COMPARES and compared[0].kind != "number"):
            continue
        if not _held((token,), lexicon) and _held(tokens_of(other, token), lexicon):
            made[at] = tokens_of(other, token)[0]
    return made, []


def _held(said: Sequence[Token], lexicon: Lexicon) -> set[str]:
    """The tables with a field of numbers that is called by these words."""
    if any(t.kind != "word" for t in said):
        return set()
    found = set()
    for match in lexicon.fields(tuple(t.stem for t in said)):
        target = match.target
        field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" and match.exact else None
        if field is not None and field.type == "number" and not field.hidden:
            found.add(target.table)
    return found
