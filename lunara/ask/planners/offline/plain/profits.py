"""What earns most: "the most profitable product" by the one amount that is called a profit."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.things import BE, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.names import lowered

_ENDS = {"most": "highest", "least": "lowest"}
_EACH = spread("each every our all the")
_LONGEST = 3


def ranked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Most profitable products" as "products with the highest gross profit", and "how profitable is each" as that by each."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, low in enumerate(lows) if low == "profitable"), 0)
    profit = _profit(lexicon) if at else None
    if at == 0 or profit is None or lexicon.knows("profitable"):
        return list(tokens), []
    label = lowered(label_of(lexicon, profit))
    if lows[at - 1] in _ENDS:
        length = _named(tokens, at + 1, lexicon)
        led = tokens_of(f"with the {_ENDS[lows[at - 1]]} {label}", tokens[at])
        if length:
            return [*tokens[: at - 1], *tokens[at + 1 : at + 1 + length], *led, *tokens[at + 1 + length :]], []
        start = at - 1 - (lows[at - 2 : at - 1] == ["the"])
        if start and lows[start - 1] in BE and (at + 1 == len(lows) or tokens[at + 1].kind == "symbol"):
            return [*tokens[: start - 1], *led, *tokens[at + 1 :]], []  # "which product is the most profitable"
        return list(tokens), []
    if lows[at - 1] == "how" and lows[at + 1 : at + 2] and lows[at + 1] in BE:
        start = at + 2 + (lows[at + 2 : at + 3] != [] and lows[at + 2] in _EACH)
        groups = tokens[start:]
        if start > at + 2 and _named(tokens, start, lexicon):
            return [*tokens[: at - 1], *tokens_of(f"{label} by", tokens[at]), *groups], []
    return list(tokens), []


def _named(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> int:
    """How many tokens from this place on are the name of a thing or of a field of words; 0 for none."""
    found = next((t for t in things(tokens[start:], lexicon) if t.start == 0), None)
    if found is not None:
        return found.end
    for length in range(min(_LONGEST, len(tokens) - start), 0, -1):
        for match in lexicon.fields(tuple(t.stem for t in tokens[start : start + length])):
            target = match.target
            field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
            if match.exact and field is not None and field.type == "string":
                return length
    return 0


def _profit(lexicon: Lexicon) -> Target | None:
    """The one number in money that is called the profit and is added up, and no field of single rows."""
    exact = [m.target for m in lexicon.fields(("profit",)) if m.exact]
    totals = [t for t in exact if t.kind in ("measure", "derived")]
    if len(totals) != 1 or any(t.kind == "dimension" for t in exact):
        return None
    total = totals[0]
    derived = lexicon.derived(total.name) if total.kind == "derived" else None
    measure = lexicon.measure(total.table, total.name) if total.kind == "measure" else None
    if measure is not None and measure.aggregate != "sum":
        return None
    shown = (derived or measure).format if derived or measure else None  # type: ignore[union-attr]
    return total if shown is not None and shown.kind == "currency" else None
