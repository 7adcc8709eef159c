"""From facts to one statement: a plain SELECT where one is enough, else one CTE for each fact, merged null-safely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.analyse import Analysis, DimensionOut, LeafMeasure, MeasureOut
from lunara.semantic.compile.calculations import calculation_column
from lunara.semantic.compile.context import Aliases, Context, conjunction
from lunara.semantic.compile.facts import Fact, Parts, Shift
from lunara.semantic.compile.periods import (
    MONTHS,
    ORDER,
    SECONDS,
    Moment,
    Window,
    add,
    compared,
    reaches_now,
    steps,
    truncate,
)
from lunara.semantic.compile.predicates import boolean_literal, compare, number_literal, predicate, string_literal
from lunara.semantic.compile.rows import Rows, leads_through, road_keys, stepped
from lunara.semantic.compile.sqltime import period_literal, series
from lunara.semantic.graph import Road, is_safe
from lunara.semantic.identifiers import fitted
from lunara.semantic.model import Dimension, Grain, Scalar
from lunara.semantic.query import AndFilter, FieldFilter, Filter, NotFilter, OrFilter

TYPED_NULLS = frozenset({"postgres", "redshift"})


@dataclass
class Branch:
    """A CTE that the merge takes rows from."""

    name: str
    query: exp.Query
    values: list[str]


@dataclass
class Level:
    """A SELECT being made: `groups` and `leaves` are trees by output name."""

    select: exp.Select
    groups: dict[str, exp.Expr]
    leaves: dict[str, exp.Expr]
    grouped: bool
    having: list[exp.Expr] = field(default_factory=list)


def previous(name: str) -> str:
    """The column that holds the compared period of `name`."""
    return fitted(f"{name}_previous")


class Assembler:
    """Makes the statement of one analysed query with measures."""

    def __init__(self, context: Context, analysis: Analysis) -> None:
        self.context = context
        self.analysis = analysis
        self.query = analysis.query
        self.facts = self._facts()
        self.names = Aliases()
        self.ctes: list[exp.CTE] = []
        self.recursive = False
        self.compare_window: Window | None = None
        self.shift: Shift | None = None
        self.zero = self.query.fill_time or self.query.keep_empty

    def _facts(self) -> list[Fact]:
        grouped: dict[tuple[str, str | None], list[LeafMeasure]] = {}
        for leaf in self.analysis.leaves.values():
            grouped.setdefault((leaf.table, leaf.via), []).append(leaf)
        return [Fact(self.context, self.analysis, leaves) for leaves in grouped.values()]

    def build(self) -> exp.Query:
        """The whole statement."""
        query = self.query
        if query.compare is not None:
            self._plan_compare()
        several = len(self.facts) > 1 or query.compare is not None or query.keep_empty or query.fill_time
        level = self._merged() if several else self._single()
        tree = self._finish(level)
        if self.ctes:
            tree.set("with_", exp.With(expressions=self.ctes, recursive=self.recursive))
        return tree

    # -- facts ---------------------------------------------------------------------------------------------------

    def _single(self) -> Level:
        parts = self.facts[0].parts(self.analysis.window)
        return Level(parts.select, parts.groups, parts.values, True)

    def _cte(self, name: str, query: exp.Query) -> str:
        alias = self.names.take(name)
        self.ctes.append(exp.CTE(this=query, alias=exp.TableAlias(this=self.context.out(alias).this)))
        return alias

    def _branch(self, name: str, parts: Parts, rename: Callable[[str], str] = lambda name: name) -> Branch:
        chosen = [self.context.named(value, name) for name, value in parts.groups.items()]
        chosen += [self.context.named(value, rename(name)) for name, value in parts.values.items()]
        select = parts.select
        select.set("expressions", chosen)
        if parts.groups:
            select.set("group", exp.Group(expressions=[_group_key(value) for value in parts.groups.values()]))
        alias = self._cte(name, select)
        return Branch(alias, select, [rename(leaf) for leaf in parts.values])

    def _merged(self) -> Level:
        context, window = self.context, self.analysis.window
        branches = []
        for fact in self.facts:
            label = fact.table if fact.via is None else f"{fact.table}_{fact.via}"
            branches.append(self._branch(f"{label}_totals", fact.parts(window)))
        current = list(branches)
        if self.query.compare is not None:
            for fact, now in zip(self.facts, current, strict=True):
                branch = self._branch(f"{now.name}_previous", fact.parts(self.compare_window, self.shift), previous)
                branches.append(branch)
        names = [out.name for out in self.analysis.dimensions]
        values = [value for branch in branches for value in branch.values]
        if not names:
            return self._side_by_side(branches)
        self._cap_previous(branches, current)
        if self.query.keep_empty:
            branches.extend(self._empty_groups(current))
        if self.query.fill_time:
            branches.append(self._periods(branches))
        union = self._union(branches, names, values)
        if len(branches) == 1:
            merged = branches[0].name
        else:
            merged = self._cte("merged", union)
        select = exp.Select(from_=exp.From(this=exp.Table(this=context.out(merged).this)))
        groups: dict[str, exp.Expr] = {name: context.out(name, merged) for name in names}
        leaves: dict[str, exp.Expr] = {
            value: self._zeroed(value, exp.Max(this=context.out(value, merged))) for value in values
        }
        return Level(select, groups, leaves, True)

    def _zeroed(self, value: str, tree: exp.Expr) -> exp.Expr:
        leaf = self.analysis.leaves.get(value)
        if leaf is None:
            leaf = next((one for name, one in self.analysis.leaves.items() if previous(name) == value), None)
        if self.zero and leaf is not None and leaf.additive:
            return exp.Coalesce(this=tree, expressions=[exp.Literal.number(0)])
        return tree

    def _side_by_side(self, branches: list[Branch]) -> Level:
        """Totals without groups: each CTE is one row."""
        context = self.context
        tables = [exp.Table(this=context.out(branch.name).this) for branch in branches]
        select = exp.Select(from_=exp.From(this=tables[0]))
        if tables[1:]:
            select.set("joins", [exp.Join(this=table, kind="CROSS") for table in tables[1:]])
        leaves = {
            value: self._zeroed(value, context.out(value, branch.name))
            for branch in branches
            for value in branch.values
        }
        return Level(select, {}, leaves, False)

    def _union(self, branches: list[Branch], names: list[str], values: list[str]) -> exp.Query:
        """All groups of all branches under each other: grouping them again joins them, and nulls meet nulls."""
        context = self.context
        parts: list[exp.Query] = []
        owner = {value: branch.name for branch in branches for value in branch.values}
        if self.context.dialect in TYPED_NULLS and len(branches) > 2:
            head = exp.Select(
                expressions=[context.named(context.out(n, branches[0].name), n) for n in names]
                + [context.named(context.out(v, owner[v]), v) for v in values],
                from_=exp.From(this=exp.Table(this=context.out(branches[0].name).this)),
                joins=[
                    exp.Join(this=exp.Table(this=context.out(name).this), kind="CROSS")
                    for name in dict.fromkeys(owner.values())
                    if name != branches[0].name
                ],
                where=exp.Where(this=exp.Boolean(this=False)),
            )
            parts.append(head)
        for branch in branches:
            own = set(branch.values)
            chosen: list[exp.Expr] = [context.out(name) for name in names]
            chosen += [
                context.out(value) if value in own else exp.Alias(this=exp.Null(), alias=context.out(value).this)
                for value in values
            ]
            parts.append(
                exp.Select(expressions=chosen, from_=exp.From(this=exp.Table(this=context.out(branch.name).this)))
            )
        tree: exp.Query = parts[0]
        for part in parts[1:]:
            tree = exp.Union(this=tree, expression=part, distinct=False)
        return tree

    # -- comparison ----------------------------------------------------------------------------------------------

    def _plan_compare(self) -> None:
        assert self.query.compare is not None
        window, clock = self.analysis.window, self.context.clock
        aligned = {tuple(fact.aligned(fact.rows())) for fact in self.facts}
        if len(aligned) > 1:
            raise InvalidInput(
                "The measures go by different dates, so they cannot be compared by one of them.",
                'Group by "time" with a grain, or ask for one measure at a time.',
            )
        names = aligned.pop()
        grains = [out.grain for out in self.analysis.dimensions if out.name in names and out.grain is not None]
        finest: Grain | None = min(grains, key=ORDER.index) if grains else None
        if finest == "week" and any(grain in MONTHS for grain in grains):
            raise InvalidInput("Weeks do not nest in months, so the two cannot be compared together.", "Choose one.")
        if window is None:
            if finest is None:
                raise InvalidInput(
                    "A comparison needs a time range, or a time dimension with a grain.", "Say which period is meant."
                )
            self.shift = Shift(self._unbounded_shift(finest), finest)
            return
        before = compared(window, self.query.compare)
        assert window.start is not None
        assert window.end is not None
        assert before.start is not None
        assert before.end is not None
        if finest is not None:
            first, start = truncate(before.start, finest, clock), truncate(window.start, finest, clock)
            self.shift = Shift(steps(first, start, finest), finest)
            last = truncate(_just_before(window.end, finest), finest, clock)
            limit = add(first, finest, steps(start, last, finest) + 1)
            if _as_text(limit) < _as_text(before.end):
                self.context.warn("The compared period is longer than this one; its last part is left out.")
                before = Window(before.start, limit)
        self.compare_window = before

    def _unbounded_shift(self, finest: Grain) -> int:
        assert self.query.compare is not None
        to = self.query.compare.to
        if to == "previous_period":
            return 1
        named = cast(Grain, to.removeprefix("previous_"))
        if named in MONTHS and finest in MONTHS and MONTHS[named] % MONTHS[finest] == 0:
            return MONTHS[named] // MONTHS[finest]
        days = {"day": 1, "week": 7}
        if named in days and finest in days and days[named] % days[finest] == 0:
            return days[named] // days[finest]
        raise InvalidInput(
            f"Without a time range, {finest}s cannot be compared with the {to.replace('_', ' ')}.",
            "Give a time range, or group by month, quarter or year.",
        )

    def _cap_previous(self, branches: list[Branch], current: list[Branch]) -> None:
        """Without a time range, compared groups that lie after the last current one are not shown."""
        if self.query.compare is None or self.compare_window is not None or self.shift is None:
            return
        fact = self.facts[0]
        name = next(
            out.name
            for out in self.analysis.dimensions
            if out.name in fact.aligned(fact.rows()) and out.grain == self.shift.grain
        )
        context = self.context
        for now, branch in zip(current, branches[len(current) :], strict=True):
            latest = exp.Select(
                expressions=[exp.Max(this=context.out(name, now.name))],
                from_=exp.From(this=exp.Table(this=context.out(now.name).this)),
            )
            select = cast(exp.Select, branch.query)
            value = next(e for e in select.expressions if e.alias_or_name == name)
            test = exp.LTE(this=value.unalias().copy(), expression=exp.Subquery(this=latest))
            where = select.args.get("where")
            select.set(
                "where",
                exp.Where(this=test if where is None else exp.And(this=exp.Paren(this=where.this), expression=test)),
            )

    # -- groups without rows ---------------------------------------------------------------------------------------

    def _empty_groups(self, current: list[Branch]) -> list[Branch]:
        """All combinations of the dimensions' own rows, whether or not a measure row falls into them."""
        context = self.context
        fact = self.facts[0]
        rows = fact.rows()
        roads: dict[str, Road] = {}
        for out in self.analysis.dimensions:
            road = None if out.found is None else rows.find_road(out.found, out.via)
            if road is not None and not (out.type == "time" and out.grain is not None and not road):
                roads[out.name] = road
        roots: dict[tuple[tuple[str, bool], ...], list[DimensionOut]] = {}
        by_length = sorted(roads.items(), key=lambda item: len(item[1]))
        outs = {out.name: out for out in self.analysis.dimensions}
        for name, road in by_length:
            key = road_keys(road)
            if not road:
                continue
            home = next((root for root in roots if key[: len(root)] == root and is_safe(road[len(root) :])), key)
            roots.setdefault(home, []).append(outs[name])
        if not roots:
            return []
        spine: list[tuple[str, list[str]]] = []
        bound = fact.bound(rows, self.analysis.row_filters, None)
        for key, members in roots.items():
            road = next(road for road in roads.values() if road_keys(road)[: len(key)] == key)[: len(key)]
            own = Rows(context, road[-1].target, Aliases(), fact.via)
            chosen = []
            for out in members:
                assert out.found is not None
                rest = roads[out.name][len(key) :]
                value = own.shown(out.found.table, cast(Dimension, out.found.field), own.at(rest), out.grain)
                chosen.append(context.named(value, out.name))
            own.require([stepped(one, len(key)) for one in bound if leads_through(one, key)])
            select = own.select(chosen)
            select.set("distinct", exp.Distinct())
            spine.append((self._cte(f"{road[-1].target}_all", select), [out.name for out in members]))
        covered = {name for _, names in spine for name in names}
        rest_names = [out.name for out in self.analysis.dimensions if out.name not in covered]
        if rest_names:
            spine.append((self._cte("groups_seen", self._seen(current, rest_names)), rest_names))
        tables = [exp.Table(this=context.out(name).this) for name, _ in spine]
        home_of = {name: cte for cte, names in spine for name in names}
        select = exp.Select(
            expressions=[
                context.named(context.out(out.name, home_of[out.name]), out.name) for out in self.analysis.dimensions
            ],
            from_=exp.From(this=tables[0]),
        )
        if tables[1:]:
            select.set("joins", [exp.Join(this=table, kind="CROSS") for table in tables[1:]])
        return [Branch(self._cte("groups_all", select), select, [])]

    def _seen(self, branches: list[Branch], names: list[str]) -> exp.Query:
        """The combinations of some dimensions that occur."""
        context = self.context
        tree: exp.Query | None = None
        for branch in branches:
            one = exp.Select(
                expressions=[context.out(name) for name in names],
                from_=exp.From(this=exp.Table(this=context.out(branch.name).this)),
            )
            if len(branches) == 1:
                one.set("distinct", exp.Distinct())
            tree = one if tree is None else exp.Union(this=tree, expression=one, distinct=True)
        assert tree is not None
        return tree

    def _periods(self, branches: list[Branch]) -> Branch:
        """Every period of the window (else: of the data) for every combination of the other dimensions."""
        context, dialect, clock = self.context, self.context.dialect, self.context.clock
        grained = [out for out in self.analysis.dimensions if out.grain is not None]
        if len(grained) != 1:
            raise InvalidInput(
                "Filling periods needs exactly one time dimension with a grain.", 'Group by one, such as "month".'
            )
        out = grained[0]
        grain = cast(Grain, out.grain)
        window = self.analysis.window
        uses = window is not None and all(out.name in fact.aligned(fact.rows()) for fact in self.facts)
        start = window.start if window is not None and uses else None
        end = window.end if window is not None and uses else None
        first: exp.Expr | None = None
        last: exp.Expr | None = None
        if start is not None:
            first = period_literal(truncate(start, grain, clock), grain, dialect, clock)
        if end is not None:
            final = truncate(_just_before(end, grain), grain, clock)
            today = (
                truncate(clock.today + timedelta(days=1), grain, clock)
                if grain in SECONDS
                else truncate(clock.today, grain, clock)
            )
            if start is None or _as_text(today) >= _as_text(truncate(start, grain, clock)):
                final = min(final, today, key=_as_text)
            last = period_literal(final, grain, dialect, clock)
        if first is None or last is None:
            seen = self._cte("periods_seen", self._seen(branches, [out.name]))
            first = first or _extreme(exp.Min, context, out.name, seen)
            last = last or _extreme(exp.Max, context, out.name, seen)
        name = self.names.take("periods")
        tree, recursive = series(first, last, grain, dialect, name)
        self.recursive = self.recursive or recursive
        alias = exp.TableAlias(this=context.out(name).this, columns=[context.out("p").this] if recursive else None)
        self.ctes.append(exp.CTE(this=tree, alias=alias))
        others = [one.name for one in self.analysis.dimensions if one.name != out.name]
        select = exp.Select(from_=exp.From(this=exp.Table(this=context.out(name).this)))
        if others:
            groups = self._cte("groups_seen", self._seen(branches, others))
            select.set("joins", [exp.Join(this=exp.Table(this=context.out(groups).this), kind="CROSS")])
        else:
            groups = name
        select.set(
            "expressions",
            [
                context.named(
                    context.out("p", name) if one.name == out.name else context.out(one.name, groups), one.name
                )
                for one in self.analysis.dimensions
            ],
        )
        return Branch(self._cte("all_periods", select), select, [])

    # -- the end ---------------------------------------------------------------------------------------------------

    def measure_value(self, out: MeasureOut, leaves: dict[str, exp.Expr], before: bool = False) -> exp.Expr:
        """A measure over the leaves' trees (or over their compared period)."""
        if out.leaf is not None:
            return leaves[previous(out.leaf) if before else out.leaf].copy()
        assert out.tree is not None
        tree = out.tree.copy()
        for column in list(tree.find_all(exp.Column)):
            value = leaves[previous(column.name) if before else column.name].copy()
            if column is tree:
                return value
            column.replace(value)
        return tree

    def _finish(self, level: Level) -> exp.Select:
        context, analysis = self.context, self.analysis
        shown = [out for out in analysis.measures if not out.hidden]
        wrap = bool(analysis.calculations)
        hidden = [out for out in analysis.measures if out.hidden] if wrap else []
        values: dict[str, exp.Expr] = {}
        for out in [*shown, *hidden]:
            values[out.name] = self.measure_value(out, level.leaves)
            if self.query.compare is not None:
                values[previous(out.name)] = self.measure_value(out, level.leaves, before=True)
        lookup = {out.name: self.measure_value(out, level.leaves) for out in analysis.measures}
        if self.query.compare is not None:
            lookup |= {
                previous(out.name): self.measure_value(out, level.leaves, before=True) for out in analysis.measures
            }
        conditions = [self._group_condition(one, level.groups, lookup) for one in analysis.group_filters]
        select = level.select
        chosen = [context.named(value, name) for name, value in {**level.groups, **values}.items()]
        select.set("expressions", chosen)
        if level.groups and level.grouped:
            select.set("group", exp.Group(expressions=[_group_key(value) for value in level.groups.values()]))
        condition = conjunction(conditions)
        if condition is not None:
            if level.grouped:
                select.set("having", exp.Having(this=condition))
            else:
                select.set("where", exp.Where(this=condition))
        if wrap:
            select = self._calculated(select, level, values, [out.name for out in hidden])
            outside = {name: context.out(name) for name in [*level.groups, *values, *analysis.calculations]}
            return self._ordered(select, outside)
        return self._ordered(select, {**{n: context.out(n) for n in [*level.groups, *values]}}, lookup)

    def _calculated(
        self, inner: exp.Select, level: Level, values: dict[str, exp.Expr], hidden: list[str]
    ) -> exp.Select:
        context, analysis = self.context, self.analysis
        name = self._cte("result", inner)
        gone = set(hidden) | {previous(one) for one in hidden}
        columns = [context.out(one, name) for one in [*level.groups, *values]]
        for column in columns:
            column.set("table", context.out(name).this)
        windows = {
            out: calculation_column(context, analysis, calculation, name, self.measure_column(calculation.of))
            for out, calculation in analysis.calculations.items()
        }
        source = exp.From(this=exp.Table(this=context.out(name).this))
        if not analysis.calculation_filters:
            chosen = [column for column in columns if column.name not in gone]
            return exp.Select(
                expressions=[*chosen, *(context.named(tree, out) for out, tree in windows.items())], from_=source
            )
        inside = exp.Select(
            expressions=[*columns, *(context.named(tree, out) for out, tree in windows.items())], from_=source
        )
        calculated = self._cte("calculated", inside)
        every = [column.name for column in columns] + list(windows)
        lookup: dict[str, exp.Expr] = {one: context.out(one, calculated) for one in every}
        groups = {one: lookup[one] for one in level.groups}
        kept = [self._group_condition(one, groups, lookup) for one in analysis.calculation_filters]
        return exp.Select(
            expressions=[lookup[one].copy() for one in every if one not in gone],
            from_=exp.From(this=exp.Table(this=context.out(calculated).this)),
            where=exp.Where(this=conjunction(kept)),
        )

    def measure_column(self, name: str) -> str:
        """The column of a measure that a calculation is of."""
        if self.query.compare is not None and any(name == previous(out.name) for out in self.analysis.measures):
            return name
        for out in self.analysis.measures:
            if name in (out.name, out.path):
                return out.name
        raise InvalidInput(f'There is no measure "{name}" in the query.', "Add it to the measures.")

    def _group_condition(self, one: Filter, groups: dict[str, exp.Expr], lookup: dict[str, exp.Expr]) -> exp.Expr:
        if isinstance(one, AndFilter | OrFilter):
            kind = exp.And if isinstance(one, AndFilter) else exp.Or
            tree: exp.Expr | None = None
            for part in one.and_ if isinstance(one, AndFilter) else one.or_:
                each = self._group_condition(part, groups, lookup)
                tree = each if tree is None else kind(this=tree, expression=each)
            assert tree is not None
            return exp.Paren(this=tree)
        if isinstance(one, NotFilter):
            return exp.Not(this=exp.Paren(this=self._group_condition(one.not_, groups, lookup)))
        assert isinstance(one, FieldFilter)
        if one.field in lookup:
            out = next((m for m in self.analysis.measures if one.field in (m.name, previous(m.name))), None)
            return self._on_measure(lookup[one.field].copy(), one, out)
        out = next((m for m in self.analysis.measures if one.field == m.path), None)
        if out is not None:
            return self._on_measure(lookup[out.name].copy(), one, out)
        found = self.context.graph.names.resolve(one.field, "dimension")
        dimension = next(d for d in self.analysis.dimensions if d.found == found and d.grain is None)
        return predicate(
            groups[dimension.name].copy(),
            Dimension(name=dimension.name, type=dimension.type, data_type=None),
            one.op,
            one.values,
            name=dimension.label,
            dialect=self.context.dialect,
            clock=self.context.clock,
        )

    def _on_measure(self, value: exp.Expr, one: FieldFilter, out: MeasureOut | None) -> exp.Expr:
        kind = out.type if out is not None else "number"
        if one.op in ("is_null", "is_not_null"):
            test = exp.Is(this=value, expression=exp.Null())
            return exp.Not(this=test) if one.op == "is_not_null" else test
        if kind == "time":
            stand_in = Dimension(name=one.field, type="time")
            return predicate(
                value,
                stand_in,
                one.op,
                one.values,
                name=one.field,
                dialect=self.context.dialect,
                clock=self.context.clock,
            )
        if one.op in ("contains", "starts_with", "ends_with"):
            raise InvalidInput(f"{one.field} is a measure: {one.op} does not apply.", "Compare it with a number.")

        def make(item: Scalar) -> exp.Expr:
            if kind == "string":
                return string_literal(item, one.field)
            if kind == "boolean":
                return boolean_literal(item, one.field)
            return number_literal(item, one.field)

        return compare(value, one.op, one.values, make)

    def _ordered(
        self, select: exp.Select, columns: dict[str, exp.Column], lookup: dict[str, exp.Expr] | None = None
    ) -> exp.Select:
        """ORDER BY that leaves no two rows undecided, and LIMIT."""
        keys: dict[str, exp.Ordered] = {}
        for order in self.query.order_by:
            name, tree = self._order_key(order.field, columns, lookup or {})
            keys.setdefault(name, exp.Ordered(this=tree, desc=order.direction == "desc", nulls_first=False))
        for out in self.analysis.dimensions:
            keys.setdefault(out.name, exp.Ordered(this=columns[out.name].copy(), desc=False, nulls_first=False))
        if keys and self.analysis.dimensions:
            select.set("order", exp.Order(expressions=list(keys.values())))
        if self.query.limit is not None:
            select.set("limit", exp.Limit(expression=exp.Literal.number(self.query.limit)))
        return select

    def _order_key(
        self, name: str, columns: dict[str, exp.Column], lookup: dict[str, exp.Expr]
    ) -> tuple[str, exp.Expr]:
        if name in columns:
            return name, columns[name].copy()
        for out in self.analysis.measures:
            if name in (out.name, out.path):
                column = columns.get(out.name)
                return out.name, column.copy() if column is not None else lookup[out.name].copy()
        for dimension in self.analysis.dimensions:
            path = dimension.found.path if dimension.found is not None else None
            if name in (dimension.written, path, path and path.split(".")[-1]):
                return dimension.name, columns[dimension.name].copy()
        raise self.context.graph.names.unknown(name, among=list(columns))


def _group_key(value: exp.Expr) -> exp.Expr:
    return value.unalias().copy()


def _just_before(moment: Moment, grain: Grain) -> Moment:
    if isinstance(moment, datetime):
        return moment - timedelta(microseconds=1)
    if grain in SECONDS:
        return datetime.combine(moment, datetime.min.time()) - timedelta(microseconds=1)
    return moment - timedelta(days=1)


def _as_text(moment: Moment) -> str:
    return moment.isoformat()


def _extreme(function: type[exp.AggFunc], context: Context, name: str, cte: str) -> exp.Subquery:
    return exp.Subquery(
        this=exp.Select(
            expressions=[function(this=context.out(name, cte))],
            from_=exp.From(this=exp.Table(this=context.out(cte).this)),
        )
    )


def incomplete(window: Window | None, context: Context) -> bool:
    """Whether the window reaches into a period that has not ended."""
    return window is not None and reaches_now(window, context.clock)
