"""What was worked out for objects that never change, kept as long as they live."""

from __future__ import annotations

import weakref
from collections.abc import Callable
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
