"""Headers on every response, and who may reach a workspace that has no sign-in."""

from __future__ import annotations

from socket import AF_INET, IPPROTO_TCP, TCP_NODELAY, create_connection
from socket import socket as Socket

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from lunara.errors import InvalidInput
from lunara.settings import load_settings
from lunara.ui import server
from lunara.ui.own_messages import OwnMessages
from lunara.ui.server import (
    LocalOnly,
    NoUploadsToMemory,
    OwnPagesOnly,
    SecurityHeaders,
    _send_at_once,
    security_headers,
)
from lunara.ui.sign_in.form_token import FormCookie
from lunara.ui.sign_in.way_back import WayBack

HEADERS = security_headers(load_settings({}))


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello", headers={"Referrer-Policy": "no-referrer"})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("open")
    await websocket.close()


def client(host: str) -> TestClient:
    app = Starlette(
        routes=[Route("/", hello), WebSocketRoute("/ws", socket)],
        middleware=[Middleware(SecurityHeaders, headers=HEADERS), Middleware(LocalOnly)],
    )
    return TestClient(app, base_url=f"http://{host}")


def test_every_response_carries_the_headers_and_its_own_wins() -> None:
    answer = client("localhost:8501").get("/")
    assert answer.text == "hello"
    assert {name: answer.headers[name] for name in HEADERS} == {**HEADERS, "Referrer-Policy": "no-referrer"}
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        ("http://bi.example", True),
        ("https://public.example", True),
        ("https://shell.example", True),
        (None, True),  # no browser: it has no cookie but its own
        ("http://localhost:3000", False),
        ("http://127.0.0.1:8501", False),
        ("http://bi.example.evil.example", False),
        ("http://other.bi.example", False),
        ("http://bi.example:8080", False),
        ("http://public.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_page_of_another_site_or_port_opens_no_socket(origin: str | None, opens: bool) -> None:
    settings = load_settings({"LUNARA_PUBLIC_URL": "https://public.example/lunara"})
    guard = Middleware(OwnPagesOnly, settings=settings, others=["https://shell.example"])
    opened = TestClient(Starlette(routes=[WebSocketRoute("/ws", socket)], middleware=[guard]))
    headers = {} if origin is None else {"origin": origin}
    if opens:
        with opened.websocket_connect("ws://bi.example/ws", headers=headers) as session:
            assert session.receive_text() == "open"
        return
    with pytest.raises(WebSocketDisconnect), opened.websocket_connect("ws://bi.example/ws", headers=headers):
        raise AssertionError("it opened")


def test_a_site_that_the_settings_name_may_show_the_app_in_a_frame() -> None:
    named = security_headers(load_settings({"LUNARA_FRAME_ANCESTORS": "https://intra.example, https://*.corp.example"}))
    assert "frame-ancestors 'self' https://intra.example https://*.corp.example" in named["Content-Security-Policy"]
    assert "X-Frame-Options" not in named and HEADERS["X-Frame-Options"] == "SAMEORIGIN"
    for wrong in ("*", "'none'", "https://a.example; script-src *", "https://a.example/x", "javascript:x"):
        with pytest.raises(InvalidInput):
            load_settings({"LUNARA_FRAME_ANCESTORS": wrong})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1"])
def test_this_machine_is_answered(host: str) -> None:
    assert client(host).get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.5:8501"])
def test_another_name_for_this_machine_is_not(host: str) -> None:
    answer = client(host).get("/")
    assert answer.status_code == 421
    assert "hello" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(WebSocketDisconnect), client(host).websocket_connect("/ws") as opened:
        opened.receive_text()


def test_connections_of_a_socket_made_without_a_protocol_send_at_once() -> None:
    """Streamlit's listening socket: asyncio leaves Nagle's algorithm on for what it accepts."""
    with Socket(AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        _send_at_once()
        with create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(IPPROTO_TCP, TCP_NODELAY)


async def taken(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


def test_nobody_may_send_files_to_streamlits_own_route() -> None:
    """It would keep them in memory, also for a page that only offers sign-in."""
    methods = ["PUT", "POST", "DELETE", "OPTIONS"]
    app = Starlette(
        routes=[
            Route("/_stcore/upload_file/{session}/{file}", taken, methods=methods),
            Route("/base/_stcore/upload_file/{session}/{file}", taken, methods=methods),
            Route("/", hello),
        ],
        middleware=[Middleware(NoUploadsToMemory)],
    )
    for prefix in ("", "/base"):
        for method in methods:
            sent = TestClient(app).request(method, f"{prefix}/_stcore/upload_file/session/file", content=b"x" * 1000)
            assert sent.status_code == 404 and "bytes" not in sent.text
    assert TestClient(app).get("/").text == "hello"


@pytest.mark.parametrize("mode", ["embedded", "supabase", "postgres"])
def test_what_requests_pass_through_depends_on_who_signs_in(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    given = {
        "embedded": {},
        "supabase": {"SUPABASE_URL": "http://supabase.invalid", "SUPABASE_KEY": "publishable"},
        "postgres": {"LUNARA_DATABASE_URL": "postgresql://unused"},
    }[mode]
    monkeypatch.setattr(server, "current_settings", lambda: load_settings({**given, "LUNARA_HOME": "/tmp"}))
    monkeypatch.setattr(server, "listens_on_loopback", lambda: True)
    passed = [one.cls for one in server.middleware()]
    more = {"embedded": [LocalOnly], "supabase": [FormCookie], "postgres": [FormCookie, WayBack]}[mode]
    assert passed == [SecurityHeaders, NoUploadsToMemory, OwnPagesOnly, OwnMessages, *more]
    paths = {getattr(one, "path", "") for one in server.routes()}
    assert "/api/upload" in paths and (len(paths) > 8 if mode == "supabase" else len(paths) == 1)
    monkeypatch.setattr(server.st, "get_option", {"server.enableCORS": False}.get)
    assert OwnPagesOnly not in [one.cls for one in server.middleware()]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-lunara": "1", "origin": "https://evil.example"},
        {"x-lunara": "1", "origin": "null"},
        {"x-lunara": "1", "sec-fetch-site": "cross-site"},
        {"x-lunara": "1", "sec-fetch-site": "same-site"},
        {"origin": "https://evil.example", "content-type": "application/x-www-form-urlencoded"},
        {"origin": "https://evil.example", "content-type": "text/plain"},
    ],
)
@pytest.mark.parametrize("mode", ["embedded", "supabase", "postgres"])
def test_no_route_does_anything_for_another_site(
    monkeypatch: pytest.MonkeyPatch, mode: str, headers: dict[str, str]
) -> None:
    """Every route that there is and every way of asking it but reading: a form or a script elsewhere gets a refusal."""
    given = {
        "embedded": {},
        "supabase": {"SUPABASE_URL": "http://supabase.invalid", "SUPABASE_KEY": "publishable"},
        "postgres": {"LUNARA_DATABASE_URL": "postgresql://unused"},
    }[mode]
    settings = load_settings({**given, "LUNARA_HOME": "/tmp", "LUNARA_PUBLIC_URL": "https://bi.example"})
    monkeypatch.setattr(server, "current_settings", lambda: settings)
    asked = 0
    with TestClient(Starlette(routes=server.routes()), base_url="https://bi.example") as opened:
        for route in server.routes():
            for method in route.methods - {"GET", "HEAD"}:  # type: ignore[attr-defined]
                answer = opened.request(method, route.path, headers=headers, content=b"form=x&password=yyyyyyyy")  # type: ignore[attr-defined]
                assert answer.status_code == 403 and "set-cookie" not in answer.headers, (method, route)
                asked += 1
    assert asked >= (9 if mode == "supabase" else 1)
