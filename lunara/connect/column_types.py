"""Which type a column of texts truly has, decided on every value of it; and the SQL that casts it.

Codes stay text (leading zeros, over-long digits), money stays exact, and what can be read in two ways stays text with
a word about it. A column is never half-converted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

COLUMNS_AT_ONCE = 60
SAMPLE_ROWS = 20_000
SAMPLE_VALUES = 200_000

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
    """Look at every value of the text columns `names` of `table` (quoted SQL).

    The first rows rule most readings out; the first one left is then tried on all rows, and the next where it fails.
    """
    rows = max(min(SAMPLE_ROWS, SAMPLE_VALUES // max(len(names), 1)), 50)
    sample = connection.execute(f"from {table} limit {rows}").fetchall()
    columns = list(zip(*sample, strict=True)) if sample else [()] * len(names)
    left = {name: _possible(values) for name, values in zip(names, columns, strict=True)}
    found: dict[str, ColumnType] = {}
    while len(found) < len(names):
        trying = {name: left[name][:1] for name in names if name not in found and left[name]}
        for name in names:
            if name not in found and not left[name]:
                found[name] = _text(connection, table, name)
        for name, facts in _measure(connection, table, trying):
            reading = left[name].pop(0)
            holds, *rest = facts[reading]
            if holds is None:
                found[name] = ColumnType("VARCHAR", quoted(name), f"Column {name} is empty.")
            elif holds:
                found[name] = _READINGS[reading][1](name, rest)
    return [found[name] for name in names]


def _possible(values: Sequence[str | None]) -> list[str]:
    """The readings that some values leave possible, in the order of trying."""
    texts = {value.strip(" ") for value in values if value} - {""}
    return [reading for reading, pattern in _PATTERNS.items() if all(pattern.match(text) for text in texts)]


def quoted(name: str) -> str:
    """An identifier as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _every(pattern: str) -> str:
    return f"bool_and(regexp_matches(v, '{pattern}'))"


def _measure(
    connection: duckdb.DuckDBPyConnection, source: str, wanted: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """The facts of the wanted readings of each column, by as few scans as the number of columns allows."""
    names = list(wanted)
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        some = names[start : start + COLUMNS_AT_ONCE]
        parts = []
        for name in some:
            value = f"nullif({_value(name)}, '')"
            for reading in wanted[name]:
                # A lone v stands for the value; the patterns hold no such word.
                parts += [re.sub(r"\bv\b", value.replace("\\", r"\\"), fact) for fact in _READINGS[reading][0]]
        row = iter(connection.execute(f"select {', '.join(parts)} from {source}").fetchone() or ())
        for name in some:
            yield name, {reading: [next(row) for _ in _READINGS[reading][0]] for reading in wanted[name]}


def _boolean(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("BOOLEAN", f"try_cast(lower({_value(name)}) as boolean)")


def _whole(name: str, facts: Sequence[Any]) -> ColumnType:
    if facts[0]:
        return ColumnType("BIGINT", f"try_cast({_value(name)} as bigint)")
    return ColumnType("VARCHAR", quoted(name), f"Column {name} holds digits too long for a number and stays text.")


def _point(name: str, facts: Sequence[Any]) -> ColumnType:
    return _decimal(_value(name), facts[0] or 0, facts[1] or 0)


def _double(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("DOUBLE", f"try_cast({_value(name)} as double)")


def _date(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("DATE", f"try_cast({_value(name)} as date)")


def _moment(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("TIMESTAMP", f"try_cast({_value(name)} as timestamp)")


def _zoned(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("TIMESTAMP WITH TIME ZONE", f"try_cast({_value(name)} as timestamptz)")


def _slashed(name: str, facts: Sequence[Any]) -> ColumnType:
    day_first, month_first = facts
    if day_first and month_first:
        return ColumnType(
            "VARCHAR",
            quoted(name),
            f"Column {name} could be day/month or month/day, so it stays text. Write dates as 2024-12-31.",
        )
    form, said = ("%d/%m/%Y", "day/month/year") if day_first else ("%m/%d/%Y", "month/day/year")
    return ColumnType(
        "DATE", f"cast(try_strptime({_value(name)}, '{form}') as date)", f"Column {name} was read as {said}."
    )


def _dotted(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType(
        "DATE", f"cast(try_strptime({_value(name)}, '%d.%m.%Y') as date)", f"Column {name} was read as day.month.year."
    )


def _separated(name: str, facts: Sequence[Any]) -> ColumnType:
    comma, grouped, comma_sure, grouped_sure, comma_places, grouped_places, longest = facts
    if grouped and grouped_sure and not (comma and comma_sure):
        made = _decimal(f"replace({_value(name)}, ',', '')", longest, grouped_places or 0)
        return ColumnType(made.type, made.cast, f"Column {name} was read with commas between thousands.")
    if comma and comma_sure:
        made = _decimal(f"replace(replace({_value(name)}, '.', ''), ',', '.')", longest, comma_places or 0)
        return ColumnType(made.type, made.cast, f"Column {name} was read with a decimal comma.")
    return ColumnType(
        "VARCHAR", quoted(name), f"The comma in column {name} could be decimal or between thousands, so it stays text."
    )


_PATTERNS: dict[str, re.Pattern[str]] = {
    "boolean": re.compile("(?i)(true|false)$"),
    "whole": re.compile(_WHOLE),
    "point": re.compile(_POINT),
    "double": re.compile(_EXPONENT),
    "date": re.compile(_DATE),
    "moment": re.compile(_MOMENT),
    "zoned": re.compile(_ZONED),
    "slashed": re.compile(_SLASHED),
    "dotted": re.compile(_DOTTED),
    "separated": re.compile(f"{_COMMA}|{_GROUPED}"),
}
# Reading: its facts (the first says whether it holds for all values) and what comes of it, in the order of trying.
_READINGS: dict[str, tuple[tuple[str, ...], Callable[[str, Sequence[Any]], ColumnType]]] = {
    "boolean": (("bool_and(lower(v) in ('true', 'false'))",), _boolean),
    "whole": ((_every(_WHOLE), "bool_and(v is null or try_cast(v as bigint) is not null)"), _whole),
    "point": (
        (
            _every(_POINT),
            "max(length(split_part(ltrim(v, '+-'), '.', 1)))",
            "max(length(split_part(v, '.', 2)))",
        ),
        _point,
    ),
    "double": ((f"{_every(_EXPONENT)} and bool_and(isfinite(try_cast(v as double)))",), _double),
    "date": ((f"{_every(_DATE)} and bool_and(v is null or try_cast(v as date) is not null)",), _date),
    "moment": ((f"{_every(_MOMENT)} and bool_and(v is null or try_cast(v as timestamp) is not null)",), _moment),
    "zoned": ((f"{_every(_ZONED)} and bool_and(v is null or try_cast(v as timestamptz) is not null)",), _zoned),
    "slashed": (
        (
            f"{_every(_SLASHED)} and (bool_and(v is null or try_strptime(v, '%d/%m/%Y') is not null)"
            " or bool_and(v is null or try_strptime(v, '%m/%d/%Y') is not null))",
            "bool_and(v is null or try_strptime(v, '%d/%m/%Y') is not null)",
            "bool_and(v is null or try_strptime(v, '%m/%d/%Y') is not null)",
        ),
        _slashed,
    ),
    "dotted": ((f"{_every(_DOTTED)} and bool_and(v is null or try_strptime(v, '%d.%m.%Y') is not null)",), _dotted),
    "separated": (
        (
            f"{_every(_COMMA)} or {_every(_GROUPED)}",
            _every(_COMMA),
            _every(_GROUPED),
            "bool_or(contains(v, ',') and not regexp_matches(v, '^[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+$'))",
            "bool_or(contains(v, ',') and (contains(v, '.') or regexp_matches(v, ',[0-9]+,')))",
            "max(length(regexp_extract(v, ',([0-9]+)$', 1)))",
            "max(length(regexp_extract(v, '[.]([0-9]+)$', 1)))",
            "max(length(v))",
        ),
        _separated,
    ),
}


def _text(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> ColumnType:
    """Text; where most of the first values are numbers, the one that is not is named."""
    value = f"nullif({_value(name)}, '')"
    row = connection.execute(
        f"select count(v), count(*) filter (where regexp_matches(v, '{_EXPONENT}')),"
        f" bool_or(regexp_matches(v, '^[-+]?0[0-9]')) from (select {value} v from {table} limit {SAMPLE_ROWS})"
    ).fetchone()
    count, numbers, zeros = row or (0, 0, False)
    if zeros or numbers * 2 <= count:
        return ColumnType("VARCHAR", quoted(name))
    odd = connection.execute(
        f"select v from (select {value} v from {table}) where not regexp_matches(v, '{_EXPONENT}') limit 1"
    ).fetchone()
    because = f" because of {str(odd[0])[:40]!r}" if odd else ""
    return ColumnType("VARCHAR", quoted(name), f"Column {name} is mostly numbers and stays text{because}.")


def _value(name: str) -> str:
    """The trimmed text. Casts of it are try_casts, so that blanks become null; nothing else can fail, as all values of

    the column were looked at. A CASE around each of 3,000 columns keeps the optimizer busy for a quarter of a minute.
    """
    return f"trim({quoted(name)})"


def _decimal(value: str, digits: int, places: int) -> ColumnType:
    if digits + places > 38 or places > 18:
        return ColumnType("DOUBLE", f"try_cast({value} as double)")
    kind = f"DECIMAL({max(digits + places, 18)},{places})"
    return ColumnType(kind, f"try_cast({value} as {kind})")
