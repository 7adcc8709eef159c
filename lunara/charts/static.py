"""Charts for print, without a browser: a Vega-Lite drawing of the same arranged chart, as SVG or PNG.

Vega-Lite gets positions, numbers and finished labels under names of our own, so neither data nor names reach its
expression language; it loads nothing from anywhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import Any

import orjson

from lunara.charts.arrange import Arranged, apart_ends, arrange, axis_name
from lunara.charts.axes import chart_ticks, is_line, near_zero, value_range
from lunara.charts.display import display, settle, shorten
from lunara.charts.look import bar_colour, legend_name, series_colour, vega_config
from lunara.charts.palette import Theme
from lunara.charts.spec import ChartSpec
from lunara.charts.steps_drawn import steps_drawn
from lunara.charts.vega import among, lookup, number_expression
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format, Grain

FONTS = Path(__file__).with_name("fonts")
LABEL_LENGTH = 30
# A letter of the small print below bars, the room of the axis beside them (pixels), lines that a name may take below its bars,
# and groups that have room for a slanted name each.
A_LETTER, BESIDE_BARS, LABEL_LINES, EACH_NAMED = 6.0, 80, 3, 24
Draw = Callable[[Arranged, Theme], dict[str, Any]]
_VEGA_VERSION = "5.21"
_fonts_registered = threading.Event()
_lock = threading.Lock()


def svg(
    spec: ChartSpec,
    columns: Sequence[OutputColumn],
    result: ResultTable,
    theme: Theme,
    *,
    width: int = 640,
    height: int = 320,
) -> str:
    """The chart as SVG text, its background clear; `width` and `height` in CSS pixels.

    Raises InvalidInput for a kpi or table, and when the result lacks a column of the spec.
    """
    return str(
        _converter().vegalite_to_svg(_document(spec, columns, result, theme, (width, height)), vl_version=_VEGA_VERSION)
    )


def png(
    spec: ChartSpec,
    columns: Sequence[OutputColumn],
    result: ResultTable,
    theme: Theme,
    *,
    width: int = 640,
    height: int = 320,
    scale: float = 2.0,
) -> bytes:
    """The chart as PNG bytes of `width * scale` by `height * scale` pixels. Raises as `svg` does."""
    document = _document(spec, columns, result, theme, (width, height))
    document["background"] = theme.background
    return bytes(_converter().vegalite_to_png(document, vl_version=_VEGA_VERSION, scale=scale))


def vega_lite(drawing: Arranged, theme: Theme, *, width: int = 640, height: int = 320) -> dict[str, Any]:
    """The Vega-Lite document of an arranged chart."""
    marks: dict[str, Draw] = {
        "line": _lines,
        "area": _lines,
        "pie": _pie,
        "scatter": _points,
        "heatmap": _squares,
    }
    bars: Draw = partial(_bars, width=width)
    draw = marks.get(drawing.kind, bars)
    if drawing.kind in ("line", "area") and not is_line(drawing):
        draw = bars
    document: dict[str, Any] = {
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": None,
        "padding": 4,
        "config": vega_config(theme),
        **(steps_drawn(drawing.steps, theme) if drawing.steps is not None else draw(drawing, theme)),
    }
    return document


def _document(
    spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable, theme: Theme, size: tuple[int, int]
) -> dict[str, Any]:
    if spec.kind in ("kpi", "table"):
        raise InvalidInput(f"A {spec.kind} is not drawn as a picture.", "Show its values as text.")
    document = vega_lite(arrange(spec, columns, result), theme, width=size[0], height=size[1])
    loaded: dict[str, Any] = orjson.loads(orjson.dumps(document))
    return loaded


def _converter() -> Any:
    import vl_convert

    with _lock:
        if not _fonts_registered.is_set():
            vl_convert.register_font_directory(str(FONTS))
            _fonts_registered.set()
    return vl_convert


def _level(labels: Sequence[str], width: int) -> list[list[str]] | None:
    """Each label in lines that stand level below its bars, none left out; None where they are too long for that."""
    wide = int((width - BESIDE_BARS) / max(1, len(labels)) / A_LETTER)
    lines = [wrap(label, max(1, wide), break_long_words=False) or [""] for label in labels]
    fits = all(len(label) <= LABEL_LINES and all(len(line) <= wide for line in label) for label in lines)
    return lines if fits else None


def _bars(drawing: Arranged, theme: Theme, *, width: int) -> dict[str, Any]:
    sideways = drawing.kind == "bar_horizontal"
    stacked = drawing.kind == "stacked_bar"
    groups, series = len(drawing.groups), drawing.series
    labels = [shorten(group.label, LABEL_LENGTH) for group in drawing.groups]
    level = None if sideways else _level(labels, width)
    ends = (
        {position: apart_ends(drawing, item) for position, item in enumerate(series)} if drawing.kind == "bar" else {}
    )
    rows = [
        {
            "g": index,
            "s": position,
            "v": item.values[index],
            "t": _short(item.values[index], drawing.format),
            "p": index in ends.get(position, ()),
        }
        for position, item in enumerate(series)
        for index in range(groups)
    ]
    group_axis = {
        "field": "g",
        "type": "ordinal",
        "sort": None,
        "axis": {
            "title": None if drawing.time or sideways else drawing.x and shorten(axis_name(drawing.x), 60),
            "labelExpr": lookup(level or labels),
            "labelAngle": 0 if sideways or level else -35,
            "labelLimit": 220,
            "grid": False,
            "ticks": False,
            "labelOverlap": not sideways and groups > EACH_NAMED,
        },
        "scale": {"paddingInner": 0.28, "paddingOuter": 0.14},
    }
    labelled = len(series) == 1 and groups <= 20
    value_axis: dict[str, Any] = {
        "field": "v",
        "type": "quantitative",
        "axis": _value_axis(drawing, sideways=sideways),
        "stack": "zero" if stacked else None,
    }
    if labelled:
        value_axis["scale"] = {"domain": _room([value for item in series for value in item.values])}
    across, up = ("y", "x") if sideways else ("x", "y")
    encoding: dict[str, Any] = {across: group_axis, up: value_axis, "color": _colour(drawing, theme)}
    if len(series) > 1 and not stacked:
        encoding["yOffset" if sideways else "xOffset"] = {"field": "s", "type": "ordinal", "sort": None}
    if stacked:
        encoding["order"] = {"field": "s", "type": "quantitative"}
    if any(ends.values()):  # a period that is not whole is lighter
        encoding["opacity"] = {"condition": {"test": "datum.p", "value": 0.4}, "value": 1}
    bars = {"mark": {"type": "bar", "cornerRadiusEnd": 0 if stacked else 2}, "encoding": encoding}
    if not labelled:
        return {"data": {"values": rows}, **bars}
    below, left = "datum.v < 0 ? 8 : -7", "datum.v < 0 ? 'right' : 'left'"
    place = {"dx": {"expr": "datum.v < 0 ? -4 : 4"}, "align": {"expr": left}}
    if not sideways:
        place = {"dy": {"expr": below}, "align": {"expr": "'center'"}}
    words = {
        "mark": {"type": "text", "color": theme.muted, "fontSize": 11, "baseline": "middle", **place},
        "encoding": {across: group_axis, up: value_axis, "text": {"field": "t"}},
    }
    return {"data": {"values": rows}, "layer": [bars, words]}


def _lines(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    grain = drawing.x.grain if drawing.x else None
    moments = [_utc(group.value) for group in drawing.groups]
    rows = [
        {"g": moments[index], "s": position, "v": value, "c": item.compared}
        for position, item in enumerate(drawing.series)
        for index, value in enumerate(item.values)
    ]
    every = max(1, -(-len(moments) // 6))
    ticks = moments[::every]
    axis = {
        "title": None,
        "values": ticks,
        "labelExpr": among([_tick(group.value, grain) for group in drawing.groups[::every]], ticks),
        "grid": False,
        "labelAngle": 0,
    }
    base = _value_axis(drawing)
    mark: dict[str, Any] = {"type": "line", "strokeWidth": 2.2, "interpolate": "linear", "strokeJoin": "round"}
    if len(moments) <= 40:
        mark["point"] = {"size": 22, "filled": True}
    if drawing.kind == "area":
        mark = {"type": "area", "line": {"strokeWidth": 2.2}, "fillOpacity": 0.2}
    zero = drawing.kind == "area" or near_zero(drawing)
    places, _ = chart_ticks(drawing)
    scale: dict[str, Any] = {"domain": value_range(places)} if places else {"zero": zero}
    encoding = {
        "x": {"field": "g", "type": "quantitative", "axis": axis, "scale": {"zero": False, "nice": False}},
        "y": {
            "field": "v",
            "type": "quantitative",
            "axis": base,
            "scale": scale,
            "stack": "zero" if drawing.kind == "area" and len(drawing.series) > 1 else None,
        },
        "color": _colour(drawing, theme),
    }
    dashes = {
        "field": "c",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [False, True], "range": [[1, 0], [4, 3]]},
    }
    if not (drawing.unfinished or drawing.begun) or drawing.kind == "area" or len(moments) < 2:
        return {"data": {"values": rows}, "mark": mark, "encoding": {**encoding, "strokeDash": dashes}}
    # The stretch to a period that is not whole is dotted, its end hollow.
    first, last = (moments[1] if drawing.begun else moments[0]), (moments[-2] if drawing.unfinished else moments[-1])
    hollow = {"type": "point", "filled": False, "size": 34, "strokeWidth": 1.8, "opacity": 1}
    dotted = {"type": "line", "strokeWidth": 2.2, "strokeDash": [2, 3]}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": f"datum.c || (datum.g >= {first} && datum.g <= {last})"}],
            "mark": mark,
            "encoding": {"strokeDash": dashes},
        }
    ]
    stretches = [
        *([("<=", first, "<")] if drawing.begun else []),
        *([(">=", last, ">")] if drawing.unfinished else []),
    ]
    for to, moment, beyond in stretches:
        layers.append({"transform": [{"filter": f"!datum.c && datum.g {to} {moment}"}], "mark": dotted})
        layers.append({"transform": [{"filter": f"!datum.c && datum.g {beyond} {moment}"}], "mark": hollow})
    return {"data": {"values": rows}, "encoding": encoding, "layer": layers}


def _pie(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    series = drawing.series[0]
    rows = [
        {"s": index, "v": value, "t": [shorten(group.label, 22), series.texts[index]]}
        for index, (group, value) in enumerate(zip(drawing.groups, series.values, strict=True))
    ]
    theta = {"field": "v", "type": "quantitative", "stack": True}
    order = {"field": "s", "type": "quantitative"}
    colour = {
        "field": "s",
        "type": "ordinal",
        "legend": None,
        "scale": {"domain": list(range(len(rows))), "range": list(theme.series[: len(rows)])},
    }
    return {
        "data": {"values": rows},
        "encoding": {"theta": theta, "order": order},
        "layer": [
            {
                "mark": {
                    "type": "arc",
                    "innerRadius": {"expr": "min(width,height)*0.22"},
                    "outerRadius": {"expr": "min(width,height)*0.38"},
                    "stroke": theme.background,
                    "strokeWidth": 2,
                },
                "encoding": {"color": colour},
            },
            {
                "mark": {
                    "type": "text",
                    "radius": {"expr": "min(width,height)*0.38+34"},
                    "color": theme.text,
                    "fontSize": 11,
                    "lineHeight": 14,
                },
                "encoding": {"text": {"field": "t"}},
            },
        ],
    }


def _points(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    across, up = drawing.series[0], drawing.series[1]
    rows = [
        {"x": left, "y": right}
        for left, right in zip(across.values, up.values, strict=True)
        if left is not None and right is not None
    ]
    first, second = settle(across.column.format, across.values), settle(up.column.format, up.values)
    return {
        "data": {"values": rows},
        "mark": {"type": "circle", "size": 60, "opacity": 0.75, "color": theme.series[0]},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "axis": _axis(first, across.name)},
            "y": {"field": "y", "type": "quantitative", "axis": _axis(second, up.name)},
        },
    }


def _squares(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    rows = [
        {"g": index, "s": position, "v": value}
        for position, series in enumerate(drawing.series)
        for index, value in enumerate(series.values)
    ]

    def axis(labels: list[str], title: str) -> dict[str, Any]:
        return {
            "title": title,
            "labelExpr": lookup(labels),
            "labelLimit": 200,
            "ticks": False,
            "grid": False,
            "domain": False,
            "labelOverlap": True,
        }

    longest = max((len(group.label) for group in drawing.groups), default=0)
    across = axis([shorten(group.label, 20) for group in drawing.groups], axis_name(drawing.x) if drawing.x else "")
    across["labelAngle"] = 0 if len(drawing.groups) <= 12 or longest <= 3 else -45
    down = axis(
        [shorten(series.name, 24) for series in drawing.series], axis_name(drawing.split) if drawing.split else ""
    )
    legend = {"title": drawing.y_title, "labelExpr": number_expression(drawing.format), "gradientThickness": 10}
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "stroke": theme.background, "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "g", "type": "ordinal", "sort": None, "axis": across},
            "y": {"field": "s", "type": "ordinal", "sort": None, "axis": down},
            "color": {
                "field": "v",
                "type": "quantitative",
                "scale": {"range": list(theme.sequence), "zero": False},
                "legend": legend,
            },
        },
    }


def _colour(drawing: Arranged, theme: Theme) -> dict[str, Any]:
    count = len(drawing.series)
    colours = [
        (series_colour if is_line(drawing) else bar_colour)(drawing, theme, position) for position in range(count)
    ]
    names = [legend_name(series, LABEL_LENGTH) for series in drawing.series]
    return {
        "field": "s",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": list(range(count)), "range": colours},
        "legend": {"title": None, "orient": "top", "labelExpr": lookup(names), "columns": 4, "symbolType": "square"}
        if count > 1
        else None,
    }


def _value_axis(drawing: Arranged, *, sideways: bool = False) -> dict[str, Any]:
    axis = _axis(drawing.format, drawing.y_title)
    places, texts = chart_ticks(drawing)
    if places:
        axis |= {"values": places, "labelExpr": among(texts, places)}
    if sideways and len(drawing.series) == 1:
        axis |= {"labels": False, "grid": False, "ticks": False, "domain": False}
    return axis


def _axis(format: Format, title: str) -> dict[str, Any]:
    return {
        "title": title or None,
        "labelExpr": number_expression(format),
        "tickCount": 5,
        "domain": False,
        "ticks": False,
    }


def _short(value: float | None, format: Format) -> str:
    return "" if value is None else display(value, format, compact=True)


def _room(values: Sequence[float | None]) -> list[float]:
    known = [value for value in values if value is not None] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = (high - low) * 0.16 or 1.0
    return [low - (room if low else 0.0), high + (room if high or not low else 0.0)]


def _utc(value: date | datetime) -> float:
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return (moment - datetime(1970, 1, 1)).total_seconds()


def _tick(value: date | datetime, grain: Grain | None) -> str:
    text = display(value, grain=grain)
    return text.removeprefix("Week of ")
