"""What a browser has asked Supabase Auth for and comes back from, by a link in a mail or from a provider.

The secret of a flow (PKCE's verifier) stays here. The browser has a word in a short-lived cookie, and the address that it
comes back to carries the flow's state: both are needed, so another browser cannot finish what this one began.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from lunara.settings import Settings
from lunara.ui.sign_in.book import set_cookie
from lunara.ui.sign_in.shelf import Shelf

COOKIE = "lunara_flow"
SECONDS = 3_600.0  # as long as a link in a mail holds

Kind = Literal["sign_up", "link", "reset", "email", "provider"]


@dataclass(frozen=True)
class Flow:
    """What was asked for, the verifier of its code, the page to go to when it has come to its end, where it began, and with
    which provider."""

    kind: Kind
    verifier: str = field(repr=False)
    after: str
    address: str = ""
    provider: str = ""


_flows: Shelf[Flow] = Shelf(SECONDS)


def new_state() -> str:
    """The state of a flow that is about to begin."""
    return secrets.token_urlsafe(24)


def browser_word(request: Request) -> str:
    """The word of this browser, which it may have from a flow in another tab."""
    found = request.cookies.get(COOKIE, "")
    return found if len(found) == 43 else secrets.token_urlsafe(32)


def begin_flow(browser: str, state: str, flow: Flow) -> None:
    """Keep `flow` for the browser with that word. Several may be under way, one in each tab."""
    _flows.put(flow, f"{browser} {state}")


def give_word(settings: Settings, request: Request, answer: Response, browser: str) -> None:
    """Give the browser its word with this answer."""
    set_cookie(settings, request, answer, COOKIE, browser, seconds=SECONDS)


def end_flow(request: Request, state: str) -> Flow | None:
    """The flow that this browser began with that state, once; None when there is none."""
    browser = request.cookies.get(COOKIE, "")
    return _flows.take(f"{browser} {state}") if browser and state else None
