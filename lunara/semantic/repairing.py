"""Repairs applied to a model.

    done = apply_repairs(model, [RenameColumn("orders", "amount", "amount_net"), Remove(("table:refunds",))])
    done.model, done.removed

Repairs that do not touch the same item give the same model in any order, because they are applied in an order of their own:
sources, columns, types, relationships, keys, removals, additions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.errors import InvalidInput
from lunara.guard.reading import parse_within
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Dimension, Relationship, SemanticModel, Table
from lunara.semantic.removing import Left, settled, without
from lunara.semantic.repair import (
    AddFields,
    AddTable,
    DropKey,
    Loosen,
    PointAt,
    Proposal,
    ReadAs,
    Remove,
    RenameColumn,
    RenameTable,
    Repair,
    SetType,
)
from lunara.semantic.rewriting import reading_columns, reading_table, relation_of

_ORDER: tuple[type[Repair], ...] = (
    RenameTable, RenameColumn, ReadAs, SetType, PointAt, Loosen, DropKey, Remove, AddTable, AddFields,
)  # fmt: skip


def proposed(model: SemanticModel, repairs: Sequence[Repair], confidence: float, because: str = "") -> Proposal:
    """A proposal with what it would take out of this model."""
    left = apply_repairs(model, repairs)
    return Proposal(tuple(repairs), confidence, because, left.removed, left.questions)


def apply_repairs(model: SemanticModel, repairs: Sequence[Repair]) -> Left:
    """The model with all of `repairs`. Pure. Raises InvalidInput for one that does not fit this model."""
    names = {(r.table, r.column.lower()): r.to for r in repairs if isinstance(r, RenameColumn)}
    # Of two that loosen the same relationship, what promises least holds.
    firm = {r.relationship for r in repairs if isinstance(r, Loosen) and r.cardinality == "many_to_many"}
    repairs = [
        r for r in repairs if not (isinstance(r, Loosen) and r.cardinality != "many_to_many" and r.relationship in firm)
    ]
    fresh = model
    for kind in _ORDER:
        mine = sorted({r for r in repairs if isinstance(r, kind)}, key=repr)
        if kind is RenameColumn:
            # At once: of a → b and b → c the first does not become the second.
            for table in dict.fromkeys(table for table, _ in names):
                fresh = _with_columns(fresh, table, {old: to for (home, old), to in names.items() if home == table})
        elif kind is Remove:
            break
        else:
            for repair in mine:
                fresh = _changed(fresh, repair)
    left = _cleared(fresh, [key for r in repairs if isinstance(r, Remove) for key in r.keys])
    fresh = left.model
    for kind in (AddTable, AddFields):
        for repair in sorted({r for r in repairs if isinstance(r, kind)}, key=repr):
            fresh = _changed(fresh, repair)
    return Left(fresh, left.removed, left.questions)


def _cleared(model: SemanticModel, keys: Sequence[str]) -> Left:
    """Without these items, and without what no longer has its time because a relationship or a type changed."""
    timed, lost = settled(model)
    return without(timed, [*keys, *lost]) if keys or lost else Left(timed)


def _changed(model: SemanticModel, repair: Repair) -> SemanticModel:
    match repair:
        case RenameTable():
            return _with_source(model, repair)
        case ReadAs():
            return _converted(model, repair)
        case SetType():
            return _typed(model, repair)
        case PointAt():
            update = {"to_table": repair.to_table, "to_columns": repair.to_columns, "origin": "edited"}
            return _with_relationship(model, repair.relationship, update)
        case Loosen():
            return _with_relationship(
                model, repair.relationship, {"cardinality": repair.cardinality, "origin": "edited"}
            )
        case DropKey():
            return _without_key(model, repair)
        case AddTable():
            return _with_table(model, repair)
        case AddFields():
            return _with_fields(model, repair)
        case RenameColumn():
            return _with_columns(model, repair.table, {repair.column.lower(): repair.to})
        case Remove():
            return without(model, repair.keys).model
        case _:
            assert_never(repair)


def _of(model: SemanticModel, name: str) -> Table:
    table = model.table(name)
    if table is None:
        raise InvalidInput(f"The model has no table {name} to repair.", "Check it against the data again.")
    return table


def _swap(model: SemanticModel, old: Table, new: Table) -> SemanticModel:
    return model.model_copy(update={"tables": tuple(new if table is old else table for table in model.tables)})


def _with_relationship(model: SemanticModel, name: str, update: Mapping[str, object]) -> SemanticModel:
    if not any(r.name == name for r in model.relationships):
        raise InvalidInput(f"The model has no relationship {name} to repair.", "Check it against the data again.")
    changed = tuple(r.model_copy(update=dict(update)) if r.name == name else r for r in model.relationships)
    return model.model_copy(update={"relationships": changed})


# -- what tables and columns are read --------------------------------------------------------------------------------


def _with_source(model: SemanticModel, repair: RenameTable) -> SemanticModel:
    was, to = relation_of(repair.was, model.dialect), relation_of(repair.source, model.dialect)

    def moved(table: Table) -> Table:
        if table.sql is not None:
            return table.model_copy(update={"sql": reading_table(table.sql, model.dialect, was, to)})
        same = relation_of(table.source or table.name, model.dialect) == was
        return table.model_copy(update={"source": repair.source}) if same else table

    return model.model_copy(update={"tables": tuple(map(moved, model.tables))})


def _with_columns(model: SemanticModel, name: str, names: Mapping[str, str]) -> SemanticModel:
    """What reads the columns `names` (in lower case) of a table reads their new names."""
    table = _of(model, name)
    for dimension in table.dimensions:
        if dimension.name in names.values() and taken_for_another(dimension, names, model.dialect):
            raise InvalidInput(
                f"{name} computes a dimension {dimension.name}, so a column of that name would be taken for it.",
                "Rename the dimension first.",
            )

    def renamed(column: exp.Column) -> exp.Expr:
        return exp.column(column_identifier(names[column.name.lower()], model.dialect or ""))

    fresh = _rewritten(table, model.dialect, names, renamed)

    def keyed(columns: Sequence[str]) -> tuple[str, ...]:
        return tuple(names.get(column.lower(), column) for column in columns)

    fresh = fresh.model_copy(
        update={
            "primary_key": keyed(table.primary_key),
            "unique_keys": tuple(map(keyed, table.unique_keys)),
        }
    )
    relationships = tuple(
        r.model_copy(
            update={
                "from_columns": keyed(r.from_columns) if r.from_table == name else r.from_columns,
                "to_columns": keyed(r.to_columns) if r.to_table == name else r.to_columns,
            }
        )
        for r in model.relationships
    )
    renamed_sql = _swap(model, table, fresh)
    if table.sql is None:
        own = relation_of(table.source or table.name, model.dialect)
        others = tuple(
            other
            if other.sql is None
            else other.model_copy(update={"sql": reading_columns(other.sql, model.dialect, own, names)})
            for other in renamed_sql.tables
        )
        renamed_sql = renamed_sql.model_copy(update={"tables": others})
    return renamed_sql.model_copy(update={"relationships": relationships})


def taken_for_another(dimension: Dimension, names: Mapping[str, str], dialect: str | None) -> bool:
    """Whether a name would mean the dimension before and a column afterwards: `names` are columns (in lower case) with their new
    names, and the dimension has one of these without being just that column.
    """
    if dimension.expression is None:
        return False
    tree = _parsed(dimension.expression, dialect)
    return not (isinstance(tree, exp.Column) and names.get(tree.name.lower(), tree.name) == dimension.name)


def _is_column(expression: str, dialect: str | None, name: str) -> bool:
    tree = _parsed(expression, dialect)
    return isinstance(tree, exp.Column) and tree.name == name


def _parsed(text: str, dialect: str | None) -> exp.Expr | None:
    try:
        return parse_within(text, dialect)
    except SqlglotError:
        return None


def _rewritten(
    table: Table, dialect: str | None, columns: Mapping[str, object], make: Callable[[exp.Column], exp.Expr]
) -> Table:
    """A table whose expressions have `make(column)` for each of the physical `columns` (in lower case) that they read."""
    computed = {d.name: d for d in table.dimensions if d.expression is not None}

    def written(text: str, own: Dimension | None) -> str:
        tree = _parsed(text, dialect)
        if tree is None:
            return text
        hit = False
        for column in list(tree.find_all(exp.Column)):
            meant = computed.get(column.name)
            if column.name.lower() not in columns or (meant is not None and meant is not own and not _reads(meant)):
                continue
            value = make(column)
            if column is tree:
                tree = value
            else:
                column.replace(value)
            hit = True
        return tree.sql(dialect) if hit else text

    def _reads(dimension: Dimension) -> bool:
        """Whether a name means the column although a dimension has it: the dimension is made of that very column."""
        tree = _parsed(dimension.expression or "", dialect)
        return tree is not None and any(c.name == dimension.name for c in tree.find_all(exp.Column))

    dimensions = []
    for dimension in table.dimensions:
        if dimension.expression is not None:
            text = written(dimension.expression, dimension)
        elif dimension.name.lower() in columns:
            text = make(exp.column(column_identifier(dimension.name, dialect or ""))).sql(dialect)
        else:
            dimensions.append(dimension)
            continue
        plain = _is_column(text, dialect, dimension.name)
        dimensions.append(dimension.model_copy(update={"expression": None if plain else text}))
    measures = [
        measure.model_copy(
            update={
                "expression": None if measure.expression is None else written(measure.expression, None),
                "filter": None if measure.filter is None else written(measure.filter, None),
            }
        )
        for measure in table.measures
    ]
    return table.model_copy(update={"dimensions": tuple(dimensions), "measures": tuple(measures)})


# -- types, keys -----------------------------------------------------------------------------------------------------


def _converted(model: SemanticModel, repair: ReadAs) -> SemanticModel:
    table = _of(model, repair.table)

    def cast(column: exp.Column) -> exp.Expr:
        above = column.parent
        if isinstance(above, exp.Cast) and above.to.sql(model.dialect).lower() == repair.type.lower():
            return column.copy()
        return exp.cast(column.copy(), repair.type, dialect=model.dialect)

    return _swap(model, table, _rewritten(table, model.dialect, {repair.column.lower(): None}, cast))


def _typed(model: SemanticModel, repair: SetType) -> SemanticModel:
    table = _of(model, repair.table)
    if not any(d.name == repair.dimension for d in table.dimensions):
        raise InvalidInput(
            f"{repair.table} has no dimension {repair.dimension} to repair.", "Check it against the data again."
        )
    changed = tuple(
        d.model_copy(update={"type": repair.type, "data_type": None}) if d.name == repair.dimension else d
        for d in table.dimensions
    )
    return _swap(model, table, table.model_copy(update={"dimensions": changed}))


def _without_key(model: SemanticModel, repair: DropKey) -> SemanticModel:
    table = _of(model, repair.table)
    update: dict[str, object] = {"unique_keys": tuple(key for key in table.unique_keys if key != repair.columns)}
    if table.primary_key == repair.columns:
        update["primary_key"] = ()
        if len(repair.columns) == 1:
            # What counted different keys without naming one goes on counting the same.
            own = exp.column(column_identifier(repair.columns[0], model.dialect or "")).sql(model.dialect)
            update["measures"] = tuple(
                m.model_copy(update={"expression": own})
                if m.aggregate == "count_distinct" and m.expression is None
                else m
                for m in table.measures
            )
    return _swap(model, table, table.model_copy(update=update))


# -- what is new -----------------------------------------------------------------------------------------------------


def _with_table(model: SemanticModel, repair: AddTable) -> SemanticModel:
    if model.table(repair.table.name) is not None:
        raise InvalidInput(f"The model has a table {repair.table.name} already.", "Check it against the data again.")
    return _joined(model.model_copy(update={"tables": (*model.tables, repair.table)}), repair.relationships)


def _joined(model: SemanticModel, relationships: Sequence[Relationship]) -> SemanticModel:
    """With those relationships whose names are free and whose tables are there."""
    taken = {r.name for r in model.relationships}
    joins = tuple(
        r
        for r in relationships
        if r.name not in taken and model.table(r.from_table) is not None and model.table(r.to_table) is not None
    )
    return model.model_copy(update={"relationships": (*model.relationships, *joins)})


def _with_fields(model: SemanticModel, repair: AddFields) -> SemanticModel:
    table = _of(model, repair.table)
    taken = {d.name for d in table.dimensions} | {m.name for m in table.measures}
    dimensions = tuple(d for d in repair.dimensions if d.name not in taken)
    measures = tuple(m for m in repair.measures if m.name not in taken)
    update = {"dimensions": (*table.dimensions, *dimensions), "measures": (*table.measures, *measures)}
    return _joined(_swap(model, table, table.model_copy(update=update)), repair.relationships)
