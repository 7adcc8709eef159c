"""ChartSpec: a chart as data, never code. What a dashboard stores and what every drawing (screen, print, PPTX) reads."""

from __future__ import annotations

from typing import Literal

from lunara.semantic.model import Strict

ChartKind = Literal["kpi", "line", "area", "bar", "bar_horizontal", "stacked_bar", "pie", "scatter", "heatmap", "table"]


class ChartSpec(Strict):
    """`x`, `y` and `series` are result column names. `kind="table"`: no picture suits this result."""

    kind: ChartKind
    x: str | None = None
    y: tuple[str, ...] = ()
    series: str | None = None
    title: str = ""
    because: str = ""
