"""Units of measure as they are said and as the fields hold them: 30 minutes are no kilometres, nor 2000 grams 2000 kg."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import CURRENCIES, spread
from lunara.ask.tokens import stem
from lunara.semantic.model import Dimension
from lunara.semantic.query import InlineMeasure

_TIMES = {
    "milliseconds": "ms msec msecs millisecond milliseconds",
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
    "inches": "inch inches",
    "miles": "mile miles mi",
    "feet": "feet foot ft",
    "kilograms": "kg kgs kilo kilos kilogram kilograms",
    "grams": "g gram grams",
    "milligrams": "mg milligram milligrams",
    "ounces": "oz ounce ounces",
    "tonnes": "ton tons tonne tonnes",
    "pounds": "lb lbs",
    "litres": "litre litres liter liters",
    "millilitres": "ml millilitre millilitres milliliter milliliters",
    "centilitres": "cl centilitre centilitres centiliter centiliters",
    "square metres": "sqm m2 squaremetre squaremeter squaremetres squaremeters",
    "square feet": "sqft ft2 squarefoot squarefeet",
    "hectares": "hectare hectares ha",
    "acres": "acre acres",
    "kilowatt hours": "kwh",
}
_SAID = {word: unit for unit, words in (_TIMES | _SIZES).items() for word in spread(words)}
_HELD = {stem(word): unit for word, unit in _SAID.items()}
_SHORT = {"m": "metres", "l": "litres", "t": "tonnes", "s": "seconds", "h": "hours", "in": "inches"}
"""Units of fields by what their names end in, which are other words where people say them."""
_SQUARE = "square"
_LENGTHS = frozenset(spread("height length width depth distance altitude elevation"))
_METRES = re.compile(r"\d\s?m$", re.IGNORECASE)
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound"}
_MONEY = {
    "USD": frozenset(spread("dollar usd buck")),
    "EUR": frozenset(spread("euro eur")),
    "GBP": frozenset(spread("pound gbp")),
    "JPY": frozenset(spread("yen")),
    "CAD": frozenset(spread("dollar")),
    "AUD": frozenset(spread("dollar")),
}
"""What the units of a currency are called."""


_FAMILIES: tuple[dict[str, str], ...] = (
    {
        "milliseconds": "0.001",
        "seconds": "1",
        "minutes": "60",
        "hours": "3600",
        "days": "86400",
        "weeks": "604800",
    },
    {
        "millimetres": "0.001",
        "centimetres": "0.01",
        "metres": "1",
        "kilometres": "1000",
        "inches": "0.0254",
        "feet": "0.3048",
        "miles": "1609.344",
    },
    {
        "milligrams": "0.001",
        "grams": "1",
        "kilograms": "1000",
        "tonnes": "1000000",
        "ounces": "28.349523125",
        "pounds": "453.59237",
    },
    {"millilitres": "0.001", "centilitres": "0.01", "litres": "1"},
    {"square metres": "1", "square feet": "0.09290304", "hectares": "10000", "acres": "4046.8564224"},
)
"""Units of one kind, each by how many of the first ones it is: exact by definition (international yard and pound of 1959)."""


def so_many(unit: str, other: str) -> Decimal | None:
    """How many of the other unit one of a unit is: 60 seconds for a minute; None where they measure different things."""
    family = next((f for f in _FAMILIES if unit in f and other in f), None)
    return Decimal(family[unit]) / Decimal(family[other]) if family is not None else None


def plain_number(value: Decimal) -> float | int:
    """The number as it is compared: whole where it is."""
    return int(value) if value == value.to_integral_value() else float(value)


def said_behind(items: Sequence[Item], at: int) -> tuple[str, int] | None:
    """The unit behind the number at this place, and how many items it takes: "80 sqm", "80 square metres"."""
    following = [i.low for i in items[at + 1 : at + 3]]
    if following[:1] == [_SQUARE] and len(following) == 2:
        unit = _SAID.get(_SQUARE + following[1])
        return (unit, 2) if unit is not None else None
    unit = _SAID.get(following[0]) if following else None
    return (unit, 1) if unit is not None else None


def unit_of(word: str) -> str | None:
    """The unit that a word names in the singular or in the plural: days for "day"; None where it is none."""
    return _SAID.get(word) or _HELD.get(word)


def names_unit(word: str) -> bool:
    """Whether a word of a field's name is a unit, written short too: the "m" of a length."""
    return unit_of(word) is not None or word in _SHORT


def is_size(unit: str) -> bool:
    """Whether a unit is one of weight, length, area and the like, not of time."""
    return unit in _SIZES


def sized_behind(items: Sequence[Item], at: int) -> bool:
    """Whether a weight, length or area is given in what stands here: "between 1000 and 2000 kg" are no years."""
    said = said_behind(items, at)
    return said is not None and said[0] in _SIZES


def held_by(dimension: Dimension) -> set[str]:
    """The units that a field is given in, by its format and by its names; empty where nothing tells."""
    told = dimension.format.unit if dimension.format is not None else None
    names = [words_of(n) for n in (told or "", dimension.name, dimension.label or "")]
    held = {_HELD[w] for words in names for w in words if w in _HELD and (_HELD[w] in _TIMES or w == words[-1])}
    if not _is_money(dimension):
        held |= {_SHORT[words[-1]] for words in names if len(words) > 1 and words[-1] in _SHORT}
    return held | {
        _HELD[pair] for words in names for a, b in pairwise(words) if (pair := stem(a + b)) in _HELD and a == _SQUARE
    }


def other_unit(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """Why "longer than 10 minutes" is not answered by a field that holds seconds, or kilometres; else None."""
    for at, number in enumerate(items):
        if number.kind != "number" or number.number is None:
            continue
        said, money = said_behind(items, at), _currency(items, at)
        metres = said is None and _METRES.search(number.text) is not None
        for found in _compared(plan, number, lexicon):
            name, held = found.label or found.name, held_by(found)
            kept = " or ".join(sorted(held))
            if said is not None and held and said[0] not in held:
                return f"{name} holds {kept}. Ask for it in {kept}."
            if said is not None and not held and found.format is not None and found.format.unit:
                return f"{name} holds {found.format.unit}. Ask for it without “{said[0]}”."
            if metres and not _is_money(found) and (held & {*_SIZES} or {*words_of(name)} & _LENGTHS):
                return f"“{number.text}” may be millions or metres of {name}. Say it in words."
            kinds = _MONEY.get(found.format.currency or "") if found.format is not None else None
            if money and kinds is not None and money not in kinds and found.format is not None:
                return f"{name} holds {found.format.currency}. Ask for it in {found.format.currency}."
    return None


def told_in_no_such(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """Why "sales by month, in litres" is not answered by numbers of which none is held in litres; else None."""
    for at in range(1, len(items)):
        unit = _SAID.get(items[at].low)
        before = items[at - 1].low.split()
        timed = unit in _TIMES and items[at].kind == "unit"
        if (unit not in _SIZES and not timed) or before[-1:] != ["in"] or items[at].kind == "mention":
            continue
        held = {u for d in _shown(plan, lexicon) for u in (*held_by(d), _format_unit(d)) if u}
        told = {u for f in plan.query.measures for u in _measured(f) if u}
        if unit not in held | told:
            return f"The answer would hold nothing in {unit}. Name the number that is meant."
    return None


def _format_unit(dimension: Dimension) -> str:
    return dimension.format.unit or "" if dimension.format is not None else ""


def _measured(measure: str | InlineMeasure) -> set[str]:
    """The unit of a number that the query makes itself."""
    if isinstance(measure, str) or measure.format is None or not measure.format.unit:
        return set()
    return {_HELD.get(stem(measure.format.unit), measure.format.unit)}


def _shown(plan: FlatPlan, lexicon: Lexicon) -> Iterator[Dimension]:
    """The fields that the query shows, and those that its numbers are made of."""
    for path in plan.dimensions:
        table, _, name = path.rpartition(".")
        if (found := lexicon.dimension(table, name)) is not None:
            yield found
    said = {w for text in plan.governed for w in re.findall(r"\w+", text)}
    for one in lexicon.tables.values():
        yield from (d for d in one.dimensions if d.name in said or (d.expression or "") in said)


def untold(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> tuple[str, str, str] | None:
    """A field whose unit nothing tells, with the number and the unit that it is compared with; None where there is none."""
    for at, number in enumerate(items):
        said = said_behind(items, at) if number.kind == "number" and number.number is not None else None
        for found in _compared(plan, number, lexicon) if said is not None else ():
            unit = found.format.unit if found.format is not None else None
            if (
                said is not None
                and not held_by(found)
                and not unit
                and not _is_money(found)
                and not _counts(found, said[0])
            ):
                return found.label or found.name, number.text, said[0]
    return None


def _counts(dimension: Dimension, unit: str) -> bool:
    """Whether a field is told to be so many of them by its name or what is said of it: "age" is one in years."""
    return unit == "years" and "age" in words_of(dimension.label or dimension.name)


def _is_money(dimension: Dimension) -> bool:
    return dimension.format is not None and dimension.format.kind == "currency"


def _currency(items: Sequence[Item], at: int) -> str:
    """The currency that is said beside the number at this place; "" where none is."""
    sign = _SIGNS.get(items[at].text[:1])
    behind = stem(items[at + 1].low) if at + 1 < len(items) else ""
    return sign or (behind if behind in CURRENCIES else "")


def _compared(plan: FlatPlan, number: Item, lexicon: Lexicon) -> Iterator[Dimension]:
    """The fields that are compared with this number, and those whose totals are."""
    told: list[tuple[str, Sequence[object]]] = [(f.field, f.values) for f in plan.fields]
    told += [(f.measure if isinstance(f.measure, str) else "", f.values) for f in plan.totals]
    for field, values in told:
        if not any(not isinstance(v, str | bool) and v == number.number for v in values):
            continue
        table, _, name = field.rpartition(".")
        found = lexicon.dimension(table, name) if table else None
        if found is not None:
            yield found
            continue
        for one in lexicon.tables.values():
            if table and one.name != table:
                continue
            summed = {m.expression for m in one.measures if m.name == name}
            yield from (d for d in one.dimensions if d.name in summed)
