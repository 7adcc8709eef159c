"""A model against the live warehouse: what is gone, what cannot run, which keys and references no longer hold.

A few statements for each table: its dimensions and its measures over its first rows, its keys, its orphans; everything else
comes from the catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

import sqlglot
from sqlglot import exp

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, UnsafeSql, WarehouseFailed
from lunara.guard import read_only
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Relationship, SemanticModel, Table
from lunara.semantic.schema_check import CheckCode, CheckFinding, compare_with_catalog
from lunara.semantic.trial import Trial, cannot_run

__all__ = ["CheckCode", "CheckFinding", "OnStep", "check_model"]

OnStep = Callable[[str, int, int], None]
_LIMITS = Limits(rows=1_000, seconds=60.0)


def check_model(
    model: SemanticModel,
    runner: Runner,
    *,
    catalog: Catalog | None = None,
    only: Collection[str] | None = None,
    limits: Limits = _LIMITS,
    cancel: CancelToken | None = None,
    on_step: OnStep | None = None,
) -> list[CheckFinding]:
    """Compare the model with the live schema, try its expressions, then count keys and orphans. Empty: everything holds.

    `catalog` saves reading it again. Every table is compared; with `only`, just these (by name) are tried and counted, and what
    they point at. Each statement passes the guard and only reads. A check that is refused or takes too long is reported as
    `not_checked`. `on_step` is called with what is done, how many tables are behind and how many there are.
    Raises ConnectFailed, Cancelled.
    """
    cancel = cancel or CancelToken()
    step: OnStep = on_step or (lambda what, done, total: None)
    step("Comparing tables and columns", 0, 0)
    compared = compare_with_catalog(model, catalog or runner.warehouse.catalog())
    findings = list(compared.findings)
    chosen = [table for table in model.tables if only is None or table.name in only]
    trial = Trial(model, runner, compared, limits=limits, cancel=cancel)
    for number, table in enumerate(chosen):
        cancel.raise_if_cancelled()
        step("Trying measures and dimensions", number, len(chosen))
        findings.extend(trial.fields(table))
    if chosen:
        findings.extend(trial.derived())
    prober = _Prober(model, runner, compared.relations, compared.gone, limits=limits, cancel=cancel)
    targets = {r.to_table for r in model.relationships if only is None or r.from_table in only}
    counted = [table for table in model.tables if table in chosen or table.name in targets]
    for number, table in enumerate(counted):
        cancel.raise_if_cancelled()
        step("Counting keys and references", number, len(counted))
        findings.extend(prober.keys(table))
        if table in chosen:
            findings.extend(prober.references(table))
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(findings, key=lambda finding: order[finding.level])


class _Prober:
    """Counts keys and orphans with one statement for each table and kind of question."""

    def __init__(
        self,
        model: SemanticModel,
        runner: Runner,
        relations: Mapping[str, Relation],
        gone: Mapping[str, frozenset[str]],
        *,
        limits: Limits,
        cancel: CancelToken,
    ) -> None:
        self._model, self._runner, self._limits = model, runner, limits
        self._relations, self._gone, self._cancel = relations, gone, cancel
        self._dialect = runner.dialect
        self._tables = {table.name: table for table in model.tables}

    def keys(self, table: Table) -> list[CheckFinding]:
        """The primary key, the unique keys, and the columns that relationships point at or start from one to one."""
        wanted: dict[tuple[str, ...], tuple[CheckCode, str]] = {}
        for relationship in self._model.relationships:
            if relationship.cardinality == "many_to_many":
                continue
            if relationship.to_table == table.name:
                wanted[relationship.to_columns] = ("target_not_unique", f"relationship:{relationship.name}")
            if relationship.from_table == table.name and relationship.cardinality == "one_to_one":
                wanted.setdefault(relationship.from_columns, ("not_one_to_one", f"relationship:{relationship.name}"))
        for unique in table.unique_keys:
            wanted[unique] = ("key_not_unique", f"table:{table.name}")
        if table.primary_key:
            wanted[table.primary_key] = ("key_not_unique", f"table:{table.name}")
        asked = [(columns, said) for columns, said in wanted.items() if self._can(table, columns)]
        if not asked:
            return []
        parts: list[exp.Query] = [self._key_counts(i, table, columns) for i, (columns, _) in enumerate(asked)]
        rows, failed = self._ask(parts, f"table:{table.name}", f"the keys of {table.name}")
        findings = list(failed)
        for number, filled, distinct, total in rows:
            columns, (code, item) = asked[number]
            named = ", ".join(columns)
            repeated = filled - distinct
            if repeated > 0:
                findings.append(self._not_unique(table, columns, code, item, repeated=repeated, filled=filled))
            if columns == table.primary_key and total > filled:
                message = f"{total - filled:,} of {total:,} rows of {table.name} have no value in the key ({named})."
                hint = "Repair the rows, or choose a key that every row has."
                findings.append(CheckFinding("warning", "key_has_nulls", item, message, hint, total - filled, total))
        return findings

    def _not_unique(
        self, table: Table, columns: tuple[str, ...], code: CheckCode, item: str, *, repeated: int, filled: int
    ) -> CheckFinding:
        users = [r for r in self._model.relationships if r.to_table == table.name and r.to_columns == columns]
        breaks = tuple(f"relationship:{r.name}" for r in users)
        named = ", ".join(columns)
        message = (
            f"{named} does not identify a row of {table.name}: {repeated:,} of {filled:,} rows repeat an earlier value."
        )
        if users:
            joins = ", ".join(r.name for r in users)
            hint = f"{joins} would multiply rows. Remove the duplicates, add the missing key column, or reject the relationship."
            if code == "key_not_unique":
                code = "target_not_unique"
                item = breaks[0]
            return CheckFinding("error", code, item, message, hint, repeated, filled, breaks)
        if code == "not_one_to_one":
            return CheckFinding("error", code, item, message, "Make the relationship many_to_one.", repeated, filled)
        hint = "Remove the duplicates, or correct the key in the model."
        return CheckFinding("error", code, item, message, hint, repeated, filled)

    def references(self, table: Table) -> list[CheckFinding]:
        """For each relationship that starts here, how many of the rows with a value find no partner."""
        asked: list[Relationship] = []
        for relationship in self._model.relationships:
            parent = self._tables.get(relationship.to_table)
            if relationship.from_table != table.name or parent is None:
                continue
            if self._can(table, relationship.from_columns) and self._can(parent, relationship.to_columns):
                asked.append(relationship)
        if not asked:
            return []
        parts: list[exp.Query] = [self._orphan_counts(i, relationship) for i, relationship in enumerate(asked)]
        rows, failed = self._ask(parts, f"table:{table.name}", f"the references of {table.name}")
        findings = list(failed)
        for number, filled, orphans in rows:
            if orphans == 0:
                continue
            relationship = asked[number]
            share = orphans / filled
            named = ", ".join(relationship.from_columns)
            message = (
                f"{orphans:,} of {filled:,} rows of {table.name} point at no row of {relationship.to_table} ({named})."
            )
            if orphans == filled:
                hint = "No row finds its partner: the columns are probably not a key of each other."
            else:
                hint = "They are kept and counted under an empty value."
            level: Literal["error", "warning"] = "error" if share >= 1.0 else "warning"
            findings.append(
                CheckFinding(level, "orphans", f"relationship:{relationship.name}", message, hint, orphans, filled)
            )
        return findings

    def _can(self, table: Table, columns: Sequence[str]) -> bool:
        missing = self._gone.get(table.name, frozenset())
        return (table.sql is not None or table.name in self._relations) and not any(
            name.lower() in missing for name in columns
        )

    def _from(self, table: Table, alias: str) -> exp.Expr:
        if table.sql is not None:
            tree = sqlglot.parse_one(table.sql, dialect=self._model.dialect or self._dialect)
            return exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier(alias)))
        return exp.alias_(exp.to_table(table.source or table.name, dialect=self._dialect), alias, table=True)

    def _value(self, table: Table, column: str, alias: str) -> exp.Expr:
        """A physical column, or the expression of the dimension of that name where the relation has no such column."""
        relation = self._relations.get(table.name)
        dimension = next((d for d in table.dimensions if d.name == column and d.expression is not None), None)
        physical = relation is None or any(c.name.lower() == column.lower() for c in relation.columns)
        if dimension is not None and not physical:
            tree = sqlglot.parse_one(dimension.expression or "", dialect=self._model.dialect or self._dialect)
            for found in tree.find_all(exp.Column):
                found.set("table", exp.to_identifier(alias))
            return tree
        return exp.column(column_identifier(column, self._dialect), table=alias)

    def _key_counts(self, number: int, table: Table, columns: Sequence[str]) -> exp.Select:
        values = [self._value(table, column, "t") for column in columns]
        filled = exp.and_(*(exp.Not(this=exp.Is(this=v.copy(), expression=exp.Null())) for v in values))
        groups = (
            exp.select(exp.alias_(exp.Count(this=exp.Star()), "n"))
            .from_(self._from(table, "t"))
            .where(filled)
            .group_by(*(v.copy() for v in values))
        )
        total = exp.select(exp.Count(this=exp.Star())).from_(self._from(table, "t")).subquery()
        return exp.select(
            exp.alias_(exp.Literal.number(number), "i"),
            exp.alias_(
                exp.Coalesce(this=exp.Sum(this=exp.column("n", table="g")), expressions=[exp.Literal.number(0)]),
                "filled",
            ),
            exp.alias_(exp.Count(this=exp.Star()), "found"),
            exp.alias_(total, "total"),
        ).from_(groups.subquery("g"))

    def _orphan_counts(self, number: int, relationship: Relationship) -> exp.Select:
        child, parent = self._tables[relationship.from_table], self._tables[relationship.to_table]
        pairs = list(zip(relationship.from_columns, relationship.to_columns, strict=True))
        keys = [exp.alias_(self._value(parent, to, "p"), f"k{i}") for i, (_, to) in enumerate(pairs)]
        partners = exp.select(*keys).distinct().from_(self._from(parent, "p")).subquery("q")
        on = exp.and_(
            *(
                exp.EQ(this=self._value(child, column, "c"), expression=exp.column(f"k{i}", table="q"))
                for i, (column, _) in enumerate(pairs)
            )
        )
        filled = exp.and_(
            *(exp.Not(this=exp.Is(this=self._value(child, column, "c"), expression=exp.Null())) for column, _ in pairs)
        )
        lonely = exp.Case().when(exp.Is(this=exp.column("k0", table="q"), expression=exp.Null()), exp.Literal.number(1))
        return (
            exp.select(
                exp.alias_(exp.Literal.number(number), "i"),
                exp.alias_(exp.Count(this=exp.Star()), "filled"),
                exp.alias_(exp.Count(this=lonely), "orphans"),
            )
            .from_(self._from(child, "c"))
            .join(partners, on=on, join_type="left")
            .where(filled)
        )

    def _ask(
        self, parts: Sequence[exp.Query], item: str, about: str
    ) -> tuple[list[tuple[int, ...]], list[CheckFinding]]:
        rows: list[tuple[int, ...]] = []
        for start in range(0, len(parts), 16):
            query: exp.Query = parts[start]
            for part in parts[start + 1 : start + 16]:
                query = exp.union(query, part, distinct=False)
            try:
                sql = read_only(query.sql(self._dialect), self._dialect)
                result = self._runner.run(sql, limits=self._limits, cancel=self._cancel)
            except (Cancelled, ConnectFailed):
                raise
            except UnsafeSql as error:
                # A count of ours that the guard does not know to be safe says nothing about the model.
                message = f"Could not check {about}: {error.message}"
                return rows, [CheckFinding("warning", "not_checked", item, message, error.hint)]
            except WarehouseFailed as error:
                return rows, [cannot_run(item, about, error)]
            rows.extend(tuple(_whole(value) for value in row) for row in result.rows())
        return rows, []


def _whole(value: Any) -> int:
    return int(value or 0)
