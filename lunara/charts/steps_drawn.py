"""A waterfall for print: the Vega-Lite marks of its steps, one below the other as on the screen."""

from __future__ import annotations

from typing import Any

from lunara.charts.display import shorten
from lunara.charts.palette import Theme
from lunara.charts.vega import lookup
from lunara.charts.waterfall import LABEL_LENGTH, ROOM, Waterfall, step_colours


def steps_drawn(made: Waterfall, theme: Theme) -> dict[str, Any]:
    """Bars from where each step begins to where it ends, each with its figure beside it."""
    axis, colours = float(made.axis), step_colours(theme)
    rows: list[dict[str, Any]] = [
        {
            "g": index,
            "low": min(float(step.begins), float(step.ends)),
            "high": max(float(step.begins), float(step.ends)),
            "t": step.text,
            "k": step.kind,
        }
        for index, step in enumerate(made.steps)
    ]
    low, high = min(axis, *(row["low"] for row in rows)), max(axis, *(row["high"] for row in rows))
    room = (high - low or 1.0) * ROOM
    down = {
        "field": "g",
        "type": "ordinal",
        "sort": None,
        "axis": {
            "title": None,
            "labelExpr": lookup([shorten(step.label, LABEL_LENGTH) for step in made.steps]),
            "labelLimit": 220,
            "grid": False,
            "ticks": False,
        },
        "scale": {"paddingInner": 0.28, "paddingOuter": 0.14},
    }
    across = {
        "field": "low",
        "type": "quantitative",
        "axis": {"labels": False, "grid": False, "ticks": False, "domain": False, "title": None},
        "scale": {"domain": [low, high + room], "zero": False, "nice": False},
    }
    kinds = list(colours)
    bars = {
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {
            "y": down,
            "x": across,
            "x2": {"field": "high"},
            "color": {
                "field": "k",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": kinds, "range": [colours[kind] for kind in kinds]},
            },
        },
    }
    words = {
        "mark": {"type": "text", "color": theme.muted, "fontSize": 11, "baseline": "middle", "align": "left", "dx": 5},
        "encoding": {"y": down, "x": {**across, "field": "high"}, "text": {"field": "t"}},
    }
    return {"data": {"values": rows}, "layer": [bars, words]}
