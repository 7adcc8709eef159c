"""A selectbox over records: options are ids, what is shown are names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from lunara.ui import state
from lunara.ui.components.text import distinct


def pick(
    label: str,
    names: Mapping[str, str],
    current: str,
    *,
    key: str,
    on_pick: Callable[[str], None],
    icon: str | None = None,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draw a selectbox of `names` (by id) that shows `current`; `on_pick(id)` is called when the person chooses another.

    The browser tells options apart by their names, so a renamed record makes a new widget (the names are part of its key).
    """
    shown = distinct(names)
    mark = hashlib.sha256("\0".join(f"{id}\0{name}" for id, name in shown.items()).encode()).hexdigest()[:8]
    widget = f"{key}_{mark}"
    if state.widget(widget) != current:
        state.set_widget(widget, current)

    def changed() -> None:
        chosen = state.widget(widget)
        if chosen in shown:
            on_pick(str(chosen))

    st.selectbox(
        label,
        list(shown),
        format_func=lambda id: shown.get(id, ""),
        key=widget,
        on_change=changed,
        icon=icon,
        width=width,
    )
