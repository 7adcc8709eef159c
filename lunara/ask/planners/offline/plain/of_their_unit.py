"""Things that are compared with so many of another unit than theirs: "parcels over 2 tonnes" are those of more than 2000 kg."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import in_words, things, tokens_of
from lunara.ask.planners.offline.units_said import held_by, is_size, so_many, unit_of
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_OVER = (
    *(("more", "than"), ("less", "than"), ("at", "least"), ("at", "most"), ("up", "to")),
    *(("over",), ("above",), ("under",), ("below",)),
)


def held_in_it(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The things with that number of theirs more or less, where they have one alone that the unit can be turned into.

    What holds the unit itself is found by the grammar.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(2, len(tokens) - 1) if tokens[n].kind == "number" and _unit(lows[n + 1])), None)
    if at is None:
        return list(tokens), []
    unit = _unit(lows[at + 1])
    start = next((at - len(w) for w in _OVER if tuple(lows[max(0, at - len(w)) : at]) == w), None)
    thing = next((t for t in things(tokens, lexicon) if t.end == start), None)
    if start is None or thing is None or lows[thing.start - 1 : thing.start] == ["of"]:
        return list(tokens), []
    held = [
        d for d in lexicon.tables[thing.table].dimensions if d.type == "number" and not d.hidden and _of_kind(d, unit)
    ]
    if len(held) != 1:
        return list(tokens), []
    note = f"“{' '.join(t.text for t in tokens[start : at + 2])}” was read by {in_words(held[0])}."
    return [*tokens[:start], *tokens_of(f"with {in_words(held[0])}", tokens[start]), *tokens[start:]], [note]


def _unit(word: str) -> str:
    found = unit_of(word)
    return found if found is not None and is_size(found) else ""


def _of_kind(dimension: Dimension, unit: str) -> bool:
    """Whether a number is given in another unit that this one can be turned into."""
    units = held_by(dimension)
    return len(units) == 1 and all(one != unit and so_many(unit, one) is not None for one in units)
