"""What the fan-out proof knows of a FROM: relations with their keys, equations between them, and what determines what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from lunara.semantic.proof_trees import is_steady, said, tables_of

if TYPE_CHECKING:
    from lunara.semantic.proof_unions import Limit, Part

Key = frozenset[str]
SINGLE: Key = frozenset()
# What is equal to any of several values, or by another rule than the one that a key is unique by.
_NOT_AS_STORED = (exp.Any, exp.All, exp.Collate)
_COMPARING = (exp.Predicate, exp.JSONArrayContains)


@dataclass(frozen=True)
class Identity:
    """Columns that come from one row: `key` tells that row, `dependents` have one value for it, of which the `cleared` ones
    are whole where each value of the key is taken once."""

    key: Key
    dependents: Key
    cleared: Key


@dataclass
class Relation:
    """What a FROM item gives. `columns` maps each to why its values are repeated (None: they are not); `rows_bad` says why
    rows are. `keys` are sets of columns that are unique (the empty set: there is at most one row), of which several rows may
    leave the `loose` ones null: they limit joins, but do not tell rows apart. `solid` columns are never null; values of
    `daily` ones lie a day or more apart.

    `overlapping` are columns whose groups share rows (distinct orders by product): each is right, their sum is not.
    `firsts` maps the number of a row within its group to the columns that are whole among the rows of one number.
    `depends` are the relations around a correlated subquery that it reads; `pins` gives for a column those of them that each
    of its values belongs to one row of, and `rows_pin` the same for its rows.
    `bases`, `tables`, `limits` and `parts` say what a union needs to know; `apart` maps the columns that are whole only where the
    parts of a union are told apart to the constant that does so, `rows_apart` the same for its rows.
    """

    columns: dict[str, str | None]
    keys: list[Key] = field(default_factory=list)
    rows_bad: str | None = None
    label: str = ""
    loose: frozenset[Key] = frozenset()
    solid: Key = frozenset()
    daily: Key = frozenset()
    overlapping: dict[str, str] = field(default_factory=dict)
    identities: tuple[Identity, ...] = ()
    firsts: dict[str, Key] = field(default_factory=dict)
    depends: Key = frozenset()
    bases: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    limits: frozenset[Limit] = frozenset()
    parts: tuple[Part, ...] = ()
    apart: dict[str, str] = field(default_factory=dict)
    rows_apart: str | None = None
    pins: dict[str, Key] = field(default_factory=dict)
    rows_pin: Key = frozenset()

    def named(self, names: Mapping[str, str], label: str) -> Relation:
        """The same with other names for its columns."""

        def one(name: str) -> str:
            return names.get(name, name)

        def key(its: Iterable[str]) -> Key:
            return frozenset(map(one, its))

        return replace(
            self,
            columns={one(name): bad for name, bad in self.columns.items()},
            keys=[key(its) for its in self.keys],
            label=label,
            loose=frozenset(map(key, self.loose)),
            solid=key(self.solid),
            daily=key(self.daily),
            overlapping={one(name): why for name, why in self.overlapping.items()},
            identities=tuple(Identity(key(i.key), key(i.dependents), key(i.cleared)) for i in self.identities),
            firsts={one(name): key(its) for name, its in self.firsts.items()},
            bases={one(name): its for name, its in self.bases.items()},
            apart={one(name): one(tag) for name, tag in self.apart.items()},
            rows_apart=None if self.rows_apart is None else one(self.rows_apart),
            pins={one(name): its for name, its in self.pins.items()},
        )


@dataclass(frozen=True)
class Equation:
    """`home.column` has the value of an expression. `starts`: what an outer join's ON says holds for rows of these only."""

    home: str
    column: str
    value: exp.Expr
    null_safe: bool = False
    starts: Key | None = None


@dataclass(frozen=True)
class Merged:
    """The column that outer joins have merged (COALESCE of one for each of them) has the value of an expression."""

    columns: tuple[tuple[str, str], ...]
    value: exp.Expr
    starts: Key | None = None


@dataclass
class Source:
    """The FROM and WHERE of one SELECT. `nullable` are relations that an outer join may leave out, `absent` those that the
    WHERE keeps only where they are left out, `outer` those of the SELECTs around it (whose row is one, here)."""

    outer: Mapping[str, Relation]
    relations: dict[str, Relation] = field(default_factory=dict)
    nullable: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    equal: list[Equation] = field(default_factory=list)
    matched: set[tuple[str, str]] = field(default_factory=set)
    fulls: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    scalars: dict[int, Relation] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    determined: dict[str, set[str]] = field(default_factory=dict)

    def whole(self, *starts: str, pins: Key = frozenset()) -> bool:
        """Whether each combination of rows of these appears at most once. `pins` are known to belong to them."""
        if len(starts) == 1 and not pins and starts[0] in self.determined:
            return self.determined[starts[0]] >= self.relations.keys()
        return self.closure(starts, pins) >= self.relations.keys()

    def firm(self) -> list[str]:
        """Relations that each row of the result has a row of."""
        return [a for a in self.relations if a not in self.nullable and a not in self.absent]

    def fixed_once(self, alias: str) -> set[str]:
        """Columns of a relation that have one value in all its rows."""
        return {
            eq.column
            for eq in self.equal
            if eq.home == alias and eq.starts is None and not tables_of(eq.value, self.relations)
        }

    def closure(self, starts: Iterable[str], pins: Iterable[str] = (), across: bool = False) -> set[str]:
        """The relations of which a row of `starts` meets at most one row.

        `across`: also those around a correlated subquery, of which the same row of `starts` is met in one row's run only.
        """
        start = set(starts)
        found = start | set(pins) | self.absent
        candidates = dict(self.relations)
        if across:
            candidates |= {name: its for name, its in self.outer.items() if name not in self.relations}
        grew = True
        while grew:
            grew = False
            for other, relation in candidates.items():
                if other in found or not relation.depends & candidates.keys() <= found:
                    continue
                strict: set[str] = set()
                safe: set[str] = set()
                for eq in self.equal:
                    if eq.home != other or (eq.starts is not None and not eq.starts & start):
                        continue
                    if tables_of(eq.value, candidates) <= found:
                        (safe if eq.null_safe else strict).add(eq.column)
                if any(key <= (strict if key in relation.loose else strict | safe) for key in relation.keys):
                    found.add(other)
                    grew = True
            for one in self.merged:
                aliases = {alias for alias, _ in one.columns}
                if aliases <= found or (one.starts is not None and not one.starts & start):
                    continue
                if tables_of(one.value, candidates) <= found and all(
                    frozenset({column}) in self.relations[alias].keys for alias, column in one.columns
                ):
                    found |= aliases
                    grew = True
        return found

    def settle(self) -> None:
        """Work out what determines what."""
        for alias, relation in list(self.relations.items()):
            its = self.fixed_once(alias)
            for number, cleared in relation.firsts.items():
                if number in its:
                    columns = {n: None if n in cleared else bad for n, bad in self.relations[alias].columns.items()}
                    self.relations[alias] = replace(self.relations[alias], columns=columns, rows_bad=None)
        for alias in self.relations:
            self.determined[alias] = self.closure([alias])


def equations(condition: exp.Expr, source: Source, *, new: Iterable[str] = (), side: str = "") -> list[Equation]:
    """What one conjunct says of columns. `side` is that of the outer join whose ON it stands in, which adds the `new` ones."""
    added = set(new)
    found: list[Equation] = []
    for one, other, null_safe in _equated(condition, source):
        if not isinstance(one, exp.Column) or not is_steady(other) or other.find(*_NOT_AS_STORED) is not None:
            continue
        if one.table in source.relations:
            starts = _starts(one.table, tables_of(other, source.relations), added, source, side)
            if starts is None or starts:
                found.append(Equation(one.table, one.name, other, null_safe, starts))
        elif one.table in source.outer and not side:
            found.append(Equation(one.table, one.name, other, null_safe))
    return found


def merging(condition: exp.Expr, source: Source, *, new: Iterable[str] = (), side: str = "") -> None:
    """Note the column that the ON of an outer join merges, and what is said of a merged column."""
    if not isinstance(condition, exp.EQ) or _read_in_two_ways(condition):
        return
    added = set(new)
    for one, other in ((condition.this, condition.expression), (condition.expression, condition.this)):
        columns = _coalesced(one.unnest())
        if not columns or not {alias for alias, _ in columns} <= source.relations.keys() - added:
            continue
        if len(columns) > 1 and columns in source.fulls and is_steady(other):
            starts = frozenset(added) if side in ("FULL", "LEFT") else None
            source.merged.append(Merged(columns, other, starts))
        own = other.unnest()
        joins = side in ("FULL", "RIGHT") and (len(columns) == 1 or columns in source.fulls)
        if joins and isinstance(own, exp.Column) and own.table in added:
            source.fulls.add((*columns, (own.table, own.name)))


def _coalesced(value: exp.Expr) -> tuple[tuple[str, str], ...]:
    parts = [value.this, *value.expressions] if isinstance(value, exp.Coalesce) else [value]
    columns = tuple((part.table, part.name) for part in parts if isinstance(part, exp.Column))
    return columns if len(columns) == len(parts) else ()


def _equated(condition: exp.Expr, source: Source) -> list[tuple[exp.Expr, exp.Expr, bool]]:
    if isinstance(condition, exp.EQ | exp.NullSafeEQ):
        if _read_in_two_ways(condition):
            return []
        safe = isinstance(condition, exp.NullSafeEQ)
        left, right = condition.this.unnest(), condition.expression.unnest()
        return [(left, right, safe), (right, left, safe)]
    if isinstance(condition, exp.In) and len(condition.expressions) == 1 and not condition.args.get("query"):
        only = condition.expressions[0].unnest()
        several = not isinstance(only, exp.Column | exp.Literal | exp.Neg | exp.Cast)  # ClickHouse's IN ((1, 2))
        return [] if several else [(condition.this.unnest(), only, False)]
    first = _first_only(condition)
    if first is not None and first.table in source.relations and first.name in source.relations[first.table].firsts:
        return [(first, exp.Literal.number(1), False)]
    return []


def _read_in_two_ways(condition: exp.Expr) -> bool:
    """Whether another comparison stands beside it: SQLite takes `a = b IN (0, 1)` for `(a = b) IN (0, 1)`."""
    return any(isinstance(condition.args.get(side), _COMPARING) for side in ("this", "expression"))


def _first_only(condition: exp.Expr) -> exp.Column | None:
    """The column that `n <= 1` or `n < 2` limits to the first, where it counts from one."""
    sides = {exp.LTE: ("this", "expression", "1"), exp.LT: ("this", "expression", "2")}
    sides |= {exp.GTE: ("expression", "this", "1"), exp.GT: ("expression", "this", "2")}
    for kind, (at, beside, number) in sides.items():
        if isinstance(condition, kind):
            column, limit = condition.args[at].unnest(), condition.args[beside].unnest()
            good = isinstance(limit, exp.Literal) and not limit.is_string and limit.this == number
            return column if good and isinstance(column, exp.Column) else None
    return None


def _starts(home: str, values: set[str], new: set[str], source: Source, side: str) -> Key | None:
    """Rows of which relations an equation of an outer join's ON holds for; None: for all, empty: for none.

    The side that an outer join keeps is not limited by its ON, except where it meets a row of the other one.
    """
    old = set(source.relations) - new
    if side == "LEFT" and home in old:
        return frozenset(new) if values & new else frozenset()
    if side == "RIGHT" and home in new:
        return frozenset(old) if values & old else frozenset()
    if side == "FULL":
        present = old if home in new else new
        return frozenset(present) if values and values <= present else frozenset()
    return None


def rejects_null(condition: exp.Expr) -> set[str]:
    """Relations that are there wherever the condition holds."""
    inner = condition.unnest()
    if isinstance(inner, exp.Not):
        below = inner.this.unnest()
        if isinstance(below, exp.Is) and isinstance(below.expression, exp.Null):
            return rejects_null(below.this)
        return rejects_null(below) if isinstance(below, exp.In | exp.Between | exp.Like | exp.ILike) else set()
    if _read_in_two_ways(inner):
        return set()
    if isinstance(inner, exp.EQ | exp.NEQ | exp.GT | exp.GTE | exp.LT | exp.LTE):
        sides = (inner.this.unnest(), inner.expression.unnest())
        return {side.table for side in sides if isinstance(side, exp.Column)}
    if isinstance(inner, exp.In | exp.Between | exp.Like | exp.ILike):
        return {inner.this.table} if isinstance(inner.this, exp.Column) else set()
    return {inner.table} if isinstance(inner, exp.Column) else set()


def left_out(condition: exp.Expr, source: Source) -> str | None:
    """The relation that `key IS NULL` keeps only where an outer join has left it out."""
    one = condition.unnest()
    if not (isinstance(one, exp.Is) and isinstance(one.expression, exp.Null) and isinstance(one.this, exp.Column)):
        return None
    alias, name = one.this.table, one.this.name
    relation = source.relations.get(alias)
    if relation is None or alias not in source.nullable:
        return None
    return alias if name in relation.solid or (alias, name) in source.matched else None


def told(alias: str, source: Source) -> str:
    """A relation in words: its alias, and what it stands for."""
    relation = source.relations.get(alias) or source.outer.get(alias)
    label = relation.label if relation is not None else ""
    return alias if not label or label == alias else f"{alias} ({label})"


def repeating(owner: str | None, found: set[str], source: Source) -> str:
    """The relation by whose rows those of `owner` are repeated; best one that is joined with it."""
    left = sorted(source.relations.keys() - found)
    beside = [other for other in left if owner is not None and _joined(owner, other, source)]
    return (beside or left)[0]


def because(owner: str | None, found: set[str], source: Source) -> str:
    """Why rows of `owner` are repeated."""
    other = repeating(owner, found, source)
    if owner is None:
        return f"it has the same value in several rows of {told(other, source)}"
    if source.relations[other].depends or _joined(owner, other, source):
        return f"one row of {told(owner, source)} can meet several rows of {told(other, source)}"
    if any(_joined(between, other, source) for between in found & source.relations.keys()):
        return f"one row of {told(owner, source)} can meet several rows of {told(other, source)}"
    return f"{told(other, source)} is joined without a key that would limit it to one row for each row of {told(owner, source)}"


def _joined(owner: str, other: str, source: Source) -> bool:
    return any(
        (eq.home == other and owner in tables_of(eq.value, source.relations))
        or (eq.home == owner and other in tables_of(eq.value, source.relations))
        for eq in source.equal
    )


def remedy(owner: str | None, found: set[str], source: Source) -> str:
    """How to write it safely, in the statement's own names."""
    other = repeating(owner, found, source)
    relation = source.relations[other]
    keys: dict[str, str] = {}
    for eq in source.equal:
        if eq.home == other and tables_of(eq.value, source.relations) - {other}:
            keys.setdefault(eq.column, said(eq.value))
    name = relation.label or other
    if not keys or relation.depends or "(" in name:
        return (
            f"Aggregate {told(other, source)} in its own subquery first, to one row for each row that it is joined to, "
            "and join the result; or use EXISTS to filter."
        )
    columns = ", ".join(keys)
    on = " AND ".join(f"{other}.{column} = {value}" for column, value in keys.items())
    return (
        f"Aggregate it first: LEFT JOIN (SELECT {columns}, SUM(…) AS total FROM {name} GROUP BY {columns}) AS {other} ON {on}. "
        f"To filter only: WHERE EXISTS (SELECT 1 FROM {name} AS {other} WHERE {on})."
    )
