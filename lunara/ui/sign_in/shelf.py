"""What a browser has begun and will come back for within minutes: kept here, found by a word in a cookie."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from lunara.ui.shares import Limits, Owner, Shares
from lunara.ui.sizes import about_bytes

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


class OwnedShelf(Generic[T]):
    """As a Shelf, for things that each are of somebody who is known: nobody's make another organization's go."""

    def __init__(self, seconds: float, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Shares[tuple[float, T]] = Shares(limits)

    def put(self, thing: T, owner: Owner, word: str = "") -> str:
        """Keep `thing`; returns its word, a new one unless given."""
        word, size = word or secrets.token_urlsafe(32), about_bytes(thing)
        with self._lock:
            now = self._clock()
            self._kept.drop(lambda found: found[0] <= now)
            self._kept.put(_hash(word), owner, (now + self.seconds, thing), size)
        return word

    def look(self, word: str) -> T | None:
        """What lies there, which stays."""
        with self._lock:
            return self._fresh(self._kept.get(_hash(word)))

    def take(self, word: str) -> T | None:
        """What lies there, for this one time."""
        with self._lock:
            return self._fresh(self._kept.pop(_hash(word)))

    def _fresh(self, found: tuple[float, T] | None) -> T | None:
        return found[1] if found is not None and found[0] > self._clock() else None


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
