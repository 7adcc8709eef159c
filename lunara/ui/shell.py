"""The script that Streamlit runs: navigation, and around each page the frame that turns errors into words.

`pages/` lies beside Home.py and not beside this script, so no page ever runs without passing through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lunara.errors import Unavailable
from lunara.ui import navigation, state
from lunara.ui.components.away import away_page
from lunara.ui.failure import explained
from lunara.ui.identity import confirmed, current_principal, current_settings
from lunara.ui.interrupted import RESUME, draw_texts, set_aside, take_up, watch_typing
from lunara.ui.look import apply_look
from lunara.ui.navigation import sign_in_pages, streamlit_pages
from lunara.ui.sign_in.way_back import FAILED
from lunara.workspace.outage import trouble_of


def main() -> None:
    """One run of the app."""
    apply_look()
    with explained(), opening_later():
        person = current_principal(current_settings())
        stranger = person is None
        word = set_aside() if stranger else navigation.query(RESUME)
        state.belongs_to(None if person is None else (person.organization_id, person.user_id, person.role))
        watch_typing(stranger=stranger)
        if person is not None:
            confirmed(person)
            take_up(word)
            navigation.set_query(**{FAILED: None})  # of a sign-in that another tab has meanwhile made good
        elif word:
            navigation.set_query(**{RESUME: word})
        page = st.navigation(sign_in_pages() if stranger else streamlit_pages(), position="hidden")
        page.run()
        if not stranger:
            draw_texts()


@contextmanager
def opening_later() -> Iterator[None]:
    """Where nothing can be shown without the workspace and it does not answer, a page that opens when it is back."""
    try:
        yield
    except Unavailable as error:
        if trouble_of(error) is None:
            raise
        away_page(current_settings(), error)


main()
