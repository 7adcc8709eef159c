"""The order of a list: its direction, and what it goes by."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Direction, Group, Wanted
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item

_AGED = frozenset(("newest", "latest", "recent", "earliest", "early", "late", "chronologically", "chronological"))


_FOREMOST = frozenset(
    ("best", "worst", "most", "least", "common", "frequent", "biggest", "largest", "smallest", "highest", "lowest")
)
_AGES = {"old": "old", "oldest": "old", "young": "young", "youngest": "young", "newest": "young"}
"""The words of a direction that say which end comes first."""


def op_order_by(g: Cursor, item: Item, arg: str) -> bool:
    g.mode = "order"
    return True


def op_direction(g: Cursor, item: Item, arg: str) -> bool:
    direction: Direction = "desc" if arg == "desc" else "asc"
    first = next((w for w in item.low.split() if w in _AGES or w in _AGED), "")
    g.frame.elder = _AGES.get(first, g.frame.elder)
    order, alphabetical = g.frame.order, "alphabet" in item.low or "lexico" in item.low or item.low == "a to z"
    if order and order[-1][1] is None and (order[-1][0] is not None or not alphabetical):
        order[-1] = (order[-1][0], direction)  # "ordered by their names alphabetically"
        tie, behind = g.peek(), g.peek(1)
        if (
            g.mode == "order"
            and tie is not None
            and tie.is_op("and")
            and behind is not None
            and behind.kind == "mention"
        ):
            return True  # "by population in descending order and name in ascending order"
    elif g.frame.direction is not None and g.frame.rank is not None and not alphabetical:
        g.frame.direction, g.frame.ordered = direction, True
    else:
        order.append((None, direction))
        g.frame.aged = item.low if set(item.low.split()) & _AGED else g.frame.aged
        g.frame.foremost = item.low if set(item.low.split()) & _FOREMOST and not g.frame.aged else g.frame.foremost
        following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
        if following is not None and following.low == "of" and g.frame.entities and not g.frame.wanted:
            g.frame.listing = True  # "arenas in descending order of capacity"
        if _key_follows(g, item, alphabetical):
            g.mode, g.directed = "order", True
            return True
        if alphabetical:
            g.frame.notes.append("alphabetical")
    if g.mode == "order":
        g.mode = "head"
    return True


def _key_follows(g: Cursor, item: Item, alphabetical: bool) -> bool:
    """Whether what is ordered by stands behind the direction: "in descending order of age", "alphabetically by the name".

    Skips the word that ties the two.
    """
    tie, key = g.items[g.at + 1 : g.at + 2], g.peek()
    by = bool(tie) and tie[0].is_op("by", "order_by") and tie[0].low.split()[0] in ("by", "ordered", "sorted")
    if by:
        key = g.peek(1)
        grouped = key is not None and any(
            m.matches[:1] == key.matches[:1] for m in map(_mentioned, g.frame.groups) if m
        )
        if g.frame.wanted and not alphabetical and not grouped:
            return False  # "sales in descending order by country"
    of = bool(tie) and tie[0].low == "of"
    last = item.low.endswith((" by", " of")) or (g.mode == "order" and not g.frame.wanted)
    if key is None or key.kind != "mention" or not (by or of or last):
        return False
    if by:
        g.jump(tie[0])
    return True


def _mentioned(group: Group) -> Item | None:
    return group.mention


def whose_key(g: Cursor, item: Item) -> bool:
    """Whether a thing only says whose the field is that the list goes by: "by the age of the host"."""
    key = g.frame.order[-1][0] if g.frame.order else None
    between = [i for i in g.items[: g.at] if isinstance(key, Item) and i.start >= key.end]
    if not isinstance(key, Item) or not between or between[0].low != "of" or any(i.kind != "filler" for i in between):
        return False
    if any(m.exact and m.target.kind == "table" for m in key.matches):
        return False
    key.anchor = key.anchor or item
    return True


def as_key(g: Cursor, item: Item) -> Wanted | Item:
    if g.agg or g.count is not None:
        wanted = Wanted(mention=item, agg=g.agg, count=g.count is not None)
        g.agg, g.count = "", None
        return wanted
    return item
