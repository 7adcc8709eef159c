"""Work whose sign-in ended in the middle: nothing that was typed is lost when the same person signs in again in that tab.

It stays in the server's memory for half an hour. The tab's address has a word for it, which is of use to nobody but the person
whose work it is: what another finds under it is dropped. What was about to be done is not done again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lunara.ui import navigation, state
from lunara.ui.sign_in.shelf import Shelf

RESUME = "resume"
SECONDS = 1_800.0
MOST = 100


@dataclass(frozen=True)
class _Interrupted:
    """What a tab remembered, and what stood in its fields: by key, and the texts of those that have none."""

    owner: tuple[str, ...]
    project_id: str | None
    pages: dict[str, Any] = field(repr=False)
    fields: dict[str, Any] = field(repr=False)
    texts: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass
class _Texts:
    """What could not be put back into its place, by field, until it is dismissed."""

    kept: tuple[tuple[str, str], ...] = ()


_kept: Shelf[_Interrupted] = Shelf(SECONDS, most=MOST)


def set_aside() -> str:
    """Keep what this tab is at, once; returns the word for it, empty where nobody was signed in here before."""
    here = state.session()
    if here.interrupted or here.owner is None:
        return here.interrupted
    at = _Interrupted(here.owner, here.project_id, here.pages, state.typed(), tuple(state.texts()))
    here.interrupted = _kept.put(at)
    return here.interrupted


def take_up(word: str) -> None:
    """Put back what was set aside under `word`, when it is this person's; before the page is drawn."""
    if not word:
        return
    navigation.set_query(**{RESUME: None})
    found = _kept.take(word)
    here = state.session()
    if found is None or found.owner != here.owner:
        return
    here.project_id, here.pages = found.project_id, found.pages
    for key, value in found.fields.items():
        state.set_widget(key, value)
    if found.texts:
        state.page_state(_Texts).kept = found.texts
    state.notify("You are back where your sign-in ended: what you had typed is kept.")


def draw_texts() -> None:
    """Below the page, what was typed into fields that are empty now or not there: of a form, or of a dialog."""
    texts = state.page_state(_Texts)
    if not texts.kept:
        return
    there = set(state.texts())
    missing = [text for name, text in texts.kept if (name, text) not in there]
    if not missing:
        return
    with st.container(border=True, key="interrupted_texts"):
        st.markdown("**What else stood in the fields when your sign-in ended**")
        for text in missing:
            st.code(text, language=None, wrap_lines=True)
        if st.button("I have what I need", icon=":material/check:", key="interrupted_done"):
            state.forget_page_state(_Texts)
            navigation.refresh()
