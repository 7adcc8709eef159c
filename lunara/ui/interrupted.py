"""Work whose sign-in ended in the middle: nothing that was typed is lost when the same person signs in again in that tab.

It stays in the server's memory for half an hour. The tab's address has a word for it, which is of use to nobody but the person
whose work it is: what another finds under it is dropped. What was about to be done is not done again by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.ui import navigation, state
from lunara.ui.shares import Limits
from lunara.ui.sign_in.shelf import OwnedShelf

RESUME = "resume"
SECONDS = 1_800.0
LIMITS = Limits(person=(20, 10_000_000), organization=(400, 50_000_000), all=(4_000, 250_000_000))
MOST_CHARACTERS = 100_000
_TYPING = "typing-watch"
_TYPED = "typed last"


@dataclass(frozen=True)
class _Interrupted:
    """What a tab remembered, and what stood in its fields: by key, and the texts of those that have none.

    `secret` are the keys of the fields whose texts are not among them.
    """

    owner: tuple[str, ...]
    project_id: str | None
    pages: dict[str, Any] = field(repr=False)
    fields: dict[str, Any] = field(repr=False)
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    secret: frozenset[str] = frozenset()


@dataclass
class _Texts:
    """What could not be put back into its place, by field, until it is dismissed."""

    kept: tuple[tuple[str, str], ...] = ()


_kept: OwnedShelf[_Interrupted] = OwnedShelf(SECONDS, LIMITS)


def set_aside() -> str:
    """Keep what this tab is at, once; returns the word for it, empty where nobody was signed in here before."""
    here = state.session()
    if here.interrupted or here.owner is None:
        return here.interrupted
    secret = frozenset(here.secret_fields)
    at = _Interrupted(here.owner, here.project_id, here.pages, state.typed(), tuple(state.texts()), secret)
    here.interrupted = _kept.put(at, at.owner[:2])
    return here.interrupted


def watch_typing(*, stranger: bool) -> None:
    """Have the browser tell what was still being typed when sign-in took the page's place; belongs into each run.

    A field's text comes to the server when the field is left, and a page that runs by itself does not wait for that.
    """
    _typing_watch()(key=_TYPING, data={"stranger": stranger}, on_typed_change=_add_typed)


@st.cache_resource(show_spinner=False)
def _typing_watch() -> Any:
    script = (Path(__file__).parent / "typing_watch.js").read_text(encoding="utf-8")
    return st.components.v2.component("lunara_typing_watch", html="<span hidden></span>", js=script)


def _add_typed() -> None:
    """Lay what the browser tells beside what this tab has set aside, once; nothing of a secret field."""
    told = getattr(state.widget(_TYPING), "typed", None)
    word = navigation.query(RESUME)
    found = _kept.look(word) if word else None
    if found is None or not isinstance(told, Mapping):
        return
    text, key = told.get("text"), told.get("key")
    if not isinstance(text, str) or not text.strip() or key in {_as_class(one) for one in found.secret}:
        return
    known = {*(one for one in found.fields.values() if isinstance(one, str)), *(one for _, one in found.texts)}
    if text not in known and all(name != _TYPED for name, _ in found.texts):
        _kept.put(replace(found, texts=(*found.texts, (_TYPED, text[:MOST_CHARACTERS]))), found.owner[:2], word)


def _as_class(key: str) -> str:
    """As Streamlit writes a widget's key into its class."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


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
