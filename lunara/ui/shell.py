"""The script that Streamlit runs: navigation, and around each page the frame that turns errors into words.

`pages/` lies beside Home.py and not beside this script, so no page ever runs without passing through here.
"""

from __future__ import annotations

import streamlit as st

from lunara.ui import state
from lunara.ui.failure import explained
from lunara.ui.identity import confirmed, current_principal, current_settings
from lunara.ui.look import apply_look
from lunara.ui.navigation import sign_in_pages, streamlit_pages


def main() -> None:
    """One run of the app."""
    apply_look()
    with explained():
        person = current_principal(current_settings())
        stranger = person is None
        state.belongs_to(None if person is None else (person.organization_id, person.user_id, person.role))
        if person is not None:
            confirmed(person)
        page = st.navigation(sign_in_pages() if stranger else streamlit_pages(), position="hidden")
        page.run()


main()
