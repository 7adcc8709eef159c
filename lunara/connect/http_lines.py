"""The lines of an HTTP client (urllib3's), held from before they are connected, so that they can be cut from any thread."""

from __future__ import annotations

import socket
import threading
from typing import Any

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from lunara.connect import servers


class Lines:
    """Holds every connection that is of a kind made by `held`; after `cut` there are no more."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[Any, socket.socket] = {}
        self._is_cut = False

    def held(self, kind: Any) -> Any:
        """That kind of urllib3 connection (which is told an address, not a name), whose lines are held here.

        What takes too long until it is connected, encryption and all, is a ConnectTimeoutError.
        """
        lines = self

        class Held(kind):  # type: ignore[misc]
            def connect(self) -> None:
                try:
                    super().connect()
                except TimeoutError as error:
                    raise ConnectTimeoutError(self, "it did not agree on encryption in time") from error

            def _new_conn(self) -> socket.socket:
                line = socket.socket(socket.AF_INET6 if ":" in self._dns_host else socket.AF_INET)
                try:
                    lines._hold(self, line)
                    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    servers.keep_alive(line)
                    line.settimeout(self.timeout)
                    line.connect((self._dns_host, self.port))
                except TimeoutError as error:
                    line.close()
                    raise ConnectTimeoutError(self, "it did not answer in time") from error
                except OSError as error:
                    line.close()
                    raise NewConnectionError(self, str(error)) from error
                return line

        return Held

    def cut(self) -> None:
        """Make whatever waits on a line fail at once, wherever it waits, and whatever would still be connected."""
        with self._guard:
            self._is_cut = True
            for line in self._held.values():
                servers.cut(line)

    def let_go(self) -> None:
        """Cut, and hold nothing any more; idempotent."""
        self.cut()
        with self._guard:
            held, self._held = self._held, {}
        for line in held.values():
            line.close()

    def _hold(self, connection: Any, line: socket.socket) -> None:
        """Hold a connection's new socket by a second handle of it: its own is not to be had while it is being encrypted."""
        with self._guard:
            if self._is_cut:
                raise OSError("the line was cut")
            old = self._held.pop(connection, None)
            self._held[connection] = line.dup()
        if old is not None:
            old.close()
