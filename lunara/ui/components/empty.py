"""The designed empty state: what belongs here, and what to do next."""

from __future__ import annotations

import streamlit as st

from lunara.ui.components.text import plain


def empty_state(title: str, text: str, *, icon: str = ":material/inbox:") -> None:
    """Draw a calm empty state. `title` and `text` are shown letter by letter; put the next action right below it."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f"## {icon}", text_alignment="center", anchors=False)
        st.markdown(f"**{plain(title)}**", text_alignment="center")
        st.markdown(f":gray[{plain(text)}]", text_alignment="center")
