"""What was worked out for objects that never change, kept as long as they live."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")


class Kept(Generic[T, V]):
    """By object: two that are equal have each their own."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[weakref.ref[T], V]] = {}

    def get(self, of: T, make: Callable[[], V]) -> V:
        """What `make` gives, made once for each object."""
        key = id(of)
        held = self._held.get(key)
        if held is not None and held[0]() is of:
            return held[1]
        made, kept = make(), self._held

        def forget(reference: weakref.ref[T]) -> None:
            if key in kept and kept[key][0] is reference:
                del kept[key]

        kept[key] = (weakref.ref(of, forget), made)
        return made


class LastFew(Generic[V]):
    """What was made for the last few objects asked for, where what is made holds the object itself and would keep it alive."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable, is_of: Callable[[V], bool], make: Callable[[], V]) -> V:
        """What is held at `key`, when it `is_of` who asks: a place in memory may be another's by now. Else what `make` gives."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and is_of(held):
                self._held.move_to_end(key)
                return held
        made = make()
        with self._lock:
            self._held[key] = made
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
