"""A profile that was used before has nothing of it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route

SITE = "http://localhost:1/"
KEEP = """async () => {
    document.cookie = 'a=1'; localStorage.a = 1; sessionStorage.a = 1;
    await (await caches.open('a')).put('/a', new Response('1'));
    await new Promise(done => { indexedDB.open('a').onsuccess = done; });
}"""
FOUND = """async () => [document.cookie, {...localStorage}, {...sessionStorage}, await caches.keys(),
    (await indexedDB.databases()).map(one => one.name)]"""


def opened(browser: Browser) -> Page:
    def blank(route: Route) -> None:
        route.fulfill(body="<p>", content_type="text/html")

    page = browser.new_context().new_page()
    page.route("**/*", blank)
    page.goto(SITE)
    return page


def test_a_profile_that_is_used_again_is_empty(browser: Browser) -> None:
    first = opened(browser)
    first.evaluate(KEEP)
    assert first.evaluate(FOUND) == ["a=1", {"a": "1"}, {"a": "1"}, ["a"], ["a"]]
    at_once = opened(browser)
    assert at_once.context is not first.context
    assert at_once.evaluate(FOUND) == ["", {}, {}, [], []]
    used = first.context
    used.close()
    second = opened(browser)
    assert second.context is used and first.is_closed()
    assert second.evaluate(FOUND) == ["", {}, {}, [], []]
    assert at_once.url == SITE
    for page in (second, at_once):
        page.context.close()
