"""Nouns of what was done: "approval" is the date it was approved on, "payment" in "days to payment" what "days to pay" says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems

_NO_DEEDS = spread("date time day on at dt datetime timestamp the of")
_PARTICLES = frozenset(("in", "out", "up", "off"))
_LENGTHS = spread("days day hours weeks months minutes time")


def dates_of(noun: str, lexicon: Lexicon) -> dict[str, list[Target]]:
    """The dates, by table, that say no more than when this was done: `approved_on` for "approval" and "approved"."""
    found: dict[str, list[Target]] = {}
    for table in lexicon.tables.values():
        for dimension in table.dimensions:
            if dimension.type != "time" or dimension.hidden:
                continue
            names = (dimension.label or dimension.name, dimension.name)
            if any(_says(words_of(name), noun) for name in names):
                found.setdefault(table.name, []).append(Target("dimension", table.name, dimension.name))
    return found


def _says(words: tuple[str, ...], noun: str) -> bool:
    rest = [w for w in words if w not in _NO_DEEDS]
    if len(rest) == 2 and rest[1] in _PARTICLES:
        return noun == "".join(rest)  # "check-ins" by a check_in_date
    if len(rest) != 1:
        return False
    said, told = (noun, *verb_stems(noun)), (rest[0], *verb_stems(rest[0]))
    return any(same_deed(a, b) or same_deed(b, a) for a in said for b in told)


def in_verbs(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Days to payment" as "days to pay", where a number of the model is called so and none like the noun."""
    made = list(tokens)
    for at in range(len(tokens) - 2):
        length, to, noun = tokens[at : at + 3]
        if length.low not in _LENGTHS or to.low not in ("to", "until") or noun.kind != "word":
            continue
        if lexicon.whole((length.stem, "to", noun.stem)):
            continue
        verbs = {
            name[-1]
            for table in lexicon.tables.values()
            for measure in table.measures
            for name in map(words_of, (measure.label or "", *measure.synonyms))
            if name[-3:-1] == (length.stem, "to") and same_deed(noun.low, name[-1])
        }
        if len(verbs) == 1:
            verb = verbs.pop()
            made[at + 2] = replace(noun, low=verb, stem=verb)
    return made
