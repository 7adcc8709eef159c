"""Balances, as they stood on a day: "occupied beds at the end of each month", "current account balance"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, shown, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, tokenize
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Measure

_EACH = frozenset(("each", "every"))
_GRAINS = frozenset(("week", "month", "quarter", "year"))
_NOW = frozenset(spread("current latest present"))
_LONGEST = 3


def at_the_end(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "At the end of each month" as by month, where what is asked for is a balance: its last value of the month is meant."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 5):
        if lows[at : at + 4] != ["at", "the", "end", "of"] or lows[at + 4] not in _EACH or lows[at + 5] not in _GRAINS:
            continue
        if not _balance(tokens[:at], lexicon) or DENIALS & set(lows):
            return list(tokens), []
        said = " ".join(lows[at : at + 6])
        return [*tokens[:at], *tokens_of("per", tokens[at]), *tokens[at + 5 :]], [
            f"“{said}” was read as the last value of each {lows[at + 5]}."
        ]
    return list(tokens), []


def current(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Current account balance" as the balance, which is the last one that the data has; "current stock by depot" alike."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 1):
        if lows[at] not in _NOW or not unknown(lows[at], lexicon) or DENIALS & set(lows):
            continue
        whose = thing_at(tokens[: at + 2], at + 1, lexicon)
        starts = [at + 1, *([at + 2] if whose is not None else [])]
        for start in starts:
            ends = range(start + 1, min(len(tokens), start + _LONGEST) + 1)
            if any(_is_balance(tokens[start:end], lexicon) for end in ends):
                total = tokens_of("total", tokens[at])
                return [*tokens[:at], *total, *tokens[at + 1 :]], [
                    f"“{tokens[at].text}” was read as the last value that there is."
                ]
    return list(tokens), []


_OVERDRAWN = frozenset(("overdrawn",))
_AT_PRESENT = (("right", "now"), ("at", "the", "moment"), ("at", "present"), ("now",), ("currently",), ("today",))


def overdrawn(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which accounts are overdrawn right now" as those with a balance below zero, where the data has one such balance."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _OVERDRAWN), None)
    if at is None or DENIALS & set(lows) or not unknown("overdrawn", lexicon):
        return list(tokens), []
    start = at
    while start and lows[start - 1] in BE | _THAT | {"currently", "now"}:
        start -= 1
    behind = thing_at(tokens, at + 1, lexicon) if start == at else None
    thing = behind or next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
    found = _balances_of(thing.table, lexicon) if thing is not None else []
    if thing is None or len(found) != 1:
        return list(tokens), []
    end = behind.end if behind is not None else at + 1
    now = next((w for w in _AT_PRESENT if tuple(lows[end : end + len(w)]) == w), ())
    name = shown(found[0][1])
    number = replace(tokens[at], low=name.lower(), stem=name.lower(), measure=(found[0][0], found[0][1].name))
    low = [*tokens_of("with", tokens[at]), number, *tokenize("below 0")]
    kept = tokens[at + 1 : end] if behind is not None else []
    note = f"“{tokens[at].text}” was read as: {name} is below zero."
    return [*tokens[:start], *kept, *low, *tokens[end + len(now) :]], [note]


_THAT = frozenset(("that", "which"))


def _balances_of(table: str, lexicon: Lexicon) -> list[tuple[str, Measure]]:
    """The balances in money of these things, of which the last one counts: their own or of rows that refer to them."""
    near = [n for n in lexicon.tables if lexicon.roads.distance_up(n, table) in (0, 1)]
    return [
        (name, m)
        for name in near
        for m in lexicon.tables[name].measures
        if m.additive_over not in ("all", "none") and m.balance == "last" and "balance" in words_of(shown(m))
    ]


def _balance(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether one of the names is that of a balance."""
    spans = ((n, m) for n in range(len(tokens)) for m in range(n + 1, min(len(tokens), n + _LONGEST) + 1))
    return any(_is_balance(tokens[n:m], lexicon) for n, m in spans)


def _is_balance(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are the name of numbers of which the last one of a period counts, and of nothing else."""
    if any(t.kind != "word" for t in said):
        return False
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact and m.target.kind == "measure"]
    found = [lexicon.measure(t.table, t.name) for t in named]
    return bool(found) and all(
        m is not None and m.additive_over not in ("all", "none") and m.balance == "last" for m in found
    )
