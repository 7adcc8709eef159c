"""Comparison with another period: its window, and how its groups are laid beside the current ones, position by position."""

from __future__ import annotations

from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.facts import Shift
from lunara.semantic.compile.periods import (
    MONTHS,
    ORDER,
    Moment,
    Window,
    add,
    compared,
    just_before,
    other_period,
    resolve,
    steps,
    truncate,
)
from lunara.semantic.compile.statement import Branch, Statement
from lunara.semantic.model import Grain
from lunara.semantic.query import Compare


def plan_comparison(statement: Statement, compare: Compare) -> tuple[Window | None, Shift | None]:
    """The compared window (None: all rows) and how its groups move onto the current ones.

    Raises InvalidInput where the two cannot be laid beside each other.
    """
    analysis, clock = statement.analysis, statement.context.clock
    aligned = {tuple(fact.aligned(fact.rows())) for fact in statement.facts}
    if len(aligned) > 1:
        raise InvalidInput(
            "The measures go by different dates, so they cannot be compared by one of them.",
            'Group by "time" with a grain, or ask for one measure at a time.',
        )
    names = aligned.pop()
    grains = [out.grain for out in analysis.dimensions if out.name in names and out.grain is not None]
    finest: Grain | None = min(grains, key=ORDER.index) if grains else None
    if finest == "week" and any(grain in MONTHS for grain in grains):
        raise InvalidInput("Weeks do not nest in months, so the two cannot be compared together.", "Choose one.")
    window = analysis.window
    if window is None:
        if finest is None:
            raise InvalidInput(
                "A comparison needs a time range, or a time dimension with a grain.", "Say which period is meant."
            )
        return None, Shift(_unbounded(compare, finest), finest)
    before = (
        compared(window, compare)
        if compare.range is None
        else other_period(window, resolve(compare.range, clock), cut=analysis.cut)
    )
    if finest is None:
        return before, None
    start, end = cast(Moment, window.start), cast(Moment, window.end)
    before_start, before_end = cast(Moment, before.start), cast(Moment, before.end)
    first, first_now = truncate(before_start, finest, clock), truncate(start, finest, clock)
    last_now = truncate(just_before(end, finest), finest, clock)
    limit = add(first, finest, steps(first_now, last_now, finest) + 1)
    if limit.isoformat() < before_end.isoformat():
        statement.context.warn("The compared period is longer than this one; its last part is left out.")
        before = Window(before_start, limit)
    return before, Shift(steps(first, first_now, finest), finest)


def _unbounded(compare: Compare, finest: Grain) -> int:
    """How many periods back, when there is no time range."""
    if compare.to is None:
        raise InvalidInput(
            "A comparison with another range needs a time range of its own.", "Say which period is compared with it."
        )
    if compare.to == "previous_period":
        return 1
    named = cast(Grain, compare.to.removeprefix("previous_"))
    days = {"day": 1, "week": 7}
    for lengths in (MONTHS, days):
        if named in lengths and finest in lengths and lengths[named] % lengths[finest] == 0:
            return lengths[named] // lengths[finest]
    raise InvalidInput(
        f"Without a time range, {finest}s cannot be compared with the {compare.name}.",
        "Give a time range, or group by month, quarter or year.",
    )


def cap_compared(statement: Statement, shift: Shift, current: list[Branch], before: list[Branch]) -> None:
    """Without a time range, compared groups that lie after the last current one are not shown."""
    context, fact = statement.context, statement.facts[0]
    aligned = fact.aligned(fact.rows())
    name = next(o.name for o in statement.analysis.dimensions if o.name in aligned and o.grain == shift.grain)
    for now, branch in zip(current, before, strict=True):
        latest = exp.Select(
            expressions=[exp.Max(this=context.out(name, now.name))], from_=exp.From(this=statement.table(now.name))
        )
        select = cast(exp.Select, branch.query)
        value = next(item for item in select.expressions if item.alias_or_name == name)
        test: exp.Expr = exp.LTE(this=value.unalias().copy(), expression=exp.Subquery(this=latest))
        where = select.args.get("where")
        if where is not None:
            test = exp.And(this=exp.Paren(this=where.this), expression=test)
        select.set("where", exp.Where(this=test))
