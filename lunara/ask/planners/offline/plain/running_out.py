"""What runs out: "policies that run out next month", "permits expiring in July", by the one date until which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import LAPSING
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_RUN_OUT = {"run": "", "runs": "s", "ran": "ed", "running": "ing"}
_SAID = BE | frozenset(spread("that which will have has about to"))
_EXPIRY = LAPSING | {"expiry", "expiration"}
_HOLDS = frozenset(spread("valid effective active covered licensed insured good"))
_UNTIL = frozenset(spread("to until till through thru"))
_ENDS = frozenset(spread("expire expires expired expiring lapse lapses lapsed lapsing end ends ended ending"))
"""Verbs of what is over at the date until which it holds."""
_NEXT = (["next"], ["in", "the", "next"], ["within", "the", "next"])
"""How days to come are said, which `ahead` reads."""


def said(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Policies that run out next month" as those that end then, where they have one date of their end.

    Where that is called by how long they hold ("valid to"), they are those with it in the period that is named.
    """
    lows = [t.low for t in tokens]
    for at in range(1, len(lows)):
        out = lows[at] in _RUN_OUT and lows[at + 1 : at + 2] == ["out"] and lows[at + 2 : at + 3] != ["of"]
        if not out and lows[at] not in _ENDS:
            continue
        thing = next((t for t in reversed(things(tokens[:at], lexicon)) if t.end <= at), None)
        if thing is None or set(lows[thing.end : at]) - _SAID or not unknown("out" if out else lows[at], lexicon):
            continue
        known = dates(thing.table, lexicon)
        ends = [d for d in known if says(d) & _EXPIRY]
        if out and len(ends) == 1:
            told = next((w for w in sorted(says(ends[0])) if w in LAPSING), "end")
            return [*tokens[:at], *tokens_of(_formed(told, _RUN_OUT[lows[at]]), tokens[at]), *tokens[at + 2 :]], []
        held = [d for d in known if _until(d)]
        end = at + 1 + out
        when = any(lows[end : end + len(n)] == n for n in _NEXT) or any(
            start == end for start, _ in periods(tokens, clock)
        )
        if ends or len(held) != 1 or DENIALS & set(lows) or not when:
            continue
        label = shown(held[0])
        field = replace(
            tokens[at], text=label, low=label.lower(), stem=label.lower(), field=(thing.table, held[0].name)
        )
        words = " ".join(t.text for t in tokens[at:end])
        note = f"“{words}” was read as: {label}."
        return [*tokens[: thing.end], *tokens_of("with", tokens[at]), field, *tokens[end:]], [note]
    return list(tokens), []


def _formed(verb: str, ending: str) -> str:
    """The verb in the form that "run" had: "ending" for "running", "expired" for "ran"."""
    if ending == "ing":
        return f"{verb.removesuffix('e')}ing"
    return f"{verb}d" if ending == "ed" and verb.endswith("e") else f"{verb}{ending}"


def _until(dimension: Dimension) -> bool:
    """Whether a date is called by how long something holds: "valid until"."""
    words = words_of(dimension.name)
    return bool(_HOLDS & set(words)) and bool(_UNTIL & set(words))
