"""Supabase Auth, asked from the server. A client of its own for each call: a shared one leaks headers between people.

Every function raises Unavailable when Supabase cannot be reached or fails, and NotPermitted or InvalidInput with words
that do not tell whether an account exists.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from lunara.errors import InvalidInput, LunaraError, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.ui.sign_in.password_rules import weakness
from lunara.ui.sign_in.sessions import Tokens
from lunara.workspace.breaker import breaker_of
from lunara.workspace.outage import of_http_error, of_response, outage, trouble_of
from lunara.workspace.supabase import certificates

if TYPE_CHECKING:
    import httpx

    from supabase import Client

_log = logging.getLogger("lunara.sign_in")

WRONG = "The e-mail address or the password is not right."
Scope = Literal["local", "global"]
# Said of an address that has no account, or has one, or has just been sent a mail: whoever asks is told the same of all.
_TELLS_OF_AN_ACCOUNT = {
    "user_already_exists",
    "email_exists",
    "user_not_found",
    "otp_disabled",
    "over_email_send_rate_limit",
    "email_not_confirmed",
    "user_banned",
}
_GONE = {400, 401, 403, 404}
STANDING_SECONDS = 5.0  # a run waits for it
ANSWERED_SECONDS = 60.0
REQUEST_SECONDS = 10.0  # how long a request may be without an answer
# It may be away by itself. What renews a session is counted apart from what tells whether one stands: whoever made the one fail
# would keep the other from being asked.
AUTH, RENEWAL = "auth", "auth renewal"


@dataclass(frozen=True)
class NewPerson:
    """What somebody who signs up says of themselves. `invitation` is the word of an invitation's link, if they had one."""

    email: str
    password: str = field(repr=False)
    full_name: str = ""
    organization_name: str = ""
    invitation: str = field(default="", repr=False)


@dataclass(frozen=True)
class Begun:
    """What came of asking for a mail or a provider: the secret that its answer must be met with, and where to go now."""

    verifier: str = field(repr=False)
    tokens: Tokens | None = None
    url: str = field(default="", repr=False)


def get_ready(settings: Settings) -> None:
    """Load what the first request would wait for: some seconds once, nothing after that."""
    _client(settings)
    _http()


def sign_in(settings: Settings, email: str, password: str) -> Tokens:
    """Tokens for an e-mail address and password. One sentence for every refusal."""
    from supabase_auth.errors import AuthError

    with _in_words():
        try:
            answer = _client(settings).auth.sign_in_with_password({"email": email, "password": password})
        except AuthError as error:
            if _is_away(error):
                raise
            raise NotPermitted(WRONG, "Check both and try again.") from None
    if answer.session is None:
        raise NotPermitted(WRONG, "Check both and try again.")
    return _tokens(answer.session)


def sign_up(settings: Settings, person: NewPerson, back: str) -> Begun:
    """Make an account and have a mail sent whose link leads to `back`; tokens at once where no confirmation is asked for.

    An address that has an account already gives the same answer. Raises InvalidInput for a password or an address that
    Supabase Auth does not take, NotPermitted when nobody may sign up by themselves.
    """
    client = _client(settings)
    said = {
        "full_name": person.full_name,
        "organization_name": person.organization_name,
        "invitation_token": person.invitation,
    }
    with _in_words(), _same_for_all():
        answer = client.auth.sign_up(
            {
                "email": person.email,
                "password": person.password,
                "options": {
                    "email_redirect_to": back,
                    "data": {name: value for name, value in said.items() if value},
                },
            }
        )
        return Begun(_verifier(client), _tokens(answer.session) if answer.session is not None else None)
    return Begun("")


def send_link(settings: Settings, email: str, back: str) -> Begun:
    """Have a sign-in link sent to an account's address; nothing is sent, and nothing said of it, where there is none."""
    client = _client(settings)
    with _in_words(), _same_for_all():
        client.auth.sign_in_with_otp(
            {"email": email, "options": {"email_redirect_to": back, "should_create_user": False}}
        )
    return Begun(_verifier(client))


def send_reset(settings: Settings, email: str, back: str) -> Begun:
    """Have a link sent by which the account's owner chooses a new password; as quiet as `send_link`."""
    client = _client(settings)
    with _in_words(), _same_for_all():
        client.auth.reset_password_for_email(email, {"redirect_to": back})
    return Begun(_verifier(client))


def change_email(settings: Settings, tokens: Tokens, email: str, back: str) -> Begun:
    """Have mails sent (to the new address and, as Supabase is set up for Lunara, to the old one) that confirm a new address."""
    client = _client(settings)
    with _in_words(), _same_for_all():
        client.auth.set_session(tokens.access_token, tokens.refresh_token)
        client.auth.update_user({"email": email}, {"email_redirect_to": back})
    return Begun(_verifier(client))


def set_password(settings: Settings, tokens: Tokens, password: str) -> None:
    """Give the bearer of the tokens a new password; Supabase Auth ends their other sessions.

    Raises InvalidInput (code `weak_password`) with the rules that it breaks.
    """
    client = _client(settings)
    with _in_words():
        client.auth.set_session(tokens.access_token, tokens.refresh_token)
        client.auth.update_user({"password": password})


def verify_link(settings: Settings, kind: str, token_hash: str) -> Tokens | None:
    """Tokens for what a mail's link carried; None for the first of two links that confirm a new address.

    Raises NotPermitted (code `link_spent`) for one that is used up, too old or invented.
    """
    params: Any = {"token_hash": token_hash, "type": kind}
    with _in_words(), _link_spent():
        answer = _client(settings).auth.verify_otp(params)
    return _tokens(answer.session) if answer.session is not None else None


def exchange(settings: Settings, code: str, verifier: str) -> Tokens:
    """Tokens for the code that a link or a provider sent the browser back with (PKCE).

    Raises NotPermitted (code `link_spent`) when the code is not right (any more) or not for this verifier.
    """
    params: Any = {"auth_code": code, "code_verifier": verifier}
    with _in_words(), _link_spent():
        answer = _client(settings).auth.exchange_code_for_session(params)
        if answer.session is not None:
            return _tokens(answer.session)
    raise _spent()


def provider_page(settings: Settings, provider: str, back: str) -> Begun:
    """Where the browser goes to sign in with `provider`, which sends it on to `back`."""
    client = _client(settings)
    params: Any = {"provider": provider, "options": {"redirect_to": back}}
    answer = client.auth.sign_in_with_oauth(params)
    return Begun(_verifier(client), url=answer.url)


def refresh(settings: Settings, tokens: Tokens) -> Tokens | None:
    """New tokens for the old ones; None when Supabase Auth refuses, the old ones when it cannot be reached and they
    still hold. Raises Unavailable when they hold no more: the sign-in has not ended, and can be renewed later."""
    from httpx import HTTPError
    from supabase_auth.errors import AuthApiError, AuthError, AuthUnknownError

    try:
        with breaker_of(settings, RENEWAL).call(tokens.user_id):
            try:
                answer = _client(settings).auth.refresh_session(tokens.refresh_token)
            except AuthApiError as error:
                if error.status == 429:  # it answers, and may answer others otherwise
                    raise Unavailable("Supabase takes no more requests for now.", "Try again in a minute.") from error
                if error.status < 500:
                    return None
                raise outage("away", maybe_done=True, reason=str(error.status), once=True) from error
            except AuthUnknownError as error:  # a page
                raise outage("away", maybe_done=True, reason=type(error).__name__, once=True) from error
            except (AuthError, HTTPError) as error:
                raise outage("away", maybe_done=True, reason=type(error).__name__) from error
    except Unavailable as error:
        return _while_it_holds(tokens, error)
    return _tokens(answer.session) if answer.session is not None else None


def still_stands(settings: Settings, tokens: Tokens) -> bool:
    """Whether Supabase Auth still knows this session: neither signed out elsewhere, nor the account disabled or deleted.

    A token says so only once it has expired. When Supabase Auth cannot be reached, what it last said holds: the token.
    """
    try:
        with breaker_of(settings, AUTH).call(tokens.user_id):
            answer = _asked(settings, "user", tokens.access_token)
    except Unavailable as error:
        _log.warning("Supabase Auth could not be asked whether a session still stands: %s", error.details.get("reason"))
        return True
    try:
        told = answer.json()
    except ValueError:
        return True
    if not isinstance(told, dict):
        told = {}
    # What stands before Auth (a gateway that does not know the key, a firewall) refuses in other words than Auth itself.
    if answer.status_code in _GONE and ("error_code" in told or "msg" in told):
        return False
    until = told.get("banned_until")
    try:
        return not until or datetime.fromisoformat(str(until)) <= datetime.now(UTC)
    except ValueError:
        return True


def answers(settings: Settings) -> bool:
    """Whether Supabase Auth can be reached, as far as is known: it is asked when that is long ago, or it is time to try again."""
    breaker = breaker_of(settings, AUTH)
    if breaker.outage() is None and breaker.has_answered(ANSWERED_SECONDS):
        return True
    try:
        with breaker.call():
            _asked(settings, "health", settings.supabase_key)
    except Unavailable:
        return False
    return True


def _asked(settings: Settings, path: str, bearer: str) -> httpx.Response:
    """What Supabase Auth says at a path, if only that it takes no more requests of this one. Raises Unavailable where it is not
    Auth that answers.
    """
    import httpx

    headers = {"apikey": settings.supabase_key, "Authorization": f"Bearer {bearer}"}
    try:
        answer = _http().get(f"{settings.supabase_url}/auth/v1/{path}", headers=headers, timeout=STANDING_SECONDS)
    except httpx.HTTPError as error:
        raise of_http_error(error) from error
    trouble = of_response(answer)
    if trouble is not None and trouble_of(trouble) != "limited":
        raise trouble
    return answer


def sign_out(settings: Settings, tokens: Tokens, scope: Scope = "local") -> None:
    """Revoke this session, or (`global`) all of the person's. It has ended here already, so a failure is only logged."""
    import httpx

    try:
        answer = _http().post(
            f"{settings.supabase_url}/auth/v1/logout",
            params={"scope": scope},
            headers={"apikey": settings.supabase_key, "Authorization": f"Bearer {tokens.access_token}"},
        )
        if answer.status_code >= 400 and answer.status_code not in _GONE:
            _log.warning("the session could not be revoked at Supabase: %s", answer.status_code)
    except httpx.HTTPError as error:
        _log.warning("the session could not be revoked at Supabase: %s", type(error).__name__)


def _while_it_holds(tokens: Tokens, error: Unavailable) -> Tokens:
    _log.warning("Supabase Auth could not be reached to refresh a session")
    if tokens.expires_at > time.time():
        return tokens
    raise outage(
        "away",
        "Your sign-in cannot be renewed right now, because Supabase Auth does not answer.",
        "It goes on by itself when it is back.",
        maybe_done=False,
        reason=str(error.details.get("reason", "")),
    ) from error


@contextmanager
def _in_words() -> Iterator[None]:
    """Supabase Auth's errors as ours."""
    from httpx import HTTPError
    from supabase_auth.errors import AuthApiError, AuthError, AuthWeakPasswordError

    try:
        yield
    except AuthWeakPasswordError as error:
        raise _weak(list(error.reasons), error.message) from None
    except AuthApiError as error:
        if error.status >= 500:
            raise _unreachable() from error
        raise _refusal(error.code or "", error.status, error.message) from None
    except (AuthError, HTTPError) as error:
        raise _unreachable() from error


def _refusal(code: str, status: int, told: str) -> LunaraError:
    if code == "weak_password":
        return _weak(["length"] if "at least" in told else [], told)
    if code == "same_password":
        return InvalidInput("That is the password you have now.", "Choose another one.", code="weak_password")
    if code in ("email_address_invalid", "validation_failed"):
        return InvalidInput("Supabase does not take this e-mail address.", "Check how it is spelled.")
    if code == "email_address_not_authorized":
        return Unavailable(
            "No mail can be sent to this address.",
            "Ask the person who runs Lunara to set up a mail server in Supabase.",
        )
    if code in ("signup_disabled", "email_provider_disabled"):
        return NotPermitted("Nobody can sign up here by themselves.", "Ask the person who runs Lunara for an account.")
    if status == 429:
        return Unavailable("Supabase takes no more requests for now.", "Try again in a few minutes.")
    if code in ("insufficient_aal", "reauthentication_needed", "user_sso_managed"):
        return NotPermitted("Supabase does not allow this change here.", "Ask the person who runs Lunara.")
    return NotPermitted("Your sign-in does not hold any more.", "Sign in and try again.", code="signed_out")


@contextmanager
def _same_for_all() -> Iterator[None]:
    """Answers that would tell whether an account exists end the block as if all had gone well."""
    from supabase_auth.errors import AuthApiError

    try:
        yield
    except AuthApiError as error:
        if error.code not in _TELLS_OF_AN_ACCOUNT:
            raise


@contextmanager
def _link_spent() -> Iterator[None]:
    from supabase_auth.errors import AuthApiError, AuthError

    try:
        yield
    except AuthApiError as error:
        if error.status >= 500 or error.status == 429:
            raise
        raise _spent() from None
    except AuthError as error:
        if _is_away(error):
            raise
        raise _spent() from None


def _spent() -> NotPermitted:
    return NotPermitted(
        "This link does not work any more.",
        "A link works once, and for a short time. Ask for a new one.",
        code="link_spent",
    )


def _weak(reasons: list[str], told: str) -> InvalidInput:
    return InvalidInput("This password is not strong enough.", weakness(reasons, told), code="weak_password")


def _is_away(error: Exception) -> bool:
    from supabase_auth.errors import AuthRetryableError, AuthUnknownError

    status = getattr(error, "status", 400)
    return isinstance(error, AuthRetryableError | AuthUnknownError) or status >= 500 or status == 429


def _client(settings: Settings) -> Client:
    import httpx

    from supabase import ClientOptions, create_client

    line = httpx.Client(verify=certificates(), http2=True, follow_redirects=True, timeout=REQUEST_SECONDS)
    return create_client(
        settings.supabase_url,
        settings.supabase_key,
        options=ClientOptions(auto_refresh_token=False, persist_session=False, flow_type="pkce", httpx_client=line),
    )


@cache
def _http() -> httpx.Client:
    """For requests whose headers are all their own."""
    import httpx

    return httpx.Client(verify=certificates(), timeout=REQUEST_SECONDS)


def _verifier(client: Client) -> str:
    """The secret that this client has made for the flow that it began; without one there is no way back by a code."""
    from supabase_auth import SyncMemoryStorage

    kept = client.options.storage
    made = kept.storage.items() if isinstance(kept, SyncMemoryStorage) else ()
    return next((value.partition("/")[0] for name, value in made if name.endswith("-code-verifier")), "")


def _tokens(session: Any) -> Tokens:
    user = getattr(session, "user", None)
    return Tokens(
        session.access_token, session.refresh_token, float(session.expires_at), str(getattr(user, "id", "") or "")
    )


def _unreachable() -> Unavailable:
    return Unavailable("Sign-in is not available right now.", "Try again in a minute.")
