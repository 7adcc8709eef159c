"""By which means rows came or were paid, as a value of theirs: "bookings by phone", "orders paid by insurance"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, in_words, periods, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_BY = frozenset(spread("by via through over"))
_CAME = frozenset(
    spread(
        """that which who came come comes coming in made make placed taken received booked submitted reach reached reaches us
        arrive arrived sent were was are is been have has to"""
    )
)
_CONTACTS = frozenset(spread("phone telephone mobile email mail fax post letter"))
"""By what one is reached, and by what something comes in: those who have them are not grouped by their numbers."""
_PAID = frozenset(spread("by with via through in using"))
_PAYMENT = frozenset(spread("payment pay paid tender"))
_LONGEST = 3


def came_in(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Bookings by phone" as bookings with that channel, and by no phone number, where one field of theirs has such a value."""
    lows = [t.low for t in tokens]
    starts = {start for start, _ in periods(tokens, clock)}
    for at in range(1, len(tokens) - 1):
        word = tokens[at + 1]
        if lows[at] not in _BY or word.low not in _CONTACTS or not (ends_at(tokens, at + 2) or at + 2 in starts):
            continue
        start = at
        while start and lows[start - 1] in _CAME:
            start -= 1
        thing = next((t for t in reversed(things(tokens[:start], lexicon)) if t.end == start), None)
        label = _called(tokens[at + 1 : at + 2], thing.table, lexicon) if thing is not None else None
        if label is not None:
            said = " ".join(t.text for t in tokens[at : at + 2])
            note = f"“{said}” was read as: {label} is {word.text}."
            return [*tokens[:start], *tokens_of(f"with {label}", tokens[at]), *tokens[at + 1 :]], [note]
    return list(tokens), []


def paid(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Orders paid by insurance": with that method of payment, where one field of theirs has such a value."""
    lows = [t.low for t in tokens]
    starts = {start for start, _ in periods(tokens, clock)}
    for at in range(1, len(tokens) - 2 if not DENIALS & set(lows) else 0):
        if lows[at] != "paid" or lows[at + 1] not in _PAID:
            continue
        start = at
        while start and lows[start - 1] in ("were", "was", "are", "is", "that", "which", "been", "have", "has"):
            start -= 1
        thing = next((t for t in reversed(things(tokens[:start], lexicon)) if t.end == start), None)
        for end in range(min(len(tokens), at + 2 + _LONGEST), at + 2, -1):
            if thing is None or not (ends_at(tokens, end) or end in starts):
                continue
            label = _called(tokens[at + 2 : end], thing.table, lexicon)
            if label is not None and _PAYMENT & {*words_of(label)}:
                return [*tokens[:start], *tokens_of(f"with {label}", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def _called(said: Sequence[Token], table: str, lexicon: Lexicon) -> str | None:
    """The name of the one field of a table that has such a value; None where a table is called so as well."""
    if any(t.kind != "word" for t in said):
        return None
    stems = tuple(t.stem for t in said)
    if any(m.exact and m.target.kind == "table" for m in lexicon.fields(stems)):
        return None
    held: set[Target] = {
        m.target
        for m in lexicon.value_matches(stems, " ".join(t.text for t in said))
        if m.exact and m.target.table == table
    }
    fields = {t.name for t in held}
    field = lexicon.dimension(table, fields.pop()) if len(fields) == 1 else None
    return in_words(field) if field is not None else None
