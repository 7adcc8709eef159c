"""A number of the best behind groups: "total due by customer name, top 10" ranks all groups, it does not rank within each."""

from __future__ import annotations

from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item


def settle(g: Cursor) -> None:
    """Note that the best are those of all groups; things that only say whose the groups are are none of their own."""
    frame = g.frame
    if frame.top is None or not frame.groups:
        return
    frame.ranked_last = _said_last(g)
    if frame.rank is not None:
        return
    for group in frame.groups:
        owner = _whose(g, group.mention) if group.mention is not None else None
        if owner is not None and (frame.ranked_last or len(frame.groups) == 1):
            frame.entities = [e for e in frame.entities if e is not owner]
            group.of = owner


def _said_last(g: Cursor) -> bool:
    """Whether nothing is named behind the word that says how many there are to be."""
    said = [i for i in g.items if i.is_op("top", "super") or i.kind in ("mention", "time")]
    grouped = any(i.is_op("by") for i in g.items)
    return grouped and bool(said) and said[-1].is_op("top", "super")


def _whose(g: Cursor, mention: Item) -> Item | None:
    """The customer of "by name of the customer"."""
    at = next((n for n, i in enumerate(g.items) if i is mention), None)
    if at is None:
        return None
    behind = g.items[at + 1 :]
    if not behind or behind[0].low not in ("of", "of the"):
        return None
    following = next((i for i in behind if i.kind not in SKIPPED and not i.is_op("of")), None)
    thing = following is not None and any(m.exact and m.target.kind == "table" for m in following.matches)
    return following if thing and any(following is e for e in g.frame.entities) else None
