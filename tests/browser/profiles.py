"""Browser profiles that are emptied and used again: in a new one Chromium fetches and compiles all scripts anew."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route

# A site's pages share one process of their profile: with one that stays open, the next finds what the last has compiled.
ONE_PROCESS = "--process-per-site"


class Profiles:
    """The profiles of one Chromium.

    `take` is its `new_context`, and asks for little motion where nothing else is said. What is closed is emptied of pages,
    cookies, permissions and all that its sites have stored, and is the next to be taken with the same options.
    """

    def __init__(self, chromium: Browser) -> None:
        self._new = chromium.new_context
        self._free: dict[str, list[BrowserContext]] = {}

    def take(self, **options: Any) -> BrowserContext:
        """A profile with nothing in it; the options are those of Playwright's `new_context`."""
        wanted = {"reduced_motion": "reduce", **options}
        free = self._free.setdefault(repr(sorted(wanted.items())), [])
        return free.pop() if free else self._made(free, wanted)

    def _made(self, free: list[BrowserContext], options: dict[str, Any]) -> BrowserContext:
        profile = self._new(**options)
        stays = profile.new_page()
        stays.route("**/*", _nothing)
        stays.goto("http://localhost/")
        seen: set[str] = set()
        profile.on("page", lambda page: page.on("framenavigated", partial(_note, seen)))
        profile.close = partial(self._given_back, profile, stays, seen, free)  # type: ignore[method-assign]
        return profile

    def _given_back(self, profile: BrowserContext, stays: Page, seen: set[str], free: list[BrowserContext]) -> None:
        for page in profile.pages:
            if page is not stays:
                page.close()
        profile.clear_cookies()
        profile.clear_permissions()
        session = profile.new_cdp_session(stays)
        for origin in seen:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()
        seen.clear()
        free.append(profile)


def _nothing(route: Route) -> None:
    route.fulfill(body="")


def _note(seen: set[str], frame: Frame) -> None:
    address = urlsplit(frame.url)
    if address.netloc:
        seen.add(f"{address.scheme}://{address.netloc}")
