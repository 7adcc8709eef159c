"""A finished query laid flat: its filters without nesting, its values, what its measures are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.semantic.query import (
    AndFilter,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    MeasureFilter,
    NotFilter,
    OrFilter,
    SemanticQuery,
    ThanFilter,
)


class FlatPlan:
    """What a query says, flat."""

    def __init__(self, query: SemanticQuery, lexicon: Lexicon):
        self.query = query
        self.filters = list(flat(query.filters))
        self.denies = any(isinstance(f, NotFilter) for f in self.filters)
        self.exists = [f for f in self.filters if isinstance(f, ExistsFilter)]
        self.fields = [f for f in self.filters if isinstance(f, FieldFilter)]
        self.extremes = [f.field for f in self.filters if isinstance(f, ThanFilter) and f.op == "="]
        """The fields of which rows must have the highest or the lowest value."""
        self.totals = [f for f in self.filters if isinstance(f, MeasureFilter)]
        self.values = [v for f in self.fields for v in f.values] + [v for f in self.totals for v in f.values]
        self.dimensions = [d if isinstance(d, str) else d.field for d in query.dimensions]
        self.grains = [d.grain for d in query.dimensions if isinstance(d, DimensionRef) and d.grain]
        self.governed: list[str] = []
        self.aggregates: list[str] = []
        self.percent = False
        self.measured: set[str] = set()
        if query.summary is not None:
            self.aggregates.append(query.summary.aggregate)
        for measure in query.measures:
            self._measure(measure, lexicon, set())

    def _measure(self, measure: str | InlineMeasure, lexicon: Lexicon, seen: set[str]) -> None:
        if isinstance(measure, InlineMeasure):
            self.aggregates.append(measure.aggregate)
            self.governed.extend(t for t in (measure.expression, measure.filter) if t)
            self.percent = self.percent or bool(measure.format and measure.format.kind == "percent")
            return
        bare = measure.rpartition(".")[2]
        if bare in seen:
            return
        seen.add(bare)
        derived = lexicon.derived(bare)
        if derived is not None:
            self.aggregates.append("derived")
            self.percent = (
                self.percent or bool(derived.format and derived.format.kind == "percent") or "/" in derived.expression
            )
            for owner in lexicon.tables.values():
                for one in owner.measures:
                    if one.name in derived.expression:
                        self._measure(f"{owner.name}.{one.name}", lexicon, seen)
            return
        table = measure.rpartition(".")[0]
        for found in lexicon.tables.values():
            if table and found.name != table:
                continue
            for one in found.measures:
                if one.name == bare:
                    self.measured.add(found.name)
                    self.aggregates.append(one.aggregate)
                    self.governed.extend(t for t in (one.expression, one.filter, one.description) if t)
                    self.percent = self.percent or bool(one.format and one.format.kind == "percent")

    def holds(self, target: Target) -> bool:
        """Whether the query shows or measures this."""
        names = {m if isinstance(m, str) else m.name for m in self.query.measures}
        return f"{target.table}.{target.name}" in {*self.dimensions, *names} or target.name in names

    def all_tables(self, lexicon: Lexicon) -> set[str]:
        """Every table that the query names or adds up."""
        found = {t for m in self.query.measures for t in measure_tables(m, lexicon)} | self.tables
        walked = {d.via for d in self.query.dimensions if isinstance(d, DimensionRef) and d.via}
        found |= {lexicon.roads.by_name[name].from_table for name in walked if name in lexicon.roads.by_name}
        found |= {f.field.rpartition(".")[0] for f in self.fields} | {f.exists for f in self.exists}
        found |= {name.rpartition(".")[0] for name in self.extremes}
        found |= {t for f in self.totals for t in (f.per, *measure_tables(f.measure, lexicon))}
        return found | self.measured

    @property
    def tables(self) -> set[str]:
        """The tables of shown fields."""
        return {d.rpartition(".")[0] for d in self.dimensions}


def flat(filters: Sequence[Filter]) -> Iterator[Filter]:
    """The filters and those that are nested in them."""
    for one in filters:
        yield one
        if isinstance(one, AndFilter):
            yield from flat(one.and_)
        elif isinstance(one, OrFilter):
            yield from flat(one.or_)
        elif isinstance(one, NotFilter):
            yield from flat((one.not_,))
        elif isinstance(one, ExistsFilter | MeasureFilter):
            yield from flat(one.where)


def measure_tables(measure: str | InlineMeasure, lexicon: Lexicon) -> set[str]:
    """The tables whose rows a plain or inline measure adds up; none for a derived one."""
    if isinstance(measure, InlineMeasure):
        return {measure.table}
    table, _, bare = measure.rpartition(".")
    if table:
        return {table}
    return {t.name for t in lexicon.tables.values() if any(m.name == bare for m in t.measures)}
