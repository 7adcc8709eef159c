"""Those who are gone: "clients who left us", "members we lost", where one field of theirs says when it was over, or whether."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.directions import pairs_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import ADVERBS, GRAINS
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    TIMELY,
    dates,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_LEAVING = frozenset(spread("left leave leaves leaving"))
_LOSING = frozenset(spread("lose lost losing"))
GONE = frozenset(spread("leave end churn cancel terminate quit depart resign withdraw unsubscribe deactivate"))
"""Verbs by which somebody is gone, and by which the field is called that tells so."""
_ENDS = frozenset(spread("in since during last this by per each between before after and or ? . ,")) | {""}
_SAID = BE | frozenset(spread("that which who did do does have has had already since we"))


def gone(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Clients who left us" are those that ended, were cancelled or churned, by the word of the one field that says so.

    Kept as it is where that is denied, where no field or several say it, and where something else than us was left.
    """
    tokens = _left_us(tokens, lexicon)
    lows = [t.low for t in tokens]
    kept = _with_us(tokens, lows, lexicon, clock)
    if kept is not None:
        return kept
    for at, word in enumerate(lows):
        us = lows[at + 1 : at + 2] == ["us"]
        lost = word in _LOSING and "we" in lows[max(0, at - 3) : at] and not us
        if not lost and word not in _LEAVING:
            continue
        thing = next((t for t in reversed(things(tokens, lexicon)) if t.end <= at), None)
        between = set(lows[thing.end : at]) if thing is not None else {"?"}
        if thing is None or not between <= _SAID | DENIALS or _own(tokens[at], thing.table, lexicon):
            continue
        if not us and not lost and _moves(thing.table, lexicon):
            return [*tokens[:at], *tokens_of(_LEFT.get(word, "depart"), tokens[at]), *tokens[at + 1 :]], []
        end = at + 1 + us
        over = [*lows[end : end + 1], ""][0] in _ENDS
        fields = _fields(thing.table, lexicon) if over and not DENIALS & set(lows) else []
        if len(fields) != 1:
            one = " ".join(lows[at:end])  # that others left, whom these belong to, says nothing of them
            return [*tokens[:at], replace(tokens[at], text=one, low=f"{one} …", stem=f"{one} …"), *tokens[end:]], []
        field, told = fields[0]
        said = tokens_of(f"that {told}" if field.type == "time" else f"that are {told}", tokens[at])
        note = f"“{' '.join(lows[at : at + 1 + us])}” was read as: {shown(field)}."
        return [*tokens[: thing.end], *said, *tokens[at + 1 + us :]], [note]
    return list(tokens), []


def _left_us(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Left the company", "leave our business" as "left us", where nothing of the model is called so."""
    for at in range(len(tokens) - 2):
        verb, which, word = (t.low for t in tokens[at : at + 3])
        if verb in _LEAVING and which in ("the", "our") and word in _COMPANY and unknown(word, lexicon):
            return [*tokens[: at + 1], *tokens_of("us", tokens[at + 1]), *tokens[at + 3 :]]
    return list(tokens)


_COMPANY = frozenset(spread("company business firm organisation organization"))


def lost_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which branch lost the most members" as that with the most members that left, by the one field of theirs that says so."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 3):
        if lows[at] != "lost" or lows[at + 1] != "the" or lows[at + 2] not in ("most", "fewest") or DENIALS & set(lows):
            continue
        thing = next((t for t in things(tokens, lexicon) if t.start == at + 3), None)
        fields = _fields(thing.table, lexicon) if thing is not None and unknown("lost", lexicon, thing.table) else []
        if thing is None or len(fields) != 1 or lows[0] not in ("which", "what", "who"):
            continue
        field, told = fields[0]
        said = tokens_of(f"that {told}" if field.type == "time" else f"that are {told}", tokens[at])
        note = f"“lost” was read as: {shown(field)}."
        return [
            *tokens[:at],
            *tokens_of("has", tokens[at]),
            *tokens[at + 1 : thing.end],
            *said,
            *tokens[thing.end :],
        ], [note]
    return list(tokens), []


_LEFT = {"left": "departed", "leaving": "departing"}


def _moves(table: str, lexicon: Lexicon) -> bool:
    """Whether a thing begins at one place and ends at another, so that it departs from there."""
    return any(
        len(lexicon.roads.up(table).get(pair.table, ())) == 1 for pair in pairs_of(lexicon) if pair.there != table
    )


def _own(token: Token, table: str, lexicon: Lexicon) -> bool:
    """Whether a field or a value of a thing is called so itself."""
    named = [*lexicon.fields((token.stem,), limit=40), *lexicon.value_matches((token.stem,), token.low)]
    return any(m.target.table == table for m in named)


def _with_us(
    tokens: Sequence[Token], lows: Sequence[str], lexicon: Lexicon, clock: Clock
) -> tuple[list[Token], list[str]] | None:
    """ "Members who are still with us": those that no field says are gone by today.

    It is a state of its own where no one field would say it, and where a period follows: who was with us then is not told by it.
    """
    at = next((n for n in range(1, len(lows) - 1) if lows[n : n + 2] == ["with", "us"] and lows[n - 1] in _STILL), None)
    if at is None:
        return None
    start = at - 1
    while start and lows[start - 1] in _STILL | _SAID:
        start -= 1
    thing = next((t for t in reversed(things(tokens, lexicon)) if t.end == start), None)
    then = any(start == at + 2 for start, _ in periods(tokens, clock))
    fields = _fields(thing.table, lexicon) if thing is not None and not then and not DENIALS & set(lows) else []
    if thing is None or len(fields) != 1 or len(fields[0][1]) < _SHORTEST:
        said = " ".join(lows[at - 1 : at + 2])
        return [*tokens[: at - 1], replace(tokens[at], text=said, low=said, stem=said), *tokens[at + 2 :]], []
    field, told = fields[0]
    if field.type == "time":
        made = [*tokens[: thing.end], *tokens_of(f"that have not {told}", tokens[at]), *tokens[at + 2 :]]
        return made, [f"“{lows[at - 1]} with us” was read as: {shown(field)} says nothing of an end by today."]
    made = [*tokens[: thing.start], *tokens_of(f"un{told}", tokens[at]), *tokens[thing.start : thing.end]]
    return [*made, *tokens[at + 2 :]], [f"“{lows[at - 1]} with us” was read as: {shown(field)} says nothing of an end."]


_STILL = BE | {"still", "stay", "stayed"}
_SHORTEST = 4
"""A denied word ("unpaid") is read from so many letters on."""


def _fields(table: str, lexicon: Lexicon) -> list[tuple[Dimension, str]]:
    """The fields of a thing that tell that it is gone, each with its word for it; a date goes before a yes or no."""
    flags = [d for d in lexicon.tables[table].dimensions if not d.hidden and lexicon.flag(table, d.name) is not None]
    found = [(d, told) for d in dates(table, lexicon) if (told := _told(table, d, lexicon))]
    return found or [(d, told) for d in flags if (told := _told(table, d, lexicon))]


def end_told(table: str, lexicon: Lexicon, *, stated: bool = True) -> tuple[Dimension, str] | None:
    """The one date of a thing that tells that it is gone, and the participle for it. `stated`: also beside a status of it."""
    fields = _fields(table, lexicon)
    if len(fields) != 1 or fields[0][0].type != "time" or len(fields[0][1]) < _SHORTEST:
        return None
    return None if not stated and _has_state(table, lexicon) else fields[0]


def ends_of(table: str, lexicon: Lexicon) -> list[Dimension]:
    """The fields of a thing that tell that it is gone: its dates of that, else what says yes or no to it."""
    return [field for field, _ in _fields(table, lexicon)]


def _told(table: str, field: Dimension, lexicon: Lexicon) -> str:
    """The participle in the name of a field, where it is one of those who are gone: "ended" of `ended_on`."""
    words = sorted(lexicon.own_words(Target("dimension", table, field.name)))
    if not (says(field) & GONE or any(_deed(w) for w in words)) or not _of_all(table, field, lexicon):
        return ""
    told = next((w for w in words if GONE & set(verb_stems(w))), next((w for w in words if stem(w) in GONE), ""))
    return told or next((f"{d.removesuffix('e')}ed" for w in words if (d := _deed(w))), "")


def _deed(noun: str) -> str:
    """The verb of being gone that a noun is made of: terminate of termination."""
    return next((v for v in sorted(GONE & stems_of_noun(noun)) if len(noun) - len(v) > 1), "")


_TIES = frozenset(
    stem(w) for w in spread("contract membership subscription employment lease tenancy agreement enrolment enrollment")
)
"""What ties somebody to us: when it is over, they are gone."""


def _of_all(table: str, field: Dimension, lexicon: Lexicon) -> bool:
    """Whether a field tells of the end of the thing or of what ties it to us, never of that of a trial or a discount."""
    named = lexicon.tables[table]
    whole = {*words_of(named.label or ""), *words_of(named.name), *map(stem, BE)} | _TIES | GONE
    words = {w for n in (field.label or "", field.name) for w in words_of(n)} - TIMELY
    return all(w in whole or GONE & set(verb_stems(w)) or _deed(w) for w in words)


def active(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Active members", "members who are active": those that no field says are gone by today.

    Kept as it is where a state, a yes or no or a value may say it, where no one date would, and where a period is named: who was
    active then is not told by who is now.
    """
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w == "active"), None)
    if at is None or DENIALS & set(lows) or "ever" in lows or periods(tokens, clock) or _over_time(lows):
        return list(tokens), []
    named = things(tokens, lexicon)
    thing = next((t for t in named if t.start == at + 1), None)
    start, end = at, at + 1
    if thing is None:
        while start and lows[start - 1] in _STILL | {"who", "that", "which", "currently", "now"}:
            start -= 1
        while lows[end : end + 1] == ["now"]:
            end += 1
        thing = next((t for t in named if t.end == start < at), None)
    else:
        start -= lows[at - 1 : at] == ["currently"]
    fields = _fields(thing.table, lexicon) if thing is not None else []
    if thing is None or len(fields) != 1 or fields[0][0].type != "time" or not unknown("active", lexicon, thing.table):
        return list(tokens), []
    if _has_state(thing.table, lexicon) or any(says(d) & _PAUSED for d in dates(thing.table, lexicon)):
        return list(tokens), []
    field, told = fields[0]
    if any(d is not field and _ends_so(d, told) for d in dates(thing.table, lexicon)):
        return list(tokens), []  # of two ends it is not clear which one says that it is over
    said = tokens_of(f"that have not {told}", tokens[at])
    note = f"“active” was read as: {shown(field)} says nothing of an end by today."
    if thing.start > at:
        return [*tokens[:start], *tokens[thing.start : thing.end], *said, *tokens[thing.end :]], [note]
    return [*tokens[: thing.end], *said, *tokens[end:]], [note]


def _over_time(lows: Sequence[str]) -> bool:
    """Whether it is asked how many there were at several times, which those of today do not tell."""
    return bool({*lows} & {*GRAINS, *ADVERBS, "trend", "development", "evolution", "history"}) or any(
        lows[at : at + 2] == ["over", "time"] for at in range(len(lows))
    )


def _ends_so(field: Dimension, told: str) -> bool:
    ends = {told, stem(told), *verb_stems(told)}
    return any(ends & {word, *verb_stems(word)} for word in (*words_of(field.name), *words_of(field.label or "")))


_PAUSED = frozenset(spread("pause paused suspend suspended freeze frozen block blocked hold"))


def _has_state(table: str, lexicon: Lexicon) -> bool:
    """Whether a status or a yes or no of the thing may say whether it is active."""
    for dimension in lexicon.tables[table].dimensions:
        words = {*words_of(dimension.name), *words_of(dimension.label or "")}
        flagged = lexicon.flag(table, dimension.name) is not None and bool(
            words & (_PAUSED | {"active", "live", "enabled"})
        )
        if flagged or words & _STATUSES:
            return True
    return False


_STATUSES = frozenset(spread("status state stage phase"))
