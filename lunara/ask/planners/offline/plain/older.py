"""Rows that are older or newer than a day: those that came about before or after it."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import periods, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_SIDES = {"older": "before", "newer": "after"}
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
