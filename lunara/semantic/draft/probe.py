"""Bounded questions to the warehouse that check a draft: counts, distinct counts, ranges, overlap of keys, few sample values."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlglot import exp

from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, UnsafeSql, WarehouseFailed
from lunara.guard import read_only
from lunara.semantic.draft.evidence import ProbeCost
from lunara.semantic.draft.facts import ColumnFacts, Stats, TableFacts
from lunara.semantic.draft.key_counts import find_composite
from lunara.semantic.draft.matching import Candidate
from lunara.semantic.draft.probe_sql import MOST_VALUES, ROUGH_COUNTS, Statements
from lunara.semantic.draft.relationships import Overlap
from lunara.semantic.draft.vocabulary import word_set

_COLUMNS_AT_ONCE = 40
_SMALL = 50_000  # rows up to which several tables, and more of their columns, are looked at in one statement
_COLUMNS_OF_SMALL = 120
_TABLES_AT_ONCE = 12
_VALUES_AT_ONCE = 80
_CANDIDATES_AT_ONCE = 16
_ROUGHLY_ALL = 0.95  # counting roughly is off by a few percent

T = TypeVar("T")
Counted = tuple[TableFacts, list[ColumnFacts]]
OnTable = Callable[[TableFacts], None]


class Probe:
    """Asks one warehouse guarded statements and counts what they cost.

    `values=False` keeps every text value in the warehouse: only counts and the range of numbers are read. Of a table of more
    than `sample_rows` rows about as many are looked at, taken from all over it where the warehouse can, else its first ones.
    Small tables share statements. After `max_statements`, or `budget` seconds in all, nothing more is asked; what was left out is
    reported. A statement that fails or takes more than `seconds` is left out too, and what it was about is not asked again;
    only a warehouse that cannot be reached is an error.
    """

    def __init__(
        self,
        runner: Runner,
        *,
        values: bool = True,
        max_statements: int = 1_000,
        sample_rows: int = 200_000,
        max_values: int = 30,
        max_columns: int = 240,
        seconds: float = 20.0,
        budget: float = 300.0,
    ) -> None:
        self._runner = runner
        self._values = values
        self._max_statements = max_statements
        self._max_values = max_values
        self._max_columns = max_columns
        self._limits = Limits(rows=20_000, bytes=16_000_000, seconds=seconds)
        self._sql = Statements(runner.dialect, sample_rows)
        self._sample_rows = sample_rows
        self._ends = time.monotonic() + budget
        self._budget = budget
        self._statements = 0
        self._rows = 0
        self._elapsed = 0.0
        self._skipped: list[str] = []
        self._failed: set[str] = set()

    @property
    def cost(self) -> ProbeCost:
        """What was asked so far."""
        return ProbeCost(self._statements, round(self._elapsed, 1), tuple(self._skipped), self._rows)

    # -- counts ----------------------------------------------------------------------------------------------------

    def count(self, tables: Sequence[TableFacts], cancel: CancelToken, on_table: OnTable = lambda table: None) -> None:
        """Fill the statistics of the tables' columns, and few sample values of those that have few.

        One statement for up to 40 columns of a table, or for up to twelve small tables; one more for their values.
        """
        for group in _groups(tables, self._is_small, self._columns_of):
            cancel.raise_if_cancelled()
            on_table(group[0][0])
            if len(group) > 1 and not self._count_some(group, cancel, last=False):
                for one in group:
                    self._count_table(one, cancel)
            elif len(group) == 1:
                self._count_table(group[0], cancel)
            if self._values:
                self._sample_values(
                    [(t, c) for t, columns in group for c in columns if t.name not in self._failed], cancel
                )

    def _is_small(self, table: TableFacts) -> bool:
        return table.rows is not None and table.rows <= _SMALL and len(table.columns) <= _COLUMNS_OF_SMALL

    def _columns_of(self, table: TableFacts) -> list[ColumnFacts]:
        columns = [c for c in table.columns if c.kind not in ("other", "clock")]
        if len(columns) > self._max_columns:
            self._skipped.append(f"{table.table.name}: {len(columns) - self._max_columns} columns were not counted.")
            first = sorted(columns, key=lambda c: (c.kind not in ("string", "integer", "uuid"), c.position))
            columns = first[: self._max_columns]
        return columns

    def _count_table(self, one: Counted, cancel: CancelToken) -> None:
        table, columns = one
        width = _COLUMNS_OF_SMALL if self._is_small(table) else _COLUMNS_AT_ONCE
        for start in range(0, len(columns), width):
            if not self._count_some([(table, columns[start : start + width])], cancel, last=True):
                self._failed.add(table.name)
                return

    def _count_some(self, parts: Sequence[Counted], cancel: CancelToken, *, last: bool) -> bool:
        names = ", ".join(table.table.name for table, _ in parts)
        rows = self._ask(
            self._sql.counts(parts), f"{names}: counting values", cancel, [t for t, _ in parts], quiet=not last
        )
        if rows is None:
            return False
        for plain in rows:
            row = {key.lower(): value for key, value in plain.items()}
            table, columns = parts[int(row["b"])]
            total = int(row["n"])
            sampled = self._sql.is_sampled(table) and total < (table.rows or total + 1)
            if not sampled:
                table.rows = total
            for i, column in enumerate(columns):
                column.stats = Stats(
                    rows=total,
                    filled=int(row[f"f{i}"]),
                    distinct=int(row[f"d{i}"]),
                    low=_number(row.get(f"l{i}")),
                    high=_number(row.get(f"h{i}")),
                    iso_dates=int(row.get(f"i{i}") or 0),
                    yes_no=int(row.get(f"y{i}") or 0),
                    sampled=sampled,
                )
        return True

    def _sample_values(self, columns: Sequence[tuple[TableFacts, ColumnFacts]], cancel: CancelToken) -> None:
        few = [
            (t, c)
            for t, c in columns
            if c.kind == "string"
            and c.stats is not None
            and 0 < c.stats.distinct <= self._max_values
            and c.stats.distinct < max(2, c.stats.filled)
            and not _private(c)
        ]
        for start in range(0, len(few), _VALUES_AT_ONCE):
            part = few[start : start + _VALUES_AT_ONCE]
            tables = list({t.name: t for t, _ in part}.values())
            names = ", ".join(t.table.name for t in tables)
            rows = self._ask(self._sql.values(part), f"{names}: sample values", cancel, tables)
            if rows is None:
                continue
            found: dict[int, list[str]] = {}
            for row in rows:
                number, value = list(row.values())[:2]
                found.setdefault(int(number), []).append(str(value))
            for i, (_, column) in enumerate(part):
                values = tuple(sorted(v for v in found.get(i, []) if len(v) <= 120))[: self._max_values]
                if column.stats is not None:
                    column.stats = replace(column.stats, values=values)

    def confirm_key(self, table: TableFacts, cancel: CancelToken) -> None:
        """Whether the key of a table that was looked at in part holds in all of it, roughly counted; else it is less sure."""
        name = table.key[0] if len(table.key) == 1 else ""
        stats = table.column(name).stats if name else None
        if stats is None or not stats.sampled or table.key_declared or table.name in self._failed:
            return
        rows = None
        if self._runner.dialect in ROUGH_COUNTS and table.table.kind == "table":
            query = self._sql.roughly(table, name)
            rows = self._ask(query, f"{table.table.name}: counting {name} roughly", cancel, [table], whole=True)
        if rows is None:
            table.key_confidence = min(table.key_confidence, 0.9)
            return
        total, filled, different = (int(v) for v in list(rows[0].values())[:3])
        table.rows = total
        if filled == total and different >= _ROUGHLY_ALL * total:
            table.key_because += f" All {total:,} rows have about as many different values of it."
        else:
            table.key, table.key_confidence = (), 0.0

    # -- references ------------------------------------------------------------------------------------------------

    def overlaps(
        self,
        candidates: Sequence[Candidate],
        tables: Mapping[str, TableFacts],
        cancel: CancelToken,
        on_table: OnTable = lambda table: None,
    ) -> list[Overlap | None]:
        """For each candidate, how many of the child's different values the parent has; None where that was not asked."""
        result: list[Overlap | None] = [None] * len(candidates)
        open_ = [
            (i, tables[c.child], c, tables[c.parent])
            for i, c in enumerate(candidates)
            if c.origin != "declared" and not {c.child, c.parent} & self._failed
        ]
        for group in _batches(
            open_, lambda one: self._is_small(one[1]) and self._is_small(one[3]), lambda one: one[1].name
        ):
            cancel.raise_if_cancelled()
            on_table(group[0][1])
            self._overlap_some(group, result, cancel)
        return result

    def _overlap_some(
        self,
        group: Sequence[tuple[int, TableFacts, Candidate, TableFacts]],
        result: list[Overlap | None],
        cancel: CancelToken,
    ) -> None:
        names = ", ".join(dict.fromkeys(child.table.name for _, child, _, _ in group))
        query = self._sql.overlaps([(child, candidate, parent) for _, child, candidate, parent in group])
        read = [table for _, child, _, parent in group for table in (child, parent)]
        several = len({child.name for _, child, _, _ in group}) > 1
        rows = self._ask(query, f"{names}: comparing keys", cancel, read, quiet=several)
        if rows is None:
            if several:  # one of them cannot be asked; the others can
                for name in dict.fromkeys(child.name for _, child, _, _ in group):
                    self._overlap_some([one for one in group if one[1].name == name], result, cancel)
            return
        for row in rows:
            number, values, found = (int(v) for v in list(row.values())[:3])
            index, child, _, _ = group[number]
            result[index] = Overlap(values, found, self._sql.is_sampled(child) or values >= MOST_VALUES)

    # -- several columns -------------------------------------------------------------------------------------------

    def count_together(
        self, table: TableFacts, names: Sequence[str], about: str, cancel: CancelToken
    ) -> tuple[int, int] | None:
        """How many rows and how many different combinations of these columns were seen; None where that was not asked."""
        if table.name in self._failed:
            return None
        rows = self._ask(self._sql.together(table, names), f"{table.table.name}: {about}", cancel, [table])
        if rows is None:
            return None
        total, distinct = (int(v) for v in list(rows[0].values())[:2])
        return total, distinct

    def check_composite(self, table: TableFacts, cancel: CancelToken) -> None:
        """Count whether a guessed key of several columns is unique; the guess is dropped when it is not."""
        found = self.count_together(table, table.key, "checking the key", cancel)
        if found is None or found[0] == 0:
            return
        total, distinct = found
        if total == distinct:
            sure = 0.9 if self._sql.is_sampled(table) else 0.95 if total >= 20 else 0.88
            table.key_confidence = max(table.key_confidence, sure)
            table.key_because += f" The {total:,} rows looked at have different values of it."
        else:
            table.key, table.key_confidence = (), 0.0

    def find_composite(self, table: TableFacts, linked: Mapping[str, float], cancel: CancelToken) -> None:
        """Look for several columns that identify a row of a table without a key; `linked` are its references."""
        if not self._sql.is_sampled(table):
            find_composite(table, linked, lambda names: self.count_together(table, names, "looking for a key", cancel))

    # -- asking ----------------------------------------------------------------------------------------------------

    def _ask(
        self,
        query: exp.Query,
        about: str,
        cancel: CancelToken,
        tables: Sequence[TableFacts],
        *,
        quiet: bool = False,
        whole: bool = False,
    ) -> list[dict[str, Any]] | None:
        """The rows of a statement over `tables`; None when it failed, which is said unless `quiet`."""
        told = ""
        if self._statements >= self._max_statements:
            told = f"The limit of {self._max_statements:,} statements was reached at {about}."
        elif time.monotonic() > self._ends:
            told = f"The limit of {self._budget:,.0f} seconds was reached at {about}."
        if told:
            if not any(line.startswith("The limit of") for line in self._skipped):
                self._skipped.append(told)
            return None
        self._statements += 1
        self._rows += sum((t.rows or 0) if whole else self._sql.looked_at(t) for t in tables)
        start = time.monotonic()
        try:
            sql = read_only(query.sql(self._runner.dialect), self._runner.dialect)
            result = self._runner.run(sql, limits=self._limits, cancel=cancel)
        except (Cancelled, ConnectFailed):
            raise
        except (WarehouseFailed, UnsafeSql) as error:
            self._elapsed += (time.monotonic() - start) * 1000
            if not quiet:
                self._skipped.append(f"{about}: {error.message}")
            return None
        self._elapsed += result.elapsed_ms
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows()]


def _groups(
    tables: Sequence[TableFacts],
    small: Callable[[TableFacts], bool],
    columns: Callable[[TableFacts], list[ColumnFacts]],
) -> Iterator[list[Counted]]:
    """The tables with their columns: small neighbours together, each big one alone; tables without such columns not at all."""
    group: list[Counted] = []
    for table in tables:
        one = (table, columns(table))
        if not one[1]:
            continue
        full = len(group) >= _TABLES_AT_ONCE or sum(len(c) for _, c in group) + len(one[1]) > 2 * _COLUMNS_OF_SMALL
        if group and (not small(table) or full):
            yield group
            group = []
        group.append(one)
        if not small(table):
            yield group
            group = []
    if group:
        yield group


def _batches(items: Sequence[T], small: Callable[[T], bool], owner: Callable[[T], str]) -> Iterator[list[T]]:
    """Items in their order: those of small tables together, those of a big one by themselves."""
    group: list[T] = []
    for item in items:
        apart = group and owner(group[-1]) != owner(item) and not (small(item) and small(group[-1]))
        if group and (apart or len(group) >= _CANDIDATES_AT_ONCE):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


_PRIVATE = word_set("""
    email phone telephone ssn iban password passport birth salary card secret token surname
    mobile
""")


def _private(column: ColumnFacts) -> bool:
    """Values that must not be kept even where values are allowed."""
    words = set(column.sense)
    return bool(words & _PRIVATE) or ("name" in words and bool(words & {"first", "last", "middle", "full", "maiden"}))


def _number(value: Any) -> int | float | None:
    if value is None or isinstance(value, str | bytes):
        return None
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
