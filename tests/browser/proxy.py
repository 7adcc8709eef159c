"""A reverse proxy as in front of a deployment: one address, Lunara under a path of it, another app beside it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

WAIT = 60.0


@dataclass
class Proxy:
    """`elsewhere` is what other paths than Lunara's were asked with: the heads of the requests."""

    port: int
    under: str
    upstream: int = 0
    strips: bool = False
    elsewhere: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}{self.under}"


@contextmanager
def reverse_proxy(under: str, *, strips: bool = False) -> Iterator[Proxy]:
    """Passes `under` and what lies below it on to `upstream` (`strips`: without that prefix), WebSockets too."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = Proxy(listening.getsockname()[1], under, strips=strips)
        threading.Thread(target=_accept, args=(listening, proxy), daemon=True).start()
        yield proxy


def _accept(listening: socket.socket, proxy: Proxy) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            connection.settimeout(WAIT)
            threading.Thread(target=_serve, args=(connection, proxy), daemon=True).start()


def _serve(browser: socket.socket, proxy: Proxy) -> None:
    with browser, suppress(OSError):
        head = b""
        while b"\r\n\r\n" not in head:
            part = browser.recv(65536)
            if not part:
                return
            head += part
        head, _, rest = head.partition(b"\r\n\r\n")
        request, *headers = head.decode("latin-1").split("\r\n")
        method, target, version = request.split(" ")
        path = target.partition("?")[0]
        if path != proxy.under and not path.startswith(f"{proxy.under}/"):
            proxy.elsewhere.append(head.decode("latin-1"))
            browser.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<p>Another</p>\n"
            )
            return
        if proxy.strips:
            target = target.removeprefix(proxy.under) or "/"
        upgrade = any(one.lower().startswith("upgrade:") for one in headers)
        kept = [one for one in headers if upgrade or not one.lower().startswith("connection:")]
        more = ["X-Forwarded-For: 203.0.113.7"] + ([] if upgrade else ["Connection: close"])
        with socket.create_connection(("127.0.0.1", proxy.upstream), timeout=WAIT) as app:
            app.sendall("\r\n".join([f"{method} {target} {version}", *kept, *more, "", ""]).encode("latin-1") + rest)
            there = threading.Thread(target=_pass_on, args=(browser, app), daemon=True)
            there.start()
            _pass_on(app, browser)
            with suppress(OSError):
                browser.shutdown(socket.SHUT_RDWR)
            there.join(5)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
