"""One statement on its way: a worker reads the engine, any number of callers wait for it. Only `run.py` uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from lunara.connect.at_work import at_work
from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, TimedOut

GRACE_SECONDS = 5.0


class Flight:
    """Runs `work(flight)` in a thread of its own. It is stopped when the last caller that waits for it has left.

    The work calls `queue` when it must wait for a turn and `depart` when it has got one: a caller's time limit counts from
    there. An engine that neither answers nor stops keeps the worker, and with it the turn, until it does: it is still at work.
    """

    def __init__(self, work: Callable[[Flight], ResultTable]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._callers = 0
        self._abandoned = False
        self._queued = False
        self._departed: float | None = None
        self._result: ResultTable | None = None
        self._error: BaseException | None = None
        self._done = False
        self.token = CancelToken()

    @classmethod
    def started(cls, work: Callable[[Flight], ResultTable]) -> Flight:
        """A flight under way with one caller."""
        flight = cls(work)
        flight.board()
        threading.Thread(target=flight._fly, name="lunara-query", daemon=True).start()
        return flight

    def board(self) -> bool:
        """Count one more caller; False when everybody had left and the work is being stopped."""
        with self._changed:
            if self._abandoned:
                return False
            self._callers += 1
            return True

    def queue(self) -> None:
        """The work waits for a turn."""
        with self._changed:
            self._queued = True
            self._changed.notify_all()

    def depart(self) -> None:
        """The work has its turn."""
        with self._changed:
            self._departed = time.monotonic()
            self._changed.notify_all()

    def _fly(self) -> None:
        try:
            with at_work(self.token):
                result, error = self._work(self), None
        except BaseException as caught:  # noqa: BLE001 - handed to the callers, who raise it
            result, error = None, caught
        with self._changed:
            self._result, self._error, self._done = result, error, True
            self._changed.notify_all()

    def wait(self, cancel: CancelToken, seconds: float, on_wait: Callable[[], None] | None = None) -> ResultTable:
        """The result. `on_wait` is called in this thread when the work waits for a turn.

        Raises the worker's error; Cancelled when `cancel` is called; TimedOut when the engine did not answer within `seconds`
        of its turn and a grace, even if it cannot be stopped.
        """
        forget = cancel.on_cancel(self._wake)
        boarded = time.monotonic()
        told = on_wait is None
        last = False
        try:
            while True:
                with self._changed:
                    left = self._until(boarded, seconds) - time.monotonic()
                    if self._done or cancel.cancelled or left <= 0:
                        break
                    if told or not self._queued or self._departed is not None:
                        self._changed.wait(left)
                        continue
                told = True
                if on_wait is not None:
                    on_wait()
        finally:
            forget()
            with self._changed:
                self._callers -= 1
                last = self._callers == 0 and not self._done
                self._abandoned = self._abandoned or last
            if last:
                self.token.cancel()
        return self._landed(cancel, seconds, last)

    def _landed(self, cancel: CancelToken, seconds: float, last: bool) -> ResultTable:
        with self._changed:
            if last and cancel.cancelled:
                # So that "cancelled" is said when the engine has stopped, not before.
                self._changed.wait_for(lambda: self._done, GRACE_SECONDS)
        if cancel.cancelled and (self._error is not None or not self._done or last):
            raise Cancelled("The query was cancelled.", "Ask again when you are ready.")
        if not self._done:
            raise TimedOut(
                f"The data source did not answer within {seconds:g} seconds.",
                "Narrow the question, or raise the time limit.",
            )
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise Cancelled("The query was cancelled.", "Ask again when you are ready.")
        return self._result

    def _until(self, boarded: float, seconds: float) -> float:
        # Waiting for a turn ends by itself after `seconds`.
        begun = boarded + seconds if self._departed is None else max(self._departed, boarded)
        return begun + seconds + GRACE_SECONDS

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
