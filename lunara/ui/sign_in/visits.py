"""Where a request comes from, as far as it is written down: browser and system in words, and the address without its end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from lunara.settings import Settings
from lunara.ui.sign_in.attempts import Networks, client_address
from lunara.workspace.records import Visit

# In this order: each names those behind it, too.
_BROWSERS = (
    (r"\bEdg(e|A|iOS)?/", "Edge"),
    (r"\bOPR/|\bOpera\b", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bVivaldi/", "Vivaldi"),
    (r"\b(Firefox|FxiOS)/", "Firefox"),
    (r"\b(HeadlessChrome|Chrome|Chromium|CriOS)/", "Chrome"),
    (r"\bVersion/.*\bSafari/", "Safari"),
)
_SYSTEMS = (
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b|\bMacintosh\b", "macOS"),
    (r"\bLinux\b|\bX11\b", "Linux"),
)
_MOST_CHARACTERS = 1_000
OWN_MACHINE = "Lunara’s own machine"


def visit(user_agent: str, address: str) -> Visit:
    """What is written down of a request. Nothing but words from the lists above and an address is ever in it."""
    told = user_agent[:_MOST_CHARACTERS]
    return Visit(_first(_BROWSERS, told), _first(_SYSTEMS, told), shortened(address))


def visit_of(settings: Settings, request: Request) -> Visit:
    """That of a request to a route."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.getlist("x-forwarded-for")
    return visit_from(request.headers.get("user-agent", ""), peer, forwarded, settings.trusted_proxies)


def visit_from(user_agent: str, peer: str, forwarded: Sequence[str], trusted: Networks) -> Visit:
    """That of somebody who is heard through `peer`, and through proxies that are trusted.

    Of whom a proxy on this machine speaks for is nothing known where it is not trusted: no place is better than a wrong one.
    """
    found = client_address(peer, ",".join(forwarded), trusted)
    place = shortened(found)
    return visit(user_agent, "" if forwarded and place == OWN_MACHINE else found)


def shortened(address: str) -> str:
    """An address as far as it tells which network somebody was in, and not which of its machines; empty for none.

    >>> shortened("203.0.113.77"), shortened("2001:db8:12:34::1"), shortened("127.0.0.1")
    ('203.0.113.x', '2001:db8:12:x', 'Lunara’s own machine')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return OWN_MACHINE
    if isinstance(found, IPv6Address):
        groups = found.exploded.split(":")[:3]
        return ":".join([*(group.lstrip("0") or "0" for group in groups), "x"])
    return ".".join([*str(found).split(".")[:3], "x"])


def mark_of(seal: str) -> str:
    """What is written down of a session, to know it again: nothing that leads back to its cookie."""
    return hashlib.sha256(f"lunara sign-in {seal}".encode()).hexdigest()


def _first(known: Sequence[tuple[str, str]], text: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, text)), "")
