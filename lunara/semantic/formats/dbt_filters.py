"""Conditions of dbt, SQL with `{{ Dimension('entity__name') }}` in it, as conditions of Lunara, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.guard.reading import parse_within
from lunara.semantic.compile.periods import ORDER, Moment, add, truncate
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import AndFilter, FieldFilter, Filter, MeasureFilter, NotFilter, OrFilter
from lunara.semantic.model import DimensionType
from lunara.semantic.records import Grain, Scalar

CALENDAR = Clock(date(2000, 1, 1))
# Nothing in these looks twice at the same letters: a pattern that does holds up everybody for as long as a text is long.
_TEMPLATE = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*+)\}\}", re.DOTALL)
_CALL = re.compile(
    r"""^\s*+(Dimension|TimeDimension|Entity|Metric)\(\s*+['"](\w+)['"]\s*+(?:,\s*+(?:group_by\s*+=\s*+|entity_path\s*+=\s*+|
    time_granularity_name\s*+=\s*+)?(\[[^\]]*\]|['"]\w+['"]))?\s*+,?\s*+\)\s*+(?:\.grain\(\s*+['"](\w+)['"]\s*+\))?\s*+$""",
    re.VERBOSE,
)
_WORD = re.compile(r"""['"](\w+)['"]""")
_OPS: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.NEQ: "!=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
Kind = Literal["Dimension", "TimeDimension", "Entity", "Metric"]


class Unresolved(Exception):
    """Why a condition cannot be read. Becomes a note."""


@dataclass(frozen=True)
class Reference:
    """What stands in `{{ }}`: `name` as written, its entities or grain."""

    kind: Kind
    name: str
    within: tuple[str, ...] = ()
    grain: str | None = None


@dataclass(frozen=True)
class Target:
    """What a reference is in Lunara: a field with its road; for a metric the measure and the table of its entity."""

    field: str
    via: str | None = None
    type: str = "string"
    grain: Grain | None = None
    per: str | None = None
    zero: bool = False


Resolve = Callable[[Reference], Target]


def references(template: str) -> tuple[str, list[Reference]]:
    """The SQL with each `{{ }}` replaced by a column `ref_0`, `ref_1`, …, and what they are. Raises Unresolved."""
    found: list[Reference] = []

    def take(match: re.Match[str]) -> str:
        found.append(_reference(match[1]))
        return f"ref_{len(found) - 1}"

    sql = _TEMPLATE.sub(take, template)
    if "{{" in sql or "{%" in sql or "{#" in sql:
        raise Unresolved(f"it holds templating that only dbt can resolve: {template.strip()}")
    return sql, found


def _reference(text: str) -> Reference:
    match = _CALL.match(text)
    if match is None:
        raise Unresolved(f"it holds templating that only dbt can resolve: {text.strip()}")
    kind, name, extra, grain = match[1], match[2], match[3], match[4]
    words = tuple(_WORD.findall(extra)) if extra else ()
    if kind == "TimeDimension" and extra and not extra.startswith("["):
        grain, words = words[0], ()
    assert kind in ("Dimension", "TimeDimension", "Entity", "Metric")  # noqa: S101 - the pattern has no other
    return Reference(kind, name, words, grain)  # type: ignore[arg-type]


def conditions(template: str, resolve: Resolve, dialect: str | None) -> tuple[Filter, ...]:
    """The conditions that must all hold. Raises Unresolved with the reason in words."""
    sql, found = references(template)
    try:
        tree = parse_within(f"SELECT 1 WHERE {sql}", dialect)
    except SqlglotError as error:
        raise Unresolved(f"its SQL cannot be read: {template.strip()}") from error
    where = tree.args.get("where")
    if not isinstance(tree, exp.Select) or where is None:
        raise Unresolved(f"it is no single condition: {template.strip()}")
    made = _Reader(found, resolve).read(where.this)
    return tuple(made.and_) if isinstance(made, AndFilter) else (made,)


def used_as(template: str, dialect: str | None) -> list[tuple[Reference, DimensionType]]:
    """(what is named, the type that it is used as): `boolean` where it stands alone, `number` beside numbers."""
    try:
        sql, found = references(template)
        tree = parse_within(f"SELECT 1 WHERE {sql}", dialect)
    except (Unresolved, SqlglotError):
        return []
    kinds: list[tuple[Reference, DimensionType]] = []
    for column in tree.find_all(exp.Column):
        match = re.fullmatch(r"ref_(\d+)", column.name)
        if match is None or int(match[1]) >= len(found):
            continue
        outer = column.parent
        while isinstance(outer, exp.Paren):
            outer = outer.parent
        beside = [] if outer is None else list(outer.find_all(exp.Literal, exp.Boolean))
        reference = found[int(match[1])]
        alone = isinstance(outer, exp.Where | exp.And | exp.Or | exp.Not)
        if alone or (beside and all(isinstance(one, exp.Boolean) for one in beside)):
            kinds.append((reference, "boolean"))
        elif beside and all(isinstance(one, exp.Literal) and not one.is_string for one in beside):
            kinds.append((reference, "number"))
    return kinds


class _Reader:
    def __init__(self, found: Sequence[Reference], resolve: Resolve) -> None:
        self.found = found
        self.resolve = resolve

    def read(self, tree: exp.Expr) -> Filter:
        if isinstance(tree, exp.Paren):
            return self.read(tree.this)
        if isinstance(tree, exp.And | exp.Or):
            key = "and" if isinstance(tree, exp.And) else "or"
            parts = [self.read(part) for part in tree.flatten()]
            kind = AndFilter if key == "and" else OrFilter
            return kind.model_validate({key: parts})
        if isinstance(tree, exp.Not):
            return self._not(tree.this)
        if isinstance(tree, exp.Column):
            target = self._target(tree)
            return self._made(target, "=", (True,)) if target.type == "boolean" else self._no(tree)
        if isinstance(tree, exp.Is):
            return self._is(tree)
        if isinstance(tree, exp.In) and tree.args.get("query") is None:
            return self._made(self._target(tree.this), "in", tuple(_value(one) for one in tree.expressions))
        if isinstance(tree, exp.Between):
            target = self._target(tree.this)
            low = self._compared(target, ">=", tree.args["low"])
            return AndFilter.model_validate({"and": [low, self._compared(target, "<=", tree.args["high"])]})
        if isinstance(tree, exp.Like):
            return self._like(tree)
        op = _OPS.get(type(tree))
        if op is not None:
            left, right = tree.this, tree.expression
            if not isinstance(_bare(left), exp.Column):
                left, right, op = right, left, _TURNED.get(op, op)
            return self._compared(self._target(left), op, right)
        return self._no(tree)

    def _no(self, tree: exp.Expr) -> Filter:
        raise Unresolved(f"Lunara has no condition for {tree.sql()}")

    def _not(self, inner: exp.Expr) -> Filter:
        inner = inner.this if isinstance(inner, exp.Paren) else inner
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            return self._made(self._target(inner.this), "is_not_null", ())
        if isinstance(inner, exp.In) and inner.args.get("query") is None:
            return self._made(self._target(inner.this), "not_in", tuple(_value(one) for one in inner.expressions))
        return NotFilter.model_validate({"not": self.read(inner)})

    def _is(self, tree: exp.Is) -> Filter:
        if isinstance(tree.expression, exp.Null):
            return self._made(self._target(tree.this), "is_null", ())
        return self._no(tree)

    def _like(self, tree: exp.Like) -> Filter:
        pattern = tree.expression
        text = pattern.this if isinstance(pattern, exp.Literal) and pattern.is_string else ""
        core = text.strip("%")
        if not core or "%" in core or "_" in core or "\\" in core:
            return self._no(tree)
        op = {(True, True): "contains", (False, True): "starts_with", (True, False): "ends_with", (False, False): "="}[
            text.startswith("%"), text.endswith("%")
        ]
        return self._made(self._target(tree.this), op, (core,))

    def _target(self, tree: exp.Expr) -> Target:
        tree = _bare(tree)
        if not isinstance(tree, exp.Column) or tree.table:
            raise Unresolved(f"it is about {tree.sql()}, which is no dimension, entity or metric")
        match = re.fullmatch(r"ref_(\d+)", tree.name)
        if match is not None and int(match[1]) < len(self.found):
            return self.resolve(self.found[int(match[1])])
        return self.resolve(Reference("Dimension", tree.name))

    def _compared(self, target: Target, op: str, value: exp.Expr) -> Filter:
        made = _value(value)
        if target.type == "time" and target.per is None:
            return self._on_time(target, op, made)
        return self._made(target, op, (made,))

    def _made(self, target: Target, op: str, values: tuple[Scalar, ...]) -> Filter:
        if target.per is not None:
            if target.zero and _holds_for_zero(op, values):
                raise Unresolved("it also keeps what has no row in dbt's sense, which Lunara counts as 0")
            return MeasureFilter.model_validate(
                {"measure": target.field, "per": target.per, "op": op, "values": values, "via": target.via}
            )
        if target.type == "boolean" and values and not isinstance(values[0], bool):
            raise Unresolved(f"{target.field} is true or false and is compared with {values[0]!r}")
        if target.type == "time" and op in ("in", "not_in"):
            parts = [self._on_time(target, "=", one) for one in values]
            either = OrFilter.model_validate({"or": parts}) if len(parts) > 1 else parts[0]
            return NotFilter.model_validate({"not": either}) if op == "not_in" else either
        return FieldFilter.model_validate({"field": target.field, "op": op, "values": values, "via": target.via})

    def _on_time(self, target: Target, op: str, value: Scalar) -> Filter:
        """dbt compares the start of the period; the same rows by a half-open range."""
        start = _moment(value)
        grain: Grain = target.grain or "day"
        aligned = truncate(start, grain, CALENDAR)
        if _whole(aligned) != _whole(start):
            raise Unresolved(f"{value} is not the start of a {grain}, by which {target.field} is compared")
        after = add(aligned, grain, 1)

        def one(sign: str, moment: Moment) -> FieldFilter:
            return FieldFilter.model_validate(
                {"field": target.field, "op": sign, "values": [_written(moment)], "via": target.via}
            )

        if op in (">=", "<"):
            return one(op, aligned)
        if op == ">":
            return one(">=", after)
        if op == "<=":
            return one("<", after)
        both = AndFilter.model_validate({"and": [one(">=", aligned), one("<", after)]})
        if op == "=":
            return both
        if op == "!=":
            return NotFilter.model_validate({"not": both})
        raise Unresolved(f"a date is compared by {op}")


def _bare(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return tree


def _value(tree: exp.Expr) -> Scalar:
    tree = _bare(tree)
    if isinstance(tree, exp.Cast | exp.Date | exp.TsOrDsToDate | exp.Timestamp) and isinstance(tree.this, exp.Literal):
        return str(tree.this.this)
    if isinstance(tree, exp.Boolean):
        return bool(tree.this)
    negative = isinstance(tree, exp.Neg)
    literal = tree.this if isinstance(tree, exp.Neg) else tree
    if isinstance(literal, exp.Literal):
        if literal.is_string:
            return str(literal.this)
        text = str(literal.this)
        number: int | float = int(text) if re.fullmatch(r"\d+", text) else float(text)
        return -number if negative else number
    raise Unresolved(f"it compares with {tree.sql()}, which is no plain value")


def _moment(value: Any) -> Moment:
    if isinstance(value, str):
        try:
            whole = datetime.fromisoformat(value.strip())
        except ValueError:
            whole = None
        if whole is not None and whole.tzinfo is None:
            return whole.date() if whole.time() == time() else whole
    raise Unresolved(f"{value!r} is no date")


def _whole(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _written(moment: Moment) -> str:
    if isinstance(moment, datetime) and moment.time() != time():
        return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds")
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def _holds_for_zero(op: str, values: tuple[Scalar, ...]) -> bool:
    if op in ("is_null", "is_not_null"):
        return True
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) != len(values):
        return True
    first = numbers[0]
    tests: dict[str, bool] = {
        "=": first == 0,
        "!=": first != 0,
        "<": first > 0,
        "<=": first >= 0,
        ">": first < 0,
        ">=": first <= 0,
        "in": 0 in numbers,
        "not_in": 0 not in numbers,
        "between": first <= 0 <= numbers[-1],
    }
    return tests[op]


def lunara_grain(text: object) -> Grain | None:
    """The grain of dbt's word for one; None for one that Lunara has not."""
    word = str(text).strip().lower() if isinstance(text, str) else ""
    word = word[:-1] if word.endswith("s") else word
    return next((grain for grain in ORDER if grain == word), None)
