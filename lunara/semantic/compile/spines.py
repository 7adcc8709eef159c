"""Groups that no measure row falls into: all values of the dimensions (keep_empty), all periods of the window (fill_time)."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.analysis import DimensionOut
from lunara.semantic.compile.bound import leads_through, road_keys, stepped
from lunara.semantic.compile.context import Aliases, Context
from lunara.semantic.compile.left import Left
from lunara.semantic.compile.periods import SECONDS, Moment, Window, add, just_before, truncate
from lunara.semantic.compile.predicates import within
from lunara.semantic.compile.rows import Rows
from lunara.semantic.compile.sqltime import date_part, moved, period_literal, truncated
from lunara.semantic.compile.statement import Branch, Statement
from lunara.semantic.graph import Road, is_safe
from lunara.semantic.model import Dimension, Grain


def empty_groups(statement: Statement, current: list[Branch]) -> list[Branch]:
    """All combinations of the dimensions' own rows, whether or not a measure row falls into them.

    Dimensions on one road share their rows; those of the measures' own table are taken as they occur.
    """
    context, analysis = statement.context, statement.analysis
    fact = statement.facts[0]
    rows = fact.rows()
    roads: dict[str, Road] = {}
    for out in analysis.dimensions:
        road = None if out.found is None else rows.find_road(out.found, out.via)
        if road:
            roads[out.name] = road
    roots: dict[tuple[tuple[str, bool], ...], list[DimensionOut]] = {}
    outs = {out.name: out for out in analysis.dimensions}
    for name, road in sorted(roads.items(), key=lambda item: len(item[1])):
        key = road_keys(road)
        home = next((root for root in roots if key[: len(root)] == root and is_safe(road[len(root) :])), key)
        roots.setdefault(home, []).append(outs[name])
    if not roots:
        return []
    spine: list[tuple[str, list[str]]] = []
    bound = fact.bound(rows, analysis.row_filters, None)
    for key, members in roots.items():
        road = roads[members[0].name][: len(key)]
        own = Rows(context, road[-1].target, Aliases(), fact.via)
        chosen = []
        for out in members:
            if out.found is None:
                continue
            alias = own.at(roads[out.name][len(key) :])
            value = own.shown(out.found.table, cast(Dimension, out.found.field), alias, out.grain)
            chosen.append(context.named(date_part(value, out.part, context.dialect), out.name))
        own.require([stepped(one, len(key)) for one in bound if leads_through(one, key)])
        select = own.select(chosen)
        if not _each_once(context, own.base, members):
            select.set("distinct", exp.Distinct())
        spine.append((statement.cte(f"{road[-1].target}_all", select), [out.name for out in members]))
    covered = {name for _, names in spine for name in names}
    rest = [out.name for out in analysis.dimensions if out.name not in covered]
    if rest:
        spine.append((statement.cte("groups_seen", statement.seen(current, rest)), rest))
    home_of = {name: cte for cte, names in spine for name in names}
    select = exp.Select(
        expressions=[context.named(context.out(out.name, home_of[out.name]), out.name) for out in analysis.dimensions],
        from_=exp.From(this=statement.table(spine[0][0])),
    )
    if spine[1:]:
        select.set("joins", [exp.Join(this=statement.table(name), kind="CROSS") for name, _ in spine[1:]])
    return [Branch(statement.cte("groups_all", select), select, [])]


def _each_once(context: Context, table: str, members: list[DimensionOut]) -> bool:
    """Whether the dimensions hold a key of the table, so that no combination of them occurs twice."""
    columns = set()
    for out in members:
        if out.found is not None and out.found.table == table and out.grain is None:
            tree = context.graph.dimension_expression(table, cast(Dimension, out.found.field))
            columns.add(out.found.field.name if tree is None else tree.name if isinstance(tree, exp.Column) else "")
    return any(key <= columns for key in context.graph.keys(table))


def all_periods(statement: Statement, branches: list[Branch]) -> Branch:
    """Every period of the window (else: of the data) for every combination of the other dimensions; where the query does not
    fill groups, for those that it has, else once without any.

    Periods that have not begun are not filled, nor those of which the conditions on their date leave no day: where only
    Saturdays and Sundays count, no Monday is a zero. Raises Refused as `Left.condition` does, and InvalidInput unless exactly
    one dimension has a grain.
    """
    context, analysis = statement.context, statement.analysis
    grained = [out for out in analysis.dimensions if out.grain is not None]
    if len(grained) != 1:
        raise InvalidInput(
            "Filling periods needs exactly one time dimension with a grain.", 'Group by one, such as "month".'
        )
    out = grained[0]
    first, last = period_bounds(statement, out)
    bounded = first is not None or last is not None
    if first is None or last is None:
        seen = statement.cte("periods_seen", statement.seen(branches, [out.name]))
        first = first or _extreme(exp.Min, statement, out.name, seen)
        last = last or _extreme(exp.Max, statement, out.name, seen)
    grain = cast(Grain, out.grain)
    left = Left(statement, out, grain)
    shared = left.step == grain and statement.has_spine(grain)
    if left.step != grain:
        name = _by_days(statement, left, (first, last), grain, bounded)
    else:
        name = statement.spine(grain) if shared else statement.series("periods", first, last, grain)
    p = context.out("p", name)
    others = [one.name for one in analysis.dimensions if one.name != out.name]
    own: dict[str, exp.Expr] = {out.name: p}
    if left.step != grain:
        own |= {one.name: context.out(one.name, name) for one in left.parts}
    else:
        own |= {one.name: date_part(p, one.part, context.dialect) for one in left.parts}
    apart = [one for one in others if one not in own]
    select = exp.Select(from_=exp.From(this=statement.table(name)))
    groups = name
    if others and not analysis.query.fill_groups:
        groups = statement.cte("groups_seen", statement.seen(branches, [out.name, *others]))
        on = exp.EQ(this=p.copy(), expression=context.out(out.name, groups))
        select.set("joins", [exp.Join(this=statement.table(groups), side="LEFT", on=on)])
    elif apart:
        groups = statement.cte("groups_seen", statement.seen(branches, apart))
        select.set("joins", [exp.Join(this=statement.table(groups), kind="CROSS")])
    chosen = [
        context.named(own[one.name].copy() if one.name in own else context.out(one.name, groups), one.name)
        for one in analysis.dimensions
    ]
    select.set("expressions", chosen)
    summary = analysis.query.summary
    if summary is not None and summary.whole and not apart:
        # without any row there is nothing to put together, and its zeros would be told as a number
        rows = [
            exp.Select(expressions=[exp.Literal.number(1)], from_=exp.From(this=statement.table(branch.name)))
            for branch in branches
        ]
        select.set("where", exp.Where(this=exp.or_(*(exp.Exists(this=one) for one in rows))))
    if shared:
        inside = exp.And(this=exp.GTE(this=p, expression=first), expression=exp.LTE(this=p.copy(), expression=last))
        select.where(inside, copy=False)
    condition = left.condition(p) if left.step == grain else None
    if condition is not None:
        select.where(condition, copy=False)
    return Branch(statement.cte("all_periods", select), select, [])


def _by_days(statement: Statement, left: Left, ends: tuple[exp.Expr, exp.Expr], grain: Grain, bounded: bool) -> str:
    """The CTE of the periods (`p`) that hold a day which the conditions leave, with the parts of such days beside them.

    `ends` are the first and the last period; `bounded` says that the window is one over them.
    """
    context, (first, last) = statement.context, ends
    final = moved(moved(last, grain, 1, context.dialect), left.step, -1, context.dialect)
    days = statement.series("days", first, final, left.step)
    day = context.out("p", days)
    parts = [context.named(date_part(day, one.part, context.dialect), one.name) for one in left.parts]
    select = exp.Select(
        expressions=[context.named(truncated(day, grain, context.dialect, context.clock), "p"), *parts],
        from_=exp.From(this=statement.table(days)),
        distinct=exp.Distinct(),
    )
    window = statement.analysis.window if bounded else None
    if window is not None:
        # a period at an end of the window may have its only such day before it or after it
        start = None if window.start is None else truncate(window.start, "day", context.clock)
        end = (
            None
            if window.end is None
            else add(truncate(just_before(window.end, "day"), "day", context.clock), "day", 1)
        )
        date = Dimension(name="period", type="time", data_type="date")
        select.where(within(day, Window(start, end), date, context.dialect, context.clock), copy=False)
    condition = left.condition(day)
    if condition is not None:
        select.where(condition, copy=False)
    return statement.cte("periods", select)


def reach_filled(statement: Statement) -> None:
    """Where measures share a series of periods, it goes as far as the periods that are filled."""
    for out in statement.analysis.dimensions:
        if out.grain is not None and any(fact.variant.moved for fact in statement.facts):
            for bound in period_bounds(statement, out):
                if bound is not None:
                    statement.reaches(out.grain, bound)


def period_bounds(statement: Statement, out: DimensionOut) -> tuple[exp.Expr | None, exp.Expr | None]:
    """The first and last period that the window names, where it is a window over this dimension."""
    dialect, clock, window = statement.context.dialect, statement.context.clock, statement.analysis.window
    grain = cast(Grain, out.grain)
    if window is None or not all(out.name in fact.aligned(fact.rows()) for fact in statement.facts):
        return None, None
    first: exp.Expr | None = None
    last: exp.Expr | None = None
    if window.start is not None:
        first = period_literal(truncate(window.start, grain, clock), grain, dialect, clock)
    if window.end is not None:
        final = truncate(just_before(window.end, grain), grain, clock)
        now: Moment = clock.today + timedelta(days=1) if grain in SECONDS else clock.today
        current = truncate(now, grain, clock)
        begun = window.start is None or current.isoformat() >= truncate(window.start, grain, clock).isoformat()
        if begun and current.isoformat() < final.isoformat():
            final = current
        last = period_literal(final, grain, dialect, clock)
    return first, last


def _extreme(function: type[exp.Func], statement: Statement, name: str, cte: str) -> exp.Subquery:
    value = function(this=statement.context.out(name, cte))
    return exp.Subquery(this=exp.Select(expressions=[value], from_=exp.From(this=statement.table(cte))))
