"""Where the app is: the prefix of its routes, how a browser reaches it, whether by HTTPS, and what is a place of its own."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection

from lunara.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def served_under() -> str:
    """What the paths of this server's routes begin with: "" or, with Streamlit's `server.baseUrlPath`, "/analytics"."""
    inner = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{inner}" if inner else ""


def seen_under(settings: Settings) -> str:
    """What the app's paths begin with in a browser: the path of the public address, which a proxy may take off."""
    if settings.public_url:
        return urlsplit(settings.public_url).path.rstrip("/")
    return served_under()


def browser_path(settings: Settings, route: str) -> str:
    """The path by which a browser asks for one of our routes ("/api/...")."""
    return seen_under(settings) + route


def own_address(settings: Settings, connection: HTTPConnection) -> str | None:
    """The address of the app for links that others send people to (mails, sign-in providers); None where it is not known.

    It comes from the setting. What a request says of its host anybody can write into it, and a link in a mail would lead
    there: it is only believed when it is this machine.
    """
    if settings.public_url:
        return settings.public_url
    host = connection.headers.get("host", "")
    if host_name(host) not in LOOPBACK:
        return None
    return f"{'https' if is_https(settings, connection) else 'http'}://{host}{served_under()}"


def is_https(settings: Settings, connection: HTTPConnection) -> bool:
    """Whether the browser came by HTTPS. X-Forwarded-Proto is believed of trusted proxies alone."""
    if settings.public_url.startswith("https://") or connection.url.scheme in ("https", "wss"):
        return True
    said = connection.headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    return said == "https" and _is_trusted(settings, connection)


def own_path(settings: Settings, wanted: object) -> str:
    """`wanted` when it is a page of this app, else the app's first page: no redirect leads to another site.

    A browser reads "//host", "/\\host" and "/<tab>/host" as another host, so nothing but plain characters is let through.
    """
    under = seen_under(settings)
    home = f"{under}/"
    text = wanted if isinstance(wanted, str) else ""
    if not text.startswith(home) or len(text) > 2_000 or not text.isascii() or not text.isprintable():
        return home
    if any(one in text for one in "\\ #") or text.startswith("//") or "//" in text.partition("?")[0]:
        return home
    parts = urlsplit(text)
    inner = parts.path.removeprefix(under)
    if parts.scheme or parts.netloc or "." in inner or "%" in inner or inner.startswith(("/api/", "/_stcore/")):
        return home
    return text


def host_name(host: str) -> str:
    """The name in a Host header, without its port."""
    host = host.strip().lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _is_trusted(settings: Settings, connection: HTTPConnection) -> bool:
    try:
        peer = ip_address(connection.client.host if connection.client else "")
    except ValueError:
        return False
    return any(peer in network for network in settings.trusted_proxies)
