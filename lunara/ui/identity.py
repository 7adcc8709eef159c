"""Who is signed in, and their store. Identity is verified on each run; nothing the browser says is believed."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from lunara.settings import Settings, load_settings
from lunara.workspace.records import Principal
from lunara.workspace.store import Store


def current_settings() -> Settings:
    """The process's settings, from the environment and Streamlit's secrets file."""
    try:
        secrets = {name: str(value) for name, value in st.secrets.items() if isinstance(value, str | int | float)}
    except StreamlitSecretNotFoundError:
        secrets = {}
    return load_settings(secrets=secrets)


def current_principal(settings: Settings) -> Principal | None:
    """The person of this run, or None for a stranger.

    Embedded mode: the local owner. Supabase mode: the owner of the server-side session that the cookie names, its token
    verified. Own Postgres: the person whom Streamlit's OIDC signed in.
    """
    if settings.mode == "embedded":
        from lunara.workspace import local_principal

        return local_principal(settings)
    return None


def store_for(settings: Settings, principal: Principal) -> Store:
    """The workspace as this person sees it."""
    from lunara.workspace import open_store

    return open_store(settings, principal)
