"""`/api/upload`: takes one file as the body of a request, with a ticket that a page gave for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from lunara.errors import Cancelled, InvalidInput, LunaraError, NotPermitted
from lunara.settings import Settings
from lunara.ui.address import served_under
from lunara.ui.identity import seal_of
from lunara.ui.origin import from_own_page
from lunara.ui.receiving import INBOX

PATH = "/api/upload"
TICKET = "x-lunara-ticket"


def upload_routes(settings: Settings) -> Sequence[BaseRoute]:
    """The one route. It answers only Lunara's own pages, and a ticket only to the person whom it was given to."""

    async def upload(request: Request) -> Response:
        if not from_own_page(settings, request):
            return _answer(403, "This request did not come from Lunara's own page.")
        seal = seal_of(settings, request.cookies)
        if seal is None:
            return _answer(401, "Sign in first.")
        try:
            await INBOX.take(request.headers.get(TICKET, ""), seal, _body(request))
        except LunaraError as error:
            return _answer(_status(error), str(error))
        except ClientDisconnect:
            return _answer(400, "The connection was cut.")  # to nobody
        return JSONResponse({"ok": True})

    return (Route(served_under() + PATH, upload, methods=["POST"]),)


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:  # Starlette ends a stream with an empty one
            yield chunk


def _status(error: LunaraError) -> int:
    if isinstance(error, NotPermitted):
        return 403
    if isinstance(error, Cancelled):
        return 409
    return 413 if isinstance(error, InvalidInput) else 507


def _answer(status: int, message: str) -> JSONResponse:
    # What is left of the body is not worth reading.
    return JSONResponse({"error": message}, status, headers={"Connection": "close"})
