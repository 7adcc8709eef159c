"""What the warehouse holds of each member in both periods, read exactly, and checked against the whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lunara.ask.change.split import Amounts
from lunara.connect.result import ResultTable
from lunara.errors import Refused
from lunara.semantic.compiled import CompiledQuery

# Doubles are summed in the order in which an engine finds them: this part of all that was summed may differ.
TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True)
class Read:
    """Members as they came. `exact`: by atom, whether no number of it was a double."""

    members: tuple[Amounts, ...]
    exact: tuple[bool, ...]


def read_members(compiled: CompiledQuery, result: ResultTable, atoms: int, *, grouped: bool = True) -> Read:
    """The first `atoms` measures of each row, in both periods. A null is nothing: a sum or count over no rows.

    Raises Refused for a number that is none (infinity, not a number).
    """
    places = places_of(compiled, atoms, 1 if grouped else 0)
    exact = [True] * atoms
    members = []
    for row in result.rows():
        after: list[Fraction] = []
        before: list[Fraction] = []
        found = [False, False]
        for atom, (now, then) in enumerate(places):
            for turn, place, side in ((1, now, after), (0, then, before)):
                side.append(exactly(row[place]))
                found[turn] = found[turn] or row[place] is not None
                exact[atom] = exact[atom] and not isinstance(row[place], float)
        there = (found[0], found[1])
        members.append(Amounts(row[0] if grouped else None, tuple(before), tuple(after), there=there))
    return Read(tuple(members), tuple(exact))


def places_of(compiled: CompiledQuery, atoms: int, first: int = 1) -> list[tuple[int, int]]:
    """(position now, position before) of each measure of the query, in its order."""
    columns = compiled.columns
    pairs = []
    for place in range(first, len(columns) - 1):
        if columns[place].compares is None and columns[place + 1].compares == columns[place].name:
            pairs.append((place, place + 1))
    if len(pairs) < atoms:
        raise ValueError("a query of both periods has two columns for each measure")
    return pairs[:atoms]


def exactly(value: Any) -> Fraction:
    """A number of a result as it is written; nothing where there is none. Raises Refused for infinity and no number."""
    if value is None:
        return Fraction(0)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise Refused(
            "A group holds a number that is none (infinity or “not a number”), so nothing can be added up.",
            "Correct the measure, or leave those rows out.",
            code="not_finite",
        )
    return Fraction(value)


def adds_up(read: Read, whole: Read) -> list[int]:
    """Atoms whose members do not make up the whole, in one of the periods. Decimals and integers are compared exactly."""
    wrong = []
    for atom, exact in enumerate(read.exact):
        for side in ("before", "after"):
            numbers = [getattr(member, side)[atom] for member in read.members]
            gap = abs(sum(numbers, Fraction(0)) - getattr(whole.members[0], side)[atom])
            slack = Fraction(0) if exact and whole.exact[atom] else TOLERANCE * sum(map(abs, numbers), Fraction(0))
            if gap > slack and atom not in wrong:
                wrong.append(atom)
    return wrong


def alike(one: Fraction, other: Fraction) -> bool:
    """Whether two numbers are the same but for the rounding of doubles."""
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))
