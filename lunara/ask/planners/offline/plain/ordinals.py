"""Fields whose numbers are said as ordinals: "on the third floor", "2nd grade pupils"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.periods import GRAINS
from lunara.ask.planners.offline.plain.things import things, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_SAID = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_ENDINGS = ("st", "nd", "rd", "th")
_LONGEST = 2
_MOST = 200
_RANKED = frozenset(spread("best worst highest lowest largest smallest biggest most least last next"))


def of_a_field(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The third floor" as floor 3, where one field of numbers that only tell which is called so and holds that number.

    Periods stay ("the third quarter"), so do places in a ranking, and whatever the data writes as an ordinal itself.
    """
    del clock
    for at, token in enumerate(tokens[:-1]):
        number = _number(token)
        if number is None or tokens[at + 1].stem in GRAINS or tokens[at + 1].low in _RANKED:
            continue
        if not unknown(token.low, lexicon):
            continue  # "first prize year"
        for end in range(min(len(tokens), at + 1 + _LONGEST), at + 1, -1):
            name = tokens[at + 1 : end]
            if any(t.kind != "word" for t in name) or name[-1].low != name[-1].stem:
                continue
            whole = tuple(t.stem for t in tokens[at:end])
            if any(m.exact for m in lexicon.value_matches(whole, " ".join(t.low for t in tokens[at:end]))):
                return list(tokens), []
            targets = [m.target for m in lexicon.fields(whole[1:]) if m.exact]
            if not targets:  # "the first attempt" of an attempt number
                about = {thing.table for thing in things(tokens, lexicon)}  # of others it says what they had, not did
                called = [m.target for m in lexicon.fields((*whole[1:], "number")) if m.exact]
                targets = [t for t in called if about == {t.table}]
                name = [*name, replace(name[-1], text="number", low="number", stem="number")]
            if len(targets) == 1 and _holds(targets[0], number, lexicon):
                text = str(number)
                said = replace(token, kind="number", text=text, low=text, stem=text, value=number)
                start = at - (at > 0 and tokens[at - 1].low == "the")
                return [*tokens[:start], *name, said, *tokens[end:]], []
    return list(tokens), []


def _number(token: Token) -> int | None:
    if token.low in _SAID:
        return _SAID.index(token.low) + 1
    digits = token.low[:-2]
    return int(digits) if token.low[-2:] in _ENDINGS and digits.isdigit() else None


def _holds(target: Target, number: int, lexicon: Lexicon) -> bool:
    """Whether a field is one of numbers that are not added up, and holds this one."""
    field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    if field is None or field.type != "number":
        return False
    column = (field.expression or field.name).strip('"')
    if any((m.expression or "").strip('"') == column for m in lexicon.tables[target.table].measures):
        return False
    known = lexicon.values.of_field(target.table, target.name, limit=_MOST)
    return not known or any(isinstance(v, int | float) and v == number for v in known)
