"""Things that are in or out of stock, by the field of theirs that says how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, Thing, in_words, shown, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_BETWEEN = BE | frozenset(spread("that which currently still now"))
_HELD = frozenset(spread("stock inventory hand"))
_LEVELS = frozenset(spread("level minimum min max maximum reorder safety target value cost price days date location"))


def in_or_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Products out of stock": those with a stock of at most 0, where one number of a product is its stock."""
    del clock
    lows = [t.low for t in tokens]
    if lexicon.whole(("out", "of", "stock")) or DENIALS & set(lows):
        return list(tokens), []
    for at in range(1, len(lows)):
        out = lows[at : at + 3] == ["out", "of", "stock"]
        if not out and lows[at : at + 2] != ["in", "stock"]:
            continue
        start = at
        while start and lows[start - 1] in _BETWEEN:
            start -= 1
        thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
        field = _stock(thing, lexicon) if thing is not None else None
        if field is None:
            continue
        said = f"with a {in_words(field)} {'of at most' if out else 'above'}"
        number = replace(tokens[at], kind="number", text="0", low="0", stem="0", value=0)
        end = at + (3 if out else 2)
        note = f"“{' '.join(t.text for t in tokens[at:end])}” is read by {shown(field)}."
        return [*tokens[:start], *tokens_of(said, tokens[at]), number, *tokens[end:]], [note]
    return list(tokens), []


def _stock(thing: Thing, lexicon: Lexicon) -> Dimension | None:
    """The one number of each thing that says how many of it there are."""
    found = []
    for field in lexicon.tables[thing.table].dimensions:
        words = set(words_of(field.label or field.name))
        if field.type == "number" and not field.hidden and words & _HELD and not words & _LEVELS:
            found.append(field)
    return found[0] if len(found) == 1 else None
