"""The only place where something is kept for several sessions of this process.

What is kept is shared by everybody, so the key says whose it is: organization always, principal where rows depend on it,
the data source with its version, the model with its version, and a fingerprint of the rest. There is no key without an
organization. Values are shared, not copied: keep frozen objects (records, models, catalogs, Arrow tables, JSON text).
It does not touch Streamlit, so background jobs may use it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")


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


class Memory:
    """Values by key for `ttl` seconds, the least recently used dropped beyond `entries`; one maker per key at a time."""

    def __init__(self, entries: int = 512, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries = entries
        self._clock = clock
        self._lock = threading.Lock()
        self._slots: OrderedDict[Key, _Slot] = OrderedDict()

    def remember(self, key: Key, make: Callable[[], T], *, ttl: float = 600.0) -> T:
        """The value of `key`, made by `make` when it is absent or older than `ttl` seconds. An error is not kept."""
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot(threading.Lock())
            self._slots.move_to_end(key)
            while len(self._slots) > self._entries:
                self._slots.popitem(last=False)
        with slot.lock:
            if not slot.filled or slot.expires <= self._clock():
                slot.value = make()
                slot.filled = True
                slot.expires = self._clock() + ttl
            return cast(T, slot.value)

    def peek(self, key: Key) -> Any:
        """The value of `key` when it is there and young enough, else None; never waits for a maker."""
        with self._lock:
            slot = self._slots.get(key)
            return slot.value if slot is not None and slot.filled and slot.expires > self._clock() else None

    def forget(self, **matching: str) -> int:
        """Drop every entry whose key has these field values, for example `forget(source_id=...)`; how many were dropped."""
        with self._lock:
            gone = [key for key in self._slots if all(getattr(key, name) == value for name, value in matching.items())]
            for key in gone:
                del self._slots[key]
        return len(gone)

    def __len__(self) -> int:
        with self._lock:
            return len(self._slots)


_MEMORY = Memory()


def remember(key: Key, make: Callable[[], T], *, ttl: float = 600.0) -> T:
    """The process's value of `key`, made by `make` when absent or older than `ttl` seconds. `make` must be pure."""
    return _MEMORY.remember(key, make, ttl=ttl)


def forget(**matching: str) -> int:
    """Drop kept values whose key has these field values."""
    return _MEMORY.forget(**matching)


def peek(key: Key) -> Any:
    """The kept value of `key`, or None: for values that are made elsewhere."""
    return _MEMORY.peek(key)
