"""Functions that whoever runs this process vouches for, on every road where SQL is guarded.

They are the process's and nobody's in it: a setting of its owner, said once at the start. What a caller of `read_only` names in
`functions` comes on top.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from lunara.errors import InvalidInput
from lunara.guard.names import dialects, family, written_parts

SETTING = "LUNARA_ALLOWED_FUNCTIONS"

_PART = re.compile(r"[^\W\d][\w$]*")
_SHOWN = {
    "postgres": "PostgreSQL",
    "duckdb": "DuckDB",
    "sqlite": "SQLite",
    "mysql": "MySQL",
    "bigquery": "BigQuery",
    "clickhouse": "ClickHouse",
    "tsql": "SQL Server",
}
_vouched: frozenset[str] = frozenset()


def allow_functions(names: Collection[str]) -> None:
    """Let the guard accept these functions in addition, in the place of those that were named before: `name`, `schema.name`, a
    part in double quotes where it is quoted.

    Raises InvalidInput for what is no name, and for a function that is refused for a reason, in whichever dialect.
    """
    global _vouched  # noqa: PLW0603 - it is the process's
    if _vouched == (wanted := frozenset(names)):
        return
    for name in names:
        _check(name)
    _vouched = wanted


def with_vouched(functions: Collection[str]) -> frozenset[str]:
    """`functions` and those that the process vouches for."""
    return _vouched | frozenset(functions) if functions else _vouched


def _check(entry: str) -> None:
    from lunara.guard.function_names import function_names

    parts = written_parts(entry)
    if not parts or len(parts) > 3 or not all(name if quoted else _PART.fullmatch(name) for name, quoted in parts):
        raise InvalidInput(
            f"{SETTING} names {entry!r}, which is not the name of a function.",
            "Write name or schema.name, without brackets and separated by commas.",
        )
    path = tuple(name for name, _ in parts)
    reasons: dict[str, list[str]] = {}
    for dialect in sorted({family(one) for one in dialects()}):
        why = function_names(dialect).why_out(path)
        if why is not None:
            reasons.setdefault(why, []).append(_SHOWN.get(dialect, dialect.title()))
    if reasons:
        told = "; ".join(f"on {', '.join(engines)} it {why}" for why, engines in reasons.items())
        raise InvalidInput(
            f"{SETTING} names {entry}, which cannot be allowed: {told}.",
            f"Take it out of {SETTING}; a function of your own with another name can be allowed.",
        )
