"""Stopping a statement in engines that have no statement timeout of their own, by cancel or by time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, LunaraError, TimedOut


class Deadline:
    """Calls `stop` once when `cancel` is called or `seconds` have passed while the block runs.

    `stop` is repeated every `again` seconds until the block ends, because an interrupt that comes before the engine has
    begun is lost. After the block `stopped` tells for certain whether `stop` was or will be called.
    """

    def __init__(self, seconds: float, cancel: CancelToken, stop: Callable[[], None], *, again: float = 0.05) -> None:
        self._seconds = seconds
        self._cancel = cancel
        self._stop = stop
        self._again = again
        self._lock = threading.Lock()
        self._stopping = False
        self._ended = threading.Event()
        self._wake = threading.Event()
        self.timed_out = False

    def __enter__(self) -> Deadline:
        self._cancel.raise_if_cancelled()
        self._cancel.on_cancel(self._wake.set)
        threading.Thread(target=self._watch, name="lunara-deadline", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._ended.set()
        self._wake.set()

    def _watch(self) -> None:
        self._wake.wait(self._seconds)
        with self._lock:
            if self._ended.is_set():
                return
            self._stopping = True
            self.timed_out = not self._cancel.cancelled
        while not self._ended.is_set():
            self._stop()
            self._ended.wait(self._again)

    @property
    def stopped(self) -> bool:
        """Whether the block was asked to stop."""
        return self._stopping or self._cancel.cancelled

    def error(self) -> LunaraError:
        """What to raise after a stop."""
        if self._cancel.cancelled:
            return Cancelled("The query was cancelled.", "Ask again when you are ready.")
        return TimedOut(
            f"The query ran longer than {self._seconds:g} seconds and was stopped.",
            "Narrow the question, or raise the time limit.",
        )
