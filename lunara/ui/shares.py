"""Things that are kept for people within limits, so that what one person keeps never costs another organization theirs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

# (organization id, user id)
Owner = tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """How many things, and of about how many bytes: of one person, of an organization, and of all together."""

    person: tuple[int, int]
    organization: tuple[int, int]
    all: tuple[int, int]


@dataclass(frozen=True)
class _Held(Generic[T]):
    owner: Owner
    size: int
    thing: T


class Shares(Generic[T]):
    """Things by key, each of somebody. Whoever has too much loses their own oldest; when all together is too much, the
    organization that has the most does, of whoever in it has the most. One thing alone stays whatever its size. Not thread-safe.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held: OrderedDict[Hashable, _Held[T]] = OrderedDict()

    def put(self, key: Hashable, owner: Owner, thing: T, size: int) -> None:
        """Keep `thing` in the place of what was kept under `key`, as the newest."""
        self._held[key] = _Held(owner, size, thing)
        self._held.move_to_end(key)
        while self._is_too_much(self._limits.person, lambda one: one.owner == owner):
            self._drop_oldest(lambda one: one.owner == owner)
        while self._is_too_much(self._limits.organization, lambda one: one.owner[:1] == owner[:1]):
            self._drop_oldest_of_most(lambda one: one.owner[:1] == owner[:1])
        while self._is_too_much(self._limits.all, lambda one: True):
            most = self._who_has_most(1, lambda one: True)
            self._drop_oldest_of_most(lambda one: one.owner[:1] == most)  # noqa: B023 - called at once

    def get(self, key: Hashable) -> T | None:
        """What is kept under `key`."""
        found = self._held.get(key)
        return found.thing if found is not None else None

    def pop(self, key: Hashable) -> T | None:
        """What was kept under `key`, which is not any more."""
        found = self._held.pop(key, None)
        return found.thing if found is not None else None

    def drop(self, unwanted: Callable[[T], bool]) -> None:
        """Let go of what is not wanted any more."""
        for key in [key for key, one in self._held.items() if unwanted(one.thing)]:
            del self._held[key]

    def _is_too_much(self, limit: tuple[int, int], whose: Callable[[_Held[T]], bool]) -> bool:
        sizes = [one.size for one in self._held.values() if whose(one)]
        return len(sizes) > 1 and (len(sizes) > limit[0] or sum(sizes) > limit[1])

    def _who_has_most(self, parts: int, whose: Callable[[_Held[T]], bool]) -> Owner:
        """The beginning of the owner, of so many parts, under which the largest share of what may be kept is."""
        shares: dict[Owner, float] = {}
        for one in filter(whose, self._held.values()):
            share = 1 / self._limits.all[0] + one.size / self._limits.all[1]
            shares[one.owner[:parts]] = shares.get(one.owner[:parts], 0.0) + share
        return max(shares, key=lambda owner: shares[owner])

    def _drop_oldest_of_most(self, whose: Callable[[_Held[T]], bool]) -> None:
        most = self._who_has_most(2, whose)
        self._drop_oldest(lambda one: one.owner[:2] == most)

    def _drop_oldest(self, whose: Callable[[_Held[T]], bool]) -> None:
        del self._held[next(key for key, one in self._held.items() if whose(one))]
