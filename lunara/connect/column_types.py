"""Which type a column of texts truly has, decided on every value of it; and the SQL that casts it.

Codes stay text (leading zeros, over-long digits), money stays exact, and what can be read in two ways stays text with
a word about it. A column is never half-converted. One file writes its numbers in one way: whether the point or the comma
is decimal is decided by the columns that leave no doubt, for those that do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lunara.connect.amounts import (
    Amounts,
    DecimalSign,
    cleaned_sql,
    could_be_amounts,
    matches_sql,
    measure,
    number_sql,
    said_currency,
)

if TYPE_CHECKING:
    import duckdb

COLUMNS_AT_ONCE = 60
SAMPLE_ROWS = 20_000
SAMPLE_VALUES = 200_000
_AMOUNT = "amount"

_WHOLE = r"^[-+]?(0|[1-9][0-9]*)$"
_POINT = r"^[-+]?((0|[1-9][0-9]*)([.][0-9]+)?|[.][0-9]+)$"
_EXPONENT = r"^[-+]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]{1,3})?$"
_TRIPLE = "^[-+]?[1-9][0-9]{0,2}[.][0-9]{3}$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)?$"
_ZONED = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)$"
_SLASHED = r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"
_DOTTED = r"^[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}$"
_SLASHED_SHORT = r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}$"
_DOTTED_SHORT = r"^[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{2}$"
_CENTURY = "two-digit years as 1969 to 2068"


@dataclass(frozen=True)
class ColumnType:
    """`type` is the engine's; `cast` the SQL that makes it of the quoted column; `warning` is empty or one sentence.

    `currency` is that of all values (an ISO code, or a sign that several currencies share); `undecided`: it is text because
    nothing says which sign is the decimal one. `decimal` is the sign that its values prove.
    """

    type: str
    cast: str
    warning: str = ""
    currency: str = ""
    undecided: bool = False
    decimal: DecimalSign = "auto"


@dataclass(frozen=True)
class Writing:
    """How a file writes its numbers, as far as that is known before its values are looked at.

    `decimal` decides where a column can be read in two ways. `semicolons`: its columns are separated by them, as where the
    comma is decimal. `plain` are the columns whose numbers the file holds as numbers, `doubtful` those that hold numbers with
    a fraction beside texts with digits.
    """

    decimal: DecimalSign = "auto"
    semicolons: bool = False
    plain: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()


def find_types(
    connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], writing: Writing = Writing()
) -> list[ColumnType]:
    """Look at every value of the text columns `names` of `table` (quoted SQL).

    The first rows rule most readings out; the first one left is then tried on all rows, and the next where it fails.
    """
    rows = max(min(SAMPLE_ROWS, SAMPLE_VALUES // max(len(names), 1)), 50)
    sample = connection.execute(f"from {table} limit {rows}").fetchall()
    columns = list(zip(*sample, strict=True)) if sample else [()] * len(names)
    left = {name: _possible(values) for name, values in zip(names, columns, strict=True)}
    found: dict[str, ColumnType] = {
        name: _kept(name, f"Column {name} holds numbers beside texts that look like numbers and stays text.")
        for name in names
        if name in writing.doubtful
    }
    unsure: dict[str, Amounts] = {}
    while len(found) < len(names):
        trying = {name: left[name][:1] for name in names if name not in found and left[name]}
        for name in names:
            if name not in found and not left[name]:
                found[name] = _text(connection, table, name)
        for name in [name for name, readings in trying.items() if readings == [_AMOUNT]]:
            left[name].pop(0)
            del trying[name]
            amounts = measure(connection, table, quoted(name))
            kind = None if amounts is None else _amounts(name, amounts, writing.decimal)
            if kind is not None:
                found[name] = kind
                if kind.undecided and amounts is not None:
                    unsure[name] = amounts
        for name, facts in _measure(connection, table, trying):
            reading = left[name].pop(0)
            holds, *rest = facts[reading]
            if holds is None:
                found[name] = ColumnType("VARCHAR", quoted(name), f"Column {name} is empty.")
            elif holds and reading == "point" and rest[-1] and name not in writing.plain:
                left[name] = [_AMOUNT]
            elif holds:
                found[name] = _READINGS[reading][1](name, rest)
    for name, amounts in unsure.items():
        found[name] = _by_the_others(name, amounts, found, writing)
    return [found[name] for name in names]


def _by_the_others(name: str, amounts: Amounts, found: Mapping[str, ColumnType], writing: Writing) -> ColumnType:
    """A column that can be read in two ways, by those of the file that cannot; undecided where they do not agree."""
    proven = {
        one.decimal: other for other, one in found.items() if other not in writing.plain and one.decimal != "auto"
    }
    # Points alone in a file with semicolons: another column's point may be that of a version, and these between thousands.
    if len(proven) != 1 or ("point" in proven and amounts.dots and writing.semicolons):
        return found[name]
    ((sign, other),) = proven.items()
    return _amounts(name, amounts, sign, f", as column {other} has a decimal {sign}") or found[name]


def _amounts(name: str, amounts: Amounts, decimal: DecimalSign, why: str = "") -> ColumnType | None:
    """Numbers with what people write around them; None for what may be no amount. `decimal` decides between two readings."""
    if "" in amounts.currencies and len(amounts.currencies) > 1:
        return _kept(name, f"Column {name} has amounts with and without a currency, so it stays text.")
    if len(amounts.currencies) > 1:
        some = " and ".join(said_currency(one) for one in amounts.currencies[:4])
        return _kept(name, f"Column {name} has amounts in {some}, which do not add up, so it stays text.")
    currency = amounts.currencies[0]
    if not currency and (amounts.spaced or (amounts.odd and not amounts.separated)):
        return None
    proven: DecimalSign = "auto"
    if amounts.comma != amounts.point:
        proven = "comma" if amounts.comma else "point"
    elif amounts.english and amounts.separated:
        proven = "point"
    sign = proven if proven != "auto" else decimal
    if amounts.separated and sign == "auto":
        mark = "point" if amounts.dots else "comma"
        kept = _kept(name, f"The {mark} in column {name} could be decimal or between thousands, so it stays text.")
        return replace(kept, undecided=True)
    sign = "comma" if sign == "comma" else "point"
    places = amounts.comma_places if sign == "comma" else amounts.point_places
    value = number_sql(quoted(name), sign)
    made = _decimal(value, amounts.digits - places, places)
    if not places and amounts.digits <= 18:
        made = ColumnType("BIGINT", f"try_cast({value} as bigint)")
    told = [f"as amounts in {said_currency(currency)}"] if currency else []
    if amounts.separated and sign == "comma":
        told.append("with a decimal comma" if places else "with points between thousands")
    elif amounts.separated and (why or not amounts.dots):
        told.append("with a decimal point" if amounts.dots else "with commas between thousands")
    if amounts.grouped or amounts.spaced:
        told.append(f"with {'apostrophes or spaces' if amounts.grouped else 'spaces'} between thousands")
    if amounts.odd:
        told.append("with brackets or a minus behind for negative ones")
    warning = f"Column {name} was read {', '.join(told)}{why}." if told else ""
    return replace(made, warning=warning, currency=currency, decimal=proven)


def _kept(name: str, warning: str = "") -> ColumnType:
    return ColumnType("VARCHAR", quoted(name), warning)


def _possible(values: Sequence[str | None]) -> list[str]:
    """The readings that some values leave possible, in the order of trying."""
    texts = {value.strip(" ") for value in values if value} - {""}
    found = [reading for reading, pattern in _PATTERNS.items() if all(pattern.match(text) for text in texts)]
    return [*found, _AMOUNT] if could_be_amounts(list(texts)) else found


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
    made = _decimal(_value(name), facts[0] or 0, facts[1] or 0)
    return replace(made, decimal="point" if facts[1] else "auto")


def _double(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("DOUBLE", f"try_cast({_value(name)} as double)", decimal="point" if facts[0] else "auto")


def _date(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("DATE", f"try_cast({_value(name)} as date)")


def _moment(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("TIMESTAMP", f"try_cast({_value(name)} as timestamp)")


def _zoned(name: str, facts: Sequence[Any]) -> ColumnType:
    return ColumnType("TIMESTAMP WITH TIME ZONE", f"try_cast({_value(name)} as timestamptz)")


def _slashed(name: str, facts: Sequence[Any]) -> ColumnType:
    day_first, month_first = facts
    if day_first and month_first:
        return _kept(
            name, f"Column {name} could be day/month or month/day, so it stays text. Write dates as 2024-12-31."
        )
    form, said = ("%d/%m/%Y", "day/month/year") if day_first else ("%m/%d/%Y", "month/day/year")
    return _as_date(name, form, said)


def _dotted(name: str, facts: Sequence[Any]) -> ColumnType:
    return _as_date(name, "%d.%m.%Y", "day.month.year")


def _slashed_short(name: str, facts: Sequence[Any]) -> ColumnType:
    day_first, month_first, year_last, year_last_too = facts
    if day_first and not month_first and year_last:
        return _as_date(name, "%d/%m/%y", f"day/month/year, {_CENTURY}")
    if month_first and not day_first and year_last_too:
        return _as_date(name, "%m/%d/%y", f"month/day/year, {_CENTURY}")
    return _no_order(name)


def _dotted_short(name: str, facts: Sequence[Any]) -> ColumnType:
    day_above_12, year_last = facts
    if day_above_12 and year_last:
        return _as_date(name, "%d.%m.%y", f"day.month.year, {_CENTURY}")
    return _no_order(name)


def _no_order(name: str) -> ColumnType:
    return _kept(
        name,
        f"Column {name} could be dates in several orders of day, month and year, so it stays text. Write 2024-12-31.",
    )


def _as_date(name: str, form: str, said: str) -> ColumnType:
    cast = f"cast(try_strptime({_value(name)}, '{form}') as date)"
    return ColumnType("DATE", cast, f"Column {name} was read as {said}.")


def _all_dates(form: str) -> str:
    return f"bool_and(v is null or try_strptime(v, '{form}') is not null)"


def _year_last(mark: str, day: int) -> str:
    """The third part is too large for a day, or repeats more than the part that would be the day."""
    years, days = (f"split_part(v, '{mark}', {part})" for part in (3, day))
    return (
        f"coalesce(max(try_cast({years} as integer)) > 31, false)"
        f" or count(distinct nullif({years}, '')) < count(distinct nullif({days}, ''))"
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
    "slashed_short": re.compile(_SLASHED_SHORT),
    "dotted_short": re.compile(_DOTTED_SHORT),
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
            f"bool_and(not contains(v, '.') or regexp_matches(v, '{_TRIPLE}')) and bool_or(contains(v, '.'))",
        ),
        _point,
    ),
    "double": (
        (f"{_every(_EXPONENT)} and bool_and(isfinite(try_cast(v as double)))", "bool_or(contains(v, '.'))"),
        _double,
    ),
    "date": ((f"{_every(_DATE)} and bool_and(v is null or try_cast(v as date) is not null)",), _date),
    "moment": ((f"{_every(_MOMENT)} and bool_and(v is null or try_cast(v as timestamp) is not null)",), _moment),
    "zoned": ((f"{_every(_ZONED)} and bool_and(v is null or try_cast(v as timestamptz) is not null)",), _zoned),
    "slashed": (
        (
            f"{_every(_SLASHED)} and ({_all_dates('%d/%m/%Y')} or {_all_dates('%m/%d/%Y')})",
            _all_dates("%d/%m/%Y"),
            _all_dates("%m/%d/%Y"),
        ),
        _slashed,
    ),
    "dotted": ((f"{_every(_DOTTED)} and {_all_dates('%d.%m.%Y')}",), _dotted),
    "slashed_short": (
        (
            f"{_every(_SLASHED_SHORT)} and ({_all_dates('%d/%m/%y')} or {_all_dates('%m/%d/%y')})",
            _all_dates("%d/%m/%y"),
            _all_dates("%m/%d/%y"),
            _year_last("/", 1),
            _year_last("/", 2),
        ),
        _slashed_short,
    ),
    "dotted_short": (
        (
            f"{_every(_DOTTED_SHORT)} and {_all_dates('%d.%m.%y')}",
            "bool_or(try_cast(split_part(v, '.', 1) as integer) > 12)",
            _year_last(".", 1),
        ),
        _dotted_short,
    ),
}


def _text(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> ColumnType:
    """Text; where most of the first values are numbers, the one that is not is named."""
    value = f"nullif({_value(name)}, '')"
    number = f"(regexp_matches(v, '{_EXPONENT}') or {matches_sql(cleaned_sql('v'))})"
    row = connection.execute(
        f"select count(v), count(*) filter (where {number}),"
        f" bool_or(regexp_matches(v, '^[-+]?0[0-9]')) from (select {value} v from {table} limit {SAMPLE_ROWS})"
    ).fetchone()
    count, numbers, zeros = row or (0, 0, False)
    if zeros or numbers * 2 <= count:
        return _kept(name)
    values = f"from (select {value} v from {table})"
    odd = connection.execute(f"select v {values} where not {number} limit 1").fetchone()
    if odd is not None:
        return _kept(name, f"Column {name} is mostly numbers and stays text because of {str(odd[0])[:40]!r}.")
    (signs,) = connection.execute(f"select bool_or(regexp_matches(v, '[0-9][.,][0-9]')) {values}").fetchone() or (
        False,
    )
    return _kept(name, f"Column {name} writes its numbers in different ways and stays text." if signs else "")


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
