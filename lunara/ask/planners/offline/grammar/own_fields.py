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
    if g.at and g.items[g.at - 1].is_op("which") and field.target.kind == "dimension" and _stands_for(g, item):
        return True
    return holds_years(dimension) and not (verb_stems(item.low) and "year" in words)  # "who built most mills"


def _stands_for(g: Cursor, item: Item) -> bool:
    """Whether a number stands for something ("which advisor has the most students"): none of its fields is an amount."""
    fields = [g.lexicon.dimension(m.target.table, m.target.name) for m in item.matches if m.target.kind == "dimension"]
    sums = any(m.exact and g.adds_up(m) for m in item.matches)
    return not sums and all(d is not None and d.format is not None and d.format.kind == "text" for d in fields)


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
    """Whether a participle that begins the name of a year says who did it, or that they did.

    "Mills that were built by American architects", "the architect who built most mills".
    """
    if not 0 < place < len(g.items) - 1 or not _begins_year(g, g.items[place]):
        return False
    before, behind = place - 1, place + 1
    by = g.items[behind].low in ("by", "by the")
    while before > 0 and g.items[before].low in (_BEEN if by else _HAVING):
        before -= 1
    while behind < len(g.items) - 1 and (_of_theirs(g, g.items[behind]) if by else _how_many(g.items[behind])):
        behind += 1
    doer = g.items[behind]
    if not g.is_entity(doer):
        return False
    if by:
        return g.is_entity(g.items[before]) and doer.plural
    said = {w for i in g.items[before:place] for w in i.low.split()}
    return bool(said & _WHO) or (bool(said & {"have", "has", "had"}) and g.is_entity(g.items[before]))


def _begins_year(g: Cursor, item: Item) -> bool:
    if item.kind != "mention" or not verb_stems(item.low) or g.is_entity(item):
        return False
    fields = [g.lexicon.dimension(m.target.table, m.target.name) for m in item.matches if m.target.kind == "dimension"]
    years = [d is not None and "year" in words_of(d.label or d.name) for d in fields]
    return bool(years) and all(years)


def _of_theirs(g: Cursor, item: Item) -> bool:
    return item.low in ("by", "by the") or g.is_value(item) or item.is_op("and", "or")


def _how_many(item: Item) -> bool:
    return item.kind == "number" or item.is_op("super", "top", "compare") or item.low in ("a", "an", "any", "the")


_BEEN = frozenset(("that", "which", "is", "are", "was", "were", "have", "has", "been"))
_HAVING = frozenset(
    ("have", "has", "had", "ever", "also", "not", "never", "have not", "has not", "have never", "has never")
)
_WHO = frozenset(("who", "that", "which"))
