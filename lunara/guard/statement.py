"""What the guard hands out: the only text that a warehouse runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadOnlySql:
    """One statement that `read_only` accepted, re-rendered; only `text` is ever run.

    `tables` are the physical tables it reads as written (schema-qualified where they were), `columns` its output names.
    """

    text: str
    dialect: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
