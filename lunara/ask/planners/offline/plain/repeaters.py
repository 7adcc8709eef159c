"""Customers who came back: "repeat customers" are those with more than one order, where one kind of rows tells that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.things import DENIALS, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.names import lowered

_BACK = frozenset(("repeat", "returning", "recurring"))
_BY = frozenset(spread("by per each every"))
_CAME = spread(
    """order sale purchase booking reservation visit rental appointment stay hire trip transaction donation gift loan lease
    session lesson"""
)
"""What somebody comes back for."""


def with_more_than_one(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Repeat customers" as "customers with more than one order", where nothing of the data is called so."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, low in enumerate(lows) if low in _BACK and not lexicon.knows(tokens[n].stem)), None)
    thing = thing_at(tokens, at + 1, lexicon) if at is not None else None
    if at is None or thing is None or DENIALS & set(lows):
        return list(tokens), []
    rows = [t for t in lexicon.tables if _comes_back(t, thing.table, lexicon)]
    if len(rows) != 1:
        return list(tokens), []
    if _BY & set(
        lows[thing.end :]
    ):  # each group might be meant to have more than one, and they are not those with returns
        return [*tokens[:at], *tokens_of("repeat", tokens[at]), *tokens[at + 1 :]], []
    label = lowered(label_of(lexicon, Target("table", rows[0], rows[0])))
    led = tokens_of(f"with more than 1 {label}", tokens[at])
    led = [replace(t, kind="number", value=1) if t.text == "1" else t for t in led]
    note = f"“{tokens[at].text} {tokens[thing.end - 1].text}” was read as: with more than one of their {label}."
    return [*tokens[:at], *tokens[thing.start : thing.end], *led, *tokens[thing.end :]], [note]


def _comes_back(table: str, whose: str, lexicon: Lexicon) -> bool:
    """Whether the rows of a table are what these come back for, each of which is one of theirs."""
    words = table_words(lexicon.tables[table])
    return bool(words) and words[-1] in _CAME and lexicon.roads.distance_up(table, whose) == 1
