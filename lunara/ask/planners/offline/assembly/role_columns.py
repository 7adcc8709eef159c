"""What things lead to by a road that is named, shown in a list: "players with their home town", "the home town of Zidane"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.flatplan import flat
from lunara.semantic.model import Relationship
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def shown_by_role(a: Assembler) -> None:
    """Take the fields of a list by the road that the question names, where the rows of the list lead there by it."""
    if a.parts.measures or a.parts.calculations or len(a.bases) != 1:
        return
    for condition in a.frame.conditions:
        target = a.reading.target(condition.mention) if condition.op == "role" else None
        road = a.roads.by_name.get(target.name) if target is not None else None
        if road is None or road.from_table == road.to_table or not _leads(a, road):
            continue
        shown = [d for d in a.parts.dimensions if isinstance(d, str) and d.rpartition(".")[0] == road.to_table]
        for field in shown:
            at = a.parts.dimensions.index(field)
            a.parts.dimensions[at] = DimensionRef(field=field, via=road.name)


def _leads(a: Assembler, road: Relationship) -> bool:
    """Whether the rows that are listed have such a road; where its end is listed alone, whether rows with one are chosen."""
    if a.base == road.from_table:
        return True
    if a.base != road.to_table or not a.parts.filters:
        return False
    found = list(flat(a.parts.filters))  # type: ignore[arg-type]
    if any(isinstance(f, ExistsFilter) for f in found) or not all(isinstance(f, FieldFilter) for f in found):
        return False
    tables = {f.field.rpartition(".")[0] for f in found if isinstance(f, FieldFilter)}
    if tables != {road.from_table}:
        return False
    a.parts.distinct = True
    return True
