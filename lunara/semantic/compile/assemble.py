"""From facts to one statement: a plain SELECT where one is enough, else one CTE for each fact, merged null-safely."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile.analysis import PLAIN, Analysis, MeasureOut
from lunara.semantic.compile.calculations import after_others, calculation_column, over_groups
from lunara.semantic.compile.comparison import cap_compared, plan_comparison
from lunara.semantic.compile.context import Context, conjunction
from lunara.semantic.compile.elsewhen import Wanted, all_parts
from lunara.semantic.compile.explain import part_of
from lunara.semantic.compile.facts import Fact, Parts, Shift, exact_aggregate
from lunara.semantic.compile.group_conditions import GroupConditions
from lunara.semantic.compile.periods import Window
from lunara.semantic.compile.spines import all_periods, empty_groups, reach_filled
from lunara.semantic.compile.statement import Branch, Level, Statement, previous
from lunara.semantic.dialects import LONE_MEDIAN, NO_MEDIAN, TYPED_NULLS, family
from lunara.semantic.lineage import Part
from lunara.semantic.query import Summary


class Assembler:
    """Makes the statement of one analysed query with measures."""

    def __init__(self, context: Context, analysis: Analysis) -> None:
        self.statement = Statement(context, analysis)
        self.context = context
        self.analysis = analysis
        self.query = analysis.query
        self.facts = self.statement.facts
        self.compare_window: Window | None = None
        self.shift: Shift | None = None
        self.told: list[Part] = []
        self.zero = self.query.fill_time or self.query.keep_empty

    def build(self) -> exp.Query:
        """The whole statement."""
        query = self.query
        if query.compare is not None:
            self.compare_window, self.shift = plan_comparison(self.statement, query.compare)
        several = len(self.facts) > 1 or query.compare is not None or query.keep_empty or query.fill_time
        level = self._merged() if several else self._single()
        tree = self._finish(level)
        if self.statement.ctes:
            tree.set("with_", exp.With(expressions=self.statement.ctes, recursive=self.statement.recursive))
        return tree

    # -- facts ---------------------------------------------------------------------------------------------------

    def _single(self) -> Level:
        (parts,) = all_parts(self.statement, [(self.facts[0], self.analysis.window, None)])
        self._tell(parts, self.facts[0], "")
        return Level(parts.select, parts.groups, parts.values, True)

    def _tell(self, parts: Parts, fact: Fact, name: str, compared: Callable[[str], str] | None = None) -> None:
        if parts.rows is not None:
            self.told.append(part_of(parts.rows, fact.leaves, self.analysis, name, compared))

    def _branch(self, name: str, parts: Parts, rename: Callable[[str], str] = lambda name: name) -> Branch:
        chosen = [self.context.named(value, name) for name, value in parts.groups.items()]
        chosen += [self.context.named(value, rename(name)) for name, value in parts.values.items()]
        select = parts.select
        select.set("expressions", chosen)
        if parts.groups:
            select.set("group", self.context.grouped(parts.groups))
        alias = self.statement.cte(name, select)
        return Branch(alias, select, [rename(leaf) for leaf in parts.values])

    def _merged(self) -> Level:
        context, window = self.context, self.analysis.window
        wanted: list[Wanted] = [(fact, window, None) for fact in self.facts]
        if self.query.compare is not None:
            wanted += [(fact, self.compare_window, self.shift) for fact in self.facts]
        if self.query.fill_time:
            reach_filled(self.statement)
        parts = all_parts(self.statement, wanted)
        branches = []
        for fact, made in zip(self.facts, parts, strict=False):
            own = fact.table if fact.via is None else f"{fact.table}_{fact.via}"
            label = own if fact.variant == PLAIN else fact.leaves[0].name
            branches.append(self._branch(f"{label}_totals", made))
            self._tell(made, fact, branches[-1].name)
        current = list(branches)
        for fact, now, made in zip(self.facts, current, parts[len(current) :], strict=False):
            branches.append(self._branch(f"{now.name}_previous", made, previous))
            self._tell(made, fact, branches[-1].name, previous)
        names = [out.name for out in self.analysis.dimensions]
        values = [value for branch in branches for value in branch.values]
        if not names:
            return self._side_by_side(branches)
        if self.shift is not None and self.compare_window is None:
            cap_compared(self.statement, self.shift, current, branches[len(current) :])
        if self.query.keep_empty:
            branches.extend(empty_groups(self.statement, current))
        if self.query.fill_time:
            branches.append(all_periods(self.statement, branches))
        union = self._union(branches, names, values)
        if len(branches) == 1:
            merged = branches[0].name
        else:
            merged = self.statement.cte("merged", union)
        select = exp.Select(from_=exp.From(this=self.statement.table(merged)))
        groups: dict[str, exp.Expr] = {name: context.out(name, merged) for name in names}
        leaves: dict[str, exp.Expr] = {
            value: self._zeroed(value, exp.Max(this=context.out(value, merged))) for value in values
        }
        return Level(select, groups, leaves, True)

    def _zeroed(self, value: str, tree: exp.Expr) -> exp.Expr:
        leaf = self.analysis.leaves.get(value)
        if leaf is None:
            leaf = next((one for name, one in self.analysis.leaves.items() if previous(name) == value), None)
        if self.zero and self.query.fill_with == "zero" and leaf is not None and leaf.additive:
            return exp.Coalesce(this=tree, expressions=[exp.Literal.number(0)])
        return tree

    def _side_by_side(self, branches: list[Branch]) -> Level:
        """Totals without groups: each CTE is one row."""
        context = self.context
        tables = [self.statement.table(branch.name) for branch in branches]
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
                from_=exp.From(this=self.statement.table(branches[0].name)),
                joins=[
                    exp.Join(this=self.statement.table(name), kind="CROSS")
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
            parts.append(exp.Select(expressions=chosen, from_=exp.From(this=self.statement.table(branch.name))))
        tree: exp.Query = parts[0]
        for part in parts[1:]:
            tree = exp.Union(this=tree, expression=part, distinct=False)
        return tree

    # -- the end ---------------------------------------------------------------------------------------------------

    def measure_value(self, out: MeasureOut, leaves: dict[str, exp.Expr], before: bool = False) -> exp.Expr:
        """A measure over the leaves' trees (or over their compared period)."""
        if out.leaf is not None:
            return leaves[previous(out.leaf) if before else out.leaf].copy()
        if out.tree is None:
            raise InvalidInput(f"The measure {out.name} has no definition.", "Correct the model.")
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
        wrap = bool(analysis.calculations or analysis.compared)
        hidden = [out for out in analysis.measures if out.hidden] if wrap or self.query.summary is not None else []
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
        group = GroupConditions(context, analysis, level.groups, lookup)
        conditions = [group.tree(one) for one in analysis.group_filters]
        select = level.select
        chosen = [context.named(value, name) for name, value in {**level.groups, **values}.items()]
        select.set("expressions", chosen)
        if level.groups and level.grouped:
            select.set("group", self.context.grouped(level.groups))
        condition = conjunction(conditions)
        if condition is not None:
            if level.grouped:
                select.set("having", exp.Having(this=condition))
            else:
                select.set("where", exp.Where(this=condition))
        if self.query.summary is not None:
            return self._summarized(select, self.query.summary, [out.name for out in shown], list(values))
        if wrap:
            select = self._calculated(select, level, values, [out.name for out in hidden])
            outside = {name: context.out(name) for name in [*level.groups, *values, *analysis.calculations]}
            return self._ordered(select, outside)
        return self._ordered(select, {**{n: context.out(n) for n in [*level.groups, *values]}}, lookup)

    def _summarized(self, inner: exp.Select, summary: Summary, measures: list[str], every: list[str]) -> exp.Select:
        """The measures over the groups of `over`: by the dimensions that are shown, ordered by what they come to.

        Raises Refused for a median where the engine has none as an aggregate of its own.
        """
        context = self.context
        its = family(context.dialect)
        if summary.aggregate == "median" and (its in NO_MEDIAN or (its in LONE_MEDIAN and len(every) > 1)):
            raise Refused(
                f"{context.dialect} has no median of groups, so the measures cannot be summarized by it there.",
                "Ask for the average.",
                code="no_aggregate",
            )
        for out in self.analysis.measures:
            if out.type != "number" and summary.aggregate in ("avg", "median"):
                raise InvalidInput(
                    f"{out.label} is no number, so it has no {'average' if summary.aggregate == 'avg' else 'median'}.",
                    "Ask for its lowest or highest.",
                )
        source = self.statement.cte("each_group", inner)
        groups: dict[str, exp.Expr] = {out.name: context.out(out.name, source) for out in self.analysis.shown}
        values: dict[str, exp.Expr] = {
            name: exact_aggregate(summary.aggregate, context.out(name, source), context.dialect) for name in every
        }
        chosen = {**groups, **{name: values[name] for name in measures}}
        select = exp.Select(
            expressions=[context.named(value, name) for name, value in chosen.items()],
            from_=exp.From(this=self.statement.table(source)),
        )
        if groups:
            select.set("group", self.context.grouped(groups))
        return self._ordered(select, {name: context.out(name) for name in chosen}, values)

    def _calculated(
        self, inner: exp.Select, level: Level, values: dict[str, exp.Expr], hidden: list[str]
    ) -> exp.Select:
        context, analysis = self.context, self.analysis
        source = self.statement.cte("result", inner)
        later = [out for out, its in analysis.calculations.items() if after_others(context, analysis, its)]
        ready = [*level.groups, *values]
        if later:
            first = [out for out in analysis.calculations if out not in later]
            windows = self._windows(source, first)
            source = self.statement.cte("ranked", self._beside(source, ready, windows))
            ready += first
        windows = self._windows(source, [out for out in analysis.calculations if out not in ready])
        for one, name in analysis.compared.items():
            within = [out for out in analysis.dimensions if out.name in analysis.compared_within(one)]
            windows[name] = over_groups(context, source, self.measure_column(one.field), one.than.aggregate, within)
        every = [*level.groups, *values, *analysis.calculations, *analysis.compared.values()]
        gone = {*hidden, *(previous(one) for one in hidden), *analysis.compared.values()}
        if not analysis.calculation_filters:
            return self._beside(source, [one for one in every if one not in gone], windows)
        inside = self._beside(source, every, windows)
        calculated = self.statement.cte("calculated", inside)
        lookup: dict[str, exp.Expr] = {one: context.out(one, calculated) for one in every}
        groups = {one: lookup[one] for one in level.groups}
        conditions = GroupConditions(context, analysis, groups, lookup)
        kept = [conditions.tree(one) for one in analysis.calculation_filters]
        return exp.Select(
            expressions=[lookup[one].copy() for one in every if one not in gone],
            from_=exp.From(this=self.statement.table(calculated)),
            where=exp.Where(this=conjunction(kept)),
        )

    def _windows(self, source: str, names: list[str]) -> dict[str, exp.Expr]:
        """The calculations of these names over a CTE."""
        found: dict[str, exp.Expr] = {}
        for name in names:
            its = self.analysis.calculations[name]
            column = self.measure_column(its.of)
            by = None if its.by is None else self.measure_column(its.by)
            found[name] = calculation_column(self.context, self.analysis, its, source, column, by=by)
        return found

    def _beside(self, source: str, names: list[str], windows: dict[str, exp.Expr]) -> exp.Select:
        """These columns of a CTE, with each window in its place, or at the end."""
        context = self.context
        chosen: dict[str, exp.Expr] = {name: context.out(name, source) for name in [*names, *windows]}
        chosen |= {name: context.named(tree, name) for name, tree in windows.items()}
        return exp.Select(expressions=list(chosen.values()), from_=exp.From(this=self.statement.table(source)))

    def measure_column(self, name: str) -> str:
        """The column of a measure that a calculation is of."""
        if self.query.compare is not None and any(name == previous(out.name) for out in self.analysis.measures):
            return name
        for out in self.analysis.measures:
            if name in (out.name, out.path):
                return out.name
        raise InvalidInput(f'There is no measure "{name}" in the query.', "Add it to the measures.")

    def _ordered(
        self, select: exp.Select, columns: dict[str, exp.Column], lookup: dict[str, exp.Expr] | None = None
    ) -> exp.Select:
        """ORDER BY that leaves no two rows undecided, and LIMIT."""
        keys: dict[str, exp.Ordered] = {}
        for order in self.query.order_by:
            name, tree = self._order_key(order.field, columns, lookup or {})
            keys.setdefault(name, exp.Ordered(this=tree, desc=order.direction == "desc", nulls_first=False))
        for out in self.analysis.shown:
            keys.setdefault(out.name, exp.Ordered(this=columns[out.name].copy(), desc=False, nulls_first=False))
        if keys and self.analysis.shown:
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
        dimension = self.analysis.dimension_named(name)
        if dimension is not None and dimension.name in columns:
            return dimension.name, columns[dimension.name].copy()
        raise self.context.graph.names.unknown(name, among=list(columns))
