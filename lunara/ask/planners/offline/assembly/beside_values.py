"""Whose a value is where several roads lead to it: "Italian suppliers" are told by the nation of the suppliers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline import whose
from lunara.ask.planners.offline.assembly import reaching
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Match, Target

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.assembly.conditions import Conditions

_NEAR = 4
"""So many words may stand between a thing and a value that is said of it: "customers whose nation is Italy"."""


def road_of_value(c: Conditions, item: Item | None, table: str) -> str | None:
    """The relationship to name on the way to what a condition is of: the road over the thing that it is said of.

    Raises Declined where that thing is on no road, or where the groups are reached by a road that may not be meant here.
    """
    a = c.owner
    role = a.reading.target(item.role) if item is not None and item.role is not None else None
    key = a.roads.by_name.get(role.name) if role is not None and role.kind == "role" else None
    if key is not None and key.to_table == table and c.inside and key.from_table not in a.bases:
        a.walked.add(key.name)
        return key.name  # "a flight with source airport Aberdeen": the road from those rows
    if item is None or not a.bases or table in a.bases or a.via:
        return a.road_to(table)
    if c.inside:
        return None
    before = _before(a, item)
    thing = _thing_behind(a, item) or before
    things = _table_of(a, thing)
    if things in a.bases:
        return None if thing is not before or _is_thing(a, thing) else _of_groups(a, item, before, table)
    if thing is None or things in ("", table) or not whose.beyond([_match(table)], _as_thing(thing, things), a.lexicon):
        return _of_groups(a, item, before, table)
    there, name = whose.road(a.lexicon, a.bases, (_as_thing(thing, things),), table)
    if there:
        return name
    over_base = any(a.roads.distance_up(things, base) is not None for base in a.bases)
    if over_base or all(a.roads.distance_up(base, table) is None for base in a.bases):
        return None
    said, rows, there_said = thing.text, a.fields.say_table(a.base), a.fields.say_table(table)
    raise Declined(f"“{said}” does not lead from {rows} to {there_said}, so “{item.text}” is not said of {rows}.")


def _of_groups(a: Assembler, item: Item, before: Item | None, table: str) -> str | None:
    """The road of the groups, for a value that is said right behind them or where it is the one that would be taken anyway."""
    roads = reaching.roads_to(a, table)
    if roads in ([], [None]):
        return None
    if len(roads) == 1 and before is not None and any(g.mention is before for g in [*a.said_groups, *a.frame.groups]):
        return roads[0]
    raise Declined(
        f"It is not clear whose {a.fields.say_table(table)} “{item.text}” is said of beside those of the groups."
    )


def _thing_behind(a: Assembler, item: Item) -> Item | None:
    """The thing that a value stands right before, over other values of the same list: "Italian and French suppliers"."""
    end = item.end
    for other in (m for m in a.frame.mentions() if m.start >= item.end):
        if other.start - end > 1:
            return None
        if not _is_value(a, other):
            return other if other.start == end and _is_thing(a, other) else None
        if not (item.before_thing or other.before_thing):
            return None
        end = other.end
    return None


def _before(a: Assembler, item: Item) -> Item | None:
    """The name that stands shortly before a value, over other values of the same list: "customers from Italy and France"."""
    start = item.start
    for other in reversed([m for m in a.frame.mentions() if m.end <= item.start]):
        if start - other.end > _NEAR or other.start < 0:
            return None
        if not _is_value(a, other):
            return other
        if _table_of(a, other) != _table_of(a, item):
            return None
        start = other.start
    return None


def _is_value(a: Assembler, item: Item) -> bool:
    target = a.reading.target(item)
    return target is not None and target.kind == "value"


def _is_thing(a: Assembler, item: Item | None) -> bool:
    """Whether a name is that of a thing, or of how many of them there are."""
    return item is not None and any(m.target.kind in ("table", "role") for m in item.matches)


def _table_of(a: Assembler, item: Item | None) -> str:
    target = a.reading.target(item)
    if target is not None and target.kind == "role" and target.name in a.roads.by_name:
        return a.roads.by_name[target.name].to_table
    return target.table if target is not None else ""


def _match(table: str) -> Match:
    return Match(Target("table", table, table), 1.0, True)


def _as_thing(item: Item, table: str) -> Item:
    return Item("mention", item.start, item.end, item.text, matches=[_match(table)], low=item.low)
