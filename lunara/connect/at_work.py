"""Statements that engines are at work on in threads of their own. The end of the process stops them before it takes the threads.

A thread that an engine holds while Python ends cannot be ended in order: DuckDB's then end the process by force.
"""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from lunara.connect.warehouse import CancelToken

LEAVING_SECONDS = 5.0


class AtWork:
    """The statements of a process that are at work."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._tokens: Counter[CancelToken] = Counter()
        self._leaving = False

    @contextmanager
    def __call__(self, token: CancelToken) -> Iterator[None]:
        """What is done within is stopped by `token` when the process ends, at once when it is ending already."""
        with self._changed:
            self._tokens[token] += 1
            leaving = self._leaving
        try:
            if leaving:
                token.cancel()
            yield
        finally:
            with self._changed:
                self._tokens[token] -= 1
                self._tokens += Counter()  # those that are used no more are forgotten
                self._changed.notify_all()

    def stop(self, seconds: float = LEAVING_SECONDS) -> bool:
        """Stop every statement in its engine, and those that begin from now on; whether all had ended within `seconds`."""
        with self._changed:
            self._leaving = True
            tokens = list(self._tokens)
        for token in tokens:
            # An engine may take its time to hear of it: the others are not kept waiting.
            try:
                threading.Thread(target=token.cancel, name="lunara-leaving", daemon=True).start()
            except RuntimeError:  # some Pythons begin no thread while they end
                token.cancel()
        with self._changed:
            return self._changed.wait_for(lambda: not self._tokens, seconds)


at_work = AtWork()
atexit.register(at_work.stop)
