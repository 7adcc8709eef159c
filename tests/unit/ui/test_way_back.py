"""Around Streamlit's sign-in routes: where they lead, and what their cookies are."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lunara.settings import Settings, load_settings
from lunara.ui.sign_in.form_token import COOKIE, FormCookie
from lunara.ui.sign_in.way_back import WayBack, wish

OWN = {"LUNARA_DATABASE_URL": "postgresql://x/y"}


def app(settings: Settings, *, login_fails: bool = False, callback: str = "in") -> Starlette:
    """As Streamlit's routes answer."""

    async def login(_request: Request) -> Response:
        if login_fails:
            return PlainTextResponse("Authentication error", 400)
        answer = RedirectResponse("https://id.example/authorize?client_id=x&state=s1", 302)
        answer.set_cookie("_streamlit_session", "state", path="/", httponly=True)
        return answer

    async def back(_request: Request) -> Response:
        answer: Response = RedirectResponse("/", 302)
        if callback == "in":
            answer.set_cookie("_streamlit_user", "signed", path="/", httponly=True, samesite="lax")
        if callback == "out":
            answer.delete_cookie("_streamlit_user")
        return PlainTextResponse("broken", 500) if callback == "broken" else answer

    async def page(_request: Request) -> Response:
        return Response("<p>page</p>", media_type="text/html")

    return Starlette(
        routes=[Route("/auth/login", login), Route("/oauth2callback", back), Route("/", page)],
        middleware=[Middleware(FormCookie, settings=settings), Middleware(WayBack, settings=settings)],
    )


def browser(settings: Settings, base: str = "http://localhost:8501", **how: object) -> TestClient:
    client = TestClient(app(settings, **how), base, follow_redirects=False)  # type: ignore[arg-type]
    client.get("/")
    assert client.cookies.get(COOKIE)
    return client


def begin(client: TestClient, page: str = "/ask?project=1&resume=abc") -> None:
    wish(client.cookies[COOKIE], page)
    answer = client.get("/auth/login?provider=x")
    assert answer.headers["location"] == "https://id.example/authorize?client_id=x&state=s1"


def test_back_to_the_page_that_was_asked_for_once() -> None:
    client = browser(load_settings(OWN))
    begin(client)
    answer = client.get("/oauth2callback?code=c&state=s1")
    assert (answer.status_code, answer.headers["location"]) == (302, "/ask?project=1&resume=abc")
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/oauth2callback?code=c&state=s1").headers["location"] == "/"


@pytest.mark.parametrize(
    "page",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "/a/../../x",
     "/%2f%2fevil.example", "/api/auth/confirm", "/ask#x", "", "/@evil.example//x"],
)  # fmt: skip
def test_to_no_other_place(page: str) -> None:
    client = browser(load_settings(OWN))
    begin(client, page)
    assert client.get("/oauth2callback?code=c&state=s1").headers["location"] == "/"


def test_another_browser_does_not_take_the_way_of_this_one() -> None:
    settings = load_settings(OWN)
    one, two = browser(settings), browser(settings)
    begin(one)
    assert two.get("/oauth2callback?code=c&state=s1").headers["location"] == "/"
    assert one.get("/oauth2callback?code=c&state=s1").headers["location"] == "/ask?project=1&resume=abc"


@pytest.mark.parametrize("callback", ["out", "none", "broken"])
def test_a_sign_in_that_failed_leads_back_and_says_so(callback: str) -> None:
    client = browser(load_settings(OWN), callback=callback)
    begin(client)
    answer = client.get("/oauth2callback?error=access_denied&state=s1")
    assert answer.headers["location"] == "/ask?project=1&resume=abc&sign_in=failed" and answer.status_code in (302, 303)
    assert client.get("/oauth2callback?code=c&state=unknown").headers["location"] == "/?sign_in=failed"


def test_a_provider_that_is_away_leads_back_and_says_so() -> None:
    client = browser(load_settings(OWN), login_fails=True)
    wish(client.cookies[COOKIE], "/build")
    answer = client.get("/auth/login?provider=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/build?sign_in=failed") and answer.text == ""


def test_back_from_a_sign_out_is_no_failure() -> None:
    assert browser(load_settings(OWN), callback="none").get("/oauth2callback").headers["location"] == "/"


def test_its_cookies_keep_to_the_app_and_to_https() -> None:
    settings = load_settings({**OWN, "LUNARA_PUBLIC_URL": "https://bi.example/teams/lunara"})
    client = TestClient(app(settings), "https://bi.example", follow_redirects=False)
    session = client.get("/auth/login?provider=x").headers["set-cookie"]
    assert "_streamlit_session=" in session and "path=/teams/lunara" in session and "path=/;" not in session.lower()
    user = client.get("/oauth2callback?code=c&state=s1").headers["set-cookie"]
    for cookie in (session, user):
        assert {"httponly", "secure"} <= {part.strip().lower() for part in cookie.split(";")}
    plain = browser(load_settings(OWN)).get("/oauth2callback?code=c&state=s1").headers["set-cookie"]
    assert "_streamlit_user=signed" in plain and "secure" not in plain.lower()
