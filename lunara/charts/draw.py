"""A chart as a plain plotly figure dict: no plotly import, no validation, ready for orjson.

Plotly reads a little HTML in every text it shows, so all text from names and data is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from lunara.charts.arrange import Arranged, Series, arrange
from lunara.charts.display import cell, display, escape_markup, plotly_axis, plotly_time, settle, shorten
from lunara.charts.palette import FONT_STACK, Theme
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn

LABEL_LENGTH = 28
MARKERS_UP_TO = 60
LABELLED_BARS = 12
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
    elif spec.kind in ("line", "area") and drawing.time:
        traces = [_line(drawing, theme, position) for position in range(len(drawing.series))]
    else:
        traces = [_bars(drawing, theme, position) for position in range(len(drawing.series))]
    return {"data": traces, "layout": _layout(drawing, theme, len(traces))}


def figure_json(spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable, theme: Theme) -> str | None:
    """`figure` as JSON text, what a page caches and sends."""
    drawn = figure(spec, columns, result, theme)
    return None if drawn is None else orjson.dumps(drawn).decode()


def _line(drawing: Arranged, theme: Theme, position: int) -> dict[str, Any]:
    series = drawing.series[position]
    colour = _colour(drawing, theme, position)
    points = len(drawing.groups)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers" if points <= MARKERS_UP_TO else "lines",
        "name": escape_markup(shorten(series.name, LABEL_LENGTH)),
        "x": [_iso(_local(group.value)) for group in drawing.groups],
        "y": list(series.values),
        "line": {"color": colour, "width": 2.25, "dash": "dot" if series.compared else "solid"},
        "marker": {"color": colour, "size": 6},
        "connectgaps": False,
        "customdata": _custom(drawing, series),
        "hovertemplate": "%{customdata[0]}",
    }
    if drawing.kind == "area":
        trace["fill"] = "tonexty" if position else "tozeroy"
        trace["fillcolor"] = _faded(colour)
        if len(drawing.series) > 1:
            trace |= {"stackgroup": "all", "mode": "lines"}
    return trace


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
        "name": escape_markup(shorten(series.name, LABEL_LENGTH)),
        "orientation": "h" if sideways else "v",
        "x": list(series.values) if sideways else labels,
        "y": labels if sideways else list(series.values),
        "marker": {"color": _colour(drawing, theme, position), "cornerradius": 3},
        "customdata": custom,
        "hovertemplate": hover,
    }
    if series.compared:
        trace["marker"]["opacity"] = 0.45
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
        "hovermode": "x unified" if drawing.time and drawing.kind in ("line", "area") else "closest",
        "dragmode": False,
        "clickmode": "event+select",
        "separators": ".,",
        "showlegend": traces > 1,
        "meta": _meta(drawing),
    }
    if traces > 1:
        layout["legend"] = {
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "title": {"text": ""},
            "font": {"size": 12}, "bgcolor": _CLEAR,
        }  # fmt: skip
    if drawing.kind == "pie":
        return layout
    plain = {
        "automargin": True,
        "zeroline": False,
        "linecolor": theme.grid,
        "tickfont": {"color": theme.muted, "size": 12},
    }
    values: dict[str, Any] = {
        **plain,
        **plotly_axis(drawing.format),
        "gridcolor": theme.grid,
        "title": {"text": escape_markup(drawing.y_title), "font": {"size": 12, "color": theme.muted}, "standoff": 10},
        "nticks": 6,
        "rangemode": "tozero" if drawing.kind in ("bar", "bar_horizontal", "stacked_bar", "area") else "normal",
        "fixedrange": True,
    }
    groups: dict[str, Any] = {**plain, "showgrid": False, "fixedrange": True}
    if drawing.kind == "scatter":
        across = drawing.series[0]
        form = settle(across.column.format, across.values)
        layout["xaxis"] = (
            values | plotly_axis(form) | {"title": {**values["title"], "text": escape_markup(across.name)}}
        )
        layout["yaxis"] = values | {"title": {**values["title"], "text": escape_markup(drawing.series[1].name)}}
        second = settle(drawing.series[1].column.format, drawing.series[1].values)
        layout["yaxis"] |= {"tickprefix": "", "ticksuffix": ""} | plotly_axis(second)
        return layout
    if drawing.time and drawing.kind in ("line", "area"):
        if drawing.kind == "line" and _near_zero(drawing):
            values["rangemode"] = "tozero"
        layout["xaxis"] = groups | _time_axis(drawing)
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
        title = {"text": "" if drawing.time else _label(drawing.x), "font": groups["title"]["font"], "standoff": 8}
        layout["xaxis"], layout["yaxis"] = groups | {"title": title}, values
    return layout


def _time_axis(drawing: Arranged) -> dict[str, Any]:
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
        axis |= {"dtick": f"M{months * every}", "tick0": _iso(_local(first))}
    elif grain in ("day", "week"):
        step = 7 if grain == "week" else 1
        span = (last - first).days // step + 1
        if span <= 8 * 6:
            every = next(step for step in (1, 2, 3, 4, 5, 7) if span / step <= 8)
            axis |= {"dtick": every * step * 86_400_000, "tick0": _iso(_local(first))}
    return axis


def _headroom(drawing: Arranged) -> dict[str, Any]:
    """A range that leaves the labels at the ends of the bars their room."""
    known = [value for value in drawing.series[0].values if value is not None] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = (high - low) * (0.18 if drawing.kind == "bar_horizontal" else 0.1)
    return {"range": [low - (room if low else 0.0), high + (room if high else 0.0)]} if room else {}


def _near_zero(drawing: Arranged) -> bool:
    """Whether starting the axis at zero costs little of the picture."""
    known = [value for series in drawing.series for value in series.values if value is not None]
    return bool(known) and min(known) >= 0 and min(known) <= 0.6 * max(known)


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
    return _iso(value) if isinstance(value, date | datetime) else str(value)


def _local(value: date | datetime) -> date | datetime:
    """The wall-clock time of the organization's zone, which is what a time axis shows."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _colour(drawing: Arranged, theme: Theme, position: int) -> str:
    series = drawing.series[position]
    if series.compared:
        base = next((i for i, item in enumerate(drawing.series) if item.column.name == series.column.compares), 0)
        return theme.muted if len(drawing.series) == 2 else theme.series[base % len(theme.series)]
    return theme.series[position % len(theme.series)]


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def _label(column: OutputColumn | None) -> str:
    return escape_markup(shorten(cell(column.label, column), 60)) if column else ""
