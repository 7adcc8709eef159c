"""A compiled query's result as the picture its ChartSpec says: number, chart, or table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from lunara.charts.describe import alt_text
from lunara.charts.draw import CONFIG, figure
from lunara.charts.kpi import Kpi, kpis
from lunara.charts.pick import picked
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.query import Filter
from lunara.ui.cache import Key, remember
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import plain
from lunara.ui.look import is_dark
from lunara.ui.screen_theme import ON_SCREEN, for_screen, unguarded

SHORT_NOTE = 34  # characters: they fit into the narrowest tile of a drafted dashboard
BYTES_A_POINT = 360  # measured: a point with its text and what a click means


class DrawnFigure(BaseFigure):
    """A figure dict that is known to be valid, so that Streamlit does not validate it again on each rerun.

    Plotly's own `Figure` spends several milliseconds on that; these dicts come from `charts.draw` alone, whose tests validate
    them. Only `to_dict` is asked for.
    """

    def __init__(self, drawn: Mapping[str, Any]) -> None:
        self._drawn = dict(drawn)

    def to_dict(self) -> dict[str, Any]:
        """The figure as it was drawn."""
        return self._drawn


def drawn_figure(
    organization_id: str, spec: ChartSpec, compiled: CompiledQuery, result: ResultTable
) -> tuple[dict[str, Any] | None, str]:
    """The plotly dict (None for numbers and tables) and its alt text, drawn once per result for every theme."""
    key = Key(
        organization_id,
        "figure",
        fingerprint=f"{compiled.fingerprint}:{result.fetched_at.isoformat()}:{result.row_count}:{spec.model_dump_json()}",
    )

    def make() -> tuple[dict[str, Any] | None, str]:
        drawn = figure(spec, compiled.columns, result, ON_SCREEN)
        return (None if drawn is None else for_screen(drawn)), alt_text(spec, compiled, result)

    def size(made: tuple[dict[str, Any] | None, str]) -> int:
        return BYTES_A_POINT * sum(len(trace["customdata"]) for trace in made[0]["data"]) if made[0] else 0

    return remember(key, make, size=size)


HEIGHT = 380
HEATMAP_ROW = 18
"""A row of a heatmap, with its name in it."""
HEATMAP_EDGES = 180
"""What a heatmap needs for the names across and the title below."""


def figure_view(
    organization_id: str,
    spec: ChartSpec,
    compiled: CompiledQuery,
    result: ResultTable,
    *,
    key: str,
    height: int | str | None = None,
    on_pick: Callable[[tuple[Filter, ...]], None] | None = None,
    beside: Sequence[str] | None = None,
) -> None:
    """Draw it. `on_pick` gets the filters that a click on the chart stands for (none when the selection was cleared).

    `beside` are notes of the figure's place, which has one line for all notes.
    """
    if result.row_count == 0:
        st.caption("No rows: nothing in the data fits this question.")
        return
    if spec.kind == "kpi":
        with st.container(horizontal=True):
            for number in kpis(spec, compiled, result):
                kpi_view(number)
        return
    if spec.kind == "table":
        result_table(compiled.columns, result, key=f"{key}:table")
        return
    drawn, alt = drawn_figure(organization_id, spec, compiled, result)
    if drawn is None:
        return

    # Streamlit puts the theme's colours in when a chart first appears, so another theme is another chart.
    name = f"{key}:chart:{'dark' if is_dark() else 'light'}"

    def selected() -> None:
        from lunara.ui.state import widget

        state = widget(name)
        points = (state or {}).get("selection", {}).get("points", [])
        if on_pick is not None:
            on_pick(picked(drawn, unguarded(points)))

    st.plotly_chart(
        DrawnFigure(drawn),
        key=name,
        theme="streamlit",
        height=height if height is not None else _height(spec, drawn),
        config=CONFIG,
        alt=alt,
        on_select=selected if on_pick is not None else "ignore",
        selection_mode="points",
    )
    notes = drawn.get("layout", {}).get("meta", {}).get("notes", [])
    if beside is not None:
        note_line((*notes, *beside))
        return
    for note in notes:
        st.caption(plain(note))


def _height(spec: ChartSpec, drawn: dict[str, Any]) -> int:
    """Pixels that a figure takes where its place gives none: those of a heatmap grow with the names beside it."""
    names = drawn.get("layout", {}).get("yaxis", {}).get("tickvals", []) if spec.kind == "heatmap" else []
    return max(HEIGHT, HEATMAP_EDGES + HEATMAP_ROW * len(names))


def note_line(notes: Sequence[str]) -> None:
    """Notes where there is one line for all: it is cut where its place ends, and its mark tells them whole."""
    said = [plain(note) for note in dict.fromkeys(notes)]
    if said:
        line = " ".join(said)
        st.caption(line, help="\n\n".join(said) if len(line) > SHORT_NOTE else None)


def kpi_view(number: Kpi, *, titled: bool = True) -> None:
    """One number with its change against what it is compared with; `titled=False` where a title stands above it."""
    st.metric(
        plain(number.label + (f" · {number.of}" if number.of else "")),
        plain(number.value),
        delta=plain(number.delta) or None,
        delta_description=plain(number.compared) or None,
        delta_arrow={"up": "up", "down": "down"}.get(number.direction, "off"),
        delta_color="off",
        help=plain(number.full) if number.full != number.value and titled else None,
        label_visibility="visible" if titled else "collapsed",
    )
