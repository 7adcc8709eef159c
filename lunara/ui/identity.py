"""Who is signed in, and their store. Identity is verified on each run; nothing the browser says is believed."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from lunara.errors import NotPermitted
from lunara.settings import Settings, load_settings
from lunara.ui import cache
from lunara.ui.sign_in.routes import session_book
from lunara.ui.sign_in.sessions import COOKIE
from lunara.workspace.records import Principal
from lunara.workspace.store import Store, local_principal, open_store, principal_for_identity, principal_for_token

LOCAL_OWNER_SECONDS = 30.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def listens_on_loopback() -> bool:
    """Whether the server's address keeps other machines out."""
    return str(st.get_option("server.address") or "") in LOOPBACK


def open_to_others(settings: Settings) -> bool:
    """Whether a workspace without sign-in can be reached from other machines: whoever does is its owner."""
    return settings.mode == "embedded" and not listens_on_loopback()


def has_sign_in(settings: Settings) -> bool:
    """Whether there are several people here: a local workspace has its owner alone."""
    return settings.mode != "embedded"


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
    verified (signature, audience, issuer, expiry). Own Postgres: the person whom Streamlit's OIDC signed in.
    """
    if settings.mode == "embedded":
        key = cache.Key("local", "owner", fingerprint=str(settings.home))
        return cache.remember(key, lambda: local_principal(settings), ttl=LOCAL_OWNER_SECONDS)
    if settings.mode == "supabase":
        word = st.context.cookies.get(COOKIE)
        tokens = session_book(settings).tokens(word)
        if tokens is None:
            return None
        try:
            return principal_for_token(settings, tokens.access_token)
        except NotPermitted as error:
            if error.code != "signed_out":
                raise
            session_book(settings).end(word)
            return None
    return _oidc_principal(settings)


def _oidc_principal(settings: Settings) -> Principal | None:
    if not getattr(st.user, "is_logged_in", False):
        return None
    claims = st.user.to_dict()
    subject, issuer = str(claims.get("sub") or ""), str(claims.get("iss") or "")
    if not subject or not issuer:
        return None
    verified = claims.get("email_verified") is True
    email = str(claims.get("email") or "") if verified else ""
    return principal_for_identity(settings, issuer, subject, email, str(claims.get("name") or ""))


def store_for(settings: Settings, principal: Principal) -> Store:
    """The workspace as this person sees it."""
    return open_store(settings, principal)
