"""One thing in three states: as it was, as I changed it, as somebody else did. What both changed differently is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

Side = Literal["mine", "theirs"]
Choices = Mapping[str, Side]
K = TypeVar("K")


@dataclass(frozen=True)
class Clash:
    """What both sides changed differently. `fields`: (name, before, mine, theirs) of what differs; `gone`: which side took it
    out, while the other changed it; `taken`: which side's counts."""

    key: str
    fields: tuple[tuple[str, Any, Any, Any], ...]
    taken: Side
    gone: Side | None = None


def merged(
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any] | None,
    theirs: Mapping[str, Any] | None,
    *,
    key: str,
    clashes: list[Clash],
    choices: Choices,
) -> dict[str, Any] | None:
    """Both sides' changes of one thing, field by field; None where it is gone (or never was).

    What only one side changed is as that side has it. What both changed differently is added to `clashes`: the side that is
    chosen for `key` counts, else mine, or whichever side still has it.
    """
    if theirs in (mine, base):
        return None if mine is None else dict(mine)
    if mine == base:
        return None if theirs is None else dict(theirs)
    if mine is None or theirs is None:
        return _one_is_gone(base, mine, theirs, key=key, clashes=clashes, choices=choices)
    was, taken = base or {}, choices.get(key, "mine")
    both: dict[str, Any] = {}
    differ = []
    for name in dict.fromkeys((*theirs, *mine)):
        before, ours, other = was.get(name), mine.get(name), theirs.get(name)
        if ours in (before, other):
            side: Side = "theirs"
        elif other == before:
            side = "mine"
        else:
            side = taken
            differ.append((name, before, ours, other))
        if name in (mine if side == "mine" else theirs):
            both[name] = ours if side == "mine" else other
    if differ:
        clashes.append(Clash(key, tuple(differ), taken))
    return both


def _one_is_gone(
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any] | None,
    theirs: Mapping[str, Any] | None,
    *,
    key: str,
    clashes: list[Clash],
    choices: Choices,
) -> dict[str, Any] | None:
    """One side changed what the other took out."""
    gone: Side = "mine" if mine is None else "theirs"
    kept = mine if mine is not None else theirs
    taken: Side = choices.get(key, "theirs" if gone == "mine" else "mine")
    before, left = base or {}, kept or {}
    fields = tuple(
        (name, before.get(name), None if gone == "mine" else left[name], None if gone == "theirs" else left[name])
        for name in left
        if left[name] != before.get(name)
    )
    clashes.append(Clash(key, fields, taken, gone))
    return None if taken == gone or kept is None else dict(kept)


def in_order(base: Sequence[K], mine: Sequence[K], theirs: Sequence[K], chosen: Side) -> tuple[list[K], bool]:
    """Everything that either side has, in an order that keeps both sides' moves; and whether both moved what all three have,
    differently: then `chosen` counts. What only one side has stands behind what it stands behind there."""
    shared = set(base) & set(mine) & set(theirs)
    was, ours, other = ([key for key in side if key in shared] for side in (base, mine, theirs))
    clash = ours not in (was, other) and other != was
    first: Side = "theirs" if ours in (was, other) else "mine"
    if clash:
        first = chosen
    found, added = (list(mine), theirs) if first == "mine" else (list(theirs), mine)
    known, at = set(found), 0
    for key in added:
        if key in known:
            at = found.index(key) + 1
        else:
            found.insert(at, key)
            known.add(key)
            at += 1
    return found, clash
