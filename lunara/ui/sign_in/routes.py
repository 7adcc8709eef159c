"""The requests that begin and end a session: by password (`/api/auth/login`), and out (`/api/auth/logout`).

A foreign site can make a browser send a form here, but neither the header `X-Lunara`, nor JSON, nor the word that our page
was given for this browser, and its Origin is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from lunara.errors import LunaraError, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.activity import How, write_end
from lunara.ui.sign_in.attempts import Attempts
from lunara.ui.sign_in.book import begin_session, drop_cookie, session_book
from lunara.ui.sign_in.failures import FAILURES
from lunara.ui.sign_in.landing import landing_routes
from lunara.ui.sign_in.mails import mail_routes
from lunara.ui.sign_in.posted import Body, address_of, email_of, posted, refused, too_many
from lunara.ui.sign_in.providers import provider_routes
from lunara.ui.sign_in.sessions import COOKIE, seal
from lunara.ui.sign_in.visits import mark_of, visit_of

_attempts = Attempts()


def auth_routes(settings: Settings) -> Sequence[BaseRoute]:
    """Sign-in and all that belongs to it, only where Supabase Auth is configured."""
    if settings.mode != "supabase":
        return ()

    async def login(request: Request, body: Body) -> Response:
        email, password = email_of(body), body.get("password")
        if not email or not isinstance(password, str) or not password:
            return refused(400, "Enter your e-mail address and your password.")
        address = address_of(settings, request)
        refusal = too_many(_attempts, address, email)
        if refusal is not None:
            return refusal
        try:
            tokens = await run_in_threadpool(supabase_auth.sign_in, settings, email, password)
        except NotPermitted as error:
            FAILURES.add(email, visit_of(settings, request))
            return refused(401, error.message)
        except LunaraError as error:
            _attempts.undecided(address, email)
            return refused(503, str(error))
        _attempts.succeeded(address, email)
        done = JSONResponse({"ok": True})
        begin_session(settings, request, done, tokens, How("password"))
        return done

    async def logout(request: Request, body: Body) -> Response:
        everywhere = body.get("everywhere") is True
        book, word = session_book(settings), request.cookies.get(COOKIE)
        # One that has run out revokes nothing: it is refreshed for this.
        with suppress(Unavailable):  # signing out is never refused
            await run_in_threadpool(book.tokens, word)
        tokens = book.end(word)
        if tokens is not None:
            if everywhere:
                session_book(settings).end_all(tokens.user_id)
            await write_end(settings, tokens, None if everywhere else mark_of(seal(word or "")))
            scope: supabase_auth.Scope = "global" if everywhere else "local"
            await run_in_threadpool(supabase_auth.sign_out, settings, tokens, scope)
        done = JSONResponse({"ok": True})
        drop_cookie(settings, request, done, COOKIE)
        return done

    return (
        posted(settings, "/api/auth/login", login),
        posted(settings, "/api/auth/logout", logout),
        *mail_routes(settings),
        *landing_routes(settings),
        *provider_routes(settings),
    )
