"""The question that was asked last, at the top of the screen: its answer is read from its first sentence on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st


def show_asked_last(session_id: str, asked: int) -> None:
    """Bring it there when another one was `asked`; belongs behind the turns, into each run."""
    _turn_watch()(key="turn-watch", data={"session": session_id, "asked": asked})


@st.cache_resource(show_spinner=False)
def _turn_watch() -> Any:
    script = (Path(__file__).parent / "turn_watch.js").read_text(encoding="utf-8")
    return st.components.v2.component("lunara_turn_watch", html="<span hidden></span>", js=script)
