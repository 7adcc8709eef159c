"""Which periods can hold a row at all: those that the conditions on their date leave, so that no other is filled with zeros."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compile.analysis import OWN_TIME, DimensionOut, split_via
from lunara.semantic.compile.bound import road_keys
from lunara.semantic.compile.chosen import DateOf
from lunara.semantic.compile.context import Aliases
from lunara.semantic.compile.facts import Fact
from lunara.semantic.compile.periods import SECONDS
from lunara.semantic.compile.predicates import period_of, predicate
from lunara.semantic.compile.rows import Rows
from lunara.semantic.compile.sqltime import date_part
from lunara.semantic.compile.statement import Statement
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import OnField
from lunara.semantic.graph import Road, is_safe
from lunara.semantic.model import Dimension, Grain
from lunara.semantic.names import ResolvedField, humanize
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

Test = exp.Expr | bool


class Left:
    """The conditions of a statement on the date of one dimension, told of its periods.

    `step` is the grain by which they can be told: the dimension's own where each of its periods fulfils them or does not,
    else days. What no period tells by itself (an hour of a day, another column) leaves every period.
    """

    def __init__(self, statement: Statement, out: DimensionOut, grain: Grain) -> None:
        self.statement, self.context, self.out = statement, statement.context, out
        self.filters = statement.analysis.row_filters
        facts = [(fact, fact.rows()) for fact in statement.facts]
        self.facts = facts
        query = statement.analysis.query
        others = [one for one in statement.analysis.dimensions if one.part is not None] if query.fill_groups else []
        fine = grain if grain in SECONDS else "day"
        self.parts = [
            one for one in others if _told(one.part, fine) and all(self._same(fact, rows, one) for fact, rows in facts)
        ]
        cuts = {one.part for one in self.parts}
        for fact, rows in facts:
            for leaf in _leaves(self.filters):
                if self._about(fact, rows, leaf) and self._known(leaf, fine):
                    cuts.add(leaf.part)
        self.step: Grain = grain if all(_whole(cut, grain, self.context.clock) for cut in cuts) else fine

    def condition(self, p: exp.Expr) -> exp.Expr | None:
        """What a period (of `step`, by its start) fulfils when rows may lie in it; None where all may.

        Raises Refused where a summary is of measures that the conditions leave different periods, or where what only rows
        know of their date (a calendar's holidays, a column of weekdays) chooses the dates.
        """
        found: dict[str, Test] = {}
        for fact, rows in self.facts:
            self._only_dates(fact, rows)
            tests = [self._test(one, fact, rows, p, True) for one in self.filters]
            test = _joined(exp.And, tests, True)
            found[str(test) if isinstance(test, bool) else test.sql()] = test
        if len(found) > 1 and self.statement.analysis.query.summary is not None:
            raise Refused(
                f"A condition on a date leaves some of the measures other {self.out.grain}s than the rest, so an average over "
                "them would count zeros that are none.",
                "Ask for each measure in a question of its own.",
                code="fill_condition",
            )
        either = _joined(exp.Or, list(found.values()), False)
        return None if isinstance(either, bool) else either

    def _only_dates(self, fact: Fact, rows: Rows) -> None:
        """Raises Refused for a summary where something that tells of the date chooses the rows or what is counted of them.

        Such are other columns of a calendar, expressions over the date, columns that are by their names a part of one
        (its weekday), and measures that have a condition on the date of their own.
        """
        date = self._date_of(fact, rows)
        if self.statement.analysis.query.summary is None or date is None:
            return
        told = self._telling(date, fact, rows, self.filters, (), only_telling=True)
        if told is None:
            told = self._telling(date, fact, rows, fact.variant.where, (), only_telling=False)
        for leaf in fact.leaves:
            for tree, whole in zip(
                self.context.graph.measure_parts(fact.table, leaf.measure), (False, True), strict=True
            ):
                if told is None and tree is not None and date.compares(tree, (), whole=whole):
                    told = leaf.measure.label or humanize(leaf.measure.name)
        if told is not None:
            raise Refused(
                f"{told} says which dates of {date.found.path} count, and only rows know it: the {self.out.grain}s without "
                "a row cannot be told from those that do not count.",
                "Give the condition by the date itself, such as its day of the week, or ask for the total.",
                code="fill_condition",
            )

    def _telling(
        self, date: DateOf, fact: Fact, rows: Rows, filters: Sequence[Filter], behind: Road, *, only_telling: bool
    ) -> str | None:
        """What in conditions on the rows at the end of `behind` tells of the date; not `only_telling`: or is on it itself."""
        for one in filters:
            found: str | None = None
            if isinstance(one, AndFilter | OrFilter):
                parts = one.and_ if isinstance(one, AndFilter) else one.or_
                found = self._telling(date, fact, rows, parts, behind, only_telling=only_telling)
            elif isinstance(one, NotFilter):
                found = self._telling(date, fact, rows, (one.not_,), behind, only_telling=only_telling)
            elif isinstance(one, ExistsFilter | MeasureFilter):
                table = one.exists if isinstance(one, ExistsFilter) else one.per
                road = self.context.graph.road(rows.base, table, split_via(one.via), rows.prefer)
                if road and date.reaches((*behind, *road), table):
                    found = table
                elif isinstance(one, ExistsFilter) and road is not None and is_safe(road):
                    inner = Rows(self.context, table, Aliases(), fact.via)
                    found = self._telling(date, fact, inner, one.where, (*behind, *road), only_telling=False)
            else:
                its, road = self._named(fact, rows, one)
                if behind:
                    road = rows.find_road(its, split_via(one.via))
                    road = None if road is None else (*behind, *road)
                is_date = not behind and self._about(fact, rows, one)
                plain = not isinstance(one, ThanFilter)
                if is_date and plain and (only_telling or one.op == "is_not_null"):
                    continue
                if is_date or (road is not None and date.tells(its, road)):
                    found = its.path
            if found is not None:
                return found
        return None

    def _date_of(self, fact: Fact, rows: Rows) -> DateOf | None:
        """The date that the periods are of, on the rows of a fact."""
        found, road = fact.own_time()
        if self.out.found is not None:
            found, road = self.out.found, rows.find_road(self.out.found, self.out.via)
        if found is None or road is None or not is_safe(road):
            return None
        return DateOf(self.context, fact.table, found, road, subday=self.out.grain in SECONDS)

    def _same(self, fact: Fact, rows: Rows, other: DimensionOut) -> bool:
        """Whether another dimension is of the same date of a fact."""
        one, two = (self._date(fact, rows, out) for out in (self.out, other))
        return one is not None and one == two

    def _date(self, fact: Fact, rows: Rows, out: DimensionOut) -> tuple[object, ...] | None:
        if out.found is None:
            found, road = fact.own_time()
        else:
            found, road = out.found, rows.find_road(out.found, out.via)
        return None if found is None or road is None or not is_safe(road) else (found.path, road_keys(road))

    def _named(self, fact: Fact, rows: Rows, one: OnField) -> tuple[ResolvedField, Road | None]:
        """What a condition is on, and the road to it."""
        own = one.field in OWN_TIME and not self.context.graph.names.has_bare(one.field, "dimension")
        found = fact.resolve(one)
        return found, fact.own_time()[1] if own and one.via is None else rows.find_road(found, split_via(one.via))

    def _about(self, fact: Fact, rows: Rows, one: OnField) -> bool:
        """Whether a condition is about the date of the periods."""
        found, road = self._named(fact, rows, one)
        if road is None or not is_safe(road):
            return False
        if (found.path, road_keys(road)) == self._date(fact, rows, self.out):
            return True
        date = self._date_of(fact, rows)
        return date is not None and one.op not in ("is_null", "is_not_null") and date.is_of(found, road)

    def _known(self, one: FieldFilter, step: Grain) -> bool:
        """Whether a period of `step` fulfils a condition on its date as a whole, or not at all."""
        if one.part is not None:
            return _told(one.part, step)
        return all(period_of(value, one.field, self.context.clock)[1] is not None for value in one.values)

    def _test(self, one: Filter, fact: Fact, rows: Rows, p: exp.Expr, may: bool) -> Test:
        """What a period fulfils when a row in it may fulfil the condition (not `may`: when each of them does)."""
        if isinstance(one, AndFilter):
            return _joined(exp.And, [self._test(part, fact, rows, p, may) for part in one.and_], True)
        if isinstance(one, OrFilter):
            return _joined(exp.Or, [self._test(part, fact, rows, p, may) for part in one.or_], False)
        if isinstance(one, NotFilter):
            inner = self._test(one.not_, fact, rows, p, not may)
            return not inner if isinstance(inner, bool) else exp.Not(this=exp.Paren(this=inner))
        if isinstance(one, ExistsFilter | MeasureFilter | ThanFilter) or not self._about(fact, rows, one):
            return may
        if not self._known(one, self.step):
            return may
        if one.op in ("is_null", "is_not_null"):
            return one.op == "is_not_null"
        context, name = self.context, self.out.label
        kind = Dimension(name="period", type="time", data_type=None if self.step in SECONDS else "date")
        if one.part is not None:
            kind = Dimension(name="period", type="number")
        value = date_part(p.copy(), one.part, context.dialect)
        return predicate(value, kind, one.op, one.values, name=name, dialect=context.dialect, clock=context.clock)


def _leaves(filters: tuple[Filter, ...] | list[Filter]) -> list[FieldFilter]:
    """The conditions on fields of the rows themselves."""
    found: list[FieldFilter] = []
    for one in filters:
        if isinstance(one, AndFilter):
            found += _leaves(one.and_)
        elif isinstance(one, OrFilter):
            found += _leaves(one.or_)
        elif isinstance(one, NotFilter):
            found += _leaves([one.not_])
        elif isinstance(one, FieldFilter):
            found.append(one)
    return found


def _told(part: DatePart | None, step: Grain) -> bool:
    """Whether each period of `step` (a day or less) has one value of a part."""
    return part != "hour" or step in SECONDS


def _whole(part: DatePart | None, grain: Grain, clock: Clock) -> bool:
    """Whether each period of `grain` has one value of a part (None: is one day or less)."""
    if grain in SECONDS or grain == "day":
        return True
    whole: dict[Grain, tuple[DatePart, ...]] = {"month": ("year", "quarter", "month")}
    if clock.fiscal_month % 3 == 1:
        whole["quarter"] = ("year", "quarter")
    if clock.fiscal_month == 1:
        whole["year"] = ("year",)
    return part in whole.get(grain, ())


def _joined(kind: type[exp.And] | type[exp.Or], tests: list[Test], neutral: bool) -> Test:
    """All of the tests (And, `neutral` True) or one of them (Or, False)."""
    if any(test is (not neutral) for test in tests):
        return not neutral
    trees = [test for test in tests if not isinstance(test, bool)]
    if not trees:
        return neutral
    tree = trees[0]
    for one in trees[1:]:
        tree = kind(this=_wrapped(tree, kind), expression=_wrapped(one, kind))
    return tree


def _wrapped(tree: exp.Expr, kind: type[exp.Expr]) -> exp.Expr:
    return exp.Paren(this=tree) if isinstance(tree, exp.And | exp.Or) and not isinstance(tree, kind) else tree
