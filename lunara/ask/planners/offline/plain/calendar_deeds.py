"""What was done on a day that is a key of a calendar: "purchases that have not arrived yet" have none, "cancelled ones" one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    ends_at,
    is_participle,
    periods,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_DONE = frozenset(("have", "has", "were", "was", "been", "had"))
_SAID = _DONE | frozenset(spread("who that which is are did do does we not never yet already"))


def done_or_not(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Purchases that have not arrived yet" of rows whose days are keys of a calendar: those without the key of that day.

    "Subscriptions that were cancelled" are those with it, where no period is named, of which the day would be.
    """
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end
        while at < len(lows) and lows[at] in _SAID:
            at += 1
        denied = bool({"not", "never"} & set(lows[thing.end : at]))
        if at >= len(lows) or thing.end == at or not unknown(lows[at], lexicon):
            continue
        end = at + 1 + (lows[at + 1 : at + 2] in (["yet"], ["already"]))
        days = _calendar_days(thing.table, tokens[at], lexicon)
        if len(days) != 1 or not ends_at(tokens, end):
            continue
        when = periods(tokens, clock)
        if denied and any(start == end for start, _ in when):
            continue  # it may have been done at another time
        if not denied and (DENIALS & set(lows) or when or not _DONE & set(lows[thing.end : at])):
            continue
        said = " ".join(t.text for t in tokens[thing.end : end])
        note = f"“{said}” was read as: {_label(days[0])} is {'empty' if denied else 'known'}."
        tie = tokens_of("without" if denied else "with", tokens[at])
        field = _field(tokens[at], thing.table, days[0])
        return [*tokens[: thing.end], *tie, field, *tokens[end:]], [note]
    return list(tokens), []


def of_the_kind(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Cancelled subscriptions by plan" as those with the key of that day, where no period is named, of which it would be."""
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.start - 1
        if at < 0 or not is_participle(lows[at]) or not unknown(lows[at], lexicon):
            continue
        days = _calendar_days(thing.table, tokens[at], lexicon)
        if len(days) != 1 or DENIALS & set(lows) or periods(tokens, clock) or not ends_at(tokens, thing.end):
            continue
        named = [*tokens[:at], *tokens[thing.start : thing.end], *tokens_of("with", tokens[at])]
        note = f"“{tokens[at].text}” was read as: {_label(days[0])} is known."
        return [*named, _field(tokens[at], thing.table, days[0]), *tokens[thing.end :]], [note]
    return list(tokens), []


def _label(day: Dimension) -> str:
    return day.label or day.name.replace("_", " ")


def _field(said: Token, table: str, day: Dimension) -> Token:
    label = _label(day)
    return replace(said, text=label, low=label.lower(), stem=label.lower(), field=(table, day.name))


def _calendar_days(table: str, verb: Token, lexicon: Lexicon) -> list[Dimension]:
    """The keys of a calendar that are called after what a verb does: `cancel_date_key`."""
    keys = set(lexicon.roads.foreign_columns.get(table, ()))
    verbs = {verb.low, *verb_stems(verb.low)}
    return [
        d
        for d in lexicon.tables[table].dimensions
        if (d.expression or d.name).strip('"') in keys and "date" in words_of(d.name)
        if any(same_deed(w, v) for w in words_of(d.name) for v in verbs)
    ]
