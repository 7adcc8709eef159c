"""Sentences whose figures are references: each is a cell of the result or a formula over cells, worked out when written.

A literal part of a sentence may hold no digit, so a figure can only come from the result. A sentence that breaks this, or
whose reference does not exist or cannot be worked out, is not written at all.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from lunara.ask.periods import absent
from lunara.charts.display import cell, clean, display
from lunara.charts.period import period_phrase, period_text
from lunara.connect.result import ResultTable
from lunara.errors import LunaraError
from lunara.semantic.compiled import CompiledQuery, OutputColumn, TimeWindow
from lunara.semantic.model import Format

PERCENT = Format(kind="percent", decimals=1)


class Unbound(LunaraError):
    """A sentence that may not be written: a digit outside a reference, or a reference that the result cannot fill."""

    code = "unbound"


@dataclass(frozen=True)
class Cell:
    """A cell of the result, by row and column position. A dimension's cell is a name ("Germany", "Mar 2025")."""

    row: int
    column: int


@dataclass(frozen=True)
class Label:
    """A column's label."""

    column: int


@dataclass(frozen=True)
class Thing:
    """What a group of this column is: its table's thing ("product") where the column is its name, else the column's label."""

    column: int


@dataclass(frozen=True)
class Measured:
    """A column's label with the query's conditions behind it in brackets, where it has any."""

    column: int


@dataclass(frozen=True)
class RowCount:
    """How many rows came back."""


@dataclass(frozen=True)
class Rows:
    """What the rows of a list are ("customers", "row"), as many as came back."""


@dataclass(frozen=True)
class Conditions:
    """The query's own conditions and period in words, as they were asked."""


@dataclass(frozen=True)
class Window:
    """The query's time window in words; with `phrase` as it follows what happened in it ("in Oct 2026")."""

    compared: bool = False
    phrase: bool = False


@dataclass(frozen=True)
class Total:
    """The sum of a column over `rows` (None: all). Only for columns that may be added up."""

    column: int
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Share:
    """`part` as a fraction of `whole`."""

    part: Cell | Total
    whole: Total


@dataclass(frozen=True)
class Difference:
    """`after` minus `before`, without its sign when `size` is set."""

    after: Cell | Total
    before: Cell | Total
    size: bool = False


@dataclass(frozen=True)
class Change:
    """(`after` - `before`) / |`before`| as a percentage, without its sign when `size` is set."""

    after: Cell | Total
    before: Cell | Total
    size: bool = False


@dataclass(frozen=True)
class Absent:
    """How many periods between those of `rows` are not among them ("3 months"). Only for columns of periods."""

    column: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Rank:
    """Place of a cell among its column's values, 1 for the highest."""

    of: Cell


Reference = (
    Cell
    | Label
    | Thing
    | Measured
    | RowCount
    | Rows
    | Conditions
    | Window
    | Total
    | Share
    | Difference
    | Change
    | Absent
    | Rank
)
Sentence = tuple[str | Reference, ...]


@dataclass(frozen=True)
class Facts:
    """What references point into. `additive` are positions of measure columns whose rows may be added up."""

    columns: tuple[OutputColumn, ...]
    rows: Sequence[Sequence[Any]]
    additive: frozenset[int] = frozenset()
    window: TimeWindow | None = None
    compare_window: TimeWindow | None = None
    one_and_many: tuple[str, str] = ("row", "rows")
    conditions: str = ""
    things: Mapping[int, str] = field(default_factory=dict)
    _numbers: dict[int, list[Decimal | None]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        compiled: CompiledQuery,
        result: ResultTable,
        additive: Collection[int],
        one_and_many: tuple[str, str] = ("row", "rows"),
        conditions: str = "",
        *,
        things: Mapping[int, str] | None = None,
    ) -> Facts:
        """The facts of a result; a truncated result or overlapping groups leave nothing that may be added up.

        `one_and_many`: what a row is; `conditions`: what was asked of it, in words; `things`: of columns that name a table's
        rows, what one of these is.
        """
        whole = compiled.adds_up and not result.truncated
        return cls(
            columns=compiled.columns,
            rows=result.rows(),
            additive=frozenset(additive) if whole else frozenset(),
            window=compiled.window,
            compare_window=compiled.compare_window,
            one_and_many=one_and_many,
            conditions=conditions,
            things=things or {},
        )

    def numbers(self, column: int) -> list[Decimal | None]:
        """A column's numbers, None where a cell holds none. Raises Unbound outside the result."""
        if not 0 <= column < len(self.columns):
            raise Unbound("A column was named that the result does not have.")
        if column not in self._numbers:
            self._numbers[column] = [_exact(row[column]) for row in self.rows]
        return self._numbers[column]

    def number(self, reference: Cell | Total) -> Decimal:
        """The exact number behind a reference. Raises Unbound where there is none."""
        if isinstance(reference, Total):
            if reference.column not in self.additive:
                raise Unbound("A total was asked of a column that may not be added up.")
            numbers = self.numbers(reference.column)
            rows = range(len(numbers)) if reference.rows is None else sorted(set(reference.rows))
            if any(not 0 <= row < len(numbers) for row in rows):
                raise Unbound("A total was asked of rows that the result does not have.")
            return sum((n for row in rows if (n := numbers[row]) is not None), Decimal(0))
        self.value(reference)
        number = self.numbers(reference.column)[reference.row]
        if number is None:
            raise Unbound("A figure was asked of a cell that holds no number.")
        return number

    def value(self, reference: Cell) -> Any:
        """The value of a cell. Raises Unbound outside the result."""
        if not (0 <= reference.row < len(self.rows) and 0 <= reference.column < len(self.columns)):
            raise Unbound("A figure was asked of a cell that the result does not have.")
        return self.rows[reference.row][reference.column]


def write(sentence: Sentence, facts: Facts) -> str:
    """The sentence as one line of plain text. Raises Unbound when a figure in it is not the result's."""
    told = [
        _placed(_literal(part), sentence[at + 1 : at + 2], facts) if isinstance(part, str) else _written(part, facts)
        for at, part in enumerate(sentence)
    ]
    return clean("".join(told))


def _placed(text: str, follows: Sequence[str | Reference], facts: Facts) -> str:
    """The words before a date say "on" for a day and "at" for an hour: one is in a month, on a day, at an hour."""
    match follows:
        case [Cell(column=at)] if text in ("In ", "in ") or text.endswith(" in "):
            word = _AT_DATES.get(_column(facts, at).grain or "")
            return text if word is None else f"{text[:-3]}{word.capitalize() if text[-3] == 'I' else word} "
    return text


_AT_DATES = {"day": "on", "hour": "at", "minute": "at"}


def write_all(sentences: Iterable[Sentence], facts: Facts) -> tuple[str, ...]:
    """Those sentences that may be written, in order; the others are left out."""
    written = []
    for sentence in sentences:
        try:
            written.append(write(sentence, facts))
        except Unbound:
            continue
    return tuple(written)


def _exact(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def _literal(text: str) -> str:
    if any(
        unicodedata.category(letter).startswith("N") or unicodedata.numeric(letter, None) is not None for letter in text
    ):
        raise Unbound("A figure was written instead of being taken from the result.")
    return text


def _column(facts: Facts, position: int) -> OutputColumn:
    if not 0 <= position < len(facts.columns):
        raise Unbound("A column was named that the result does not have.")
    return facts.columns[position]


def _written(reference: Reference, facts: Facts) -> str:
    match reference:
        case Cell():
            value, column = facts.value(reference), facts.columns[reference.column]
            written = cell(_shown(value), column)
            # "No" by itself says nothing of what it denies.
            told = column.role == "dimension" and isinstance(value, bool)
            return f"{clean(column.label)}: {written}" if told else written
        case Label(column):
            return clean(_column(facts, column).label)
        case Thing(column):
            return clean(facts.things.get(column) or _column(facts, column).label)
        case Measured(column):
            label = clean(_column(facts, column).label)
            return f"{label} ({clean(facts.conditions)})" if facts.conditions else label
        case RowCount():
            return display(len(facts.rows))
        case Rows():
            return clean(facts.one_and_many[0 if len(facts.rows) == 1 else 1])
        case Conditions():
            if not facts.conditions:
                raise Unbound("The query has no conditions.")
            return clean(facts.conditions)
        case Window(compared, phrase):
            window = facts.compare_window if compared else facts.window
            text = period_phrase(window) if phrase else period_text(window)
            if not text:
                raise Unbound("A time window was named that the query does not have.")
            return text
        case Total(column):
            return display(facts.number(reference), _column(facts, column).format)
        case Share(part, whole):
            return display(_ratio(facts.number(part), facts.number(whole)), PERCENT)
        case Difference(after, before, size):
            gap = facts.number(after) - facts.number(before)
            return display(abs(gap) if size else gap, _column(facts, after.column).format)
        case Change(after, before, size):
            base = facts.number(before)
            ratio = _ratio(facts.number(after) - base, abs(base))
            return display(abs(ratio) if size else ratio, PERCENT)
        case Absent(column, rows):
            grain = _column(facts, column).grain
            missing = absent((facts.value(Cell(row, column)) for row in rows), grain)
            if missing is None:
                raise Unbound("Periods were counted that are none.")
            return f"{display(missing)} {grain}{'' if missing == 1 else 's'}"
        case Rank(of):
            own = facts.number(of)
            return display(1 + sum(1 for other in facts.numbers(of.column) if other is not None and other > own))


def _ratio(part: Decimal, whole: Decimal) -> Decimal:
    if whole == 0:
        raise Unbound("A share or change was asked of nothing.")
    try:
        return part / whole
    except InvalidOperation:
        raise Unbound("A share or change was asked of numbers that cannot be divided.") from None


def _shown(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
