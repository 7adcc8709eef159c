"""A model against the live warehouse: what is gone, what changed its type, which keys and references no longer hold.

Two statements for each table at most: one that counts keys, one that counts orphans; everything else comes from the catalog.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, UnsafeSql, WarehouseFailed
from lunara.guard import read_only
from lunara.semantic.draft.facts import NUMERIC, Kind, kind_of
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Relationship, SemanticModel, Table
from lunara.semantic.names import nearest

CheckCode = Literal[
    "table_missing", "column_missing", "type_changed", "key_not_unique", "key_has_nulls", "target_not_unique",
    "not_one_to_one", "orphans", "cannot_read", "not_checked",
]  # fmt: skip
_LIMITS = Limits(rows=1_000, seconds=60.0)
_FITS: Mapping[str, frozenset[Kind]] = {
    "time": frozenset[Kind](["date", "timestamp", "string", "integer"]),
    "number": NUMERIC,
    "boolean": frozenset[Kind](["boolean", "integer"]),
    "string": frozenset[Kind](["string", "uuid", "clock", "other", "boolean"]),
}


@dataclass(frozen=True)
class CheckFinding:
    """One disagreement between model and warehouse. `item` is the reviewed item's key, such as `dimension:orders.status`.

    `count` is how many rows or values are affected, `of` out of how many; `breaks` are the keys of items that cannot work until
    this is repaired. `error`: numbers fail or may be wrong; `warning`: totals are right but something is not as the model says.
    """

    level: Literal["error", "warning", "info"]
    code: CheckCode
    item: str
    message: str
    hint: str = ""
    count: int | None = None
    of: int | None = None
    breaks: tuple[str, ...] = ()


def check_model(
    model: SemanticModel,
    runner: Runner,
    *,
    catalog: Catalog | None = None,
    cancel: CancelToken | None = None,
) -> list[CheckFinding]:
    """Compare the model with the live schema, then count keys and orphans. Empty: everything holds.

    `catalog` saves reading it again. Only reads; each statement passes the guard. A check that is refused or takes too long
    is reported as `not_checked`. Raises ConnectFailed, Cancelled.
    """
    cancel = cancel or CancelToken()
    catalog = catalog or runner.warehouse.catalog()
    findings: list[CheckFinding] = []
    relations: dict[str, Relation] = {}
    gone: dict[str, set[str]] = {}
    for table in model.tables:
        if table.sql is not None:
            continue
        relation = _find(table, catalog)
        if relation is None:
            findings.append(_table_missing(table, model, catalog))
            continue
        relations[table.name] = relation
        found, missing = _columns(table, relation, model)
        findings.extend(found)
        gone[table.name] = missing
    prober = _Prober(model, runner, relations, gone, cancel)
    for table in model.tables:
        cancel.raise_if_cancelled()
        findings.extend(prober.keys(table))
        findings.extend(prober.references(table))
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(findings, key=lambda finding: order[finding.level])


def _find(table: Table, catalog: Catalog) -> Relation | None:
    """The relation that `source` names; the schema is compared only where both sides have one."""
    try:
        node = exp.to_table(table.source or table.name, dialect=catalog.dialect)
    except (SqlglotError, ValueError):
        return None
    name, schema = node.name.lower(), node.db.lower()
    same = [
        r
        for r in catalog.tables
        if r.name.lower() == name and (not schema or r.schema.lower().rsplit(".", 1)[-1] in ("", schema))
    ]
    exact = [r for r in same if r.name == node.name]
    return next(iter(exact or same), None)


def _table_missing(table: Table, model: SemanticModel, catalog: Catalog) -> CheckFinding:
    close = nearest(
        table.source or table.name, [f"{r.schema}.{r.name}" if r.schema else r.name for r in catalog.tables], 2
    )
    hint = f"Was it renamed to {' or '.join(close)}? Change its source, or take the table out of the model." if close else (
        "Restore it in the warehouse, or take the table out of the model.")  # fmt: skip
    broken = [f"measure:{table.name}.{m.name}" for m in table.measures]
    broken += [f"relationship:{r.name}" for r in model.relationships if table.name in (r.from_table, r.to_table)]
    message = f"The table {table.source or table.name} is not in the warehouse."
    return CheckFinding("error", "table_missing", f"table:{table.name}", message, hint, breaks=tuple(broken))


def _used(expression: str | None, name: str, dialect: str | None) -> set[str] | None:
    """The columns that an expression reads, in lower case; None when it cannot be parsed."""
    if expression is None:
        return {name.lower()}
    try:
        tree = sqlglot.parse_one(expression, dialect=dialect)
    except SqlglotError:
        return None
    return {column.name.lower() for column in tree.find_all(exp.Column)}


def _columns(table: Table, relation: Relation, model: SemanticModel) -> tuple[list[CheckFinding], set[str]]:
    present = {column.name.lower(): column for column in relation.columns}
    logical = {dimension.name.lower() for dimension in table.dimensions}
    users: dict[str, list[str]] = {}
    findings: list[CheckFinding] = []
    for dimension in table.dimensions:
        key = f"dimension:{table.name}.{dimension.name}"
        used = _used(dimension.expression, dimension.name, model.dialect)
        for name in used or ():
            if name not in present and (name not in logical or name == dimension.name.lower()):
                users.setdefault(name, []).append(key)
        column = present.get(dimension.name.lower()) if dimension.expression is None else None
        if column is not None:
            kind = kind_of(column.type)
            if kind not in _FITS[dimension.type] and not (dimension.type == "string" and kind in NUMERIC):
                message = (
                    f"{relation.name}.{column.name} is {column.type} now; the model takes it for {dimension.type}."
                )
                hint = "Change the dimension's type, or convert in its expression."
                findings.append(CheckFinding("error", "type_changed", key, message, hint))
    # A measure may read a dimension by its name; one that lost its column does not help.
    logical -= users.keys()
    for measure in table.measures:
        key = f"measure:{table.name}.{measure.name}"
        for text in (measure.expression, measure.filter):
            for name in _used(text, "", model.dialect) or () if text is not None else ():
                if name not in present and name not in logical:
                    users.setdefault(name, []).append(key)
    for relationship in model.relationships:
        ends = [(relationship.from_table, relationship.from_columns), (relationship.to_table, relationship.to_columns)]
        for name, columns in ends:
            for column_name in columns if name == table.name else ():
                if column_name.lower() not in present and column_name.lower() not in logical:
                    users.setdefault(column_name.lower(), []).append(f"relationship:{relationship.name}")
    for name, keys in users.items():
        close = nearest(name, [column.name for column in relation.columns], 1)
        hint = f"Was it renamed to {close[0]}?" if close else "Restore it, or take what uses it out of the model."
        message = f"{relation.name} has no column {name}."
        findings.append(
            CheckFinding("error", "column_missing", keys[0], message, hint, breaks=tuple(dict.fromkeys(keys)))
        )
    return findings, set(users)


class _Prober:
    """Counts keys and orphans with one statement for each table and kind of question."""

    def __init__(
        self,
        model: SemanticModel,
        runner: Runner,
        relations: Mapping[str, Relation],
        gone: Mapping[str, set[str]],
        cancel: CancelToken,
    ) -> None:
        self._model, self._runner = model, runner
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
        if table.sql is not None:
            return True
        missing = self._gone.get(table.name, set())
        return table.name in self._relations and not any(name.lower() in missing for name in columns)

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
                result = self._runner.run(sql, limits=_LIMITS, cancel=self._cancel)
            except (Cancelled, ConnectFailed):
                raise
            except (WarehouseFailed, UnsafeSql) as error:
                hint = "Check the rights of the account and try again."
                return rows, [
                    CheckFinding("warning", "not_checked", item, f"Could not check {about}: {error.message}", hint)
                ]
            rows.extend(tuple(_whole(value) for value in row) for row in result.rows())
        return rows, []


def _whole(value: Any) -> int:
    return int(value or 0)
