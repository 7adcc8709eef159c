"""Names of fields that rows have each for itself: keys and years, and the rows behind one of their numbers."""

from __future__ import annotations

from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import holds_years
from lunara.ask.tokens import verb_stems


def never_added(g: Cursor, item: Item, field: Match | None) -> bool:
    """Whether a number is a key or a year, which is shown of each row and asked for in no total."""
    asked = any(i.is_op("which", "what") for i in g.items[: g.at])
    if field is None or not asked or not (field.exact or item.low.split()[0] in ("id", "ids")):
        return False
    dimension = g.lexicon.dimension(field.target.table, field.target.name)
    if dimension is None:
        return False
    if dimension.hidden or field.target.name == g.lexicon.key_dimension(field.target.table):
        return True
    words = words_of(dimension.label or dimension.name)
    return holds_years(dimension) and not (verb_stems(item.low) and "year" in words)  # "who built most mills"


def rows_of_number(g: Cursor, item: Item) -> bool:
    """ "The average quantity of stocks": the rows of which the number right before is a field."""
    place = g.at - 1
    while place > 0 and g.items[place].low in ("all", "the", "these", "those"):
        place -= 1
    said = g.items[place - 1] if place > 0 and g.items[place].low == "of" else None
    if said is None or said.kind != "mention" or not any(w.mention is said for w in g.frame.wanted):
        return False
    own = {m.target.table for m in said.matches if m.exact and m.target.kind in ("dimension", "measure")}
    tables = {m.target.table for m in item.matches if m.exact and m.target.kind == "table"}
    return len(tables) == 1 and own == tables


def done_by(g: Cursor, place: int) -> bool:
    """Whether a participle that begins the name of a year says who did it: "mills that were built by American architects"."""
    if not 0 < place < len(g.items) - 2 or g.items[place + 1].low not in ("by", "by the"):
        return False
    item, before, behind = g.items[place], place - 1, place + 2
    if item.kind != "mention" or not verb_stems(item.low) or g.is_entity(item):
        return False
    while before > 0 and g.items[before].low in _BEEN:
        before -= 1
    while behind < len(g.items) - 1 and (g.is_value(g.items[behind]) or g.items[behind].is_op("and", "or")):
        behind += 1
    doer = g.items[behind]
    fields = [g.lexicon.dimension(m.target.table, m.target.name) for m in item.matches if m.target.kind == "dimension"]
    years = [d is not None and "year" in words_of(d.label or d.name) for d in fields]
    return bool(years) and all(years) and g.is_entity(g.items[before]) and g.is_entity(doer) and doer.plural


_BEEN = frozenset(("that", "which", "is", "are", "was", "were", "have", "has", "been"))
