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

    def wait_seconds(self, address: str, account: str) -> float:
        """0 when an attempt may be made, else how long to wait."""
        with self._lock:
            return max(
                self._wait(f"address:{address}", PER_ADDRESS),
                self._wait(f"account:{account.lower()}", PER_ACCOUNT),
                0.0,
            )

    def failed(self, address: str, account: str) -> None:
        """Count a failed attempt."""
        now = self._clock()
        with self._lock:
            for name in (f"address:{address}", f"account:{account.lower()}"):
                self._failed.setdefault(name, deque()).append(now)
                self._failed.move_to_end(name)
            while len(self._failed) > REMEMBERED:
                self._failed.popitem(last=False)

    def succeeded(self, account: str) -> None:
        """Forget the account's failures."""
        with self._lock:
            self._failed.pop(f"account:{account.lower()}", None)

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
