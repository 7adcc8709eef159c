"""How many statements run at once on one source; waiting for a turn can be cancelled. Only `run.py` uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from lunara.connect.warehouse import CancelToken
from lunara.errors import TimedOut


class Slots:
    """Counts running statements per source."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: dict[Hashable, int] = {}

    @contextmanager
    def take(self, source: Hashable, slots: int, seconds: float, cancel: CancelToken) -> Iterator[None]:
        """Hold one of `slots` places of `source`, waiting at most `seconds`.

        Raises Cancelled while waiting when `cancel` is called, TimedOut when no place came free.
        """
        cancel.on_cancel(self._wake)
        until = time.monotonic() + seconds
        with self._changed:
            while self._running.get(source, 0) >= max(slots, 1):
                cancel.raise_if_cancelled()
                left = until - time.monotonic()
                if left <= 0:
                    raise TimedOut(
                        f"The data source was busy with {slots} other queries for {seconds:.0f} seconds.",
                        "Try again in a moment, or allow more queries at once.",
                        code="busy",
                    )
                self._changed.wait(left)
            cancel.raise_if_cancelled()
            self._running[source] = self._running.get(source, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._running[source] -= 1
                if not self._running[source]:
                    del self._running[source]
                self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
