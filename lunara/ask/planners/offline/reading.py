"""One way to read a question: a meaning for each name, and how well they go together."""

from __future__ import annotations

from dataclasses import dataclass, field

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target


@dataclass
class Reading:
    """One choice for every name, its score, and the tables whose rows are counted or added (`base`)."""

    chosen: dict[int, Match] = field(default_factory=dict)
    score: float = 0.0
    base: tuple[str, ...] = ()
    rivals: dict[int, list[tuple[float, Match]]] = field(default_factory=dict)
    full: dict[int, float] = field(default_factory=dict)

    def target(self, item: Item | None) -> Target | None:
        """What this name means in this reading."""
        match = self.chosen.get(id(item)) if item is not None else None
        return match.target if match else None
