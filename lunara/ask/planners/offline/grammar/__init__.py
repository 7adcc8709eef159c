"""The grammar: items of a question into a Frame. Names are not settled here, only their parts in the sentence."""

from __future__ import annotations

from datetime import date

from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.grammar.sentences import read
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon


def read_frame(items: list[Item], lexicon: Lexicon, follow_up: bool = False, today: date | None = None) -> Frame:
    """The frame of all items. `follow_up`: an earlier question stands before this one. `today`: the day of the question."""
    return read(Cursor(items, lexicon, follow_up, today))


__all__ = ["read_frame"]
