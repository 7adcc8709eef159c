"""How far the members that explain a change moved from all others, against how far chance moves the largest of as many.

Adtributor takes what members moved at its word. But rows come and go at random, and a field of many members always has some
that went down by a tenth of the fall: taken together they explain it, and mean nothing. So each dimension is held against what
chance gives it.

Where every member moved as the whole did, a member of the weight p would be p of the change C. Its own part c differs from that,
and chance makes the square of the difference as large as the member is: (c - pC)² / p is, on average, the same for each member of
each dimension, since it is the same rows that are grouped. That average is the noise. It is read off the members that were not
chosen as explanations, of the dimension where they differ least: what no other dimension explains either.

What the chosen members of a dimension tell is by how much less its members differ from what they would be, once the chosen ones
are set apart. Chance alone tells about as much as a chi-squared number of as many degrees of freedom as are chosen, and twice the
logarithm of k / m more for each where they are the largest m of k. A dimension stands out where it tells more than that in
nineteen of twenty cases, and what it tells beyond that orders those that do: each further member has to bring more than chance.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log, sqrt

_IN_TWENTY = 1.645  # normal deviates that one number in twenty is beyond, on one side
_SURELY = 2.0


@dataclass(frozen=True)
class Scatter:
    """How much the `chosen` of `members` tell, and how much the others still differ."""

    told: float
    left: float
    members: int
    chosen: int

    def beyond(self, noise: float) -> float:
        """What is told beyond what chance tells in nineteen of twenty cases, where `noise` is what it gives a member."""
        if not self.chosen:
            return 0.0
        largest = 2 * self.chosen * log(self.members / self.chosen)
        return self.told - noise * (chance(self.chosen, _IN_TWENTY) + largest)

    @property
    def noise(self) -> float | None:
        """What chance gives a member at most, by those that were not chosen; None where fewer than two are left."""
        free = self.members - self.chosen - 1
        return self.left / chance(free, -_SURELY) if free > 0 else None


def scatter_of(parts: Sequence[Fraction], weights: Sequence[float], chosen: Collection[int]) -> Scatter:
    """The scatter of members by their parts of the change and their weights (in the same order)."""
    moved = float(sum(abs(part) for part in parts)) or 1.0
    pairs = [(float(part), weight or float(abs(part)) / moved) for part, weight in zip(parts, weights, strict=True)]
    left = _apart([pair for place, pair in enumerate(pairs) if place not in chosen])
    return Scatter(_apart(pairs) - left, left, len(parts), len(chosen))


def noise_of(scatters: Sequence[Scatter]) -> float:
    """What chance gives a member of any dimension: the least that one of them allows; nothing where none tells."""
    return min((one.noise for one in scatters if one.noise is not None), default=0.0)


def chance(free: int, deviates: float) -> float:
    """The chi-squared number of `free` degrees of freedom so many normal deviates from the middle (Wilson and Hilferty 1931).

    >>> round(chance(7, 1.645), 1), round(chance(500, -1.645))
    (14.1, 449)
    """
    step = 2 / (9 * free)
    return free * max(1 - step + deviates * sqrt(step), 0.1) ** 3


def _apart(pairs: Sequence[tuple[float, float]]) -> float:
    """By how much the parts differ from what each would have by its weight, together."""
    whole, weight = sum(part for part, _ in pairs), sum(size for _, size in pairs)
    return sum((part - whole * size / weight) ** 2 / size for part, size in pairs if size)
