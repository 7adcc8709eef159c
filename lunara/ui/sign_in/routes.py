"""`/api/auth/login` and `/api/auth/logout`: the two requests that set and end a session's cookie.

A foreign site can make a browser send a form here, but neither the header `X-Lunara` nor JSON, and its Origin is its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from lunara.errors import LunaraError, NotPermitted
from lunara.settings import Settings
from lunara.ui.origin import from_own_page
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.attempts import Attempts, client_address
from lunara.ui.sign_in.sessions import COOKIE, KEEP_SECONDS, SessionBook, Tokens

MOST_BYTES = 8_192

_attempts = Attempts()


@cache
def session_book(settings: Settings) -> SessionBook:
    """This process's sessions."""

    def refresh(tokens: Tokens) -> Tokens | None:
        return supabase_auth.refresh(settings, tokens)

    return SessionBook(refresh)


def auth_routes(settings: Settings) -> Sequence[BaseRoute]:
    """Sign-in and sign-out, only where Supabase Auth is configured."""
    if settings.mode != "supabase":
        return ()

    async def login(request: Request) -> Response:
        if not _is_ours(request):
            return _answer(403, "This request did not come from Lunara's own page.")
        body = await _body(request)
        email, password = str(body.get("email") or "").strip(), str(body.get("password") or "")
        if not email or not password:
            return _answer(400, "Enter your e-mail address and your password.")
        peer = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        address = client_address(peer, forwarded, settings.trusted_proxies)
        wait = _attempts.begin(address, email)
        if wait:
            minutes = math.ceil(wait / 60)
            return _answer(
                429,
                f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
                {"Retry-After": str(math.ceil(wait))},
            )
        try:
            tokens = await run_in_threadpool(supabase_auth.sign_in, settings, email, password)
        except NotPermitted as error:
            return _answer(401, error.message)
        except LunaraError as error:
            _attempts.undecided(address, email)
            return _answer(503, str(error))
        _attempts.succeeded(address, email)
        book = session_book(settings)
        book.end(request.cookies.get(COOKIE))
        answer = JSONResponse({"ok": True})
        answer.set_cookie(
            COOKIE,
            book.begin(tokens),
            max_age=int(KEEP_SECONDS),
            path="/",
            httponly=True,
            samesite="lax",
            secure=_is_https(request),
        )
        return answer

    async def logout(request: Request) -> Response:
        if not _is_ours(request):
            return _answer(403, "This request did not come from Lunara's own page.")
        tokens = session_book(settings).end(request.cookies.get(COOKIE))
        if tokens is not None:
            await run_in_threadpool(supabase_auth.sign_out, settings, tokens)
        answer = JSONResponse({"ok": True})
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_is_https(request))
        return answer

    return (Route("/api/auth/login", login, methods=["POST"]), Route("/api/auth/logout", logout, methods=["POST"]))


def _is_ours(request: Request) -> bool:
    is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    return is_json and from_own_page(request)


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").partition(",")[0] == "https"


async def _body(request: Request) -> dict[str, object]:
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > MOST_BYTES:
            return {}
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _answer(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": message}, status, headers=headers)
