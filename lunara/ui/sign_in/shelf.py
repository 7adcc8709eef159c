"""What a browser has begun and will come back for within minutes: kept here, found by a word in a cookie."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 20_000


class Shelf(Generic[T]):
    """Things by words that nobody can guess, for `seconds` each. When there are too many, the oldest go."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self.seconds = seconds
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def put(self, thing: T, word: str = "") -> str:
        """Keep `thing`; returns its word, a new one unless given."""
        word = word or secrets.token_urlsafe(32)
        with self._lock:
            self._kept[_hash(word)] = (self._clock() + self.seconds, thing)
            self._kept.move_to_end(_hash(word))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return word

    def look(self, word: str) -> T | None:
        """What lies there, which stays."""
        with self._lock:
            until, thing = self._kept.get(_hash(word), (0.0, None))
            return thing if thing is not None and until > self._clock() else None

    def take(self, word: str) -> T | None:
        """What lies there, for this one time."""
        with self._lock:
            until, thing = self._kept.pop(_hash(word), (0.0, None))
            return thing if thing is not None and until > self._clock() else None


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
