"""Units of measure as they are said and as the fields hold them: 30 minutes are no kilometres, nor 2000 grams 2000 kg."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem
from lunara.semantic.model import Dimension

_TIMES = {
    "seconds": "second seconds sec secs",
    "minutes": "minute minutes min mins",
    "hours": "hour hours hr hrs",
    "days": "day days",
    "weeks": "week weeks",
    "months": "month months",
    "years": "year years yr yrs",
}
_SIZES = {
    "kilometres": "km kms kilometer kilometers kilometre kilometres",
    "metres": "meter meters metre metres",
    "centimetres": "cm centimeter centimeters centimetre centimetres",
    "millimetres": "mm millimeter millimeters millimetre millimetres",
    "miles": "mile miles mi",
    "feet": "feet foot ft",
    "kilograms": "kg kgs kilo kilos kilogram kilograms",
    "grams": "g gram grams",
    "tonnes": "ton tons tonne tonnes",
    "pounds": "lb lbs",
    "litres": "litre litres liter liters",
    "square metres": "sqm m2 squaremetre squaremeter squaremetres squaremeters",
    "square feet": "sqft ft2 squarefoot squarefeet",
    "hectares": "hectare hectares ha",
    "acres": "acre acres",
    "kilowatt hours": "kwh",
}
_SAID = {word: unit for unit, words in (_TIMES | _SIZES).items() for word in spread(words)}
_HELD = {stem(word): unit for word, unit in _SAID.items()}
_SQUARE = "square"


def said_behind(items: Sequence[Item], at: int) -> tuple[str, int] | None:
    """The unit behind the number at this place, and how many items it takes: "80 sqm", "80 square metres"."""
    following = [i.low for i in items[at + 1 : at + 3]]
    if following[:1] == [_SQUARE] and len(following) == 2:
        unit = _SAID.get(_SQUARE + following[1])
        return (unit, 2) if unit is not None else None
    unit = _SAID.get(following[0]) if following else None
    return (unit, 1) if unit is not None else None


def sized_behind(items: Sequence[Item], at: int) -> bool:
    """Whether a weight, length or area is given in what stands here: "between 1000 and 2000 kg" are no years."""
    said = said_behind(items, at)
    return said is not None and said[0] in _SIZES


def held_by(dimension: Dimension) -> set[str]:
    """The units that a field is given in, by its format and by its names; empty where nothing tells."""
    told = dimension.format.unit if dimension.format is not None else None
    names = [words_of(n) for n in (told or "", dimension.name, dimension.label or "")]
    held = {_HELD[w] for words in names for w in words if w in _HELD and (_HELD[w] in _TIMES or w == words[-1])}
    return held | {
        _HELD[pair] for words in names for a, b in pairwise(words) if (pair := stem(a + b)) in _HELD and a == _SQUARE
    }


def other_unit(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """Why "longer than 10 minutes" is not answered by a field that holds seconds, or kilometres; else None."""
    for at, number in enumerate(items):
        said = said_behind(items, at) if number.kind == "number" and number.number is not None else None
        if said is None:
            continue
        for one in plan.fields:
            compared = any(not isinstance(v, str | bool) and v == number.number for v in one.values)
            found = lexicon.dimension(*one.field.rsplit(".", 1)) if compared and "." in one.field else None
            held = held_by(found) if found is not None else set()
            if found is not None and held and said[0] not in held:
                kept = " or ".join(sorted(held))
                return f"{found.label or found.name} holds {kept}. Ask for it in {kept}."
    return None
