"""How much background work goes on at once, in all and for one organization; waiting for a turn can be cancelled."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lunara.connect.warehouse import CancelToken


class Turns:
    """`at_once` in all, `each` for one organization. Who waits longest goes next, past those whose organization is full."""

    def __init__(self, at_once: int, each: int) -> None:
        self._at_once, self._each = at_once, each
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._waiting: list[tuple[object, str]] = []

    @contextmanager
    def take(
        self, organization_id: str, cancel: CancelToken, *, on_wait: Callable[[], None] = lambda: None
    ) -> Iterator[None]:
        """Hold a turn of that organization; `on_wait` is called once when it does not come at once.

        Raises Cancelled while waiting when `cancel` is called.
        """
        ticket = (object(), organization_id)
        with self._changed:
            self._waiting.append(ticket)
            at_once = self._may_go(ticket)
            if at_once:
                self._go(ticket)
        try:
            if not at_once:
                cancel.on_cancel(self._wake)
                on_wait()
                with self._changed:
                    self._changed.wait_for(lambda: cancel.cancelled or self._may_go(ticket))
                    cancel.raise_if_cancelled()
                    self._go(ticket)
            yield
        finally:
            with self._changed:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                else:
                    self._running[organization_id] -= 1
                    self._running += Counter()  # those that are at zero go
                self._changed.notify_all()

    def _may_go(self, ticket: tuple[object, str]) -> bool:
        if self._running.total() >= self._at_once:
            return False
        return next((one for one in self._waiting if self._running[one[1]] < self._each), None) is ticket

    def _go(self, ticket: tuple[object, str]) -> None:
        self._waiting.remove(ticket)
        self._running[ticket[1]] += 1
        # The next in line may have a turn too.
        self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
