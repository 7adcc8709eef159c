"""Around Streamlit's own sign-in routes: back to the page that was asked for, cookies that keep to the app, failures in words.

Streamlit always leads back to the first page, without a word when something failed. Its page knows what was asked for, the routes
know the flow's state: the cookie that names the browser (`form_token`) is what both have.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lunara.settings import Settings
from lunara.ui.address import is_https, own_path, seen_under, served_under
from lunara.ui.sign_in.form_token import COOKIE
from lunara.ui.sign_in.shelf import Shelf

FAILED = "sign_in"  # the query parameter that says that it did
LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
SECONDS = 3_600.0
_USER = "_streamlit_user"
_SESSION = "_streamlit_session"

_wishes: Shelf[str] = Shelf(60.0)
_ways: Shelf[str] = Shelf(SECONDS)


def wish(browser: str, page: str) -> None:
    """Say which page the browser with that word wants when its sign-in, which begins now, is done."""
    if browser:
        _wishes.put(page, browser)


class WayBack:
    """Leads the browser back to where its sign-in began."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = scope["path"].removeprefix(served_under()) if scope["type"] == "http" else ""
        if route not in (LOGIN, LOGOUT, CALLBACK):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        browser = connection.cookies.get(COOKIE, "")
        replaced = False

        async def led(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._keep_to_the_app(connection, headers)
                to = self._leads_to(route, connection, browser, message["status"], headers)
                if to is not None and 300 <= message["status"] < 400:
                    headers["location"] = to
                elif to is not None:
                    replaced = True
                    reply = RedirectResponse(to, 303)
                    reply.raw_headers += [pair for pair in message["headers"] if pair[0] == b"set-cookie"]
                    await reply(scope, receive, send)
                headers["cache-control"] = "no-store"
            if not replaced:
                await send(message)

        await self._app(scope, receive, led)

    def _leads_to(
        self, route: str, connection: HTTPConnection, browser: str, status: int, headers: Headers
    ) -> str | None:
        """Where this answer is to lead instead of where it does."""
        if route == LOGIN:
            wanted = _wishes.take(browser) if browser else None
            state = parse_qs(urlsplit(headers.get("location", "")).query).get("state", [""])[0]
            if status >= 400:
                return self._failed(wanted)
            if wanted is not None and state:
                _ways.put(wanted, f"{browser} {state}")
            return None
        if route == CALLBACK and "state" in connection.query_params:
            wanted = _ways.take(f"{browser} {connection.query_params['state']}") if browser else None
            if status < 400 and any(_begins(cookie) for cookie in headers.getlist("set-cookie")):
                return own_path(self._settings, wanted)
            return self._failed(wanted)
        return None

    def _failed(self, wanted: str | None) -> str:
        page = own_path(self._settings, wanted)
        return f"{page}{'&' if '?' in page else '?'}{FAILED}=failed"

    def _keep_to_the_app(self, connection: HTTPConnection, headers: MutableHeaders) -> None:
        """Streamlit's cookies as Lunara's own are: to the app's path alone, and by HTTPS alone where it is reached so."""
        given = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for cookie in given:
            name, parts = cookie.partition("=")[0], cookie.split("; ")
            if name == _SESSION:
                parts = [part for part in parts if not part.lower().startswith("path=")]
                parts.append(f"path={seen_under(self._settings) or '/'}")
            if name.startswith("_streamlit_") and is_https(self._settings, connection) and "secure" not in parts:
                parts.append("secure")
            headers.append("set-cookie", "; ".join(parts))


def _begins(cookie: str) -> bool:
    """Whether this sets somebody's sign-in, and does not take one back."""
    name, _, rest = cookie.partition("=")
    value = rest.partition(";")[0].strip('" ')
    return name == _USER and bool(value) and "max-age=0" not in rest.lower()
