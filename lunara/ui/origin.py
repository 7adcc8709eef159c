"""Whether a request was made by one of Lunara's own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from lunara.settings import Settings


def from_own_page(settings: Settings, request: Request) -> bool:
    """A foreign site can make a browser send a form here, but not with the header `X-Lunara`, and its Origin is its own."""
    return request.headers.get("x-lunara") == "1" and same_origin(settings, request)


def same_origin(settings: Settings, request: HTTPConnection) -> bool:
    """Whether nothing says that another site made the browser send this: Sec-Fetch-Site and Origin, where they are given."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    came_from = urlsplit(origin)
    ours = urlsplit(settings.public_url)
    if settings.public_url and (came_from.scheme, came_from.netloc) == (ours.scheme, ours.netloc):
        return True
    return bool(came_from.netloc) and came_from.netloc == request.headers.get("host")
