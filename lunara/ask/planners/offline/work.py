"""One question while it is planned."""

from __future__ import annotations

from dataclasses import dataclass, field

from lunara.ask.paths import Roads
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.question import Question
from lunara.semantic.query import SemanticQuery


@dataclass
class Work:
    """What one question needs while it is planned."""

    question: Question
    lexicon: Lexicon
    roads: Roads
    items: list[Item]
    frame: Frame
    reading: Reading | None = None
    notes: list[str] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)
    base_query: SemanticQuery | None = None
    place: int = 0
    theirs: bool = False
    """A number is asked for of what the question before was asked by."""
    rate: bool = False
    """A share is asked for as a rate: that of the rows of each group, never each group's part of the whole."""
    spent: Target | None = None
    """The amount that was told to be what those who pay spend."""
    unranked: bool = False
    """What was put together last has a best or a worst, and no number to choose it by."""
    counted: bool = False
    """The rows of the question before are counted that are as this one says."""
    beside: tuple[str, str] | None = None
    """A word that may be several numbers, and these, which are all shown."""
