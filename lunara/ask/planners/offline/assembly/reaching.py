"""Groups that are reached through a thing: "by supplier nation" walks over the suppliers, or is not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline import whose
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.choices import behind, ending_so
from lunara.ask.planners.offline.frame import Group
from lunara.ask.planners.offline.lexicon import label_of

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def roads_to(a: Assembler, table: str) -> list[str | None]:
    """The relationships to name on the way to a table, one for each way in which the groups of it are reached."""
    if a.reached is not None:
        return [_road(a, a.reached, table)] if a.reached.through and _table(a, a.reached) == table else []
    groups = [*a.said_groups, *(g for g in a.frame.groups if all(g is not one for one in a.said_groups))]
    groups = [g for g in groups if g.mention is not None and _table(a, g) == table]
    if not any(g.through for g in groups):
        return []
    return list(dict.fromkeys(_road(a, g, table) if g.through else None for g in groups))


def one_of(a: Assembler, table: str, roads: list[str | None]) -> str | None:
    """The only one of the roads. Raises Declined when the groups are reached by several."""
    if len(roads) > 1:
        raise Declined(f"It is not clear whose {a.fields.say_table(table)} are meant beside those of the groups.")
    return roads[0]


def _table(a: Assembler, group: Group) -> str:
    target = a.reading.target(group.mention)
    return target.table if target is not None else ""


def _road(a: Assembler, group: Group, table: str) -> str | None:
    """The relationship to name so that the things are walked over. Raises Declined where no road of the rows does."""
    there, name = whose.road(a.lexicon, a.bases, group.through, table)
    if not there:
        things, rows = a.fields.say_table(table), a.fields.say_table(a.base)
        said = " ".join(i.text for i in group.through)
        raise Declined(f"“{said}” does not lead from {rows} to {things}, so they are not grouped by its own.")
    return name


def check_walked(a: Assembler) -> None:
    """A thing through which a group is reached must have been walked over, whatever became of the group. Raises Declined."""
    for group in a.said_groups:
        kept = any(group is one for one in a.frame.groups)
        if group.through and not kept and a.parts.summary is None:
            raise Declined(f"“{group.through[-1].text} {group.text}” has no place in the answer. Ask for it by itself.")


def tell_nearer(a: Assembler, group: Group) -> None:
    """Say which other fields have the name of a group, where the nearer one was taken without asking."""
    item = group.mention
    chosen = a.reading.chosen.get(id(item)) if item is not None else None
    if item is None or chosen is None or not chosen.exact or group.through:
        return
    farther = [m for m in item.matches if m.exact and behind(a.lexicon, a.bases, chosen, m)]
    if not farther:
        return
    others = [*ending_so(a.lexicon, a.bases, item, chosen), *farther]
    named = " and ".join(f"{label_of(a.lexicon, m.target)} of {a.fields.say_table(m.target.table)}" for m in others[:2])
    label, things = label_of(a.lexicon, chosen.target), a.fields.say_table(chosen.target.table)
    a.parts.caveats.append(f"“{item.text}” was taken as {label} of {things}; there is {named} too.")
