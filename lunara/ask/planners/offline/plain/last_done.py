"""Dates on which something was done last: "users who have not logged in since March" by their last login, "never logged in"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    TIMELY,
    dates,
    ends_at,
    periods,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_LED = frozenset(spread("who that which have has had did do ve"))
_DENIED = frozenset(("not", "never"))
_ENTERED = frozenset(spread("log logged login sign signed signin"))
_LOGINS = frozenset(spread("login logon signin log sign"))
_LAST = frozenset(("last", "latest"))


def said(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Never logged in" as without that date, "not logged in since March" as not with one since then.

    Kept as it is for a period that is over: who logged in then may have done so again. Nothing else may be called so.
    """
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end
        while at < len(lows) and lows[at] in _LED | _DENIED:
            at += 1
        denied = bool(_DENIED & set(lows[thing.end : at]))
        if at >= len(lows) or not verb_stems(lows[at]) or not unknown(lows[at], lexicon):
            continue
        inside = lows[at] in _ENTERED and lows[at + 1 : at + 2] == ["in"]
        field = _field(thing.table, {lows[at], *verb_stems(lows[at])}, lexicon, inside=inside)
        end = at + 1 + inside
        when = next((e for s, e in periods(tokens, clock) if s == end and lows[s] == "since"), None)
        if field is None or not (ends_at(tokens, end) or when) or (when is None and not denied):
            continue
        if when is None and any(s > at for s, _ in periods(tokens, clock)):
            continue
        if when is not None and not ends_at(tokens, when):
            continue
        text = " ".join(t.text for t in tokens[thing.end : when or end])
        name = replace(
            tokens[at],
            text=shown(field),
            low=shown(field).lower(),
            stem=shown(field).lower(),
            field=(thing.table, field.name),
        )
        how = "without" if denied and when is None else "not with" if denied else "with"
        note = f"“{text}” was read by {shown(field)}."
        return [*tokens[: thing.end], *tokens_of(how, tokens[at]), name, *tokens[end:]], [note]
    return list(tokens), []


def _field(table: str, verbs: set[str], lexicon: Lexicon, *, inside: bool) -> Dimension | None:
    """The one date of a thing that is called the last one of this deed."""
    found = []
    for date in dates(table, lexicon):
        words = {*words_of(date.name)} - TIMELY
        deed = words - _LAST - {"in"}
        if not words & _LAST or len(deed) != 1:
            continue
        (noun,) = deed
        if (inside and noun in _LOGINS) or any(same_deed(noun, v) for v in verbs):
            found.append(date)
    return found[0] if len(found) == 1 else None
