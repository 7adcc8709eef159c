"""A unit behind a number of a field that is held in it: "lead time above 20 days" for lead_time_days, "trips over 50 miles"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, in_words, shown, things, tokens_of, unknown
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


_HAVING = {"with": "with", "without": "without", "on": "with"}
_SPANS = frozenset(spread("hour day week month quarter year"))


def having(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Sales without instalments", "sold on instalments" by the one number that says for how many months, where nothing else is
    called so.
    """
    del clock
    for at in range(1, len(tokens) - 1):
        noun = tokens[at + 1]
        if tokens[at].low not in _HAVING or noun.kind != "word" or noun.low == noun.stem or not ends_at(tokens, at + 2):
            continue
        if not unknown(noun.low, lexicon) and any(m.exact for m in lexicon.fields((noun.stem,))):
            continue
        if any(m.exact for m in lexicon.value_matches((noun.stem,), noun.low)):
            continue
        having_it = [
            d for t in lexicon.tables.values() for d in t.dimensions if not d.hidden and noun.stem in words_of(shown(d))
        ]
        fields = [d for d in having_it if d.type == "number" and {*words_of(shown(d))} - {noun.stem} <= _SPANS]
        if len(fields) == len(having_it) == 1:
            note = f"“{tokens[at].text} {noun.text}” was read by {shown(fields[0])}."
            tie = _HAVING[tokens[at].low]
            return [*tokens[:at], *tokens_of(f"{tie} {in_words(fields[0])}", tokens[at]), *tokens[at + 2 :]], [note]
    return list(tokens), []


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Length in feet", "price (in euros)": the field that is called by these words and this unit, where one alone is."""
    del clock
    for at in range(1, len(tokens) - 1):
        unit = _unit(tokens[at + 1]) if tokens[at].low == "in" and tokens[at + 1].kind == "word" else None
        aside = tokens[at - 1].low == "(" and at + 2 < len(tokens) and tokens[at + 2].low == ")"
        start, end = (at - 1, at + 3) if aside else (at, at + 2)
        for length in range(min(_LONGEST, start), 0, -1) if unit is not None else ():
            said = tokens[start - length : start]
            if any(t.kind != "word" for t in said):
                continue
            found = [d for d in _called(said, lexicon) if unit in (_money(d), *held_by(d))]
            if len({shown(d) for d in found}) == 1:
                return [*tokens[: start - length], *tokens_of(in_words(found[0]), tokens[at]), *tokens[end:]], []
    return list(tokens), []


def per_unit(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Price per kilo" as the price per kg, where names of the data say "per" that unit in one other way alone."""
    del clock
    made = list(tokens)
    for at in range(1, len(tokens) - 1):
        unit = unit_of(tokens[at + 1].low) if tokens[at].low in _EACH and tokens[at + 1].kind == "word" else None
        if unit is None or not unknown(tokens[at + 1].low, lexicon):
            continue
        if tokens[at].low != "per" and tokens[at - 1].stem not in _PRICES:
            continue  # "heavier than a kilo"
        said = {
            two
            for t in lexicon.tables.values()
            for d in t.dimensions
            if d.type == "number" and not d.hidden
            for one, two in pairwise(words_of(shown(d)))
            if one == "per" and unit_of(two) == unit
        }
        if len(said) == 1:
            made[at : at + 2] = [*tokens_of("per", tokens[at]), *tokens_of(said.pop(), tokens[at + 1])]
    return made, []


_EACH = frozenset(("per", "a", "each"))
_PRICES = frozenset(spread("price cost rate fee charge"))
_MORE_OR_LESS = (
    *((word, "than") for word in ("more", "less", "fewer", "greater")),
    *((word,) for word in ("over", "above", "under", "below", "exceeding")),
    ("at", "least"),
    ("at", "most"),
    ("up", "to"),
)
_SAID_OF_IT = frozenset(
    spread(
        """is are was were that which who of with for have has had be been lasting last lasts lasted took taking take weighing
        weigh weighs weighed measuring measure measured going go went covering cover covered travelling travelled driven long"""
    )
)
"""Words between things and how much of a unit they are, which say no more than that."""
_YEARS = (999, 3000)
_BEHIND = frozenset(spread("long away apart high tall wide deep heavy"))


def compared(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Trips over 200 miles", "calls that lasted more than 10 minutes": those with so much of the one number in that unit.

    Kept as it is where the things have none or several, where the number is called by its name, and where it is denied.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) - 1):
        unit = unit_of(lows[at + 1]) if tokens[at].kind == "number" and tokens[at + 1].kind == "word" else None
        first = at - 2 if lows[at - 1] == "and" and tokens[at - 2].kind == "number" else at
        way = (
            ("between",) if first < at else next((w for w in _MORE_OR_LESS if tuple(lows[at - len(w) : at]) == w), None)
        )
        start = first - len(way) if way is not None else 0
        if unit is None or way is None or (first < at and lows[start] != "between") or DENIALS & set(lows):
            continue
        if first < at and any(_YEARS[0] < (t.value or 0) < _YEARS[1] for t in (tokens[first], tokens[at])):
            continue  # without the unit they would be years
        if lows[at + 2 : at + 3] == ["of"] or any(m.exact for m in lexicon.fields((tokens[at + 1].stem,))):
            continue  # "10 years of experience", "7 days" where a number is called so
        end = start
        while end and lows[end - 1] in _SAID_OF_IT:
            end -= 1
        grouped = [n + 1 for n in range(end) if lows[n] in ("by", "per", "each")]
        named = [t for t in things(tokens[:end], lexicon) if t.start not in grouped]
        alone = len(named) == 1 and named[0].end == end  # of "guests with stays" it is one or all of theirs
        thing = named[0] if alone else None
        fields = lexicon.tables[thing.table].dimensions if thing is not None else ()
        found = [d for d in fields if d.type == "number" and not d.hidden and held_by(d) == {unit}]
        if thing is None or len(found) != 1:
            continue
        behind = at + 2 + (lows[at + 2 : at + 3] != [] and lows[at + 2] in _BEHIND)
        said = " ".join(t.text for t in tokens[start : at + 2])
        note = f"“{said}” was read as: {shown(found[0])}."
        name = tokens_of(f"with {in_words(found[0])}", tokens[start])
        return [*tokens[: thing.end], *name, *tokens[start : at + 1], *tokens[behind:]], [note]
    return list(tokens), []


def _unit(token: Token) -> str | None:
    """The unit or the currency that a word is."""
    return unit_of(token.low) or _CODES.get(token.stem)


def _money(dimension: Dimension) -> str | None:
    """The currency in which an amount is by the end of its name."""
    return next(
        (c for n in (dimension.label or "", dimension.name) for w in words_of(n)[-1:] if (c := _CODES.get(w))), None
    )


_CODES = {w: w for w in spread("usd eur gbp jpy chf cad aud")} | {
    "dollar": "usd",
    "euro": "eur",
    "pound": "gbp",
    "yen": "jpy",
}
"""Currencies by their codes and their words."""


def _called(said: Sequence[Token], lexicon: Lexicon) -> list[Dimension]:
    """The numbers whose names are these words and a unit."""
    words = tuple(t.stem for t in said)
    found = []
    for table in lexicon.tables.values():
        for field in table.dimensions:
            if field.type != "number" or field.hidden:
                continue
            names = [words_of(name) for name in (field.label or "", field.name)]
            if any(_before_unit(name) == words for name in names if len(name) > 1):
                found.append(field)
    return found


def _before_unit(name: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before the unit in a name: "price" of "price in euros". Empty where it ends in none."""
    if name[-1] not in _CODES and not unit_of(stem(name[-1])):
        return ()
    return name[:-2] if name[-2] == "in" else name[:-1]
