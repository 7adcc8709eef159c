"""Roads that a question names: "shipping country", "trips by start station"."""

from __future__ import annotations

from dataclasses import replace

from lunara.ask.planners.offline import whose
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of


def is_role(g: Cursor, item: Item) -> bool:
    """ "ship-to" before "state": a road, not a thing."""
    role = g.kind_match(item, "role") if item.tie is None else None
    if role is None or item.matches[0].score > role.score:
        return False
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is not None and following.low == "-":
        following = g.peek(1)
    return following is not None and following.kind == "mention"


def role(g: Cursor, item: Item) -> None:
    following = g.peek()
    if following is not None and following.low == "-":
        following = g.peek(1)
    if following is not None:
        following.role = item
    g.frame.conditions.append(Condition("value", item, op="role"))


def thing_by_road(g: Cursor, item: Item) -> bool:
    """ "Start stations": the things themselves, reached by that road. Whether nothing more is to be done with the name,
    because it only told whose the one before it is ("district of the start station").
    """
    best = item.matches[0].target if item.matches else None
    if best is None or best.kind != "role" or is_role(g, item):
        return False
    relationship = g.lexicon.roads.by_name.get(best.name)
    table = g.lexicon.tables.get(relationship.to_table) if relationship is not None else None
    if relationship is None or table is None:
        return False
    rest = set(words_of(item.text)) - set(g.lexicon.role_words(relationship))
    if not rest or not rest <= set(table_words(table)):
        return False
    road = replace(item, matches=[m for m in item.matches if m.target == best])
    g.frame.conditions.append(Condition("value", road, op="role"))
    item.matches = [Match(Target("table", table.name, table.name), 1.0, True)]
    before = next((i for i in reversed(g.items[: g.at]) if i.kind not in SKIPPED), None)
    of = any(i.low == "of" for i in g.items[max(0, g.at - 2) : g.at])
    return of and before is not None and any(m.target.table == table.name for m in before.matches[:1])


def through(g: Cursor, item: Item, following: Item | None) -> tuple[Item, ...] | None:
    """The things over which a group is reached; None where the name only tells how the group right behind it is."""
    before = g.frame.through.get(id(item), ())
    if following is not None and following.kind == "mention" and _is_group(g, item, following):
        if whose.stops(item, g.lexicon):
            g.frame.through[id(following)] = (*before, item)
        else:
            g.frame.unknown.append(item)
        return None
    ends = whose.ends_of(item, g.lexicon)
    if ends is None:
        return before
    item.matches = ends[1].matches
    return (*before, ends[0])


def _is_group(g: Cursor, item: Item, following: Item) -> bool:
    """Whether a name right behind another one in "by" is a group too; a value only where it names a key of that thing."""
    if not g.is_value(following):
        return True
    fields = [m for m in following.matches if m.target.kind in ("table", "dimension") and m.score >= 0.55]
    beyond = whose.beyond(fields, item, g.lexicon)
    if beyond:
        following.matches = beyond
    return bool(beyond)


def own_field(g: Cursor, item: Item) -> bool:
    """ "Average customer account balance": a thing right before a number of its own only tells whose number it is."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is None or not g.is_entity(item) or g.is_entity(following):
        return False
    number = g.field_match(following)
    tables = {m.target.table for m in item.matches if m.target.kind == "table" and m.exact}
    if number is None or len(tables) != 1 or number.score < following.matches[0].score - 0.05:
        return False
    own = [m for m in following.matches if m.target.table in tables and m.score >= number.score - 0.05]
    if not own:
        return False
    following.matches, following.whose = own, item
    g.frame.filler.append(item)
    return True
