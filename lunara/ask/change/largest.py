"""The members of a long dimension that moved most: what is read to find them, and whether one that was not read moved more.

A statement gives the largest or smallest of one number. Whoever is in none of the statements holds, of each number, no more
than the last row of the one and no less than the last row of the other; so much it can have moved at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.members import exactly, places_of
from lunara.ask.change.parts import Parts
from lunara.ask.change.split import Amounts
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.query import Calculation, OrderBy, SemanticQuery

Number = Literal["change", "after", "before"]
CHANGE = "change_in_size"


@dataclass(frozen=True)
class Reading:
    """One end of one number of an atom."""

    atom: int
    number: Number
    direction: Literal["asc", "desc"]


def readings(parts: Parts) -> tuple[Reading, ...]:
    """What is read to know the largest parts of the change, the most telling first.

    A sum's members by how much they changed, and by each period, since one that is in a single period has no difference there.
    A ratio's by each period: what a member adds to it goes by other factors before and after.
    """
    numbers: tuple[Number, ...] = ("change", "after", "before") if parts.denominator is None else ("after", "before")
    places = [(number, atom) for number in numbers for atom in range(len(parts.atoms))]
    return tuple(
        one for number, atom in places for one in (Reading(atom, number, "desc"), Reading(atom, number, "asc"))
    )


def name_of(parts: Parts, atom: int) -> str:
    """The name of an atom's column."""
    its = parts.atoms[atom]
    return its.rsplit(".", 1)[-1] if isinstance(its, str) else its.name


def column_of(parts: Parts, reading: Reading) -> str:
    """The column that a reading goes by."""
    if reading.number == "change":
        return CHANGE
    return name_of(parts, reading.atom) + ("_previous" if reading.number == "before" else "")


def query_of(asked: WhyChanged, parts: Parts, reading: Reading, limit: int) -> SemanticQuery:
    """Both periods of those members, from that end."""
    more: dict[str, object] = {
        "order_by": (OrderBy(field=column_of(parts, reading), direction=reading.direction),),
    }
    if reading.number == "change":
        more["calculations"] = (Calculation(kind="difference", of=name_of(parts, reading.atom), name=CHANGE),)
    return asked.query(*parts.atoms, limit=limit).model_copy(update=more)


@dataclass
class Ends:
    """Where each reading ended: the number in its last row, None where all that have one were read."""

    parts: Parts
    last: dict[Reading, Fraction | None] = field(default_factory=dict)

    def ended(self, reading: Reading, compiled: CompiledQuery, result: ResultTable) -> None:
        """Keep where it ended. Nulls come last, so that a null says that no number is left."""
        if reading.number == "change":
            place = [column.name for column in compiled.columns].index(CHANGE)
        else:
            now, then = places_of(compiled, len(self.parts.atoms))[reading.atom]
            place = now if reading.number == "after" else then
        value = result.rows()[-1][place]
        self.last[reading] = None if value is None else exactly(value)

    def most(self, whole: Amounts) -> Fraction | None:
        """How large a part of the change a member can have that was in none of the readings; None: any."""
        if any(reading not in self.last for reading in readings(self.parts)):
            return None
        top, bottom = self.parts.numerator, self.parts.denominator
        factors = dict(top.of)
        if bottom is None:
            found = Fraction(0)
            for atom in range(len(self.parts.atoms)):
                size = self._size(atom)
                found += abs(factors.get(atom, Fraction(0))) * max(size("change"), size("after"), size("before"))
            return found
        under = [bottom.value(side) for side in (whole.before, whole.after)]
        mean = sum((top.value(s) / d for s, d in zip((whole.before, whole.after), under, strict=True)), Fraction(0)) / 2
        weights = dict(bottom.of)
        found = Fraction(0)
        for atom in range(len(self.parts.atoms)):
            factor = abs(factors.get(atom, Fraction(0)) - mean * weights.get(atom, Fraction(0)))
            size = self._size(atom)
            found += factor * (size("before") / abs(under[0]) + size("after") / abs(under[1]))
        return found

    def _size(self, atom: int) -> Callable[[Number], Fraction]:
        def size(number: Number) -> Fraction:
            high, low = self.last[Reading(atom, number, "desc")], self.last[Reading(atom, number, "asc")]
            return Fraction(0) if high is None or low is None else max(abs(high), abs(low))

        return size


def largest_first(pool: Sequence[Amounts], changes: Sequence[Fraction]) -> list[Amounts]:
    """The members by the size of their part of the change."""
    pairs = sorted(zip(changes, pool, strict=True), key=lambda pair: (-abs(pair[0]), str(pair[1].key)))
    return [one for _, one in pairs]
