"""Values that several things have, said right beside one of them: "Texas stores", "customers in Texas"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon

_IN = frozenset(("in", "from"))


def of_the_thing_beside(items: Sequence[Item], place: int, lexicon: Lexicon) -> None:
    """Take the value for that of the thing behind it, or of the thing that is said to be in it, where that thing has it.

    Kept as it is where what the thing belongs to has the value as well: orders in Berlin may be of customers there.
    """
    item = items[place]
    if item.kind != "mention" or item.quoted or not item.matches or any(m.target.kind != "value" for m in item.matches):
        return
    following = items[place + 1] if place + 1 < len(items) else None
    tables = _named(following) if following is not None and following.start == item.end else set()
    if not tables and place > 1 and items[place - 1].low in _IN:
        tables = _named(items[place - 2])
    own = [m for m in item.matches if m.target.table in tables]
    others = {m.target.table for m in item.matches} - tables
    above = any(lexicon.roads.distance_up(t, o) is not None for t in tables for o in others)
    if own and not above:
        item.matches = own


def _named(item: Item) -> set[str]:
    """The tables whose rows this names in the plural."""
    plain = item.kind == "mention" and item.plural
    return {m.target.table for m in item.matches if m.exact and m.target.kind == "table"} if plain else set()
