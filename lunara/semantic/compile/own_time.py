"""The date that a measure of other periods goes along: what a query says of it, and the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import cast

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compile.analysis import DimensionOut
from lunara.semantic.compile.bound import road_keys
from lunara.semantic.compile.facts import Fact
from lunara.semantic.compile.periods import SECONDS, Moment, Window
from lunara.semantic.compile.predicates import predicate
from lunara.semantic.compile.sqltime import date_part
from lunara.semantic.compile.statement import Statement
from lunara.semantic.graph import Road, is_safe
from lunara.semantic.model import Accumulation, Dimension, Grain
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import (
    AndFilter,
    DatePart,
    ExistsFilter,
    FieldFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    OrFilter,
    ThanFilter,
)

_PART_GRAIN: dict[DatePart, Grain] = {
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "day": "day",
    "day_of_week": "day",
    "day_of_year": "day",
    "hour": "hour",
}


class OwnTime:
    """A fact whose periods show other rows, its date, and the conditions that are about periods or about rows."""

    def __init__(self, statement: Statement, fact: Fact) -> None:
        self.statement = statement
        self.fact = fact
        self.context = statement.context
        self.clock = self.context.clock
        self.dialect = self.context.dialect
        self.rows = fact.rows()
        self.time: ResolvedField
        self.road: Road
        self.time, self.road = fact.needed_time()
        self.held: Accumulation | None = fact.variant.window
        self.offsets = fact.variant.offsets
        if not is_safe(self.road):
            raise Refused(
                f"{fact.what} goes along {self.time.path}, and one row of {fact.table} has many of those dates.",
                "Leave the time field out to use the measure's own date.",
                code="no_single_time",
            )
        if self.held is not None and any(fact.is_balance(leaf.measure) for leaf in fact.leaves):
            raise Refused(
                f"{fact.what} is a balance: it holds what came before already, so it has no running total.",
                "Ask for the balance itself.",
                code="not_additive",
            )
        self.own = [out for out in statement.analysis.dimensions if self.is_own(out)]
        for out in self.own:
            self.rows.told_groups[out.name] = (self.time.path, self.road)
        self.periods, self.others = self.sorted(statement.analysis.row_filters)
        if any(self.sides(one) != {"other"} for one in fact.variant.where):
            raise Refused(
                f"{fact.what} has a condition on its own date, {self.time.path}, and shows other periods: "
                "it is not clear which of them the condition is about.",
                "Give the condition to the question as its time range.",
                code="own_time_condition",
            )

    # -- what the query says of the measure's own time ---------------------------------------------------------------

    def along(self, found: ResolvedField, via: tuple[str, ...]) -> bool:
        """Whether a field is that date, over the same road."""
        if found.path != self.time.path:
            return False
        road = self.rows.find_road(found, via)
        return road is not None and road_keys(road) == road_keys(self.road)

    def is_own(self, out: DimensionOut) -> bool:
        """Whether a dimension is periods or parts of that date."""
        if out.found is not None:
            return self.along(out.found, out.via)
        own, road = self.fact.own_time()
        return own is not None and own.path == self.time.path and road_keys(road or ()) == road_keys(self.road)

    def sorted(self, filters: Sequence[Filter]) -> tuple[list[Filter], list[Filter]]:
        """(conditions on periods, conditions on rows). Raises Refused for one that is about both."""
        periods: list[Filter] = []
        others: list[Filter] = []
        for one in filters:
            if isinstance(one, AndFilter):
                inner = self.sorted(one.and_)
                periods += inner[0]
                others += inner[1]
                continue
            sides = self.sides(one)
            if len(sides) > 1:
                raise Refused(
                    f"A condition joins {self.time.path} with something else, and {self.fact.what} shows other periods: "
                    "it is not clear which rows are meant.",
                    "Give the date and the rest as separate conditions.",
                    code="own_time_condition",
                )
            (periods if sides == {"period"} else others).append(one)
        return periods, others

    def sides(self, one: Filter) -> set[str]:
        """What a condition is about: `period`, `other`, or both."""
        if isinstance(one, AndFilter | OrFilter):
            return set().union(*(self.sides(part) for part in (one.and_ if isinstance(one, AndFilter) else one.or_)))
        if isinstance(one, NotFilter):
            return self.sides(one.not_)
        if isinstance(one, ExistsFilter | MeasureFilter | ThanFilter):
            return {"other"}
        found = self.fact.resolve(one)
        via = tuple(one.via.split(".")) if one.via else ()
        if one.field in ("time", "metric_time") and not via:
            via = tuple(step.relationship.name for step in self.road)
        return {"period"} if self.along(found, via) else {"other"}

    def condition(self, one: Filter, value: exp.Expr, grain: Grain) -> exp.Expr:
        """A condition on periods, on the start of one."""
        if isinstance(one, AndFilter | OrFilter):
            kind = exp.And if isinstance(one, AndFilter) else exp.Or
            tree: exp.Expr | None = None
            for part in one.and_ if isinstance(one, AndFilter) else one.or_:
                made = self.condition(part, value, grain)
                tree = made if tree is None else kind(this=tree, expression=made)
            return exp.Paren(this=tree)
        if isinstance(one, NotFilter):
            return exp.Not(this=exp.Paren(this=self.condition(one.not_, value, grain)))
        its = cast(FieldFilter, one)
        if its.part is not None:
            raise Refused(
                f"{self.fact.what} shows other periods, which have no {its.part.replace('_', ' ')} of their own.",
                "Leave that condition out, or ask for a measure of single days.",
                code="own_time_condition",
            )
        day = Dimension(name=self.time.field.name, type="time", data_type=None if grain in SECONDS else "date")
        name = self.time.field.label or self.time.path
        return predicate(value.copy(), day, its.op, its.values, name=name, dialect=self.dialect, clock=self.clock)

    def grain(self, out: DimensionOut) -> Grain:
        """The period that a dimension is of. Raises Refused for a date as it is."""
        if out.part is not None:
            return _PART_GRAIN[out.part]
        if out.grain is None:
            raise Refused(
                f"{self.fact.what} shows other periods, and {out.written} is asked for without a grain.",
                "Give it one: day, week, month, quarter or year.",
                code="offset_grain",
            )
        return out.grain

    # -- rows ----------------------------------------------------------------------------------------------------

    def until_now(self, window: Window | None) -> Window | None:
        """Cumulative measures go to the end of today, except where the range begins later."""
        if window is None or self.held is None:
            return window
        tomorrow = self.clock.today + timedelta(days=1)
        end = window.end if window.end is not None and whole(window.end) < whole(tomorrow) else tomorrow
        if window.start is not None and whole(window.start) >= whole(tomorrow):
            return window
        return replace(window, end=end)

    def of_rows(self, out: DimensionOut) -> exp.Expr:
        """A dimension on each row."""
        found, via = out.found, out.via
        if found is None:
            own, road = self.fact.own_time()
            if own is None or road is None:
                raise self.fact.no_time()
            found, via = own, tuple(step.relationship.name for step in road)
        value, road = self.rows.dimension(found, via, out.grain, self.fact.what)
        self.rows.told_groups[out.name] = (found.path, road)
        return date_part(value, out.part, self.dialect)

    def step_of_rows(self, step: Grain) -> exp.Expr:
        """The step that each row lies in."""
        return self.rows.shown(self.time.table, cast(Dimension, self.time.field), self.rows.at(self.road), step)

    def require(self, rows_in: Window | None) -> None:
        """Keep the rows that fulfil the conditions and lie in the window."""
        self.rows.require(self.fact.bound(self.rows, (*self.others, *self.fact.variant.where), rows_in))


def whole(moment: Moment) -> datetime:
    """A date as its first moment."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())
