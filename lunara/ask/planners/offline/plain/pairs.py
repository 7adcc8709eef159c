"""Rates of two numbers of one row called after each other: an occupancy rate is the rooms sold by the rooms available."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import ends_at, shown, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, Table

_FILLED = (
    frozenset(spread("sold occupied used booked taken filled rented utilized")),
    frozenset(spread("available capacity")),
)
_REACHED = (frozenset(spread("actual achieved")), frozenset(spread("target planned budgeted")))
_RATES = {
    **dict.fromkeys(spread("occupancy utilization utilisation"), _FILLED),
    **dict.fromkeys(spread("attainment achievement"), _REACHED),
}
_LENT = frozenset(spread("room bed night hour unit"))
"""What is available is all there is of these, sold or not; of other things it may be what is left."""
_ASIDE = frozenset(spread("total of the"))


def rated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Occupancy rate by property" as the ratio of the one such pair of numbers, both added up, and a note that says which.

    Kept as it is where a field or a value is called so, where an average of rates is asked for, and where no pair or several are
    there.
    """
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        ends = _RATES.get(low)
        if ends is None or not (lows[at + 1 : at + 2] in (["rate"], ["rates"]) or ends_at(tokens, at + 1)):
            continue
        end = at + 1 + (lows[at + 1 : at + 2] in (["rate"], ["rates"]))
        start = at - (ends is _REACHED and at > 0 and lows[at - 1] in ends[1])
        if {*lows[max(0, start - 2) : start]} & {
            "average",
            "mean",
            "median",
            "highest",
            "lowest",
            "maximum",
            "minimum",
            "total",
        }:
            return list(tokens), []
        if any(_a_field(tokens[start:n], lexicon) for n in (end, at + 1)):
            return list(tokens), []
        pairs = [pair for table in lexicon.tables.values() for pair in _pairs(table, *ends)]
        if len(pairs) != 1:
            return list(tokens), []
        over, under = pairs[0]
        if over is None or under is None:
            return list(tokens), []
        start -= start > 0 and tokens[start - 1].stem in words_of(shown(over))
        said = " ".join(t.text for t in tokens[start:end])
        made = tokens_of(f"ratio of {shown(over)} to {shown(under)}", tokens[start])
        made[0] = replace(made[0], text=said)
        note = f"“{said}” was read as {shown(over)} divided by {shown(under)}, both added up."
        return [*tokens[:start], *made, *tokens[end:]], [note]
    return list(tokens), []


def _a_field(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a number or a field is called so; rows may be, as those of a daily occupancy are."""
    found = lexicon.fields(tuple(t.stem for t in said))
    return any(m.exact and m.target.kind != "table" and "count" not in words_of(m.target.name) for m in found)


def _pairs(table: Table, over: frozenset[str], under: frozenset[str]) -> list[tuple[Measure | None, Measure | None]]:
    """The numbers of a table whose names differ by one of these words alone (rooms sold, and rooms available), by their sums."""
    plain = [m for m in table.measures if not m.filter and not m.hidden and m.additive_over == "all"]
    sums = {m.expression: m for m in plain if m.aggregate == "sum"}
    numbers = [d for d in table.dimensions if d.type == "number" and not d.hidden]
    found = []
    for first in numbers:
        for second in numbers:
            done, whole = _split(first, over), _split(second, under)
            if done is None or whole is None or first is second:
                continue
            (_, rest), (told, other) = done, whole
            if rest == other and (told != "available" or set(rest) & _LENT):
                found.append((sums.get(first.name), sums.get(second.name)))
    return found


def _split(field: Dimension, words: frozenset[str]) -> tuple[str, tuple[str, ...]] | None:
    """The one of these words in the name of a number, and the others, which say of what it is."""
    name = [w for w in words_of(field.label or field.name) if w not in _ASIDE]
    told = [w for w in name if w in words]
    rest = tuple(w for w in name if w not in words)
    return (told[0], rest) if len(told) == 1 and rest else None
