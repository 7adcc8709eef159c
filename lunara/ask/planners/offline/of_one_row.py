"""A number that is compared right behind the thing whose field it is: "customers with an order whose amount is above 500".

It is the number of one row of that thing, and not what the rows of each amount to, which is said of who has them ("customers with
an order amount above 500").
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon

_TIES = frozenset(("with", "whose", "having", "of", "for", "where", "that", "which", "have", "has", "had"))
_ARTICLES = frozenset(("a", "an", "the", "its", "their", "any"))
_IS = frozenset(("is", "was", "are", "were", "of"))
_MOST_BETWEEN = 3


def of_one_row(items: Sequence[Item], lexicon: Lexicon) -> None:
    """Note at each such number the thing that it is of (`Item.of_row`)."""
    first = next((i for i in items if i.kind == "mention" and i.matches), None)
    for at, item in enumerate(items):
        start = at if _compared(items, at) else _of_so_many(items, at)
        if item.kind != "mention" or start is None:
            continue
        thing = items[start - 1] if start < at and _tables(items[start - 1]) else _thing_before(items, start)
        if thing is not None and thing is not first and _own_number(item, thing, lexicon):
            item.of_row = thing


def _compared(items: Sequence[Item], at: int) -> bool:
    """Whether a comparison with a number follows."""
    place = at + 1
    while place < len(items) and items[place].low in _IS and not items[place].is_op("compare", "between"):
        place += 1
    rest = items[place : place + 2]
    return len(rest) == 2 and rest[0].is_op("compare", "between") and rest[1].kind == "number"


def _of_so_many(items: Sequence[Item], at: int) -> int | None:
    """ "A loan of more than 100 pages": where the comparison begins that the field stands behind."""
    if at > 4 and items[at - 2].is_op("and") and items[at - 4].is_op("between"):
        return at - 4 if items[at - 1].kind == items[at - 3].kind == "number" else None
    return at - 2 if at > 2 and items[at - 1].kind == "number" and items[at - 2].is_op("compare") else None


def _thing_before(items: Sequence[Item], at: int) -> Item | None:
    """The thing that only a word which ties them and an article stand behind."""
    place = at - 1
    while place >= 0 and items[place].low in _ARTICLES:
        place -= 1
    words = items[place].low.split() if place > 0 and at - place <= _MOST_BETWEEN else []
    if not words or words[0] not in _TIES or set(words[1:]) - _ARTICLES - _TIES:
        return None
    place -= 1
    if items[place].low in ("that", "which", "where") and items[place + 1].low in ("have", "has", "had"):
        place -= 1
    thing = items[place] if place >= 0 else None
    return thing if thing is not None and thing.kind == "mention" else None


def _tables(item: Item) -> set[str]:
    matches = item.matches if item.kind == "mention" else []
    return {m.target.table for m in matches if m.exact and m.target.kind == "table"}


def _own_number(item: Item, thing: Item, lexicon: Lexicon) -> bool:
    """Whether the number is a field of each row of the thing, called by no word that makes one number of many."""
    tables = _tables(thing)
    if len(tables) != 1:
        return False
    home = tables.pop()
    exact = [m.target for m in item.matches if m.exact and m.target.table == home and m.target.kind == "dimension"]
    fields = [lexicon.dimension(home, t.name) for t in exact]
    return any(f is not None and f.type == "number" for f in fields)
