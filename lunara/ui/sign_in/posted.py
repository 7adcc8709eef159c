"""What every request to a sign-in route goes through: it comes from our own page, holds a little JSON, and is not one of many."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lunara.errors import InvalidInput, LunaraError, NotPermitted
from lunara.settings import Settings
from lunara.ui.address import served_under
from lunara.ui.origin import from_own_page
from lunara.ui.sign_in.attempts import Attempts, client_address
from lunara.ui.sign_in.form_token import HEADER, holds
from lunara.workspace.addresses import as_meant

T = TypeVar("T")
Body = Mapping[str, object]
Handler = Callable[[Request, Body], Awaitable[Response]]

MOST_BYTES = 8_192
# Supabase Auth answers sooner for an address that it sends nothing to: everybody hears after this long.
ANSWER_SECONDS = 2.0
FOREIGN = "This request did not come from Lunara's own page. Reload the page and try again."

_log = logging.getLogger("lunara.sign_in")


def posted(settings: Settings, path: str, handle: Handler) -> Route:
    """A route that takes JSON by POST from our own pages; a LunaraError of `handle` is an answer in words."""

    async def endpoint(request: Request) -> Response:
        is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        known = holds(request.headers.get(HEADER, ""), request.cookies)
        if not (is_json and known and from_own_page(settings, request)):
            return refused(403, FOREIGN)
        body = await _body(request)
        try:
            return await handle(request, body)
        except InvalidInput as error:
            return refused(400, str(error))
        except NotPermitted as error:
            return refused(401 if error.code == "signed_out" else 403, str(error))
        except LunaraError as error:
            return refused(503, str(error))

    return Route(served_under() + path, endpoint, methods=["POST"])


def refused(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal in words."""
    return JSONResponse({"error": message}, status, headers=headers)


def text(body: Body, name: str, most: int = 320) -> str:
    """A field of the body as text without spaces around it, cut where nobody writes that much."""
    found = body.get(name)
    return found.strip()[:most] if isinstance(found, str) else ""


def email_of(body: Body) -> str:
    """The e-mail address of the body as it is meant; empty where there is none."""
    return as_meant(text(body, "email"))


def address_of(settings: Settings, request: Request) -> str:
    """Where the request comes from, through trusted proxies."""
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    if forwarded and not settings.trusted_proxies:
        _say_untrusted_proxy()
    return client_address(peer, forwarded, settings.trusted_proxies)


@cache
def _say_untrusted_proxy() -> None:
    """Once in a process: anybody can send such a header."""
    _log.warning(
        "a request came with X-Forwarded-For and LUNARA_TRUSTED_PROXIES is not set: if a proxy stands before Lunara, everybody"
        " counts as one address, and few attempts to sign in are left for all of them; name the proxy's address there"
    )


def too_many(attempts: Attempts, address: str, account: str) -> Response | None:
    """The refusal of one attempt too many, or None for one that counts from here on."""
    wait = attempts.begin(address, account)
    if not wait:
        return None
    minutes = math.ceil(wait / 60)
    return refused(
        429,
        f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
        {"Retry-After": str(math.ceil(wait))},
    )


async def after_the_same_time(work: Callable[[], T]) -> T | None:
    """What `work` gives, `ANSWER_SECONDS` after it was begun, or None when it has not come to an end by then.

    Its errors are raised as soon as they are there: they say nothing of an account.
    """
    task = asyncio.ensure_future(run_in_threadpool(work))
    until = asyncio.get_running_loop().time() + ANSWER_SECONDS
    await asyncio.wait({task}, timeout=ANSWER_SECONDS)
    if not task.done():
        task.add_done_callback(_say_failure)
        return None
    found = task.result()
    await asyncio.sleep(max(0.0, until - asyncio.get_running_loop().time()))
    return found


def _say_failure(task: asyncio.Future[T]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _log.warning("a mail was asked for and could not be sent: %s", error)


async def _body(request: Request) -> Body:
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
