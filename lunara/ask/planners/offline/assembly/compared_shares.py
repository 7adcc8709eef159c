"""Percents of a whole that are compared: "countries with more than 30% of orders" are those with such a share of all orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import ordering
from lunara.ask.planners.offline.assembly.parts import Declined, all_of, field_filter, measure_name
from lunara.ask.planners.offline.fields import RowField
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.semantic.query import Calculation, FieldFilter, Filter, InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.conditions import Conditions

_SHARE = "share"


def of_whole(c: Conditions, condition: Condition, measure: str | InlineMeasure, op: str) -> Filter:
    """The condition on the share that each group has of a number in all. Raises Declined where there is no such share."""
    a, said = c.owner, condition.mention.text if condition.mention is not None else "it"
    numbers = [v for v in condition.values if isinstance(v, int | float)]
    if len(numbers) != len(condition.values) or a.parts.calculations or a.frame.calculations or condition.negated:
        raise Declined(f"It is not clear what “{said}” is a percentage of.")
    if not a.parts.dimensions and not a.frame.groups:
        raise Declined(f"A percentage of “{said}” is compared of groups only: ask for its share by something.")
    if measure_name(measure) not in [measure_name(m) for m in a.parts.measures]:
        a.parts.measures.append(measure)
    if measure_name(a.parts.measures[0]) != measure_name(measure):
        raise Declined(f"It is not clear what “{said}” is a percentage of.")
    ordering.added_up(a)
    a.parts.calculations.append(Calculation(kind="share_of_total", of=measure_name(a.parts.measures[0]), name=_SHARE))
    shown = {a.field_name(d) for d in a.parts.dimensions}
    known = [f for f in a.parts.filters if isinstance(f, FieldFilter) and f.op == "is_not_null" and f.field in shown]
    a.parts.filters = [f for f in a.parts.filters if all(f is not k for k in known)]
    # what has no name is part of the whole, and only left out of what is shown
    return all_of([*known, field_filter(_SHARE, op, [round(v / 100, 12) for v in numbers])])


def check_amount(c: Conditions, condition: Condition, row: RowField) -> None:
    """ "A discount over 10%", where the discount is money: its share of something else is not known. Raises Declined."""
    if not condition.percent:
        return
    dimension = c.lexicon.dimension(row.table, row.name)
    column = c.fields.column(Target("dimension", row.table, row.name))
    kinds = [m.format for m in c.lexicon.tables[row.table].measures if (m.expression or "").strip('"') == column]
    kinds += [dimension.format] if dimension is not None else []
    if any(f is not None and f.kind == "currency" for f in kinds):
        label = label_of(c.lexicon, Target("dimension", row.table, row.name))
        raise Declined(f"{label} is an amount of money, so it cannot be compared with a percentage.")
