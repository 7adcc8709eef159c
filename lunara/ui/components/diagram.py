"""The relationship diagram: tables or groups of them as cards, relationships as lines, drawn by a Streamlit component."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.semantic.model import SemanticModel
from lunara.ui import state
from lunara.ui.diagram_layout import CARD_WIDTH, Card, Line, Node, Routes, layout_with_routes, place

_HERE = Path(__file__).parent
# With more lines than this their keys are told when one is pointed at, not written on each.
_WRITTEN_LINES = 24
_ENDS = {"many_to_one": ("n", "1"), "one_to_one": ("1", "1"), "many_to_many": ("n", "n")}


def diagram(
    model: SemanticModel,
    *,
    key: str,
    on_choose: Callable[[str], None],
    height: int = 560,
    marks: Mapping[str, str] | None = None,
    focus: str = "",
) -> None:
    """Draw a model's visible tables; `on_choose` is called with the name of the one that was clicked, before the next run.

    `marks` gives a relationship's state ("proposed", "accepted", "rejected") by its name; `focus` is the table to begin at.
    """
    cards, routes = layout_with_routes(model)
    shown = {card.table for card in cards}
    edges = []
    for r in model.relationships:
        if {r.from_table, r.to_table} <= shown:
            columns = f"{', '.join(r.from_columns)} → {', '.join(r.to_columns)}"
            status = (marks or {}).get(r.name, "accepted")
            edge = _edge(Line(r.name, r.from_table, r.to_table), routes, status)
            edge |= {
                "ends": _ENDS[r.cardinality],
                "label": ", ".join(r.from_columns),
                "told": f"{r.name}: {columns} ({r.cardinality.replace('_', ' ')}, {status})",
            }
            edges.append(edge)
    _draw(cards, edges, key=key, on_choose=on_choose, height=height, focus=focus, nouns=("table", "relationship"))


def group_diagram(
    nodes: Sequence[Node], lines: Sequence[Line], *, key: str, on_choose: Callable[[str], None], height: int = 560
) -> None:
    """Draw groups of tables; `on_choose` is called with the name of the one that was clicked, before the next run."""
    cards, routes = place(nodes, lines)
    edges = [_edge(line, routes, "accepted") | {"told": line.name} for line in lines]
    _draw(cards, edges, key=key, on_choose=on_choose, height=height, focus="", nouns=("group", "line"))


def _edge(line: Line, routes: Routes, status: str) -> dict[str, Any]:
    return {
        "from": line.source,
        "to": line.target,
        "via": routes.get(line.name, []),
        "state": status,
        "ends": ("", ""),
        "label": "",
    }


def _draw(
    cards: Sequence[Card],
    edges: Sequence[Mapping[str, Any]],
    *,
    key: str,
    on_choose: Callable[[str], None],
    height: int,
    focus: str,
    nouns: tuple[str, str],
) -> None:
    shown = {card.table for card in cards}

    def chosen() -> None:
        clicked = getattr(state.widget(key), "table", None)
        if clicked in shown:
            on_choose(str(clicked))

    data = {
        "cards": [vars(card) for card in cards],
        "edges": list(edges),
        "height": height,
        "lane": CARD_WIDTH,
        "focus": focus,
        "written": len(edges) <= _WRITTEN_LINES,
        "nouns": nouns,
        "overview": nouns[0] == "group",
    }
    _component()(key=key, data=data, on_table_change=chosen)


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "lunara_diagram",
        html='<div class="lunara-diagram"></div>',
        css=_asset("diagram.css"),
        js=_asset("diagram.js"),
        isolate_styles=False,
    )


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
