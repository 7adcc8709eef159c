"""The statements of a probe, built as trees: counts, sample values and overlaps, bounded and in any dialect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.flags import yes_and_no
from lunara.semantic.draft.matching import Candidate
from lunara.semantic.draft.source import source_of
from lunara.semantic.identifiers import column_identifier

# Where a part of a table can be read from all over it, and where values can be counted roughly.
SAMPLING = frozenset(["duckdb", "postgres", "bigquery", "snowflake", "databricks", "trino", "athena"])
ROUGH_COUNTS = frozenset(["duckdb", "bigquery", "snowflake", "redshift", "databricks", "trino", "athena", "clickhouse"])
_PLAIN_TEXT = re.compile(r"char|text|string|clob|citext", re.IGNORECASE)
_NO_TEXT = re.compile(r"inet|cidr|macaddr", re.IGNORECASE)  # written as text, but not compared with a pattern
_MANY_BLOCKS = 500_000  # rows from which on whole blocks taken by chance are a fair sample
MOST_VALUES = 20_000  # different values of one column that are compared with another table


class Statements:
    """Builds the statements of one dialect. A table of more than `sample_rows` rows is looked at in part."""

    def __init__(self, dialect: str, sample_rows: int) -> None:
        self._dialect = dialect
        self._sample_rows = sample_rows

    def is_sampled(self, table: TableFacts) -> bool:
        """Whether only some rows are looked at: of big tables, and of views, whose size nobody knows."""
        return (table.rows is None and table.table.kind == "view") or (table.rows or 0) > self._sample_rows

    def looked_at(self, table: TableFacts) -> int:
        """How many rows one statement over the table reads, as far as that is known."""
        return min(table.rows or 0, self._sample_rows)

    def _source(self, table: TableFacts, part: bool = False) -> exp.Table:
        found = exp.to_table(source_of(table.table, self._dialect), dialect=self._dialect)
        large = (table.rows or 0) >= max(2 * self._sample_rows, _MANY_BLOCKS)
        if part and large and self._dialect in SAMPLING and table.table.kind == "table" and table.rows:
            share = max(0.001, min(100.0, round(150.0 * self._sample_rows / table.rows, 3)))
            found.set("sample", exp.TableSample(method=exp.var("SYSTEM"), percent=exp.Literal.number(share)))
        return found

    def _column(self, name: str, table: str | None = None) -> exp.Column:
        return exp.column(column_identifier(name, self._dialect), table=table)

    def _relation(self, table: TableFacts, columns: Sequence[str]) -> exp.Subquery:
        names = list(dict.fromkeys(columns))
        sampled = self.is_sampled(table)
        select = exp.select(*(self._column(name) for name in names)).from_(self._source(table, part=sampled))
        return (select.limit(self._sample_rows) if sampled else select).subquery("t")

    def counts(self, parts: Sequence[tuple[TableFacts, Sequence[ColumnFacts]]]) -> exp.Query:
        """For each table a row: its number, its rows, and for each column what is filled, different, its range, its texts."""
        width = max(len(columns) for _, columns in parts)
        numeric = {i for _, columns in parts for i, c in enumerate(columns) if c.kind in NUMERIC}
        texts = {i for _, columns in parts for i, c in enumerate(columns) if c.kind == "string"}
        found: list[exp.Query] = []
        for number, (table, columns) in enumerate(parts):
            wanted: list[exp.Expr] = [exp.alias_(exp.Literal.number(number), "b")]
            wanted.append(exp.alias_(exp.Count(this=exp.Star()), "n"))
            for i in range(width):
                column = columns[i] if i < len(columns) else None
                wanted.extend(self._counted(column, i, numeric=i in numeric, text=i in texts))
            one = exp.select(*wanted).from_(self._relation(table, [c.name for c in columns]))
            found.append(one)
        return _union(found)

    def _counted(self, column: ColumnFacts | None, i: int, *, numeric: bool, text: bool) -> list[exp.Expr]:
        zero = exp.Literal.number(0)
        if column is None:
            filled: exp.Expr = zero
            different: exp.Expr = zero.copy()
        else:
            this = self._column(column.name)
            filled = exp.Count(this=this)
            different = exp.Count(this=exp.Distinct(expressions=[this.copy()]))
        found = [exp.alias_(filled, f"f{i}"), exp.alias_(different, f"d{i}")]
        if numeric:
            known = self._column(column.name) if column is not None and _has_range(column) else None
            for name, kind in (("l", exp.Min), ("h", exp.Max)):
                value = kind(this=known.copy()) if known is not None else exp.null()
                found.append(exp.alias_(exp.cast(value, "double"), f"{name}{i}"))
        if text:
            readable = column is not None and column.kind == "string" and not _NO_TEXT.match(column.column.type)
            iso, said = self._read(column) if column is not None and readable else (zero, zero)
            found += [exp.alias_(iso.copy(), f"i{i}"), exp.alias_(said.copy(), f"y{i}")]
        return found

    def _read(self, column: ColumnFacts) -> tuple[exp.Expr, exp.Expr]:
        """How many texts read as ISO dates, and how many as yes or no."""
        this = self._column(column.name)
        iso = exp.Like(this=this.copy(), expression=exp.Literal.string("____-__-__%"))
        short = exp.LTE(this=exp.Length(this=this.copy()), expression=exp.Literal.number(35))
        said = [exp.Literal.string(text) for group in yes_and_no(column) for text in group]
        flag = exp.In(this=exp.Upper(this=this), expressions=said)
        one = exp.Literal.number(1)
        return (
            exp.Count(this=exp.Case().when(exp.and_(iso, short), one)),
            exp.Count(this=exp.Case().when(flag, one.copy())),
        )

    def values(self, wanted: Sequence[tuple[TableFacts, ColumnFacts]]) -> exp.Query:
        """The different values of each column, with its number in `wanted`."""
        found: list[exp.Query] = []
        for number, (table, column) in enumerate(wanted):
            this: exp.Expr = self._column(column.name)
            shown = this if _PLAIN_TEXT.search(column.column.type) else exp.cast(this.copy(), "varchar")
            one = (
                exp.select(exp.alias_(exp.Literal.number(number), "i"), exp.alias_(shown, "v"))
                .distinct()
                .from_(self._relation(table, [column.name]))
                .where(exp.Not(this=exp.Is(this=this.copy(), expression=exp.Null())))
            )
            found.append(one)
        return _union(found)

    def overlaps(self, wanted: Sequence[tuple[TableFacts, Candidate, TableFacts]]) -> exp.Query:
        """For each candidate a row: its number, how many different values the child has, how many of them the parent has."""
        return _union([self._overlap(number, *one) for number, one in enumerate(wanted)])

    def _overlap(self, number: int, child: TableFacts, candidate: Candidate, parent: TableFacts) -> exp.Select:
        columns: list[exp.Expr] = [self._column(name) for name in candidate.columns]
        keys: list[exp.Expr] = [self._column(name) for name in candidate.parent_columns]
        relation = exp.select(*(column.copy() for column in columns)).from_(
            self._source(child, part=self.is_sampled(child))
        )
        for column in columns:
            relation = relation.where(exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null())))
        for at, (own, other) in enumerate(zip(candidate.columns, candidate.parent_columns, strict=True)):
            if child.column(own).kind != parent.column(other).kind:
                columns[at], keys[at] = exp.cast(columns[at], "varchar"), exp.cast(keys[at], "varchar")
        if self.is_sampled(child):
            relation = relation.limit(self._sample_rows)
        values = [exp.alias_(column.copy(), f"v{i}") for i, column in enumerate(columns)]
        left = exp.select(*values).distinct().from_(relation.subquery("s")).limit(MOST_VALUES)
        right = exp.select(*(exp.alias_(key, f"k{i}") for i, key in enumerate(keys))).from_(self._source(parent))
        one = len(columns) == 1
        on = [
            exp.EQ(this=exp.column(f"v{i}", table="c"), expression=exp.column(f"k{i}", table="p"))
            for i in range(len(columns))
        ]
        # One key column is unique, or nearly: no need to gather a whole table's different values to compare a few.
        counted = [
            exp.Count(this=exp.Distinct(expressions=[this]) if one else this)
            for this in (exp.column("v0", table="c"), exp.column("k0", table="p"))
        ]
        return (
            exp.select(
                exp.alias_(exp.Literal.number(number), "i"),
                *(exp.alias_(c, n) for c, n in zip(counted, "nm", strict=True)),
            )
            .from_(left.subquery("c"))
            .join((right if one else right.distinct()).subquery("p"), on=exp.and_(*on), join_type="left")
        )

    def together(self, table: TableFacts, names: Sequence[str]) -> exp.Select:
        """One row: how many rows, and how many different combinations of these columns."""
        inner = exp.select(*(self._column(name) for name in names)).distinct().from_(self._relation(table, names))
        return exp.select(
            exp.alias_(exp.select(exp.Count(this=exp.Star())).from_(self._relation(table, names)).subquery(), "n"),
            exp.alias_(exp.select(exp.Count(this=exp.Star())).from_(inner.subquery("u")).subquery(), "d"),
        )

    def roughly(self, table: TableFacts, name: str) -> exp.Select:
        """One row: all rows of a big table, what is filled of a column, and roughly how many different values it has."""
        this = self._column(name)
        return exp.select(
            exp.alias_(exp.Count(this=exp.Star()), "n"),
            exp.alias_(exp.Count(this=this), "f"),
            exp.alias_(exp.ApproxDistinct(this=this.copy()), "d"),
        ).from_(self._source(table))


def _has_range(column: ColumnFacts) -> bool:
    """Whether its least and greatest value can be read as numbers; Postgres' money cannot."""
    return column.kind in NUMERIC and not column.column.type.lower().startswith("money")


def _union(parts: Sequence[exp.Query]) -> exp.Query:
    """The rows of all statements."""
    return reduce(lambda left, right: exp.union(left, right, distinct=False, copy=False), parts)
