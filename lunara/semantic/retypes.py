"""What can be done about a column of another type: convert it where nothing is lost, else take the dimension for what it is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, LunaraError
from lunara.guard import read_only
from lunara.semantic.draft.facts import NUMERIC, Kind, kind_of
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DimensionType, Table

# Where a text that is no number is an error or null when it is converted, and not quietly 0.
_FAILS_LOUDLY = frozenset({"duckdb", "postgres", "redshift", "snowflake", "bigquery", "trino", "athena", "databricks"})
_SQL_TYPES: Mapping[DimensionType, str] = {
    "time": "TIMESTAMP",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
}


def type_before(dimension: DimensionType, data_type: str | None, recorded: str | None) -> str:
    """The type that a column had, as far as it is known: what was recorded, else what fits the dimension."""
    return recorded or data_type or _SQL_TYPES[dimension]


def dimension_type(type: str) -> DimensionType:
    """What a dimension over a column of that warehouse type is."""
    kind = kind_of(type)
    if kind in NUMERIC:
        return "number"
    if kind in ("date", "timestamp"):
        return "time"
    return "boolean" if kind == "boolean" else "string"


def is_another(was: Kind, now: Kind) -> bool:
    """Whether a column of the kind `was` is read otherwise when it is `now`: 5 for 5.0 and a day for its midnight are not."""
    alike: tuple[frozenset[Kind], ...] = (
        NUMERIC,
        frozenset[Kind](["date", "timestamp"]),
        frozenset[Kind](["string", "uuid", "other"]),
    )
    return was != now and not any({was, now} <= group for group in alike)


def converts(
    table: Table,
    column: str,
    *,
    now: str,
    type: str,
    runner: Runner,
    source: exp.Expr,
    limits: Limits,
    cancel: CancelToken,
) -> bool:
    """Whether every value of a column converts to `type` and stays what it is. Asks the warehouse one statement over the column.

    False where that cannot be told. Raises ConnectFailed, Cancelled.
    """
    dialect = runner.dialect
    was_kind, now_kind = kind_of(type), kind_of(now)
    zoned = "tz" in type.lower() or "time zone" in type.lower()
    if dialect not in _FAILS_LOUDLY or "string" not in (was_kind, now_kind) or zoned:
        return False  # of a number as a moment, or a moment without its zone, nobody knows what it means
    this = exp.column(column_identifier(column, dialect))
    try:
        cast = exp.cast(this.copy(), type, dialect=dialect)
    except LunaraError:
        return False
    wanted: list[exp.Expr] = [
        exp.alias_(exp.Count(this=this.copy()), "filled"),
        exp.alias_(exp.Count(this=cast), "converted"),
    ]
    other: exp.Expr | None = None
    if was_kind in NUMERIC:
        # 5.7 as a whole number is 6 in some dialects: then it is not the same number any more.
        other = exp.NEQ(this=cast.copy(), expression=exp.cast(this.copy(), "DOUBLE", dialect=dialect))
    elif was_kind in ("date", "timestamp"):
        # 02/03/2024 is what the server's settings make of it, and a day has no hours.
        iso = exp.Like(this=this.copy(), expression=exp.Literal.string("____-__-__%"))
        short = exp.GT(this=exp.Length(this=this.copy()), expression=exp.Literal.number(10))
        other = exp.Not(this=exp.Paren(this=iso))
        other = exp.or_(other, short) if was_kind == "date" else other
    if other is not None:
        wanted.append(exp.alias_(exp.Count(this=exp.Case().when(other, exp.Literal.number(1))), "changed"))
    query = exp.select(*wanted).from_(source)
    try:
        result = runner.run(read_only(query.sql(dialect), dialect), limits=limits, cancel=cancel)
    except (Cancelled, ConnectFailed):
        raise
    except LunaraError:
        return False
    row = next(iter(result.rows()), None)
    if row is None:
        return False
    filled, converted, *changed = (int(value or 0) for value in row)
    return filled == converted and not any(changed)
