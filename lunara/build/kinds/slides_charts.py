"""PowerPoint's own charts from an arranged chart: their numbers lie in the slide and can be edited there."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from lunara.build.document import Picture
from lunara.build.kinds.slides_look import FONT, colour
from lunara.build.kinds.slides_waterfall import dress_waterfall, waterfall_data
from lunara.charts.arrange import Arranged, apart_ends, arrange
from lunara.charts.display import display, office_format, settle, shorten
from lunara.charts.look import bar_colour, series_colour
from lunara.charts.palette import Theme
from lunara.semantic.model import Format

LABEL_LENGTH = 32
LABELLED = 20


def add_chart(slide: Any, piece: Picture, theme: Theme, box: tuple[float, float, float, float]) -> Any:
    """Add the chart to the slide in `box` (left, top, width, height in points); returns its frame."""
    drawing = arrange(piece.spec, piece.compiled.columns, piece.result)
    if drawing.steps is not None:
        data = waterfall_data(drawing.steps, drawing.format)
    else:
        data = _points_data(drawing) if drawing.kind == "scatter" else _group_data(drawing)
    place = [round(value * 12_700) for value in box]
    frame = slide.shapes.add_chart(_type(drawing), *place, data)
    _without_formulas(frame.chart.part.chart_workbook)
    if drawing.steps is not None:
        dress_waterfall(frame.chart, drawing.steps, theme)
    else:
        _dress(frame.chart, drawing, theme)
    return frame


def _without_formulas(workbook: Any) -> None:
    """The sheet behind a chart opens with "Edit data": a name of the data stays text in it, neither formula nor link."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook.xlsx_part.blob))
    changed = False
    for row in book.active.iter_rows():
        for cell in row:
            if cell.data_type == "f" or cell.hyperlink is not None:
                cell.data_type, cell.hyperlink, changed = "s", None, True
    if changed:
        out = io.BytesIO()
        book.save(out)
        workbook.update_from_xlsx_blob(out.getvalue())


def _type(drawing: Arranged) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE as XL

    if drawing.kind in ("line", "area") and not drawing.time:
        return XL.COLUMN_CLUSTERED
    return {
        "line": XL.LINE_MARKERS if len(drawing.groups) <= 40 else XL.LINE,
        "area": XL.AREA_STACKED if len(drawing.series) > 1 else XL.AREA,
        "bar_horizontal": XL.BAR_CLUSTERED,
        "stacked_bar": XL.COLUMN_STACKED,
        "waterfall": XL.BAR_STACKED,
        "pie": XL.DOUGHNUT,
        "scatter": XL.XY_SCATTER,
    }.get(drawing.kind, XL.COLUMN_CLUSTERED)


def _group_data(drawing: Arranged) -> Any:
    from pptx.chart.data import CategoryChartData

    data = CategoryChartData(number_format=office_format(drawing.format))
    grain = drawing.x.grain if drawing.x else None
    data.categories = [
        shorten(
            display(group.value, grain=grain).removeprefix("Week of ") if drawing.time else group.label, LABEL_LENGTH
        )
        for group in drawing.groups
    ]
    stretches = dict(_stretches(drawing))
    last = len(drawing.groups) - 1
    for position, series in enumerate(drawing.series):
        ends = stretches.get(position, [])
        values = [None if index in ends else value for index, value in enumerate(series.values)]
        data.add_series(shorten(series.name, LABEL_LENGTH), values)
    for position, ends in stretches.items():
        series = drawing.series[position]
        near = {index for end in ends for index in (end, 1 if end == 0 else last - 1)}
        values = [value if index in near else None for index, value in enumerate(series.values)]
        data.add_series(shorten(f"{series.name} (not whole)", LABEL_LENGTH), values)
    return data


def _stretches(drawing: Arranged) -> list[tuple[int, list[int]]]:
    """The lines with periods that are not whole at their ends, by position, with these.

    The stretches are series of their own: not every program that opens the chart draws one point of a line in another way.
    """
    if drawing.kind != "line" or not drawing.time:
        return []
    found = [(position, apart_ends(drawing, one)) for position, one in enumerate(drawing.series) if not one.compared]
    return [(position, ends) for position, ends in found if ends]


def _stretch(series: Any, ink: Any, ends: list[int], theme: Theme) -> None:
    """The dotted stretch to a period that is not whole, with a hollow end."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = ink, Pt(2.25)
    series.format.line.dash_style = MSO_LINE.ROUND_DOT
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 7
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(theme.background)
    series.marker.format.line.color.rgb = ink
    for index, value in enumerate(series.values):
        if value is not None and index not in ends:
            series.points[index].marker.style = XL_MARKER_STYLE.NONE


def _unlisted(legend: Any, positions: Iterable[int]) -> None:
    """Leave series out of the legend."""
    from pptx.oxml.ns import qn

    element = legend._element
    for position in reversed(list(positions)):
        entry = element.makeelement(qn("c:legendEntry"), {})
        for tag, value in (("c:idx", str(position)), ("c:delete", "1")):
            entry.append(entry.makeelement(qn(tag), {"val": value}))
        element.find(qn("c:legendPos")).addnext(entry)


def _points_data(drawing: Arranged) -> Any:
    from pptx.chart.data import XyChartData

    across, up = drawing.series[0], drawing.series[1]
    data = XyChartData(number_format=office_format(settle(up.column.format, up.values)))
    series = data.add_series(shorten(f"{up.name} by {across.name}", 60))
    for x, y in zip(across.values, up.values, strict=True):
        if x is not None and y is not None:
            series.add_data_point(x, y)
    return data


def _dress(chart: Any, drawing: Arranged, theme: Theme) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = colour(theme.muted)
    chart.has_title = False
    chart.has_legend = len(drawing.series) > 1 and drawing.kind != "scatter"
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size, chart.legend.font.name = Pt(12), FONT
        chart.legend.font.color.rgb = colour(theme.text)
    if drawing.kind == "pie":
        _pie(chart, drawing, theme)
        return
    _axes(chart, drawing, theme)
    plot = chart.plots[0]
    for position, series in enumerate(list(plot.series)[: len(drawing.series)]):
        _series(series, drawing, theme, position)
    for (position, ends), series in zip(_stretches(drawing), list(plot.series)[len(drawing.series) :], strict=False):
        _stretch(series, colour(series_colour(drawing, theme, position)), ends, theme)
    if chart.has_legend:
        _unlisted(chart.legend, range(len(drawing.series), len(list(plot.series))))
    if drawing.kind in ("line", "area", "scatter") and (drawing.time or drawing.kind == "scatter"):
        return
    plot.gap_width = 45
    if drawing.kind == "stacked_bar":
        plot.overlap = 100
    elif len(drawing.series) > 1:
        plot.overlap = -5
    if len(drawing.series) == 1 and len(drawing.groups) <= LABELLED:
        _labels(plot, drawing, theme)


def _axes(chart: Any, drawing: Arranged, theme: Theme) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    values, groups = chart.value_axis, chart.category_axis
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = colour(theme.grid)
    values.major_gridlines.format.line.width = Pt(0.75)
    values.format.line.fill.background()
    groups.has_major_gridlines = False
    groups.format.line.color.rgb = colour(theme.grid)
    labelled = drawing.kind == "bar_horizontal" and len(drawing.series) == 1 and len(drawing.groups) <= LABELLED
    for axis in (values, groups):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        axis.tick_labels.font.size, axis.tick_labels.font.name = Pt(11), FONT
        axis.tick_labels.font.color.rgb = colour(theme.muted)
    values.tick_labels.number_format_is_linked = False
    values.tick_labels.number_format = _short_code(drawing.format, _values(drawing))
    _from_zero(values, drawing)
    groups.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if drawing.time and len(drawing.groups) > 12:
        _skip_labels(groups, len(drawing.groups))
    if drawing.kind == "scatter":
        across = drawing.series[0]
        groups.tick_labels.number_format_is_linked = False
        groups.tick_labels.number_format = _short_code(settle(across.column.format, across.values), across.values)
        up = drawing.series[1]
        values.tick_labels.number_format = _short_code(settle(up.column.format, up.values), up.values)
        _axis_title(groups, across.name, theme)
        _axis_title(values, up.name, theme)
        return
    if drawing.kind == "bar_horizontal":
        groups.reverse_order = True
        if labelled:
            values.visible = False
            values.has_major_gridlines = False
            return
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    _axis_title(values, drawing.y_title, theme)


def _from_zero(axis: Any, drawing: Arranged) -> None:
    """Lengths and areas are read from zero: left to itself, an office program begins where the values do."""
    if drawing.kind == "scatter" or (drawing.kind == "line" and drawing.time):
        return
    known = [value for value in _values(drawing) if value is not None]
    if known and min(known) >= 0:
        axis.minimum_scale = 0
    elif known and max(known) <= 0:
        axis.maximum_scale = 0


def _axis_title(axis: Any, text: str, theme: Theme) -> None:
    from pptx.util import Pt

    if not text:
        axis.has_title = False
        return
    axis.has_title = True
    frame = axis.axis_title.text_frame
    frame.text = shorten(text, 60)
    font = frame.paragraphs[0].runs[0].font
    font.size, font.name, font.bold = Pt(11), FONT, False
    font.color.rgb = colour(theme.muted)


def _series(series: Any, drawing: Arranged, theme: Theme, position: int) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE, MSO_PATTERN
    from pptx.util import Pt

    compared = drawing.kind != "scatter" and drawing.series[position].compared
    line = drawing.kind == "scatter" or (drawing.kind in ("line", "area") and drawing.time)
    ink = colour((series_colour if line else bar_colour)(drawing, theme, position))
    if drawing.kind == "scatter":
        series.format.line.fill.background()
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = ink
        series.marker.format.line.fill.background()
    elif drawing.kind == "line" and drawing.time:
        series.smooth = False
        series.format.line.color.rgb = ink
        series.format.line.width = Pt(2.25)
        if compared:
            series.format.line.dash_style = MSO_LINE.DASH
        if len(drawing.groups) <= 40:
            series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 5
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = ink
            series.marker.format.line.fill.background()
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = ink
        if hasattr(series, "invert_if_negative"):
            series.invert_if_negative = False
        for index in apart_ends(drawing, drawing.series[position]) if drawing.kind == "bar" else []:
            fill = series.points[index].format.fill
            fill.patterned()
            fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            fill.fore_color.rgb, fill.back_color.rgb = ink, colour(theme.background)


def _labels(plot: Any, drawing: Arranged, theme: Theme) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format_is_linked = False
    labels.number_format = _short_code(drawing.format, _values(drawing))
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.show_value = True
    labels.font.size, labels.font.name = Pt(11), FONT
    labels.font.color.rgb = colour(theme.text)


def _pie(chart: Any, drawing: Arranged, theme: Theme) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.RIGHT
    chart.legend.include_in_layout = False
    chart.legend.font.size, chart.legend.font.name = Pt(14), FONT
    chart.legend.font.color.rgb = colour(theme.text)
    plot = chart.plots[0]
    series = plot.series[0]
    for index in range(len(drawing.groups)):
        point = series.points[index]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour(theme.series[index % len(theme.series)])
        point.format.line.color.rgb = colour(theme.background)
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value, labels.show_percentage = True, False
    labels.number_format_is_linked = False
    labels.number_format = office_format(drawing.format)
    labels.font.size, labels.font.name, labels.font.bold = Pt(12), FONT, True
    labels.font.color.rgb = colour("#FFFFFF" if not theme.dark else theme.background)


def _short_code(format: Format, values: Iterable[float | None]) -> str:
    """A number format that shortens thousands and millions by Excel's own means, with the currency's sign.

    Not where a value is negative: programs disagree on the sign of a number in a conditional format.
    """
    known = [value for value in values if value is not None]
    if format.kind in ("percent", "duration") or not known:
        return office_format(format)
    largest = max(abs(value) for value in known)
    if largest < 100:
        return office_format(format)
    sign = office_format(format.model_copy(update={"decimals": 0})).split("#")[0] if format.kind == "currency" else ""
    if min(known) < 0 or largest < 10_000:
        return f"{sign}#,##0"
    return f'[>=1000000]{sign}#,##0.0,,"M";[>=10000]{sign}#,##0,"K";{sign}#,##0'


def _values(drawing: Arranged) -> list[float | None]:
    return [value for series in drawing.series for value in series.values]


def _skip_labels(axis: Any, count: int) -> None:
    """Write every nth label of a long category axis, so that none is turned or left to chance."""
    from pptx.oxml.ns import qn

    every = -(-count // 12)
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        element = axis._element.makeelement(qn(tag), {"val": str(every)})
        axis._element.insert_element_before(element, "c:noMultiLvlLbl", "c:extLst")
