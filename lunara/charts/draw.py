"""A chart as a plain plotly figure dict: no plotly import, no validation, ready for orjson.

Plotly reads a little HTML in every text it shows, so all text from names and data is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from lunara.charts.arrange import Arranged, Series, arrange, axis_name
from lunara.charts.axes import chart_ticks, is_line, iso, local, near_zero, time_axis, value_range
from lunara.charts.display import display, escape_markup, plotly_axis, settle, shorten
from lunara.charts.look import bar_colour, legend_name, series_colour
from lunara.charts.palette import FONT_STACK, Theme
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn

LABEL_LENGTH = 28
SHORT_LENGTH = 18
MARKERS_UP_TO = 60
LABELLED_BARS = 12
MANY_SERIES = 5
CONFIG: dict[str, Any] = {"displaylogo": False, "displayModeBar": False, "responsive": True, "scrollZoom": False}
_CLEAR = "rgba(0,0,0,0)"


MOST_IN_A_BROWSER = 2**53


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
    if spec.kind == "pie":
        traces = [_pie(drawing, theme)]
    elif spec.kind == "heatmap":
        traces = [_heatmap(drawing, theme)]
    elif spec.kind == "scatter":
        traces = [_scatter(drawing, theme)]
    elif is_line(drawing):
        traces = [trace for position in range(len(drawing.series)) for trace in _line(drawing, theme, position)]
    else:
        traces = [_bars(drawing, theme, position) for position in range(len(drawing.series))]
    named = sum(1 for trace in traces if trace.get("showlegend", True))
    return {"data": traces, "layout": _layout(drawing, theme, named)}


def figure_json(spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable, theme: Theme) -> str | None:
    """`figure` as JSON text, what a page caches and sends."""
    drawn = figure(spec, columns, result, theme)
    return None if drawn is None else orjson.dumps(drawn).decode()


def _line(drawing: Arranged, theme: Theme, position: int) -> list[dict[str, Any]]:
    """The line of a series; the stretch to a period that has not ended is dotted, its end hollow."""
    series = drawing.series[position]
    colour = series_colour(drawing, theme, position)
    marked = len(drawing.groups) <= MARKERS_UP_TO or _alone(series.values)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers" if marked else "lines",
        "name": escape_markup(legend_name(series, _name_length(drawing))),
        "x": [iso(local(group.value)) for group in drawing.groups],
        "y": list(series.values),
        "line": {"color": colour, "width": 2.25, "dash": "dot" if series.compared else "solid"},
        "marker": {"color": colour, "size": 6},
        "connectgaps": False,
        "cliponaxis": False,
        "customdata": [[*point, escape_markup(series.name)] for point in _custom(drawing, series)],
        "hovertemplate": "%{customdata[0]}<extra>%{customdata[3]}</extra>",
    }
    if drawing.kind == "area":
        trace["fill"] = "tonexty" if position else "tozeroy"
        trace["fillcolor"] = _faded(colour)
        if len(drawing.series) > 1:
            trace |= {"stackgroup": "all", "mode": "lines"}
        return [trace]
    if not drawing.unfinished or series.compared or series.values[-1] is None:
        return [trace]
    stretch = {
        "type": "scatter",
        "mode": "lines",
        "x": trace["x"][-2:],
        "y": trace["y"][-2:],
        "line": {**trace["line"], "dash": "dot"},
        "cliponaxis": False,
        "customdata": [],
        "hoverinfo": "skip",
        "showlegend": False,
    }
    end = {
        **trace,
        "mode": "markers",
        "x": trace["x"][-1:],
        "y": trace["y"][-1:],
        "customdata": trace["customdata"][-1:],
        "marker": {"color": colour, "size": 8, "symbol": "circle-open", "line": {"width": 2}},
        "showlegend": False,
    }
    return [trace | {"y": [*series.values[:-1], None]}, stretch, end]


def _bars(drawing: Arranged, theme: Theme, position: int) -> dict[str, Any]:
    series = drawing.series[position]
    sideways = drawing.kind == "bar_horizontal"
    labels = [escape_markup(group.label) for group in drawing.groups]
    several = len(drawing.series) > 1
    hover = "%{customdata[3]}<br>%{customdata[4]}: %{customdata[0]}<extra></extra>"
    custom = [
        [*point, labels[index], escape_markup(series.name)] for index, point in enumerate(_custom(drawing, series))
    ]
    trace: dict[str, Any] = {
        "type": "bar",
        "name": escape_markup(legend_name(series, _name_length(drawing))),
        "orientation": "h" if sideways else "v",
        "x": list(series.values) if sideways else labels,
        "y": labels if sideways else list(series.values),
        "marker": {"color": bar_colour(drawing, theme, position), "cornerradius": 3},
        "customdata": custom,
        "hovertemplate": hover,
    }
    if drawing.unfinished and drawing.kind == "bar":
        trace["marker"]["pattern"] = {"shape": [*[""] * (len(labels) - 1), "/"], "fillmode": "replace", "size": 6}
    if not several and len(labels) <= (20 if sideways else LABELLED_BARS):
        form = drawing.format
        trace |= {
            "text": [
                "" if value is None else escape_markup(display(value, form, compact=True)) for value in series.values
            ],
            "textposition": "outside",
            "cliponaxis": False,
            "textfont": {"color": theme.muted, "size": 12},
        }
    return trace


def _pie(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    series = drawing.series[0]
    labels = [escape_markup(group.label) for group in drawing.groups]
    custom = [[*point, labels[index]] for index, point in enumerate(_custom(drawing, series))]
    return {
        "type": "pie",
        "labels": [escape_markup(shorten(group.label, LABEL_LENGTH)) for group in drawing.groups],
        "values": list(series.values),
        "sort": False,
        "direction": "clockwise",
        "hole": 0.55,
        "text": [escape_markup(text) for text in series.texts],
        "textinfo": "label+text",
        "textposition": "outside",
        "automargin": True,
        "showlegend": False,
        "marker": {
            "colors": [theme.series[index % len(theme.series)] for index in range(len(labels))],
            "line": {"color": theme.background, "width": 2},
        },
        "customdata": custom,
        "hovertemplate": "%{customdata[0][3]}: %{customdata[0][0]}<extra></extra>",
    }


def _scatter(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    across, up = drawing.series[0], drawing.series[1]
    names = [escape_markup(across.name), escape_markup(up.name)]
    return {
        "type": "scattergl" if len(drawing.groups) > 1000 else "scatter",
        "mode": "markers",
        "x": list(across.values),
        "y": list(up.values),
        "marker": {
            "color": theme.series[0],
            "size": 9,
            "opacity": 0.75,
            "line": {"color": theme.background, "width": 1},
        },
        "customdata": [
            [
                escape_markup(text),
                _raw(group.value),
                None,
                escape_markup(group.label),
                escape_markup(across.texts[index]),
                *names,
            ]
            for index, (group, text) in enumerate(zip(drawing.groups, up.texts, strict=True))
        ],
        "hovertemplate": "<b>%{customdata[3]}</b><br>%{customdata[5]}: %{customdata[4]}"
        "<br>%{customdata[6]}: %{customdata[0]}<extra></extra>",
        "showlegend": False,
    }


def _heatmap(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    steps = len(theme.sequence) - 1
    across = [escape_markup(group.label) for group in drawing.groups]
    return {
        "type": "heatmap",
        "x": across,
        "y": [escape_markup(series.name) for series in drawing.series],
        "z": [list(series.values) for series in drawing.series],
        "colorscale": [[index / steps, colour] for index, colour in enumerate(theme.sequence)],
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "customdata": [
            [
                [*point, across[index], escape_markup(series.name)]
                for index, point in enumerate(_custom(drawing, series))
            ]
            for series in drawing.series
        ],
        "hovertemplate": "%{customdata[3]}<br>%{customdata[4]}: %{customdata[0]}<extra></extra>",
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "title": {
                "text": escape_markup(drawing.y_title),
                "side": "right",
                "font": {"size": 12, "color": theme.muted},
            },
            "tickfont": {"size": 12, "color": theme.muted},
            **plotly_axis(drawing.format),
        },
    }


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
        **_ticks(drawing),
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
        layout["xaxis"] = (
            values
            | _no_ticks()
            | plotly_axis(form)
            | {"title": {**values["title"], "text": escape_markup(across.name)}}
        )
        layout["yaxis"] = values | {"title": {**values["title"], "text": escape_markup(drawing.series[1].name)}}
        second = settle(drawing.series[1].column.format, drawing.series[1].values)
        layout["yaxis"] |= _no_ticks() | plotly_axis(second)
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


def _no_ticks() -> dict[str, Any]:
    return {"tickprefix": "", "ticksuffix": ""}


def _headroom(drawing: Arranged) -> dict[str, Any]:
    """A range that leaves the labels at the ends of the bars their room."""
    known = [value for value in drawing.series[0].values if value is not None] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = (high - low) * (0.18 if drawing.kind == "bar_horizontal" else 0.1)
    return {"range": [low - (room if low else 0.0), high + (room if high else 0.0)]} if room else {}


def _meta(drawing: Arranged) -> dict[str, Any]:
    def about(column: OutputColumn | None) -> dict[str, Any] | None:
        if column is None:
            return None
        return {"field": column.field, "grain": column.grain, "type": column.type, "column": column.name}

    return {"kind": drawing.kind, "x": about(drawing.x), "series": about(drawing.split), "notes": list(drawing.notes)}


def _custom(drawing: Arranged, series: Series) -> list[list[Any]]:
    part = _raw(series.value) if drawing.split is not None else None
    return [
        [escape_markup(text), _raw(group.value), part] for group, text in zip(drawing.groups, series.texts, strict=True)
    ]


def _raw(value: Any) -> Any:
    """A group's value as JSON that a filter can take back; a whole number that a browser would round goes as its digits."""
    if isinstance(value, Decimal) and value.is_finite():
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int) and abs(value) > MOST_IN_A_BROWSER:
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return iso(value) if isinstance(value, date | datetime) else str(value)


def _alone(values: Sequence[float | None]) -> bool:
    """Whether a value has none beside it, so that without a marker it would not be seen."""
    known = [False, *(value is not None for value in values), False]
    return any(known[at] and not known[at - 1] and not known[at + 1] for at in range(1, len(known) - 1))


def _name_length(drawing: Arranged) -> int:
    """Names in a legend of many are cut shorter, so that it leaves the plot its room; the hover has them in full."""
    return LABEL_LENGTH if len(drawing.series) <= 3 else SHORT_LENGTH


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def _label(column: OutputColumn | None) -> str:
    return escape_markup(shorten(axis_name(column), 60)) if column else ""
