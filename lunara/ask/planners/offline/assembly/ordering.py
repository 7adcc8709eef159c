"""Order, calculations over the result, and measures that a condition changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import measuring, spans
from lunara.ask.planners.offline.assembly.parts import LOST, Declined, measure_name
from lunara.ask.planners.offline.frame import Wanted
from lunara.ask.planners.offline.items import Item
from lunara.semantic.query import (
    Calculation,
    DimensionRef,
    InlineMeasure,
    OrderBy,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def calculations(a: Assembler) -> None:
    parts = a.parts
    for kind, window in a.frame.calculations:
        if not parts.measures:
            raise Declined("A share, trend or running total needs a number to work on.")
        timed = any(isinstance(d, DimensionRef) and d.grain for d in parts.dimensions)
        if kind in ("percent_change", "difference") and parts.compare is not None and not timed:
            continue
        if kind == "share_of_total" and not parts.dimensions:
            raise Declined("A share needs groups to be a share of: ask for it “by” something.")
        if kind in ("running_total", "moving_average", "percent_change", "difference") and not timed:
            parts.dimensions.append(DimensionRef(field=spans.time_field(a, kind), grain="month"))
        within = ()
        parts.calculations.append(
            Calculation(kind=kind, of=measure_name(parts.measures[0]), window=window, within=within)  # type: ignore[arg-type]
        )


def order(a: Assembler, shape: str) -> None:
    parts = a.parts
    for key, direction in a.frame.order:
        if key is None and "alphabetical" in a.frame.notes:
            if parts.dimensions:
                parts.order.insert(0, OrderBy(field=a.field_name(parts.dimensions[0]), direction=direction or "asc"))
            continue
        if key is None:
            if parts.order:
                parts.order[0] = OrderBy(field=parts.order[0].field, direction=direction or "asc")
            elif parts.measures:
                parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=direction or "asc"))
            elif parts.dimensions:
                parts.order.append(OrderBy(field=a.field_name(parts.dimensions[-1]), direction=direction or "asc"))
            continue
        name = order_name(a, key)
        parts.order = [o for o in parts.order if o.field != name] if len(parts.order) > 1 else []
        parts.order.append(OrderBy(field=name, direction=direction or "asc"))


def order_name(a: Assembler, key: Wanted | Item) -> str:
    item = key.mention if isinstance(key, Wanted) else key
    target = a.reading.target(item)
    if target is None:
        raise Declined(LOST)
    if isinstance(key, Wanted) or target.kind in ("measure", "derived"):
        measure = measuring.measure(a, key if isinstance(key, Wanted) else Wanted(mention=item))
        for present in a.parts.measures:
            if measure_name(present) == measure_name(measure):
                return measure_name(present)
        if target.kind == "measure" and not a.parts.measures:
            row = a.fields.row_field(target)
            if row is not None:
                return listed(a, f"{row.table}.{row.name}")
        a.parts.measures.append(measure)
        return measure_name(measure)
    if target.kind == "table":
        for present in a.parts.measures:
            if target.table in a.tables_of_measure(present):
                return measure_name(present)
        name = a.fields.display(target.table) or a.fields.key(target.table)
        return listed(a, f"{target.table}.{name}")
    for present in a.parts.measures:
        if isinstance(present, InlineMeasure) and present.expression == a.fields.expression(target):
            return present.name
    return listed(a, f"{target.table}.{target.name}")


def listed(a: Assembler, name: str) -> str:
    if name not in {a.field_name(d) for d in a.parts.dimensions}:
        if a.parts.measures:
            raise Declined("The order is by something that is not part of the answer.")
        a.parts.dimensions.append(name)
    return name


def filter_inline(a: Assembler, table: str, sql: str) -> None:
    """Keep a condition that only SQL over `table`'s own columns can say, for that table's measures."""
    a.inline_filters.append((table, sql))


def inline(a: Assembler) -> None:
    for table, sql in a.inline_filters:
        changed: list[str | InlineMeasure] = []
        for measure in a.parts.measures:
            made = a.fields.filtered(measure, table, sql)
            if made is None:
                raise Declined("That condition compares two fields, which only works for measures of the same table.")
            changed.append(made)
            old, new = measure_name(measure), made.name
            a.parts.order = [o if o.field != old else OrderBy(field=new, direction=o.direction) for o in a.parts.order]
            a.parts.calculations = [
                c if c.of != old else c.model_copy(update={"of": new}) for c in a.parts.calculations
            ]
        if not a.parts.measures:
            raise Declined("Two fields can be compared when something is counted or added up, not in a list.")
        a.parts.measures = changed
