"""A chart as a plain plotly figure dict: no plotly import, no validation, ready for orjson.

Plotly reads a little HTML in every text it shows, so all text from names and data is escaped here and in
`lunara.charts.traces`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from lunara.charts.arrange import Arranged, arrange, axis_name
from lunara.charts.axes import chart_ticks, is_line, near_zero, time_axis, value_range
from lunara.charts.display import escape_markup, plotly_axis, settle, shorten
from lunara.charts.palette import FONT_STACK, Theme
from lunara.charts.spec import ChartSpec
from lunara.charts.traces import LABEL_LENGTH, LABELLED_BARS, traces_of
from lunara.charts.waterfall import waterfall_figure
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn

MANY_SERIES = 5
CONFIG: dict[str, Any] = {"displaylogo": False, "displayModeBar": False, "responsive": True, "scrollZoom": False}
_CLEAR = "rgba(0,0,0,0)"


def figure(
    spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable, theme: Theme
) -> dict[str, Any] | None:
    """`{"data": [...], "layout": {...}}`, or None for a kpi or table, which are not drawn by plotly.

    Each point's `customdata` is `[text, x value, series value]` and `layout.meta` names their fields, so that
    `lunara.charts.pick.picked` turns a click into filters; `layout.meta.notes` are sentences about what is not drawn, which
    whoever shows the figure shows under it. Raises InvalidInput when the result lacks a column of the spec.
    """
    if spec.kind in ("kpi", "table"):
        return None
    drawing = arrange(spec, columns, result)
    if drawing.steps is not None:
        return waterfall_figure(drawing.steps, theme)
    traces = traces_of(drawing, theme)
    named = sum(1 for trace in traces if trace.get("showlegend", True))
    return {"data": traces, "layout": _layout(drawing, theme, named)}


def figure_json(spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable, theme: Theme) -> str | None:
    """`figure` as JSON text, what a page caches and sends."""
    drawn = figure(spec, columns, result, theme)
    return None if drawn is None else orjson.dumps(drawn).decode()


def _layout(drawing: Arranged, theme: Theme, traces: int) -> dict[str, Any]:
    hover = {"bgcolor": theme.surface, "bordercolor": theme.grid, "font": {"color": theme.text, "family": FONT_STACK}}
    layout: dict[str, Any] = {
        "template": {},
        "font": {"family": FONT_STACK, "color": theme.text, "size": 13},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "margin": {"l": 8, "r": 20, "t": 12, "b": 8, "pad": 4},
        "colorway": list(theme.series),
        "hoverlabel": {**hover, "align": "left", "namelength": -1},
        "hovermode": "x unified" if is_line(drawing) else "closest",
        "dragmode": False,
        "clickmode": "event+select",
        "separators": ".,",
        "showlegend": traces > 1,
        "meta": _meta(drawing),
    }
    if drawing.kind == "pie":
        return layout
    aside = {"text": escape_markup(drawing.y_title), "font": {"size": 12, "color": theme.muted}, "standoff": 10}
    if traces > 1:
        layout["legend"] = _legend()
    if traces >= MANY_SERIES:
        # A legend is as wide as the plot. The axis' title leaves it its room and stands above it; the names stand closer.
        layout["legend"] |= {
            "title": {"text": aside["text"], "side": "top", "font": aside["font"]},
            "font": {"size": 11},
            "indentation": -5,
        }
        aside = {}
    plain = {
        "automargin": True,
        "zeroline": False,
        "linecolor": theme.grid,
        "tickfont": {"color": theme.muted, "size": 12},
    }
    values: dict[str, Any] = {
        **plain,
        **({} if drawing.kind == "scatter" else _ticks(drawing)),
        "gridcolor": theme.grid,
        "title": dict(aside),
        "nticks": 6,
        "rangemode": "tozero" if drawing.kind in ("bar", "bar_horizontal", "stacked_bar", "area") else "normal",
        "fixedrange": True,
    }
    groups: dict[str, Any] = {**plain, "showgrid": False, "fixedrange": True}
    if drawing.kind == "scatter":
        across = drawing.series[0]
        form = settle(across.column.format, across.values)
        up = drawing.series[1]
        layout["xaxis"] = (
            values | plotly_axis(form) | {"title": {**values["title"], "text": escape_markup(across.name)}}
        )
        layout["yaxis"] = values | {"title": {**values["title"], "text": escape_markup(up.name)}}
        layout["yaxis"] |= plotly_axis(settle(up.column.format, up.values))
        return layout
    if is_line(drawing):
        if drawing.kind == "line" and near_zero(drawing):
            values["rangemode"] = "tozero"
        if "tickvals" in values:
            values["range"] = value_range(values["tickvals"])
        layout["xaxis"] = groups | time_axis(drawing)
        layout["yaxis"] = values
        return layout
    labels = [group.label for group in drawing.groups]
    groups |= {
        "type": "category",
        "tickmode": "array",
        "tickvals": [escape_markup(label) for label in labels],
        "ticktext": [escape_markup(shorten(label, LABEL_LENGTH)) for label in labels],
        "title": {"text": "", "font": {"size": 12, "color": theme.muted}},
    }
    if drawing.kind == "heatmap":
        rows = [series.name for series in drawing.series]
        layout["xaxis"] = groups | {"title": {"text": _label(drawing.x), "font": groups["title"]["font"]}}
        layout["yaxis"] = groups | {
            "tickvals": [escape_markup(row) for row in rows],
            "ticktext": [escape_markup(shorten(row, LABEL_LENGTH)) for row in rows],
            "autorange": "reversed",
            "title": {"text": _label(drawing.split), "font": groups["title"]["font"]},
        }
        return layout
    if traces == 1 and len(labels) <= LABELLED_BARS + 8:
        values |= _headroom(drawing)
    layout["barmode"] = "stack" if drawing.kind == "stacked_bar" else "group"
    layout["bargap"] = 0.28
    if drawing.kind == "bar_horizontal":
        layout["xaxis"], layout["yaxis"] = values, groups | {"autorange": "reversed"}
        if len(labels) <= 20 and traces == 1:
            layout["xaxis"] |= {"showticklabels": False, "showgrid": False}
    else:
        # Heavier than the names of the groups and apart from them: "Security" over "Team" is not "Security Team".
        font = {**groups["title"]["font"], "weight": 600}
        title = {"text": "" if drawing.time else _label(drawing.x), "font": font, "standoff": 16}
        layout["xaxis"], layout["yaxis"] = groups | {"title": title}, values
    return layout


def _legend() -> dict[str, Any]:
    """Above the plot from the figure's left edge, in as many rows as the names need: one that has to be scrolled hides some."""
    return {
        "orientation": "h",
        "xref": "container",
        "x": 0,
        "xanchor": "left",
        "yref": "container",
        "y": 1,
        "yanchor": "top",
        "title": {"text": ""},
        "font": {"size": 12},
        "bgcolor": _CLEAR,
        "maxheight": 0.6,
        "itemwidth": 30,
    }


def _ticks(drawing: Arranged) -> dict[str, Any]:
    places, texts = chart_ticks(drawing)
    if not places:
        return plotly_axis(drawing.format)
    return {"tickmode": "array", "tickvals": places, "ticktext": [escape_markup(text) for text in texts]}


def _headroom(drawing: Arranged) -> dict[str, Any]:
    """A range that leaves the labels at the ends of the bars their room."""
    known = [value for value in drawing.series[0].values if value is not None] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = (high - low) * (0.18 if drawing.kind == "bar_horizontal" else 0.1)
    # A label of a negative bar stands beside the groups' names, and must not run into them on a phone.
    below = 1.7 * room if drawing.kind == "bar_horizontal" else room
    return {"range": [low - (below if low else 0.0), high + (room if high else 0.0)]} if room else {}


def _meta(drawing: Arranged) -> dict[str, Any]:
    def about(column: OutputColumn | None) -> dict[str, Any] | None:
        if column is None:
            return None
        return {"field": column.field, "grain": column.grain, "type": column.type, "column": column.name}

    return {"kind": drawing.kind, "x": about(drawing.x), "series": about(drawing.split), "notes": list(drawing.notes)}


def _label(column: OutputColumn | None) -> str:
    return escape_markup(shorten(axis_name(column), 60)) if column else ""
