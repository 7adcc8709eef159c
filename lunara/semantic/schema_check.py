"""A model against a catalog, without asking the warehouse: tables and columns that are not there, types that do not fit."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.connect.catalog import Catalog, Column
from lunara.connect.catalog import Table as Relation
from lunara.guard.reading import parse_within
from lunara.semantic.draft.facts import NUMERIC, Kind, kind_of
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.names import nearest
from lunara.semantic.repair import Proposal
from lunara.semantic.uses import Needs, needs_of

CheckCode = Literal[
    "table_missing", "column_missing", "type_changed", "cannot_run", "key_not_unique", "key_has_nulls", "target_not_unique",
    "not_one_to_one", "orphans", "not_checked", "table_added", "column_added",
]  # fmt: skip
DriftKind = Literal[
    "table_added", "table_dropped", "table_renamed", "column_added", "column_dropped", "column_renamed", "column_retyped",
    "expression_fails", "key_not_unique", "key_has_nulls", "target_not_unique", "not_one_to_one", "orphans", "not_checked",
]  # fmt: skip
_FITS: Mapping[str, frozenset[Kind]] = {
    "time": frozenset[Kind](["date", "timestamp", "string", "integer"]),
    "number": NUMERIC,
    "boolean": frozenset[Kind](["boolean", "integer"]),
    "string": frozenset[Kind](["string", "uuid", "clock", "other", "boolean"]),
}


@dataclass(frozen=True)
class CheckFinding:
    """One disagreement between model and warehouse. `item` is the reviewed item's key, such as `dimension:orders.status`.

    `code` says what the model has wrong, `kind` what happened in the warehouse. `count` is how many rows or values are affected,
    `of` out of how many; `missing` is the name of a table or column that is not there (or new), `table` the model's table it
    belongs to; `breaks` are the keys of items that cannot work until this is repaired. `error`: numbers fail or may be wrong;
    `warning`: totals are right but something is not as the model says; `info`: something is new. `repair` is what is proposed,
    `others` what could be done instead.
    """

    level: Literal["error", "warning", "info"]
    code: CheckCode
    item: str
    message: str
    hint: str = ""
    count: int | None = None
    of: int | None = None
    breaks: tuple[str, ...] = ()
    missing: str = ""
    table: str = ""
    kind: DriftKind = "not_checked"
    repair: Proposal | None = None
    others: tuple[Proposal, ...] = ()

    def __post_init__(self) -> None:
        if self.kind == "not_checked":
            object.__setattr__(self, "kind", _KINDS.get(self.code, cast(DriftKind, self.code)))

    def to_json(self) -> dict[str, Any]:
        """JSON values that `from_json` reads."""
        told: dict[str, Any] = {
            "level": self.level,
            "item": self.item,
            "code": self.code,
            "kind": self.kind,
            "message": self.message,
            "hint": self.hint,
            "count": self.count,
            "of": self.of,
            "breaks": list(self.breaks),
            "missing": self.missing,
            "table": self.table,
            "repair": None if self.repair is None else self.repair.to_json(),
            "others": [other.to_json() for other in self.others],
        }
        return told

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CheckFinding:
        """Read what `to_json` wrote. Raises KeyError, TypeError, pydantic's ValidationError."""
        repair = data["repair"]
        return cls(
            level=data["level"],
            code=data["code"],
            item=data["item"],
            message=data["message"],
            hint=data["hint"],
            count=data["count"],
            of=data["of"],
            breaks=tuple(data["breaks"]),
            missing=data["missing"],
            table=data["table"],
            kind=data["kind"],
            repair=None if repair is None else Proposal.from_json(repair),
            others=tuple(map(Proposal.from_json, data["others"])),
        )


# What happened, where the code says what is wrong of it.
_KINDS: Mapping[CheckCode, DriftKind] = {
    "table_missing": "table_dropped",
    "column_missing": "column_dropped",
    "type_changed": "column_retyped",
    "cannot_run": "expression_fails",
}

# Columns that tables have without saying so.
_UNTOLD: Mapping[str, frozenset[str]] = {
    "duckdb": frozenset({"rowid"}),
    "sqlite": frozenset({"rowid", "_rowid_", "oid"}),
    "postgres": frozenset({"ctid"}),
}


@dataclass(frozen=True)
class Compared:
    """What a catalog says about a model. `relations` are the relations found, by the model's names for their tables; `gone` are
    the columns (in lower case) that the model uses and a table does not have.
    """

    findings: tuple[CheckFinding, ...]
    relations: Mapping[str, Relation]
    gone: Mapping[str, frozenset[str]]


def compare_with_catalog(model: SemanticModel, catalog: Catalog) -> Compared:
    """Which tables, and which columns of expressions, keys and relationships, the catalog does not have.

    Asks no warehouse. A table with its own SQL is held against the columns that this SQL names, where it names all of them.
    """
    findings: list[CheckFinding] = []
    relations: dict[str, Relation] = {}
    gone: dict[str, frozenset[str]] = {}
    by_name = _by_name(catalog)
    ends = _ends(model)
    needs = needs_of(model)
    for table in model.tables:
        relation = _named(table, model) if table.sql is not None else _find(table, catalog.dialect, by_name)
        if relation is not None:
            found, missing = _columns(table, relation, model, ends.get(table.name, ()), needs)
            findings.extend(found)
            gone[table.name] = frozenset(missing)
        if table.sql is None:
            if relation is None:
                findings.append(_table_missing(table, model, catalog, needs))
            else:
                relations[table.name] = relation
    return Compared(tuple(findings), relations, gone)


def columns_of(table: Table, model: SemanticModel, catalog: Catalog | None) -> tuple[str, ...]:
    """The columns that the relation of a table has, as far as the catalog or the table's own SQL tells; else none."""
    return tuple(types_of(table, model, catalog))


def types_of(table: Table, model: SemanticModel, catalog: Catalog | None) -> Mapping[str, str]:
    """The warehouse's types by column, in order, as `columns_of` knows them; a column of the table's own SQL has an empty one."""
    found = _named(table, model) if table.sql is not None else None
    if table.sql is None and catalog is not None:
        found = _find(table, catalog.dialect, _by_name(catalog))
    return {} if found is None else {column.name: column.type for column in found.columns}


def untold_columns(table: Table, model: SemanticModel) -> frozenset[str]:
    """Columns that the table's relation has without its catalog saying so, in lower case: `rowid`."""
    return _UNTOLD.get(model.dialect or "", frozenset()) if table.sql is None else frozenset()


def _named(table: Table, model: SemanticModel) -> Relation | None:
    """The columns that a table's own SQL names; None where it takes all of another table, or cannot be read."""
    try:
        tree = parse_within(table.sql or "", model.dialect)
    except SqlglotError:
        return None
    if not isinstance(tree, exp.Query) or tree.is_star or not all(tree.named_selects):
        return None
    return Relation("", table.name, tuple(Column(name, "") for name in tree.named_selects))


def _by_name(catalog: Catalog) -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = {}
    for relation in catalog.tables:
        found.setdefault(relation.name.lower(), []).append(relation)
    return found


def _find(table: Table, dialect: str, relations: Mapping[str, Sequence[Relation]]) -> Relation | None:
    """The relation that `source` names; the schema is compared only where both sides have one."""
    try:
        node = exp.to_table(table.source or table.name, dialect=dialect)
    except (SqlglotError, ValueError):
        return None
    schema = node.db.lower()
    same = [
        r
        for r in relations.get(node.name.lower(), ())
        if not schema or r.schema.lower().rsplit(".", 1)[-1] in ("", schema)
    ]
    exact = [r for r in same if r.name == node.name]
    return next(iter(exact or same), None)


def _table_missing(table: Table, model: SemanticModel, catalog: Catalog, needs: Needs) -> CheckFinding:
    close = nearest(
        table.source or table.name, [f"{r.schema}.{r.name}" if r.schema else r.name for r in catalog.tables], 2
    )
    hint = f"Was it renamed to {' or '.join(close)}? Change its source, or take the table out of the model." if close else (
        "Restore it in the warehouse, or take the table out of the model.")  # fmt: skip
    broken = needs.above([f"table:{table.name}"])
    message = f"The table {table.source or table.name} is not in the warehouse."
    missing = (table.source or table.name).rpartition(".")[2].strip('"`')
    return CheckFinding(
        "error", "table_missing", f"table:{table.name}", message, hint, breaks=broken, missing=missing, table=table.name
    )


def _ends(model: SemanticModel) -> dict[str, list[tuple[str, str]]]:
    """(relationship, column) by the table that has to have the column."""
    found: dict[str, list[tuple[str, str]]] = {}
    for r in model.relationships:
        for table, columns in ((r.from_table, r.from_columns), (r.to_table, r.to_columns)):
            found.setdefault(table, []).extend((r.name, column) for column in columns)
    return found


@lru_cache(maxsize=32_768)
def _used(expression: str, dialect: str | None) -> frozenset[str]:
    """The columns that an expression reads, in lower case; none where it cannot be parsed, which others tell."""
    try:
        tree = parse_within(expression, dialect)
    except SqlglotError:
        return frozenset()
    return frozenset(column.name.lower() for column in tree.find_all(exp.Column))


def _columns(
    table: Table, relation: Relation, model: SemanticModel, ends: Sequence[tuple[str, str]], needs: Needs
) -> tuple[list[CheckFinding], set[str]]:
    present = {column.name.lower(): column for column in relation.columns}
    untold = untold_columns(table, model)
    logical = {dimension.name.lower() for dimension in table.dimensions}
    users: dict[str, list[str]] = {}
    findings: list[CheckFinding] = []
    for dimension in table.dimensions:
        key = f"dimension:{table.name}.{dimension.name}"
        own = dimension.name.lower()
        for name in (own,) if dimension.expression is None else sorted(_used(dimension.expression, model.dialect)):
            if name not in present and name not in untold and (name not in logical or name == own):
                users.setdefault(name, []).append(key)
        column = present.get(dimension.name.lower()) if dimension.expression is None else None
        if column is not None and column.type:
            kind = kind_of(column.type)
            if kind not in _FITS[dimension.type] and not (dimension.type == "string" and kind in NUMERIC):
                message = (
                    f"{relation.name}.{column.name} is {column.type} now; the model takes it for {dimension.type}."
                )
                hint = "Change the dimension's type, or convert in its expression."
                broken = needs.readers([(table.name, column.name)])
                broken = (*broken, *needs.above(set(broken) - {f"table:{table.name}"}))
                findings.append(
                    CheckFinding(
                        "error",
                        "type_changed",
                        key,
                        message,
                        hint,
                        breaks=broken,
                        missing=column.name,
                        table=table.name,
                    )
                )
    # A measure may read a dimension by its name; one that lost its column does not help.
    logical -= users.keys()
    known = present.keys() | untold | logical
    for measure in table.measures:
        key = f"measure:{table.name}.{measure.name}"
        for text in (measure.expression, measure.filter):
            for name in sorted(_used(text, model.dialect)) if text is not None else ():
                if name not in known:
                    users.setdefault(name, []).append(key)
    for relationship, column_name in ends:
        if column_name.lower() not in known:
            users.setdefault(column_name.lower(), []).append(f"relationship:{relationship}")
    for column_name in (*table.primary_key, *itertools.chain.from_iterable(table.unique_keys)):
        if column_name.lower() not in known:
            users.setdefault(column_name.lower(), []).append(f"table:{table.name}")
    for name, keys in users.items():
        close = nearest(name, [column.name for column in relation.columns], 1)
        hint = f"Did you mean {close[0]}?" if close else "Correct it there, or restore the column in the warehouse."
        verb = "use" if len(set(keys)) > 1 else "uses"
        message = f"{relation.name} has no column {name}, which {_named_by(keys)} {verb}."
        direct = dict.fromkeys((*keys, *(key for key in needs.readers([(table.name, name)]) if key in _fields(table))))
        above = needs.above(set(direct) - {f"table:{table.name}"})
        broken = (*direct, *(key for key in above if key not in direct))
        findings.append(
            CheckFinding(
                "error", "column_missing", keys[0], message, hint, breaks=broken, missing=name, table=table.name
            )
        )
    return findings, set(users)


def _fields(table: Table) -> set[str]:
    return {f"dimension:{table.name}.{d.name}" for d in table.dimensions} | {
        f"measure:{table.name}.{m.name}" for m in table.measures
    }


def _named_by(keys: Sequence[str]) -> str:
    """What uses a column, in words: `the measure orders.revenue and 2 others`."""
    kind, _, name = keys[0].partition(":")
    more = len(set(keys)) - 1
    first = f"the key of {name}" if kind == "table" else f"the {kind} {name}"
    return first if not more else f"{first} and {more:,} {'other' if more == 1 else 'others'}"
