"""The sign-in page."""

from __future__ import annotations

import streamlit as st


def draw_sign_in() -> None:
    """Draw the form."""
    st.set_page_config(page_title="Sign in · Lunara", layout="centered")
    st.title("Sign in to Lunara", anchor=False)
