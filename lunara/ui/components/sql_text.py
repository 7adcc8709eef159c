"""SQL to be read."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=256)
def formatted(sql: str, dialect: str) -> str:
    """SQL with a line for each part, to be read; as it was where it cannot be parsed."""
    from sqlglot.errors import SqlglotError

    from lunara.guard.reading import parse_within

    try:
        return parse_within(sql, dialect).sql(dialect=dialect, pretty=True)
    except SqlglotError:
        return sql
