"""Statements that are read-only and would still never end: row makers, text multipliers, recursion without a bound.

This is a coarse sieve before the engine's own time and memory limits, not a proof that a statement is quick.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from sqlglot import exp

from lunara.errors import UnsafeSql

MAX_SERIES = 1_000_000
MAX_ROWS_MADE = 10_000_000
MAX_REPEAT = 10_000
MAX_REPEATED = 100_000
MAX_BOUND = 1_000_000

SERIES = frozenset(
    [
        "generate_series",
        "exploding_generate_series",
        "range",
        "sequence",
        "generate_date_array",
        "generate_timestamp_array",
        "array_generate_range",
        "generator",
        "time_bucket_gapfill",
    ]
)
REPEATS = frozenset(
    [
        *("repeat", "replicate", "lpad", "rpad", "pad", "leftpad", "rightpad", "leftpadutf8", "rightpadutf8"),
        *("space", "array_repeat"),
    ]
)
FORMATS = frozenset(["format", "printf", "format_string"])
MEASURED = SERIES | REPEATS | FORMATS

_SECONDS = {
    "microsecond": 1e-6,
    "millisecond": 1e-3,
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "month": 2592000.0,
    "mon": 2592000.0,
    "quarter": 7776000.0,
    "year": 31536000.0,
}
_INTERVAL = re.compile(r"\s*(\d+)\s*([a-z]+?)s?\s*", re.IGNORECASE)
# {:{}} takes its width from an argument.
_WIDE = re.compile(r"\d{4,}|\*|\{[^{}]+\{")


def number(node: exp.Expr | None) -> float | None:
    """The value of a constant numeric expression, or None."""
    if isinstance(node, exp.Literal):
        try:
            return float(node.this)
        except ValueError:
            return None
    if isinstance(node, exp.Paren | exp.Cast):
        return number(node.this)
    if isinstance(node, exp.Neg):
        value = number(node.this)
        return None if value is None else -value
    if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Div | exp.Pow):
        left, right = number(node.this), number(node.expression)
        if left is None or right is None:
            return None
        try:
            if isinstance(node, exp.Add):
                return left + right
            if isinstance(node, exp.Sub):
                return left - right
            if isinstance(node, exp.Mul):
                return left * right
            result = left / right if isinstance(node, exp.Div) else left**right
        except (OverflowError, ZeroDivisionError):
            return None
        return result if isinstance(result, float) else None
    return None


def _moment(node: exp.Expr | None) -> datetime | None:
    if isinstance(node, exp.Cast | exp.Paren | exp.Date | exp.Timestamp | exp.TsOrDsToDate):
        return _moment(node.this)
    if isinstance(node, exp.Literal) and node.is_string:
        try:
            return datetime.fromisoformat(str(node.this)).replace(tzinfo=None)
        except ValueError:
            return None
    return None


def _step_seconds(node: exp.Expr) -> float | None:
    if isinstance(node, exp.Cast):
        node = node.this
    amount, unit = (node.this, node.args.get("unit")) if isinstance(node, exp.Interval) else (node, None)
    while isinstance(amount, exp.Paren):
        amount = amount.this
    sign = 1.0
    if isinstance(amount, exp.Neg):
        amount = amount.this
    if not isinstance(amount, exp.Literal):
        return None
    text = str(amount.this).strip().lstrip("-")
    match = _INTERVAL.fullmatch(f"{text} {unit.name}" if unit is not None else text)
    if match is None:
        return None
    size = _SECONDS.get(match[2].lower().removesuffix("s"))
    return None if size is None else abs(sign) * int(match[1]) * size


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.GenerateSeries | exp.GenerateDateArray | exp.GenerateTimestampArray) or (
        type(node).__name__ == "ExplodingGenerateSeries"
    ):
        return [a for a in (node.args.get("start"), node.args.get("end"), node.args.get("step")) if a is not None]
    if isinstance(node, exp.Anonymous):
        return list(node.expressions)
    found: list[exp.Expr] = []
    for key in node.arg_types:
        value = node.args.get(key)
        found.extend(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, exp.Expr))
    return found


def _difference(node: exp.Expr | None) -> tuple[float, datetime | None, datetime | None] | None:
    """Seconds of the unit, start and end of a date difference that a series counts to, as in `dateDiff('day', a, b) + 1`."""
    if isinstance(node, exp.DateDiff | exp.DatetimeDiff | exp.TimestampDiff):
        unit = node.args.get("unit")
        size = _SECONDS.get(unit.name.lower() if unit is not None else "day")
        return None if size is None else (size, _moment(node.expression), _moment(node.this))
    if isinstance(node, exp.Add) and number(node.expression) is not None and (number(node.expression) or 0) <= 1:
        return _difference(node.this)
    if isinstance(node, exp.Coalesce) and all(number(other) == 0 for other in node.expressions):
        return _difference(node.this)
    if isinstance(node, exp.Cast | exp.Paren):
        return _difference(node.this)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "touint64" and len(node.expressions) == 1:
        return _difference(node.expressions[0])
    return None


def _series_rows(node: exp.Expr, name: str) -> float | None:
    if isinstance(node, exp.Generator):
        # With a limit of time it makes as many as it can.
        return None if node.args.get("timelimit") is not None else number(node.args.get("rowcount"))
    arguments = _arguments(node)
    if name == "time_bucket_gapfill":
        seconds, moments = _step_seconds(arguments[0]) if arguments else None, [_moment(a) for a in arguments[2:4]]
        if not seconds or (len(moments) < 2 and seconds < _SECONDS["minute"]):
            return None
        return _rows_between(seconds, *moments) if len(moments) == 2 else 1.0
    if len(arguments) == 1:
        arguments = [exp.Literal.number(0), arguments[0]]
    if len(arguments) not in (2, 3):
        return None
    start, end = arguments[0], arguments[1]
    step = arguments[2] if len(arguments) == 3 else None
    first, last = number(start), number(end)
    if first is not None and last is not None:
        width = number(step) if step is not None else 1.0
        return abs(last - first) / abs(width) + 1 if width else None
    counted = _difference(end) if first == 0 and step is None else None
    if counted is not None:
        return _rows_between(*counted)
    seconds = _step_seconds(step) if step is not None else (86400.0 if name == "generate_date_array" else None)
    if not seconds:
        return None
    return _rows_between(seconds, _moment(start), _moment(end))


def _rows_between(seconds: float, since: datetime | None, until: datetime | None) -> float | None:
    """How many steps lie between two moments; where they are not constants, what data may hold of steps of this length."""
    if since is not None and until is not None:
        return abs((until - since).total_seconds()) / seconds + 1
    if seconds >= 86400.0:  # some thirty years
        return max(10_000.0 * 86400.0 / seconds, 100.0)
    return 100_000.0 if seconds >= 3600.0 else None


class Effort:
    """Adds up what a statement's row makers and text multipliers would make."""

    def __init__(self) -> None:
        self._rows = 1.0
        self._copies = 1.0

    def see(self, node: exp.Expr, name: str) -> None:
        """Count the function call `node`. Raises UnsafeSql when it, or all of them together, make too much."""
        if name in SERIES:
            rows = _series_rows(node, name)
            if rows is None:
                raise UnsafeSql(
                    f"{name.upper()} has no bound that can be read from the statement.",
                    "Give it constant numbers, or dates with a step of an hour or more.",
                    code="too_much_work",
                )
            self._count_rows(name.upper(), rows)
        elif name in REPEATS:
            arguments = _arguments(node)
            times = (
                number(arguments[0] if name == "space" else arguments[1])
                if len(arguments) > (name != "space")
                else None
            )
            self._count_copies(name, times)
        elif name in FORMATS:
            arguments = _arguments(node)
            pattern = arguments[0] if arguments else None
            if not isinstance(pattern, exp.Literal) or not pattern.is_string or _WIDE.search(str(pattern.this)):
                raise UnsafeSql(
                    f"{name.upper()} needs a constant pattern without very wide fields.",
                    "Write the pattern as a text in quotes.",
                    code="too_much_work",
                )

    def see_size(self, node: exp.Expr, name: str, place: int) -> None:
        """Count a call whose argument at `place` says how much it makes or keeps. Raises UnsafeSql when that is too much."""
        if name == "window":
            self._count_copies(name, _windows(_arguments(node)))
            return
        arguments = _arguments(node)
        given = arguments[place] if place < len(arguments) else None
        size = number(given) if given is not None else 1.0
        if size is None and isinstance(given, exp.Literal):  # a pattern in the place of a number
            size = 1.0
        self._count_copies(name, None if size is None else abs(size))

    def see_width(self, name: str, width: exp.Expr) -> None:
        """Count a cast to a type that is filled up to `width`."""
        size = number(width)
        if size is None or size > MAX_REPEAT:
            raise _too_long(name)

    def see_pattern(self, parts: float) -> None:
        """Raises UnsafeSql for a pattern that is written out to so many parts."""
        if parts > MAX_REPEATED:
            raise UnsafeSql(
                "The pattern of MATCH_RECOGNIZE repeats its parts too often.",
                "Use * or + for many, and name fewer parts in PERMUTE.",
                code="too_much_work",
            )

    def _count_copies(self, name: str, times: float | None) -> None:
        if times is not None:
            self._copies *= max(times, 1.0)
        if times is None or times > MAX_REPEAT or self._copies > MAX_REPEATED:
            raise _too_long(name)

    def see_fill(self, fill: exp.Expr) -> None:
        """Count what ClickHouse's WITH FILL makes. Raises UnsafeSql where that has no bound, or all together make too much."""
        rows = _filled_rows(fill)
        if rows is None:
            raise UnsafeSql(
                "WITH FILL would make rows without a bound that can be read from the statement.",
                "Give it FROM and TO as constant numbers, or by toDate where toDate is sorted by, or a STEP of an hour or more.",
                code="too_much_work",
            )
        self._count_rows("WITH FILL", rows)

    def _count_rows(self, maker: str, rows: float) -> None:
        self._rows *= max(rows, 1.0)
        if rows > MAX_SERIES or self._rows > MAX_ROWS_MADE:
            raise UnsafeSql(
                f"{maker} would make {min(self._rows, 1e300):.3g} rows.",
                f"At most {MAX_SERIES:,} rows are made by one statement's series.",
                code="too_much_work",
            )


def _too_long(name: str) -> UnsafeSql:
    return UnsafeSql(
        f"{name.upper()} would make a very long text or list.",
        f"Give it a constant length of at most {MAX_REPEAT:,}.",
        code="too_much_work",
    )


def _windows(arguments: list[exp.Expr]) -> float | None:
    """How many windows of Spark's a row lies in: for each the engine makes a row."""
    if len(arguments) < 3:
        return 1.0
    length, slide = _step_seconds(arguments[1]), _step_seconds(arguments[2])
    return length / slide if length and slide else None


_DATES = frozenset({"todate", "today", "yesterday", "makedate"})
# So many days has the type of days.
_ALL_DAYS = 65_536.0


def _filled_rows(fill: exp.Expr) -> float | None:
    """How many rows what is sorted by may have after ClickHouse's WITH FILL; None where no bound can be read."""
    since, until, step = fill.args.get("from_"), fill.args.get("to"), fill.args.get("step")
    if isinstance(step, exp.Interval):
        seconds = _step_seconds(step) or 0.0
        return (
            _rows_between(seconds, _moment_there(since), _moment_there(until)) if seconds >= _SECONDS["hour"] else None
        )
    width = abs(number(step) or 0) if step else 1.0
    if not width:
        return None
    first, last = number(since), number(until)
    if first is not None and last is not None:
        return abs(last - first) / width + 1
    # A number is a day for what is of the type of days, and a second for any other moment.
    sides = [side for side in (since, until) if side]
    if sides and width >= 1 and all(map(_is_date, (*sides, _sorted_by(fill)))):
        first_day, last_day = _moment_there(since), _moment_there(until)
        return _rows_between(_SECONDS["day"], first_day, last_day) if first_day and last_day else _ALL_DAYS
    return None


def _sorted_by(fill: exp.Expr) -> exp.Expr | None:
    """What is sorted by and filled: where a column of the query is called so, what that is."""
    ordered = fill.parent
    node = ordered.this if isinstance(ordered, exp.Ordered) else None
    query = ordered.find_ancestor(exp.Query) if ordered is not None else None
    if isinstance(node, exp.Column) and not node.table and isinstance(query, exp.Select):
        named = (e.this for e in query.expressions if isinstance(e, exp.Alias) and e.alias == node.name)
        return next(named, node)
    return node


def _moment_there(node: exp.Expr | None) -> datetime | None:
    if isinstance(node, exp.Anonymous) and node.name.lower() == "todate" and len(node.expressions) == 1:
        return _moment(node.expressions[0])
    return _moment(node)


def _is_date(node: exp.Expr | None) -> bool:
    """Whether it is of the type of days."""
    while isinstance(node, exp.Add | exp.Sub | exp.Paren):
        node = node.this
    if isinstance(node, exp.Cast):
        return bool(node.is_type("date"))
    return isinstance(node, exp.Date) or (isinstance(node, exp.Anonymous) and node.name.lower() in _DATES)


def check_recursion(body: exp.Expr, is_self: Callable[[exp.Table], bool]) -> None:
    """Raise UnsafeSql unless every recursive branch of a CTE's `body` has a bound: a compared counter, or a walk over a table."""
    branches, stack = [], [body]
    while stack:
        node = stack.pop()
        if isinstance(node, exp.SetOperation):
            stack += [node.this, node.expression]
        elif isinstance(node, exp.Subquery) and node.this is not None and not node.args.get("alias"):
            stack.append(node.this)
        else:
            branches.append(node)
    distinct = isinstance(body, exp.SetOperation) and body.args.get("distinct") is True
    for branch in branches:
        own = [table for table in branch.find_all(exp.Table) if is_self(table)]
        if own and not (isinstance(branch, exp.Select) and _is_bounded(branch, own, distinct)):
            raise UnsafeSql(
                "The recursive part has no bound, so it may never end.",
                "Compare its counter with a constant in WHERE, or walk a table by an equality join.",
                code="endless_recursion",
            )


def _is_bounded(branch: exp.Select, own: list[exp.Table], distinct: bool) -> bool:
    names = {table.alias_or_name.lower() for table in own}
    sources = [branch.args["from_"].this] if branch.args.get("from_") else []
    joins = branch.args.get("joins") or []
    sources += [join.this for join in joins]
    others = {s.alias_or_name.lower() for s in sources if isinstance(s, exp.Table) and s not in own}
    if others:
        conditions = [c for join in joins if (on := join.args.get("on")) is not None for c in _conjuncts(on)]
        if branch.args.get("where") is not None:
            conditions += _conjuncts(branch.args["where"].this)
        for condition in conditions:
            if isinstance(condition, exp.EQ):
                sides = {c.table.lower() for c in condition.find_all(exp.Column)}
                if sides & names and sides & others and not _stays(condition, branch, names):
                    return True
        shared = {str(column.name).lower() for join in joins for column in join.args.get("using") or ()}
        if any(not _is_kept(name, branch) for name in shared):
            return True
    counted = [
        e.unalias() for e in branch.expressions if not isinstance(e.unalias(), exp.Column | exp.Literal | exp.Star)
    ]
    if not counted:
        return distinct
    where = branch.args.get("where")
    return where is not None and any(_bounds(condition, counted) for condition in _conjuncts(where.this))


def _stays(condition: exp.EQ, branch: exp.Select, names: set[str]) -> bool:
    """Whether what a join compares is handed on as it is, so that each row finds the same ones for ever."""
    sides = (condition.this.unnest(), condition.expression.unnest())
    if not all(isinstance(side, exp.Column) for side in sides):
        return False
    own = next(side for side in sides if side.table.lower() in names)
    compared = {(side.table.lower(), side.name.lower()) for side in sides}
    handed = (e.unalias() for e in branch.expressions if e.output_name.lower() == own.name.lower())
    return any(isinstance(e, exp.Column) and (e.table.lower(), e.name.lower()) in compared for e in handed)


def _is_kept(name: str, branch: exp.Select) -> bool:
    """Whether the column `name`, which a join shares, is handed on under its name."""
    handed = (e.unalias() for e in branch.expressions if e.output_name.lower() == name)
    return any(isinstance(e, exp.Column) and e.name.lower() == name for e in handed)


def _conjuncts(node: exp.Expr) -> list[exp.Expr]:
    found, stack = [], [node]
    while stack:
        top = stack.pop()
        if isinstance(top, exp.And):
            stack += [top.this, top.expression]
        elif isinstance(top, exp.Paren):
            stack.append(top.this)
        else:
            found.append(top)
    return found


def _bounds(condition: exp.Expr, counted: list[exp.Expr]) -> bool:
    """Whether it compares something that is counted with a constant, and is not seen to be counted away from that."""
    if not isinstance(condition, exp.LT | exp.LTE | exp.GT | exp.GTE):
        return False
    left, right = condition.this, condition.expression
    counter, bound = (left, right) if left.find(exp.Column) else (right, left)
    if not counter.find(exp.Column) or (bound.find(exp.Column) and not bound.find(exp.Query)):
        return False
    names = {column.name.lower() for column in counter.find_all(exp.Column)}
    up = isinstance(condition, exp.LT | exp.LTE) == (counter is left)
    moved = [_step(e) for e in counted if not names.isdisjoint(c.name.lower() for c in e.find_all(exp.Column))]
    if isinstance(counter, exp.Column):
        moved = [step for step in moved if step is None or (step > 0 if up else step < 0)]
    if not moved:
        return False
    value = number(bound)
    if value is not None:
        return abs(value) <= MAX_BOUND
    numbers = [abs(number(part) or 0) for part in bound.find_all(exp.Literal) if not part.is_string]
    return not isinstance(bound, exp.Mul | exp.Pow) and max(numbers, default=0.0) <= MAX_BOUND


def _step(node: exp.Expr) -> float | None:
    """By how much a projection is more than its column; None where that is not read from it."""
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    if isinstance(node, exp.Add | exp.Sub):
        sign = 1.0 if isinstance(node, exp.Add) else -1.0
        step = number(node.expression)
        if step is not None and isinstance(node.this.unnest(), exp.Column):
            return sign * step
        step = number(node.this) if sign > 0 else None
        return step if isinstance(node.expression.unnest(), exp.Column) else None
    return None
