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

from lunara.ui.server import HEADERS, LocalOnly, SecurityHeaders, _send_at_once


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello", headers={"Referrer-Policy": "no-referrer"})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("open")
    await websocket.close()


def client(host: str) -> TestClient:
    app = Starlette(
        routes=[Route("/", hello), WebSocketRoute("/ws", socket)],
        middleware=[Middleware(SecurityHeaders), Middleware(LocalOnly)],
    )
    return TestClient(app, base_url=f"http://{host}")


def test_every_response_carries_the_headers_and_its_own_wins() -> None:
    answer = client("localhost:8501").get("/")
    assert answer.text == "hello"
    assert {name: answer.headers[name] for name in HEADERS} == {**HEADERS, "Referrer-Policy": "no-referrer"}
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


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
