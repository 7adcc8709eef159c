"""Averages over periods: only periods that are over and whole count, else it is said that others do."""

from __future__ import annotations

from dataclasses import replace

from lunara.errors import InvalidInput
from lunara.semantic.compile.analysis import Analysis, DimensionOut
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.periods import SECONDS, Window, add, reaches_now, truncate, whole_moment


def periods_over(analysis: Analysis) -> DimensionOut | None:
    """The days or longer periods that a summary goes over; None where it goes over no periods."""
    found = (one for one in analysis.dimensions if one.over and one.grain is not None and one.grain not in SECONDS)
    return next(found, None)


def keep_whole(analysis: Analysis, context: Context) -> None:
    """Cut the window of a summary over periods to those that are whole and over, where the query asks for these.

    Says which are left out, or that the current one counts as it is. Raises InvalidInput where no whole period is left.
    """
    summary, over, window, clock = analysis.query.summary, periods_over(analysis), analysis.window, context.clock
    if summary is None or over is None or over.grain is None:
        return
    grain = over.grain
    now = truncate(clock.today, grain, clock)
    running = window is None or reaches_now(window, clock)
    if not summary.whole or (window is not None and not _of_one_date(analysis, over)):
        if running:
            context.warn(f"The current {grain} is not over, and counts like the others.")
        return
    if window is None:
        analysis.window, analysis.time, analysis.time_via = Window(None, now), over.found, over.via
        context.warn(f"The current {grain} is not over, so it is left out.")
        return
    start, end = window.start, now
    if start is not None:
        begun = truncate(start, grain, clock)
        start = begun if whole_moment(begun) == whole_moment(start) else add(begun, grain, 1)
    if window.end is not None:
        end = min(truncate(window.end, grain, clock), now, key=whole_moment)
    if start is not None and whole_moment(start) >= whole_moment(end):
        raise InvalidInput(
            f"The period holds no {grain} that is whole and over, so there is no number for its {grain}s.",
            "Ask over a longer or an earlier period, or by shorter ones.",
        )
    late = window.end is None or whole_moment(truncate(window.end, grain, clock)) > whole_moment(now)
    if late or (window.end is not None and running):
        context.warn(f"The current {grain} is not over, so it is left out.")
    elif (start, end) != (window.start, window.end):
        context.warn(f"Only {grain}s that lie wholly within the period count.")
    analysis.window = replace(window, start=start, end=end)


def _of_one_date(analysis: Analysis, over: DimensionOut) -> bool:
    """Whether the window and the periods go along the same date."""
    if analysis.time is None or over.found is None:
        return analysis.time is None and over.found is None
    return (analysis.time.path, analysis.time_via) == (over.found.path, over.via)
