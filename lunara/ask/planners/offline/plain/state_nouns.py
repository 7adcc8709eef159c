"""Rows by a noun for how they ended: "rejections by month" are the claims in the state Rejected, "ended in a rejection" too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.things import DENIALS, in_words, things, tokens_of
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_ENDINGS = ("al", "ion", "ment", "ance")
_ENDED = frozenset(spread("ended end ends resulted result results"))
_SAID = frozenset(spread("that which have has did do does"))
_BEFORE = frozenset(spread("many number count total all our the of show me list most fewest by and"))
_SHORTEST = 5


def rows_in_state(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Rejections by month" as rejected claims by month, where one state alone is the noun's and no day tells of it.

    Kept as it is where anything is called so, and where the noun follows another word than its own thing.
    """
    del clock
    lows = [t.low for t in tokens]
    for at, token in enumerate(tokens):
        if token.kind != "word" or not token.stem.endswith(_ENDINGS) or len(token.stem) < _SHORTEST:
            continue
        if any(m.exact for m in (*lexicon.fields((token.stem,)), *lexicon.value_matches((token.stem,), token.low))):
            continue
        named = things(tokens, lexicon)
        found = _states(token.stem, {t.table for t in named if t.end <= at}, lexicon)
        if len(found) != 1 or dates_of(token.stem, lexicon) or DENIALS & set(lows):
            continue
        table, field, value = found[0]
        led = next((t for t in named if t.end == at and t.table == table), None)
        note = f"“{token.text}” was read as: {field.label or in_words(field)} is {value}."
        ended = _ended(lows, at)
        if ended is not None:
            thing = next((t for t in named if t.table == table and t.end <= ended), None)
            start = ended
            while start and lows[start - 1] in _SAID:
                start -= 1
            if thing is not None and thing.end == start:
                done = tokens_of(f"were {value.lower()}", token)
                return [*tokens[:start], *done, *tokens[at + 1 :]], [note]
            continue
        if token.low == token.stem or (led is None and at and lows[at - 1] not in _BEFORE):
            continue
        label = label_of(lexicon, Target("table", table, table))
        rows = replace(token, text=label, low=label.lower(), stem=label.lower(), table=table)
        start = led.start if led is not None else at
        if any(t.table == table for t in named if t is not led):
            continue
        return [*tokens[:start], *tokens_of(value.lower(), token), rows, *tokens[at + 1 :]], [note]
    return list(tokens), []


def _ended(lows: Sequence[str], at: int) -> int | None:
    """Where "ended in a" begins before the noun."""
    at -= at > 0 and lows[at - 1] in ("a", "an")
    return at - 2 if at > 1 and lows[at - 1] in ("in", "with") and lows[at - 2] in _ENDED else None


def _states(noun: str, near: set[str], lexicon: Lexicon) -> list[tuple[str, Dimension, str]]:
    """The values that say that a deed was done, of those things that are named before it where some have one."""
    stems = {s for s in stems_of_noun(noun) if len(s) >= _SHORTEST}
    found = [
        (name, d, value)
        for name, table in lexicon.tables.items()
        for d in table.dimensions
        if d.type == "string" and not d.hidden
        for value in map(str, lexicon.values.of_field(name, d.name, limit=30))
        if value.isalpha() and value.lower().endswith("ed") and stems & set(verb_stems(value.lower()))
    ]
    return [f for f in found if f[0] in near] or found
