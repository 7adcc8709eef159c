"""What a plan means, whatever the words it is written in: two plans of one meaning give the same numbers.

    meaning_of(SemanticQuery(measures=("revenue",)), model) == meaning_of(SemanticQuery(measures=("orders.revenue",)), model)

Only differences that cannot change a number are passed over: short names and full ones, labels, the order of conditions and
of values in a list. Another year, another country or another limit is another meaning; so is what might be the same and cannot be
told to be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from lunara.errors import LunaraError
from lunara.semantic.filters import (
    AndFilter,
    ExistsFilter,
    FieldFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    OrFilter,
    ThanFilter,
)
from lunara.semantic.model import SemanticModel
from lunara.semantic.names import FieldKind, Names
from lunara.semantic.query import Calculation, DimensionRef, InlineMeasure, SemanticQuery


def meaning_of(plan: SemanticQuery | str, model: SemanticModel) -> str:
    """The meaning as text that can be compared; of SQL over the model, the statement as sqlglot writes it."""
    if isinstance(plan, str):
        return _of_sql(plan, model)
    return json.dumps(_Meaning(plan, model).told(), sort_keys=True, default=str)


def _of_sql(sql: str, model: SemanticModel) -> str:
    from sqlglot.errors import SqlglotError

    from lunara.guard.reading import parse_within

    try:
        return parse_within(sql, model.dialect).sql(dialect=model.dialect, comments=False)
    except SqlglotError:
        return sql.strip()


class _Meaning:
    """One query, with the names of its own parts."""

    def __init__(self, query: SemanticQuery, model: SemanticModel) -> None:
        self._query, self._names = query, Names(model)
        self._own = {one.name: _inline(one) for one in query.measures if isinstance(one, InlineMeasure)}
        for calculation in query.calculations:
            self._own[calculation.name or f"{calculation.of}_{calculation.kind}"] = self._calculation(calculation)

    def told(self) -> dict[str, Any]:
        query = self._query
        told = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        measures = [self._field(one, "measure") if isinstance(one, str) else _inline(one) for one in query.measures]
        dimensions = [self._dimension(one) for one in query.dimensions]
        # A calculation runs along the columns in their order, and a limit cuts by it.
        ordered = bool(query.calculations) or query.limit is not None
        told["measures"] = measures if ordered else sorted(measures, key=_key)
        told["dimensions"] = dimensions if ordered else sorted(dimensions, key=_key)
        told["filters"] = self._all(query.filters)
        if query.time is not None and query.time.field is not None:
            told["time"]["field"] = self._field(query.time.field, "dimension")
        told["calculations"] = sorted(map(self._calculation, query.calculations), key=_key)
        if query.summary is not None:
            over = sorted((self._dimension(one) for one in query.summary.over), key=_key)
            told["summary"] = {**told["summary"], "over": over}
        told["order_by"] = [[self._field(one.field), one.direction] for one in query.order_by]
        return told

    def _field(self, name: str, kind: FieldKind | None = None) -> Any:
        """What a name means: a part of the query itself, else of the model; as it is written where neither has it."""
        if kind is None and name in self._own:
            return self._own[name]
        try:
            found = self._names.resolve(name, kind)
        except LunaraError:
            return name
        return [*found.via, found.path] if found.via else found.path

    def _dimension(self, one: str | DimensionRef) -> dict[str, Any]:
        if isinstance(one, str):
            one = DimensionRef(field=one)
        told = one.model_dump(mode="json", exclude_none=True, exclude={"label"})
        return {**told, "field": self._field(one.field, "dimension")}

    def _calculation(self, one: Calculation) -> dict[str, Any]:
        told = one.model_dump(mode="json", exclude_none=True, exclude={"name"})
        if one.by is not None:
            told["by"] = self._field(one.by)
        return {
            **told,
            "of": self._field(one.of),
            "within": sorted((self._field(name) for name in one.within), key=_key),
        }

    def _all(self, filters: Iterable[Filter]) -> list[Any]:
        """Conditions that all hold, in no order; groups of such among them opened."""
        told: list[Any] = []
        for one in filters:
            told += self._all(one.and_) if isinstance(one, AndFilter) else [self._filter(one)]
        return _unordered(told)

    def _filter(self, one: Filter) -> Any:
        if isinstance(one, AndFilter):
            return {"and": self._all(one.and_)}
        if isinstance(one, OrFilter):
            return {"or": _unordered([self._filter(part) for part in one.or_])}
        if isinstance(one, NotFilter):
            return {"not": self._filter(one.not_)}
        told = one.model_dump(mode="json", by_alias=True, exclude_none=True)
        if isinstance(one, ExistsFilter | MeasureFilter):
            told["where"] = self._all(one.where)
        if isinstance(one, MeasureFilter):
            told["measure"] = self._field(one.measure, "measure")
        if isinstance(one, ThanFilter):
            told["than"] |= {"within": sorted((self._field(name) for name in one.than.within), key=_key)}
            if one.than.where is not None:
                told["than"] |= {"where": self._all(one.than.where)}
        if isinstance(one, FieldFilter | ThanFilter):
            told["field"] = self._field(one.field)
        if isinstance(one, FieldFilter | MeasureFilter) and one.op in ("in", "not_in", "="):
            told["op"] = "in" if one.op == "=" else one.op
            told["values"] = _unordered(told["values"])
        return told


def _inline(one: InlineMeasure) -> dict[str, Any]:
    """A measure that the model does not name, whatever the query calls it."""
    return one.model_dump(mode="json", exclude_none=True, exclude={"name", "label", "format"})


def _unordered(told: Sequence[Any]) -> list[Any]:
    return [json.loads(text) for text in sorted({_key(one) for one in told})]


def _key(one: Any) -> str:
    return json.dumps(one, sort_keys=True)
