"""The HTTP side of the app: security headers, who may reach a local workspace, start-up and routes."""

from __future__ import annotations

import gc
import logging
import socket
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lunara.errors import InvalidInput, LunaraError
from lunara.settings import Settings
from lunara.ui.address import LOOPBACK, host_name
from lunara.ui.identity import current_settings, listens_on_loopback, open_to_others
from lunara.ui.origin import same_origin
from lunara.ui.own_messages import OwnMessages
from lunara.ui.receiving import INBOX, sweep_left_over
from lunara.ui.sign_in import oidc
from lunara.ui.sign_in.form_token import FormCookie
from lunara.ui.sign_in.routes import auth_routes
from lunara.ui.sign_in.way_back import WayBack
from lunara.ui.upload_route import upload_routes

_log = logging.getLogger("lunara.server")

# Streamlit's own front end needs inline styles, compiled code for its tables and charts, and blob workers. Nothing loads
# from another host: a picture or script in data that points elsewhere stays unloaded.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)


def security_headers(settings: Settings) -> dict[str, str]:
    """What each answer carries. Other sites may show the app in a frame only where the settings name them."""
    ancestors = " ".join(("'self'", *settings.frame_ancestors))
    headers = {
        "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors {ancestors}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if not settings.frame_ancestors:
        headers["X-Frame-Options"] = "SAMEORIGIN"  # it has no word for other sites
    return headers


class SecurityHeaders:
    """Adds these headers to every HTTP response that does not set them itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class LocalOnly:
    """In embedded mode on a loopback address, answers only requests that name this machine.

    Everybody who reaches the app there is the local owner; a foreign site that points its own name at 127.0.0.1 (DNS
    rebinding) must not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            name = next((value for key, value in scope["headers"] if key == b"host"), b"").decode("latin-1")
            if host_name(name) not in LOOPBACK:
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": 1008})
                    return
                refusal = PlainTextResponse("This workspace answers on this machine only: open localhost.", 421)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


class OwnPagesOnly:
    """Opens Streamlit's WebSocket to pages of the app alone.

    Whoever has it acts as the person whose cookie comes along. Streamlit opens it to every page on localhost, too, and a
    browser sends cookies without regard to the port: another app on the same machine would be let in.
    """

    def __init__(self, app: ASGIApp, settings: Settings, others: Sequence[str] = ()) -> None:
        self._app, self._settings, self._others = app, settings, frozenset(others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            connection = HTTPConnection(scope)
            named = connection.headers.get("origin") in self._others
            if not named and not same_origin(self._settings, connection):
                await send({"type": "websocket.close", "code": 1008})
                return
        await self._app(scope, receive, send)


class NoUploadsToMemory:
    """Closes Streamlit's own upload route to everybody.

    It takes a file for any open page, the sign-in page too, and keeps all of it in memory: a stranger could fill it. Lunara's
    pages send files to `lunara.ui.upload_route`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "/_stcore/upload_file" in scope["path"]:
            await PlainTextResponse("Files are not taken here.", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def middleware() -> Sequence[Middleware]:
    """What every request passes through, outermost first. Ends the process where a setting is wrong, saying which."""
    settings = _settings_at_start()
    found = [Middleware(SecurityHeaders, headers=security_headers(settings)), Middleware(NoUploadsToMemory)]
    if st.get_option("server.enableCORS"):  # a host of apps whose proxy checks this itself turns it off
        others = st.get_option("server.corsAllowedOrigins") or ()
        found.append(Middleware(OwnPagesOnly, settings=settings, others=others))
    found.append(Middleware(OwnMessages, settings=settings))
    if settings.is_shared:
        found.append(Middleware(FormCookie, settings=settings))
    if settings.mode == "postgres":
        found.append(Middleware(WayBack, settings=settings))
    if not settings.is_shared and listens_on_loopback():
        found.append(Middleware(LocalOnly))
    return found


def routes() -> Sequence[BaseRoute]:
    """HTTP routes beside the pages. Ends the process where a setting is wrong, saying which."""
    settings = _settings_at_start()
    return (*auth_routes(settings), *upload_routes(settings))


def _settings_at_start() -> Settings:
    try:
        return current_settings()
    except InvalidInput as error:
        raise SystemExit(f"Lunara does not start: {error}") from None


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Say where a local workspace can be reached from, warm up in the background, and close what is open at the end."""
    settings = current_settings()
    if open_to_others(settings):
        _log.warning(
            "This workspace has no sign-in and its address is not loopback: whoever can reach it is its owner. "
            "Set server.address to localhost, or configure SUPABASE_URL or LUNARA_DATABASE_URL."
        )
    if settings.mode == "supabase" and not settings.public_url and not listens_on_loopback():
        _log.warning(
            "LUNARA_PUBLIC_URL is not set: there is sign-in by password alone, because links in mails and sign-in providers "
            "could not lead back to this app. Set it to the address by which people reach it."
        )
    if settings.mode == "postgres":
        try:
            oidc.providers(settings)
        except InvalidInput as error:
            _log.warning("%s", error)
    _send_at_once()
    sweep_left_over(settings.home / "uploads")
    ended = threading.Event()
    threading.Thread(target=_warm_up, daemon=True, name="lunara-warm-up").start()
    threading.Thread(target=_tidy, args=(ended,), daemon=True, name="lunara-tidy").start()
    try:
        yield None
    finally:
        ended.set()
        INBOX.close()
        from lunara.ui.model_drafts import DRAFTS
        from lunara.ui.outbox import OUTBOX
        from lunara.ui.warehouses import POOL
        from lunara.workspace import runtime
        from lunara.workspace.log_writer import LOG

        POOL.close()
        # Here and not only at the interpreter's exit: a server that is told to end (SIGTERM) never gets there.
        DRAFTS.flush()
        OUTBOX.close()
        LOG.close()
        runtime.close_all()


def _send_at_once() -> None:
    """Turn Nagle's algorithm off for every connection of this server: set on a listening socket, those it accepts inherit it.

    Streamlit makes its socket in a way that asyncio does not do this by itself, so a page's second message waited 40 ms for
    the visitor's delayed acknowledgement of the first. Nothing leads to that socket (docs/decisions/0008).
    """
    for found in gc.get_objects():
        if (
            isinstance(found, socket.socket)
            and found.fileno() >= 0
            and found.family in (socket.AF_INET, socket.AF_INET6)
        ):
            try:
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:  # not a TCP socket: it keeps its ways
                _log.debug("a socket keeps its delay: %s", error)


def make_ready(settings: Settings) -> None:
    """Open the workspace before anybody asks for it: set up and brought up to date where that is Lunara's to do.

    Of an own Postgres also while people cannot sign in yet: the owner's address may be taken away after the first start.
    Raises LunaraError.
    """
    if not settings.is_shared:
        from lunara.workspace.log_writer import LOG
        from lunara.workspace.store import local_principal, open_store

        LOG.tend(open_store(settings, local_principal(settings)))
    elif settings.mode == "postgres":
        from lunara.workspace.runtime import runtime

        runtime(settings)
    else:
        from lunara.ui.sign_in import supabase_auth

        supabase_auth.get_ready(settings)


def _warm_up() -> None:
    """Start the workspace and import what the first visitor would wait for; then take all that out of collection, whose
    full rounds would walk it again each time.
    """
    try:
        make_ready(current_settings())
    except LunaraError as error:
        _log.warning("%s", error)
    import pandas  # noqa: F401  # the first table would wait for it
    import pyarrow  # noqa: F401
    import sqlglot  # noqa: F401

    import lunara.ui.warehouses  # noqa: F401

    gc.collect()
    gc.freeze()


def _tidy(ended: threading.Event, seconds: float = 20.0) -> None:
    """A full garbage collection now and then, until `ended`, and an end to files that nobody waits for any more.

    Streamlit would make a collection after every script run, before the browser hears that the run is over, and for all
    visitors at once (`runner.postScriptGC`, off in .streamlit/config.toml).
    """
    while not ended.wait(seconds):
        gc.collect()
        INBOX.sweep()
