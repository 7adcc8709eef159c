"""Values that are a rank and a word, by their word: urgent orders are those of the priority "1-URGENT"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import BE, Thing, things, tokens_of, unknown_value
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ENDS = frozenset(spread("by in per for during since last this next and , ? . placed"))

_OF_NUMBERS = frozenset(spread("high low highest lowest higher lower top big small large medium average normal"))
"""What may be said of any number as well: only the field's own name beside it tells that its value is meant."""


def valued(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "urgent orders", "high priority orders" and "orders that are urgent" as the value that says it.

    Only where the thing that has the field is named, at the side of the word or with the field's own name beside it, and
    where no value is the word itself.
    """
    del clock
    made = list(tokens)
    for at in range(len(made) - 1, -1, -1):
        token = made[at]
        hits = lexicon.values.by_rank(token.low) if token.kind == "word" else []
        dimension = lexicon.dimension(hits[0].table, hits[0].field) if len(hits) == 1 else None
        if dimension is None or not unknown_value(token, lexicon):
            continue
        own = [t for t in things(made, lexicon) if t.table == hits[0].table]
        if not own:
            continue
        end = _field_ends(
            made, at, set(words_of(dimension.label or dimension.name)) - set(table_words(lexicon.tables[own[0].table]))
        )
        value = replace(token, kind="quoted", text=str(hits[0].value), low=str(hits[0].value).lower())
        behind = next((t for t in own if t.start == end), None)
        said = end > at + 1 or token.low not in _OF_NUMBERS
        if said and behind is not None:
            made = [*made[:at], *made[end : behind.end], *tokens_of("with", token), value, *made[behind.end :]]
        elif end > at + 1 or (said and _told_of(own, made, at)):
            made = [*made[:at], value, *made[end:]]
    return made, []


def _field_ends(tokens: Sequence[Token], at: int, named: set[str]) -> int:
    """Where the word ends with the name of its field behind it: "high priority", "high-priority"."""
    end = at + 2 if [t.low for t in tokens[at + 1 : at + 2]] == ["-"] else at + 1
    return end + 1 if end < len(tokens) and tokens[end].stem in named else at + 1


def _told_of(own: Sequence[Thing], tokens: Sequence[Token], at: int) -> bool:
    """Whether the word stands behind "is" after the thing, with nothing more that it could be said of."""
    last = at + 1 == len(tokens) or tokens[at + 1].low in _ENDS or tokens[at + 1].kind != "word"
    before = [t.low for t in tokens[:at]]
    if before[-1:] == ["not"]:
        before = before[:-1]
    return last and before[-1:] != [] and before[-1] in BE and any(t.end <= at for t in own)
