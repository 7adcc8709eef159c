"""A network between us and a server that can pass, delay, swallow everything without a word, break, and be down."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_RESET = struct.pack("ii", 1, 0)


class Network:
    """TCP proxies on loopback, one for each server that a way leads to, under one weather.

    The port of a way stays the same however often the network goes down; whoever connects is led to the server.
    """

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._whole = threading.Event()
        self._whole.set()
        self._instead: bytes | None = None
        self._lose = 0
        self.taken = 0
        self.delay = 0.0
        self.passed = 0
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._servers: dict[int, tuple[str, int]] = {}
        self._listeners: list[socket.socket] = []

    def way_to(self, host: str, port: int) -> int:
        """A port of 127.0.0.1 that leads to the server by way of this network."""
        listener = _listening(0)
        ours = int(listener.getsockname()[1])
        self._servers[ours] = (host, port)
        self._take_from(ours, listener)
        return ours

    def swallow(self) -> None:
        """From now on nothing gets through in either direction, and nobody is told: a black hole."""
        self._open.clear()

    def drip(self) -> None:
        """From now on a byte comes now and then of what a server says."""
        self._whole.clear()

    def heal(self) -> None:
        """Let pass again, what was held back first."""
        self._open.set()
        self._whole.set()

    def answer(self, instead: bytes | None) -> None:
        """From now on whoever asks hears this and not the server; None: the server again."""
        self._instead = instead
        self.cut()

    def lose(self, answers: int = 1) -> None:
        """What is asked next is passed on, and its answer lost: the line breaks instead, as often as it says."""
        self._lose = answers

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
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut()

    def up(self) -> None:
        """Take new lines."""
        for ours in self._servers:
            self._take_from(ours, _listening(ours))

    def _take_from(self, ours: int, listener: socket.socket) -> None:
        self._listeners.append(listener)
        threading.Thread(target=self._take, args=(listener, self._servers[ours]), daemon=True).start()

    def _take(self, listener: socket.socket, server: tuple[str, int]) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(line, server), daemon=True).start()

    def _lead(self, ours: socket.socket, server: tuple[str, int]) -> None:
        self._open.wait()
        self.taken += 1
        if self._instead is not None:
            with contextlib.suppress(OSError):
                ours.recv(65536)
                ours.sendall(self._instead)
                ours.shutdown(socket.SHUT_WR)
                while ours.recv(65536):  # or what it says still would have the line reset before it has read
                    pass
            ours.close()
            return
        try:
            theirs = socket.create_connection(server, 5)
        except OSError:
            ours.close()
            return
        theirs.settimeout(None)
        with self._lock:
            self._lines |= {ours, theirs}
        for source, target, says in ((ours, theirs, False), (theirs, ours, True)):
            threading.Thread(target=self._pump, args=(source, target, says), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, says: bool) -> None:
        try:
            while data := source.recv(65536):
                self._open.wait()
                if says and self._lose > 0:
                    self._lose -= 1
                    self.cut()
                    return
                if self.delay:
                    time.sleep(self.delay)
                sent = 0
                while says and sent < len(data) and not self._whole.wait(0.1):
                    target.sendall(data[sent : sent + 1])
                    sent += 1
                target.sendall(data[sent:])
                self.passed += len(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        finally:
            with self._lock:
                self._lines.discard(source)


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    return listener


@contextmanager
def a_network() -> Iterator[Network]:
    """A network that leads nowhere yet, until the block ends."""
    made = Network()
    try:
        yield made
    finally:
        made.heal()
        made.down()
