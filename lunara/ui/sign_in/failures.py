"""Attempts to sign in that failed, by account, until somebody is there who may know: its owner, signed in.

Every address is remembered alike, whether it has an account or not, and nothing of it is written anywhere before its owner has
signed in: then it is written as them. Nobody but who tries to sign in can add to it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lunara.workspace.records import Visit

MOST_ACCOUNTS = 5_000
MOST_VISITS = 10
MOST_ATTEMPTS = 100_000
KEEP_SECONDS = 604_800.0


@dataclass(frozen=True)
class Failure:
    """Attempts from one place, of which the last was `ago` seconds ago."""

    visit: Visit
    attempts: int
    ago: float


class Failures:
    """What failed at each account within a week, by where it came from; of too many the oldest are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, OrderedDict[Visit, tuple[int, float]]] = OrderedDict()

    def add(self, account: str, visit: Visit) -> None:
        """One more."""
        with self._lock:
            visits = self._kept.setdefault(_name(account), OrderedDict())
            self._kept.move_to_end(_name(account))
            attempts, _ = visits.pop(visit, (0, 0.0))
            visits[visit] = (min(attempts + 1, MOST_ATTEMPTS), self._clock())
            self._make_room(visits)

    def _make_room(self, visits: OrderedDict[Visit, tuple[int, float]]) -> None:
        """Call with the lock held."""
        while len(visits) > MOST_VISITS:
            visits.popitem(last=False)
        while len(self._kept) > MOST_ACCOUNTS:
            self._kept.popitem(last=False)

    def take(self, account: str) -> list[Failure]:
        """What failed at an account since it was last asked for, oldest first. To be asked for its owner alone."""
        with self._lock:
            visits = self._kept.pop(_name(account), OrderedDict())
        now = self._clock()
        return [
            Failure(visit, attempts, now - last)
            for visit, (attempts, last) in visits.items()
            if now - last < KEEP_SECONDS
        ]

    def give_back(self, account: str, failures: Sequence[Failure]) -> None:
        """Remember again what was taken and could not be told; what failed since is newer."""
        with self._lock:
            visits = self._kept.setdefault(_name(account), OrderedDict())
            self._kept.move_to_end(_name(account))
            for failure in reversed(failures):
                known = visits.get(failure.visit)
                attempts, last = known or (0, self._clock() - failure.ago)
                visits[failure.visit] = (min(attempts + failure.attempts, MOST_ATTEMPTS), last)
                if known is None:
                    visits.move_to_end(failure.visit, last=False)
            self._make_room(visits)


def _name(account: str) -> str:
    return account.strip().casefold()


FAILURES = Failures()
