"""The layout editor of a dashboard: gridstack in a Streamlit component, told tiles and telling places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.build.artifact import Place, Widget

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
    widgets: Sequence[Widget], *, key: str, previews: Mapping[str, str] | None = None
) -> dict[str, Place]:
    """Draw the editor; returns where tiles were moved to (by widget id), empty until someone moves one.

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
    state = _component()(key=key, data={"tiles": tiles}, default={"layout": None}, on_layout_change=lambda: None)
    known = {widget.id for widget in widgets}
    places = {}
    for item in state.layout or []:
        if item.get("id") in known:
            x = min(max(int(item["x"]), 0), 11)
            places[str(item["id"])] = Place(
                x=x,
                y=min(max(int(item["y"]), 0), 1000),
                w=min(max(int(item["w"]), 1), 12 - x),
                h=min(max(int(item["h"]), 1), 24),
            )
    return places
