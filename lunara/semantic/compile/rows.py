"""Rows of one table, joined outward only along steps that keep each of them one row; conditions on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

from lunara.errors import FanOut, Refused
from lunara.semantic.compile.bound import (
    Bound,
    Compared,
    Exists,
    Group,
    Leaf,
    behind,
    flat,
    leaves_of,
    on_nothing,
    stepped,
)
from lunara.semantic.compile.context import Aliases, Context, conjunction
from lunara.semantic.compile.predicates import predicate
from lunara.semantic.compile.roads import called, may_be_told, other_roads, spoken, which_road
from lunara.semantic.compile.sqltime import date_part, in_zone, truncated, zone_aware
from lunara.semantic.compile.than import checked, settled
from lunara.semantic.dialects import NO_CORRELATION
from lunara.semantic.filters import OnField
from lunara.semantic.graph import Road, Step, is_safe
from lunara.semantic.lineage import Condition, JoinStep, OtherRoad
from lunara.semantic.model import Dimension, Grain
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import (
    AndFilter,
    ExistsFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    OrFilter,
    ThanFilter,
)


@dataclass
class _Bridge:
    """A bridge joined as its distinct pairs: one row for each key and combination of the dimensions asked for."""

    alias: str
    inner: Rows
    step: Step
    road: Road
    values: dict[str, exp.Expr] = field(default_factory=dict)
    conditions: list[exp.Expr] = field(default_factory=list)
    keeps_unmatched: bool = True


class Rows:
    """FROM, joins and WHERE of one SELECT whose rows are the rows of `base`."""

    def __init__(self, context: Context, base: str, aliases: Aliases | None = None, prefer: str | None = None) -> None:
        self.context = context
        self.base = base
        self.prefer = prefer
        self.aliases = aliases or Aliases()
        self.alias = self.aliases.take(base)
        self.at_road: dict[tuple[tuple[str, bool], ...], str] = {(): self.alias}
        self.roads: dict[str, Road] = {self.alias: ()}
        self.joins: list[exp.Join] = []
        self.conditions: list[exp.Expr] = []
        self.bridges: dict[tuple[tuple[str, bool], ...], _Bridge] = {}
        self.measured: dict[tuple[MeasureFilter, str], exp.Expr] = {}
        self.relation = context.relation(base, self.alias)
        # what is told of them: joins, the field and the road of each group by its name, conditions in words
        self.told_joins: list[JoinStep] = []
        self.told_groups: dict[str, tuple[str, Road]] = {}
        self.told_others: dict[str, tuple[OtherRoad, ...]] = {}
        self.told_conditions: list[Condition] = []

    # -- joins ---------------------------------------------------------------------------------------------------

    def at(self, road: Road) -> str:
        """The alias at the end of a safe road, joined when it is not yet."""
        key = tuple(step.key for step in road)
        alias = self.at_road.get(key)
        if alias is not None:
            return alias
        here = self.at(road[:-1])
        step = road[-1]
        alias = self.aliases.take(step.target, step.relationship.name, f"{step.target}_{step.relationship.name}")
        self.told_joins.append(self.context.joined(step, step.because()))
        self.joins.append(self._join(step, here, alias, self.context.relation(step.target, alias)))
        self.at_road[key] = alias
        self.roads[alias] = road
        return alias

    def _join(self, step: Step, here: str, alias: str, relation: exp.Expr) -> exp.Join:
        return exp.Join(this=relation, side="LEFT", on=conjunction(self._key(step, here, alias)))

    def _key(self, step: Step, here: str, there: str) -> list[exp.Expr]:
        return [
            exp.EQ(this=self.context.column(here, one), expression=self.context.column(there, other))
            for one, other in zip(step.source_columns, step.target_columns, strict=True)
        ]

    # -- values --------------------------------------------------------------------------------------------------

    def find_road(self, found: ResolvedField, via: tuple[str, ...]) -> Road | None:
        """The road from these rows to a field's table. Raises AmbiguousPath."""
        return self.context.graph.road(self.base, found.table, (*via, *found.via), self.prefer)

    def dimension(
        self, found: ResolvedField, via: tuple[str, ...], grain: Grain | None, what: str
    ) -> tuple[exp.Expr, Road]:
        """A dimension's value (local time, cut to the grain) on each row. Raises FanOut, Refused, AmbiguousPath."""
        graph = self.context.graph
        dimension = cast(Dimension, found.field)
        whole = (*via, *found.via)
        roads = graph.through(self.base, whole, found.table) if whole else graph.cheapest(self.base, found.table)
        if roads and not any(is_safe(road) or self._bridged(road) for road in roads):
            raise fan_out(self.base, roads[0], what, found.path)
        road = self.find_road(found, via)
        if road is None:
            raise Refused(
                f"{found.path} cannot group {what}: no relationship leads from {self.base} to {found.table}.",
                "Add a relationship to the model, or leave one of them out.",
                code="unreachable",
            )
        if is_safe(road):
            value = self.shown(found.table, dimension, self.at(road), grain)
            self._tell_other_roads(found, whole, road)
            return value, road
        return self._over_bridge(found, dimension, road, grain, what), road

    def shown(self, table: str, dimension: Dimension, alias: str, grain: Grain | None) -> exp.Expr:
        """The value in local time, cut to the grain."""
        value = self.context.value(table, dimension, alias)
        if dimension.type == "time" and zone_aware(dimension, self.context.dialect):
            value = in_zone(value, self.context.dialect, self.context.clock)
        return value if grain is None else truncated(value, grain, self.context.dialect, self.context.clock)

    def _tell_other_roads(self, found: ResolvedField, via: tuple[str, ...], road: Road) -> None:
        if via or not road or self.prefer is not None:
            return
        graph, allowed = self.context.graph, self.context.allowed
        others = other_roads(graph, self.base, road, allowed)
        self.told_others[found.path] = others
        said = which_road(graph, road, others) if may_be_told(graph, road, allowed) else None
        if said is not None:
            self.context.warn(said)

    # -- bridges -------------------------------------------------------------------------------------------------

    def _bridged(self, road: Road) -> bool:
        unsafe = [step for step in road if not step.safe]
        return len(unsafe) == 1 and self.context.graph.is_bridge(unsafe[0].target)

    def _bridge(self, road: Road) -> _Bridge:
        cut = next(index for index, step in enumerate(road) if not step.safe)
        step = road[cut]
        key = tuple(one.key for one in road[: cut + 1])
        bridge = self.bridges.get(key)
        if bridge is None:
            alias = self.aliases.take(f"{step.target}_pairs")
            inner = Rows(self.context, step.target, Aliases(set()), self.prefer)
            inner.told_joins = self.told_joins
            bridge = self.bridges[key] = _Bridge(alias, inner, step, road[:cut])
            self.at(road[:cut])
            because = f"through the bridge {step.target}; each row counts once in a group"
            self.told_joins.append(self.context.joined(step, because, "bridge"))
        return bridge

    def _over_bridge(
        self, found: ResolvedField, dimension: Dimension, road: Road, grain: Grain | None, what: str
    ) -> exp.Expr:
        bridge = self._bridge(road)
        rest = road[len(bridge.road) + 1 :]
        value = bridge.inner.shown(found.table, dimension, bridge.inner.at(rest), grain)
        name = next((n for n, known in bridge.values.items() if known == value), f"g{len(bridge.values) + 1}")
        bridge.values[name] = value
        self.context.adds_up = False
        self.context.overlapping.add(found.path)
        self.context.warn(
            f"One row of {bridge.step.source} can belong to several {found.path}: the groups overlap, "
            f"so {what} does not add up over them."
        )
        return self.context.out(name, bridge.alias)

    def _finish_bridge(self, bridge: _Bridge) -> None:
        context, inner = self.context, bridge.inner
        keys = {f"k{n + 1}": context.column(inner.alias, c) for n, c in enumerate(bridge.step.target_columns)}
        chosen = [context.named(value.copy(), name) for name, value in {**keys, **bridge.values}.items()]
        inner.conditions.extend(bridge.conditions)
        select = inner.select(chosen)
        select.set("distinct", exp.Distinct())
        relation = exp.Subquery(this=select, alias=exp.TableAlias(this=context.out(bridge.alias).this))
        here = self.at(bridge.road)
        on = conjunction(
            [
                exp.EQ(this=context.column(here, column), expression=context.out(name, bridge.alias))
                for column, name in zip(bridge.step.source_columns, keys, strict=True)
            ]
        )
        self.joins.append(exp.Join(this=relation, side="LEFT", on=on))
        if not bridge.conditions:
            return
        paired = exp.Not(this=exp.Is(this=context.out(next(iter(keys)), bridge.alias), expression=exp.Null()))
        if bridge.keeps_unmatched:
            # a row that has pairs, none of which fulfils the conditions, is not a row without pairs
            any_pair = self._exists(bridge.road, bridge.step, lambda child: [])
            self.conditions.append(exp.Paren(this=exp.Or(this=paired, expression=exp.Not(this=any_pair))))
        else:
            self.conditions.append(paired)

    # -- conditions ----------------------------------------------------------------------------------------------

    def bind(self, filters: Sequence[Filter], resolve: Callable[[OnField], ResolvedField], base: str) -> list[Bound]:
        """Each filter with its road from `base`. Raises Refused when a table is not connected, AmbiguousPath."""
        return [self._bind(one, resolve, base) for one in filters]

    def _bind(self, one: Filter, resolve: Callable[[OnField], ResolvedField], base: str) -> Bound:
        if isinstance(one, AndFilter):
            return Group("and", tuple(self.bind(one.and_, resolve, base)))
        if isinstance(one, OrFilter):
            return Group("or", tuple(self.bind(one.or_, resolve, base)))
        if isinstance(one, NotFilter):
            return Group("not", (self._bind(one.not_, resolve, base),))
        graph = self.context.graph
        if isinstance(one, ExistsFilter):
            graph.table(one.exists)
            self.context.allow(one.exists)
            via = tuple(one.via.split(".")) if one.via else ()
            road = graph.road(base, one.exists, via, self.prefer)
            if road is None:
                raise _unconnected(one.exists, base)
            return Exists(road, tuple(self.bind(one.where, resolve, one.exists)))
        if isinstance(one, MeasureFilter):
            return self._bind_measure(one, base)
        found = resolve(one)
        dimension = cast(Dimension, found.field)
        via = (*(one.via.split(".") if one.via else ()), *found.via)
        road = graph.road(base, found.table, via, self.prefer)
        if road is None:
            raise _unconnected(found.path, base)
        if isinstance(one, ThanFilter):
            checked(one, dimension.type)
            where = None if one.than.where is None else tuple(self.bind(one.than.where, resolve, found.table))
            return Leaf(found.table, dimension, road, lambda value: value, than=Compared(one, where))
        context, op, values, name = self.context, one.op, one.values, dimension.label or found.path

        compared = dimension if one.part is None else Dimension(name=dimension.name, type="number")

        def make(value: exp.Expr) -> exp.Expr:
            return predicate(value, compared, op, values, name=name, dialect=context.dialect, clock=context.clock)

        def taken(rows: Rows, alias: str) -> exp.Expr:
            return date_part(rows.shown(found.table, dimension, alias, None), one.part, context.dialect)

        empty = {"is_null": True, "is_not_null": False}.get(op)
        return Leaf(found.table, dimension, road, make, empty, None if one.part is None else taken)

    def _bind_measure(self, one: MeasureFilter, base: str) -> Leaf:
        graph, context = self.context.graph, self.context
        graph.table(one.per)
        context.allow(one.per)
        road = graph.road(base, one.per, tuple(one.via.split(".")) if one.via else (), self.prefer)
        if road is None:
            raise _unconnected(one.per, base)
        dimension = Dimension(name=one.measure, type="number")

        def make(value: exp.Expr) -> exp.Expr:
            return predicate(
                value, dimension, one.op, one.values, name=one.measure, dialect=context.dialect, clock=context.clock
            )

        return Leaf(one.per, dimension, road, make, take=lambda rows, alias: rows.measure_of(one, alias))

    def measure_of(self, one: MeasureFilter, alias: str) -> exp.Expr:
        """The measure of each row of the table at `alias`: aggregated to its key first, so that the join keeps rows one row."""
        from lunara.semantic.compile.per_row import measure_by_key

        known = self.measured.get((one, alias))
        if known is not None:
            return known.copy()
        inner = measure_by_key(self.context, one)
        self.told_joins.extend(inner.joins)
        name = self.aliases.take(f"{one.per}_measured")
        keys = [self.context.column(alias, column) for column in inner.key]
        on = [
            exp.EQ(this=key, expression=self.context.out(column, name))
            for key, column in zip(keys, inner.columns, strict=True)
        ]
        relation = exp.Subquery(this=inner.tree, alias=exp.TableAlias(this=self.context.out(name).this))
        self.joins.append(exp.Join(this=relation, side="LEFT", on=conjunction(list(on))))
        value: exp.Expr = self.context.out(inner.value, name)
        if inner.additive:
            there = exp.Not(this=exp.Is(this=keys[0].copy(), expression=exp.Null()))
            none = exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
            value = exp.Case(ifs=[exp.If(this=there, true=none)])
        self.measured[one, alias] = value
        return value.copy()

    def require(self, bound: Sequence[Bound]) -> None:
        """Keep only the rows that fulfil all of them. Where a bridge is grouped over, its pairs are filtered too."""
        rest: list[Bound] = []
        for one in settled(self, bound):
            leaves = leaves_of(one)
            bridge = self._bridge_of(leaves)
            if bridge is None:
                rest.append(one)
                continue
            inner = stepped(one, len(bridge.road) + 1)
            bridge.conditions.extend(bridge.inner.all_of([inner]))
            bridge.keeps_unmatched = bridge.keeps_unmatched and on_nothing(one) is True
        self.conditions.extend(self.all_of(rest))

    def _bridge_of(self, leaves: list[Leaf] | None) -> _Bridge | None:
        if not leaves:
            return None
        for key, bridge in self.bridges.items():
            if all(tuple(s.key for s in leaf.road)[: len(key)] == key for leaf in leaves):
                return bridge
        return None

    def all_of(self, bound: Sequence[Bound]) -> list[exp.Expr]:
        """Trees of all conditions. Those beyond the same multiplying step must hold for the same related row."""
        trees: list[exp.Expr] = []
        beyond: dict[tuple[tuple[str, bool], ...], list[tuple[Leaf, int]]] = {}
        for one in flat(bound):
            if isinstance(one, Leaf) and not is_safe(one.road):
                cut = next(index for index, step in enumerate(one.road) if not step.safe)
                beyond.setdefault(tuple(s.key for s in one.road[: cut + 1]), []).append((one, cut))
            else:
                trees.append(self._one(one))
        for group in beyond.values():
            first, cut = group[0]
            inner: list[Bound] = [stepped(leaf, cut + 1) for leaf, _ in group]
            self._note_detour(first.road, cut)
            trees.append(self._exists(first.road[:cut], first.road[cut], _all_of(inner)))
        return trees

    def _one(self, one: Bound) -> exp.Expr:
        if isinstance(one, Leaf):
            if not is_safe(one.road):
                return _single(self.all_of([one]))
            alias = self.at(one.road)
            if one.take is not None:
                return one.make(one.take(self, alias))
            return one.make(self.context.value(one.table, one.dimension, alias))
        if isinstance(one, Exists):
            return self._exists_rows(one.road, one.where)
        if one.kind == "or":
            parts = [self._one(part) for part in one.parts]
            parts = [exp.Paren(this=part) if isinstance(part, exp.And) else part for part in parts]
            tree = parts[0]
            for part in parts[1:]:
                tree = exp.Or(this=tree, expression=part)
            return exp.Paren(this=tree)
        joined = _single(self.all_of(one.parts))
        return exp.Not(this=exp.Paren(this=joined)) if one.kind == "not" else joined

    def _exists_rows(self, road: Road, where: tuple[Bound, ...]) -> exp.Expr:
        if not road:
            return _single(self.all_of(where)) if where else exp.Boolean(this=True)
        cut = next((index for index, step in enumerate(road) if not step.safe), len(road) - 1)
        rest = road[cut + 1 :]
        self._note_detour(road, cut)

        def body(child: Rows) -> list[exp.Expr]:
            if not rest:
                return child.all_of(where)
            if not is_safe(rest):
                return [child._exists_rows(rest, where)]
            there = child.at(rest)
            found = exp.Not(
                this=exp.Is(this=self.context.column(there, rest[-1].target_columns[0]), expression=exp.Null())
            )
            return [found, *child.all_of([behind(one, rest) for one in where])]

        return self._exists(road[:cut], road[cut], body)

    def _exists(self, prefix: Road, step: Step, body: Callable[[Rows], list[exp.Expr]]) -> exp.Expr:
        here = self.at(prefix)
        child = Rows(self.context, step.target, self.aliases, self.prefer)
        child.told_joins = self.told_joins
        because = "asked as EXISTS: it selects rows and never multiplies them"
        self.told_joins.append(self.context.joined(step, because, "exists"))
        inside = body(child)
        if self.context.dialect in NO_CORRELATION:
            keys = [self.context.column(child.alias, column) for column in step.target_columns]
            child.conditions.extend(inside)
            mine = [self.context.column(here, column) for column in step.source_columns]
            left = mine[0] if len(mine) == 1 else exp.Tuple(expressions=mine)
            test = exp.In(this=left, query=exp.Subquery(this=child.select(list(keys))))
            return exp.Coalesce(this=test, expressions=[exp.Boolean(this=False)])
        child.conditions.extend(self._key(step, here, child.alias))
        child.conditions.extend(inside)
        return exp.Exists(this=child.select([exp.Literal.number(1)]))

    def _note_detour(self, road: Road, cut: int) -> None:
        if cut:
            self.context.warn(
                f"Chosen among {called(self.context.graph, self.base)} by {self._by_words(road)}: one that fits is enough."
            )

    def _by_words(self, road: Road) -> str:
        told = may_be_told(self.context.graph, road, self.context.allowed)
        return spoken(self.context.graph, road) if told else "rows that refer to them"

    # -- the statement -------------------------------------------------------------------------------------------

    def select(self, chosen: list[exp.Expr]) -> exp.Select:
        """SELECT chosen FROM these rows."""
        for bridge in self.bridges.values():
            self._finish_bridge(bridge)
        self.bridges = {}
        tree = exp.Select(expressions=chosen, from_=exp.From(this=self.relation))
        if self.joins:
            tree.set("joins", self.joins)
        condition = conjunction(self.conditions)
        if condition is not None:
            tree.set("where", exp.Where(this=condition))
        return tree


def fan_out(base: str, road: Road, what: str, field_path: str) -> FanOut:
    """The refusal for a dimension across a one-to-many step."""
    cut = next(index for index, step in enumerate(road) if not step.safe)
    step = road[cut]
    return FanOut(
        f"{field_path} cannot group {what}: one row of {step.source} has many rows of {step.target}, "
        f"so {what} would be counted several times.",
        f"Ask for a measure of {step.target} instead, or count distinct {base}.",
        step=f"{step.source} → {step.target} ({step.relationship.name})",
        relationship=step.relationship.name,
        from_table=step.source,
        to_table=step.target,
        table=base,
    )


def _all_of(inner: Sequence[Bound]) -> Callable[[Rows], list[exp.Expr]]:
    return lambda child: child.all_of(inner)


def _unconnected(what: str, base: str) -> Refused:
    return Refused(
        f"{what} cannot filter rows of {base}: no relationship connects them.",
        "Add a relationship to the model, or leave the condition out.",
        code="unreachable",
    )


def _single(trees: list[exp.Expr]) -> exp.Expr:
    tree = conjunction(trees)
    return exp.Boolean(this=True) if tree is None else tree
