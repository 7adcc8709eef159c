"""Results that were fetched lately, bounded in bytes. Only `run.py` uses it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from lunara.connect.result import ResultTable


@dataclass(frozen=True)
class _Entry:
    result: ResultTable
    size: int
    expires: float


class ResultCache:
    """Least recently used results out first. Thread-safe; `clock` is in seconds."""

    def __init__(self, max_bytes: int = 268_435_456, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._size

    def get(self, key: Hashable) -> ResultTable | None:
        """The result under `key` marked `from_cache`, or None when there is none or it is too old."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.expires <= self._clock():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry.result

    def put(self, key: Hashable, result: ResultTable, ttl_seconds: float) -> None:
        """Keep `result`; one that is larger than a quarter of the cache is not kept."""
        size = result.size + 1024
        if size > self._max_bytes // 4 or ttl_seconds <= 0:
            return
        with self._lock:
            now = self._clock()
            for old in [old for old, entry in self._entries.items() if entry.expires <= now]:
                self._drop(old)
            self._drop(key)
            self._entries[key] = _Entry(replace(result, from_cache=True), size, now + ttl_seconds)
            self._size += size
            while self._size > self._max_bytes:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.size
