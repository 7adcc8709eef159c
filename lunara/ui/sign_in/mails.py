"""What sends a mail: signing up, a sign-in link, a forgotten password, a new e-mail address.

Whoever asks is told the same for every address, after the same time: whether it has an account only its mailbox knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from lunara.errors import InvalidInput, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.ui.address import browser_path, own_address, own_path
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.activity import How
from lunara.ui.sign_in.attempts import Attempts
from lunara.ui.sign_in.book import begin_session, session_book
from lunara.ui.sign_in.flows import Flow, Kind, begin_flow, browser_word, give_word, new_state
from lunara.ui.sign_in.posted import Body, address_of, after_the_same_time, email_of, posted, text, too_many
from lunara.ui.sign_in.sessions import COOKIE

# A mailbox is not to be filled: fewer than attempts to sign in, and counted by themselves.
_mails = Attempts(per_pair=6, per_account=12, per_address=120)


def mail_routes(settings: Settings) -> Sequence[BaseRoute]:
    """`/api/auth/sign-up`, `/link`, `/reset` and `/email`."""

    async def sign_up(request: Request, body: Body) -> Response:
        password = body.get("password")
        person = supabase_auth.NewPerson(
            _email(body),
            password if isinstance(password, str) else "",
            text(body, "full_name", 200),
            text(body, "organization_name", 200),
            text(body, "invitation", 200),
        )
        if not person.password:
            raise InvalidInput("The account has no password.", "Choose one.")
        # The page of an invitation says what is left to do where the address was another than the invited one.
        after = browser_path(settings, "/settings") if person.invitation else browser_path(settings, "/")
        return await ask(request, "sign_up", person.email, after, lambda b: supabase_auth.sign_up(settings, person, b))

    async def link(request: Request, body: Body) -> Response:
        email = _email(body)
        after = own_path(settings, body.get("next"))
        return await ask(request, "link", email, after, lambda back: supabase_auth.send_link(settings, email, back))

    async def reset(request: Request, body: Body) -> Response:
        email = _email(body)
        after = browser_path(settings, "/")
        return await ask(request, "reset", email, after, lambda back: supabase_auth.send_reset(settings, email, back))

    async def email(request: Request, body: Body) -> Response:
        tokens = await run_in_threadpool(session_book(settings).tokens, request.cookies.get(COOKIE))
        if tokens is None:
            raise NotPermitted("Your sign-in has ended.", "Sign in again.", code="signed_out")
        wanted = _email(body)
        after = browser_path(settings, "/settings")
        return await ask(
            request, "email", wanted, after, lambda back: supabase_auth.change_email(settings, tokens, wanted, back)
        )

    async def ask(
        request: Request, kind: Kind, email: str, after: str, work: Callable[[str], supabase_auth.Begun]
    ) -> Response:
        own = own_address(settings, request)
        if own is None:
            raise Unavailable(
                "Lunara cannot send mails that lead back to it.", "Ask the person who runs it to set LUNARA_PUBLIC_URL."
            )
        refusal = too_many(_mails, address_of(settings, request), email)
        if refusal is not None:
            return refusal
        state, browser = new_state(), browser_word(request)

        def begun() -> supabase_auth.Begun:
            asked = work(f"{own}/api/auth/confirm?state={state}")
            begin_flow(browser, state, Flow(kind, asked.verifier, after))
            return asked

        await run_in_threadpool(supabase_auth.get_ready, settings)  # what takes long once says nothing of anybody
        asked = await after_the_same_time(begun)
        signed_in = asked is not None and asked.tokens is not None
        done = JSONResponse({"ok": True, "signed_in": signed_in})
        give_word(settings, request, done, browser)
        if asked is not None and asked.tokens is not None:
            begin_session(settings, request, done, asked.tokens, How("sign_up" if kind == "sign_up" else "link"))
        return done

    return (
        posted(settings, "/api/auth/sign-up", sign_up),
        posted(settings, "/api/auth/link", link),
        posted(settings, "/api/auth/reset", reset),
        posted(settings, "/api/auth/email", email),
    )


def _email(body: Body) -> str:
    found = email_of(body)
    if "@" not in found[1:-1] or any(one.isspace() for one in found):
        raise InvalidInput("This is not an e-mail address.", "Write it as name@example.com.")
    return found
