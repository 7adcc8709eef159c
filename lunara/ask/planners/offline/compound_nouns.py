"""Things of a kind that a verb names: "work orders" and "live shows" are no orders and shows of any kind."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.items import Item
from lunara.ask.tokens import verb_stems

_OPENS_NOUN = frozenset(
    ("the", "all", "our", "of", "by", "per", "each", "every", "total", "many", "list", "show", "what", "which")
)


def kind_of_things(items: Sequence[Item], place: int) -> None:
    """Take a verb right before things, with nobody who does it, as a word of theirs that nothing in the data is called."""
    item = items[place]
    if item.kind != "verb" or place + 1 >= len(items) or not _is_base_form(item.low):
        return
    behind = items[place + 1]
    things = behind.kind == "mention" and any(m.exact and m.target.kind == "table" for m in behind.matches)
    if behind.start != item.end or not things or behind.low in item.verb:
        return
    if not place or items[place - 1].low in _OPENS_NOUN or items[place - 1].is_op("count", "by", "agg"):
        item.kind, item.verb = "unknown", ()


def _is_base_form(word: str) -> bool:
    """Whether a verb stands as in the dictionary, as a noun may: "work", not "worked", "working" and "works"."""
    return not word.endswith(("ed", "ing", "s")) and not verb_stems(word)
