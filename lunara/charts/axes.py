"""Axes of a chart: whether it is a line over time, its ticks over time and over values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lunara.charts.arrange import Arranged
from lunara.charts.display import plotly_time
from lunara.charts.ticks import value_ticks


def is_line(drawing: Arranged) -> bool:
    """A line takes two points at least; a single period is drawn as a bar."""
    return drawing.kind in ("line", "area") and drawing.time and len(drawing.groups) > 1


def chart_ticks(drawing: Arranged) -> tuple[list[float], list[str]]:
    """Positions and texts of the value axis' ticks, in the words of the chart's own labels; two empty lists where the
    drawing library should choose.
    """
    if drawing.kind in ("scatter", "heatmap", "pie"):
        return [], []
    values = [value for series in drawing.series for value in series.values]
    area = drawing.kind == "area" and is_line(drawing)
    if drawing.kind == "stacked_bar" or (area and len(drawing.series) > 1):
        rows = list(zip(*(series.values for series in drawing.series), strict=True))
        values = [sum(value for value in row if value is not None and value > 0) for row in rows]
        values += [sum(value for value in row if value is not None and value < 0) for row in rows]
    return value_ticks(drawing.format, values, zero=area or not is_line(drawing) or near_zero(drawing))


def value_range(places: list[float]) -> list[float]:
    """What a line's value axis shows: from its first tick to its last, both of which lie beyond the values."""
    return [places[0], places[-1]]


def near_zero(drawing: Arranged) -> bool:
    """Whether starting the axis at zero costs little of the picture."""
    known = [value for series in drawing.series for value in series.values if value is not None]
    return bool(known) and min(known) >= 0 and min(known) <= 0.6 * max(known)


def time_axis(drawing: Arranged) -> dict[str, Any]:
    """Ticks on whole periods, at most eight of them, so that no label repeats."""
    grain = drawing.x.grain if drawing.x else None
    axis: dict[str, Any] = {"type": "date", "tickformat": plotly_time(grain), "nticks": 8}
    axis["hoverformat"] = {
        "year": "%Y", "quarter": "Q%q %Y", "month": "%b %Y", "week": "Week of %-d %b %Y", "day": "%-d %b %Y",
    }.get(grain or "", "%-d %b %Y, %H:%M:%S" if grain == "second" else "%-d %b %Y, %H:%M" if grain else "%-d %b %Y")  # fmt: skip
    months = {"month": 1, "quarter": 3, "year": 12}.get(grain or "")
    first, last = drawing.groups[0].value, drawing.groups[-1].value
    if months:
        span = ((last.year - first.year) * 12 + last.month - first.month) // months + 1
        every = next((step for step in (1, 2, 3, 4, 6, 12, 24, 60, 120, 240) if span / step <= 8), 600)
        if grain == "quarter":
            every = next((step for step in (1, 2, 4, 8, 20, 40) if span / step <= 8), 80)
        axis |= {"dtick": f"M{months * every}", "tick0": iso(local(first))}
    elif grain in ("day", "week"):
        step = 7 if grain == "week" else 1
        span = (last - first).days // step + 1
        if span <= 8 * 6:
            every = next(step for step in (1, 2, 3, 4, 5, 7) if span / step <= 8)
            axis |= {"dtick": every * step * 86_400_000, "tick0": iso(local(first))}
    return axis


def local(value: date | datetime) -> date | datetime:
    """The wall-clock time of the organization's zone, which is what a time axis shows."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def iso(value: date | datetime) -> str:
    """A moment as plotly takes it."""
    return value.isoformat()
