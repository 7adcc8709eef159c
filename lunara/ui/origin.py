"""Whether a request was made by one of Lunara's own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def from_own_page(request: Request) -> bool:
    """A foreign site can make a browser send a form here, but not with the header `X-Lunara`, and its Origin is its own."""
    if request.headers.get("x-lunara") != "1" or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
