"""Rows whose key leads to nothing: "unassigned tickets" have no agent, who "didn't sign up in a shop" has no shop of it."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import WORKERS
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    ends_at,
    says,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

_FREE = frozenset(spread("unassigned unallocated"))
_GIVEN = frozenset(spread("assigned allocated"))
_NOBODY = (("to", "anyone"), ("to", "anybody"), ("to", "somebody"), ("to", "someone"), ())
_ASSIGNED = frozenset(spread("agent assignee owner handler assigned technician engineer driver worker"))
_REFERRING = frozenset(spread("who that which"))
_SAID = BE | _REFERRING | frozenset(spread("have has been not never yet still currently"))
_AT = frozenset(spread("in at through via from with by on"))
_ANY = frozenset(spread("a an any one"))
_DID = (("did", "not"), ("have", "not"), ("has", "not"), ("never",), ("have", "never"), ("were", "not"), ("was", "not"))


def unassigned(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Unassigned tickets", "tickets not assigned to anyone" as those without an agent, where one key alone leads to those who
    do the work.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _FREE), None)
    end = at + 1 if at is not None else 0
    if at is None:
        at = next(
            (n for n in range(1, len(lows)) if lows[n] in _GIVEN and {"not", "never"} & {*lows[max(0, n - 3) : n]}),
            None,
        )
        end = (
            at + 1 + len(next(w for w in _NOBODY if tuple(lows[at + 1 : at + 1 + len(w)]) == w))
            if at is not None
            else 0
        )
    if at is None or not unknown(lows[at], lexicon) or (not ends_at(tokens, end) and lows[at] in _GIVEN):
        return list(tokens), []
    start = at
    while start and lows[start - 1] in _SAID:
        start -= 1
    thing = thing_at(tokens, at + 1, lexicon) if start == at else None
    if thing is None:
        thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
    keys = to_workers(thing.table, lexicon) if thing is not None else []
    if thing is None or len(keys) != 1 or {*lows[:start], *lows[end:]} & DENIALS:
        return list(tokens), []
    whom = label_of(lexicon, Target("table", keys[0].to_table, keys[0].to_table))
    name = " ".join(words_of(whom))
    note = f"“{' '.join(lows[start:end])}” was read as: without {whom}."
    lead = tokens[:at] if thing.start > at else tokens[:start]
    named = tokens[thing.start : thing.end] if thing.start > at else []
    return [*lead, *named, *tokens_of(f"without {name}", tokens[at]), *tokens[max(end, thing.end) :]], [note]


def to_workers(table: str, lexicon: Lexicon) -> list[Relationship]:
    """The keys of rows to those who do the work on them."""
    found = [r for r in lexicon.model.relationships if r.from_table == table and r.to_table in lexicon.tables]
    return [
        r
        for r in found
        if r.to_table != table
        and (
            {*words_of(r.label or ""), *words_of(r.from_columns[0])} & _ASSIGNED
            or set(table_words(lexicon.tables[r.to_table])) & WORKERS
        )
    ]


def done_there(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who didn't sign up in a shop" as without a sign-up shop, where a key of theirs is called after the verb."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
        denied = next((w for w in _DID if tuple(lows[at : at + len(w)]) == w), None)
        verb = at + len(denied or ())
        place = verb + 1 + (lows[verb + 1 : verb + 2] == ["up"])
        if lows[place : place + 1] == [] or lows[place] not in _AT or lows[place + 1 : place + 2] == []:
            continue
        other = thing_at(tokens, place + 2, lexicon) if lows[place + 1] in _ANY else None
        if other is None or other.table == thing.table or not ends_at(tokens, other.end):
            continue
        key = _called_after(tokens, verb, thing, other.table, lexicon)
        if key is None or (denied is None and DENIALS & set(lows)):
            continue
        tie = "without" if denied else "with"
        role = " ".join(words_of(key.label or key.name))
        said = " ".join(t.text for t in tokens[thing.end : other.end])
        made = tokens_of(f"{tie} a {role}", tokens[verb])
        return [*tokens[: thing.end], *made, *tokens[other.end :]], [f"“{said}” was read as: {tie} {key.label}."]
    return list(tokens), []


def _called_after(
    tokens: Sequence[Token], verb: int, thing: Thing, place: str, lexicon: Lexicon
) -> Relationship | None:
    """The one key from a thing to such places, if it is called after the verb; no date tells of it besides."""
    up = [t.low for t in tokens[verb + 1 : verb + 2]] == ["up"]
    verbs = {v + ("up" if up else "") for v in (tokens[verb].low, *verb_stems(tokens[verb].low))}
    keys = [r for r in lexicon.model.relationships if r.from_table == thing.table and r.to_table == place]
    if len(keys) != 1 or any(says(d) & verbs for d in dates(thing.table, lexicon)):
        return None
    words = {*words_of(keys[0].label or ""), *words_of(keys[0].from_columns[0])}
    told = words | {v for w in words for v in verb_stems(w)}
    return keys[0] if told & verbs else None
