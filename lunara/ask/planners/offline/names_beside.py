""" "Ids and names of customers": the names are a field beside the others, where no field is called by that word alone."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of

_NAMES = frozenset(("name of", "names of"))
_FIELDS = frozenset(("dimension", "measure"))


def names_beside(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items with "names of" behind a field and "and" as the name of the things behind it, where these have one."""
    made: list[Item] = []
    for place, item in enumerate(items):
        field = _name(items, place, lexicon) if item.is_op("list") and item.low in _NAMES else None
        if field is None:
            made.append(item)
            continue
        word, _, of = item.text.partition(" ")
        one = [Match(field, 1.0, True)]
        made.append(
            Item("mention", item.start, item.start + 1, word, matches=one, low=word.lower(), plural=word[-1:] == "s")
        )
        made.append(Item("filler", item.start + 1, item.end, of, low=of.lower()))
    return made


def _name(items: Sequence[Item], place: int, lexicon: Lexicon) -> Target | None:
    """The name of the things behind this place, where a field and a tie stand before it."""
    said = [i for i in items[:place] if i.kind != "filler"]
    if len(said) < 2 or not (said[-1].is_op("and") or said[-1].low == ","):
        return None
    field = said[-2]
    rows = any(m.exact and m.target.kind == "table" for m in field.matches)
    if field.kind != "mention" or rows or not any(m.target.kind in _FIELDS for m in field.matches):
        return None  # "the names of players and the names of pieces" are two lists
    thing = next((i for i in items[place + 1 :] if i.kind != "filler"), None)
    tables = (
        [m.target.table for m in thing.matches if m.exact and m.target.kind == "table"] if thing is not None else []
    )
    name = lexicon.display(tables[0]) if tables else None
    if name is None or not {"name", "title"} & set(words_of(name)):
        return None
    return Target("dimension", tables[0], name)
