"""Offsets of measures: which period's value a period shows, on moments in Python and on values in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compile.periods import MONTHS, ORDER, SECONDS, Moment, Window, add, truncate
from lunara.semantic.compile.sqltime import moved, truncated
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Grain, Offset


@dataclass(frozen=True)
class Move:
    """Whole units of `unit`, counted from the start of the `step` that a moment lies in."""

    unit: Grain
    count: int
    step: Grain


def finest(grains: Sequence[Grain]) -> Grain:
    """The shortest of them."""
    return min(grains, key=ORDER.index)


def by_rows(offsets: Sequence[Offset], grain: Grain) -> bool:
    """Whether moving the rows forward gives each period of `grain` its value: each day then stands for one other."""
    return all(o.to_start_of is None and (o.grain not in MONTHS or grain in MONTHS) for o in offsets)


def moves(offsets: Sequence[Offset], grain: Grain, what: str) -> list[Move]:
    """The offsets as moves of rows, the innermost first, for periods of `grain`. Raises Refused where they do not fit."""
    found = []
    for offset in reversed(offsets):
        unit, count = offset.grain, offset.count
        if unit is None or count is None:
            raise refused(what, grain, offset)
        if unit in MONTHS:
            found.append(Move("month", MONTHS[unit] * count, "month"))
        elif unit in SECONDS:
            found.append(Move(unit, count, finest([unit, grain])))
        else:
            days = count * 7 if unit == "week" else count
            found.append(
                Move("hour", 24 * days, finest(["hour", grain])) if grain in SECONDS else Move("day", days, "day")
            )
    return found


def refused(what: str, grain: Grain, offset: Offset) -> Refused:
    """The refusal of an offset that does not lead from a period of `grain` to one."""
    told = f"{offset.count} {offset.grain}" if offset.count is not None else f"the start of the {offset.to_start_of}"
    return Refused(
        f"{what} is taken from another period ({told}), which is none of the {grain}s that are asked for.",
        "Group by a day, or by the unit of the offset or a longer one.",
        code="offset_grain",
        grain=grain,
    )


def forward(x: exp.Expr, made: Sequence[Move], dialect: str, clock: Clock) -> exp.Expr:
    """The period that shows the rows whose period is `x`, which is of the first move's step."""
    for number, move in enumerate(made):
        x = moved(truncated(x, move.step, dialect, clock) if number else x, move.unit, move.count, dialect)
    return x


def shown_instead(x: exp.Expr, offsets: Sequence[Offset], step: Grain, dialect: str, clock: Clock) -> exp.Expr:
    """The period whose value the period `x` shows, as a start of `step`."""
    for offset in offsets:
        if offset.to_start_of is not None:
            x = truncated(x, offset.to_start_of, dialect, clock)
        elif offset.grain is not None and offset.count is not None:
            x = moved(x, offset.grain, -offset.count, dialect)
    return truncated(x, step, dialect, clock) if step in SECONDS else x


def source_of(moment: Moment, offsets: Sequence[Offset], clock: Clock) -> Moment:
    """`shown_instead` of a moment in Python."""
    for offset in offsets:
        if offset.to_start_of is not None:
            moment = truncate(moment, offset.to_start_of, clock)
        elif offset.grain is not None and offset.count is not None:
            moment = add(moment, offset.grain, -offset.count)
    return moment


def source_window(window: Window, offsets: Sequence[Offset]) -> Window:
    """The window of the rows that a window of whole periods shows, for offsets by counts."""
    start, end = window.start, window.end
    for offset in offsets:
        if offset.grain is None or offset.count is None:
            continue
        start = None if start is None else add(start, offset.grain, -offset.count)
        if end is not None:
            end = _end(end, offset.grain, offset.count)
    return Window(start, end)


def _end(end: Moment, grain: Grain, count: int) -> Moment:
    """The end of a half-open window, moved back: the last day is moved, so that 31 March leads to the end of February."""
    midnight = not isinstance(end, datetime) or end.time() == time()
    if grain in MONTHS and end.day != 1 and midnight:
        return add(end - timedelta(days=1), grain, -count) + timedelta(days=1)
    return add(end, grain, -count)
