"""How many statements run at once: on a source, for an organization, in the process. Only `run.py` uses it.

Who waits is let in by turns: the organization that runs least, in it the person who runs least, then whoever was let in longest
ago, then who came first. So nobody's fifty statements stand before another's one.

A statement that is still at work after it should have ended (its time limit or its cancel, and `flight.GRACE_SECONDS`) counts for
its source, its organization and its person until it ends, and no longer for the process: whoever has a server that never lets
go of a statement stops only himself.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lunara.connect import flight
from lunara.connect.limits import Limits
from lunara.connect.warehouse import CancelToken
from lunara.errors import TimedOut

_PROCESS = ("process",)


@dataclass(frozen=True)
class Turn:
    """Whose turn a statement takes: on which source, for which organization ("": none, as on the command line), for whom."""

    source: Hashable
    organization: str = ""
    person: str = ""


class _Place:
    """One statement that waits or runs; what it counts under, and how many may be at once there."""

    def __init__(self, turn: Turn, limits: Limits, number: int) -> None:
        self.limits, self.number = limits, number
        self.source = ("source", turn.source)
        self.organization = ("organization", turn.organization)
        self.person = ("person", turn.organization, turn.person)
        self.own: tuple[Hashable, ...] = (self.source, self.organization, self.person)
        self.counted: tuple[Hashable, ...] = (*self.own, _PROCESS)
        self.of_nobody = not turn.organization
        self.let_in = False
        self.ends_at = float("inf")
        self.woken = threading.Event()


class Slots:
    """Counts running statements. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Place] = []
        self._timely: set[_Place] = set()
        self._running: Counter[Hashable] = Counter()
        self._last: dict[Hashable, int] = {}
        self._number = 0

    @contextmanager
    def take(
        self, turn: Turn, limits: Limits, cancel: CancelToken, on_wait: Callable[[], None] | None = None
    ) -> Iterator[None]:
        """Hold a place until the block ends, after waiting at most `limits.seconds`; `on_wait` is called if it must wait.

        Raises Cancelled while waiting when `cancel` is called, TimedOut with the code `busy` when no place came free.
        """
        cancel.raise_if_cancelled()
        with self._lock:
            place = _Place(turn, limits, self._next())
            self._waiting.append(place)
            self._let_in()
        if not place.let_in:
            self._wait(place, cancel, on_wait)
        forget = cancel.on_cancel(lambda: self._hurry(place))
        try:
            yield
        finally:
            forget()
            with self._lock:
                self._leave(place)

    @property
    def counts(self) -> tuple[int, int]:
        """How many run, beside those that should have ended, and how many wait."""
        with self._lock:
            self._let_in()
            return self._running[_PROCESS], len(self._waiting)

    def _wait(self, place: _Place, cancel: CancelToken, on_wait: Callable[[], None] | None) -> None:
        forget = cancel.on_cancel(place.woken.set)
        try:
            if on_wait is not None:
                on_wait()
            until = time.monotonic() + place.limits.seconds
            while True:
                with self._lock:
                    place.woken.clear()
                    cancel.raise_if_cancelled()
                    self._let_in()
                    if place.let_in:
                        return
                    now = time.monotonic()
                    if now >= until:
                        raise self._busy(place)
                    look_again = min((other.ends_at for other in self._timely), default=until)
                place.woken.wait(max(min(look_again, until) - now, 0))
        except BaseException:
            with self._lock:
                if place.let_in:
                    self._leave(place)
                else:
                    self._waiting.remove(place)
            raise
        finally:
            forget()

    def _busy(self, place: _Place) -> TimedOut:
        return TimedOut(
            f"The query waited {place.limits.seconds:g} seconds for a free turn: {self._full(place)} busy with other queries.",
            "Try again in a moment, or allow more queries at once.",
            code="busy",
        )

    def _let_in(self) -> None:
        """Give places to those who wait, as long as there are any."""
        now = time.monotonic()
        for late in [place for place in self._timely if place.ends_at <= now]:
            self._timely.remove(late)
            self._running[_PROCESS] -= 1
        while free := [place for place in self._waiting if not self._full(place)]:
            first = min(free, key=self._order) if len(free) > 1 else free[0]
            self._waiting.remove(first)
            for key in first.counted:
                self._running[key] += 1
                self._last[key] = self._next()
            first.let_in = True
            first.ends_at = now + first.limits.seconds + flight.GRACE_SECONDS
            self._timely.add(first)
            first.woken.set()

    def _hurry(self, place: _Place) -> None:
        """It was cancelled: it has the grace to end."""
        with self._lock:
            place.ends_at = min(place.ends_at, time.monotonic() + flight.GRACE_SECONDS)
            for waiting in self._waiting:
                waiting.woken.set()  # they wait for the first that should have ended

    def _leave(self, place: _Place) -> None:
        counted = place.counted if place in self._timely else place.own
        self._timely.discard(place)
        for key in counted:
            self._running[key] -= 1
        self._let_in()
        wanted = {key for waiting in self._waiting for key in waiting.counted}
        for key in place.counted:
            if not self._running[key]:
                del self._running[key]
                if key not in wanted:
                    self._last.pop(key, None)

    def _order(self, place: _Place) -> tuple[int, ...]:
        shares = (place.organization, place.person)
        return (*(n for key in shares for n in (self._running[key], self._last.get(key, 0))), place.number)

    def _full(self, place: _Place) -> str:
        """Who has no room for it, in words; empty when all have."""
        limits = place.limits
        if self._running[place.source] >= max(limits.slots, 1):
            return "the data source is"
        if not place.of_nobody and self._running[place.organization] >= max(limits.organization_slots, 1):
            return "your organization’s data sources are"
        return "the server is" if self._running[_PROCESS] >= max(limits.process_slots, 1) else ""

    def _next(self) -> int:
        self._number += 1
        return self._number
