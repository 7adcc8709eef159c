"""Things that are not yet done: "open tickets", "outstanding invoices" have no date of their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
    unknown_value,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_CLOSING = frozenset(spread("close resolve solve complete finish settle conclude"))
_ENDS: dict[str, frozenset[str]] = {
    "open": _CLOSING | {"pay", "return", "discharge", "fulfil", "fulfill"},
    "outstanding": _CLOSING | {"pay", "return"},
    "pending": _CLOSING | {"approve", "decide", "process"},
    "ongoing": _CLOSING,
    "unfinished": _CLOSING,
}
"""Words for what is not yet done, and the verbs of the date by which it would be."""
_NOW = frozenset(spread("still currently now today yet presently"))
_STATES = frozenset(spread("status state stage phase outcome"))
_OVER = frozenset(spread("cancel close resolve complete void reject withdraw settle pay return finish archive"))


def unfinished(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Open tickets", "tickets that are still open": those without a closing date, where they have one such date.

    Kept as it is where a state or another field may say it, where it is denied, and where a period is named: what was open
    then is not known from what is open now.
    """
    lows = [t.low for t in tokens]
    kept = _still_done(tokens, lexicon)
    if kept is not None:
        return kept, []
    at = next((n for n, w in enumerate(lows) if w in _ENDS), None)
    if at is None or DENIALS & set(lows) or "ever" in lows:
        return list(tokens), []
    start, end = at, at + 1
    while start and lows[start - 1] in _NOW:
        start -= 1
    while end < len(tokens) and lows[end] in _NOW:
        end += 1
    predicate = start > 0 and lows[start - 1] in ("is", "are", "remain", "remains")
    if (start and lows[start - 1] in BE and not predicate) or lows[at - 1 : at] in (["to"], ["we"], ["did"]):
        return list(tokens), []
    rest = [*tokens[:start], *tokens[end:]]
    named = things(rest, lexicon)
    thing = _said_of(named, start, predicate)
    ending = _ending(thing.table, lows[at], lexicon) if thing is not None else None
    if thing is None or ending is None or not unknown(lows[at], lexicon, thing.table) or periods(rest, clock):
        return list(tokens), []
    if predicate:
        opens = start - 1
        while opens > thing.end and rest[opens - 1].low in ("that", "which", "there"):
            opens -= 1
        if opens < thing.end:
            return list(tokens), []
        rest = [*rest[:opens], *rest[start:]]
    word = f"un{ending[1]}"
    made = [*rest[: thing.start], *tokens_of(word, tokens[at]), *rest[thing.start :]]
    return made, [f"“{tokens[at].text}” was read as: {shown(ending[0])} is empty."]


def _still_done(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "Patients still admitted" are not all who ever were: the two words as one, which is a state or means nothing here."""
    for at, (token, done) in enumerate(pairwise(tokens)):
        participle = done.kind == "word" and not done.low.endswith("ing") and not done.low.startswith("un")
        if token.low != "still" or not participle or not verb_stems(done.low) or not unknown_value(done, lexicon):
            continue
        both = f"still {done.low}"
        return [*tokens[:at], replace(token, text=both, low=both, stem=both), *tokens[at + 2 :]]
    return None


def _said_of(named: Sequence[Thing], at: int, predicate: bool) -> Thing | None:
    """The thing right behind the word, or the nearest one before a predicate."""
    if predicate:
        return next((t for t in reversed(named) if t.end <= at), None)
    return next((t for t in named if t.start == at), None)


def _ending(table: str, word: str, lexicon: Lexicon) -> tuple[Dimension, str] | None:
    """The one date by which such a thing is done, with the word of its name that says so."""
    ends = [d for d in dates(table, lexicon) if says(d) & _ENDS[word]]
    if len(ends) != 1 or lexicon.time_dimension(table) == ends[0].name:
        return None
    for other in lexicon.tables[table].dimensions:
        words = {w for n in (other.label or "", other.name) for w in words_of(n)}
        flagged = lexicon.flag(table, other.name) is not None and bool(says(other) & _OVER)
        if not other.hidden and other.name != ends[0].name and (words & _STATES or flagged):
            return None
    target = Target("dimension", table, ends[0].name)
    told = [w for w in sorted(lexicon.own_words(target)) if _ENDS[word] & {w, *verb_stems(w)} and len(w) >= _SHORTEST]
    return (ends[0], told[0]) if told else None


_SHORTEST = 4
"""A denied word ("unpaid") is read from so many letters on."""
