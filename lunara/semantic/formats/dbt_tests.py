"""What the tests and descriptions of dbt models say of a table: words for its columns, their types, and its keys."""

from __future__ import annotations

import re
from typing import Any

from lunara.semantic.formats.dbt_documents import Project
from lunara.semantic.formats.format import Notes
from lunara.semantic.model import Dimension, DimensionType, Table

_KINDS: list[tuple[str, DimensionType]] = [
    (r"bool", "boolean"),
    (r"date|time", "time"),
    (r"int|num|dec|float|double|real", "number"),
]


def with_evidence(table: Table, project: Project, dialect: str | None, notes: Notes) -> Table:
    """The table with what the project's `models:` say of its relation."""
    bare = (table.source or "").rsplit(".", 1)[-1].strip('"`')
    item = project.described.get(bare)
    if item is None:
        return table
    columns = item.data.get("columns")
    by_name = {one["name"]: one for one in columns if _named(one)} if isinstance(columns, list) else {}
    dimensions = tuple(_worded(one, by_name.get(one.expression or one.name, {})) for one in table.dimensions)
    known = {table.primary_key, *table.unique_keys}
    unique = [
        (name,) for name, one in by_name.items() if {"unique", "not_null"} <= _tests(one) and (name,) not in known
    ]
    description = item.data.get("description")
    return table.model_copy(
        update={
            "dimensions": dimensions,
            "unique_keys": (*table.unique_keys, *unique) if table.primary_key else (*table.unique_keys, *unique[1:]),
            "primary_key": table.primary_key or (unique[0] if unique else ()),
            "description": table.description or (description if isinstance(description, str) else ""),
        }
    )


def _named(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("name"), str)


def _worded(dimension: Dimension, column: dict[str, Any]) -> Dimension:
    update: dict[str, Any] = {}
    description, kind = column.get("description"), column.get("data_type")
    if not dimension.description and isinstance(description, str):
        update["description"] = description
    if isinstance(kind, str):
        if dimension.type == "string":
            found = next((type_ for pattern, type_ in _KINDS if re.search(pattern, kind.lower())), None)
            if found is not None:
                update["type"] = found
        if dimension.type == "time":
            update["data_type"] = kind
    return dimension.model_copy(update=update) if update else dimension


def _tests(column: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for key in ("tests", "data_tests"):
        said = column.get(key)
        for one in said if isinstance(said, list) else []:
            if isinstance(one, str):
                found.add(one)
            elif isinstance(one, dict):
                found.update(str(name) for name in one)
    return found
