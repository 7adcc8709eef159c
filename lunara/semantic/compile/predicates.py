"""One condition on one value, with literals of the right type. No text of a query ever becomes SQL by pasting."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.periods import Moment, Window, add, local
from lunara.semantic.compile.sqltime import against
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Scalar

COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_TEXT = ("contains", "starts_with", "ends_with")
_MONTH = re.compile(r"\d{4}-\d{2}")
_YEAR = re.compile(r"\d{4}")
MakeLiteral = Callable[[Scalar], exp.Expr]


def number_literal(value: Scalar, name: str) -> exp.Expr:
    """A number as a literal. Raises InvalidInput for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(
            f"{name} is a number and cannot be compared with {_shown(value)}.",
            "Give a number without quotes.",
            field=name,
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInput(f"{name} cannot be compared with {value}.", "Give a finite number.", field=name)
    text = repr(abs(value))
    number: exp.Expr = exp.Literal.number(text)
    return exp.Neg(this=number) if value < 0 else number


def string_literal(value: Scalar, name: str) -> exp.Expr:
    """Text as a literal; a whole number is taken as its digits (codes, postal codes)."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InvalidInput(f"{name} is text and cannot be compared with {_shown(value)}.", "Give text.", field=name)
    if "\x00" in value:
        raise InvalidInput(f"The value for {name} contains a null character.", "Remove it.", field=name)
    return exp.Literal.string(value)


def boolean_literal(value: Scalar, name: str) -> exp.Expr:
    """true or false."""
    if not isinstance(value, bool):
        raise InvalidInput(
            f"{name} is true or false and cannot be compared with {_shown(value)}.", "Give true or false.", field=name
        )
    return exp.Boolean(this=value)


def _shown(value: Scalar) -> str:
    return "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value)


def period_of(value: Scalar, name: str, clock: Clock) -> tuple[Moment, Moment | None]:
    """What a written date means: (start, end) of the day, month or year, or (instant, None)."""
    if isinstance(value, str):
        text = value.strip()
        try:
            if _YEAR.fullmatch(text):
                return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
            if _MONTH.fullmatch(text):
                start = date(int(text[:4]), int(text[5:]), 1)
                return start, add(start, "month", 1)
            if len(text) == 10:
                day = date.fromisoformat(text)
                return day, day + timedelta(days=1)
            moment = datetime.fromisoformat(text)
            return local(moment, clock) or moment, None
        except (ValueError, OverflowError):
            pass
    raise InvalidInput(
        f"{name} is a date and cannot be compared with {_shown(value)}.",
        "Write dates as 2025-01-31 and times as 2025-01-31T09:30:00.",
        field=name,
    )


def _no_null(values: Sequence[Scalar], name: str, op: str) -> None:
    if any(value is None for value in values):
        raise InvalidInput(f"The condition on {name} ({op}) holds a null.", "Use is_null or is_not_null.", field=name)


def within(value: exp.Expr, window: Window, dimension: Dimension, dialect: str, clock: Clock) -> exp.Expr:
    """`value` in the half-open window."""
    parts: list[exp.Expr] = []
    if window.start is not None:
        parts.append(against(exp.GTE, value, window.start, dimension, dialect=dialect, clock=clock))
    if window.end is not None:
        parts.append(against(exp.LT, value, window.end, dimension, dialect=dialect, clock=clock))
    if not parts:
        return exp.Boolean(this=True)
    return parts[0] if len(parts) == 1 else exp.And(this=parts[0], expression=parts[1])


def predicate(
    value: exp.Expr,
    dimension: Dimension,
    op: str,
    values: Sequence[Scalar],
    *,
    name: str,
    dialect: str,
    clock: Clock,
) -> exp.Expr:
    """The condition as a tree. Raises InvalidInput when a value does not fit the type."""
    if op in ("is_null", "is_not_null"):
        test = exp.Is(this=value, expression=exp.Null())
        return exp.Not(this=test) if op == "is_not_null" else test
    _no_null(values, name, op)
    if dimension.type == "time":
        return _on_time(value, dimension, op, values, name=name, dialect=dialect, clock=clock)
    if op in _TEXT:
        if dimension.type != "string":
            raise InvalidInput(f"{name} is not text: {op} does not apply.", "Use = or a comparison.", field=name)
        return _on_text(value, op, string_literal(values[0], name), dialect)
    kinds = {"number": number_literal, "boolean": boolean_literal, "string": string_literal}
    make = kinds[dimension.type]
    return compare(value, op, values, lambda item: make(item, name))


def compare(value: exp.Expr, op: str, values: Sequence[Scalar], make: MakeLiteral) -> exp.Expr:
    """A comparison by value."""
    if op in COMPARISONS:
        return COMPARISONS[op](this=value, expression=make(values[0]))
    if op == "between":
        return exp.Between(this=value, low=make(values[0]), high=make(values[1]))
    listed = [make(item) for item in dict.fromkeys(values)]
    found: exp.Expr = (
        exp.EQ(this=value, expression=listed[0]) if len(listed) == 1 else exp.In(this=value, expressions=listed)
    )
    return exp.Not(this=found) if op == "not_in" else found


def _on_text(value: exp.Expr, op: str, text: exp.Expr, dialect: str) -> exp.Expr:
    if not text.name:
        return exp.Not(this=exp.Is(this=value, expression=exp.Null()))
    if op == "contains":
        return exp.GT(this=exp.StrPosition(this=value, substr=text), expression=exp.Literal.number(0))
    count = exp.Literal.number(len(text.name))
    if dialect == "sqlite":
        start: exp.Expr = exp.Literal.number(1) if op == "starts_with" else exp.Neg(this=count.copy())
        return exp.EQ(this=exp.Substring(this=value, start=start, length=count), expression=text)
    if dialect == "clickhouse":
        function = "startsWith" if op == "starts_with" else "endsWith"
        return exp.Anonymous(this=function, expressions=[value, text])
    cut = exp.Left if op == "starts_with" else exp.Right
    return exp.EQ(this=cut(this=value, expression=count), expression=text)


def _wrapped(tree: exp.Expr) -> exp.Expr:
    return exp.Paren(this=tree) if isinstance(tree, exp.And) else tree


def _on_time(
    value: exp.Expr,
    dimension: Dimension,
    op: str,
    values: Sequence[Scalar],
    *,
    name: str,
    dialect: str,
    clock: Clock,
) -> exp.Expr:
    """Written days, months and years are whole periods: `= 2025-01-31` is that day, `<= 2025-01` ends with January."""
    if op in _TEXT:
        raise InvalidInput(f"{name} is a date: {op} does not apply.", "Use a range or a comparison.", field=name)

    def side(kind: type[exp.Binary], moment: Moment) -> exp.Expr:
        return against(kind, value, moment, dimension, dialect=dialect, clock=clock)

    def equal(item: Scalar) -> exp.Expr:
        start, end = period_of(item, name, clock)
        if end is None:
            return side(exp.EQ, start)
        return exp.And(
            this=side(exp.GTE, start),
            expression=side(exp.LT, end),
        )

    if op in ("=", "!=", "in", "not_in"):
        parts = [equal(item) for item in dict.fromkeys(values)]
        tree = parts[0]
        for part in parts[1:]:
            tree = exp.Or(this=_wrapped(tree), expression=_wrapped(part))
        return exp.Not(this=exp.Paren(this=tree)) if op in ("!=", "not_in") else tree
    start, end = period_of(values[0], name, clock)
    if op == "between":
        _, last_end = period_of(values[1], name, clock)
        last_start = period_of(values[1], name, clock)[0]
        low = side(exp.GTE, start)
        high: exp.Expr = side(exp.LT, last_end) if last_end is not None else side(exp.LTE, last_start)
        return exp.And(this=low, expression=high)
    if op in ("<", ">=") or end is None:
        return side(COMPARISONS[op], start)
    return side(exp.LT if op == "<=" else exp.GTE, end)
