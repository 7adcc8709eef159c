"""Idle connections of one data source, kept for the next statement. What a connection is, the kind's file says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from lunara.errors import ConnectFailed

IDLE_CONNECTIONS = 4
IDLE_SECONDS = 300.0

C = TypeVar("C")


class Pool(Generic[C]):
    """Opens connections when needed and keeps up to `most` idle ones, none for longer than `seconds`. Thread-safe.

    `connect` opens one or raises ConnectFailed; `hang_up` closes one and raises nothing; `is_open` tells whether one that
    lay idle still looks alive. How many are in use at once is not its matter: `run.py` gives out the turns.
    """

    def __init__(
        self,
        connect: Callable[[], C],
        hang_up: Callable[[C], None],
        is_open: Callable[[C], bool],
        *,
        most: int = IDLE_CONNECTIONS,
        seconds: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect, self._hang_up, self._is_open = connect, hang_up, is_open
        self._most, self._seconds, self._clock = most, seconds, clock
        self._lock = threading.Lock()
        self._idle: list[tuple[float, C]] = []
        self._closed = False

    def take(self) -> C:
        """An idle connection, or a new one. Raises ConnectFailed, with the code `closed` after `close`."""
        stale: list[C] = []
        found: C | None = None
        with self._lock:
            if self._closed:
                raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")
            while self._idle and found is None:
                since, connection = self._idle.pop()
                if self._is_open(connection) and self._clock() - since < self._seconds:
                    found = connection
                else:
                    stale.append(connection)
        for connection in stale:
            self._hang_up(connection)
        return self._connect() if found is None else found

    def give_back(self, connection: C) -> None:
        """Keep a healthy connection for the next statement, or close it when there are enough."""
        with self._lock:
            if not self._closed and len(self._idle) < self._most and self._is_open(connection):
                self._idle.append((self._clock(), connection))
                return
        self._hang_up(connection)

    def forget_idle(self) -> None:
        """Close the idle ones: after one connection was lost the others are not believed either."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, connection in idle:
            self._hang_up(connection)

    def close(self) -> None:
        """Close the idle ones and refuse to open more; idempotent."""
        with self._lock:
            self._closed = True
        self.forget_idle()
