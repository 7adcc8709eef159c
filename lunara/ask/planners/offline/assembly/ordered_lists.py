"""Lists of fields with a "by": "the dates of games by home team" are the dates in the order of the teams, no count of games."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.items import Item

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def by_a_field(a: Assembler) -> bool:
    """Makes what a list of fields goes "by" its last columns and its order; False where no fields of rows are listed.

    A thing of which something is said ("by the customer with first name Ann") picks rows, and orders them only where an order is
    said. Raises Declined where the list goes by a period.
    """
    frame = a.frame
    shown = [a.reading.target(i) for i in frame.columns]
    named = frame.names and frame.listing and bool(frame.entities)  # "the names of races by class"
    listed = (frame.listing or bool(frame.entities)) and (bool(shown) or named) and frame.top is None
    if not frame.groups or not listed or any(a.fields.row_field(t) is None for t in shown):
        return False
    first = min(i.start for i in (*frame.columns, *frame.entities))
    if any(g.mention is not None and g.mention.start < first for g in frame.groups):
        return False  # "each donor and the amount of the gifts"
    if frame.trend or any(g.mention is None or g.grain is not None or g.part is not None for g in frame.groups):
        raise Declined(
            "A list of fields has no place for periods to group by. Ask for a number by them, or for the list alone."
        )
    keys = [g.mention for g in frame.groups if g.mention is not None]
    picked = [_is_picked(a, key) for key in keys]
    frame.groups = []
    frame.columns.extend(keys)
    directions = [way for key, way in frame.order if key is None]
    if not all(picked) or directions:
        way = directions[0] if directions else None
        others = [one for one in frame.order if one[0] is not None]
        frame.order = [*((key, way) for key, one in zip(keys, picked, strict=True) if directions or not one), *others]
    return True


def _is_picked(a: Assembler, key: Item) -> bool:
    """Whether a condition is said of the thing: "by the customer with first name Ann"."""
    return any(
        c.mention is not None and (c.mention.anchor is key or c.subject is key or c.mention.start == key.end + 1)
        for c in a.frame.conditions
    )
