"""What is shown beside each of the things that are listed: "trainees with their depot and hire date", "trainees, their depot"."""

from __future__ import annotations

from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.plain.things import paired

_THEIRS = frozenset(("their", "its", "his", "her", "respective", "corresponding"))
_ENDS = frozenset((",", "?", ".", "!", ";"))
_LEADS = frozenset(("with", "along", "and", ",", "what", "what is", "what are", "list", "show"))
_LISTS = frozenset(("list", "which", "who"))
_FURTHEST = 4


def thing_of_theirs(g: Cursor, item: Item) -> bool:
    """Whether a thing behind "with their" is one that each of those listed refers to, so that it is shown by its name.

    "Rooms with their building"; not "buildings with their rooms", and not "with their building Annex".
    """
    if not g.is_entity(item) or g.exact_dimension(item) or g.frame.wanted or g.frame.groups:
        return False
    before = g.items[g.at - 1].low if g.at else ""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    goes_on = following is not None and (following.low == "," or following.is_op("and"))
    the = before == "the" and g.at > 1 and g.items[g.at - 2].low == "with" and goes_on
    if not (before in _THEIRS or (g.frame.listing and (before == "with" or the) and not item.plural)):
        return False
    if following is not None and not (following.low in _ENDS or following.is_op("and", "by", "order_by")):
        return False
    ends = {m.target.table for m in item.matches if m.target.kind == "table" and m.exact}
    up = g.lexicon.roads.distance_up
    if any(up(s, e) for s in _subjects(g) for e in ends):
        return True
    many = before in _THEIRS and any(up(e, s) == 1 or paired(s, e, g.lexicon) for s in _subjects(g) for e in ends)
    if many and goes_on:
        g.frame.refusal = (
            f"Each has several {item.text}, so that they and more cannot be shown beside it. Ask for them alone."
        )
    return many


def _list_of_two(g: Cursor, at: int) -> bool:
    """ "With depot and hire date" at this place: names of what is shown, and no values."""
    ahead = g.items[at : at + 4]
    if len(ahead) < 4 or ahead[0].low != "with" or not (ahead[2].is_op("and") or ahead[2].low == ","):
        return False
    return all(i.kind == "mention" and not i.plural and not g.is_value(i) for i in (ahead[1], ahead[3]))


def _subjects(g: Cursor) -> set[str]:
    """The tables whose rows are listed: those of the thing that is named, or of the kind that stands for them."""
    said = g.frame.entities[0] if g.frame.entities else g.thing
    if said is not None:
        return {m.target.table for m in said.matches if m.target.kind == "table" and m.exact}
    kinds = [c.mention for c in g.frame.conditions if c.kind == "value" and c.mention is not None]
    return {m.target.table for kind in kinds[:1] for m in kind.matches if m.target.kind == "value"}


def date_of_theirs(g: Cursor, item: Item) -> bool:
    """Whether a name that may be a participle ("hired on") is a date in a list of what is shown of each: no condition."""
    before = [i.low for i in g.items[: g.at]]
    if not before or before[-1] in _THEIRS:
        return bool(before)
    shown = g.last_place in ("column", "entity") and item.after_and and g.frame.listing
    return shown and (g.columns_clause or bool(_THEIRS & set(before)))


def listed_kind(g: Cursor, item: Item) -> Item | None:
    """The rows of a kind whose own fields are listed: "list the trainees with their depot". None for what is no such list."""
    at = g.at + 1
    ahead = [i.low for i in g.items[at : at + _FURTHEST]]
    theirs = next((n for n, low in enumerate(ahead) if low in _THEIRS), None)
    if theirs == 0 or not ahead or not set(ahead[0].split()) & _LEADS or (theirs is None and not _list_of_two(g, at)):
        return None
    if g.frame.entities or g.frame.wanted or g.count is not None or g.agg or g.super is not None or not item.plural:
        return None
    if not all(i.kind in ("filler", "punct") or i.is_op(*_LISTS) for i in g.items[: g.at]):
        return None
    best = item.matches[0].score if item.matches else 0.0
    tables = {m.target.table for m in item.matches if m.target.kind == "value" and m.score >= best - 0.05}
    if len(tables) != 1:
        return None
    (table,) = tables
    if g.lexicon.display(table) is None:
        return None
    thing = Item("mention", item.start, item.end, item.text, low=item.low)
    thing.matches = [Match(Target("table", table, table), 1.0, True)]
    thing.plural = True
    return thing
