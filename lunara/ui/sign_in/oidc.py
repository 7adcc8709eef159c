"""Own Postgres: signing in with OpenID Connect by Streamlit's `st.login`. Which providers there are, and what is believed.

Streamlit checks the provider's token and keeps what it says in a signed cookie, for 30 days and without a way to end it. So it is
noted in the workspace too (`Vouched`), holds for as long as the settings say, and is ended as a session of the person.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from lunara.errors import InvalidInput
from lunara.settings import Settings
from lunara.ui.address import LOOPBACK, own_path, seen_under, served_under
from lunara.ui.sign_in.form_token import COOKIE
from lunara.ui.sign_in.providers import provider_label
from lunara.ui.sign_in.way_back import FAILED, wish
from lunara.workspace.records import Vouched

DEFAULT = "default"  # Streamlit's name for the provider that [auth] itself describes
CALLBACK = "/oauth2callback"
SECRET_CHARACTERS = 32
_USER = "_streamlit_user"
_NEEDED = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class Provider:
    """One that may sign people in. `vouches`: whoever runs Lunara says that all its addresses are verified."""

    name: str
    label: str
    client_id: str
    vouches: bool


def providers(settings: Settings) -> tuple[Provider, ...]:
    """Those of `[auth]` in Streamlit's secrets. Raises InvalidInput, naming what, when something of it is missing or unsafe."""
    auth = _section()
    named = {name: value for name, value in auth.items() if isinstance(value, Mapping) and "client_id" in value}
    sections = {DEFAULT: auth, **named} if "client_id" in auth else named
    if not sections:
        raise _wrong("no provider", "Add client_id, client_secret and server_metadata_url.")
    if len(str(auth.get("cookie_secret") or "")) < SECRET_CHARACTERS:
        raise _wrong(
            f"no cookie_secret of {SECRET_CHARACTERS} characters or more: whoever guesses it signs in as anybody",
            'Make one with python -c "import secrets; print(secrets.token_urlsafe(48))".',
        )
    back = urlsplit(str(auth.get("redirect_uri") or ""))
    if back.path != seen_under(settings) + CALLBACK or not back.netloc:
        raise _wrong(
            f"no redirect_uri that ends in {seen_under(settings)}{CALLBACK}",
            "It is the address by which people reach the app, and that path.",
        )
    if seen_under(settings) != served_under():
        raise InvalidInput(
            "Sign-in is set up wrongly: Streamlit's sign-in does not know the path of LUNARA_PUBLIC_URL.",
            f"Set STREAMLIT_SERVER_BASE_URL_PATH to {seen_under(settings).strip('/') or 'nothing'}, and let the proxy leave the "
            "path as it is.",
            code="no_sign_in",
        )
    for name, section in sections.items():
        where = "" if name == DEFAULT else f" in [auth.{name}]"
        missing = [key for key in _NEEDED if not section.get(key)]
        if missing:
            raise _wrong(f"no {missing[0]}{where}", "The provider's console shows it.")
        metadata = urlsplit(str(section["server_metadata_url"]))
        if metadata.scheme != "https" and metadata.hostname not in LOOPBACK:
            raise _wrong(f"a server_metadata_url{where} without https", "Anybody in between could say who signs in.")
    return tuple(
        Provider(
            name,
            "" if name == DEFAULT else provider_label(name),
            str(section["client_id"]),
            section.get("emails_are_verified") is True,
        )
        for name, section in sections.items()
    )


def vouched_for(settings: Settings) -> Vouched | None:
    """What the provider said of this tab's person when it was opened; None for a stranger. Raises what `providers` raises."""
    return vouched_in(settings, st.user.to_dict()) if getattr(st.user, "is_logged_in", False) else None


def vouched_by(settings: Settings, cookies: Mapping[str, str]) -> Vouched | None:
    """What Streamlit's cookie among these says, as Streamlit reads it: its signature, and of the parts of a long one those that
    belong to it. None for a stranger. Raises what `providers` raises.
    """
    if not cookies.get(_USER):
        return None
    secret = str(_section().get("cookie_secret") or "")
    read = get_cookie_with_chunks(lambda name: decode_signed_value(secret, name, cookies.get(name, "")), _USER)
    claims = json.loads(read) if read else {}
    return vouched_in(settings, claims) if claims.get("is_logged_in") is True else None


def vouched_in(settings: Settings, claims: Mapping[str, Any]) -> Vouched | None:
    """What a token says that Streamlit has checked (signature, issuer, expiry, nonce); None for one not for us, or too old.

    Streamlit lets a token for another audience pass when its `azp` is ours. An address counts when the token says that it is
    verified, or says nothing of it and the provider is one that vouches for all of its addresses.
    """
    issuer, subject, nonce = (str(claims.get(name) or "") for name in ("iss", "sub", "nonce"))
    at = claims.get("iat")
    provider = next((one for one in providers(settings) if one.name == claims.get("provider")), None)
    if not (issuer and subject and nonce) or not isinstance(at, int | float) or provider is None:
        return None
    audience = claims.get("aud")
    if provider.client_id not in (audience if isinstance(audience, list) else [audience]):
        return None
    if at + settings.sign_in_hours * 3_600 <= time.time():
        return None
    said = claims.get("email_verified")
    verified = said is True or (said is None and provider.vouches)
    seal = hashlib.sha256("\n".join((issuer, subject, nonce, str(at))).encode()).hexdigest()
    email = str(claims.get("email") or "") if verified else ""
    return Vouched(issuer, subject, email, str(claims.get("name") or ""), float(at), seal)


def go_to(settings: Settings, provider: Provider) -> None:
    """For a button: leave for the provider, and come back to the page that this is."""
    given = {name: value for name, value in st.query_params.to_dict().items() if name != FAILED}
    page = urlsplit(str(st.context.url or "")).path + (f"?{urlencode(given)}" if given else "")
    wish(st.context.cookies.get(COOKIE, ""), own_path(settings, page))
    st.login(None if provider.name == DEFAULT else provider.name)


def _section() -> Mapping[str, Any]:
    try:
        found = st.secrets.get("auth")
    except StreamlitSecretNotFoundError:
        found = None
    if not found:
        raise InvalidInput(
            "Sign-in is not set up.",
            "This workspace lives in its own Postgres and needs a provider: fill in [auth] in .streamlit/secrets.toml, as "
            "docs/sign-in.md shows.",
            code="no_sign_in",
        )
    section: Mapping[str, Any] = found
    return section


def _wrong(has: str, hint: str) -> InvalidInput:
    return InvalidInput(
        f"Sign-in is set up wrongly: [auth] in .streamlit/secrets.toml has {has}.", hint, code="no_sign_in"
    )
