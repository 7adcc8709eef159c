"""How many things did something in each period: "customers who ordered per month" are the different ones of its orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import dates, existence
from lunara.ask.planners.offline.assembly.conditions import Conditions
from lunara.ask.planners.offline.assembly.measuring import snake, target_counts_all
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.semantic.names import lowered
from lunara.semantic.query import InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def of_each_period(a: Assembler) -> None:
    """Count the things by the rows that tell what they did, where periods are asked for and no date of theirs is named.

    Their own date would say when they came, not when they did it. Raises Declined where those rows do not refer to them once.
    """
    frame = a.frame
    numbers, others = frame.wanted, frame.entities
    periods = [g for g in frame.groups if g.grain is not None and g.mention is None and g.part is None]
    plain = not (frame.calculations or frame.top or frame.rank or frame.compare or frame.listing or frame.columns)
    if len(numbers) != 1 or not periods or not plain or a.date_of is not None:
        return
    number, thing = numbers[0], numbers[0].mention
    target = a.reading.target(thing)
    if thing is None or target is None or number.agg or number.made is not None:
        return
    if target.kind != "table" and not (target.kind == "measure" and target_counts_all(a, target, number)):
        return
    rows = _rows(a, frame.conditions, others, target.table)
    if rows is None:
        return
    keys = [r for r in a.roads.model.relationships if r.from_table == rows and r.to_table == target.table]
    own = a.lexicon.time_dimension(rows)
    things = a.fields.say_table(target.table)
    if len(keys) != 1 or len(keys[0].from_columns) != 1 or own is None:
        raise Declined(
            f"It is not clear which date the {things} of each {periods[0].grain} are counted by. Name the date."
        )
    made = InlineMeasure(
        name=snake(f"different_{target.table}"),
        table=rows,
        aggregate="count_distinct",
        expression=keys[0].from_columns[0],
        label=f"Different {lowered(things)}",
    )
    frame.wanted, frame.entities, frame.conditions = [Wanted(mention=thing, made=made)], [], []
    a.bases = [rows]


def _rows(a: Assembler, conditions: Sequence[Condition], others: Sequence[Item], table: str) -> str | None:
    """The rows that tell what the things did, which belong to them. Raises Declined where more than that is said of both."""
    found = [t.table for i in others if (t := a.reading.target(i)) is not None and t.kind == "table"]
    below = [t for t in found if a.roads.distance_up(t, table) not in (None, 0)]
    if others and len(below) == len(others) == 1 and not conditions:
        return below[0]
    if below and conditions:
        things = a.fields.say_table(table)
        raise Declined(f"It is not clear which date the {things} of each period are counted by. Name the date.")
    if others or len(conditions) != 1:
        return None
    condition = conditions[0]
    if (
        condition.kind not in ("exists", "event")
        or condition.negated
        or condition.time is not None
        or condition.without
    ):
        return None
    there = Conditions(a)
    if condition.verb is not None and dates.verb_date(there, condition, table, exactly=True) is not None:
        return None
    said = a.reading.target(condition.mention) if condition.kind == "event" else None
    if said is not None and said.kind == "dimension" and a.roads.distance_up(said.table, table) not in (None, 0):
        return said.table if a.fields.time_of(said.table) == said.path else None
    rows = existence.exists_table(there, condition)
    return rows if rows is not None and a.roads.distance_up(rows, table) not in (None, 0) else None
