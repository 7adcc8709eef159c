"""Supabase Auth, asked from the server. A client of its own for each call: a shared one leaks headers between people."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from lunara.errors import NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.ui.sign_in.sessions import Tokens

if TYPE_CHECKING:
    from supabase import Client

_log = logging.getLogger("lunara.sign_in")

WRONG = "The e-mail address or the password is not right."


def sign_in(settings: Settings, email: str, password: str) -> Tokens:
    """Tokens for an e-mail address and password.

    Raises NotPermitted with one sentence for every refusal (it does not tell whether an account exists), Unavailable when
    Supabase cannot be reached.
    """
    from httpx import HTTPError
    from supabase_auth.errors import AuthError

    try:
        answer = _client(settings).auth.sign_in_with_password({"email": email, "password": password})
    except AuthError as error:
        if getattr(error, "status", 400) >= 500 or type(error).__name__ == "AuthRetryableError":
            raise _unreachable() from error
        raise NotPermitted(WRONG, "Check both and try again.") from None
    except HTTPError as error:
        raise _unreachable() from error
    if answer.session is None:
        raise NotPermitted(WRONG, "Check both and try again.")
    return _tokens(answer.session)


def refresh(settings: Settings, tokens: Tokens) -> Tokens | None:
    """New tokens for the old ones; None when Supabase Auth refuses, the old ones when it cannot be reached and they
    still hold."""
    from httpx import HTTPError
    from supabase_auth.errors import AuthApiError, AuthError

    try:
        answer = _client(settings).auth.refresh_session(tokens.refresh_token)
    except AuthApiError as error:
        if getattr(error, "status", 400) < 500:
            return None
        return _while_it_holds(tokens)
    except (AuthError, HTTPError):
        return _while_it_holds(tokens)
    return _tokens(answer.session) if answer.session is not None else None


def sign_out(settings: Settings, tokens: Tokens) -> None:
    """Revoke this session at Supabase Auth. It has ended here already, so a failure is only logged."""
    import httpx

    try:
        httpx.post(
            f"{settings.supabase_url}/auth/v1/logout",
            params={"scope": "local"},
            headers={"apikey": settings.supabase_key, "Authorization": f"Bearer {tokens.access_token}"},
            timeout=10.0,
        )
    except httpx.HTTPError as error:
        _log.warning("the session could not be revoked at Supabase: %s", type(error).__name__)


def _while_it_holds(tokens: Tokens) -> Tokens | None:
    _log.warning("Supabase Auth could not be reached to refresh a session")
    return tokens if tokens.expires_at > time.time() else None


def _client(settings: Settings) -> Client:
    from supabase import ClientOptions, create_client

    return create_client(
        settings.supabase_url,
        settings.supabase_key,
        options=ClientOptions(auto_refresh_token=False, persist_session=False),
    )


def _tokens(session: Any) -> Tokens:
    return Tokens(session.access_token, session.refresh_token, float(session.expires_at))


def _unreachable() -> Unavailable:
    return Unavailable("Sign-in is not available right now.", "Try again in a minute.")
