"""Years of things that have no dates: "in the year of 2006" as in 2006, "opened after 2010" by the year that the deed names."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.latest import years_of_deed
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    in_words,
    is_participle,
    shown,
    things,
    tokens_of,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_YEAR = frozenset(("year", "years"))
_BEFORE = spread("in during before after since until till from between and or to than of")
_PASSED = spread("the both either")
_WHO = spread("that which who")
_SAID = spread("in during before after since until between")


def bare(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Before the year of 2006", "in both year 2010 and year 2011": the number of a year is a year without the word.

    Kept as it is where a table holds both a field that is called the year and a date, of which only the field is meant.
    """
    lows = [t.low for t in tokens]
    if not _YEAR & set(lows) or clock.fiscal_month > 1 or _year_beside_date(lexicon):
        return list(tokens), []
    left_out: set[int] = set()
    for at, low in enumerate(lows):
        behind = at + 1 + (lows[at + 1 : at + 2] == ["of"])
        if low not in _YEAR or behind >= len(tokens) or not _is_year(tokens[behind]):
            continue
        start = at
        while start and lows[start - 1] == "the":
            start -= 1
        lead = start - 1
        while lead >= 0 and lows[lead] in _PASSED:
            lead -= 1
        if lead >= 0 and lows[lead] in _BEFORE:
            left_out |= set(range(start, behind))
    return [t for n, t in enumerate(tokens) if n not in left_out], []


def _year_beside_date(lexicon: Lexicon) -> bool:
    return any(
        dates(name, lexicon) and any(words_of(shown(d)) == ("year",) for d in table.dimensions)
        for name, table in lexicon.tables.items()
    )


def _is_year(token: Token) -> bool:
    return token.kind == "number" and len(token.low) == 4 and token.low.isdigit() and 1000 <= int(token.low) < 2200


def _by_its_verb(dimension: Dimension, verb: Token, lexicon: Lexicon) -> bool:
    """Whether the verb is found in the field's name, so that it names the field as it stands."""
    stems = {verb.stem, *verb_stems(verb.low)}
    return any(
        m.target.kind == "dimension" and m.target.name == dimension.name for s in stems for m in lexicon.fields((s,))
    )


def of_deed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Stadiums constructed after 2006" as those with a built year after 2006, where they have no date and one such year."""
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for thing in things(tokens, lexicon):
        at = thing.end
        while at < len(tokens) and lows[at] in _WHO | BE | {"has", "have", "had"}:
            at += 1
        behind = at + 1 + (lows[at + 2 : at + 3] in (["the"], ["both"], ["either"]))
        if behind + 1 >= len(tokens) or lows[at + 1] not in _SAID or not _is_year(tokens[behind + 1]):
            continue
        if not is_participle(lows[at]):
            continue  # those that are open in a year may have opened before
        named = any(m.exact for m in lexicon.fields((tokens[at].stem,)))
        found = [] if named else years_of_deed(thing, tokens[at], lexicon)
        if dates(thing.table, lexicon) or len(found) != 1 or _by_its_verb(found[0], tokens[at], lexicon):
            continue
        between = set(lows[thing.end : at])
        lead = "with" if not between else "that have" if between & _WHO else "have"
        told = tokens_of(f"{lead} {in_words(found[0])}", tokens[at])
        return [*tokens[: thing.end], *told, *tokens[at + 1 :]], []
    return list(tokens), []
