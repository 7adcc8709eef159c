"""Columns of keys and joins: other tools name a field there, Lunara the physical column that it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.columns import found
from lunara.semantic.formats.format import Notes
from lunara.semantic.model import Table


def physical_columns(
    table: Table, names: Sequence[str], dialect: str | None, notes: Notes, where: str
) -> tuple[str, ...] | None:
    """The physical columns that these names are; None, with a note, when one of them is computed."""
    columns = []
    for name in names:
        column = _physical(table, plain_name(name, dialect), dialect)
        if column is None:
            notes.lost(where, name, f"{table.name}.{name} is computed; keys and joins are over physical columns")
            return None
        columns.append(column)
    return tuple(columns)


def _physical(table: Table, name: str, dialect: str | None) -> str | None:
    dimension = found({one.name: one for one in table.dimensions}, name)
    if dimension is None:
        return name
    if dimension.expression is None:
        return dimension.name
    try:
        tree = parse_fragment(dimension.expression, dialect, dimension.name)
    except InvalidInput:
        return name
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Column):
        return tree.name
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    return name if name.lower() in used else None


def plain_name(text: str, dialect: str | None) -> str:
    """The name without the quotes that its dialect writes around odd ones."""
    try:
        tree = parse_fragment(text, dialect, text)
    except InvalidInput:
        return text
    return tree.name if isinstance(tree, exp.Column) and not tree.table else text
