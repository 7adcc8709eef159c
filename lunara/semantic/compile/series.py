"""All periods from one to another, as rows: in each dialect by what it has, never one step of recursion for each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlglot import exp

from lunara.semantic.compile.sqltime import date_type, filled, moved
from lunara.semantic.dialects import family
from lunara.semantic.identifiers import output_identifier
from lunara.semantic.model import Grain

SUB_DAY = ("second", "minute", "hour")
# {a} and {b} are the first and the last period; the one column is p.
_SERIES: dict[str, str] = {
    "duckdb": "SELECT CAST(UNNEST(GENERATE_SERIES({a}, {b}, INTERVAL '{n}' {unit})) AS {type}) AS p",
    "postgres": "SELECT CAST(p AS {type}) AS p FROM GENERATE_SERIES({a}, {b}, INTERVAL '{n} {unit}') AS s(p)",
    "bigquery": "SELECT p FROM UNNEST(GENERATE_DATE_ARRAY({a}, {b}, INTERVAL {n} {unit})) AS p",
    "databricks": "SELECT EXPLODE(SEQUENCE({a}, {b}, INTERVAL '{n}' {unit})) AS p",
    "trino": "SELECT p FROM UNNEST(SEQUENCE({a}, {b}, INTERVAL '{n}' {unit})) AS s(p)",
    "snowflake": (
        'SELECT DATEADD({grain}, CAST(f.value AS INT), b.a) AS "p" FROM (SELECT {a} AS a, {b} AS z) AS b, '
        "LATERAL FLATTEN(INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF({grain}, b.a, b.z) + 1)) AS f"
    ),
    "clickhouse": (
        "SELECT add{Grain}s({a}, s.n) AS p FROM "
        "(SELECT arrayJoin(range(toUInt64(coalesce(dateDiff('{grain}', {a}, {b}) + 1, 0)))) AS n) AS s"
    ),
}
_SERIES_OF_MOMENTS: dict[str, str] = {
    "bigquery": (
        "SELECT DATETIME_ADD({a}, INTERVAL n {unit}) AS p FROM UNNEST(GENERATE_ARRAY(0, DATETIME_DIFF({b}, {a}, {unit}))) AS n"
    ),
}
_SERIES_OF_CONSTANTS: dict[str, str] = {
    "snowflake": (
        'SELECT DATEADD({grain}, CAST(f.value AS INT), {a}) AS "p" '
        "FROM TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF({grain}, {a}, {b}) + 1))) AS f"
    ),
}
# How many periods follow the first, and the one that is {n} later. Counted by doubling: engines allow few steps of recursion.
_COUNT: dict[str, tuple[str, str]] = {
    "mysql": ("TIMESTAMPDIFF({unit}, {a}, {b})", "DATE_ADD({a}, INTERVAL {n} {unit})"),
    "redshift": ("DATEDIFF({unit}, {a}, {b})", "DATEADD({unit}, {n}, {a})"),
}


@dataclass(frozen=True)
class SeriesCte:
    """One CTE of a series; `columns` are its column names where it must have them in front."""

    name: str
    query: exp.Query
    columns: tuple[str, ...] = ()


def series(
    first: exp.Expr, last: exp.Expr, grain: Grain, dialect: str, names: tuple[str, str]
) -> tuple[list[SeriesCte], bool]:
    """CTEs of which the last, called `names[0]`, has all period starts in its column `p`; and whether one is recursive.

    No row where `first` is null. `names[1]` is for a CTE that one engine or the other needs before it.
    """
    its = family(dialect)
    if its == "sqlite":
        return [_recursive(first, last, grain, dialect, names[0])], True
    if its in _COUNT:
        return _counted(first, last, grain, dialect, names), True
    unit, number = {"quarter": ("month", 3), "week": ("day", 7)}.get(grain, (grain, 1))
    template = _SERIES[its]
    if grain in SUB_DAY:
        template = _SERIES_OF_MOMENTS.get(its, template)
    if first.find(exp.Subquery) is None and last.find(exp.Subquery) is None:
        template = _SERIES_OF_CONSTANTS.get(its, template)
    text = template.replace("{n}", str(number)).replace("{unit}", unit.upper()).replace("{grain}", grain)
    text = text.replace("{Grain}", grain.capitalize()).replace("{type}", "TIMESTAMP" if grain in SUB_DAY else "DATE")
    return [SeriesCte(names[0], cast(exp.Query, filled(text, dialect, a=first, b=last)))], False


def _name(text: str, dialect: str) -> exp.Identifier:
    return output_identifier(text, dialect)


def _there(value: exp.Expr) -> exp.Where:
    return exp.Where(this=exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())))


def _recursive(first: exp.Expr, last: exp.Expr, grain: Grain, dialect: str, name: str) -> SeriesCte:
    here = exp.Column(this=_name("p", dialect), table=_name(name, dialect))
    start = exp.Select(expressions=[exp.Alias(this=first.copy(), alias=_name("p", dialect))], where=_there(first))
    onward = exp.Select(
        expressions=[exp.Alias(this=moved(here, grain, 1, dialect), alias=_name("p", dialect))],
        from_=exp.From(this=exp.Table(this=_name(name, dialect))),
        where=exp.Where(this=exp.LT(this=here.copy(), expression=last.copy())),
    )
    return SeriesCte(name, exp.Union(this=start, expression=onward, distinct=False), ("p",))


def _counted(first: exp.Expr, last: exp.Expr, grain: Grain, dialect: str, names: tuple[str, str]) -> list[SeriesCte]:
    """0, then 2n+1 and 2n+2 of each n: as many steps of recursion as the count has binary digits."""
    count, step = (text.replace("{unit}", grain.upper()) for text in _COUNT[family(dialect)])
    n = exp.Column(this=_name("n", dialect), table=_name(names[1], dialect))
    k = exp.Column(this=_name("k", dialect), table=_name("half", dialect))
    halves = [
        exp.Select(expressions=[exp.Alias(this=exp.Literal.number(half), alias=_name("k", dialect))]) for half in (1, 2)
    ]
    both = exp.Subquery(
        this=exp.Union(this=halves[0], expression=halves[1], distinct=False),
        alias=exp.TableAlias(this=_name("half", dialect)),
    )
    following = exp.Add(this=exp.Mul(this=exp.Literal.number(2), expression=n), expression=k)
    numbers = exp.Union(
        this=exp.Select(expressions=[exp.Alias(this=exp.Literal.number(0), alias=_name("n", dialect))]),
        expression=exp.Select(
            expressions=[exp.Alias(this=following, alias=_name("n", dialect))],
            from_=exp.From(this=exp.Table(this=_name(names[1], dialect))),
            joins=[exp.Join(this=both, kind="CROSS")],
            where=exp.Where(this=exp.LTE(this=following.copy(), expression=filled(count, dialect, a=first, b=last))),
        ),
        distinct=False,
    )
    period = filled(step, dialect, a=first, n=n)
    if grain not in SUB_DAY:
        period = exp.Cast(this=period, to=date_type(dialect))
    periods = exp.Select(
        expressions=[exp.Alias(this=period, alias=_name("p", dialect))],
        from_=exp.From(this=exp.Table(this=_name(names[1], dialect))),
        where=_there(first),
    )
    return [SeriesCte(names[1], numbers, ("n",)), SeriesCte(names[0], periods)]
