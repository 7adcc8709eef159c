"""That nobody can sign in because Supabase Auth does not answer, for as long as it does not."""

from __future__ import annotations

import streamlit as st

from lunara.settings import Settings
from lunara.ui.sign_in import supabase_auth

SIGN_IN_SECONDS = 5.0


def draw_sign_in_away(settings: Settings) -> None:
    """On the sign-in page, while Supabase Auth cannot be reached, that nobody can sign in."""
    if settings.mode == "supabase":
        _sign_in_away(settings)


@st.fragment(run_every=SIGN_IN_SECONDS)
def _sign_in_away(settings: Settings) -> None:
    """Knows nobody, and draws nothing while all is well."""
    if not supabase_auth.answers(settings):
        st.warning(
            "**Sign-in does not answer right now.**  \nThis page tries again by itself; what you type stays.",
            icon=":material/cloud_off:",
        )
