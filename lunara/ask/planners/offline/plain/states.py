"""Things that are not yet done: "open tickets", "outstanding invoices" have no date of their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lunara.ask.planners.offline.endings import ARRIVING, CALLED_OFF, CLOSING, DUE, LAPSING, OVER
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    in_words,
    is_participle,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
    unknown_value,
)
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_ENDS: dict[str, frozenset[str]] = {
    "open": CLOSING | {"fix", "retire", "pay", "return", "discharge", "fulfil", "fulfill"},
    "outstanding": CLOSING | {"pay", "return"},
    "pending": CLOSING | {"approve", "decide", "process"},
    "ongoing": CLOSING,
    "unfinished": CLOSING,
}
"""Words for what is not yet done, and the verbs of the date by which it would be."""
_NOW = frozenset(spread("still currently now today yet presently"))
_STATES = frozenset(spread("status state stage phase outcome"))


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
    if thing is None or ending is None or not unknown(lows[at], lexicon, thing.table):
        return list(tokens), []
    told = periods(rest, clock)
    if told and not _to_come(rest[thing.end : told[0][0]], thing.table, lexicon):
        return list(tokens), []
    if predicate:
        opens = start - 1
        while opens > thing.end and rest[opens - 1].low in ("that", "which", "there"):
            opens -= 1
        if opens < thing.end:
            return list(tokens), []
        rest = [*rest[:opens], *rest[start:]]
    words = " ".join(f"un{told}" for _, told in ending)
    made = [*rest[: thing.start], *tokens_of(words, tokens[at]), *rest[thing.start :]]
    empty = " and ".join(f"{shown(date)} is empty" for date, _ in ending)
    return made, [f"“{tokens[at].text}” was read as: {empty}."]


def completed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Completed deliveries", "deliveries that were completed": those whose state says that they were delivered.

    Kept as it is where the data has anything called so, and where not one state of theirs is called after what they are.
    """
    del clock
    for at, token in enumerate(tokens):
        if token.low not in _COMPLETED or not unknown(token.low, lexicon):
            continue
        if any(not unknown(w, lexicon) for w in (*_COMPLETED, "complete", "done")):
            return list(tokens), []
        named = things(tokens, lexicon)
        predicate = at > 0 and tokens[at - 1].low in (*BE, "not", "been")
        thing = next((t for t in reversed(named) if t.end < at), None) if predicate else None
        thing = thing or next((t for t in named if t.start == at + 1), None)
        found = _of_its_deed(thing.table, lexicon) if thing is not None else None
        if thing is None or found is None:
            return list(tokens), []
        state, field = found
        note = f"“{token.text}” was read as {state}."
        if thing.start != at + 1:
            return [*tokens[:at], *tokens_of(state, token), *tokens[at + 1 :]], [note]
        told = tokens_of(f"with {in_words(field)} {state}", token)
        return [*tokens[:at], *tokens[thing.start : thing.end], *told, *tokens[thing.end :]], [note]
    return list(tokens), []


_COMPLETED = ("completed", "finished")


def _of_its_deed(table: str, lexicon: Lexicon) -> tuple[str, Dimension] | None:
    """The one state of rows that says that what they are was done, and its field: "delivered" of deliveries."""
    noun = table_words(lexicon.tables[table])[-1]
    found = [
        (value.lower(), d)
        for d in lexicon.tables[table].dimensions
        if d.type == "string" and not d.hidden and lexicon.is_state(table, d.name)
        for value in map(str, lexicon.values.of_field(table, d.name, limit=_MOST_STATES))
        if value.isalpha()
        and is_participle(value.lower())
        and any(same_deed(noun, v) for v in verb_stems(value.lower()))
    ]
    return found[0] if len(found) == 1 else None


def may_be_open(table: str, lexicon: Lexicon) -> bool:
    """Whether a date tells which of the rows are still open."""
    return _ending(table, "open", lexicon) is not None


def _to_come(between: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether a period is of the day by which they are to be done: "open deals expected to close this month"."""
    said = {v for t in between for v in (t.low, *verb_stems(t.low))}
    return any(says(d) & DUE & said for d in dates(table, lexicon))


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


def _ending(table: str, word: str, lexicon: Lexicon) -> list[tuple[Dimension, str]] | None:
    """The one date by which such a thing is done and those by which it is called off, each with the word that says so.

    None where it may be done or over by something else: a state, another deed, goods that come before they are paid.
    """
    own = lexicon.time_dimension(table)
    others = [d for d in dates(table, lexicon) if d.name != own]
    others = [d for d in others if not says(d) & DUE]
    ends = [d for d in others if says(d) & _ENDS[word]]
    away = [d for d in others if d not in ends and says(d) & (CALLED_OFF | {"archive"})]
    if len(ends) != 1 or any(says(d) & _ENDS[word] for d in dates(table, lexicon) if d.name == own):
        return None
    if any(says(d) & (ARRIVING | LAPSING | OVER) for d in others if d not in ends and d not in away):
        return None
    for other in lexicon.tables[table].dimensions:
        words = {w for n in (other.label or "", other.name) for w in words_of(n)}
        flagged = lexicon.flag(table, other.name) is not None and bool(says(other) & OVER)
        telling = not other.hidden and other.type != "time" and (words & _STATES or flagged)
        if telling and not _same_end(table, other, says(ends[0]) & _ENDS[word], lexicon):
            return None
    found = [(date, _said_by(table, date, _ENDS[word] | OVER, lexicon)) for date in (*ends, *away)]
    return [(date, told) for date, told in found if told] if all(told for _, told in found) else None


def _same_end(table: str, state: Dimension, verbs: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether the states of rows tell of the very end that the date is of ("Closed Won"), and of no other one."""
    values = [words_of(v) for v in lexicon.values.of_field(table, state.name, limit=_MOST_STATES) if isinstance(v, str)]
    told = [frozenset(v for w in said for v in (w, *verb_stems(w))) for said in values]
    over = [one for one in told if one & (OVER | LAPSING | ARRIVING | _DECIDED)]
    return state.type == "string" and bool(over) and len(values) < _MOST_STATES and all(one & verbs for one in over)


_DECIDED = frozenset(spread("approve win lose fail end stop finish done"))
_MOST_STATES = 30


def _said_by(table: str, date: Dimension, verbs: frozenset[str], lexicon: Lexicon) -> str:
    """The word of a date's name that is one of these verbs; none that is too short to be denied, or a yes or no elsewhere."""
    words = sorted(lexicon.own_words(Target("dimension", table, date.name)))
    told = next((w for w in words if verbs & {w, *verb_stems(w)} and len(w) >= _SHORTEST), "")
    named = [m.target for m in lexicon.fields((stem(told),), limit=20) if m.target.table != table] if told else []
    return "" if any(t.kind == "dimension" and lexicon.flag(t.table, t.name) is not None for t in named) else told


_SHORTEST = 4
"""A denied word ("unpaid") is read from so many letters on."""
