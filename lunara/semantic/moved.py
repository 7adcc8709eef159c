"""A statement over a model that the warehouse could not run, because it is no longer as the model says: that is what is told."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.connect.warehouse import Warehouse
from lunara.errors import LunaraError, WarehouseFailed
from lunara.guard.reading import parse_within
from lunara.semantic.model import SemanticModel
from lunara.semantic.schema_check import CheckFinding, compare_with_catalog

log = logging.getLogger(__name__)

MOVED = "not_in_the_warehouse"
"""The code of such an error; `details["items"]` are the keys of the model's items that are no longer right."""
_CODES = frozenset(("table_missing", "column_missing", "type_changed"))
_HINT = "The warehouse has changed since the model was published. Model › Check tells what changed and what can be done about it."


@contextmanager
def told_as_moved(model: SemanticModel, warehouse: Warehouse, tables: Collection[str], sql: str) -> Iterator[None]:
    """A block that runs `sql` over these tables of the model. Raises WarehouseFailed with code `MOVED` in place of the
    engine's own words where a table or column that it names is gone or of another type; any other error as it is.

    The catalog is read only after a statement has failed.
    """
    try:
        yield
    except WarehouseFailed as error:
        if type(error) is not WarehouseFailed or error.code != WarehouseFailed.code:
            raise
        found = _found(model, warehouse, tables, sql)
        if not found:
            raise
        items = [finding.item for finding in found]
        raise WarehouseFailed(found[0].message, _HINT, code=MOVED, items=items, said=error.message) from error


def _found(model: SemanticModel, warehouse: Warehouse, tables: Collection[str], sql: str) -> list[CheckFinding]:
    try:
        findings = compare_with_catalog(model, warehouse.catalog()).findings
    except LunaraError:
        log.info("the catalog could not be read after a statement had failed", exc_info=True)
        return []
    named = _names(sql, warehouse.dialect)
    return [f for f in findings if f.code in _CODES and f.table in tables and f.missing.lower() in named]


def _names(sql: str, dialect: str) -> frozenset[str]:
    """The columns and tables that a statement names, in lower case; none where it cannot be read."""
    try:
        tree = parse_within(sql, dialect)
    except SqlglotError:
        return frozenset()
    return frozenset(node.name.lower() for node in tree.find_all(exp.Column, exp.Table))
