"""Whether keys are unique and references are found: counted in the warehouse, a statement for each table and kind of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlglot import exp

from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, UnsafeSql, WarehouseFailed
from lunara.guard import read_only
from lunara.guard.reading import parse_within
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Relationship, SemanticModel, Table
from lunara.semantic.repair import DropKey, Loosen, Remove, Repair
from lunara.semantic.repairing import proposed
from lunara.semantic.schema_check import CheckCode, CheckFinding
from lunara.semantic.trial import cannot_run

PARTS_AT_ONCE = 16


class KeyCheck:
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
        item = f"table:{table.name}"
        questions = [
            (item, f"the key {', '.join(columns)} of {table.name}", self._key_counts(i, table, columns))
            for i, (columns, _) in enumerate(asked)
        ]
        rows, failed = self._ask(questions, item, f"the keys of {table.name}")
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
        users = [
            r
            for r in self._model.relationships
            if r.to_table == table.name and r.to_columns == columns and r.cardinality != "many_to_many"
        ]
        breaks = tuple(f"relationship:{r.name}" for r in users)
        named = ", ".join(columns)
        message = (
            f"{named} does not identify a row of {table.name}: {repeated:,} of {filled:,} rows repeat an earlier value."
        )
        repair = proposed(self._model, self._loosened(table, columns), 0.95, "Its values were counted.")
        if users:
            joins = ", ".join(r.name for r in users)
            hint = f"{joins} would multiply rows. Remove the duplicates, add the missing key column, or reject the relationship."
            if code == "key_not_unique":
                code = "target_not_unique"
                item = breaks[0]
            return CheckFinding("error", code, item, message, hint, repeated, filled, breaks, repair=repair)
        if code == "not_one_to_one":
            hint = "Make the relationship many_to_one."
            return CheckFinding("error", code, item, message, hint, repeated, filled, repair=repair)
        hint = "Remove the duplicates, or correct the key in the model."
        return CheckFinding("error", code, item, message, hint, repeated, filled, repair=repair)

    def _loosened(self, table: Table, columns: tuple[str, ...]) -> list[Repair]:
        """What no longer holds where columns of a table repeat: its key, and what relationships promise of them."""
        repairs: list[Repair] = [
            DropKey(table.name, key)
            for key in dict.fromkeys((table.primary_key, *table.unique_keys))
            if set(key) == set(columns)
        ]
        for relationship in self._model.relationships:
            if relationship.cardinality == "many_to_many":
                continue
            if relationship.to_table == table.name and set(relationship.to_columns) == set(columns):
                repairs.append(Loosen(relationship.name, "many_to_many"))
            elif (
                relationship.cardinality == "one_to_one"
                and relationship.from_table == table.name
                and set(relationship.from_columns) == set(columns)
            ):
                repairs.append(Loosen(relationship.name, "many_to_one"))
        return repairs

    def references(self, table: Table) -> list[CheckFinding]:
        """For each relationship that starts here, how many of the rows with a value find no partner."""
        asked: list[Relationship] = []
        for relationship in self._model.relationships:
            parent = self._tables.get(relationship.to_table)
            if relationship.from_table != table.name or parent is None or relationship.cardinality == "many_to_many":
                continue
            if self._can(table, relationship.from_columns) and self._can(parent, relationship.to_columns):
                asked.append(relationship)
        if not asked:
            return []
        questions = [
            (f"relationship:{r.name}", f"the relationship {r.name}", self._orphan_counts(i, r))
            for i, r in enumerate(asked)
        ]
        rows, failed = self._ask(questions, f"table:{table.name}", f"the references of {table.name}")
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
            key = f"relationship:{relationship.name}"
            repair = None
            if level == "error":
                repair = proposed(self._model, [Remove((key,))], 0.7, "No value of it is found.")
            findings.append(
                CheckFinding(
                    level,
                    "orphans",
                    key,
                    message,
                    hint,
                    orphans,
                    filled,
                    breaks=(key,) if repair else (),
                    repair=repair,
                )
            )
        return findings

    def _can(self, table: Table, columns: Sequence[str]) -> bool:
        missing = self._gone.get(table.name, frozenset())
        return (table.sql is not None or table.name in self._relations) and not any(
            name.lower() in missing for name in columns
        )

    def _from(self, table: Table, alias: str) -> exp.Expr:
        if table.sql is not None:
            tree = parse_within(table.sql, self._model.dialect or self._dialect)
            return exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier(alias)))
        return exp.alias_(exp.to_table(table.source or table.name, dialect=self._dialect), alias, table=True)

    def _value(self, table: Table, column: str, alias: str) -> exp.Expr:
        """A physical column, or the expression of the dimension of that name where the relation has no such column."""
        relation = self._relations.get(table.name)
        dimension = next((d for d in table.dimensions if d.name == column and d.expression is not None), None)
        physical = relation is None or any(c.name.lower() == column.lower() for c in relation.columns)
        if dimension is not None and not physical:
            tree = parse_within(dimension.expression or "", self._model.dialect or self._dialect)
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
        self, questions: Sequence[tuple[str, str, exp.Query]], item: str, about: str
    ) -> tuple[list[tuple[int, ...]], list[CheckFinding]]:
        """The rows of all questions (item, what it is about, query), several at once; one that fails is asked alone and named."""
        rows: list[tuple[int, ...]] = []
        findings: list[CheckFinding] = []
        for start in range(0, len(questions), PARTS_AT_ONCE):
            part = questions[start : start + PARTS_AT_ONCE]
            query = part[0][2]
            for _, _, more in part[1:]:
                query = exp.union(query, more, distinct=False)
            found = self._run(query, item, about) if len(part) > 1 else self._run(query, *part[0][:2])
            if not isinstance(found, CheckFinding):
                rows.extend(found)
            elif found.code == "cannot_run" and len(part) > 1:
                for its, named, one in part:
                    alone = self._run(one, its, named)
                    rows.extend(alone if not isinstance(alone, CheckFinding) else ())
                    findings.extend([alone] if isinstance(alone, CheckFinding) else ())
            else:
                findings.append(found)
        return rows, findings

    def _run(self, query: exp.Query, item: str, about: str) -> list[tuple[int, ...]] | CheckFinding:
        try:
            sql = read_only(query.sql(self._dialect), self._dialect)
            result = self._runner.run(sql, limits=self._limits, cancel=self._cancel)
        except (Cancelled, ConnectFailed):
            raise
        except UnsafeSql as error:
            # A count of ours that the guard does not know to be safe says nothing about the model.
            message = f"Could not check {about}: {error.message}"
            return CheckFinding("warning", "not_checked", item, message, error.hint)
        except WarehouseFailed as error:
            return cannot_run(item, about, error)
        return [tuple(_whole(value) for value in row) for row in result.rows()]


def _whole(value: Any) -> int:
    return int(value or 0)
