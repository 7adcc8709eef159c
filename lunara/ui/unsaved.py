"""Work that was not saved yet, kept by the process, so that a reloaded page or a lost connection does not lose it.

It belongs to one person in one organization and is never seen by anyone else. It ends with the process: what must last is saved.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

KEEP_SECONDS = 86_400.0
ENTRIES = 200

Owner = tuple[str, str]


class Unsaved:
    """The latest unsaved work by (organization id, user id) and what it is of; the oldest goes beyond `entries`."""

    def __init__(self, entries: int = ENTRIES, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries, self._clock = entries, clock
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[Owner, str], tuple[float, Any]] = OrderedDict()

    def keep(self, owner: Owner, what: str, work: Any) -> None:
        """Keep `work` (values that nobody changes any more) in the place of what was kept before."""
        with self._lock:
            self._held[owner, what] = (self._clock(), work)
            self._held.move_to_end((owner, what))
            while len(self._held) > self._entries:
                self._held.popitem(last=False)

    def kept(self, owner: Owner, what: str) -> Any:
        """What is kept and younger than a day, else None."""
        with self._lock:
            found = self._held.get((owner, what))
        return found[1] if found is not None and self._clock() - found[0] < KEEP_SECONDS else None

    def drop(self, owner: Owner, what: str) -> None:
        """It was saved, or is not wanted any more."""
        with self._lock:
            self._held.pop((owner, what), None)


UNSAVED = Unsaved()
