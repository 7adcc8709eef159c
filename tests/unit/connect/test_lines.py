"""Lines that are cut under a driver of HTTP: whose they are, whoever waits, whatever is asked next."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import urllib3

from lunara.connect.lines import Lines, raise_if_cut, watched_pools
from lunara.errors import ConnectFailed

# Less than the driver would wait, and more than a cut takes.
SOON = 20.0


class Server(ThreadingHTTPServer):
    """Answers at once, or half (`/short`), or (`/slow`) never, or (`/drip`, closing or not) a byte now and then."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ended = threading.Event()
        self.waiting = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        if self.path == "/slow":
            self.server.waiting.set()
            self.server.ended.wait()
            return
        if self.path == "/nothing":
            self.send_response(204)
            self.end_headers()
            return
        if self.path == "/short/head":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nDate: to")
            self.close_connection = True
            return
        drips = self.path.startswith("/drip")
        self.send_response(200)
        self.send_header("Content-Length", "1000000" if drips else "2")
        if self.path == "/drip/closing":
            self.send_header("Connection", "close")
        self.end_headers()
        if self.path == "/short/body":
            self.wfile.write(b"o")
            self.close_connection = True
        elif not drips:
            self.wfile.write(b"ok")
        with suppress(OSError):
            while drips and not self.server.ended.wait(0.02):
                self.wfile.write(b".")
                self.server.waiting.set()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    made.ended.set()
    made.shutdown()
    made.server_close()


@pytest.fixture
def pool() -> Iterator[urllib3.PoolManager]:
    made = urllib3.PoolManager(retries=False, timeout=30)
    made.pool_classes_by_scheme = watched_pools(made.pool_classes_by_scheme)
    yield made
    made.clear()


def asked(pool: urllib3.PoolManager, server: Server, path: str, lines: Lines) -> bytes:
    with lines.asking():
        return pool.request("GET", f"http://127.0.0.1:{server.server_port}{path}").data


@pytest.mark.parametrize("path", ["/slow", "/drip", "/drip/closing"])
def test_whoever_waits_is_let_go(server: Server, pool: urllib3.PoolManager, path: str) -> None:
    lines = Lines()
    threading.Thread(target=lambda: server.waiting.wait(10) and lines.cut(), daemon=True).start()
    started = time.monotonic()
    with pytest.raises(urllib3.exceptions.HTTPError):
        asked(pool, server, path, lines)
    assert time.monotonic() - started < SOON
    with pytest.raises(ConnectFailed) as over:
        asked(pool, server, "/", lines)
    assert over.value.code == "connection_lost"


def test_a_handshake_that_is_not_answered_is_ended() -> None:
    """The socket is then in the hands of TLS alone."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        made = urllib3.PoolManager(retries=False, timeout=30, ssl_context=ssl.create_default_context())
        made.pool_classes_by_scheme = watched_pools(made.pool_classes_by_scheme)
        lines = Lines()
        threading.Timer(0.3, lines.cut).start()
        started = time.monotonic()
        with pytest.raises((urllib3.exceptions.HTTPError, ConnectFailed)), lines.asking():
            made.request("GET", f"https://127.0.0.1:{deaf.getsockname()[1]}/")
        assert 0.2 < time.monotonic() - started < SOON
        made.clear()


def test_nobody_elses_line_is_cut(server: Server, pool: urllib3.PoolManager) -> None:
    """A line that went back to the pool is whoever's takes it next."""
    first, second = Lines(), Lines()
    assert asked(pool, server, "/", first) == b"ok"
    ended: list[object] = []

    def wait() -> None:
        try:
            asked(pool, server, "/slow", second)
        except urllib3.exceptions.HTTPError as error:
            ended.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert server.waiting.wait(10)
    first.cut()
    time.sleep(0.2)
    assert waiting.is_alive() and not ended
    second.cut()
    waiting.join(SOON)
    assert len(ended) == 1


def test_an_answer_that_is_read_little_by_little_is_cut_too(server: Server, pool: urllib3.PoolManager) -> None:
    lines = Lines()
    with lines.asking(keep=True):
        answer = pool.request("GET", f"http://127.0.0.1:{server.server_port}/drip", preload_content=False)
    assert answer.read(3) == b"..."
    threading.Timer(0.2, lines.cut).start()
    with pytest.raises(urllib3.exceptions.HTTPError):
        answer.read(900_000)
    other = Lines()
    with other.asking(keep=True):
        answer = pool.request("GET", f"http://127.0.0.1:{server.server_port}/drip", preload_content=False)
    threading.Timer(0.2, lambda: other.let_go(unread=True)).start()
    with pytest.raises(urllib3.exceptions.HTTPError):
        answer.read(900_000)
    assert asked(pool, server, "/", other) == b"ok", "it was let go, and not cut"


@pytest.mark.parametrize("path", ["/short/body", "/short/head"])
def test_an_answer_that_breaks_off_is_an_error_even_where_the_driver_would_take_it(
    server: Server, pool: urllib3.PoolManager, path: str
) -> None:
    with pytest.raises(urllib3.exceptions.HTTPError):
        pool.request("GET", f"http://127.0.0.1:{server.server_port}{path}", enforce_content_length=False)


def test_an_answer_without_a_body_is_whole(server: Server, pool: urllib3.PoolManager) -> None:
    assert pool.request("GET", f"http://127.0.0.1:{server.server_port}/nothing").status == 204
    assert pool.request("HEAD", f"http://127.0.0.1:{server.server_port}/").status == 200


def test_what_is_asked_for_nobody_is_let_alone(server: Server, pool: urllib3.PoolManager) -> None:
    raise_if_cut()
    assert pool.request("GET", f"http://127.0.0.1:{server.server_port}/").data == b"ok"
    lines = Lines()
    lines.cut()
    assert pool.request("GET", f"http://127.0.0.1:{server.server_port}/").data == b"ok"
