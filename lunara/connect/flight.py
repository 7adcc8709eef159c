"""One statement on its way: a worker reads the engine, any number of callers wait for it. Only `run.py` uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, TimedOut

GRACE_SECONDS = 5.0


class Flight:
    """Runs `work` in a thread of its own. It is stopped when the last caller that waits for it has cancelled."""

    def __init__(self, work: Callable[[CancelToken], ResultTable]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._waiting = 0
        self._abandoned = False
        self._result: ResultTable | None = None
        self._error: BaseException | None = None
        self._done = False
        self._token = CancelToken()

    def board(self) -> bool:
        """Count one more caller; False when everybody had left and the work is being stopped."""
        with self._changed:
            if self._abandoned:
                return False
            self._waiting += 1
            return True

    def start(self) -> None:
        """Start the worker."""
        threading.Thread(target=self._fly, name="lunara-query", daemon=True).start()

    def _fly(self) -> None:
        try:
            result, error = self._work(self._token), None
        except BaseException as caught:  # noqa: BLE001 - handed to the callers, who raise it
            result, error = None, caught
        with self._changed:
            self._result, self._error, self._done = result, error, True
            self._changed.notify_all()

    def wait(self, cancel: CancelToken, seconds: float) -> ResultTable:
        """The result. Raises the worker's error; Cancelled when `cancel` is called; TimedOut when the engine did not

        answer within `seconds` and a grace, even if it cannot be stopped.
        """
        cancel.on_cancel(self._wake)
        until = time.monotonic() + seconds + GRACE_SECONDS
        last = False
        try:
            with self._changed:
                while not self._done and not cancel.cancelled and (left := until - time.monotonic()) > 0:
                    self._changed.wait(left)
        finally:
            with self._changed:
                self._waiting -= 1
                last = self._waiting == 0 and not self._done
                self._abandoned = self._abandoned or last
        if last:
            self._token.cancel()
            with self._changed:
                if cancel.cancelled:
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

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
