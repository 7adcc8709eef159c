"""Things that are in or out of stock, by the field of theirs that says how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, Thing, ends_at, in_words, shown, things, tokens_of
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure

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


def on_hand(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Stock on hand", "on-hand inventory" as the one number of pieces that is called so: the "quantity on hand"."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows)):
        hand = next((n for words, n in _HAND if tuple(lows[at : at + len(words)]) == words), 0)
        before = hand and at > 0 and lows[at - 1] in _KEPT
        behind = hand and lows[at + hand : at + hand + 1] and lows[at + hand] in _KEPT
        if not (before or behind):
            continue
        start, end = (at - 1, at + hand) if before else (at, at + hand + 1)
        said = tuple(t.stem for t in tokens[start:end] if t.kind == "word")
        sums = [
            Target("measure", t.name, m.name)
            for t in lexicon.tables.values()
            for m in t.measures
            if m.aggregate == "sum" and not m.hidden and _of_pieces_on_hand(m)
        ]
        if len(sums) != 1 or lexicon.whole(said):
            break
        note = f"“{' '.join(t.text for t in tokens[start:end])}” was read as {label_of(lexicon, sums[0])}."
        return [*tokens[:start], *named_amount(tokens[start], sums[0], lexicon), *tokens[end:]], [note]
    return list(tokens), []


_HAND = ((("on", "hand"), 2), (("on", "-", "hand"), 3))
_KEPT = frozenset(spread("stock stocks inventory"))
_PIECES = frozenset(spread("on hand quantity qty unit piece stock inventory total"))


def _of_pieces_on_hand(measure: Measure) -> bool:
    words = set(words_of(measure.label or measure.name))
    return "hand" in words and words <= _PIECES


def _stock(thing: Thing, lexicon: Lexicon) -> Dimension | None:
    """The one number of each thing that says how many of it there are."""
    found = []
    for field in lexicon.tables[thing.table].dimensions:
        words = set(words_of(field.label or field.name))
        if field.type == "number" and not field.hidden and words & _HELD and not words & _LEVELS:
            found.append(field)
    return found[0] if len(found) == 1 else None


def on_order(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Products on order" as those with units on order, where products hold how many of them are; no customer ordered them."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows) - 1) if lows[n : n + 2] == ["on", "order"]), 0)
    denied = at > 1 and lows[at - 1] == "not"
    end = at - denied
    end -= end > 0 and lows[end - 1] in BE
    thing = next((t for t in things(tokens[:end], lexicon) if t.end == end), None) if at else None
    if thing is None or not ends_at(tokens, at + 2) or (DENIALS - {"not"}) & set(lows):
        return list(tokens), []
    fields = [d for d in lexicon.tables[thing.table].dimensions if d.type == "number" and not d.hidden]
    found = [d for d in fields if words_of(d.label or d.name)[-2:] == ("on", "order")]
    if len(found) != 1:
        return list(tokens), []
    name = found[0].label or found[0].name
    note = f"“on order” was read as: with {name}."
    led = tokens_of(f"{'without' if denied else 'with'} {name.lower()}", tokens[at])
    return [*tokens[:end], *led, *tokens[at + 2 :]], [note]
