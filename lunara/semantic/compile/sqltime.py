"""Time in SQL, for each dialect: truncation, moving by whole units, zones.

The templates are parsed once and kept as trees; nothing of a query is ever put into their text.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlglot import exp, parse_one

from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile.periods import MONTHS, SECONDS, Moment
from lunara.semantic.compiled import Clock
from lunara.semantic.dialects import FAMILIES, family
from lunara.semantic.model import Dimension, Grain
from lunara.semantic.query import DatePart

_TRUNC_DEFAULT = "DATE_TRUNC('{grain}', {x})"
_TRUNCATE: dict[str, dict[str, str]] = {
    "bigquery": {
        "second": "DATETIME_TRUNC(CAST({x} AS DATETIME), SECOND)",
        "minute": "DATETIME_TRUNC(CAST({x} AS DATETIME), MINUTE)",
        "hour": "DATETIME_TRUNC(CAST({x} AS DATETIME), HOUR)",
        "day": "CAST({x} AS DATE)",
        "week": "DATE_TRUNC(CAST({x} AS DATE), ISOWEEK)",
        "month": "DATE_TRUNC(CAST({x} AS DATE), MONTH)",
        "quarter": "DATE_TRUNC(CAST({x} AS DATE), QUARTER)",
        "year": "DATE_TRUNC(CAST({x} AS DATE), YEAR)",
    },
    "mysql": {
        "second": "CAST(DATE_FORMAT({x}, '%Y-%m-%d %H:%i:%S') AS DATETIME)",
        "minute": "CAST(DATE_FORMAT({x}, '%Y-%m-%d %H:%i:00') AS DATETIME)",
        "hour": "CAST(DATE_FORMAT({x}, '%Y-%m-%d %H:00:00') AS DATETIME)",
        "day": "CAST({x} AS DATE)",
        "week": "CAST(DATE_SUB({x}, INTERVAL WEEKDAY({x}) DAY) AS DATE)",
        "month": "CAST(DATE_FORMAT({x}, '%Y-%m-01') AS DATE)",
        "quarter": "CAST(DATE_FORMAT(DATE_SUB({x}, INTERVAL ((MONTH({x}) - 1) % 3) MONTH), '%Y-%m-01') AS DATE)",
        "year": "CAST(DATE_FORMAT({x}, '%Y-01-01') AS DATE)",
    },
    "sqlite": {
        "second": "STRFTIME('%Y-%m-%d %H:%M:%S', {x})",
        "minute": "STRFTIME('%Y-%m-%d %H:%M:00', {x})",
        "hour": "STRFTIME('%Y-%m-%d %H:00:00', {x})",
        "day": "DATE({x})",
        "week": "DATE({x}, '-6 days', 'weekday 1')",
        "month": "DATE({x}, 'start of month')",
        "quarter": "DATE({x}, 'start of month', '-' || ((CAST(STRFTIME('%m', {x}) AS INTEGER) - 1) % 3) || ' months')",
        "year": "DATE({x}, 'start of year')",
    },
    "clickhouse": {
        "second": "DATE_TRUNC('second', {x})",
        "minute": "DATE_TRUNC('minute', {x})",
        "hour": "DATE_TRUNC('hour', {x})",
        "day": "toDate32({x})",
        "week": "toMonday(toDate32({x}))",
        "month": "toStartOfMonth(toDate32({x}))",
        "quarter": "toStartOfQuarter(toDate32({x}))",
        "year": "toStartOfYear(toDate32({x}))",
    },
}
# A session's first day of the week and time zone must not matter.
_TRUNCATE_ONE: dict[tuple[str, str], str] = {
    ("snowflake", "week"): "CAST(DATEADD(DAY, 1 - DAYOFWEEKISO({x}), {x}) AS DATE)",
}
_ADD: dict[str, str] = {
    "duckdb": "{x} + INTERVAL '{n}' {unit}",
    "postgres": "{x} + INTERVAL '{n} {unit}'",
    "bigquery": "DATETIME_ADD(CAST({x} AS DATETIME), INTERVAL {n} {unit})",
    "snowflake": "DATEADD({unit}, {n}, {x})",
    "redshift": "DATEADD({unit}, {n}, {x})",
    "mysql": "DATE_ADD({x}, INTERVAL {n} {unit})",
    "databricks": "DATEADD({unit}, {n}, {x})",
    "trino": "DATE_ADD('{unit}', {n}, {x})",
    "clickhouse": "{x} + INTERVAL {n} {unit}",
}
_ZONE: dict[str, str] = {
    "duckdb": "{x} AT TIME ZONE '{zone}'",
    "postgres": "{x} AT TIME ZONE '{zone}'",
    "bigquery": "DATETIME({x}, '{zone}')",
    "snowflake": "CAST(CONVERT_TIMEZONE('{zone}', {x}) AS TIMESTAMP_NTZ)",
    "redshift": "{x} AT TIME ZONE '{zone}'",
    "databricks": "CONVERT_TIMEZONE(CURRENT_TIMEZONE(), '{zone}', CAST({x} AS TIMESTAMP_NTZ))",
    "trino": "CAST({x} AT TIME ZONE '{zone}' AS TIMESTAMP)",
    "clickhouse": "toTimeZone({x}, '{zone}')",
}
_DATE_FIELD = "EXTRACT({part} FROM {x})"
_PART: dict[str, dict[str, str]] = {
    "duckdb": {"day_of_week": "EXTRACT(ISODOW FROM {x})", "day_of_year": "EXTRACT(DOY FROM {x})"},
    "postgres": {
        **{p: f"CAST(EXTRACT({p.upper()} FROM {{x}}) AS INT)" for p in ("year", "quarter", "month", "day", "hour")},
        "day_of_week": "CAST(EXTRACT(ISODOW FROM {x}) AS INT)",
        "day_of_year": "CAST(EXTRACT(DOY FROM {x}) AS INT)",
    },
    "bigquery": {
        "day_of_week": "MOD(EXTRACT(DAYOFWEEK FROM {x}) + 5, 7) + 1",
        "day_of_year": "EXTRACT(DAYOFYEAR FROM {x})",
        "hour": "EXTRACT(HOUR FROM CAST({x} AS DATETIME))",
    },
    "snowflake": {"day_of_week": "DAYOFWEEKISO({x})", "day_of_year": "DAYOFYEAR({x})"},
    "redshift": {
        "day_of_week": "MOD(CAST(EXTRACT(DOW FROM {x}) AS INT) + 6, 7) + 1",
        "day_of_year": "EXTRACT(DOY FROM {x})",
    },
    "mysql": {"day_of_week": "WEEKDAY({x}) + 1", "day_of_year": "DAYOFYEAR({x})"},
    "sqlite": {
        "year": "CAST(STRFTIME('%Y', {x}) AS INTEGER)",
        "quarter": "(CAST(STRFTIME('%m', {x}) AS INTEGER) + 2) / 3",
        "month": "CAST(STRFTIME('%m', {x}) AS INTEGER)",
        "day": "CAST(STRFTIME('%d', {x}) AS INTEGER)",
        "hour": "CAST(STRFTIME('%H', {x}) AS INTEGER)",
        "day_of_week": "(CAST(STRFTIME('%w', {x}) AS INTEGER) + 6) % 7 + 1",
        "day_of_year": "CAST(STRFTIME('%j', {x}) AS INTEGER)",
    },
    "databricks": {"day_of_week": "WEEKDAY({x}) + 1", "day_of_year": "DAYOFYEAR({x})"},
    "trino": {"day_of_week": "DAY_OF_WEEK({x})", "day_of_year": "DAY_OF_YEAR({x})"},
    "clickhouse": {
        "year": "toYear({x})",
        "quarter": "toQuarter({x})",
        "month": "toMonth({x})",
        "day": "toDayOfMonth({x})",
        "hour": "toHour({x})",
        "day_of_week": "toDayOfWeek({x})",
        "day_of_year": "toDayOfYear({x})",
    },
}

# Microseconds from {a} to {b} (milliseconds in SQLite and Trino, which have nothing finer), divided into whole and broken units:
# never a count of midnights or full hours in between. The divisor is written as a float: decimals are rounded after few digits.
_ELAPSED: dict[str, tuple[str, int]] = {
    "duckdb": ("DATE_DIFF('MICROSECOND', {a}, {b})", 1_000_000),
    "postgres": ("EXTRACT(EPOCH FROM {b} - {a})", 1),
    "bigquery": ("DATETIME_DIFF(CAST({b} AS DATETIME), CAST({a} AS DATETIME), MICROSECOND)", 1_000_000),
    "snowflake": ("CAST(DATEDIFF(MICROSECOND, {a}, {b}) AS DOUBLE)", 1_000_000),
    "redshift": ("DATEDIFF(MICROSECOND, {a}, {b})", 1_000_000),
    "mysql": ("TIMESTAMPDIFF(MICROSECOND, {a}, {b})", 1_000_000),
    "sqlite": ("ROUND((JULIANDAY({b}) - JULIANDAY({a})) * 86400000)", 1_000),
    "databricks": ("(UNIX_MICROS(CAST({b} AS TIMESTAMP)) - UNIX_MICROS(CAST({a} AS TIMESTAMP)))", 1_000_000),
    "trino": ("DATE_DIFF('MILLISECOND', {a}, {b})", 1_000),
    "clickhouse": (
        "DATE_DIFF('MICROSECOND', {a}, {b})",
        1_000_000,
    ),
}
_UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


_TYPES = {
    "date": exp.DataType.Type.DATE,
    "timestamp": exp.DataType.Type.TIMESTAMP,
    "timestamptz": exp.DataType.Type.TIMESTAMPTZ,
    "datetime": exp.DataType.Type.DATETIME,
    "timestamp_ntz": exp.DataType.Type.TIMESTAMPNTZ,
    "date32": exp.DataType.Type.DATE32,
    "datetime64": exp.DataType.Type.DATETIME64,
}


def _type(name: str) -> exp.DataType:
    return exp.DataType(this=_TYPES[name])


def date_type(dialect: str) -> exp.DataType:
    """The type of whole days; ClickHouse's `Date` begins in 1970."""
    return _type("date32" if dialect == "clickhouse" else "date")


def moment_type(dialect: str, *, fraction: bool = False) -> exp.DataType:
    """The type of local times, where it needs to be said with room for a `fraction` of a second."""
    names = {"bigquery": "datetime", "mysql": "datetime", "databricks": "timestamp_ntz", "clickhouse": "datetime64"}
    found = _type(names.get(family(dialect), "timestamp"))
    if dialect == "clickhouse" or (dialect in ("mysql", "trino") and fraction):
        found.set("expressions", [exp.DataTypeParam(this=exp.Literal.number(6))])
    return found


def known(dialect: str) -> None:
    """Raises Refused for a dialect that the compiler has not been taught."""
    if family(dialect) not in _ADD and dialect != "sqlite":
        names = ", ".join([*_ADD, "sqlite", *FAMILIES])
        raise Refused(f"There is no SQL compiler for {dialect} yet.", f"Known are: {names}.")


def zone_aware(dimension: Dimension, dialect: str) -> bool:
    """Whether the column's type holds instants (with a zone) rather than local times."""
    text = (dimension.data_type or "").lower().replace("_", " ").strip()
    if not text or "without" in text:
        return False
    if dialect == "bigquery":
        return text == "timestamp"
    if family(dialect) == "databricks":
        return text in ("timestamp", "timestamp ltz")
    if dialect == "clickhouse":
        return "datetime" in text and "'" in text
    return (
        "time zone" in text
        or "timestamptz" in text
        or "timestamp tz" in text
        or "timestamp ltz" in text
        or "datetimetz" in text
    )


def is_date(dimension: Dimension) -> bool:
    """Whether the column's type is known to be a plain date."""
    return (dimension.data_type or "").lower() in ("date", "date32")


@lru_cache(maxsize=2048)
def _parsed(text: str, dialect: str) -> exp.Expr:
    return parse_one(text, read=dialect)


def filled(text: str, dialect: str, **values: exp.Expr) -> exp.Expr:
    """The parsed template with each `{name}` replaced by a copy of a tree."""
    marks = {name: f"__{name}__" for name in values}
    tree = _parsed(text.format(**marks), dialect).copy()
    by_mark = {mark: values[name] for name, mark in marks.items()}
    for column in list(tree.find_all(exp.Column)):
        value = by_mark.get(column.name)
        if value is not None:
            if isinstance(value, exp.Binary):
                value = exp.Paren(this=value.copy())
            column.replace(value.copy())
    return tree


def truncated(x: exp.Expr, grain: Grain, dialect: str, clock: Clock) -> exp.Expr:
    """The start of the period that holds `x` (a local date or timestamp): a DATE for day and coarser."""
    if grain == "week" and clock.week_start:
        return moved(
            _plain(moved(x, "day", -clock.week_start, dialect), grain, dialect), "day", clock.week_start, dialect
        )
    back = (clock.fiscal_month - 1) % MONTHS[grain] if grain in ("quarter", "year") else 0
    if back:
        # from the month's first day: an engine may take a month off 31 July and arrive at 1 July
        month = _plain(x, "month", dialect)
        return moved(_plain(moved(month, "month", -back, dialect), grain, dialect), "month", back, dialect)
    return _plain(x, grain, dialect)


def _plain(x: exp.Expr, grain: Grain, dialect: str) -> exp.Expr:
    its = family(dialect)
    own = _TRUNCATE.get(its)
    if own is not None:
        return filled(own[grain], dialect, x=x)
    if grain == "day":
        return exp.Cast(this=x.copy(), to=_type("date"))
    one = _TRUNCATE_ONE.get((its, grain))
    if one is not None:
        return filled(one, dialect, x=x)
    # a date under DATE_TRUNC is a timestamp with the session's zone in some engines: the result is made a date again
    start = filled(_TRUNC_DEFAULT.replace("{grain}", grain), dialect, x=x)
    if grain not in SECONDS:
        return exp.Cast(this=start, to=_type("date"))
    return exp.Cast(this=start, to=moment_type(dialect)) if its == "databricks" else start


def date_part(x: exp.Expr, part: DatePart | None, dialect: str) -> exp.Expr:
    """A number out of a date: its month (1 to 12), its day of the week (Monday is 1); `x` itself where no part is asked for."""
    if part is None:
        return x
    template = _PART[family(dialect)].get(part) or _DATE_FIELD.replace("{part}", part.upper())
    return filled(template, dialect, x=x)


def moved(x: exp.Expr, grain: Grain, count: int, dialect: str) -> exp.Expr:
    """`x` moved by whole units; stays a DATE for day and coarser."""
    if count == 0:
        return x.copy()
    if dialect == "sqlite":
        unit, number = ("month", MONTHS[grain] * count) if grain in MONTHS else (grain, count)
        if grain == "week":
            unit, number = "day", count * 7
        function = "DATETIME" if grain in SECONDS else "DATE"
        return filled(f"{function}({{x}}, '{number:+d} {unit}s')", dialect, x=x)
    unit, number = ("month", 3 * count) if grain == "quarter" else (grain, count)
    if grain == "week":
        unit, number = "day", 7 * count
    template = _ADD[family(dialect)].replace("{n}", str(number)).replace("{unit}", unit.upper())
    shifted = filled(template, dialect, x=x)
    return shifted if grain in SECONDS else exp.Cast(this=shifted, to=date_type(dialect))


def elapsed(start: str, end: str, unit: str, dialect: str) -> str:
    """SQL for the exact time from one timestamp to another (both SQL), in seconds, minutes, hours or days with fractions."""
    known(dialect)
    template, ticks = _ELAPSED[family(dialect)]
    a, b = (parse_one(side, read=dialect) for side in (start, end))
    whole = exp.Literal.number(f"{ticks * _UNIT_SECONDS[unit]}e0")
    return exp.Div(this=filled(template, dialect, a=a, b=b), expression=whole).sql(dialect)


def days_between(start: str, end: str, dialect: str, *, dates: bool) -> str:
    """SQL for the calendar days from one moment to another (both SQL); `dates` says that both are plain dates."""
    a, b = (parse_one(side, read=dialect) for side in (start, end))
    if not dates:
        a, b = (_plain(side, "day", dialect) for side in (a, b))
    return exp.DateDiff(this=b, expression=a, unit=exp.var("DAY")).sql(dialect)


def in_zone(x: exp.Expr, dialect: str, clock: Clock) -> exp.Expr:
    """An instant as the organization's local time."""
    template = _ZONE.get(family(dialect))
    if template is None:
        raise _no_zones(dialect)
    return filled(template.replace("{zone}", _zone_name(clock)), dialect, x=x)


def _no_zones(dialect: str) -> Refused:
    return Refused(f"{dialect} does not keep time zones.", "Store local times, or give the column another type.")


def _zone_name(clock: Clock) -> str:
    try:
        return str(ZoneInfo(clock.timezone).key)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidInput(f'There is no time zone "{clock.timezone}".', "Use a name such as Europe/Berlin.") from error


def literal(moment: Moment, dimension: Dimension | None, dialect: str, clock: Clock) -> exp.Expr:
    """A moment as a literal that compares with the column: typed where the dialect needs a type."""
    if dimension is not None and zone_aware(dimension, dialect):
        if family(dialect) not in _ZONE:
            raise _no_zones(dialect)
        whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        aware = whole.replace(tzinfo=ZoneInfo(_zone_name(clock)))
        kind = moment_type(dialect) if dialect == "clickhouse" else _type("timestamptz")
        return exp.Cast(this=exp.Literal.string(aware.isoformat(sep=" ")), to=kind)
    if isinstance(moment, datetime) and dimension is not None and is_date(dimension) and moment.time() == time():
        moment = moment.date()
    text = moment.isoformat(sep=" ") if isinstance(moment, datetime) else moment.isoformat()
    untyped = dialect == "sqlite" or (dialect == "bigquery" and dimension is not None and not is_date(dimension))
    if untyped:
        return exp.Literal.string(text)
    if isinstance(moment, datetime):
        kind = moment_type(dialect, fraction=moment.microsecond != 0)
    else:
        kind = date_type(dialect)
    return exp.Cast(this=exp.Literal.string(text), to=kind)


def against(
    kind: type[exp.Binary], value: exp.Expr, moment: Moment, dimension: Dimension, *, dialect: str, clock: Clock
) -> exp.Expr:
    """The comparison of a column with a moment. SQLite keeps texts, with a T or a blank between day and time: both are read."""
    right = literal(moment, dimension, dialect, clock)
    if dialect == "sqlite" and isinstance(moment, datetime):
        value = filled("STRFTIME('%Y-%m-%d %H:%M:%f', {x})", dialect, x=value)
        right = exp.Literal.string(moment.isoformat(sep=" ", timespec="milliseconds"))
    return kind(this=value.copy(), expression=right)


def period_literal(moment: Moment, grain: Grain, dialect: str, clock: Clock) -> exp.Expr:
    """A period's start as a value of the type that `truncated` gives."""
    if grain in SECONDS and not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    day = None if grain in SECONDS else Dimension(name="period", type="time", data_type="date")
    return literal(moment, day, dialect, clock)


def dialects() -> tuple[str, ...]:
    """The dialects that the compiler has been taught."""
    return (*_ADD, "sqlite", *FAMILIES)
