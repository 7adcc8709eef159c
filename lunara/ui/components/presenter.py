"""Presenting a deck: the slide, the next one, what to say, the time; the slides alone in a second window."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.build.artifact import SlidesContent
from lunara.build.kinds.slides_layout import sheets
from lunara.build.refresh import FigureResult
from lunara.ui import navigation
from lunara.ui.failure import explained
from lunara.ui.figure_results import Models
from lunara.ui.page import PageContext
from lunara.ui.slide_art import pictures_of, provenance_of, readable, shown_slides, styled

_HERE = Path(__file__).parent
PRESENT = "present"


def present_page(
    ctx: PageContext, content: SlidesContent, models: Models, results: Mapping[str, FigureResult], name: str
) -> None:
    """The presenter view of a deck, `content` as it is read; and the way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "End", icon=":material/close:", type="tertiary", on_click=navigation.set_query, kwargs={PRESENT: None}
        )
        st.caption("Arrow keys, space, Home and End move; T starts and stops the time; F is full screen.")
    with explained(), st.spinner("Drawing the slides…"):
        looks = shown_slides(ctx, content, models, results, name)
        deck = styled(ctx, content)
        laid = sheets(deck, readable(results), provenance_of(ctx, models), pictures_of(ctx, deck), name=name)
        presenter(looks, [one.title for one in laid], [one.notes for one in laid], key="presenter")


def presenter(pictures: Sequence[bytes], titles: Sequence[str], notes: Sequence[Sequence[str]], *, key: str) -> None:
    """Draw it. `pictures` are the slides as JPEG; titles and notes are plain text, one of each a slide."""
    slides = [
        {"image": f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}", "title": title, "notes": list(said)}
        for picture, title, said in zip(pictures, titles, notes, strict=True)
    ]
    _component()(key=key, data={"slides": slides})


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "lunara_presenter", html='<div class="presenter"></div>', css=_asset("presenter.css"), js=_asset("presenter.js")
    )
