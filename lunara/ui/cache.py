"""The only place where something is kept for several sessions of this process.

What is kept is shared by everybody, so the key says whose it is: organization always, principal where rows depend on it,
the data source with its version, the model with its version, and a fingerprint of the rest. There is no key without an
organization. Values are shared, not copied: keep frozen objects (records, models, catalogs, Arrow tables, JSON text).
What is kept is bounded in entries and in bytes, and goes when it is too old. Whoever keeps something large says how large
it is. It does not touch Streamlit, so background jobs may use it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")

MOST_BYTES = 268_435_456
SMALL_BYTES = 1_024
SWEEP_SECONDS = 15.0


@dataclass(frozen=True)
class Key:
    """Whose value it is and what it was made from. `what` names the kind of value ("catalog", "chart-json").

    `principal_id` stays empty only where every member of the organization may see the value.
    """

    organization_id: str
    what: str
    principal_id: str = ""
    source_id: str = ""
    source_version: str = ""
    model_id: str = ""
    model_version: str = ""
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if not self.organization_id or not self.what:
            raise ValueError("a cache key names its organization and what it holds")


@dataclass
class _Slot:
    lock: threading.Lock
    value: Any = None
    filled: bool = False
    expires: float = 0.0
    size: int = 0


class Memory:
    """Values by key for `ttl` seconds; the least recently used go beyond `entries` or `max_bytes`; one maker per key at a time.

    A value that is larger than a quarter of `max_bytes` is handed out and not kept. What is too old is let go at the next use
    of the memory, whatever key that is for.
    """

    def __init__(
        self,
        entries: int = 512,
        max_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entries = entries
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._slots: OrderedDict[Key, _Slot] = OrderedDict()
        self._size = 0
        self._swept = clock()

    @property
    def size(self) -> int:
        """Bytes held now, as those who keep values told them."""
        with self._lock:
            return self._size

    def remember(
        self, key: Key, make: Callable[[], T], *, ttl: float = 600.0, size: Callable[[T], int] | None = None
    ) -> T:
        """The value of `key`, made by `make` when it is absent or older than `ttl` seconds. An error is not kept.

        `size` tells a value's bytes; without it text counts by its length and anything else as small.
        """
        with self._lock:
            self._sweep()
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot(threading.Lock())
            self._slots.move_to_end(key)
            self._shrink()
        with slot.lock:
            if slot.filled and slot.expires > self._clock():
                return cast(T, slot.value)
            try:
                value = make()
            except BaseException:
                with self._lock:
                    if self._slots.get(key) is slot:
                        self._drop(key)
                raise
            self._fill(key, slot, value, ttl, _size_of(value) if size is None else size(value))
            return value

    def keep(self, key: Key, value: Any, *, ttl: float = 600.0, size: int | None = None) -> None:
        """Put `value` in the place of whatever is kept for `key`; `size` in bytes, as `remember` counts them."""
        slot = _Slot(threading.Lock())
        with self._lock:
            self._sweep()
            self._drop(key)
            self._slots[key] = slot
        self._fill(key, slot, value, ttl, _size_of(value) if size is None else size)

    def _fill(self, key: Key, slot: _Slot, value: Any, ttl: float, size: int) -> None:
        with self._lock:
            if self._slots.get(key) is not slot:
                return  # dropped or replaced while it was made
            if size > self._max_bytes // 4:
                self._drop(key)
                return
            self._size += size - slot.size
            slot.value, slot.filled, slot.expires, slot.size = value, True, self._clock() + ttl, size
            self._shrink()

    def _shrink(self) -> None:
        while len(self._slots) > self._entries or (self._size > self._max_bytes and self._slots):
            self._drop(next(iter(self._slots)))

    def _sweep(self) -> None:
        """Let go of what is too old; one that is being made has nothing to let go of."""
        now = self._clock()
        if now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        for key in [key for key, slot in self._slots.items() if slot.filled and slot.expires <= now]:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        slot = self._slots.pop(key, None)
        if slot is not None:
            self._size -= slot.size

    def peek(self, key: Key) -> Any:
        """The value of `key` when it is there and young enough, else None; never waits for a maker."""
        with self._lock:
            self._sweep()
            slot = self._slots.get(key)
            return slot.value if slot is not None and slot.filled and slot.expires > self._clock() else None

    def forget(self, **matching: str) -> int:
        """Drop every entry whose key has these field values, for example `forget(source_id=...)`; how many were dropped."""
        with self._lock:
            gone = [key for key in self._slots if all(getattr(key, name) == value for name, value in matching.items())]
            for key in gone:
                self._drop(key)
        return len(gone)

    def __len__(self) -> int:
        with self._lock:
            return len(self._slots)


_MEMORY = Memory()


def remember(key: Key, make: Callable[[], T], *, ttl: float = 600.0, size: Callable[[T], int] | None = None) -> T:
    """The process's value of `key`, made by `make` when absent or older than `ttl` seconds. `make` must be pure.

    `size` tells the bytes of a value that is neither small nor text.
    """
    return _MEMORY.remember(key, make, ttl=ttl, size=size)


def keep(key: Key, value: Any, *, ttl: float = 600.0, size: int | None = None) -> None:
    """Keep a value that was made elsewhere, in the place of what was kept for `key`; `size` in bytes."""
    _MEMORY.keep(key, value, ttl=ttl, size=size)


def forget(**matching: str) -> int:
    """Drop kept values whose key has these field values."""
    return _MEMORY.forget(**matching)


def peek(key: Key) -> Any:
    """The kept value of `key`, or None: for values that are made elsewhere."""
    return _MEMORY.peek(key)


def _size_of(value: Any) -> int:
    return SMALL_BYTES + (len(value) if isinstance(value, str | bytes) else 0)
