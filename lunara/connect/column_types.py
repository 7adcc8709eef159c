"""Which type a column of texts truly has, decided on every value of it; and the SQL that casts it.

Codes stay text (leading zeros, over-long digits), money stays exact, and what can be read in two ways stays text with
a word about it. A column is never half-converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

COLUMNS_AT_ONCE = 60

_WHOLE = r"^[-+]?(0|[1-9][0-9]*)$"
_POINT = r"^[-+]?((0|[1-9][0-9]*)([.][0-9]+)?|[.][0-9]+)$"
_EXPONENT = r"^[-+]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]{1,3})?$"
_COMMA = r"^[-+]?((0|[1-9][0-9]*)(,[0-9]+)?|[1-9][0-9]{0,2}([.][0-9]{3})+(,[0-9]+)?)$"
_GROUPED = r"^[-+]?((0|[1-9][0-9]*)([.][0-9]+)?|[1-9][0-9]{0,2}(,[0-9]{3})+([.][0-9]+)?)$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)?$"
_ZONED = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)$"
_SLASHED = r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"
_DOTTED = r"^[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}$"


@dataclass(frozen=True)
class ColumnType:
    """`type` is the engine's; `cast` the SQL that makes it of the quoted column; `warning` is empty or one sentence."""

    type: str
    cast: str
    warning: str = ""


def find_types(connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str]) -> list[ColumnType]:
    """Look at every value of the text columns `names` of `table` (quoted SQL), some columns at a time."""
    found: list[ColumnType] = []
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        some = names[start : start + COLUMNS_AT_ONCE]
        facts = connection.execute(
            "select " + ", ".join(_facts(quoted(name)) for name in some) + f" from {table}"
        ).fetchone()
        if facts is None:
            raise AssertionError("An aggregate without groups gives one row.")
        width = len(facts) // len(some)
        found += [_decide(name, facts[i * width : (i + 1) * width]) for i, name in enumerate(some)]
    return found


def quoted(name: str) -> str:
    """An identifier as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _facts(column: str) -> str:
    v = f"nullif(trim({column}), '')"

    def every(pattern: str) -> str:
        return f"bool_and(regexp_matches({v}, '{pattern}'))"

    def share(pattern: str) -> str:
        return f"count(*) filter (where regexp_matches({v}, '{pattern}'))"

    return ", ".join(
        (
            f"count({v})",
            f"bool_and(lower({v}) in ('true', 'false'))",
            every(_WHOLE),
            f"bool_and(try_cast({v} as bigint) is not null)",
            every(_POINT),
            f"max(length(split_part(ltrim({v}, '+-'), '.', 1)))",
            f"max(length(split_part({v}, '.', 2)))",
            f"{every(_EXPONENT)} and bool_and(isfinite(try_cast({v} as double)))",
            every(_COMMA),
            f"max(length(regexp_extract({v}, ',([0-9]+)$', 1)))",
            f"bool_or(contains({v}, ',') and not regexp_matches({v}, '^[-+]?[1-9][0-9]{{0,2}}(,[0-9]{{3}})+$'))",
            every(_GROUPED),
            f"bool_or(contains({v}, ',') and (contains({v}, '.') or regexp_matches({v}, ',[0-9]+,')))",
            f"max(length(regexp_extract({v}, '[.]([0-9]+)$', 1)))",
            f"{every(_DATE)} and bool_and(try_cast({v} as date) is not null)",
            f"{every(_MOMENT)} and bool_and(try_cast({v} as timestamp) is not null)",
            f"{every(_ZONED)} and bool_and(try_cast({v} as timestamptz) is not null)",
            f"{every(_SLASHED)} and bool_and(try_strptime({v}, '%d/%m/%Y') is not null)",
            f"{every(_SLASHED)} and bool_and(try_strptime({v}, '%m/%d/%Y') is not null)",
            f"{every(_DOTTED)} and bool_and(try_strptime({v}, '%d.%m.%Y') is not null)",
            share(_EXPONENT),
            f"min({v}) filter (where not regexp_matches({v}, '{_EXPONENT}'))",
            f"bool_or(regexp_matches({v}, '^[-+]?0[0-9]'))",
            f"max(length({v}))",
        )
    )


def _decide(name: str, facts: Sequence[object]) -> ColumnType:
    (
        count, booleans, whole, bigint, point, digits, places, exponent, comma, comma_places, comma_sure, grouped,
        grouped_sure, grouped_places, date, moment, zoned, day_first, month_first, dotted, numbers, odd, zeros, longest,
    ) = facts  # fmt: skip
    column = quoted(name)
    value = f"nullif(trim({column}), '')"
    text = ColumnType("VARCHAR", column)
    if not count:
        return ColumnType("VARCHAR", column, f"Column {name} is empty.")
    if booleans:
        return ColumnType("BOOLEAN", f"cast(lower({value}) as boolean)")
    if whole and bigint:
        return ColumnType("BIGINT", f"cast({value} as bigint)")
    if whole:
        return ColumnType("VARCHAR", column, f"Column {name} holds digits too long for a number and stays text.")
    if point:
        return _decimal(value, _int(digits), _int(places))
    if exponent:
        return ColumnType("DOUBLE", f"cast({value} as double)")
    if date:
        return ColumnType("DATE", f"cast({value} as date)")
    if moment:
        return ColumnType("TIMESTAMP", f"cast({value} as timestamp)")
    if zoned:
        return ColumnType("TIMESTAMP WITH TIME ZONE", f"cast({value} as timestamptz)")
    if day_first and month_first:
        return ColumnType(
            "VARCHAR",
            column,
            f"Column {name} could be day/month or month/day, so it stays text. Write dates as 2024-12-31.",
        )
    if day_first or month_first:
        form, said = ("%d/%m/%Y", "day/month/year") if day_first else ("%m/%d/%Y", "month/day/year")
        return ColumnType("DATE", f"cast(strptime({value}, '{form}') as date)", f"Column {name} was read as {said}.")
    if dotted:
        return ColumnType(
            "DATE", f"cast(strptime({value}, '%d.%m.%Y') as date)", f"Column {name} was read as day.month.year."
        )
    if grouped and grouped_sure and not (comma and comma_sure):
        plain = f"replace({value}, ',', '')"
        made = _decimal(plain, _int(longest), _int(grouped_places))
        return ColumnType(made.type, made.cast, f"Column {name} was read with commas between thousands.")
    if comma and comma_sure:
        plain = f"replace(replace({value}, '.', ''), ',', '.')"
        made = _decimal(plain, _int(longest), _int(comma_places))
        return ColumnType(made.type, made.cast, f"Column {name} was read with a decimal comma.")
    if comma and grouped:
        return ColumnType(
            "VARCHAR", column, f"The comma in column {name} could be decimal or between thousands, so it stays text."
        )
    if zeros:
        return text
    if _int(numbers) * 2 > _int(count):
        return ColumnType(
            "VARCHAR", column, f"Column {name} is mostly numbers and stays text because of {str(odd)[:40]!r}."
        )
    return text


def _decimal(value: str, digits: int, places: int) -> ColumnType:
    if digits + places > 38 or places > 18:
        return ColumnType("DOUBLE", f"cast({value} as double)")
    kind = f"DECIMAL({max(digits + places, 18)},{places})"
    return ColumnType(kind, f"cast({value} as {kind})")


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
