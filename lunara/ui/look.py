"""What the theme in .streamlit/config.toml cannot say: the logo for light and dark, and a little spacing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STATIC = Path(__file__).resolve().parent / "static"


def is_dark() -> bool:
    """Whether this visitor sees the dark theme."""
    return bool(st.context.theme.type == "dark")


def apply_look() -> None:
    """Logo and style sheet; first thing of each run."""
    shade = "dark" if is_dark() else "light"
    st.logo(str(STATIC / f"logo-{shade}.svg"), icon_image=str(STATIC / f"mark-{shade}.svg"), size="large")
    st.html(STATIC / "lunara.css")
