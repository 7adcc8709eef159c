"""What the theme in .streamlit/config.toml cannot say: the logo (its colours read on light and on dark) and a little spacing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STATIC = Path(__file__).resolve().parent / "static"


def is_dark() -> bool:
    """Whether this visitor sees the dark theme."""
    return bool(st.context.theme.type == "dark")


def apply_look() -> None:
    """Logo and style sheet; first thing of each run."""
    st.logo(str(STATIC / "logo.svg"), icon_image=str(STATIC / "mark.svg"), size="large")
    st.html(STATIC / "lunara.css")
