"""The traces of a plotly figure: lines, bars, pies, points and heatmaps, each point with what a click on it means.

All text from names and data is escaped, as in `lunara.charts.draw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lunara.charts.arrange import Arranged, Series, apart_ends
from lunara.charts.axes import is_line, iso, local
from lunara.charts.display import display, escape_markup, plotly_axis, shorten
from lunara.charts.look import bar_colour, legend_name, series_colour
from lunara.charts.palette import Theme

LABEL_LENGTH = 28
SHORT_LENGTH = 18
MARKERS_UP_TO = 60
LABELLED_BARS = 12
MOST_IN_A_BROWSER = 2**53


def traces_of(drawing: Arranged, theme: Theme) -> list[dict[str, Any]]:
    """The traces of an arranged chart, those of one series after those of another."""
    if drawing.kind == "pie":
        return [_pie(drawing, theme)]
    if drawing.kind == "heatmap":
        return [_heatmap(drawing, theme)]
    if drawing.kind == "scatter":
        return [_scatter(drawing, theme)]
    positions = range(len(drawing.series))
    if is_line(drawing):
        return [trace for position in positions for trace in _line(drawing, theme, position)]
    return [_bars(drawing, theme, position) for position in positions]


def _line(drawing: Arranged, theme: Theme, position: int) -> list[dict[str, Any]]:
    """The line of a series; the stretch to a period that is not whole is dotted, its end hollow."""
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
    ends = [] if series.compared else apart_ends(drawing, series)
    if not ends:
        return [trace]
    whole = [None if index in ends else value for index, value in enumerate(series.values)]
    made = [trace | {"y": whole}]
    for index in ends:
        stretch = slice(index, index + 2) if index == 0 else slice(index - 1, index + 1)
        made.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": trace["x"][stretch],
                "y": trace["y"][stretch],
                "line": {**trace["line"], "dash": "dot"},
                "cliponaxis": False,
                "customdata": [],
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        made.append(
            {
                **trace,
                "mode": "markers",
                "x": [trace["x"][index]],
                "y": [trace["y"][index]],
                "customdata": [trace["customdata"][index]],
                "marker": {"color": colour, "size": 8, "symbol": "circle-open", "line": {"width": 2}},
                "showlegend": False,
            }
        )
    return made


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
    ends = apart_ends(drawing, series) if drawing.kind == "bar" else []
    if ends:
        shapes = ["/" if index in ends else "" for index in range(len(labels))]
        trace["marker"]["pattern"] = {"shape": shapes, "fillmode": "replace", "size": 6}
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
