"""Statements that engines are at work on in threads of their own. The end of the process stops them before it takes the threads.

A thread that an engine holds while Python ends cannot be ended in order: DuckDB's then end the process by force.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lunara.connect.warehouse import CancelToken

LEAVING_SECONDS = 5.0


class AtWork:
    """The statements of a process that are at work."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._tokens: set[CancelToken] = set()
        self._leaving = False

    @contextmanager
    def __call__(self, token: CancelToken) -> Iterator[None]:
        """What is done within is stopped by `token` when the process ends, at once when it is ending already."""
        with self._changed:
            self._tokens.add(token)
            leaving = self._leaving
        if leaving:
            token.cancel()
        try:
            yield
        finally:
            with self._changed:
                self._tokens.discard(token)
                self._changed.notify_all()

    def stop(self, seconds: float = LEAVING_SECONDS) -> bool:
        """Stop every statement in its engine, and those that begin from now on; whether all had ended within `seconds`."""
        with self._changed:
            self._leaving = True
            tokens = list(self._tokens)
        for token in tokens:
            # An engine may take its time to hear of it: the others are not kept waiting.
            threading.Thread(target=token.cancel, name="lunara-leaving", daemon=True).start()
        with self._changed:
            return self._changed.wait_for(lambda: not self._tokens, seconds)


at_work = AtWork()
atexit.register(at_work.stop)
