"""Running values of a fact: aggregated to steps, then accumulated over every step of every group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compile.context import conjunction
from lunara.semantic.compile.facts import DECOMPOSED, Fact, exact_aggregate
from lunara.semantic.compile.periods import MONTHS, SECONDS
from lunara.semantic.compile.rows import Rows
from lunara.semantic.compile.sqltime import moved, truncated
from lunara.semantic.compile.statement import Statement
from lunara.semantic.dialects import LONE_MEDIAN, NO_MEDIAN, NO_STDDEV, double, family
from lunara.semantic.model import Accumulation, Grain

_DAYS = {"day": 1, "week": 7}


@dataclass
class Held:
    """A CTE with one row for each group and step (`p`) that holds something: `groups` and `values` by output name."""

    statement: Statement
    name: str
    step: Grain
    groups: dict[str, str]
    values: dict[str, str]
    conditions: list[exp.Expr] = field(default_factory=list)

    def extreme(self, function: type[exp.Func]) -> exp.Subquery:
        """The first or last step."""
        context = self.statement.context
        tree = exp.Select(
            expressions=[function(this=context.out("p", self.name))],
            from_=exp.From(this=self.statement.table(self.name)),
        )
        return exp.Subquery(this=tree)


class Accumulator:
    """Makes the CTEs of one fact. `held` is None for values that are not accumulated but only looked up by step."""

    def __init__(self, statement: Statement, fact: Fact, rows: Rows, held: Accumulation | None) -> None:
        self.statement = statement
        self.context = statement.context
        self.dialect = self.context.dialect
        self.fact = fact
        self.rows = rows
        self.window = held
        self.label = fact.leaves[0].name
        self.names: dict[str, str] = {}
        self.running: dict[str, tuple[str, list[str]]] = {}
        self.kept: list[str] = []

    def by_step(self, groups: dict[str, exp.Expr], p: exp.Expr, step: Grain) -> Held:
        """The measures themselves at every step that has rows, for groups by output name and the step `p` of each row."""
        names = {name: f"g{n + 1}" for n, name in enumerate(groups)}
        parts = self.fact.measured(self.rows, {**{names[n]: tree for n, tree in groups.items()}, "p": p})
        values = {name: f"v{n + 1}" for n, name in enumerate(parts.values)}
        chosen = [self.context.named(tree, name) for name, tree in parts.groups.items()]
        chosen += [self.context.named(tree, values[name]) for name, tree in parts.values.items()]
        select = parts.select
        select.set("expressions", chosen)
        select.set("group", exp.Group(expressions=[tree.copy() for tree in parts.groups.values()]))
        return Held(self.statement, self.statement.cte(f"{self.label}_steps", select), step, names, values)

    def prepare(self, groups: dict[str, exp.Expr], p: exp.Expr, step: Grain, last: exp.Expr | None) -> str:
        """Aggregate the rows to steps (else keep them), and reach for every step from the first to `last` (None: the last row).

        The name of the CTE. Raises Refused.
        """
        self.names = {name: f"g{n + 1}" for n, name in enumerate(groups)}
        trees = {self.names[name]: tree for name, tree in groups.items()} | {"p": p}
        self.step = step
        self.frame = self._frame(step, cast(Accumulation, self.window))
        kinds: set[str] = {leaf.measure.aggregate for leaf in self.fact.leaves}
        self.counted = {"n": exp.Count(this=exp.Star(), big_int=True)} if self.frame is not None else {}
        if kinds <= DECOMPOSED:
            partials, self.running = self._partials()
            self.kept = [*partials, *self.counted]
            self.steps = self._steps_cte(trees, {**partials, **self.counted})
        else:
            self._known(kinds)
            self.frame = None
            self.steps = self._rows_cte(trees, kinds)
        statement = self.statement
        statement.reaches(step, self.context.out("p", self.steps), self.steps)
        if last is not None:
            statement.reaches(step, last)
        return self.steps

    def held(self) -> Held:
        """The running values at every step that holds something, once everything is prepared."""
        periods = self.statement.spine(self.step)
        return self._by_join(periods) if self.frame is None else self._by_window(periods, self.frame)

    def last_step(self) -> exp.Subquery:
        """The last step that has a row."""
        return Held(self.statement, self.steps, self.step, {}, {}).extreme(exp.Max)

    def _frame(self, step: Grain, held: Accumulation) -> str | None:
        """How many steps before the current one belong to it ("UNBOUNDED": all); None where that is not a fixed number.

        Raises Refused where the window is shorter than a step.
        """
        if held.last is None or held.grain is None:
            if held.to_date is not None and step in MONTHS and held.to_date not in MONTHS:
                raise self._too_short(step)
            return "UNBOUNDED"
        if step in MONTHS:
            months = held.last * MONTHS.get(held.grain, 0)
            if months == 0 or months % MONTHS[step]:
                raise self._too_short(step)
            return str(months // MONTHS[step] - 1)
        if held.grain in MONTHS:
            return None
        unit = SECONDS.get(step) or _DAYS[step] * 86_400
        whole = held.last * (SECONDS.get(held.grain) or _DAYS[held.grain] * 86_400)
        if whole % unit:
            raise self._too_short(step)
        return str(whole // unit - 1)

    def _too_short(self, step: Grain) -> Refused:
        return Refused(
            f"{self.fact.what} is accumulated over a window that is no whole number of {step}s.",
            f"Its dates are given by the {step}: give the window in {step}s or longer units.",
            code="window_grain",
        )

    # -- windows over steps ----------------------------------------------------------------------------------------------

    def _by_window(self, periods: str, frame: str) -> Held:
        context, held, running = self.context, cast(Accumulation, self.window), self.running
        keys = [*self.names.values(), "p"]
        filled = self._filled(periods, keys)
        partition: list[exp.Expr] = [context.out(name, filled) for name in self.names.values()]
        if held.to_date is not None:
            partition.append(truncated(context.out("p", filled), held.to_date, self.dialect, context.clock))

        def over(function: exp.Expr) -> exp.Expr:
            start: object = frame if frame == "UNBOUNDED" else exp.Literal.number(frame)
            spec = exp.WindowSpec(kind="ROWS", start=start, start_side="PRECEDING", end="CURRENT ROW")
            order = exp.Order(expressions=[exp.Ordered(this=context.out("p", filled))])
            return exp.Window(this=function, partition_by=[x.copy() for x in partition], order=order, spec=spec)

        values = {name: f"v{n + 1}" for n, name in enumerate(running)}
        chosen = [context.named(context.out(key, filled), key) for key in keys]
        for name, (kind, inner) in running.items():
            made = [over(_REPEATED[kind](this=context.out(one, filled))) for one in inner]
            value = made[0]
            if kind == "avg":
                value = exp.Div(
                    this=double(made[0]),
                    expression=exp.Nullif(this=made[1], expression=exp.Literal.number(0)),
                    typed=False,
                    safe=False,
                )
            chosen.append(context.named(self._local(name, value), values[name]))
        chosen.append(context.named(over(exp.Sum(this=context.out("n", filled))), "n"))
        select = exp.Select(expressions=chosen, from_=exp.From(this=self.statement.table(filled)))
        name = self.statement.cte(f"{self.label}_running", select)
        some = exp.GT(this=context.out("n", name), expression=exp.Literal.number(0))
        return Held(self.statement, name, self.step, self.names, values, [some])

    def _partials(self) -> tuple[dict[str, exp.Expr], dict[str, tuple[str, list[str]]]]:
        """Aggregates of one step, and how each measure is made of them over several."""
        partials: dict[str, exp.Expr] = {}
        running: dict[str, tuple[str, list[str]]] = {}
        for number, leaf in enumerate(self.fact.leaves, start=1):
            kind = leaf.measure.aggregate
            self.fact.check_additive(leaf.measure)
            argument = self.fact.argument(leaf.measure, self.rows.alias)
            a = f"a{number}"
            if kind == "avg":
                partials[a] = exact_aggregate("sum", argument, self.dialect)
                partials[f"c{number}"] = exact_aggregate("count", argument.copy() if argument else None, self.dialect)
                running[leaf.name] = (kind, [a, f"c{number}"])
            else:
                partials[a] = exact_aggregate(kind, argument, self.dialect)
                running[leaf.name] = (kind, [a])
        return partials, running

    def _steps_cte(self, trees: dict[str, exp.Expr], partials: dict[str, exp.Expr]) -> str:
        context = self.context
        select = self.rows.select([context.named(tree, name) for name, tree in {**trees, **partials}.items()])
        select.set("group", exp.Group(expressions=[tree.copy() for tree in trees.values()]))
        return self.statement.cte(f"{self.label}_steps", select)

    def _filled(self, periods: str, keys: list[str]) -> str:
        """Every step of every group: unions grouped again, so that null groups meet too."""
        context, statement, steps, values = self.context, self.statement, self.steps, self.kept
        groups = [key for key in keys if key != "p"]
        empty = exp.Select(from_=exp.From(this=statement.table(periods)))
        home = periods
        if groups:
            seen = exp.Select(
                expressions=[context.out(key, steps) for key in groups],
                from_=exp.From(this=statement.table(steps)),
                distinct=exp.Distinct(),
            )
            home = statement.cte(f"{self.label}_groups", seen)
            empty.set("joins", [exp.Join(this=statement.table(home), kind="CROSS")])
        chosen: list[exp.Expr] = [context.out(key, periods if key == "p" else home) for key in keys]
        chosen += [exp.Alias(this=exp.Null(), alias=context.out(value).this) for value in values]
        empty.set("expressions", chosen)
        some = exp.Select(
            expressions=[context.out(name, steps) for name in [*keys, *values]],
            from_=exp.From(this=statement.table(steps)),
        )
        every = statement.cte(f"{self.label}_every", exp.Union(this=some, expression=empty, distinct=False))
        merged = exp.Select(
            expressions=[
                *(context.out(key, every) for key in keys),
                *(context.named(exp.Max(this=context.out(value, every)), value) for value in values),
            ],
            from_=exp.From(this=statement.table(every)),
            group=exp.Group(expressions=[context.out(key, every) for key in keys]),
        )
        return statement.cte(f"{self.label}_filled", merged)

    # -- rows joined to the periods that hold them ------------------------------------------------------------------------

    def _rows_cte(self, trees: dict[str, exp.Expr], kinds: set[str]) -> str:
        self.running = {}
        arguments: dict[str, exp.Expr] = {}
        for number, leaf in enumerate(self.fact.leaves, start=1):
            argument = self.fact.argument(leaf.measure, self.rows.alias)
            arguments[f"a{number}"] = argument if argument is not None else exp.Literal.number(1)
            self.running[leaf.name] = (leaf.measure.aggregate, [f"a{number}"])
        select = self.rows.select([self.context.named(tree, name) for name, tree in {**trees, **arguments}.items()])
        if kinds == {"count_distinct"}:
            select.set("distinct", exp.Distinct())
        return self.statement.cte(f"{self.label}_rows", select)

    def _by_join(self, periods: str) -> Held:
        context, held, rows, running = self.context, cast(Accumulation, self.window), self.steps, self.running
        here, row = context.out("p", periods), context.out("p", rows)
        inside: list[exp.Expr] = [exp.LTE(this=row, expression=here.copy())]
        if held.last is not None and held.grain is not None:
            inside.append(exp.GT(this=row.copy(), expression=moved(here, held.grain, -held.last, self.dialect)))
        elif held.to_date is not None:
            start = truncated(here, held.to_date, self.dialect, context.clock)
            inside.append(exp.GTE(this=row.copy(), expression=start))
        values = {name: f"v{n + 1}" for n, name in enumerate(running)}
        chosen = [context.named(context.out(g, rows), g) for g in self.names.values()]
        chosen.append(context.named(here.copy(), "p"))
        for name, (kind, inner) in running.items():
            value = self._again(kind, [context.out(one, rows) for one in inner])
            chosen.append(context.named(self._local(name, value), values[name]))
        joined = exp.Select(
            expressions=chosen,
            from_=exp.From(this=self.statement.table(periods)),
            joins=[exp.Join(this=self.statement.table(rows), kind="CROSS")],
            where=exp.Where(this=conjunction(inside)),
            group=exp.Group(expressions=[*(context.out(g, rows) for g in self.names.values()), here.copy()]),
        )
        return Held(self.statement, self.statement.cte(f"{self.label}_running", joined), self.step, self.names, values)

    def _local(self, name: str, value: exp.Expr) -> exp.Expr:
        measure = next(leaf.measure for leaf in self.fact.leaves if leaf.name == name)
        return self.fact.local(measure, value)

    def _again(self, kind: str, inner: list[exp.Expr]) -> exp.Expr:
        if kind not in DECOMPOSED:
            return exact_aggregate(kind, inner[0], self.dialect)
        if kind != "avg":
            return _REPEATED[kind](this=inner[0])
        return exp.Div(
            this=double(exp.Sum(this=inner[0])),
            expression=exp.Nullif(this=exp.Sum(this=inner[1]), expression=exp.Literal.number(0)),
            typed=False,
            safe=False,
        )

    def _known(self, aggregates: set[str]) -> None:
        lacking = ("median" in aggregates and family(self.dialect) in NO_MEDIAN | LONE_MEDIAN) or (
            "stddev" in aggregates and family(self.dialect) in NO_STDDEV
        )
        if "percentile" in aggregates:
            raise Refused(
                f"{self.fact.what} is a percentile, which is not accumulated.",
                "Ask for it without a window, or for a median.",
                code="no_aggregate",
            )
        if lacking:
            raise Refused(
                f"{self.dialect} has no aggregate for {self.fact.what}, so it cannot be accumulated there.",
                "Ask for it without a window.",
                code="no_aggregate",
            )


_REPEATED: dict[str, type[exp.Func]] = {
    "sum": exp.Sum,
    "count": exp.Sum,
    "avg": exp.Sum,
    "min": exp.Min,
    "max": exp.Max,
}
