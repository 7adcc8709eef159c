"""The layout editor of a dashboard: gridstack in a Streamlit component, told tiles and telling places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.build.artifact import Place, Widget
from lunara.ui.state import widget as widget_value

_HERE = Path(__file__).parent


@cache
def _script() -> str:
    library = (_HERE / "gridstack" / "gridstack-all.js").read_text(encoding="utf-8")
    ours = (_HERE / "dashboard_grid.js").read_text(encoding="utf-8")
    # The library is UMD: run as a function it hangs GridStack on its `this`, which keeps the page's globals untouched.
    return (
        "const __scope = {}; (function(){"
        + library
        + "}).call(__scope);\nconst GridStack = __scope.GridStack ?? globalThis.GridStack;\n"
        + ours
    )


@cache
def _style() -> str:
    return "\n".join(
        (_HERE / name).read_text(encoding="utf-8") for name in ("gridstack/gridstack.min.css", "dashboard_grid.css")
    )


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "lunara_dashboard_grid",
        html='<div class="grid-stack"></div>',
        css=_style(),
        js=_script(),
        isolate_styles=False,
    )


def dashboard_grid(
    widgets: Sequence[Widget],
    *,
    key: str,
    on_move: Callable[[dict[str, Place]], None],
    previews: Mapping[str, str] | None = None,
) -> None:
    """Draw the editor. `on_move` gets every tile's place (by widget id) once each time that someone has moved one.

    `previews` is one line of plain text per widget id, such as a KPI's value.
    """
    tiles = [
        {
            "id": widget.id,
            "title": widget.title,
            "kind": "number" if widget.kind == "kpi" else widget.kind,
            "preview": (previews or {}).get(widget.id, widget.text[:200]),
            **widget.place.model_dump(),
        }
        for widget in widgets
    ]
    known = frozenset(widget.id for widget in widgets)

    def moved() -> None:
        # An event and not a state: a layout that counted for longer would be laid over an undo.
        places = _places((widget_value(key) or {}).get("layout"), known)
        if places:
            on_move(places)

    _component()(key=key, data={"tiles": tiles}, on_layout_change=moved)


def _places(layout: Any, known: frozenset[str]) -> dict[str, Place]:
    """What the browser tells, kept within the grid; tiles that are not there are left out."""
    places = {}
    for item in layout or []:
        if item.get("id") in known:
            x = min(max(int(item["x"]), 0), 11)
            places[str(item["id"])] = Place(
                x=x,
                y=min(max(int(item["y"]), 0), 1000),
                w=min(max(int(item["w"]), 1), 12 - x),
                h=min(max(int(item["h"]), 1), 24),
            )
    return places
