"""Rows that are older or newer than a day or so many days: those of before or after it; what was done so long ago."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import periods, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_SIDES = {"older": "before", "newer": "after"}
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 0, "year": 0}
_MONTHS = {"month": 1, "year": 12}
_AGO = {
    ("more", "than"): "before",
    ("over",): "before",
    ("longer", "than"): "before",
    ("less", "than"): "after",
    ("fewer", "than"): "after",
    ("under",): "after",
}
_AGES = frozenset(spread("birth birthday born age year built old model vintage founded established"))
"""Words of fields by which things may be older than others."""


def than_a_day(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Orders older than January 1st" as those before it, where nothing else of them tells how old they are."""
    starts = {start for start, _ in periods(tokens, clock)}
    for at in range(len(tokens) - 2):
        side = _SIDES.get(tokens[at].low)
        if side is None or tokens[at + 1].low != "than" or at + 2 not in starts:
            continue
        thing = next((t for t in reversed(things(tokens[:at], lexicon)) if t.end <= at), None)
        if thing is None or lexicon.time_dimension(thing.table) is None:
            continue
        fields = lexicon.tables[thing.table].dimensions
        if any(_AGES & {*words_of(f.name), *words_of(f.label or "")} for f in fields):
            continue
        start = at
        while start > thing.end and tokens[start - 1].low in ("that", "which", "are", "were"):
            start -= 1
        return [*tokens[:start], *tokens_of(side, tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def than_so_long(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Tickets older than 30 days" as those older than the day 30 days before today; the age of people is another one."""
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        if lows[at] not in _SIDES or lows[at + 1] != "than":
            continue
        length = _length(tokens, at + 2)
        if length is None or lows[length[0] : length[0] + 1] == ["old"]:
            continue
        thing = next((t for t in reversed(things(tokens[:at], lexicon)) if t.end <= at), None)
        shown = lexicon.display(thing.table) if thing is not None else None
        named = thing is not None and shown is not None and shown != lexicon.key_dimension(thing.table)
        if thing is None or (named and length[2] in _MONTHS):
            continue
        end, day = length[0], _before(clock.today, *length[1:])
        if lows[at - 1] in ("not", "no"):
            side = "since" if lows[at] == "older" else "until"
            return [*tokens[: at - 1], *tokens_of(side, tokens[at]), _date(day, tokens[at + 2]), *tokens[end:]], []
        return [*tokens[: at + 2], _date(day, tokens[at + 2]), *tokens[end:]], []
    return list(tokens), []


def so_long_ago(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Opened more than 30 days ago" as opened before that day, "less than a week ago" as after it."""
    del lexicon
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        led = next((words for words in _AGO if tuple(lows[at : at + len(words)]) == words), None)
        length = _length(tokens, at + len(led)) if led is not None else None
        if led is None or length is None or lows[length[0] : length[0] + 1] != ["ago"] or lows[at - 1] == "not":
            continue
        end, day = length[0] + 1, _before(clock.today, *length[1:])
        return [*tokens[:at], *tokens_of(_AGO[led], tokens[at]), _date(day, tokens[at]), *tokens[end:]], []
    return list(tokens), []


def _length(tokens: Sequence[Token], at: int) -> tuple[int, float, str] | None:
    """Where a length of time that begins here ends, and what it is: "30 days", "a week"."""
    number = tokens[at].value if tokens[at].kind == "number" else 1 if tokens[at].low in ("a", "an", "one") else None
    unit = tokens[at + 1].stem if at + 1 < len(tokens) else ""
    if number is None or number != int(number) or unit not in _UNITS:
        return None
    return at + 2, number, unit


def _before(today: date, number: float, unit: str) -> date:
    if unit not in _MONTHS:
        return today - timedelta(days=int(number) * _UNITS[unit])
    months = today.year * 12 + today.month - 1 - int(number) * _MONTHS[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _date(day: date, like: Token) -> Token:
    text = day.isoformat()
    return replace(like, kind="date", text=text, low=text, stem=text, value=None)
