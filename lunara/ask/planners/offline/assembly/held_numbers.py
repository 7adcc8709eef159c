"""Numbers as their fields hold them: percent as parts of one, and how long something took."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.naming import words_of
from lunara.semantic.model import Dimension


def parts_of_one(condition: Condition) -> tuple[float | int | str, ...]:
    """The values that are compared where percent are held as parts of one: 10% and 10 are 0.1."""
    if condition.percent or any(isinstance(v, int | float) and v > 1 for v in condition.values):
        return tuple(round(v / 100, 12) if isinstance(v, int | float) else v for v in condition.values)
    return tuple(condition.values)


def lasts(dimension: Dimension) -> bool:
    """Whether a number says how late something was."""
    return bool({"delay", "lateness"} & set(words_of(dimension.label or dimension.name)))
