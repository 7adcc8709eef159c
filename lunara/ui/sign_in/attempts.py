"""How often sign-in may be tried, by address and by account."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_SECONDS = 900.0
PER_ACCOUNT = 10
PER_ADDRESS = 60
REMEMBERED = 20_000


class Attempts:
    """Failed attempts of the last quarter of an hour. A success clears the account's count, not the address's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def begin(self, address: str, account: str) -> float:
        """0 when an attempt may be made, else how long to wait.

        It counts as failed from here on, so that many made at once are not all let through; `succeeded` and `undecided` take
        that back.
        """
        names = _names(address, account)
        with self._lock:
            wait = max(
                *(self._wait(name, most) for name, most in zip(names, (PER_ADDRESS, PER_ACCOUNT), strict=True)), 0.0
            )
            if wait:
                return wait
            now = self._clock()
            for name in names:
                self._failed.setdefault(name, deque()).append(now)
                self._failed.move_to_end(name)
            while len(self._failed) > REMEMBERED:
                self._failed.popitem(last=False)
        return 0.0

    def succeeded(self, address: str, account: str) -> None:
        """The attempt was right: the account's failures are forgotten."""
        by_address, by_account = _names(address, account)
        with self._lock:
            self._failed.pop(by_account, None)
            self._take_back(by_address)

    def undecided(self, address: str, account: str) -> None:
        """Nobody could say whether the attempt was right: it counts for nothing."""
        with self._lock:
            for name in _names(address, account):
                self._take_back(name)

    def _take_back(self, name: str) -> None:
        times = self._failed.get(name)
        if times:
            times.pop()
        if not times:
            self._failed.pop(name, None)

    def _wait(self, name: str, most: int) -> float:
        times = self._failed.get(name)
        if times is None:
            return 0.0
        horizon = self._clock() - WINDOW_SECONDS
        while times and times[0] <= horizon:
            times.popleft()
        if not times:
            del self._failed[name]
            return 0.0
        return times[-most] + WINDOW_SECONDS - self._clock() if len(times) >= most else 0.0


def _names(address: str, account: str) -> tuple[str, str]:
    return f"address:{address}", f"account:{account.lower()}"
