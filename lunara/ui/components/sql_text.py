"""SQL to be read."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=256)
def formatted(sql: str, dialect: str) -> str:
    """SQL with a line for each part, to be read; as it was where it cannot be parsed."""
    import sqlglot

    try:
        return sqlglot.parse_one(sql, read=dialect).sql(dialect=dialect, pretty=True)
    except sqlglot.errors.SqlglotError:
        return sql
