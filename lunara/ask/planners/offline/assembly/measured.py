"""Conditions on what each thing amounts to: customers with more than two orders, projects with over 90 hours in 2024."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts, dates, existence, still_on, years
from lunara.ask.planners.offline.assembly.parts import Declined, all_of
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.lexicon import Target
from lunara.semantic.query import ExistsFilter, Filter, InlineMeasure, MeasureFilter

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.assembly.conditions import Conditions

_FLIP = {"=": "!=", "!=": "=", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}


def operator(condition: Condition) -> str:
    """The operator of a comparison, its denial counted in."""
    return _FLIP.get(condition.op, condition.op) if condition.negated else condition.op


def is_measured(c: Conditions, condition: Condition) -> bool:
    """Whether each of the things that are counted is compared by a total of its rows elsewhere, and no groups are asked for."""
    if condition.kind != "compare" or condition.grouped or len(c.owner.bases) != 1:
        return False
    if c.owner.parts.dimensions or c.frame.groups or c.frame.trend or not c.frame.wanted:
        return False
    if not all(w.count and not w.agg for w in c.frame.wanted):
        return False
    table = table_of(c, condition)
    return (
        table is not None
        and _below(c, table)
        and not amounts.compared_by_row(c.owner, condition, _target(c, condition))
    )


def _target(c: Conditions, condition: Condition):  # type: ignore[no-untyped-def]
    return c.owner.reading.target(condition.mention)


def table_of(c: Conditions, condition: Condition) -> str | None:
    """The table whose rows a comparison is of."""
    target = _target(c, condition)
    return target.table if target is not None and target.table else None


def _below(c: Conditions, table: str) -> bool:
    """Whether rows of the table belong to one each of what is counted."""
    base = c.owner.base
    return table != base and c.roads.distance_up(table, base) is not None


def within(c: Conditions, condition: Condition, measured: Sequence[Condition]) -> Condition | None:
    """The comparison that a condition belongs to: "aborted" of "members with more than five aborted trips"."""
    if condition.kind == "days" and condition.verb is None and measured:
        return _then(c, condition, measured[-1])
    target = c.owner.reading.target(condition.mention)
    if target is None or not target.table or c.roads.distance_up(c.owner.base, target.table) is not None:
        return None
    for one in measured:
        table = table_of(c, one)
        if table is not None and c.roads.distance_up(table, target.table) is not None:
            return one
    return None


def _then(c: Conditions, condition: Condition, one: Condition) -> Condition | None:
    """ "With more than three visits on weekends": the days are those of the visits."""
    table = table_of(c, one)
    field = c.fields.time_of(table) if table is not None else None
    if field is None:
        return None
    home, _, bare = field.rpartition(".")
    condition.own = Target("dimension", home, bare)
    return one


def of_each(c: Conditions, condition: Condition, measure: str | InlineMeasure, where: Sequence[Filter]) -> Filter:
    """The condition on each of what is counted. Raises Declined where its total has no name in the model."""
    tables = c.owner.tables_of_measure(measure)
    if isinstance(measure, InlineMeasure) or len(c.owner.bases) != 1 or not all(_below(c, t) for t in tables):
        raise Declined(
            "The question compares a total of each, but asks for one number over them. Ask for the list instead."
        )
    held = [*where, *_period(c, condition, tables[0])]
    values = tuple(float(v) if isinstance(v, str) else v for v in condition.values)
    amounts_to = MeasureFilter.model_validate(
        {"measure": measure, "per": c.owner.base, "op": operator(condition), "values": values, "where": tuple(held)}
    )
    if may_be_nothing(condition) and not counts(c.owner, measure):
        return all_of([amounts_to, ExistsFilter(exists=tables[0], where=tuple(held))])
    return amounts_to


def counts(a: Assembler, measure: str | InlineMeasure) -> bool:
    """Whether a number counts rows: of none there are 0, while the total of none is nothing ("a fee of less than 50")."""
    if isinstance(measure, InlineMeasure):
        return measure.aggregate in ("count", "count_distinct")
    owner, _, name = measure.rpartition(".")
    found = [a.lexicon.measure(t, name) for t in a.tables_of_measure(measure) if owner in ("", t)]
    return any(m is not None and m.aggregate in ("count", "count_distinct") for m in found)


def _period(c: Conditions, condition: Condition, table: str) -> list[Filter]:
    """ "With more than 50 trips in 2024": the period of the trips, unless it stands between the things and their condition."""
    frame = c.frame
    if len(frame.times) != 1 or c.owner.date_of is not None:
        return []
    thing = next((w.mention.start for w in frame.wanted if w.mention is not None), 0)
    if thing < frame.times[0].start < existence.place(condition):
        return []
    now = still_on.of_now(c.owner, frame.times[0], table)
    if now is not None:
        frame.times = []
        return now
    field = c.fields.time_of(table)
    span = dates.bounds(frame.times[0], c.owner)
    held = dates.range_filters(field, span) if field is not None else years.years_of(c.owner, table, span)
    if held is None:
        return []
    frame.times = []
    return held


def may_be_nothing(condition: Condition) -> bool:
    """Whether a thing without any row fulfils the comparison: "fewer than three orders"."""
    op, values = operator(condition), [v for v in condition.values if not isinstance(v, str)]
    if not values:
        return False
    first = float(values[0])
    return {
        "<": first > 0,
        "<=": first >= 0,
        "=": first == 0,
        "!=": first != 0,
        ">=": first <= 0,
        ">": first < 0,
        "between": first <= 0,
    }.get(op, False)
