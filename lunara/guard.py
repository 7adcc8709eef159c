"""The first wall: SQL text in, one proven read-only statement out. Nothing else makes a `ReadOnlySql`."""

from __future__ import annotations

from collections.abc import Collection
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


def read_only(sql: str, dialect: str, allowed: Collection[str] | None = None) -> ReadOnlySql:
    """Prove that `sql` is one read-only query in `dialect` over `allowed` tables (None: any but system catalogs).

    Raises UnsafeSql with a code (`not_a_query`, `table_not_allowed`, `function_not_allowed`, `several_statements`,
    `locking`, `parse`, `too_large`, ...) and a plain sentence.
    """
    raise NotImplementedError
