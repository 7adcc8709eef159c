"""UNION ALL in the fan-out proof: rows of one table in both parts count twice, unless something tells the parts apart.

What tells them apart: conditions that no row fulfils both of (`status = 'paid'` and `status = 'open'`), or a constant that each
part has its own of, as long as it is grouped by, filtered by, or tested in the aggregate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from lunara.semantic.proof_relations import Relation, Source
from lunara.semantic.proof_trees import columns_of, comparable, conjuncts

Base = tuple[str, str]
TWICE = "the same rows of {} stand in both parts of a UNION ALL"
_TRUE, _FALSE = ({"t", "true", "y", "yes", "on", "1"}, {"f", "false", "n", "no", "off", "0"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII)
_MONTH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,-]*\d")
_DAY = re.compile(r"\d{4}-\d\d", re.ASCII)
_LOWER, _UPPER = (exp.GT, exp.GTE, exp.EQ), (exp.LT, exp.LTE, exp.EQ)
_OPPOSITE: dict[type[exp.Expr], type[exp.Expr]] = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE}


@dataclass(frozen=True)
class Limit:
    """A condition of a part: a column of a base table compared with a constant (None: with null)."""

    base: Base
    kind: type[exp.Expr]
    value: exp.Literal | None = None


@dataclass(frozen=True)
class Part:
    """What one part of a union reads: the base columns behind each of its columns (by position), its tables, its limits, and the
    constants among its columns."""

    bases: tuple[frozenset[Base], ...]
    tables: tuple[str, ...]
    limits: frozenset[Limit]
    constants: Mapping[int, exp.Literal]


def bases_in(value: exp.Expr, source: Source) -> frozenset[Base]:
    """The columns of base tables that a value is made of."""
    found: set[Base] = set()
    for column in columns_of(value):
        relation = source.relations.get(column.table)
        if relation is not None:
            found |= relation.bases.get(column.name, frozenset())
    return frozenset(found)


def describe(relation: Relation, items: Mapping[str, exp.Expr], tree: exp.Select, source: Source) -> None:
    """Note on the relation of a SELECT what a union with it needs to know."""
    relation.bases = {name: bases_in(value, source) for name, value in items.items()}
    every = Counter(table for its in source.relations.values() for table in its.tables)
    tables = tuple(table for table in sorted(every) for _ in range(min(every[table], 2)))
    relation.tables = tables
    limits: set[Limit] = set()
    for alias in source.firm():
        for limit in source.relations[alias].limits:
            if tables.count(limit.base[0]) == 1:
                limits.add(limit)
    where = tree.args.get("where")
    for condition in conjuncts(where.this) if where is not None else ():
        one = _limit(condition, source)
        if one is not None and tables.count(one.base[0]) == 1:
            limits.add(one)
    relation.limits = frozenset(limits)
    constants = {n: v for n, v in enumerate(items.values()) if isinstance(v, exp.Literal)}
    relation.parts = (Part(tuple(relation.bases.values()), tables, relation.limits, constants),)


def _limit(condition: exp.Expr, source: Source) -> Limit | None:
    one = condition.unnest()
    negated = isinstance(one, exp.Not)
    if isinstance(one, exp.Not):
        one = one.this.unnest()
    if isinstance(one, exp.Is) and isinstance(one.expression, exp.Null):
        base = _base(one.this, source)
        return Limit(base, exp.Not if negated else exp.Is) if base is not None else None
    if negated or not isinstance(one, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE):
        return None
    kind: type[exp.Expr] = type(one)
    left, right = _bare(one.this), _bare(one.expression)
    if isinstance(left, exp.Literal):
        left, right, kind = right, left, _OPPOSITE.get(kind, kind)
    base = _base(left, source)
    return Limit(base, kind, right) if base is not None and isinstance(right, exp.Literal) else None


def _bare(value: exp.Expr) -> exp.Expr:
    """A literal without the cast that makes a date of it."""
    inner = value.unnest()
    if isinstance(inner, exp.Cast) and isinstance(inner.this, exp.Literal):
        return inner.this
    return inner


def _base(value: exp.Expr, source: Source) -> Base | None:
    if not isinstance(value, exp.Column) or value.table not in source.relations:
        return None
    found = source.relations[value.table].bases.get(value.name, frozenset())
    return next(iter(found)) if len(found) == 1 else None


def united(left: Relation, right: Relation, relation: Relation) -> Relation:
    """The relation of a UNION ALL, with what stands in both parts marked, or kept apart by a constant."""
    names = list(relation.columns)
    columns, apart = dict(relation.columns), dict[str, str]()
    rows_bad, rows_apart = relation.rows_bad, None
    for one in left.parts:
        for other in right.parts:
            shared_places = one.constants.keys() & other.constants.keys()
            differing = [n for n in sorted(shared_places) if _differ(one.constants[n], other.constants[n])]
            tag = names[differing[0]] if differing and differing[0] < len(names) else None
            for n, name in enumerate(names):
                if n >= len(one.bases) or n >= len(other.bases):
                    continue
                shared = {table for table, _ in one.bases[n] & other.bases[n]}
                if not shared or _disjoint(one, other, shared):
                    continue
                if tag is not None:
                    apart[name] = tag
                else:
                    columns[name] = columns[name] or TWICE.format(min(shared))
            common = set(one.tables) & set(other.tables)
            if common and not _disjoint(one, other, common):
                if tag is not None:
                    rows_apart = tag
                else:
                    rows_bad = rows_bad or TWICE.format(min(common))
    bases = {
        name: left.bases.get(a, frozenset()) | right.bases.get(b, frozenset())
        for name, a, b in zip(names, left.columns, right.columns, strict=False)
    }
    return replace(
        relation,
        columns=columns,
        rows_bad=rows_bad,
        apart={**left.apart, **apart},
        rows_apart=rows_apart or left.rows_apart,
        bases=bases,
        tables=tuple(sorted({*left.tables, *right.tables})),
        parts=(*left.parts, *right.parts),
    )


def _disjoint(one: Part, other: Part, tables: Iterable[str]) -> bool:
    """Whether no row of these tables can stand in both parts."""
    return all(
        any(_contradict(a, b) for a in one.limits for b in other.limits if a.base == b.base and a.base[0] == table)
        for table in tables
    )


def _contradict(a: Limit, b: Limit) -> bool:
    kinds = {a.kind, b.kind}
    if kinds == {exp.Is, exp.Not}:
        return True
    if a.value is None or b.value is None:
        return exp.Is in kinds and (a.value is not None or b.value is not None)
    if a.kind is b.kind is exp.EQ:
        return _differ(a.value, b.value)
    order = _compared(a.value, b.value)
    if order is None:
        return False
    if kinds == {exp.EQ, exp.NEQ}:
        return order == 0
    lower, upper, sign = (a, b, order) if a.kind in _LOWER else (b, a, -order)
    if lower.kind not in _LOWER or upper.kind not in _UPPER:
        return False
    meet = lower.kind in (exp.GTE, exp.EQ) and upper.kind in (exp.LTE, exp.EQ)
    return sign > 0 or (sign == 0 and not meet)


def _differ(a: exp.Literal, b: exp.Literal) -> bool:
    """Whether no value is equal to both, in whatever way texts are compared."""
    if a.is_string != b.is_string:
        return False
    if not a.is_string:
        return float(a.this) != float(b.this)
    one, other = comparable(a.this).strip(), comparable(b.this).strip()
    if one == other or (one in _TRUE and other in _TRUE) or (one in _FALSE and other in _FALSE):
        return False
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        return float(one) != float(other)
    if one[:1].isdigit() and other[:1].isdigit():
        return len(one) == len(other) and _marks(one) == _marks(other)  # else it may be one day, written in two ways
    return not (_MONTH.match(one) and _MONTH.match(other))


def _compared(a: exp.Literal, b: exp.Literal) -> int | None:
    """-1, 0 or 1; None where the two are not of one kind, or where it depends on the order that texts have."""
    if a.is_string != b.is_string:
        return None
    if not a.is_string:
        return _sign(float(a.this), float(b.this))
    if a.this == b.this:
        return 0
    marks = _marks(a.this)
    if marks != _marks(b.this) or not (a.this + b.this).isascii():
        return None
    if any(one[:1].isdigit() for one in (a.this, b.this)):
        days = all(_DAY.match(one) for one in (a.this, b.this))
        if len(a.this) != len(b.this) or not (days or (not marks and (a.this + b.this).isdigit())):
            return None
    order = _sign(a.this, b.this)
    return order if order == _sign(comparable(a.this), comparable(b.this)) else None


def _marks(text: str) -> list[tuple[int, str]]:
    return [(at, letter) for at, letter in enumerate(text) if not letter.isalnum()]


def _sign(a: object, b: object) -> int:
    return 0 if a == b else -1 if a < b else 1  # type: ignore[operator]


def told_apart(tree: exp.Select, source: Source) -> None:
    """Note which constants of unions the SELECT groups or filters by, so that their parts do not meet."""
    group = tree.args.get("group")
    by = [one.unalias() for one in group.expressions] if group is not None else []
    if group is not None and group.args.get("all"):
        by = [item.unalias() for item in tree.expressions]
    for alias, relation in source.relations.items():
        tags = {*relation.apart.values(), relation.rows_apart} - {None}
        fixed = source.fixed_once(alias)
        for tag in tags:
            grouped = any(isinstance(one, exp.Column) and (one.table, one.name) == (alias, tag) for one in by)
            if grouped or tag in fixed:
                source.told.add((alias, str(tag)))


def kept_apart(items: Mapping[str, exp.Expr], source: Source) -> tuple[dict[str, str], str | None]:
    """What outputs (and the rows) are kept apart by a constant that comes out too."""
    columns: dict[str, str] = {}
    rows: str | None = None
    for alias, relation in source.relations.items():
        for tag in {*relation.apart.values(), relation.rows_apart} - {None}:
            out = next(
                (n for n, v in items.items() if isinstance(v, exp.Column) and (v.table, v.name) == (alias, tag)), None
            )
            if out is None or (alias, tag) in source.told:
                continue
            for name, value in items.items():
                if any(c.table == alias and relation.apart.get(c.name) == tag for c in columns_of(value)):
                    columns[name] = out
            rows = out if relation.rows_apart == tag else rows
    return columns, rows
