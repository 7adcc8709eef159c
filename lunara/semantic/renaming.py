"""New names of tables, fields and relationships in what refers to them: expressions, conditions, default times, balances."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.guard.reading import parse_within
from lunara.semantic.filters import Filter, renamed
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import SemanticModel, Table

_FILTER: TypeAdapter[Filter] = TypeAdapter(Filter)


def measures_renamed(
    model: SemanticModel,
    *,
    table: tuple[str, str] | None = None,
    measure: tuple[str, str, str] | None = None,
    dimension: tuple[str, str, str] | None = None,
    relationship: tuple[str, str] | None = None,
) -> SemanticModel:
    """The model with a new name in the expressions and conditions of its derived measures."""

    def rename(name: str, what: str) -> str:
        head, dot, tail = name.rpartition(".")
        if table is not None and table[0] in ((head,) if what != "table" else (name,)):
            return table[1] if what == "table" else f"{table[1]}{dot}{tail}"
        field = measure if what == "measure" else dimension if what == "field" else None
        if field is not None and tail == field[1] and head in ("", field[0]):
            return f"{head}{dot}{field[2]}"
        if relationship is not None and what == "field" and relationship[0] in head.split("."):
            chain = [relationship[1] if part == relationship[0] else part for part in head.split(".")]
            return f"{'.'.join(chain)}.{tail}"
        return name

    measures = []
    for one in model.measures:
        update: dict[str, object] = {}
        if table is not None or measure is not None:
            update["expression"] = _renamed(one.expression, table=table, measure=measure)
        if one.where:
            update["where"] = tuple(_on_road(renamed(part, rename), relationship) for part in one.where)
        measures.append(one.model_copy(update=update))
    return model.model_copy(update={"measures": tuple(measures)})


def _on_road(one: Filter, relationship: tuple[str, str] | None) -> Filter:
    """The condition with the new name of a relationship in its `via`."""
    if relationship is None:
        return one
    old, new = relationship
    text = one.model_dump(mode="json", by_alias=True)

    def walk(value: object) -> object:
        if isinstance(value, list):
            return [walk(part) for part in value]
        if not isinstance(value, dict):
            return value
        found = {key: walk(part) for key, part in value.items()}
        via = found.get("via")
        if isinstance(via, str):
            found["via"] = ".".join(new if part == old else part for part in via.split("."))
        return found

    mended: Filter = _FILTER.validate_python(walk(text))
    return mended


def _renamed(
    expression: str, *, table: tuple[str, str] | None = None, measure: tuple[str, str, str] | None = None
) -> str:
    try:
        tree = parse_within(expression)
    except SqlglotError:
        return expression
    hit = False
    for column in tree.find_all(exp.Column):
        if table and column.table == table[0]:
            column.set("table", exp.to_identifier(table[1]))
            hit = True
        if measure and column.name == measure[1] and column.table in ("", measure[0]):
            column.set("this", exp.to_identifier(measure[2]))
            hit = True
    return tree.sql() if hit else expression


def fields_renamed(
    model: SemanticModel,
    *,
    table: tuple[str, str] | None = None,
    dimension: tuple[str, str, str] | None = None,
) -> SemanticModel:
    """The model with a new name in what its tables say of themselves and of one another: default times, what balances are of, the
    tables before columns, and the calculated dimension (table, old, new) that expressions mean by its name.
    """
    home = table[1] if table is not None else dimension[0] if dimension is not None else ""

    def moment(written: str | None) -> str | None:
        if table is not None and written is not None and written.startswith(f"{table[0]}."):
            return f"{table[1]}{written[len(table[0]) :]}"
        if dimension is not None and written == f"{dimension[0]}.{dimension[1]}":
            return f"{dimension[0]}.{dimension[2]}"
        return written

    def own(one: Table) -> Table:
        computed = None
        if dimension is not None:
            its = next((d for d in one.dimensions if d.name == dimension[2]), None)
            if (
                its is not None
                and its.expression is not None
                and dimension[1] not in _names(its.expression, model.dialect)
            ):
                computed = dimension

        def text(written: str | None) -> str | None:
            if written is None:
                return None
            return _in_expression(written, model.dialect, table=table, dimension=computed)

        def over(names: tuple[str, ...]) -> tuple[str, ...]:
            found = (moment(name) or name for name in names)
            return tuple(dimension[2] if dimension is not None and name == dimension[1] else name for name in found)

        dimensions = tuple(
            d if d.expression is None or (dimension is not None and d.name == dimension[2])
            else d.model_copy(update={"expression": text(d.expression)})
            for d in one.dimensions
        )  # fmt: skip
        measures = tuple(
            m.model_copy(
                update={
                    "expression": text(m.expression),
                    "filter": text(m.filter),
                    "additive_over": over(m.additive_over) if isinstance(m.additive_over, tuple) else m.additive_over,
                }
            )
            for m in one.measures
        )
        return one.model_copy(update={"dimensions": dimensions, "measures": measures})

    def changed(one: Table) -> Table:
        fresh = own(one) if one.name == home else one
        # A dimension of the table's own, with a point in its name, is not one of another table.
        mine = any(d.name == fresh.default_time for d in fresh.dimensions)
        moved = fresh.default_time if mine else moment(fresh.default_time)
        return fresh if moved == fresh.default_time else fresh.model_copy(update={"default_time": moved})

    return model.model_copy(update={"tables": tuple(map(changed, model.tables))})


def _names(expression: str, dialect: str | None) -> set[str]:
    try:
        return {column.name for column in parse_within(expression, dialect).find_all(exp.Column)}
    except SqlglotError:
        return set()


def _in_expression(
    written: str, dialect: str | None, *, table: tuple[str, str] | None, dimension: tuple[str, str, str] | None
) -> str:
    try:
        tree = parse_within(written, dialect)
    except SqlglotError:
        return written
    hit = False
    for column in tree.find_all(exp.Column):
        if table is not None and column.table == table[0]:
            column.set("table", column_identifier(table[1], dialect or ""))
            hit = True
        if dimension is not None and column.name == dimension[1] and column.table in ("", dimension[0]):
            column.set("this", column_identifier(dimension[2], dialect or ""))
            hit = True
    return tree.sql(dialect) if hit else written
