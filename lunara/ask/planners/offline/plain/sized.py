"""Comparatives and superlatives that speak of a measure of things: "longer than 80 meters", "has the highest tower"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, Thing, in_words, shown, things, tokens_of
from lunara.ask.planners.offline.units_said import held_by, names_unit, plain_number, so_many, unit_of
from lunara.ask.planners.offline.words import ADJECTIVES, COMPARATIVES, PARTICIPLE_ADJECTIVES, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_HEIGHT = frozenset(spread("height altitude elevation"))
_LENGTH = frozenset(spread("length duration distance runtime"))
_SAYS = {
    "longer": ("more", _LENGTH),
    "shorter": ("less", _LENGTH),
    "taller": ("more", _HEIGHT),
    "higher": ("more", _HEIGHT),
    "deeper": ("more", frozenset(("depth",))),
    "wider": ("more", frozenset(("width",))),
    "heavier": ("more", frozenset(("weight", "mass"))),
    "lighter": ("less", frozenset(("weight", "mass"))),
}
"""Comparatives: what they say, and of which fields."""
_SUPERLATIVES = {
    **{word: (way, frozenset(words)) for word, (way, words) in ADJECTIVES.items() if "date" not in words},
    **{
        f"most {word}": (way, frozenset(words))
        for word, (way, words) in PARTICIPLE_ADJECTIVES.items()
        if "date" not in words
    },
    "highest": ("desc", _HEIGHT),
    "lowest": ("asc", _HEIGHT),
}
"""Superlatives of things: the end of the order, and the words of the field."""
_READ = frozenset(w.removesuffix(" than") for w in COMPARATIVES)
_IS = frozenset(spread("is are was were last lasts lasted run runs ran take takes took"))
_WHO = frozenset(("that", "which", "who"))


def compared(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The comparisons behind a thing with the field named that they speak of, where it has one such number in that unit.

    Kept as they are where the grammar reads one alone as it stands: no unit is said and no other one stands beside it.
    """
    del clock
    lows = [t.low for t in tokens]
    places = [
        n for n, w in enumerate(lows[:-2]) if w in _SAYS and lows[n + 1] == "than" and tokens[n + 2].kind == "number"
    ]
    alone = (
        len(places) == 1 and lows[places[0]] in _READ and unit_of("".join(lows[places[0] + 3 : places[0] + 4])) is None
    )
    if not places or alone or DENIALS & set(lows):
        return list(tokens), []
    held = _before(tokens, places[0], lexicon)
    if held is None:
        return _of_those_before(tokens, places, lexicon), []
    thing, lead = held
    made, done, notes = list(tokens[: thing.end]), thing.end, list[str]()
    for number, at in enumerate(places):
        unit = unit_of(lows[at + 3]) if at + 3 < len(lows) and tokens[at + 3].kind == "word" else None
        between = tokens[done:at]
        if number and {t.low for t in between} - {"or", "and", ","} - BE:
            return list(tokens), []
        way, words = _SAYS[lows[at]]
        found = _fields(lexicon.tables[thing.table].dimensions, words, unit)
        if len(found) != 1:
            return list(tokens), []
        joined = [t for t in between if t.low in ("or", "and")] if number else tokens_of(lead, tokens[at])
        said = tokens_of(f"{in_words(found[0])} {way} than", tokens[at])
        held_in = held_by(found[0])
        factor = so_many(unit, next(iter(held_in))) if unit is not None and len(held_in) == 1 else None
        figure = tokens[at + 2]
        if factor is not None and factor != 1 and figure.value is not None:
            value = plain_number(Decimal(str(figure.value)) * factor)
            notes.append(f"{figure.text} {tokens[at + 3].text} were taken as {value:,} {next(iter(held_in))}.")
            figure = replace(figure, text=str(value), low=str(value), stem=str(value), value=value)
        made += [*joined, *said, figure]
        done = at + 3 + (factor is not None)
        notes.append(f"“{lows[at]}” was read as: {shown(found[0])} {way} than.")
    return [*made, *tokens[done:]], notes


_ONLY = frozenset(spread("only just and those the ones that are which is with"))


def _of_those_before(tokens: Sequence[Token], places: Sequence[int], lexicon: Lexicon) -> list[Token]:
    """ "Longer than 12 metres" behind another question: of the one thing of which one number alone is such a one."""
    at, lows = places[0], [t.low for t in tokens]
    unit = unit_of(lows[at + 3]) if at + 3 < len(lows) and tokens[at + 3].kind == "word" else None
    if len(places) > 1 or unit is None or not set(lows[:at]) <= _ONLY or things(tokens, lexicon):
        return list(tokens)
    words = _SAYS[lows[at]][1]
    found = [t for t in lexicon.tables.values() for _ in _fields(t.dimensions, words, unit)]
    if len(found) != 1:
        return list(tokens)
    things_ = tokens_of(found[0].label or found[0].name.replace("_", " "), tokens[at])
    return [*tokens_of("only", tokens[0]), *things_, *tokens[at:]]


def of_theirs(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The country that has the longest bridge": the one with the highest length among theirs, where one number says it.

    Kept as it is where more follows, or what is asked for is not one thing.
    """
    del clock
    lows = [t.low for t in tokens]
    named = things(tokens, lexicon)
    if len(named) != 2 or DENIALS & set(lows):
        return list(tokens), []
    whose, held = named
    between, last = lows[whose.end : held.start], tokens[held.end - 1]
    said = between[1:] if between[:1] and between[0] in _WHO else between
    if (
        last.low != last.stem
        or tokens[whose.end - 1].low != tokens[whose.end - 1].stem
        or said[:1] not in (["with"], ["has"], ["have"], ["having"])
        or any(t.kind != "symbol" for t in tokens[held.end :])
        or lexicon.roads.distance_up(held.table, whose.table) is None
    ):
        return list(tokens), []
    way, words = _SUPERLATIVES.get(" ".join(w for w in said[1:] if w not in ("the", "a")), ("", frozenset()))
    found = _fields(lexicon.tables[held.table].dimensions, words, None) if way else []
    if len(found) != 1:
        return list(tokens), []
    ends = "highest maximum" if way == "desc" else "lowest minimum"
    told = tokens_of(f"with the {ends} {in_words(found[0])} of", tokens[whose.end])
    note = f"“{' '.join(said[1:])}” was read as: {ends.split(maxsplit=1)[0]} {shown(found[0])}."
    return [*tokens[: whose.end], *told, *tokens[held.start :]], [note]


def highest_thing(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The stories of the highest building" as of the tallest one, where buildings have one height and it ends the question."""
    del clock
    for thing in things(tokens, lexicon):
        at = thing.start - 1
        ends = all(t.kind == "symbol" for t in tokens[thing.end :])
        if at < 0 or tokens[at].low != "highest" or not ends:
            continue
        if len(_fields(lexicon.tables[thing.table].dimensions, _HEIGHT, None)) == 1:
            return [*tokens[:at], *tokens_of("tallest", tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


def _before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Thing, str] | None:
    """The one thing that stands right before the first comparative, and how what is said of it begins; else None."""
    named = things(tokens[:at], lexicon)
    if len(named) != 1:
        return None  # "pilots of runs longer than 100 km": of one run, or of all of theirs
    thing = named[0]
    between = [t.low for t in tokens[thing.end : at]]
    if not between:
        return thing, "with"
    if len(between) == 2 and between[0] in _WHO and between[1] in BE | _IS:
        return thing, f"{between[0]} have"
    return (thing, "have") if len(between) == 1 and between[0] in _IS else None


def _fields(dimensions: Sequence[Dimension], words: frozenset[str], unit: str | None) -> list[Dimension]:
    """The numbers that are called so and nothing else, in that unit where one is said, else in one that it can be turned into."""
    found = []
    for dimension in dimensions:
        said = words_of(shown(dimension))
        rest = [w for w in said if w not in words]
        if dimension.type != "number" or dimension.hidden:
            continue
        held = held_by(dimension)
        timed = words is _LENGTH and bool(held) and held <= {"milliseconds", "seconds"}  # these say how long it is
        if len(rest) == len(said) and not (timed and unit is not None):
            continue
        fits = not held or unit is None or held == {unit} or any(so_many(unit, u) is not None for u in held)
        if all(names_unit(w) for w in rest) and fits:
            found.append(dimension)
    return [d for d in found if unit is not None and held_by(d) == {unit}] or found
