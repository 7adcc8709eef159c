"""Types that a file does not write: from what an expression gives, what is added up, at last from a name. All of it is told."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.format import Notes
from lunara.semantic.model import Dimension, DimensionType, Table

_TIME_NAME = re.compile(
    r"(^|_)(day|time|ts|dt|at|datetime|timestamp)$|(^|_|[a-z])date$|[ds]_on$|[a-z](Date|Time|At|Timestamp)$"
)
_NO_TIME = re.compile(r"(candi|man|vali|consoli)date$", re.IGNORECASE)
_FLAG_NAME = re.compile(r"^(is|has|was)_")
_TRUTH = (exp.Predicate, exp.And, exp.Or, exp.Not, exp.Boolean)
_DATES = (exp.Date, exp.CurrentDate, exp.TsOrDsToDate, exp.DateTrunc, exp.DateAdd, exp.DateSub, exp.LastDay)
_MOMENTS = (exp.TimestampTrunc, exp.CurrentTimestamp, exp.StrToTime, exp.UnixToTime, exp.TimestampAdd, exp.TimestampSub)
_NUMBERS = (exp.Mul, exp.Div, exp.Mod, exp.Round, exp.Abs, exp.Floor, exp.Ceil, exp.Length, exp.DateDiff, exp.Extract)
_PARTS = (exp.Year, exp.Quarter, exp.Month, exp.Week, exp.Day, exp.DayOfWeek, exp.DayOfMonth, exp.DayOfYear)


def with_types(table: Table, unknown: Collection[str], dialect: str | None, notes: Notes, where: str) -> Table:
    """The table with a type for each dimension of `unknown`."""
    added = _added_up(table, dialect)
    dimensions = []
    for one in table.dimensions:
        if one.name not in unknown:
            dimensions.append(one)
            continue
        type_, because = _type_of(one, added, dialect)
        if because:
            notes.changed(f"{where}.{one.name}", f"type {type_}", f"the file does not say its type; {because}")
        dimensions.append(one.model_copy(update={"type": type_}))
    return table.model_copy(update={"dimensions": tuple(dimensions)})


def with_time(table: Table, notes: Notes, where: str) -> Table:
    """The table with its one time dimension as its default time, where it names none."""
    times = [one.name for one in table.dimensions if one.type == "time"]
    if table.default_time is not None or len(times) != 1:
        return table
    notes.changed(where, f"default_time {times[0]}", f"the file names none; it is the only time of {table.name}")
    return table.model_copy(update={"default_time": times[0]})


def shows_time(one: Dimension, dialect: str | None) -> bool:
    """Whether a dimension is known to be a time without its type being written."""
    return _type_of(one, set(), dialect)[0] == "time"


def _type_of(one: Dimension, added: set[str], dialect: str | None) -> tuple[DimensionType, str]:
    """(type, how it is known); nothing to tell where it is text."""
    tree = _tree(one.expression or one.name, dialect)
    if one.format is not None and one.format.kind in ("number", "currency", "percent"):
        return "number", f"its values are shown as {one.format.kind}"
    told = f"its expression gives one: {one.expression}"
    if isinstance(tree, exp.Cast | exp.TryCast):
        kind = tree.to
        if kind.is_type(*exp.DataType.TEMPORAL_TYPES):
            return "time", told
        if kind.is_type(*exp.DataType.NUMERIC_TYPES):
            return "number", told
        if kind.is_type(exp.DataType.Type.BOOLEAN):
            return "boolean", told
        return "string", ""
    if isinstance(tree, _TRUTH):
        return "boolean", told
    if isinstance(tree, _DATES + _MOMENTS):
        return "time", told
    if isinstance(tree, _NUMBERS + _PARTS):
        return "number", told
    if one.name in added or (isinstance(tree, exp.Column) and tree.name in added):
        return "number", "a measure adds it up"
    if tree is not None and not isinstance(tree, exp.Column):
        return "string", ""
    name = tree.name if tree is not None else one.name
    if _TIME_NAME.search(name) and not _NO_TIME.search(name):
        return "time", "by its name it is one"
    if _FLAG_NAME.search(name.lower()):
        return "boolean", "by its name it is one"
    return "string", ""


def _added_up(table: Table, dialect: str | None) -> set[str]:
    """Columns that a measure adds up or averages as they are."""
    found: set[str] = set()
    for measure in table.measures:
        if measure.expression is not None and measure.aggregate in ("sum", "avg", "median", "stddev"):
            tree = _tree(measure.expression, dialect)
            if isinstance(tree, exp.Column):
                found.add(tree.name)
    return found


def _tree(text: str, dialect: str | None) -> exp.Expr | None:
    """The expression without its parentheses; None where it cannot be read, which is told where the model is made sound."""
    try:
        tree = parse_fragment(text, dialect, text)
    except InvalidInput:
        return None
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return tree
