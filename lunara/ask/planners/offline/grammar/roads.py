"""Roads that a question names: "shipping country", "trips by start station"."""

from __future__ import annotations

from dataclasses import replace

from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of


def is_role(g: Cursor, item: Item) -> bool:
    """ "ship-to" before "state": a road, not a thing."""
    role = g.kind_match(item, "role")
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
