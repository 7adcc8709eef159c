"""The physical relation behind a table, in SQL."""

from __future__ import annotations

from sqlglot import exp

from lunara.connect.catalog import Table
from lunara.semantic.identifiers import column_identifier


def source_of(table: Table, dialect: str) -> str:
    """The physical relation in SQL of the dialect, each part quoted where it must be."""
    parts = [part for part in table.schema.split(".") if part] if table.schema else []
    place = [column_identifier(part, dialect) for part in parts][-2:]
    node = exp.Table(
        this=column_identifier(table.name, dialect),
        db=place[-1] if place else None,
        catalog=place[-2] if len(place) > 1 else None,
    )
    return node.sql(dialect)
