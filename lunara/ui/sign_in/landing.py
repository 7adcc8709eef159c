"""Where links from mails and sign-in providers lead: `/api/auth/confirm`, then `/api/auth/landing`.

What a link carries is used up by the person's click on our page, not by its being opened: programs that look at mails open
links, too. It is taken out of the address at once, so that neither the history nor the next site's logs have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lunara.errors import InvalidInput, LunaraError, NotPermitted
from lunara.settings import Settings
from lunara.ui.address import browser_path, served_under
from lunara.ui.origin import same_origin
from lunara.ui.sign_in import documents, supabase_auth
from lunara.ui.sign_in.activity import How
from lunara.ui.sign_in.attempts import Attempts
from lunara.ui.sign_in.book import begin_session, drop_cookie, session_book, set_cookie
from lunara.ui.sign_in.flows import Flow, end_flow
from lunara.ui.sign_in.form_token import form_token, holds
from lunara.ui.sign_in.posted import FOREIGN, MOST_BYTES, address_of
from lunara.ui.sign_in.providers import has_signed_in
from lunara.ui.sign_in.sessions import COOKIE as SESSION_COOKIE
from lunara.ui.sign_in.sessions import Tokens
from lunara.ui.sign_in.shelf import Shelf

COOKIE = "lunara_landing"
SECONDS = 900.0

_KINDS = frozenset({"signup", "email", "magiclink", "recovery", "invite", "email_change"})
_NEW_PASSWORD = frozenset({"recovery", "invite"})


@dataclass(frozen=True)
class Landing:
    """What a browser has come with: a mail's word that is still to be used, or tokens that wait for a new password.

    `address` is where it has come from.
    """

    kind: str
    token_hash: str = field(default="", repr=False)
    tokens: Tokens | None = None
    address: str = ""


_landings: Shelf[Landing] = Shelf(SECONDS)
_attempts = Attempts()
_arrivals = Attempts(per_pair=200, per_account=1_000_000, per_address=200)


def landing_routes(settings: Settings) -> Sequence[BaseRoute]:
    """The two places, and what the second one's button sends."""
    say = partial(documents.notice, browser_path(settings, "/"))

    async def confirm(request: Request) -> Response:
        given = request.query_params
        if given.get("error") or given.get("error_code"):
            return say(400, *_failure(given.get("error_code", ""), given.get("error", "")))
        kind, token_hash = given.get("type", ""), given.get("token_hash", "")
        if kind in _KINDS and re.fullmatch(r"[\w-]{16,256}", token_hash):
            return _land(request, Landing(kind, token_hash))
        if given.get("message"):
            return say(
                200,
                "One of two links is done",
                "Now open the link in the mail to your other address: the change holds once both are confirmed.",
            )
        if given.get("code"):
            return await _with_code(request, given.get("code", ""), given.get("state", ""))
        return say(400, "This link is not complete", "Open it again from the mail, or ask for a new one.")

    async def _with_code(request: Request, code: str, state: str) -> Response:
        flow = end_flow(request, state)
        if flow is None:
            return say(
                400,
                "Open this in the browser where you began",
                "For your safety a link signs in the browser alone in which it was asked for. If it was to confirm a new "
                "account or address, that is done: sign in.",
            )
        try:
            tokens = await run_in_threadpool(supabase_auth.exchange, settings, code, flow.verifier)
        except LunaraError as error:
            return say(400 if isinstance(error, NotPermitted) else 503, error.message, error.hint)
        if flow.kind == "reset":
            return _land(request, Landing("recovery", tokens=tokens))
        has_signed_in(flow)
        ways: dict[str, How] = {"provider": How("provider", flow.provider), "sign_up": How("sign_up")}
        return _signed_in(request, tokens, ways.get(flow.kind, How("link")), flow)

    def _land(request: Request, landing: Landing) -> Response:
        address = address_of(settings, request)
        if _arrivals.begin(address, ""):
            return say(429, "Too many links were opened here", "Open it again in some minutes.")
        answer = RedirectResponse(browser_path(settings, "/api/auth/landing"), 303)
        set_cookie(settings, request, answer, COOKIE, _landings.put(replace(landing, address=address)), seconds=SECONDS)
        return answer

    def _signed_in(request: Request, tokens: Tokens, how: How, flow: Flow | None = None) -> Response:
        answer = RedirectResponse(flow.after if flow is not None else browser_path(settings, "/"), 303)
        begin_session(settings, request, answer, tokens, how)
        drop_cookie(settings, request, answer, COOKIE)
        return answer

    async def landing(request: Request) -> Response:
        found = _landings.look(request.cookies.get(COOKIE, ""))
        if found is None:
            return say(400, *_failure("otp_expired", ""))
        return _form(request, found)

    def _form(request: Request, found: Landing, problem: str = "", status: int = 200) -> Response:
        token = form_token(request.cookies, request.cookies.get(COOKIE, ""))
        action = browser_path(settings, "/api/auth/landing")
        return documents.landing(
            browser_path(settings, "/"),
            action,
            token,
            found.kind,
            problem=problem,
            password=found.kind in _NEW_PASSWORD,
            status=status,
            here=session_book(settings).knows(request.cookies.get(SESSION_COOKIE)),
        )

    async def landed(request: Request) -> Response:
        word = request.cookies.get(COOKIE, "")
        given = await _fields(request)
        if not (same_origin(settings, request) and holds(given.get("form", ""), request.cookies, word)):
            return say(403, "This page is out of date", FOREIGN)
        found = _landings.look(word)
        if found is None:
            return say(400, *_failure("otp_expired", ""))
        wait = _attempts.begin(address_of(settings, request), word)
        if wait:
            return _form(request, found, "Too many attempts. Try again in some minutes.", 429)
        try:
            return await _finished(request, word, found, given.get("password", ""))
        except InvalidInput as error:
            return _form(request, _landings.look(word) or found, str(error), 400)
        except NotPermitted as error:
            _landings.take(word)
            return say(400, error.message, error.hint)
        except LunaraError as error:
            return _form(request, _landings.look(word) or found, str(error), 503)

    async def _finished(request: Request, word: str, found: Landing, password: str) -> Response:
        """Raises InvalidInput when the person can put it right in the form."""
        if found.kind in _NEW_PASSWORD and not password:
            raise InvalidInput("There is no new password.", "Choose one.")
        tokens = found.tokens
        if tokens is None:
            tokens = await run_in_threadpool(supabase_auth.verify_link, settings, found.kind, found.token_hash)
            if tokens is None:
                _done(word)
                return say(
                    200,
                    "One of two links is done",
                    "Now open the link in the mail to your other address: the change holds once both are confirmed.",
                )
            # The mail's word is used up: what comes after it may be tried again with what it has given.
            _landings.put(replace(found, tokens=tokens), word)
        if found.kind in _NEW_PASSWORD:
            await run_in_threadpool(supabase_auth.set_password, settings, tokens, password)
            session_book(settings).end_all(tokens.user_id)
        _done(word)
        how = How("sign_up" if found.kind == "signup" else "link", alone=found.kind in _NEW_PASSWORD)
        return _signed_in(request, tokens, how)

    under = served_under()
    return (
        Route(f"{under}/api/auth/confirm", confirm, methods=["GET"]),
        Route(f"{under}/api/auth/landing", landing, methods=["GET"]),
        Route(f"{under}/api/auth/landing", landed, methods=["POST"]),
    )


def _failure(code: str, error: str) -> tuple[str, str]:
    if code in ("otp_expired", "flow_state_expired", "flow_state_not_found", "403"):
        return "This link does not work any more", "A link works once, and for a short time. Ask for a new one."
    if error == "access_denied":
        return "The sign-in was not completed", "It was cancelled, or your account may not sign in here."
    return "The sign-in did not work", "Try again. If it stays so, ask the person who runs Lunara."


def _done(word: str) -> None:
    """A link that has done its work counts no more among those that were opened at its address."""
    found = _landings.take(word)
    if found is not None:
        _arrivals.undecided(found.address, "")


async def _fields(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return {}
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > MOST_BYTES:
            return {}
    return {name: values[0] for name, values in parse_qs(raw.decode("utf-8", "replace"), max_num_fields=20).items()}
