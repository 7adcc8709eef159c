"""A line to a server that a test can break, make fall silent, or encrypt."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """Passes bytes on to `port` of this machine. `silent` swallows them both ways and resets nothing.

    With a certificate and its key, it speaks TLS (and HTTP/2 in it) on this side, as a load balancer does.
    """

    def __init__(self, port: int, certificate: tuple[str, str] | None = None) -> None:
        self._to = port
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)
            self._context.set_alpn_protocols(["h2"])
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port = int(self._listening.getsockname()[1])
        self.silent = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Close what is open."""
        broken, self._open = self._open, []
        for one in broken:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self) -> None:
        """Take no more, and close what is open."""
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                here = self._listening.accept()[0]
                if self._context is not None:
                    try:
                        here = self._context.wrap_socket(here, server_side=True)
                    except OSError:  # it does not trust us
                        continue
                there = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._open += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if not self.silent:
                    other.sendall(data)
        with suppress(OSError):
            other.close()


@contextmanager
def line_to(port: int, certificate: tuple[str, str] | None = None) -> Iterator[Line]:
    """A line for the time of the block."""
    line = Line(port, certificate)
    try:
        yield line
    finally:
        line.close()
