"""A server that takes connections and says one thing a byte at a time, for ever, or one thing and no more."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# The beginning of a record of TLS' handshake, of 16 kB.
HANDSHAKE = b"\x16\x03\x03\x40\x00"
PAUSE_SECONDS = 0.1


@contextmanager
def dripping(first: bytes, then: bytes = b"\0") -> Iterator[int]:
    """Its port. To whoever speaks to it, it says `first` and then `then`, again and again, or hangs up when that is empty."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(65536)
            line.sendall(first)
            while then and not over.wait(PAUSE_SECONDS):
                line.sendall(then)

    def take() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=take, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
