"""The sockets of one session with a server, so that whatever waits on them can be ended from any thread."""

from __future__ import annotations

import socket
import threading

from lunara.connect import servers


class Sockets:
    """Those that are open. After `cut` no further one can be: a driver that tries once more fails at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.is_cut = False

    def connected(self, address: str, port: int, seconds: float) -> socket.socket:
        """A line to `address`, which waits `seconds` for it and has no limit of silence yet. Raises OSError."""
        line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            line.settimeout(seconds)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            servers.keep_alive(line)
            self.add(line)
            line.connect((address, port))
        except OSError:
            line.close()
            raise
        return line

    def add(self, line: socket.socket) -> None:
        """Have `cut` end it too. Raises ConnectionAbortedError after that."""
        with self._lock:
            self._open = [one for one in self._open if one.fileno() >= 0]
            self._open.append(line)
            if self.is_cut:
                raise ConnectionAbortedError("the session was given up")

    def cut(self) -> None:
        """End them all, whoever waits for them; idempotent."""
        with self._lock:
            self.is_cut = True
            lines, self._open = self._open, []
        for line in lines:
            servers.cut(line)
