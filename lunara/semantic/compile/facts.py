"""One table's measures, aggregated at its own rows: the parts of a SELECT with its groups and aggregates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlglot import exp

from lunara.errors import AmbiguousPath, InvalidInput, Refused
from lunara.semantic.compile.analysis import OWN_TIME, Analysis, LeafMeasure
from lunara.semantic.compile.bound import Bound, Leaf, road_keys
from lunara.semantic.compile.context import Aliases, Context
from lunara.semantic.compile.explain import condition, in_window, in_words
from lunara.semantic.compile.percentiles import percentile
from lunara.semantic.compile.periods import Window
from lunara.semantic.compile.predicates import within
from lunara.semantic.compile.roads import may_be_told, spoken
from lunara.semantic.compile.rows import Rows
from lunara.semantic.compile.sqltime import date_part, in_zone, moved, truncated, zone_aware
from lunara.semantic.dialects import (
    LONE_MEDIAN,
    NO_MEDIAN,
    NO_STDDEV,
    NULLS_FIRST_IN_WINDOWS,
    ROUNDS_AVERAGES,
    ROUNDS_MEDIANS,
    SPREAD_OF_ONE_IS_NAN,
    double,
    family,
)
from lunara.semantic.filters import OnField
from lunara.semantic.graph import Road, is_safe
from lunara.semantic.model import Dimension, Grain, Measure, Table
from lunara.semantic.names import ResolvedField, humanize
from lunara.semantic.query import Filter

# What running values are made of from the values of each step; the others need the rows.
DECOMPOSED = frozenset({"sum", "count", "avg", "min", "max"})


@dataclass(frozen=True)
class Shift:
    """How groups of a compared period are moved onto the current one: whole units of the finest grain."""

    count: int
    grain: Grain


@dataclass
class Parts:
    """A SELECT without its list: `select` has FROM, joins and WHERE; `groups` and `values` by output name."""

    select: exp.Select
    groups: dict[str, exp.Expr]
    values: dict[str, exp.Expr]
    rows: Rows | None = None


class Fact:
    """The measures of one table (over one named road) in a query."""

    def __init__(self, context: Context, analysis: Analysis, leaves: list[LeafMeasure]) -> None:
        self.context = context
        self.analysis = analysis
        self.leaves = leaves
        self.table = leaves[0].table
        self.via = leaves[0].via
        self.variant = leaves[0].variant
        self.what = leaves[0].measure.label or humanize(leaves[0].measure.name)
        self.time, self.time_road = self._time()

    # -- time ----------------------------------------------------------------------------------------------------

    def _time(self) -> tuple[ResolvedField | None, Road | None]:
        graph, analysis = self.context.graph, self.analysis
        if analysis.time is not None:
            road = graph.road(self.table, analysis.time.table, (*analysis.time_via, *analysis.time.via), self.via)
            if road is None or (not is_safe(road) and any(step.forward for step in road[: _first_unsafe(road)])):
                raise Refused(
                    f"{analysis.time.path} has no date for {self.what}: {self.table} does not lead to {analysis.time.table}.",
                    "Leave the time field out to use each measure's own date, or ask in two questions.",
                    code="unreachable",
                )
            return analysis.time, road
        return self.own_time()

    def own_time(self) -> tuple[ResolvedField | None, Road | None]:
        """The default time of the table, else the one of the nearest table that each row belongs to."""
        graph = self.context.graph
        table = graph.table(self.table)
        own = self.leaves[0].measure.time
        if own is not None:
            named = graph.names.field_of(self.table, own, ("dimension",))
            if named is None:
                raise InvalidInput(
                    f"The time {own} of {self.what} is not a dimension of {self.table}.", "Correct the model."
                )
            return named, ()
        if table.default_time:
            found = default_time(self.context, table)
            return found, graph.road(self.table, found.table, found.via, self.via)
        near: list[tuple[int, str]] = []
        for name, other in graph.names.tables.items():
            if other.default_time and "." not in other.default_time and name != self.table:
                distance = graph.distance(self.table, name)
                if distance is not None and distance[0] == 0:
                    near.append((distance[1], name))
        near.sort(key=lambda item: item[0])
        if not near:
            return None, None
        best = [name for steps, name in near if steps == near[0][0]]
        if len(best) > 1:
            return None, None
        found = default_time(self.context, graph.table(best[0]))
        try:
            return found, graph.road(self.table, found.table, found.via, self.via)
        except AmbiguousPath:
            return None, None  # a link between two issues has two dates, so none of its own

    def needed_time(self) -> tuple[ResolvedField, Road]:
        """The time of these measures. Raises InvalidInput when the model names none."""
        if self.time is None or self.time_road is None:
            raise self.no_time()
        return self.time, self.time_road

    def no_time(self) -> InvalidInput:
        """The error where the model names no date for these measures."""
        return InvalidInput(
            f"The model does not say which date {self.what} goes by.",
            f'Name the time field of the query, or give table {self.table} a "default_time".',
            code="no_time",
        )

    def aligned(self, rows: Rows) -> list[str]:
        """Names of the dimensions that are this fact's time at some grain."""
        if self.time is None or self.time_road is None:
            return []
        found = []
        for out in self.analysis.dimensions:
            if out.found is None:
                own, own_road = self.own_time()
                if own is not None and own.path == self.time.path and own_road == self.time_road and out.grain:
                    found.append(out.name)
            elif out.found.path == self.time.path and out.grain is not None:
                road = rows.find_road(out.found, out.via)
                if road is not None and road_keys(road) == road_keys(self.time_road):
                    found.append(out.name)
        return found

    # -- the select ----------------------------------------------------------------------------------------------

    def rows(self) -> Rows:
        """Fresh rows of the table."""
        return Rows(self.context, self.table, Aliases(), self.via)

    def bound(self, rows: Rows, filters: Sequence[Filter], window: Window | None) -> list[Bound]:
        """The row conditions and the time window, with their roads."""
        bound = rows.bind(filters, self.resolve, self.table)
        rows.told_conditions = [
            condition(self.table, in_words(one), its) for one, its in zip(filters, bound, strict=True)
        ]
        if window is not None and (window.start is not None or window.end is not None):
            leaf = self._window(window)
            bound.append(leaf)
            path = f"{leaf.table}.{leaf.dimension.name}"
            rows.told_conditions.append(condition(self.table, in_window(path, window), leaf))
        return bound

    def _window(self, window: Window) -> Leaf:
        found, road = self.needed_time()
        dimension, context = cast(Dimension, found.field), self.context
        if not is_safe(road):
            by = spoken(context.graph, road) if may_be_told(context.graph, road, context.allowed) else "rows"
            context.warn(f"{self.what}: chosen by the {by} in the period; one is enough.")

        def make(value: exp.Expr) -> exp.Expr:
            return within(value, window, dimension, context.dialect, context.clock)

        return Leaf(found.table, dimension, road, make, timed=True)

    def resolve(self, one: OnField) -> ResolvedField:
        """The dimension that a filter names; "time" is this table's own."""
        names = self.context.graph.names
        if one.field in OWN_TIME and not names.has_bare(one.field, "dimension"):
            found, _ = self.own_time()
            if found is None:
                raise self.no_time()
            return found
        return self.context.resolve(one.field, "dimension")

    def groups(self, rows: Rows, shift: Shift | None) -> dict[str, exp.Expr]:
        """The value of each dimension on a row, by output name; aligned time moved by `shift`."""
        aligned = self.aligned(rows) if shift is not None else []
        groups: dict[str, exp.Expr] = {}
        for out in self.analysis.dimensions:
            found, via = out.found, out.via
            if found is None:
                found, road = self.own_time()
                if found is None or road is None:
                    raise self.no_time()
                via = tuple(step.relationship.name for step in road)
            grain = out.grain
            if shift is not None and out.name in aligned and grain is not None:
                value, road = rows.dimension(found, via, shift.grain, self.what)
                dialect, clock = self.context.dialect, self.context.clock
                value = moved(value, shift.grain, shift.count, dialect)
                groups[out.name] = value if grain == shift.grain else truncated(value, grain, dialect, clock)
            else:
                value, road = rows.dimension(found, via, grain, self.what)
                groups[out.name] = date_part(value, out.part, self.context.dialect)
            rows.told_groups[out.name] = (found.path, road)
        return groups

    def parts(self, window: Window | None, shift: Shift | None = None) -> Parts:
        """The SELECT of this fact in a window. Raises FanOut, Refused, AmbiguousPath, InvalidInput."""
        rows = self.rows()
        groups = self.groups(rows, shift)
        filters = self.analysis.row_filters
        rows.require(self.bound(rows, (*filters, *self.variant.where) if self.variant.where else filters, window))
        return self.measured(rows, groups)

    def measured(self, rows: Rows, groups: dict[str, exp.Expr]) -> Parts:
        """The SELECT over rows that are joined and filtered."""
        staged = [leaf for leaf in self.leaves if self._needs_stage(leaf.measure)]
        if not staged:
            values = {
                leaf.name: self.local(leaf.measure, self._aggregate(leaf.measure, rows.alias)) for leaf in self.leaves
            }
            return Parts(rows.select([]), groups, values, rows)
        return self._staged(rows, groups)

    def _needs_stage(self, measure: Measure) -> bool:
        return (
            self.is_balance(measure)
            or (measure.aggregate == "median" and family(self.context.dialect) in NO_MEDIAN | LONE_MEDIAN)
            or (measure.aggregate == "stddev" and self.context.dialect in NO_STDDEV)
        )

    def is_balance(self, measure: Measure) -> bool:
        """Whether it takes one value over time for each thing it is of."""
        return measure.additive_over not in ("all", "none") and measure.aggregate in ("sum", "count")

    def argument(self, measure: Measure, alias: str) -> exp.Expr | None:
        """The argument with the measure's filter applied; None for a plain count of rows."""
        argument, condition = self.context.graph.measure_parts(self.table, measure)
        value = None if argument is None else self.context.qualified(argument, alias)
        if value is None and measure.aggregate == "count_distinct":
            key = self.context.graph.table(self.table).primary_key
            if len(key) != 1:
                raise InvalidInput(f"{measure.name} counts distinct values of nothing.", "Give it an expression.")
            value = self.context.column(alias, key[0])
        if value is None and measure.aggregate != "count":
            raise InvalidInput(f"{measure.name} has nothing to {measure.aggregate}.", "Give the measure an expression.")
        if condition is None:
            return value
        test = self.context.qualified(condition, alias)
        test = test.this if isinstance(test, exp.Paren) else test
        return exp.Case(ifs=[exp.If(this=test, true=value or exp.Literal.number(1))])

    def _aggregate(self, measure: Measure, alias: str) -> exp.Expr:
        self.check_additive(measure)
        return aggregate_of(measure, self.argument(measure, alias), self.context.dialect)

    def local(self, measure: Measure, value: exp.Expr) -> exp.Expr:
        """The first or last instant in local time, as a dimension of it would be shown."""
        if measure.aggregate in ("min", "max") and measure.expression is not None:
            for dimension in self.context.graph.table(self.table).dimensions:
                if dimension.type == "time" and measure.expression in (dimension.name, dimension.expression):
                    if zone_aware(dimension, self.context.dialect):
                        return in_zone(value, self.context.dialect, self.context.clock)
                    return value
        return value

    def check_additive(self, measure: Measure) -> None:
        """Raises Refused for one that must not be added up over the rows of a group."""
        if measure.additive_over != "none" or measure.aggregate not in ("sum", "count"):
            return
        grouped = {
            out.found.field.expression or out.found.field.name
            for out in self.analysis.dimensions
            if out.found is not None and out.found.table == self.table and isinstance(out.found.field, Dimension)
        }
        if not any(key <= grouped for key in self.context.graph.keys(self.table)):
            raise Refused(
                f"{measure.label or measure.name} does not add up over anything.",
                f"Show it for each row of {self.table}, or ask for its average, lowest or highest value.",
                code="not_additive",
            )

    # -- last value over time, and aggregates that an engine lacks -----------------------------------------------------

    def _staged(self, rows: Rows, groups: dict[str, exp.Expr]) -> Parts:
        context, dialect = self.context, self.context.dialect
        inner: dict[str, exp.Expr] = {f"g{n + 1}": value for n, value in enumerate(groups.values())}
        outside = {name: context.out(f"g{n + 1}", "stage") for n, name in enumerate(groups)}
        partition = [value.copy() for value in groups.values()]
        values: dict[str, exp.Expr] = {}
        for number, leaf in enumerate(self.leaves, start=1):
            argument = self.argument(leaf.measure, rows.alias)
            a, t = f"a{number}", f"t{number}"
            if self.is_balance(leaf.measure):
                moment = self._moment(leaf.measure, rows)
                entity = self._entity(leaf.measure, rows.alias)
                inner[a] = argument or exp.Literal.number(1)
                inner[t] = moment
                edge = exp.Max if leaf.measure.balance == "last" else exp.Min
                within_ = (
                    [*self._periods(groups), *entity] if leaf.measure.additive_over == () else [*partition, *entity]
                )
                inner[f"l{number}"] = _over(edge(this=moment.copy()), within_)
                last = exp.EQ(this=context.out(t, "stage"), expression=context.out(f"l{number}", "stage"))
                kept = exp.Case(ifs=[exp.If(this=last, true=context.out(a, "stage"))])
                values[leaf.name] = exact_aggregate(leaf.measure.aggregate, kept, dialect)
                continue
            self.check_additive(leaf.measure)
            inner[a] = argument or exp.Literal.number(1)
            here = context.out(a, "stage")
            if leaf.measure.aggregate == "median" and family(dialect) in NO_MEDIAN | LONE_MEDIAN:
                argument = cast(exp.Expr, argument)
                empty = exp.Case(
                    ifs=[exp.If(this=exp.Is(this=argument.copy(), expression=exp.Null()), true=exp.Literal.number(1))],
                    default=exp.Literal.number(0),
                )
                order = exp.Order(expressions=[_plain_order(one, dialect) for one in (empty, argument.copy())])
                inner[f"r{number}"] = _over(exp.RowNumber(), partition, order)
                inner[f"n{number}"] = _over(exp.Count(this=argument.copy()), partition)
                rank = exp.Mul(this=exp.Literal.number(2), expression=context.out(f"r{number}", "stage"))
                count = context.out(f"n{number}", "stage")
                near = [exp.Add(this=count.copy(), expression=exp.Literal.number(k)) for k in (1, 2)]
                middle = exp.And(
                    this=exp.Not(this=exp.Is(this=here.copy(), expression=exp.Null())),
                    expression=exp.In(this=rank, expressions=[count, *near]),
                )
                values[leaf.name] = exact_aggregate("avg", exp.Case(ifs=[exp.If(this=middle, true=here)]), dialect)
            elif leaf.measure.aggregate == "stddev" and dialect in NO_STDDEV:
                argument = cast(exp.Expr, argument)
                inner[f"m{number}"] = _over(exp.Avg(this=argument.copy()), partition)
                off = exp.Paren(this=exp.Sub(this=here, expression=context.out(f"m{number}", "stage")))
                squares = exp.Sum(this=exp.Mul(this=off, expression=off.copy()))
                others = exp.Sub(this=exp.Count(this=here.copy()), expression=exp.Literal.number(1))
                spread = exp.Div(
                    this=squares, expression=exp.Nullif(this=exp.Paren(this=others), expression=exp.Literal.number(0))
                )
                values[leaf.name] = exp.Sqrt(this=spread)
            else:
                values[leaf.name] = self.local(leaf.measure, aggregate_of(leaf.measure, here, dialect))
        select = rows.select([context.named(value, name) for name, value in inner.items()])
        stage = exp.Subquery(this=select, alias=exp.TableAlias(this=context.out("stage").this))
        outer = exp.Select(from_=exp.From(this=stage))
        if all(leaf.measure.additive_over == () and self.is_balance(leaf.measure) for leaf in self.leaves):
            # of one date for all: a group without a row on it is not there
            on_date: exp.Expr | None = None
            for number in range(1, len(self.leaves) + 1):
                test = exp.EQ(this=context.out(f"t{number}", "stage"), expression=context.out(f"l{number}", "stage"))
                on_date = test if on_date is None else exp.Or(this=on_date, expression=test)
            outer.set("where", exp.Where(this=on_date))
        return Parts(outer, dict(outside), values, rows)

    def _periods(self, groups: dict[str, exp.Expr]) -> list[exp.Expr]:
        """The groups that are periods of the table's own default time: `p` is the step of values that are looked up."""
        name, (default, _) = self._default_time(), self.own_time()
        path = f"{self.table}.{name}" if name is not None else default.path if default is not None else ""
        own = {out.name for out in self.analysis.dimensions if out.found is None or out.found.path == path}
        return [value.copy() for name, value in groups.items() if name in own or name == "p"]

    def _default_time(self) -> str | None:
        """The date of a balance: its own, the default time of its table, else its only date."""
        table = self.context.graph.table(self.table)
        if self.leaves[0].measure.time is not None:
            return self.leaves[0].measure.time
        times = [d.name for d in table.dimensions if d.type == "time"]
        return table.default_time if table.default_time in times else times[0] if len(times) == 1 else None

    def _moment(self, measure: Measure, rows: Rows) -> exp.Expr:
        table = self.context.graph.table(self.table)
        name = self._default_time()
        own = next((d for d in table.dimensions if d.name == name), None)
        value = self.context.value(self.table, own, rows.alias) if own is not None else self._day(rows)
        if value is None:
            raise InvalidInput(
                f"{measure.label or measure.name} is a balance, and table {self.table} names no date for it.",
                f'Give table {self.table} a "default_time".',
            )
        _, condition = self.context.graph.measure_parts(self.table, measure)
        if condition is None:
            return value
        return exp.Case(ifs=[exp.If(this=self.context.qualified(condition, rows.alias), true=value)])

    def _away(self) -> Road | None:
        """The road to the table that keeps the day of a row (a calendar); None when the table keeps it itself."""
        return (
            (self.own_time()[1] or None) if "." in (self.context.graph.table(self.table).default_time or "") else None
        )

    def _day(self, rows: Rows) -> exp.Expr | None:
        road = self._away()
        if road is None:
            return None
        found = default_time(self.context, self.context.graph.table(self.table))
        return self.context.value(found.table, cast(Dimension, found.field), rows.at(road))

    def _entity(self, measure: Measure, alias: str) -> list[exp.Expr]:
        """What the balance is of: the listed dimensions, else the key without its date, else the foreign keys."""
        graph, table = self.context.graph, self.context.graph.table(self.table)
        if isinstance(measure.additive_over, tuple):
            chosen: list[exp.Expr] = []
            for name in measure.additive_over:
                found = graph.names.field_of(self.table, name.removeprefix(f"{self.table}."), ("dimension",))
                if found is None:
                    raise InvalidInput(
                        f"{measure.name} adds up over {name}, which is not a dimension of {self.table}.",
                        "Name dimensions of its own table.",
                    )
                chosen.append(self.context.value(self.table, cast(Dimension, found.field), alias))
            return chosen
        away = self._away()
        times = set(away[0].source_columns) if away is not None else set()
        for dimension in table.dimensions:
            if dimension.type == "time":
                tree = graph.dimension_expression(self.table, dimension)
                times.update([dimension.name] if tree is None else [c.name for c in tree.find_all(exp.Column)])
        for key in (table.primary_key, *table.unique_keys):
            if set(key) & times and len(key) > 0:
                return [self.context.column(alias, column) for column in key if column not in times]
        foreign: dict[str, None] = {}
        for step in graph.steps_from[self.table]:
            if step.forward and not set(step.source_columns) & times:
                foreign.update(dict.fromkeys(step.source_columns))
        return [self.context.column(alias, column) for column in foreign]


def default_time(context: Context, table: Table) -> ResolvedField:
    """The default time of a table: a dimension of its own, or `table.field` of a table it belongs to."""
    names, written = context.graph.names, table.default_time or ""
    found = names.field_of(table.name, written, ("dimension",))
    if found is None and "." in written:
        found = names.resolve(written, "dimension")
    if found is None:
        raise InvalidInput(
            f"The default time {written} of table {table.name} is not one of its dimensions.", "Correct the model."
        )
    return found


def _first_unsafe(road: Road) -> int:
    return next((index for index, step in enumerate(road) if not step.safe), len(road))


def _over(function: exp.Expr, partition: Sequence[exp.Expr], order: exp.Order | None = None) -> exp.Window:
    window = exp.Window(this=function, partition_by=[value.copy() for value in partition])
    if order is not None:
        window.set("order", order)
    return window


def _plain_order(value: exp.Expr, dialect: str) -> exp.Ordered:
    return exp.Ordered(this=value, nulls_first=True if dialect in NULLS_FIRST_IN_WINDOWS else None)


def aggregated(aggregate: str, argument: exp.Expr | None) -> exp.Expr:
    """The aggregate of an argument (None: the rows), as a person would write it."""
    if aggregate == "count":
        return exp.Count(this=argument if argument is not None else exp.Star(), big_int=True)
    if argument is None:
        raise InvalidInput(f"There is nothing to {aggregate}.", "Give the measure an expression.")
    if aggregate == "count_distinct":
        return exp.Count(this=exp.Distinct(expressions=[argument]), big_int=True)
    simple: dict[str, type[exp.Func]] = {
        "sum": exp.Sum,
        "avg": exp.Avg,
        "median": exp.Median,
        "min": exp.Min,
        "max": exp.Max,
        "stddev": exp.StddevSamp,
    }
    return simple[aggregate](this=argument)


def aggregate_of(measure: Measure, argument: exp.Expr | None, dialect: str) -> exp.Expr:
    """The aggregate of a measure. Raises Refused for a percentile that the engine does not have."""
    if measure.aggregate == "percentile" and argument is not None:
        return percentile(measure, argument, dialect)
    return exact_aggregate(measure.aggregate, argument, dialect)


def exact_aggregate(aggregate: str, argument: exp.Expr | None, dialect: str) -> exp.Expr:
    """The aggregate with all its digits, and null where it has no value, whatever the engine would make of it by itself."""
    its = family(dialect)
    if argument is not None and (
        (aggregate in ("avg", "stddev") and its in ROUNDS_AVERAGES) or (aggregate == "median" and its in ROUNDS_MEDIANS)
    ):
        argument = double(argument)
    tree = aggregated(aggregate, argument)
    if aggregate == "stddev" and argument is not None and its in SPREAD_OF_ONE_IS_NAN:
        several = exp.GT(this=exp.Count(this=argument.copy(), big_int=True), expression=exp.Literal.number(1))
        return exp.Case(ifs=[exp.If(this=several, true=tree)])
    return tree
