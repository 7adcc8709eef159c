"""Conditions with their roads: what a filter looks at, and from where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from lunara.semantic.graph import Road
from lunara.semantic.model import Dimension

if TYPE_CHECKING:
    from lunara.semantic.compile.rows import Rows
    from lunara.semantic.filters import ThanFilter

MakeCondition = Callable[[exp.Expr], exp.Expr]
TakeValue = Callable[["Rows", str], exp.Expr]


@dataclass(frozen=True)
class Leaf:
    """A condition on one dimension, and the road to it. `on_nothing`: whether a missing row fulfils it.

    `take` gives the value on the rows at the end of the road, where it is no column of theirs. `than`: what its values come
    to is compared with, which only the conditions beside it tell; `make` and `take` are not of use until then.
    """

    table: str
    dimension: Dimension
    road: Road
    make: MakeCondition
    on_nothing: bool | None = None
    take: TakeValue | None = None
    than: Compared | None = None
    timed: bool = False
    """Whether it is the time range of the query."""


@dataclass(frozen=True)
class Compared:
    """A condition with what it compares with; `where` are its own conditions with roads from the field's table."""

    one: ThanFilter
    where: tuple[Bound, ...] | None


@dataclass(frozen=True)
class Exists:
    """Rows at the end of the road that fulfil `where` (whose roads start there)."""

    road: Road
    where: tuple[Bound, ...]


@dataclass(frozen=True)
class Group:
    """and, or, not."""

    kind: str
    parts: tuple[Bound, ...]


Bound = Leaf | Exists | Group


def flat(bound: Sequence[Bound]) -> list[Bound]:
    """Conditions with nested "and" groups opened."""
    found: list[Bound] = []
    for one in bound:
        found.extend(flat(one.parts) if isinstance(one, Group) and one.kind == "and" else [one])
    return found


def leaves_of(one: Bound) -> list[Leaf] | None:
    """All leaves, or None when something other than leaves is in it."""
    if isinstance(one, Leaf):
        return [one]
    if isinstance(one, Exists):
        return None
    found: list[Leaf] = []
    for part in one.parts:
        inner = leaves_of(part)
        if inner is None:
            return None
        found.extend(inner)
    return found


def stepped(one: Bound, count: int) -> Bound:
    """The same condition seen from `count` steps further on."""
    if isinstance(one, Leaf):
        return replace(one, road=one.road[count:])
    if isinstance(one, Group):
        return Group(one.kind, tuple(stepped(part, count) for part in one.parts))
    return Exists(one.road[count:], one.where)


def behind(one: Bound, road: Road) -> Bound:
    """The same condition seen from the start of `road`, at whose end it was bound."""
    if isinstance(one, Leaf):
        return replace(one, road=(*road, *one.road))
    if isinstance(one, Group):
        return Group(one.kind, tuple(behind(part, road) for part in one.parts))
    return Exists((*road, *one.road), one.where)


def on_nothing(one: Bound) -> bool | None:
    """What the condition says of a row that is not there: True, False, or None (unknown)."""
    if isinstance(one, Leaf):
        return one.on_nothing
    if isinstance(one, Exists):
        return False
    parts = [on_nothing(part) for part in one.parts]
    if one.kind == "not":
        return None if parts[0] is None else not parts[0]
    if one.kind == "and":
        return False if False in parts else None if None in parts else True
    return True if True in parts else None if None in parts else False


def road_keys(road: Road) -> tuple[tuple[str, bool], ...]:
    """What identifies a road."""
    return tuple(step.key for step in road)


def leads_through(one: Bound, prefix: tuple[tuple[str, bool], ...]) -> bool:
    """Whether everything that the condition looks at lies beyond `prefix`."""
    if isinstance(one, Group):
        return all(leads_through(part, prefix) for part in one.parts)
    return road_keys(one.road)[: len(prefix)] == prefix
