"""Measures that show other rows than those of the period: cumulative ones, and values of other periods.

The value at a period is a pure function of the rows up to it, so a time range selects which periods are shown and never cuts what
they hold. Sums, counts, averages, lowest and highest values are aggregated to steps first and then accumulated by one window over
every step of every group (`lunara.semantic.compile.accumulate`); other aggregates join the rows to the periods that hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compile.accumulate import Accumulator, Held
from lunara.semantic.compile.analysis import DimensionOut
from lunara.semantic.compile.context import conjunction
from lunara.semantic.compile.facts import Fact, Parts, Shift
from lunara.semantic.compile.own_time import OwnTime
from lunara.semantic.compile.periods import MONTHS, ORDER, SECONDS, Moment, Window, add, just_before, truncate
from lunara.semantic.compile.shifts import (
    Move,
    by_rows,
    finest,
    forward,
    moves,
    refused,
    shown_instead,
    source_of,
    source_window,
)
from lunara.semantic.compile.sqltime import date_part, moved, period_literal, truncated
from lunara.semantic.compile.statement import Statement
from lunara.semantic.dialects import double
from lunara.semantic.model import Accumulation, Dimension, Grain

Wanted = tuple[Fact, Window | None, Shift | None]


def all_parts(statement: Statement, wanted: Sequence[Wanted]) -> list[Parts]:
    """The SELECT of each fact in its window, whichever rows its periods show. Raises what `Fact.parts` raises.

    All of them say which periods they reach before the first is finished, so that they share one series of each grain.
    """
    begun: list[Elsewhen | None] = []
    for fact, window, shift in wanted:
        one = Elsewhen(statement, fact) if fact.variant.moved else None
        if one is not None:
            one.begin(window, shift)
        begun.append(one)
    return [
        fact.parts(window, shift) if one is None else one.finish()
        for one, (fact, window, shift) in zip(begun, wanted, strict=True)
    ]


class Elsewhen(OwnTime):
    """The statement's part of one fact whose periods show other rows."""

    def __init__(self, statement: Statement, fact: Fact) -> None:
        super().__init__(statement, fact)
        self.shift: Shift | None = None
        self.window: Window | None = None
        self.made: Parts | None = None
        self.looked_up: Held | None = None

    # -- the select ----------------------------------------------------------------------------------------------

    def begin(self, window: Window | None, shift: Shift | None) -> None:
        """Make what comes before the series of periods: a window of shown periods; groups of its own time moved by `shift`."""
        self.shift = shift
        if not self.own:
            self.made = self._without_periods(window)
            return
        self.finest = grain = finest([self.grain(out) for out in self.own])
        self.window = window = self.until_now(window)
        if self.held is not None:
            step = self._step(grain)
            others, p = self._by_step(step, self._rows_of(window, step))
            self.accumulator = Accumulator(self.statement, self.fact, self.rows, self.held)
            steps = self.accumulator.prepare(others, p, step, self._last_source(window, step))
            self._reach(steps, step, step)
            self._reach_the_end(steps, step)
        elif by_rows(self.offsets, grain):
            self.made = self._moved_rows(window, shift, grain)
        else:
            self.looked_up = self._looked_up(window, grain)
            self._reach(self.looked_up.name, self.looked_up.step, grain)

    def finish(self) -> Parts:
        """The SELECT."""
        if self.made is not None:
            return self.made
        return self._shown(self.looked_up or self.accumulator.held())

    def _step(self, grain: Grain) -> Grain:
        """The periods by which the measure is accumulated: the shortest that its date, the query or the window goes by."""
        held = cast(Accumulation, self.held)
        base: Grain = cast(Dimension, self.time.field).grain or "day"
        inside = [
            g for g in (held.grain, held.to_date, *(o.grain for o in self.offsets)) if g is not None and g in SECONDS
        ]
        step = finest([base, grain, *inside])
        one = len(self.own) == 1 and self.own[0].part is None and not self.offsets and not self.periods
        if one and held.period_agg is None and (held.all_ or _nests(grain, held.to_date)):
            return grain  # the value at the end of the period is that of its rows
        return step

    def _rows_of(self, window: Window | None, step: Grain) -> Window | None:
        """The rows that the shown periods can hold: nothing of their history is cut."""
        held = cast(Accumulation, self.held)
        if window is None:
            return None
        start = None
        if window.start is not None and not held.all_:
            first = source_of(truncate(window.start, step, self.clock), self.offsets, self.clock)
            if held.to_date is not None:
                start = truncate(first, held.to_date, self.clock)
            elif held.grain is not None and held.last is not None:
                start = add(truncate(first, step, self.clock), held.grain, -held.last)
        if window.end is None or self.offsets:
            return Window(start, None)
        return Window(start, window.end)

    def _last_source(self, window: Window | None, step: Grain) -> exp.Expr | None:
        """The last step that has to be accumulated, where the range says it."""
        if window is None or window.end is None:
            return None
        last = truncate(just_before(window.end, step), step, self.clock)
        if self.offsets:
            last = truncate(source_of(last, self.offsets, self.clock), step, self.clock)
        return period_literal(last, step, self.dialect, self.clock)

    def _moved_rows(self, window: Window | None, shift: Shift | None, grain: Grain) -> Parts:
        """Rows moved forward onto the period that shows them."""
        made = moves(self.offsets, grain, self.fact.what)
        here = forward(self.step_of_rows(made[0].step), made, self.dialect, self.clock)
        groups = self._groups(self.of_rows, here, shift)
        self.require(None if window is None else source_window(window, self.offsets))
        self.rows.conditions += [self.condition(one, here, made[-1].step) for one in self.periods]
        if window is None or window.end is None:
            self.rows.conditions.append(self._begun(here, made[-1].step))
        return self.fact.measured(self.rows, groups)

    def _looked_up(self, window: Window | None, grain: Grain) -> Held:
        """The measure at every step; which of them a period shows is looked up later."""
        base: Grain = cast(Dimension, self.time.field).grain or "day"
        step: Grain = base if any(o.to_start_of is not None for o in self.offsets) else grain
        by_count = any(o.grain in MONTHS for o in self.offsets)
        if by_count and (grain != "day" or step != "day"):
            raise refused(self.fact.what, grain, next(o for o in self.offsets if o.grain in MONTHS))
        for offset in self.offsets:
            if offset.to_start_of is not None and ORDER.index(offset.to_start_of) < ORDER.index(base):
                raise refused(self.fact.what, grain, offset)
        rows_in = None
        if window is not None:
            start = window.start and source_of(truncate(window.start, grain, self.clock), self.offsets, self.clock)
            end = None
            if window.end is not None:
                last = truncate(just_before(window.end, grain), grain, self.clock)
                end = add(truncate(source_of(last, self.offsets, self.clock), step, self.clock), step, 1)
            rows_in = Window(start, end)
        others, p = self._by_step(step, rows_in)
        return Accumulator(self.statement, self.fact, self.rows, None).by_step(others, p, step)

    def _by_step(self, step: Grain, rows_in: Window | None) -> tuple[dict[str, exp.Expr], exp.Expr]:
        """The dimensions other than the own time, and the step of each row that counts."""
        others = {out.name: self.of_rows(out) for out in self.statement.analysis.dimensions if out not in self.own}
        p = self.step_of_rows(step)
        self.require(rows_in)
        self.rows.conditions.append(exp.Not(this=exp.Is(this=p.copy(), expression=exp.Null())))
        return others, p

    def _groups(
        self, other: Callable[[DimensionOut], exp.Expr], here: exp.Expr, shift: Shift | None
    ) -> dict[str, exp.Expr]:
        """Each dimension by output name: the own time from the period `here`, the rest from `other`."""
        groups: dict[str, exp.Expr] = {}
        for out in self.statement.analysis.dimensions:
            if out not in self.own:
                groups[out.name] = other(out)
                continue
            value = here
            if shift is not None and out.grain is not None:
                value = moved(
                    truncated(value, shift.grain, self.dialect, self.clock), shift.grain, shift.count, self.dialect
                )
            if out.grain is not None:
                value = truncated(value, out.grain, self.dialect, self.clock)
            groups[out.name] = date_part(value, out.part, self.dialect)
        return groups

    def _begun(self, here: exp.Expr, step: Grain) -> exp.Expr:
        """Without an end of the range, periods that have not begun are not shown."""
        tomorrow: Moment = self.clock.today + timedelta(days=1)
        return exp.LT(this=here.copy(), expression=period_literal(tomorrow, step, self.dialect, self.clock))

    # -- from steps to the periods that are asked for -----------------------------------------------------------------

    def _shown(self, held: Held) -> Parts:
        context, step, window = self.context, held.step, self.window
        source: exp.Select
        p: exp.Expr = context.out("p", held.name)
        shown_step = step
        if self.offsets and by_rows(self.offsets, step):
            made = self._steps_moved(step)
            p = forward(p, made, self.dialect, self.clock)
            source = exp.Select(from_=exp.From(this=self.statement.table(held.name)))
        elif self.offsets:
            shown_step = step if self.held is not None else self.finest
            if self.held is not None and any(o.grain in MONTHS for o in self.offsets) and step != "day":
                raise refused(self.fact.what, step, self.offsets[0])
            periods = self.statement.spine(shown_step)
            p = context.out("p", periods)
            instead = shown_instead(p.copy(), self.offsets, step, self.dialect, self.clock)
            on = exp.EQ(this=context.out("p", held.name), expression=instead)
            source = exp.Select(
                from_=exp.From(this=self.statement.table(periods)),
                joins=[exp.Join(this=self.statement.table(held.name), on=on)],
            )
        else:
            source = exp.Select(from_=exp.From(this=self.statement.table(held.name)))
        conditions = list(held.conditions)
        conditions += self._in_window(p, window, shown_step)
        if self.unbounded:
            conditions += self._to_the_last(p, context.out("p", held.name), shown_step)
        conditions += [self.condition(one, p, shown_step) for one in self.periods]
        if self.offsets and (window is None or window.end is None):
            conditions.append(self._begun(p, shown_step))
        condition = conjunction(conditions)
        if condition is not None:
            source.set("where", exp.Where(this=condition))
        groups = self._groups(lambda out: context.out(held.groups[out.name], held.name), p, self.shift)
        values: dict[str, exp.Expr] = {name: context.out(inner, held.name) for name, inner in held.values.items()}
        if self.held is None or any(out.grain == shown_step for out in self.own):
            return Parts(source, groups, {name: exp.Max(this=value) for name, value in values.items()}, self.rows)
        if self.held.period_agg is not None:
            return self._of_coarser(source, p, groups, values)
        if any(out.part is not None for out in self.own):
            raise Refused(
                f"{self.fact.what} is cumulative, so the same days of several periods have no value together.",
                "Group by a grain: day, week, month, quarter or year.",
                code="offset_grain",
            )
        conditions.append(self._ends(p, shown_step))
        source.set("where", exp.Where(this=conjunction(conditions)))
        return Parts(source, groups, {name: exp.Max(this=value) for name, value in values.items()}, self.rows)

    def _ends(self, p: exp.Expr, step: Grain) -> exp.Expr:
        """Whether the step ends one of the periods that are asked for, or all that is shown."""
        onward = moved(p, step, 1, self.dialect)
        grains = [out.grain for out in self.own if out.grain is not None]
        tests: list[exp.Expr] = [
            exp.NEQ(
                this=truncated(p, grain, self.dialect, self.clock),
                expression=truncated(onward, grain, self.dialect, self.clock),
            )
            for grain in grains
        ]
        final: exp.Expr
        if self.window is not None and self.window.end is not None:
            last = truncate(just_before(self.window.end, step), step, self.clock)
            final = period_literal(last, step, self.dialect, self.clock)
        else:
            final = self._stop(step)
        tests.append(exp.EQ(this=p.copy(), expression=final))
        tree = tests[0]
        for test in tests[1:]:
            tree = exp.Or(this=tree, expression=test)
        return exp.Paren(this=tree)

    @property
    def unbounded(self) -> bool:
        """Whether nothing says where an accumulated series ends: it goes to the end of the last row's period."""
        return self.held is not None and (self.window is None or self.window.end is None)

    def _shown_by(self, step: exp.Expr) -> exp.Expr:
        """The last step that shows a step of the rows."""
        for offset in reversed(self.offsets):
            if offset.grain is not None and offset.count is not None:
                step = moved(step, offset.grain, offset.count, self.dialect)
        return step

    def _by_longer(self, step: Grain) -> bool:
        """Whether each period that is asked for has several steps."""
        return all(self.grain(out) != step for out in self.own)

    def _reach_the_end(self, cte: str, step: Grain) -> None:
        """Without an end of the range, the steps go to the end of the period that shows the last row."""
        if not self.unbounded or not self._by_longer(step):
            return
        last = self._shown_by(self.context.out("p", cte))
        following = moved(truncated(last, self.finest, self.dialect, self.clock), self.finest, 1, self.dialect)
        after = truncated(following, step, self.dialect, self.clock)
        source = shown_instead(after, self.offsets, step, self.dialect, self.clock)
        self.statement.reaches(step, source, cte)
        if self.offsets and not by_rows(self.offsets, step):
            self.statement.reaches(step, after, cte)

    def _to_the_last(self, p: exp.Expr, source: exp.Expr, step: Grain) -> list[exp.Expr]:
        """Steps of the periods up to that of the last row, but none after today that follows it."""
        last = self.accumulator.last_step()
        if not self._by_longer(step):
            return [exp.LTE(this=source, expression=last)]
        shown = self._shown_by(last)
        found: list[exp.Expr] = [
            exp.LTE(
                this=truncated(p, grain, self.dialect, self.clock),
                expression=truncated(shown, grain, self.dialect, self.clock),
            )
            for grain in dict.fromkeys(self.grain(out) for out in self.own)
        ]
        return [*found, exp.LTE(this=p.copy(), expression=self._stop(step))]

    def _stop(self, step: Grain) -> exp.Expr:
        """The step that ends a period which has not ended: today, or the last row where it lies later."""
        today = truncate(just_before(self.clock.today + timedelta(days=1), step), step, self.clock)
        now = period_literal(today, step, self.dialect, self.clock)
        if self.offsets:
            return now
        last = self.accumulator.last_step()
        later = exp.GT(this=last, expression=now)
        return exp.Case(ifs=[exp.If(this=later, true=last.copy())], default=now.copy())

    def _steps_moved(self, step: Grain) -> list[Move]:
        made = moves(self.offsets, step, self.fact.what)
        for move, offset in zip(made, reversed(self.offsets), strict=True):
            whole = move.count % 7 == 0 if step == "week" and move.unit == "day" else True
            if step in MONTHS:
                whole = move.unit == "month" and move.count % MONTHS[step] == 0
            if not whole:
                raise refused(self.fact.what, step, offset)
        if step == "week":
            return [replace(move, step="week") for move in made]
        return made

    def _reach(self, cte: str, step: Grain, shown: Grain) -> None:
        """The periods that may show the steps of a CTE, where they are looked up."""
        if not self.offsets or by_rows(self.offsets, step):
            return
        x: exp.Expr = self.context.out("p", cte)
        self.statement.reaches(shown, truncated(x, shown, self.dialect, self.clock), cte)
        for offset in reversed(self.offsets):
            x = moved(x, offset.grain or cast(Grain, offset.to_start_of), offset.count or 1, self.dialect)
        self.statement.reaches(shown, truncated(x, shown, self.dialect, self.clock), cte)
        if self.window is not None and self.window.end is not None:
            final = truncate(just_before(self.window.end, shown), shown, self.clock)
            self.statement.reaches(shown, period_literal(final, shown, self.dialect, self.clock))

    def _in_window(self, p: exp.Expr, window: Window | None, step: Grain) -> list[exp.Expr]:
        found: list[exp.Expr] = []
        if window is not None and window.start is not None:
            start = period_literal(truncate(window.start, step, self.clock), step, self.dialect, self.clock)
            found.append(exp.GTE(this=p.copy(), expression=start))
        if window is not None and window.end is not None:
            final = truncate(just_before(window.end, step), step, self.clock)
            found.append(exp.LTE(this=p.copy(), expression=period_literal(final, step, self.dialect, self.clock)))
        return found

    def _of_coarser(
        self, source: exp.Select, p: exp.Expr, groups: dict[str, exp.Expr], values: dict[str, exp.Expr]
    ) -> Parts:
        """Several steps in one period: its last or first value, or the mean."""
        context, how = self.context, cast(Accumulation, self.held).period_agg
        inner = {f"g{n + 1}": tree for n, tree in enumerate(groups.values())}
        chosen = [context.named(tree, name) for name, tree in inner.items()]
        chosen += [context.named(tree, f"v{n + 1}") for n, tree in enumerate(values.values())]
        if how != "average":
            edge = exp.Max if how == "last" else exp.Min
            over = exp.Window(this=edge(this=p.copy()), partition_by=[tree.copy() for tree in groups.values()])
            chosen += [context.named(p.copy(), "p"), context.named(over, "edge")]
        source.set("expressions", chosen)
        stage = exp.Subquery(this=source, alias=exp.TableAlias(this=context.out("stage").this))
        found: dict[str, exp.Expr] = {}
        for number, name in enumerate(values, start=1):
            value: exp.Expr = context.out(f"v{number}", "stage")
            if how == "average":
                found[name] = exp.Avg(this=double(value))
                continue
            at = exp.EQ(this=context.out("p", "stage"), expression=context.out("edge", "stage"))
            found[name] = exp.Max(this=exp.Case(ifs=[exp.If(this=at, true=value)]))
        outside: dict[str, exp.Expr] = {name: context.out(f"g{n + 1}", "stage") for n, name in enumerate(groups)}
        return Parts(exp.Select(from_=exp.From(this=stage)), outside, found, self.rows)

    # -- one value, at the end of the range ---------------------------------------------------------------------------

    def _without_periods(self, window: Window | None) -> Parts:
        """No period is grouped by: the value at the end of the range; for an offset alone, that of the range before."""
        fact, held = self.fact, self.held
        other = [
            o
            for o in self.statement.analysis.dimensions
            if (o.grain is not None or o.part is not None) and (o.found is None or o.found.table == self.time.table)
        ]
        if other:
            raise Refused(
                f"{fact.what} goes along {self.time.path}, not along {other[0].written}.",
                f"Group by {self.time.path}, or name {other[0].written} as the time field of the range.",
                code="other_time",
            )
        if self.periods:
            raise Refused(
                f"{fact.what} shows other rows than those of the period, so a condition on {self.time.path} does not say which.",
                "Give the period as the time range of the question.",
                code="own_time_condition",
            )
        groups = fact.groups(self.rows, None)
        self.require(self._rows_at_the_end(window, held))
        return fact.measured(self.rows, groups)

    def _rows_at_the_end(self, window: Window | None, held: Accumulation | None) -> Window | None:
        if held is None:
            if window is None or any(o.to_start_of is not None for o in self.offsets):
                raise Refused(
                    f"{self.fact.what} is the value of another period, and no period is asked for.",
                    f"Group by {self.time.path} with a grain, or give a time range.",
                    code="no_period",
                )
            return source_window(window, self.offsets)
        if held.period_agg is not None and (window is not None or not held.all_):
            raise Refused(
                f"{self.fact.what} is taken as the {held.period_agg} of the steps of a period, and no period is asked for.",
                f"Group by {self.time.path} with a grain.",
                code="no_period",
            )
        if held.all_ and window is None and not self.offsets:
            return None
        step: Grain = finest([cast(Dimension, self.time.field).grain or "day", "day"])
        shown = self.until_now(window or Window(None, None))
        end = cast(Moment, cast(Window, shown).end)
        last = truncate(just_before(end, step), step, self.clock)
        if self.offsets:
            last = truncate(source_of(last, self.offsets, self.clock), step, self.clock)
            end = add(last, step, 1)
        if held.to_date is not None:
            return Window(truncate(last, held.to_date, self.clock), end)
        if held.grain is not None and held.last is not None:
            if held.grain in SECONDS and step not in SECONDS:
                return Window(add(end, held.grain, -held.last), end)
            return Window(add(add(last, held.grain, -held.last), step, 1), end)
        return Window(None, end)


def _nests(grain: Grain, outer: Grain | None) -> bool:
    """Whether every period of `grain` lies in one of `outer`."""
    if outer is None:
        return False
    if grain in MONTHS and outer in MONTHS:
        return MONTHS[outer] % MONTHS[grain] == 0
    return (grain != "week" and ORDER.index(grain) <= ORDER.index(outer)) or grain == outer
