"""Work that was not saved yet, kept by the process, so that a reloaded page or a lost connection does not lose it.

It belongs to one person in one organization and is never seen by anyone else. It ends with the process: what must last is saved.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from lunara.ui.shares import Limits, Shares
from lunara.ui.sizes import about_bytes

KEEP_SECONDS = 86_400.0
LIMITS = Limits(person=(50, 20_000_000), organization=(400, 100_000_000), all=(4_000, 500_000_000))

Owner = tuple[str, str]


class Unsaved:
    """The latest unsaved work by (organization id, user id) and what it is of; beyond `limits` the oldest goes."""

    def __init__(self, limits: Limits = LIMITS, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: Shares[tuple[float, Any]] = Shares(limits)

    def keep(self, owner: Owner, what: str, work: Any) -> None:
        """Keep `work` (values that nobody changes any more) in the place of what was kept before."""
        size = about_bytes(work)
        with self._lock:
            now = self._clock()
            self._held.drop(lambda found: now - found[0] >= KEEP_SECONDS)
            self._held.put((owner, what), owner, (now, work), size)

    def kept(self, owner: Owner, what: str) -> Any:
        """What is kept and younger than a day, else None."""
        with self._lock:
            found = self._held.get((owner, what))
        return found[1] if found is not None and self._clock() - found[0] < KEEP_SECONDS else None

    def drop(self, owner: Owner, what: str) -> None:
        """It was saved, or is not wanted any more."""
        with self._lock:
            self._held.pop((owner, what))


UNSAVED = Unsaved()
