"""Bounded questions to the warehouse that check a draft: counts, distinct counts, ranges, overlap of keys, few sample values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, UnsafeSql, WarehouseFailed
from lunara.guard import read_only
from lunara.semantic.draft.evidence import ProbeCost
from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, Stats, TableFacts
from lunara.semantic.draft.flags import yes_and_no
from lunara.semantic.draft.key_counts import find_composite
from lunara.semantic.draft.matching import Candidate
from lunara.semantic.draft.relationships import Overlap
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.identifiers import column_identifier

_COLUMNS_AT_ONCE = 40


class Probe:
    """Asks one warehouse guarded statements and counts what they cost.

    `values=False` keeps every text value in the warehouse: only counts and the range of numbers are read. A table of more than
    `sample_rows` rows is looked at by its first `sample_rows` rows. After `max_statements` nothing more is asked; what was left
    out is reported. A statement that fails is left out too, except when the warehouse cannot be reached.
    """

    def __init__(
        self,
        runner: Runner,
        *,
        values: bool = True,
        max_statements: int = 2_000,
        sample_rows: int = 200_000,
        max_values: int = 30,
        max_columns: int = 240,
        seconds: float = 20.0,
    ) -> None:
        self._runner = runner
        self._values = values
        self._max_statements = max_statements
        self._sample_rows = sample_rows
        self._max_values = max_values
        self._max_columns = max_columns
        self._limits = Limits(rows=20_000, bytes=16_000_000, seconds=seconds)
        self._statements = 0
        self._elapsed = 0.0
        self._skipped: list[str] = []

    @property
    def cost(self) -> ProbeCost:
        """What was asked so far."""
        return ProbeCost(self._statements, round(self._elapsed, 1), tuple(self._skipped))

    def count(self, table: TableFacts, cancel: CancelToken) -> None:
        """Fill the statistics of a table's columns: one statement for up to 40 columns, one more for sample values."""
        columns = [c for c in table.columns if c.kind not in ("other", "clock")]
        if len(columns) > self._max_columns:
            self._skipped.append(f"{table.table.name}: {len(columns) - self._max_columns} columns were not counted.")
            columns = sorted(columns, key=lambda c: (c.kind not in ("string", "integer", "uuid"), c.position))[
                : self._max_columns
            ]
        for start in range(0, len(columns), _COLUMNS_AT_ONCE):
            if not self._count_some(table, columns[start : start + _COLUMNS_AT_ONCE], cancel):
                return
        if self._values:
            self._sample_values(table, columns, cancel)

    def _relation(self, table: TableFacts, columns: Sequence[str]) -> exp.Subquery:
        names = list(dict.fromkeys(columns))
        select = exp.select(*(self._column(name) for name in names)).from_(self._source(table))
        if self._is_sampled(table):
            select = select.limit(self._sample_rows)
        return select.subquery("t")

    def _is_sampled(self, table: TableFacts) -> bool:
        return (table.rows is None and table.table.kind == "view") or (table.rows or 0) > self._sample_rows

    def _source(self, table: TableFacts) -> exp.Table:
        from lunara.semantic.draft.drafting import source_of

        return exp.to_table(source_of(table.table, self._dialect), dialect=self._dialect)

    @property
    def _dialect(self) -> str:
        return self._runner.dialect

    def _column(self, name: str, table: str | None = None) -> exp.Column:
        return exp.column(column_identifier(name, self._dialect), table=table)

    def _count_some(self, table: TableFacts, columns: Sequence[ColumnFacts], cancel: CancelToken) -> bool:
        wanted: list[exp.Expr] = [exp.alias_(exp.Count(this=exp.Star()), "n")]
        for i, column in enumerate(columns):
            this = self._column(column.name)
            wanted.append(exp.alias_(exp.Count(this=this), f"f{i}"))
            wanted.append(exp.alias_(exp.Count(this=exp.Distinct(expressions=[this.copy()])), f"d{i}"))
            if column.kind in NUMERIC:
                wanted.append(exp.alias_(exp.Min(this=this.copy()), f"l{i}"))
                wanted.append(exp.alias_(exp.Max(this=this.copy()), f"h{i}"))
            elif column.kind == "string":
                iso = exp.Like(this=this.copy(), expression=exp.Literal.string("____-__-__%"))
                short = exp.LTE(this=exp.Length(this=this.copy()), expression=exp.Literal.number(35))
                case = exp.Case().when(exp.and_(iso, short), exp.Literal.number(1))
                wanted.append(exp.alias_(exp.Count(this=case), f"i{i}"))
                said = [exp.Literal.string(text) for group in yes_and_no(column) for text in group]
                flag = exp.In(this=exp.Upper(this=this.copy()), expressions=said)
                wanted.append(exp.alias_(exp.Count(this=exp.Case().when(flag, exp.Literal.number(1))), f"y{i}"))
        query = exp.select(*wanted).from_(self._relation(table, [c.name for c in columns]))
        rows = self._ask(query, f"{table.table.name}: counting values", cancel)
        if rows is None:
            return False
        row = {key.lower(): value for key, value in rows[0].items()}
        total = int(row["n"])
        sampled = self._is_sampled(table) and total >= self._sample_rows
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

    def _sample_values(self, table: TableFacts, columns: Sequence[ColumnFacts], cancel: CancelToken) -> None:
        few = [
            c
            for c in columns
            if c.kind == "string"
            and c.stats is not None
            and 0 < c.stats.distinct <= self._max_values
            and c.stats.distinct < max(2, c.stats.filled)
            and not _private(c)
        ]
        for start in range(0, len(few), _COLUMNS_AT_ONCE):
            part = few[start : start + _COLUMNS_AT_ONCE]
            query: exp.Query | None = None
            for i, column in enumerate(part):
                this = self._column(column.name)
                one = (
                    exp.select(exp.alias_(exp.Literal.number(i), "i"), exp.alias_(this, "v"))
                    .distinct()
                    .from_(self._relation(table, [column.name]))
                    .where(exp.Not(this=exp.Is(this=this.copy(), expression=exp.Null())))
                )
                query = one if query is None else exp.union(query, one, distinct=False)
            if query is None:
                return
            rows = self._ask(query, f"{table.table.name}: sample values", cancel)
            if rows is None:
                return
            found: dict[int, list[str]] = {}
            for row in rows:
                number, value = list(row.values())[:2]
                found.setdefault(int(number), []).append(str(value))
            for i, column in enumerate(part):
                values = tuple(sorted(v for v in found.get(i, []) if len(v) <= 120))[: self._max_values]
                if column.stats is not None:
                    column.stats = _with_values(column.stats, values)

    def overlaps(
        self, child: TableFacts, candidates: Sequence[Candidate], tables: Mapping[str, TableFacts], cancel: CancelToken
    ) -> list[Overlap | None]:
        """For each candidate, how many of the child's different values the parent has; None where that was not asked."""
        open_ = [(i, c) for i, c in enumerate(candidates) if c.origin != "declared"]
        result: list[Overlap | None] = [None] * len(candidates)
        for start in range(0, len(open_), 12):
            part = open_[start : start + 12]
            query: exp.Query | None = None
            for i, candidate in part:
                one = self._overlap(i, child, candidate, tables[candidate.parent])
                query = one if query is None else exp.union(query, one, distinct=False)
            if query is None:
                break
            rows = self._ask(query, f"{child.table.name}: comparing keys", cancel)
            if rows is None:
                continue
            for row in rows:
                number, values, found = list(row.values())[:3]
                result[int(number)] = Overlap(int(values), int(found), self._is_sampled(child))
        return result

    def _overlap(self, number: int, child: TableFacts, candidate: Candidate, parent: TableFacts) -> exp.Select:
        """One row: the candidate's number, how many different values the child has, how many of them the parent has."""
        columns: list[exp.Expr] = [self._column(name) for name in candidate.columns]
        keys: list[exp.Expr] = [self._column(name) for name in candidate.parent_columns]
        relation = exp.select(*(column.copy() for column in columns)).from_(self._source(child))
        for column in columns:
            relation = relation.where(exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null())))
        for at, (own, other) in enumerate(zip(candidate.columns, candidate.parent_columns, strict=True)):
            if child.column(own).kind != parent.column(other).kind:
                columns[at], keys[at] = exp.cast(columns[at], "varchar"), exp.cast(keys[at], "varchar")
        if self._is_sampled(child):
            relation = relation.limit(self._sample_rows)
        values = [exp.alias_(column.copy(), f"v{i}") for i, column in enumerate(columns)]
        left = exp.select(*values).distinct().from_(relation.subquery("s"))
        right = exp.select(*(exp.alias_(key, f"k{i}") for i, key in enumerate(keys))).distinct()
        on = [
            exp.EQ(this=exp.column(f"v{i}", table="c"), expression=exp.column(f"k{i}", table="p"))
            for i in range(len(columns))
        ]
        return (
            exp.select(
                exp.alias_(exp.Literal.number(number), "i"),
                exp.alias_(exp.Count(this=exp.column("v0", table="c")), "n"),
                exp.alias_(exp.Count(this=exp.column("k0", table="p")), "m"),
            )
            .from_(left.subquery("c"))
            .join(right.from_(self._source(parent)).subquery("p"), on=exp.and_(*on), join_type="left")
        )

    def count_together(
        self, table: TableFacts, names: Sequence[str], about: str, cancel: CancelToken
    ) -> tuple[int, int] | None:
        """How many rows and how many different combinations of these columns were seen; None where that was not asked."""
        inner = exp.select(*(self._column(name) for name in names)).distinct().from_(self._relation(table, names))
        query = exp.select(
            exp.alias_(exp.select(exp.Count(this=exp.Star())).from_(self._relation(table, names)).subquery(), "n"),
            exp.alias_(exp.select(exp.Count(this=exp.Star())).from_(inner.subquery("u")).subquery(), "d"),
        )
        rows = self._ask(query, f"{table.table.name}: {about}", cancel)
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
            table.key_confidence = max(table.key_confidence, 0.95 if total >= 20 else 0.88)
            table.key_because += f" The {total:,} rows looked at have different values of it."
        else:
            table.key, table.key_confidence = (), 0.0

    def find_composite(self, table: TableFacts, linked: Mapping[str, float], cancel: CancelToken) -> None:
        """Look for several columns that identify a row of a table without a key; `linked` are its references."""
        if not self._is_sampled(table):
            find_composite(table, linked, lambda names: self.count_together(table, names, "looking for a key", cancel))

    def _ask(self, query: exp.Query, about: str, cancel: CancelToken) -> list[dict[str, Any]] | None:
        if self._statements >= self._max_statements:
            if not self._skipped or not self._skipped[-1].startswith("The limit of"):
                self._skipped.append(f"The limit of {self._max_statements:,} statements was reached at {about}.")
            return None
        self._statements += 1
        try:
            sql = read_only(query.sql(self._dialect), self._dialect)
            result = self._runner.run(sql, limits=self._limits, cancel=cancel)
        except (Cancelled, ConnectFailed):
            raise
        except (WarehouseFailed, UnsafeSql) as error:
            self._skipped.append(f"{about}: {error.message}")
            return None
        self._elapsed += result.elapsed_ms
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows()]


_PRIVATE = word_set("""
    email phone telephone ssn iban password passport birth salary card secret token surname
    mobile
""")


def _private(column: ColumnFacts) -> bool:
    """Values that must not be kept even where values are allowed."""
    words = set(column.sense)
    return bool(words & _PRIVATE) or ("name" in words and bool(words & {"first", "last", "middle", "full", "maiden"}))


def _with_values(stats: Stats, values: tuple[str, ...]) -> Stats:
    return replace(stats, values=values)


def _number(value: Any) -> int | float | None:
    if value is None or isinstance(value, str | bytes):
        return None
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
