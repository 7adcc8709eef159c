"""Whether two results are the same rows, strictly and by type: what an evaluation counts as the right answer.

- Rows are a multiset, or a sequence where the order was asked for (rows that its columns leave equal may change places).
- Names of columns are free. Where both sides have the same names they say which is which; otherwise columns are matched by what
  is in them, and two columns of numbers only in the order that they stand in: nothing else tells revenue from cost.
- Text, numbers, truth values and times are never each other: "5" is not 5. A date is the zoneless moment it begins with.
- Exact numbers are equal to the digit, floats to 1e-9 of their size (sums of floats depend on their order); `tolerance` is what
  numbers may differ by beyond that.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Literal

from lunara.connect.plain import plain
from lunara.connect.result import ResultTable

FLOATS = 1e-9
MOST_MATCHINGS = 200
MOST_IN_A_GROUP = 200
MOST_APART = 2_000
Kind = Literal["null", "truth", "number", "text", "time", "moment", "clock", "span", "bytes", "nested"]
Cell = tuple[Kind, Any]
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Rows:
    """A result to compare. `written`: its texts were written by a person, and stand for dates and large decimals too."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    width: int
    written: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether there is no row, or no value in any."""
        return not any(kind != "null" for row in self.rows for kind, _ in row)


@dataclass(frozen=True)
class Verdict:
    """`because` is why they are not the same, in words without a value of theirs."""

    same: bool
    because: str = ""


def rows_of(result: ResultTable) -> Rows:
    """The rows of a result."""
    return Rows(result.columns, tuple(tuple(map(_cell, row)) for row in result.rows()), len(result.columns))


def written_rows(rows: Sequence[Sequence[Any]]) -> Rows:
    """Rows as a file has them: a number is the decimal that was written."""
    read = tuple(tuple(_cell(Decimal(repr(v)) if type(v) is float else v) for v in row) for row in rows)
    return Rows((), read, len(rows[0]) if rows else 0, written=True)


def same_rows(
    expected: Rows,
    got: Rows,
    *,
    ordered: bool = False,
    by: Sequence[int] | None = None,
    tolerance: float = 0.0,
    more_columns: bool = False,
) -> Verdict:
    """Whether `got` are the rows that are expected. `by`: the expected columns that say the order (None: all of them).

    No rows on both sides are the same, whatever their columns.
    """
    if len(expected.rows) != len(got.rows):
        return Verdict(False, f"{_count(len(expected.rows), 'row')} expected, {_count(len(got.rows), 'row')} came.")
    if not expected.rows:
        return Verdict(True)
    if got.width < expected.width or (got.width > expected.width and not more_columns):
        return Verdict(False, f"{_count(expected.width, 'column')} expected, {_count(got.width, 'column')} came.")
    comparison = _Comparison(expected, got, Decimal(repr(tolerance)))
    nearest = len(expected.rows)
    out_of_order = False
    for columns in comparison.matchings():
        missing = comparison.missing(columns)
        if missing == 0:
            if not ordered or comparison.in_order(columns, by):
                return Verdict(True)
            out_of_order = True
        nearest = min(nearest, missing)
    if out_of_order:
        return Verdict(False, "The rows are the same, and not in the order that was asked for.")
    total = len(expected.rows)
    if nearest == total:
        return Verdict(False, "None of the expected rows came." if total > 1 else "The expected row did not come.")
    return Verdict(False, f"{nearest:,} of {total:,} expected rows did not come.")


@dataclass(frozen=True)
class Apart:
    """The first rows that only one side has, by their places on that side; both empty where they differ in their order alone."""

    expected: tuple[int, ...]
    got: tuple[int, ...]


def apart(expected: Rows, got: Rows, *, most: int = 5, tolerance: float = 0.0) -> Apart:
    """Which rows stand on one side alone, the first `most` of each, by the columns that fit each other best; every row where no
    columns do. Of each side MOST_APART rows are looked at."""
    ours, theirs = (replace(side, rows=side.rows[:MOST_APART]) for side in (expected, got))
    comparison = _Comparison(ours, theirs, Decimal(repr(tolerance)))
    columns = comparison.nearest() if ours.width <= theirs.width else None
    if columns is None:
        return Apart(tuple(range(len(ours.rows)))[:most], tuple(range(len(theirs.rows)))[:most])
    alone, left = comparison.alone(columns)
    return Apart(tuple(alone[:most]), tuple(left[:most]))


class _Comparison:
    """Two results, and which of their columns may stand for each other."""

    def __init__(self, expected: Rows, got: Rows, tolerance: Decimal) -> None:
        self._expected, self._got, self._tolerance = expected, got, tolerance
        self._theirs = [[row[at] for row in got.rows] for at in range(got.width)]
        self._ours: dict[tuple[int, int], list[Cell]] = {}

    def matchings(self) -> Iterator[tuple[int, ...]]:
        """For each expected column the one of `got` that may be it, at most MOST_MATCHINGS times; the likeliest first."""
        by_name = self._by_name()
        if by_name is not None:
            if all(self._alike(ours, theirs) for ours, theirs in enumerate(by_name)):
                yield by_name
            return
        wanted = range(self._expected.width)
        may_be = [[theirs for theirs in range(self._got.width) if self._alike(ours, theirs)] for ours in wanted]
        yield from islice(self._chosen(may_be, ()), MOST_MATCHINGS)

    def _by_name(self) -> tuple[int, ...] | None:
        ours = [name.casefold() for name in self._expected.names]
        theirs = [name.casefold() for name in self._got.names]
        if not ours or len(set(ours)) < len(ours) or len(set(theirs)) < len(theirs) or not set(ours) <= set(theirs):
            return None
        return tuple(theirs.index(name) for name in ours)

    def _chosen(self, may_be: Sequence[Sequence[int]], chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        at = len(chosen)
        if at == len(may_be):
            yield chosen
            return
        numbers = [theirs for ours, theirs in enumerate(chosen) if self._is_number(ours)]
        for theirs in sorted(may_be[at], key=lambda one: one != at):
            if theirs in chosen or (self._is_number(at) and numbers and theirs < numbers[-1]):
                continue
            yield from self._chosen(may_be, (*chosen, theirs))

    def _is_number(self, ours: int) -> bool:
        return any(row[ours][0] == "number" for row in self._expected.rows)

    def _column(self, ours: int, theirs: int) -> list[Cell]:
        """An expected column as it reads beside one of `got`."""
        if (ours, theirs) not in self._ours:
            cells = [row[ours] for row in self._expected.rows]
            if self._expected.written:
                kinds = {kind for kind, _ in self._theirs[theirs]} - {"null"}
                cells = [_read_as(cell, kinds) for cell in cells]
            self._ours[ours, theirs] = cells
        return self._ours[ours, theirs]

    def _alike(self, ours: int, theirs: int) -> bool:
        """Whether the two columns hold the same values, whatever row they are in."""
        mine, its = sorted(self._column(ours, theirs), key=_order), sorted(self._theirs[theirs], key=_order)
        if all(self._same(one, other) for one, other in zip(mine, its, strict=True)):
            return True
        # By one value or by all: it is the same column with other values, and told of as rows that did not come.
        return {kind for kind, _ in mine} - {"null"} == {kind for kind, _ in its} - {"null"}

    def missing(self, columns: Sequence[int]) -> int:
        """How many expected rows are not among those of `got`, each of which stands for one."""
        mine = list(zip(*(self._column(ours, theirs) for ours, theirs in enumerate(columns)), strict=True))
        its = list(zip(*(self._theirs[theirs] for theirs in columns), strict=True))
        groups: dict[Any, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((mine, its)):
            for row in rows:
                groups[_exact(row)][side].append(row)
        return sum(len(ours) - self._matched(ours, theirs) for ours, theirs in groups.values() if ours)

    def _matched(self, mine: list[Row], its: list[Row]) -> int:
        """How many of `mine` find a row of their own among `its`; all but their numbers is the same."""
        mine, its = sorted(mine, key=_row_order), sorted(its, key=_row_order)
        if len(mine) == len(its) and all(self._same_row(a, b) for a, b in zip(mine, its, strict=True)):
            return len(mine)
        if max(len(mine), len(its)) > MOST_IN_A_GROUP:
            return self._greedy(mine, its)
        taken: dict[int, int] = {}

        def place(at: int, tried: set[int]) -> bool:
            for one, row in enumerate(its):
                if one not in tried and self._same_row(mine[at], row):
                    tried.add(one)
                    if one not in taken or place(taken[one], tried):
                        taken[one] = at
                        return True
            return False

        return sum(place(at, set()) for at in range(len(mine)))

    def _greedy(self, mine: list[Row], its: list[Row]) -> int:
        """As `_matched` of many rows: each takes the first that is left at or after its place in the order."""
        left = its.copy()
        keys = [_row_order(row) for row in left]
        found = 0
        for row in mine:
            at = max(bisect_left(keys, _row_order(row)) - 1, 0)
            near = next((n for n in range(at, min(at + 4, len(left))) if self._same_row(row, left[n])), None)
            if near is not None:
                del left[near], keys[near]
                found += 1
        return found

    def nearest(self) -> tuple[int, ...] | None:
        """The columns by which the fewest expected rows are missing; None where there are none that may be them."""
        if not self._expected.rows or not self._got.rows:
            return tuple(range(self._expected.width))
        return min(self.matchings(), key=self.missing, default=None)

    def alone(self, columns: Sequence[int]) -> tuple[list[int], list[int]]:
        """The places of the expected rows that did not come, and of those that came and were not expected."""
        mine = list(zip(*(self._column(ours, theirs) for ours, theirs in enumerate(columns)), strict=True))
        its = list(zip(*(self._theirs[theirs] for theirs in columns), strict=True))
        free: dict[Any, list[int]] = defaultdict(list)
        for at, row in enumerate(its):
            free[_exact(row)].append(at)
        missing = []
        for at, row in enumerate(mine):
            places = free[_exact(row)]
            found = next((place for place in places if self._same_row(row, its[place])), None)
            if found is None:
                missing.append(at)
            else:
                places.remove(found)
        return missing, sorted(place for places in free.values() for place in places)

    def in_order(self, columns: Sequence[int], by: Sequence[int] | None) -> bool:
        """Whether the rows come in the expected order of the columns `by`."""
        wanted = range(len(columns)) if by is None else by
        return all(
            self._same(one, other)
            for ours in wanted
            for one, other in zip(self._column(ours, columns[ours]), self._theirs[columns[ours]], strict=True)
        )

    def _same_row(self, one: Row, other: Row) -> bool:
        return all(map(self._same, one, other))

    def _same(self, one: Cell, other: Cell) -> bool:
        if one[0] != other[0]:
            return False
        return _close(one[1], other[1], self._tolerance) if one[0] == "number" else bool(one[1] == other[1])


def _close(one: Decimal | float, other: Decimal | float, tolerance: Decimal) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other or (one.is_finite() and other.is_finite() and abs(one - other) <= tolerance)
    a, b = float(one), float(other)
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return math.isclose(a, b, rel_tol=FLOATS, abs_tol=max(float(tolerance), 1e-12))


def _cell(value: Any) -> Cell:
    """A value with its kind; whole numbers and decimals are one kind with floats, which stay what they are."""
    if value is None:
        return "null", None
    if isinstance(value, bool):
        return "truth", value
    if isinstance(value, int):
        return "number", Decimal(value)
    if isinstance(value, Decimal):
        return "number", value if not value.is_nan() else math.nan
    if isinstance(value, float):
        return "number", value
    if isinstance(value, str):
        return "text", value
    if isinstance(value, datetime):
        return ("time", value) if value.tzinfo is None else ("moment", value.astimezone(UTC))
    if isinstance(value, date):
        return "time", datetime(value.year, value.month, value.day)
    if isinstance(value, time):
        return "clock", value
    if isinstance(value, timedelta):
        return "span", value
    if isinstance(value, bytes | bytearray | memoryview):
        return "bytes", bytes(value)
    return "nested", str(plain(value))


def _read_as(cell: Cell, kinds: set[Kind]) -> Cell:
    """A text that somebody wrote as what it stands for beside a column of these kinds; where it stands for nothing, as it is."""
    if cell[0] != "text" or len(kinds) != 1:
        return cell
    text, (kind,) = str(cell[1]), kinds
    try:
        if kind in ("time", "moment"):
            read = _cell(datetime.fromisoformat(text))
            return read if read[0] == kind else cell
        if kind == "clock":
            return "clock", time.fromisoformat(text)
        if kind == "number" and _is_long_decimal(text):
            return _cell(Decimal(text))
        if kind == "bytes" and text.startswith("0x"):
            return "bytes", bytes.fromhex(text[2:])
    except ValueError:
        return cell
    return cell


def _is_long_decimal(text: str) -> bool:
    """Whether it is a decimal that no double holds, which JSON writes as text."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and plain(Decimal(text)) == text


def _exact(row: Row) -> tuple[Any, ...]:
    """All of a row that is equal or not; of a number only that it is one."""
    return tuple((kind, None) if kind == "number" else (kind, value) for kind, value in row)


def _order(cell: Cell) -> tuple[str, float, str]:
    kind, value = cell
    if kind == "number":
        number = float(value)
        return kind, math.inf if math.isnan(number) else number, ""
    return kind, 0.0, str(value)


def _row_order(row: Row) -> tuple[tuple[str, float, str], ...]:
    return tuple(map(_order, row))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
