"""New names of tables, fields and relationships in the expressions and conditions of measures over measures."""

from __future__ import annotations

import sqlglot
from pydantic import TypeAdapter
from sqlglot import exp

from lunara.semantic.filters import Filter, renamed
from lunara.semantic.model import SemanticModel

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
        tree = sqlglot.parse_one(expression)
    except sqlglot.errors.SqlglotError:
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
