"""A network between us and a server that can pass, delay, swallow everything without a word, break, and be down."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_RESET = struct.pack("ii", 1, 0)


class Network:
    """A TCP proxy on loopback. `port` stays the same however often it goes down; whoever connects is led to the server."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._open = threading.Event()
        self._open.set()
        self.delay = 0.0
        self.passed = 0
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self.port = 0
        self.up()

    def config(self, of: Mapping[str, str]) -> dict[str, str]:
        """The connection form `of` the server, by way of this network."""
        return {**of, "host": "127.0.0.1", "port": str(self.port)}

    def swallow(self) -> None:
        """From now on nothing gets through in either direction, and nobody is told: a black hole."""
        self._open.clear()

    def heal(self) -> None:
        """Let pass again, what was held back first."""
        self._open.set()

    def cut(self) -> None:
        """Break every line with a reset, as a server that is killed does."""
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def down(self) -> None:
        """Break every line and refuse new ones."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut()

    def up(self) -> None:
        """Take new lines."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = int(listener.getsockname()[1])
        self._listener = listener
        threading.Thread(target=self._take, args=(listener,), daemon=True).start()

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                ours, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(ours,), daemon=True).start()

    def _lead(self, ours: socket.socket) -> None:
        self._open.wait()
        try:
            theirs = socket.create_connection(self._server, 5)
        except OSError:
            ours.close()
            return
        theirs.settimeout(None)
        with self._lock:
            self._lines |= {ours, theirs}
        for source, target in ((ours, theirs), (theirs, ours)):
            threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self._open.wait()
                if self.delay:
                    time.sleep(self.delay)
                target.sendall(data)
                self.passed += len(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        finally:
            with self._lock:
                self._lines.discard(source)


@contextmanager
def network_to(config: Mapping[str, str]) -> Iterator[Network]:
    """A network to the server of a connection form, until the block ends."""
    made = Network(config["host"], int(config["port"]))
    try:
        yield made
    finally:
        made.heal()
        made.down()
