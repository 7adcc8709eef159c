"""Schemas in many houses' styles, with what is right about them, in a small notation.

`name: type role [>table.column]` per column; roles: i identifier, t time, d dimension, s measure (sum), a measure (avg),
b balance, x kept out of sight, ? anything. A `*` before a column name marks the primary key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lunara.connect.catalog import Catalog, Column, Table


def _load() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in Path(__file__).with_name("schemas.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


SCHEMAS = _load()


@dataclass(frozen=True)
class Expected:
    """The right answers: keys by table, joins as (table, column, table, column), roles by (table, column)."""

    keys: dict[str, str]
    joins: frozenset[tuple[str, str, str, str]]
    roles: dict[tuple[str, str], str]


def read(name: str, dialect: str = "duckdb") -> tuple[Catalog, Expected]:
    """The catalog of a schema with nothing declared, and what is right about it."""
    tables, keys, joins, roles = [], {}, set(), {}
    for line in SCHEMAS[name].strip().splitlines():
        table, _, rest = line.partition(": ")
        columns = []
        for part in _split(rest):
            words = part.split()
            column = words[0].lstrip("*")
            if words[0].startswith("*"):
                keys[table] = column
            columns.append(Column(column, words[1]))
            roles[table, column] = words[2]
            if len(words) > 3:
                target, _, field = words[3].lstrip(">").partition(".")
                joins.add((table, column, target, field))
        tables.append(Table("main", table, tuple(columns)))
    return Catalog(dialect, tuple(tables)), Expected(keys, frozenset(joins), roles)


def _split(text: str) -> list[str]:
    """Parts at ", " so that numeric(10,2) stays whole."""
    return text.split(", ")
