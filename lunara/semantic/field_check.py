"""What is wrong with an item as somebody is about to change it, field by field and before it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from sqlglot import exp

from lunara.connect.catalog import Catalog
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.draft.facts import NUMERIC, kind_of
from lunara.semantic.expressions import parse_expression, parse_select, parse_source
from lunara.semantic.filters import filter_names
from lunara.semantic.model import DerivedMeasure, Dimension, Format, Measure, Relationship, SemanticModel, Table
from lunara.semantic.names import Names, nearest
from lunara.semantic.review import ITEM_TYPES, Item, find_item, references, with_item
from lunara.semantic.schema_check import types_of, untold_columns
from lunara.semantic.validate import validate_model

_NEEDS_NUMBERS = frozenset({"sum", "avg", "median", "stddev", "percentile"})
_FORMATS_OF_TYPE: Mapping[str, frozenset[str]] = {
    "time": frozenset({"date", "text"}),
    "string": frozenset({"text"}),
    "boolean": frozenset({"text"}),
    "number": frozenset({"number", "currency", "percent", "duration", "text"}),
}


@dataclass(frozen=True)
class FieldProblem:
    """One thing that is wrong with a value. `field` is the item's field, empty where it is about the item as a whole.

    With an error the item makes wrong or failing queries; a warning is worth a look.
    """

    field: str
    level: Literal["error", "warning"]
    message: str
    hint: str = ""


def check_edit(
    model: SemanticModel, key: str, changes: Mapping[str, Any], catalog: Catalog | None = None
) -> list[FieldProblem]:
    """What would be wrong with the item of `key` after `changes` (its fields as JSON), errors first; the model stays as it is.

    Asks no warehouse: columns and types are those of `catalog`, as it was read last; without one they are not looked at.
    Raises NotFound when the model has no such item.
    """
    kind, item, parent = find_item(model, key)
    try:
        fresh: Item = ITEM_TYPES[kind].model_validate({**item.model_dump(mode="json", by_alias=True), **changes})
    except ValidationError as error:
        return [_unfit(fault) for fault in error.errors(include_url=False)]
    found = list(_names(model, kind, item, fresh, parent))
    if not found:
        found += _checked(model, item, fresh, parent, catalog)
    if not any(problem.level == "error" for problem in found):
        told = {problem.message for problem in found}
        found += [one for one in _whole(model, item, fresh, parent) if one.message not in told]
    return sorted(found, key=lambda one: one.level != "error")


def new_errors(
    model: SemanticModel, key: str, changes: Mapping[str, Any], catalog: Catalog | None = None
) -> list[FieldProblem]:
    """The errors that `changes` would bring: what was wrong before is no reason not to change something else."""
    after = [one for one in check_edit(model, key, changes, catalog) if one.level == "error"]
    before = check_edit(model, key, {}, catalog) if after else []
    return [one for one in after if one not in before or one.field in changes]


def require_fit(model: SemanticModel, key: str, changes: Mapping[str, Any], catalog: Catalog | None = None) -> None:
    """Raise InvalidInput (`details["field"]`) with the first error that `changes` would bring."""
    for problem in new_errors(model, key, changes, catalog):
        raise InvalidInput(problem.message, problem.hint, field=problem.field)


def _unfit(fault: Any) -> FieldProblem:
    place = [str(part) for part in fault["loc"]]
    message = str(fault["msg"]).removeprefix("Value error, ")
    words = {"string_too_short": "is empty", "missing": "is missing", "too_short": "is empty"}.get(
        fault["type"], message
    )
    inside = ".".join(place[1:])
    text = f"{inside}: {words}" if inside else words
    return FieldProblem(place[0] if place else "", "error", f"{text[:1].upper()}{text[1:]}.".replace("..", "."))


def _names(model: SemanticModel, kind: str, item: Item, fresh: Item, parent: str) -> Iterator[FieldProblem]:
    if not fresh.name.strip():
        yield FieldProblem("name", "error", "The name is empty.", "Questions and queries need one.")
        return
    if fresh.name == item.name:
        return
    table = model.table(parent) if parent else None
    taken: set[str]
    if table is not None:
        fields: tuple[Dimension | Measure, ...] = (*table.dimensions, *table.measures)
        taken = {field.name for field in fields}
    else:
        siblings: Sequence[Item] = model.measures
        if kind in ("table", "relationship"):
            siblings = model.tables if kind == "table" else model.relationships
        taken = {one.name for one in siblings}
    if fresh.name in taken:
        where = f" in {table.name}" if table is not None else ""
        yield FieldProblem("name", "error", f"The name {fresh.name} is already taken{where}.", "Choose another name.")


def _checked(
    model: SemanticModel, item: Item, fresh: Item, parent: str, catalog: Catalog | None
) -> Iterator[FieldProblem]:
    if isinstance(fresh, Table):
        yield from _table(model, fresh, catalog)
    elif isinstance(fresh, Relationship):
        yield from _relationship(model, item, fresh, catalog)
    elif isinstance(fresh, DerivedMeasure):
        yield from _derived(with_item(model, item, fresh, ""), fresh)
    else:
        table = model.table(parent)
        assert table is not None  # noqa: S101 - the item was found in it
        columns = _Columns.of(model, table, catalog)
        if isinstance(fresh, Dimension):
            yield from _dimension(table, item, fresh, columns)
        else:
            yield from _measure(table, fresh, columns)


@dataclass(frozen=True)
class _Columns:
    """The columns of a table's relation with their types; none where they are not known."""

    table: str
    dialect: str | None
    relation: str
    types: Mapping[str, str]
    untold: frozenset[str]

    @classmethod
    def of(cls, model: SemanticModel, table: Table, catalog: Catalog | None) -> _Columns:
        named = table.source or table.name
        return cls(table.name, model.dialect, named, types_of(table, model, catalog), untold_columns(table, model))

    def type(self, name: str) -> str:
        """The warehouse's type of a column, empty when it is not known."""
        return next((type for column, type in self.types.items() if column.lower() == name.lower()), "")

    def lacks(self, name: str) -> bool:
        """Whether it is known that there is no such column."""
        known = {column.lower() for column in self.types} | self.untold
        return bool(self.types) and name.lower() not in known

    def missing(self, field: str, name: str, also: Iterable[str] = ()) -> FieldProblem:
        """The problem of a column that is not there, with the nearest names."""
        close = nearest(name, [*self.types, *also])
        hint = f"Did you mean {' or '.join(close)}?" if close else "Name a column of this table."
        return FieldProblem(field, "error", f"{self.relation} has no column {name}.", hint)


def _parsed(field: str, text: str, dialect: str | None, where: str) -> tuple[exp.Expr | None, list[FieldProblem]]:
    try:
        return parse_expression(text, dialect, where), []
    except LunaraError as error:
        return None, [FieldProblem(field, "error", error.message, error.hint)]


def _expression(
    field: str, text: str, where: str, columns: _Columns, logical: Iterable[str]
) -> tuple[exp.Expr | None, list[FieldProblem]]:
    """The parsed expression, and what is wrong with it: its syntax, other tables, columns that are not there.

    `logical` are the table's dimensions, which an expression may name as it names columns.
    """
    tree, found = _parsed(field, text, columns.dialect, where)
    names = {name.lower(): name for name in logical}
    for column in tree.find_all(exp.Column) if tree is not None else ():
        if column.table and column.table != columns.table:
            found.append(
                FieldProblem(
                    field,
                    "error",
                    f"{column.sql()} is of another table; an expression of {columns.table} uses its own columns.",
                    "Put it in the other table, or define a calculated measure over both.",
                )
            )
        elif columns.lacks(column.name) and column.name.lower() not in names:
            found.append(columns.missing(field, column.name, names.values()))
    return tree, list(dict.fromkeys(found))


def _measure(table: Table, fresh: Measure, columns: _Columns) -> Iterator[FieldProblem]:
    logical = [dimension.name for dimension in table.dimensions]
    where = f"measure {table.name}.{fresh.name}"
    tree = None
    if fresh.expression is not None:
        tree, found = _expression("expression", fresh.expression, where, columns, logical)
        yield from found
    elif fresh.aggregate not in ("count", "count_distinct"):
        yield FieldProblem(
            "expression",
            "error",
            f"There is nothing to take the {fresh.aggregate} of.",
            "Name a column, such as amount.",
        )
    if fresh.filter is not None:
        yield from _expression("filter", fresh.filter, f"the filter of {where}", columns, logical)[1]
    column = columns.type(tree.name) if isinstance(tree, exp.Column) else ""
    kind = kind_of(column) if column else "other"
    if fresh.aggregate in _NEEDS_NUMBERS and column and kind in ("string", "uuid", "boolean", "date", "timestamp"):
        yield FieldProblem(
            "aggregate",
            "error" if kind in ("string", "uuid") else "warning",
            f"{fresh.expression} is {column}: there is no {fresh.aggregate} of that.",
            "Count its values instead (count_distinct), or convert it in the expression.",
        )
    extreme = fresh.aggregate in ("min", "max")
    fits = _FORMATS_OF_TYPE["number"] - {"text"} | (frozenset({"date", "text"}) if extreme else frozenset())
    yield from _format(fresh.format, fits, f"a {fresh.aggregate}")
    shown = fresh.format.kind if fresh.format is not None else "number"
    if fresh.aggregate in ("count", "count_distinct") and shown in ("currency", "percent", "duration"):
        yield FieldProblem("format", "warning", f"A number of things is shown as {shown}.", "Use number.")


def _dimension(table: Table, item: Item, fresh: Dimension, columns: _Columns) -> Iterator[FieldProblem]:
    tree: exp.Expr | None = None
    if fresh.expression is not None:
        others = [dimension.name for dimension in table.dimensions if dimension.name != item.name]
        where = f"dimension {table.name}.{fresh.name}"
        tree, found = _expression("expression", fresh.expression, where, columns, others)
        yield from found
    elif columns.lacks(fresh.name):
        missing = columns.missing("name" if fresh.name != item.name else "expression", fresh.name)
        yield FieldProblem(missing.field, "error", missing.message, f"{missing.hint} Or give it an expression.")
    column = fresh.name if fresh.expression is None else tree.name if isinstance(tree, exp.Column) else ""
    type = columns.type(column) if column else ""
    kind = kind_of(type) if type else "other"
    wrong = (fresh.type == "number" and kind in ("string", "uuid", "date", "timestamp", "boolean")) or (
        fresh.type == "time" and (kind in ("boolean", "uuid") or (kind in NUMERIC and kind != "integer"))
    )
    if wrong:
        yield FieldProblem("type", "error", f"{column} is {type}, no {fresh.type}.", "Convert it in the expression.")
    yield from _format(fresh.format, _FORMATS_OF_TYPE[fresh.type], f"a dimension of type {fresh.type}")


def _format(format: Format | None, fits: frozenset[str], what: str) -> Iterator[FieldProblem]:
    if format is None:
        return
    if format.kind not in fits:
        named = ", ".join(sorted(fits))
        yield FieldProblem("format", "error", f"The format {format.kind} does not fit {what}.", f"It may be {named}.")
    elif format.kind == "currency" and format.currency and not _is_currency(format.currency):
        yield FieldProblem(
            "format", "error", f"{format.currency} is no currency code.", "Use the three letters, such as USD or EUR."
        )


def _derived(model: SemanticModel, fresh: DerivedMeasure) -> Iterator[FieldProblem]:
    tree, found = _parsed("expression", fresh.expression, model.dialect, f"measure {fresh.name}")
    yield from found
    names = Names(model)
    for column in tree.find_all(exp.Column) if tree is not None else ():
        try:
            names.resolve(".".join(part.name for part in column.parts), "measure")
        except LunaraError as error:
            yield FieldProblem("expression", "error", error.message, error.hint)
    for name, kind in filter_names(fresh.where):
        try:
            if kind == "table" and name not in {*names.tables, *names.relationships}:
                raise names.unknown(name, among=[*names.tables, *names.relationships])
            if kind != "table":
                names.resolve(name, "measure" if kind == "measure" else None)
        except LunaraError as error:
            yield FieldProblem("where", "error", error.message, error.hint)
    yield from _format(fresh.format, _FORMATS_OF_TYPE["number"] - {"text"}, "a number")


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha()


def _relationship(
    model: SemanticModel, item: Item, fresh: Relationship, catalog: Catalog | None
) -> Iterator[FieldProblem]:
    ends: list[tuple[_Columns, Sequence[str]]] = []
    for side, name, own in (("from", fresh.from_table, fresh.from_columns), ("to", fresh.to_table, fresh.to_columns)):
        table = model.table(name)
        if table is None:
            close = nearest(name, [one.name for one in model.tables])
            yield FieldProblem(
                f"{side}_table",
                "error",
                f"There is no table {name} in the model.",
                f"Did you mean {' or '.join(close)}?" if close else "Name a table of the model.",
            )
            continue
        columns = _Columns.of(model, table, catalog)
        ends.append((columns, own))
        logical = {dimension.name.lower() for dimension in table.dimensions}
        for column in own:
            if columns.lacks(column) and column.lower() not in logical:
                yield columns.missing(f"{side}_columns", column)
    if len(fresh.from_columns) != len(fresh.to_columns):
        yield FieldProblem(
            "to_columns",
            "error",
            f"{len(fresh.from_columns)} columns are paired with {len(fresh.to_columns)}.",
            "Give the same number on both sides, in matching order.",
        )
    elif len(ends) == 2:
        for one, other in zip(fresh.from_columns, fresh.to_columns, strict=True):
            types = ends[0][0].type(one), ends[1][0].type(other)
            kinds = {"number" if kind_of(type) in NUMERIC else kind_of(type) for type in types if type}
            if len(kinds) == 2 and "other" not in kinds:
                yield FieldProblem(
                    "to_columns", "warning", f"{one} is {types[0]}, {other} is {types[1]}.", "Do their values match?"
                )
    same = [
        r.name
        for r in model.relationships
        if r is not item
        and (r.from_table, r.from_columns, r.to_table, r.to_columns)
        == (fresh.from_table, fresh.from_columns, fresh.to_table, fresh.to_columns)
    ]
    if same:
        yield FieldProblem("", "error", f"{same[0]} is the same relationship.", "Reject one of them.")


def _table(model: SemanticModel, fresh: Table, catalog: Catalog | None) -> Iterator[FieldProblem]:
    if (fresh.source is None) == (fresh.sql is None):
        yield FieldProblem("source", "error", "A table has either a source or its own SQL.", "Give one of them.")
        return
    try:
        if fresh.sql is not None:
            parse_select(fresh.sql, model.dialect, f"the SQL of table {fresh.name}")
        else:
            parse_source(fresh.source or "", model.dialect, fresh.name)
    except LunaraError as error:
        yield FieldProblem("sql" if fresh.sql is not None else "source", "error", error.message, error.hint)
        return
    columns = _Columns.of(model, fresh, catalog)
    if fresh.sql is None and catalog is not None and not columns.types:
        close = nearest(fresh.source or "", [f"{r.schema}.{r.name}" if r.schema else r.name for r in catalog.tables])
        yield FieldProblem(
            "source",
            "error",
            f"The table {fresh.source} is not in the warehouse.",
            f"Did you mean {' or '.join(close)}?" if close else "Name a table of the data source.",
        )
    time = next((dimension for dimension in fresh.dimensions if dimension.name == fresh.default_time), None)
    if time is not None and time.type != "time":
        yield FieldProblem(
            "default_time",
            "error",
            f"{time.name} is no time, it is of type {time.type}.",
            "Choose a date, or change its type.",
        )
    for column in fresh.primary_key:
        if columns.lacks(column):
            yield columns.missing("primary_key", column)
    for key in fresh.unique_keys:
        for column in key:
            if columns.lacks(column):
                yield columns.missing("unique_keys", column)


def _whole(model: SemanticModel, item: Item, fresh: Item, parent: str) -> Iterator[FieldProblem]:
    """What the model's own check says of the item, as far as the fields did not say it."""
    changed = _around(with_item(model, item, fresh, parent), fresh, parent)
    where = f"{parent}.{fresh.name}" if parent else fresh.name
    if isinstance(fresh, Relationship):
        where = f"relationships.{fresh.name}"
    for problem in validate_model(changed):
        if problem.where == where:
            field = "expression" if isinstance(fresh, DerivedMeasure) else ""
            yield FieldProblem(field, problem.level, problem.message, problem.hint)


def _around(model: SemanticModel, fresh: Item, parent: str) -> SemanticModel:
    """As much of the model as the item is looked at with: its table, both ends, or the measures that are named."""
    if isinstance(fresh, DerivedMeasure):
        if fresh.where:
            return model  # its conditions may be on fields of any table
        named = {name.rpartition(".")[2] for measure in model.measures for name in references(measure.expression)}
        tables = (table for table in model.tables if any(measure.name in named for measure in table.measures))
        return model.model_copy(update={"tables": tuple(tables), "relationships": ()})
    names = {parent or fresh.name}
    if isinstance(fresh, Relationship):
        names = {fresh.from_table, fresh.to_table}
    elif isinstance(fresh, Table):
        names |= {fresh.default_time.partition(".")[0]} if fresh.default_time else set()
    return model.model_copy(
        update={
            "tables": tuple(table for table in model.tables if table.name in names),
            "relationships": tuple(r for r in model.relationships if {r.from_table, r.to_table} <= names),
            "measures": (),
        }
    )
