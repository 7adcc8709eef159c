"""Who was active in a period: those with a session, a login or a visit in it, or with what the question says that it means."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import ADVERBS, GRAINS
from lunara.ask.planners.offline.plain.things import BE, DENIALS, Thing, periods, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ACTIVE = "active"
_DONE = frozenset(spread("session login activity usage event log visit play checkin signin"))
"""Rows by which somebody was active, where nothing else says what it is."""
_MEANS = (("means",), ("meaning",), ("is", "defined", "as"), ("defined", "as"), ("being",), ("=",), ("is",))
_ONE = (("at", "least", "one"), ("at", "least", "1"), ("one", "or", "more"), ("any",), ("a",), ("an",), ("one",))
_HAVING = frozenset(spread("having with had has have who that"))
_ADVERBS = {"monthly": "month", "daily": "day", "weekly": "week", "quarterly": "quarter", "yearly": "year"}


def in_period(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Monthly active users", "users active in May": users with sessions in it, where those alone may tell it.

    Kept as it is where a state, a yes or no or a value says who is active, and where no period is named: then it is who is so
    now.
    """
    first, meant = _defined(tokens, lexicon)
    lows = [t.low for t in first]
    at = next((n for n, w in enumerate(lows) if w == _ACTIVE), None)
    if at is None or DENIALS & set(lows):
        return list(tokens), []
    named = things(first, lexicon)
    thing = next((t for t in named if t.start == at + 1), None) or _before(first, named, at)
    if thing is None or not unknown(_ACTIVE, lexicon, thing.table):
        return list(tokens), []
    done = meant or _activity(thing.table, lexicon)
    timed = bool(periods(first, clock)) or bool({*lows} & {*GRAINS, *_ADVERBS, *ADVERBS})
    if done is None or (not timed and meant is None) or lexicon.roads.distance_up(done, thing.table) is None:
        return list(tokens), []
    label = label_of(lexicon, Target("table", done, done)).lower()
    note = f"“active” was read as: with at least one of {label}."
    if thing.start > at:
        adverb = at > 0 and lows[at - 1] in _ADVERBS
        each = tokens_of(f"per {_ADVERBS[lows[at - 1]]}", first[at]) if adverb else []
        who = first[thing.start : thing.end]
        made = [*first[: at - adverb], *who, *tokens_of(f"with {label}", first[at]), *each, *first[thing.end :]]
    else:
        made = [*first[: thing.end], *tokens_of(f"had {label}", first[at]), *first[at + 1 :]]
    return made, [note]


def _before(tokens: Sequence[Token], named: Sequence[Thing], at: int) -> Thing | None:
    """The thing of which it is said: "users who were active", "how many users were active"."""
    start = at
    while start and tokens[start - 1].low in BE | {"who", "that", "which"}:
        start -= 1
    return next((t for t in named if t.end == start < at), None)


def _activity(table: str, lexicon: Lexicon) -> str | None:
    """The one table of rows that belong to a thing and tell that it was active."""
    found = [
        r.from_table
        for r in lexicon.model.relationships
        if r.to_table == table
        and r.from_table in lexicon.tables
        and lexicon.time_dimension(r.from_table) is not None
        and _DONE & set(words_of(lexicon.tables[r.from_table].label or r.from_table)[-1:])
    ]
    return found[0] if len(found) == 1 else None


def _defined(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], str | None]:
    """The question without "active means at least one session" behind it, and the table that it names; else as it is."""
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 2):
        opened = lows[at - 1] in (".", "?", "!", ",", ";", "(", "-")
        said = next((w for w in _MEANS if tuple(lows[at + 1 : at + 1 + len(w)]) == w), None)
        if lows[at] != _ACTIVE or not opened or said is None:
            continue
        place = at + 1 + len(said)
        while place < len(lows) and lows[place] in _HAVING:
            place += 1
        one = next((w for w in _ONE if tuple(lows[place : place + len(w)]) == w), None)
        thing = thing_at(tokens, place + len(one), lexicon) if one is not None else None
        rest = tokens[thing.end :] if thing is not None else tokens[:1]
        if thing is None or any(t.kind != "symbol" for t in rest):
            return list(tokens), None
        return list(tokens[: at - 1]), thing.table
    return list(tokens), None
