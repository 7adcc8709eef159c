"""ChartSpec: a chart as data, never code. What a dashboard stores and what every drawing (screen, print, PPTX) reads."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lunara.semantic.model import Strict

ChartKind = Literal[
    "kpi", "line", "area", "bar", "bar_horizontal", "stacked_bar", "pie", "scatter", "heatmap", "waterfall", "table"
]  # fmt: skip


class ChartSpec(Strict):
    """`x`, `y` and `series` are result column names. `kind="table"`: no picture suits this result.

    Per kind: a kpi shows each of `y` as a number (`x`, when set, names what it is of); a scatter has two `y` and its
    points are named by `x`; a heatmap has `x` across and `series` down; a waterfall goes from the total of the second of its
    two `y` to that of the first, by what each group of `x` adds. `sort="value"` puts the largest groups first,
    `limit` is how many groups are drawn at most; whatever is left out is said under the chart.
    """

    kind: ChartKind
    x: str | None = None
    y: tuple[str, ...] = ()
    series: str | None = None
    title: str = ""
    because: str = ""
    sort: Literal["result", "value"] = "result"
    limit: int | None = Field(default=None, ge=1, le=5_000)
