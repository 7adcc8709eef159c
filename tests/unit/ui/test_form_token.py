"""The cookie that sign-in forms need is given with every page to a browser that does not have it."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from lunara.settings import load_settings
from lunara.ui.sign_in.form_token import COOKIE, FormCookie


def test_a_browser_that_kept_the_page_and_lost_the_cookie_gets_both(tmp_path: Path) -> None:
    """As after it was closed and opened again: what it asks is whether the page it has is still right."""
    (tmp_path / "index.html").write_text("<p>")
    app = Starlette(
        routes=[Mount("/", StaticFiles(directory=tmp_path, html=True))],
        middleware=[Middleware(FormCookie, settings=load_settings({}))],
    )
    first = TestClient(app).get("/")
    kept = {"If-None-Match": first.headers["etag"], "If-Modified-Since": first.headers["last-modified"]}
    browser = TestClient(app)
    answer = browser.get("/", headers=kept)
    assert (answer.status_code, answer.text) == (200, "<p>") and COOKIE in answer.cookies
    again = browser.get("/", headers=kept)
    assert again.status_code == 304 and "set-cookie" not in again.headers
