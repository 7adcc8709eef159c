"""Rows that stay in their table when they are deleted: which column marks them, and whether a query asks anything of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from lunara.errors import LunaraError
from lunara.semantic.columns import column_of
from lunara.semantic.expressions import parse_select
from lunara.semantic.graph import Graph
from lunara.semantic.lineage import Part
from lunara.semantic.model import Dimension, Table
from lunara.semantic.names import humanize

_DELETED = frozenset({"deleted", "deletion"})
# What stands beside it in the names that frameworks and loaders give: is_deleted, deleted_at, _fivetran_deleted, _sdc_deleted_at.
_BESIDE = frozenset(
    {"is", "was", "at", "on", "date", "time", "timestamp", "utc", "flag", "ind", "soft", "row", "record"}
)
_LOADERS = frozenset({"fivetran", "sdc", "airbyte"})
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")


def mark_of(table: Table) -> Dimension | None:
    """The dimension that says that a row was deleted: a flag, or a moment that is empty where it was not; None without one."""
    for one in table.dimensions:
        if one.type not in ("boolean", "time") or "delet" not in one.name.lower():
            continue
        words = {word.lower() for word in _WORD.findall(one.name)}
        if words & _DELETED and words <= _DELETED | _BESIDE | _LOADERS:
            return one
    return None


def counted_too(parts: Iterable[Part], graph: Graph, dialect: str | None) -> Iterator[str]:
    """A sentence for each table whose deleted rows the parts of a statement take in without asking anything of their mark."""
    for part in parts:
        table = graph.table(part.table)
        mark = mark_of(table)
        if mark is None or part.compared or _left_out_before(table, mark, dialect):
            continue
        names = sorted({mark.name, column_of(mark, dialect) or mark.name})
        here = re.escape(table.name)
        of_all = [*(one.text for one in part.conditions), *(one.field for one in part.grouped_by)]
        measured = bool(part.measures) and all(_named([one.how], names, here) for one in part.measures)
        if measured or _named(of_all, names, here):
            continue
        by = "" if mark.hidden else f": no condition goes by “{mark.label or humanize(mark.name)}”"
        taken = "counted" if part.measures else "listed"
        yield f"Rows of {table.label or humanize(table.name)} that are marked as deleted, if there are any, are {taken} too{by}."


def _named(texts: Iterable[str], names: Sequence[str], table: str) -> bool:
    """Whether the texts name the mark alone or as one of the table: that of another table is another one."""
    said = re.compile(rf"(?<![\w.'])(?:{table}\.)?(?:{'|'.join(map(re.escape, names))})(?![\w'])", re.IGNORECASE)
    return any(said.search(text) for text in texts)


def _left_out_before(table: Table, mark: Dimension, dialect: str | None) -> bool:
    """Whether the SELECT that the table is asks something of the mark already."""
    if table.sql is None:
        return False
    try:
        tree = parse_select(table.sql, dialect, table.name)
    except LunaraError:
        return False
    column = (column_of(mark, dialect) or mark.name).lower()
    conditions = tree.find_all(exp.Where, exp.Having, exp.Qualify)
    return any(one.name.lower() == column for where in conditions for one in where.find_all(exp.Column))
