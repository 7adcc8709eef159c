"""The columns that dimensions and expressions are made of."""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.guard.reading import parse_within
from lunara.semantic.model import Dimension


def plain_column(dimension: Dimension, dialect: str | None) -> str | None:
    """The column that a dimension is; None where it computes."""
    if dimension.expression is None:
        return dimension.name
    plain, _, _ = columns_in(dimension.expression, dialect)
    return plain


def column_of(dimension: Dimension, dialect: str | None) -> str | None:
    """The column that a dimension is made of, where it is just one."""
    if dimension.expression is None:
        return dimension.name
    _, names, _ = columns_in(dimension.expression, dialect)
    return next(iter(names)) if len(names) == 1 else None


def reads_as_it_is(text: str, column: str, dialect: str | None) -> bool:
    """Whether an expression reads a column without converting it."""
    _, _, raw = columns_in(text, dialect)
    return column.lower() in raw


@lru_cache(maxsize=32_768)
def columns_in(text: str, dialect: str | None) -> tuple[str | None, frozenset[str], frozenset[str]]:
    """Of an expression: the column that it is, if that is all; the columns that it reads; those (in lower case) that it reads
    without a CAST right around them. Nothing of one that cannot be read.
    """
    try:
        tree = parse_within(text, dialect)
    except SqlglotError:
        return None, frozenset(), frozenset()
    found = list(tree.find_all(exp.Column))
    raw = frozenset(column.name.lower() for column in found if not isinstance(column.parent, exp.Cast))
    return tree.name if isinstance(tree, exp.Column) else None, frozenset(column.name for column in found), raw
