"""What the theme in .streamlit/config.toml cannot say: the logo (its colours read on light and on dark) and a little spacing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

STATIC = Path(__file__).resolve().parent / "static"


def is_dark() -> bool:
    """Whether this visitor sees the dark theme, as of the current run."""
    return bool(st.context.theme.type == "dark")


@st.cache_resource(show_spinner=False)
def _theme_watch() -> Any:
    script = (Path(__file__).parent / "theme_watch.js").read_text(encoding="utf-8")
    return st.components.v2.component("lunara_theme_watch", html="<span hidden></span>", js=script)


def follow_theme() -> None:
    """Run the page again when the visitor's theme changes while it is open (the system switches to dark at night)."""
    _theme_watch()(key="theme-watch", on_changed_change=lambda: None)


def apply_look() -> None:
    """Logo and style sheet; first thing of each run."""
    st.logo(str(STATIC / "logo.svg"), icon_image=str(STATIC / "mark.svg"), size="large")
    st.html(STATIC / "lunara.css")
    follow_theme()
