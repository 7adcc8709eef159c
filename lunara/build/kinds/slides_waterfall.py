"""A waterfall as PowerPoint's own chart: stacked bars, what lies below each step without a fill.

A bar across zero is two series of one colour; the figures stand on a series without a fill at the bars' ends.
"""

from __future__ import annotations

from typing import Any

from lunara.build.kinds.slides_look import FONT, colour
from lunara.charts.display import office_format, shorten
from lunara.charts.palette import Theme
from lunara.charts.waterfall import LABEL_LENGTH, ROOM, Step, Waterfall, step_colours
from lunara.semantic.model import Format

SERIES = {"total": "Total", "up": "Increase", "down": "Decrease"}


def waterfall_data(made: Waterfall, format: Format) -> Any:
    """The numbers behind it: for each step what lies before it, and its size above and below zero by its kind."""
    from pptx.chart.data import CategoryChartData

    data = CategoryChartData(number_format=office_format(format))
    data.categories = [shorten(step.label, LABEL_LENGTH) for step in made.steps]
    data.add_series("Before", [_between(step) for step in made.steps])
    for below in (False, True):
        for kind, name in SERIES.items():
            sizes = [_size(step, below=below) if step.kind == kind else None for step in made.steps]
            if not below or any(sizes):
                data.add_series(f"{name} below zero" if below else name, sizes)
    reach = [max(0.0, float(made.axis)), *(float(step.ends) for step in made.steps)]
    data.add_series("Figures", [(max(reach) - min(reach) or 1.0) * ROOM for _ in made.steps])
    return data


def _ends(step: Step) -> tuple[float, float]:
    """From where to where its bar runs; that of a total from zero, whatever the axis begins at."""
    begins = 0.0 if step.kind == "total" else float(step.begins)
    return min(begins, float(step.ends)), max(begins, float(step.ends))


def _between(step: Step) -> float:
    """What lies between zero and the step's bar."""
    low, high = _ends(step)
    return low if low > 0 else high if high < 0 else 0.0


def _size(step: Step, *, below: bool) -> float:
    low, high = _ends(step)
    return min(0.0, low) - min(0.0, high) if below else max(0.0, high) - max(0.0, low)


def dress_waterfall(chart: Any, made: Waterfall, theme: Theme) -> None:
    """Its colours, axes and figures."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = colour(theme.muted)
    chart.has_title = chart.has_legend = False
    values, groups = chart.value_axis, chart.category_axis
    values.has_major_gridlines, values.visible = False, False
    # Figures stand to the right of zero, so that an axis that begins elsewhere has to lie there too.
    least = max(0.0, float(made.axis))
    span = [least, *(float(step.ends) for step in made.steps)]
    values.minimum_scale = min(span)
    values.maximum_scale = max(span) + (max(span) - min(span) or 1.0) * ROOM
    groups.reverse_order = True
    groups.has_major_gridlines = False
    groups.format.line.color.rgb = colour(theme.grid)
    groups.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    groups.major_tick_mark = groups.minor_tick_mark = XL_TICK_MARK.NONE
    groups.tick_labels.font.size, groups.tick_labels.font.name = Pt(12), FONT
    groups.tick_labels.font.color.rgb = colour(theme.muted)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    inks = {name: step_colours(theme)[kind] for kind, name in SERIES.items()}
    for series in plot.series:
        if series.name in ("Before", "Figures"):
            series.format.fill.background()
            series.format.line.fill.background()
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour(inks[series.name.removesuffix(" below zero")])
            series.invert_if_negative = False
    figures = list(plot.series)[-1]
    for index, step in enumerate(made.steps):
        label = figures.points[index].data_label
        frame = label.text_frame
        frame.text = step.text
        run = frame.paragraphs[0].runs[0]
        run.font.size, run.font.name, run.font.bold = Pt(12), FONT, step.kind == "total"
        run.font.color.rgb = colour(theme.text)
        label.position = XL_LABEL_POSITION.INSIDE_BASE
