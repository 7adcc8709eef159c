"""The compiled tree through the guard: the only way a statement of the compiler becomes runnable."""

from __future__ import annotations

from typing import cast

from sqlglot import exp

from lunara.guard import ReadOnlySql, read_only_tree
from lunara.semantic.dialects import SETTINGS
from lunara.semantic.graph import Graph


def proven(tree: exp.Query, dialect: str, graph: Graph) -> ReadOnlySql:
    """The statement, proven read-only over the physical tables of the model. Raises UnsafeSql."""
    settings = SETTINGS.get(dialect, ())
    return read_only_tree(cast(exp.Expression, tree), dialect, graph.physical_tables(dialect), settings)
