"""A unit behind a number of a field that is called by it: "lead time above 20 days" for lead_time_days."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import in_words, shown, tokens_of
from lunara.ask.planners.offline.units_said import held_by, unit_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_COMPARED = frozenset(
    spread(
        """of is are was were that than more less over above under below at least most exceeds exceeding exceed longer shorter
        greater higher lower larger smaller heavier lighter fewer a an to up = > < >= <="""
    )
)
_LONGEST = 4


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens without the unit, where every field that is called so beside its unit holds that one; else as they are."""
    del clock
    made = list(tokens)
    for at in range(len(tokens) - 2, 0, -1):
        number, unit = tokens[at : at + 2]
        said = unit_of(unit.low) if number.kind == "number" and unit.kind == "word" else None
        if said is None:
            continue
        end = at
        while end and tokens[end - 1].low in _COMPARED:
            end -= 1
        if end == at:
            continue
        found = next((f for n in range(_LONGEST, 0, -1) if (f := _called(tokens[max(0, end - n) : end], lexicon))), [])
        if found and all(held_by(d) == {said} for d in found):
            del made[at + 1]
    return made, []


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Length in feet": the field that is called by these words and this unit, where one alone is."""
    del clock
    for at in range(1, len(tokens) - 1):
        unit = unit_of(tokens[at + 1].low) if tokens[at].low == "in" and tokens[at + 1].kind == "word" else None
        for length in range(min(_LONGEST, at), 0, -1) if unit is not None else ():
            said = tokens[at - length : at]
            if any(t.kind != "word" for t in said):
                continue
            found = [d for d in _called(said, lexicon) if held_by(d) == {unit}]
            if len({shown(d) for d in found}) == 1:
                return [*tokens[: at - length], *tokens_of(in_words(found[0]), tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def _called(said: Sequence[Token], lexicon: Lexicon) -> list[Dimension]:
    """The numbers whose names are these words and a unit."""
    words = tuple(t.stem for t in said)
    found = []
    for table in lexicon.tables.values():
        for field in table.dimensions:
            if field.type != "number" or field.hidden:
                continue
            names = [words_of(name) for name in (field.label or "", field.name)]
            if any(name[:-1] == words and unit_of(stem(name[-1])) for name in names if len(name) > 1):
                found.append(field)
    return found
