"""The word that each request to a sign-in route carries: only a page of ours that this browser was given can know it.

A cookie that no script can read names the browser before anybody is signed in. What a page of ours sends along is made
from that cookie and a key of this process; a foreign site has neither, and one browser's word is of no use in another.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lunara.settings import Settings
from lunara.ui.address import is_https, seen_under

COOKIE = "lunara_form"
HEADER = "x-lunara-form"

_KEY = secrets.token_bytes(32)


def form_token(cookies: Mapping[str, str], purpose: str = "") -> str:
    """What a page drawn for these cookies sends along; empty for a browser without the cookie."""
    word = cookies.get(COOKIE, "")
    if not word:
        return ""
    return hmac.new(_KEY, f"{word}\n{purpose}".encode(), hashlib.sha256).hexdigest()


def holds(given: str, cookies: Mapping[str, str], purpose: str = "") -> bool:
    """Whether `given` is the word of this browser (for this purpose)."""
    right = form_token(cookies, purpose)
    return bool(right) and hmac.compare_digest(right.encode(), given.encode())


class FormCookie:
    """Gives each browser that asks for a page the cookie that its words are made from."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if re.fullmatch(r"[\w-]{43}", connection.cookies.get(COOKIE, "")):
            await self._app(scope, receive, send)
            return
        word = secrets.token_urlsafe(32)
        # What this very request draws is drawn for the browser with the cookie. A page that the browser has kept is sent once
        # more: the answer that it is still right would bring no cookie.
        left = (b"cookie", b"if-none-match", b"if-modified-since")
        headers = [(name, value) for name, value in scope["headers"] if name not in left]
        kept = "; ".join([*(f"{name}={value}" for name, value in connection.cookies.items() if name != COOKIE)])
        told = f"{kept}; {COOKIE}={word}" if kept else f"{COOKIE}={word}"
        scope = {**scope, "headers": [*headers, (b"cookie", told.encode("latin-1", "ignore"))]}

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _set_cookie(self._settings, connection, word))
            await send(message)

        await self._app(scope, receive, with_cookie)


def _set_cookie(settings: Settings, connection: HTTPConnection, word: str) -> str:
    made: SimpleCookie = SimpleCookie()
    made[COOKIE] = word
    made[COOKIE]["path"] = seen_under(settings) or "/"
    made[COOKIE]["httponly"] = True
    made[COOKIE]["samesite"] = "lax"
    if is_https(settings, connection):
        made[COOKIE]["secure"] = True
    return made[COOKIE].OutputString()
