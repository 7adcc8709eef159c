"""What every drawing of a chart shares: the colour of a series, its name in a legend, the name of an axis."""

from __future__ import annotations

import re
from typing import Any

from lunara.charts.arrange import Arranged, Series
from lunara.charts.display import shorten
from lunara.charts.palette import FONT_FAMILY, Theme

COMPARED_STRENGTH = 0.45


def series_colour(drawing: Arranged, theme: Theme, position: int) -> str:
    """The colour of a series; one that is compared has that of the series it belongs to, fainter where it is a bar."""
    series = drawing.series[position]
    own = [item for item in drawing.series if not item.compared] or list(drawing.series)
    if not series.compared:
        return theme.series[own.index(series) % len(theme.series)]
    if len(drawing.series) == 2:
        return theme.muted
    base = next((i for i, item in enumerate(own) if item.column.name == series.column.compares), 0)
    return theme.series[base % len(theme.series)]


def bar_colour(drawing: Arranged, theme: Theme, position: int) -> str:
    """The colour of a series' bars, which its swatch in the legend has too: no transparency."""
    colour = series_colour(drawing, theme, position)
    return mixed(colour, theme.background, COMPARED_STRENGTH) if drawing.series[position].compared else colour


def mixed(colour: str, ground: str, strength: float) -> str:
    """A colour as it looks on a ground at that strength (0 to 1), `#RRGGBB`."""
    parts = [
        round(int(ground[at : at + 2], 16) * (1 - strength) + int(colour[at : at + 2], 16) * strength)
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


def legend_name(series: Series, length: int) -> str:
    """A series' name for a legend; of a compared one, what says so stays: "Average order… (previous year)"."""
    ending = re.search(r" \([^()]+\)$", series.name) if series.compared else None
    if ending is None or len(series.name) <= length:
        return shorten(series.name, length)
    room = length - len(ending[0])
    return (shorten(series.name[: ending.start()], room) if room >= 4 else "") + ending[0].lstrip(
        " " if room < 4 else ""
    )


def vega_config(theme: Theme) -> dict[str, Any]:
    """Fonts and colours of a Vega-Lite drawing."""
    text = {"labelFont": FONT_FAMILY, "titleFont": FONT_FAMILY, "labelColor": theme.muted, "titleColor": theme.muted}
    return {
        "font": FONT_FAMILY,
        "view": {"stroke": None},
        "axis": {
            **text,
            "gridColor": theme.grid,
            "domainColor": theme.grid,
            "tickColor": theme.grid,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "labelPadding": 6,
            "titlePadding": 8,
        },
        "legend": {
            **text,
            "labelColor": theme.text,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        },
        "text": {"font": FONT_FAMILY},
    }
