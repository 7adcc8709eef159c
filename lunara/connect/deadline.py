"""Stopping a statement in the engine by cancel or by time, and cutting the line to an engine that does not hear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, LunaraError, TimedOut

DEAF_SECONDS = 3.0


class Deadline:
    """Calls `stop` once when `cancel` is called or `seconds` have passed while the block runs.

    `stop` is repeated every `again` seconds until the block ends, because an interrupt that comes before the engine has
    begun is lost. When the block goes on for `DEAF_SECONDS` all the same (a network that swallows everything), `cut` is called
    once: it makes the read that the block waits in fail, as shutting the socket does. After the block `stopped` tells for
    certain whether `stop` was or will be called.
    """

    def __init__(
        self,
        seconds: float,
        cancel: CancelToken,
        stop: Callable[[], None],
        *,
        again: float = 0.05,
        cut: Callable[[], None] | None = None,
    ) -> None:
        self._seconds = seconds
        self._cancel = cancel
        self._stop, self._cut = stop, cut
        self._again = again
        self._lock = threading.Lock()
        self._stopping = False
        self._ended = threading.Event()
        self._forget: Callable[[], None] = lambda: None
        self.timed_out = False

    def __enter__(self) -> Deadline:
        self._cancel.raise_if_cancelled()
        _CLOCK.add(self, time.monotonic() + self._seconds)
        self._forget = self._cancel.on_cancel(self.begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._ended.set()
        self._forget()
        _CLOCK.remove(self)

    def begin(self) -> None:
        """Begin to stop: the time is over, or `cancel` was called."""
        with self._lock:
            if self._ended.is_set() or self._stopping:
                return
            self._stopping = True
            self.timed_out = not self._cancel.cancelled
        threading.Thread(target=self._stop_it, name="lunara-stop", daemon=True).start()

    def _stop_it(self) -> None:
        if self._cut is not None:
            # A stop over a dead line may itself take long.
            threading.Thread(target=self._cut_later, name="lunara-cut", daemon=True).start()
        while not self._ended.is_set():
            self._stop()
            self._ended.wait(self._again)

    def _cut_later(self) -> None:
        if self._ended.wait(DEAF_SECONDS) or self._cut is None:
            return
        with self._lock:
            # Under the lock the block does not end, so that the line is still its own.
            if not self._ended.is_set():
                self._cut()

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


class _Clock:
    """One thread for the time limits of all statements that run."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: dict[Deadline, float] = {}
        self._next_look = float("inf")
        self._started = False

    def add(self, deadline: Deadline, at: float) -> None:
        """Call its `begin` at that time of `time.monotonic`, unless it is removed before."""
        with self._changed:
            self._running[deadline] = at
            if not self._started:
                self._started = True
                threading.Thread(target=self._watch, name="lunara-clock", daemon=True).start()
            elif at < self._next_look:
                self._changed.notify()

    def remove(self, deadline: Deadline) -> None:
        """Its block has ended."""
        with self._changed:
            self._running.pop(deadline, None)

    def _watch(self) -> None:
        while True:
            with self._changed:
                now = time.monotonic()
                over = [deadline for deadline, at in self._running.items() if at <= now]
                for deadline in over:
                    del self._running[deadline]
                self._next_look = min(self._running.values(), default=float("inf"))
                if not over:
                    self._changed.wait(None if self._next_look == float("inf") else self._next_look - now)
            for deadline in over:
                deadline.begin()


_CLOCK = _Clock()
