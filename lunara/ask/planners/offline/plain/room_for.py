"""For how many of a kind things have room: "passenger places", "how many cars fit on the Star", "boats that can't take cars"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import in_words, shown, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_PLACES = frozenset(spread("place places space spaces berth berths"))
_FIT = frozenset(spread("fit fits"))
_ON = frozenset(spread("on in into onto aboard"))
_TAKE = frozenset(spread("take carry hold fit accommodate load"))
_BEHIND = frozenset(spread("on in of for at per by and or with we does do"))
_CAPACITY = ("capacity", "capacities")


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Passenger places" as the passenger capacity, where one field alone is called so and none says "places"."""
    del clock
    for at in range(1, len(tokens)):
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = behind is None or behind.kind == "symbol" or behind.low in _BEHIND
        field = _capacity(tokens[at - 1], lexicon) if tokens[at].low in _PLACES and ends else None
        if field is None or _called((tokens[at - 1].stem, tokens[at].stem), lexicon):
            continue
        made = [*tokens[: at - 1], *tokens_of(in_words(field), tokens[at]), *tokens[at + 1 :]]
        return made, [_told(tokens[at - 1 : at + 1], field)]
    return list(tokens), []


def that_fit(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cars fit on the Star" as the car capacity of it."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(3, len(tokens) - 2):
        can = lows[at - 1] in ("can", "could")
        start = at - 1 - can
        if lows[at] not in _FIT or lows[at + 1] not in _ON or lows[max(0, start - 2) : start] != ["how", "many"]:
            continue
        field = _capacity(tokens[start], lexicon)
        if field is None:
            continue
        made = [*tokens[: start - 2], *tokens_of(f"{in_words(field)} of", tokens[at]), *tokens[at + 2 :]]
        return made, [_told(tokens[start : at + 1], field)]
    return list(tokens), []


def not_taken(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Boats that can't take cars" as those without a car capacity, "that can take cars" as those with one."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) - 1):
        if lows[at] not in _TAKE or tokens[at + 1].kind != "word":
            continue
        start, denied = _able(lows, at)
        field = _capacity(tokens[at + 1], lexicon) if start else None
        ends = at + 2 == len(tokens) or tokens[at + 2].kind == "symbol"
        named = [t for t in things(tokens[:start], lexicon) if t.end == start] if field is not None else []
        whose = {t.name for t in lexicon.tables.values() if field in t.dimensions}
        if field is None or not ends or [t.table for t in named] != [*whose]:
            continue
        told = f"{'without' if denied else 'with'} {in_words(field)}"
        made = [*tokens[:start], *tokens_of(told, tokens[at]), *tokens[at + 2 :]]
        return made, [_told(tokens[start : at + 2], field)]
    return list(tokens), []


def _able(lows: Sequence[str], at: int) -> tuple[int, bool]:
    """Where "that can't", "that can" before this place begins, and whether it is denied; 0 where it is not there."""
    start = at
    for said in (["can", "not"], ["can", "n't"], ["can", "'", "t"], ["cannot"], ["can't"], ["can", "t"]):
        if list(lows[start - len(said) : start]) == said:
            start -= len(said)
            return start - (lows[start - 1] in ("that", "which")), True
    if at > 2 and lows[at - 1] in ("can", "could"):
        return at - 1 - (lows[at - 2] in ("that", "which")), False
    return 0, False


def _capacity(token: Token, lexicon: Lexicon) -> Dimension | None:
    """The one number that is called the capacity for these."""
    if token.kind != "word":
        return None
    found = [
        d
        for t in lexicon.tables.values()
        for d in t.dimensions
        if d.type == "number" and not d.hidden and words_of(shown(d)) in tuple((token.stem, c) for c in _CAPACITY)
    ]
    return found[0] if len(found) == 1 else None


def _called(stems: tuple[str, ...], lexicon: Lexicon) -> bool:
    return any(m.exact for n in (stems, stems[-1:]) for m in lexicon.fields(n))


def _told(said: Sequence[Token], field: Dimension) -> str:
    return f"“{' '.join(t.text for t in said)}” was read as: {shown(field)}."
