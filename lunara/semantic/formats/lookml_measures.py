"""Measures of a LookML view: those over its rows, and those that are SQL over other measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from lunara.semantic.filters import Filter
from lunara.semantic.formats.aggregates import Metric
from lunara.semantic.formats.dbt_filters import Target, Unresolved, conditions
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.lookml_fields import TYPES, Fields, spelling_of
from lunara.semantic.formats.lookml_files import View, flag
from lunara.semantic.formats.lookml_filters import condition
from lunara.semantic.formats.lookml_words import words
from lunara.semantic.formats.narrowed import Narrowed
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.templates import columns_in, own, scalar_text, shadowed
from lunara.semantic.model import Aggregate, Dimension, Measure

_AGGREGATES: dict[str, Aggregate] = {
    "count": "count",
    "count_distinct": "count_distinct",
    "sum": "sum",
    "average": "avg",
    "min": "min",
    "max": "max",
    "median": "median",
    "sum_distinct": "sum",
    "average_distinct": "avg",
    "median_distinct": "median",
}
_CALCULATED = frozenset({"number", "string", "date", "yesno", "time", "int"})


class ViewMeasures:
    """The measures of one view. `key` are the columns of its primary key."""

    def __init__(
        self, view: View, fields: Fields, dimensions: Sequence[Dimension], key: Sequence[str], notes: Notes
    ) -> None:
        self.view, self.fields, self.dimensions, self.key, self.notes = view, fields, dimensions, key, notes
        self.calculated: list[Metric] = []
        self.aggregated: list[Measure] = []
        self.narrowed: list[Narrowed] = []
        for name, data in view.fields.items():
            if data["kind"] != "measure":
                continue
            try:
                self._take(name, data)
            except Unsaid as reason:
                notes.lost(view.where, name, reason.message)

    def _take(self, name: str, data: dict[str, Any]) -> None:
        kind = str(data.get("type", "string"))
        filters = list(self._filters(data))
        where = list(self._elsewhere(data))
        if kind in _CALCULATED and where:
            raise Unsaid("its filters are over measures that have rows of their own")
        if kind in _CALCULATED:
            self.calculated.append(self._metric(name, data, filters))
            return
        if kind == "percentile" and str(data.get("percentile")) == "50":
            kind = "median"
        aggregate = _AGGREGATES.get(kind)
        if aggregate is None:
            raise Unsaid(f"a measure of type {kind} is worked out over the rows of an answer, or is not known")
        if kind.endswith("_distinct") and kind != "count_distinct":
            self._own_key(data)
        expression = None
        if kind != "count":
            sql = data.get("sql")
            if sql is None and kind == "count_distinct":
                raise Unsaid("it does not say what it counts")
            expression = self._row(name, self.fields.tree(self.view, sql, name), str(sql))
        if flag(data, "approximate"):
            self.notes.changed(self.view.where, name, "what is estimated there is counted exactly")
        measure = Measure(
            name=name,
            aggregate=aggregate,
            expression=expression,
            filter=" AND ".join(filters) or None,
            hidden=self._hidden(data),
            **self._words(data),
        )
        if where:
            self.narrowed.append(Narrowed(self.view.name, self.view.where, measure, tuple(where), None))
        else:
            self.aggregated.append(measure)

    def _own_key(self, data: dict[str, Any]) -> None:
        """A value of each different key, added up once, is that of each row where the key is the row's own. Raises Unsaid."""
        told = data.get("sql_distinct_key")
        if told is None:
            return
        tree = own(self.fields.tree(self.view, told, data["name"]), self.view.name)
        if set(columns_in(tree, self.fields.dialect)) != set(self.key) or not self.key:
            raise Unsaid("it adds up one value for each different key, which is not that of its rows")

    def _hidden(self, data: dict[str, Any]) -> bool:
        return flag(data, "hidden") or (flag(self.view.data, "fields_hidden_by_default") and "hidden" not in data)

    def _words(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return words(data, self.view.where, self.fields.project.formats, self.notes)

    def _row(self, name: str, tree: exp.Expr, written: str = "") -> str:
        its = own(tree, self.view.name)
        other = shadowed(its, self.dimensions, self.fields.dialect)
        if other is not None:
            raise Unsaid(f"it reads the column {other}, and a dimension has that name")
        return scalar_text(its, self.fields.dialect, name, written, spelling_of(self.view.name, self.dimensions))

    def _filters(self, data: Mapping[str, Any]) -> Iterator[str]:
        told = [(name, value) for name, value in _filters_of(data) if self._owner(name) == self.view.name]
        found = [condition(*self._filtered(field), text) for field, text in told]
        trees = [tree for tree in found if tree is not None]
        for tree in trees:
            several = len(trees) > 1 and isinstance(tree, exp.Or)
            yield self._row(str(data["name"]), exp.Paren(this=tree) if several else tree)

    def _owner(self, name: str) -> str:
        return name.rpartition(".")[0] or self.view.name

    def _elsewhere(self, data: Mapping[str, Any]) -> Iterator[Filter]:
        """Conditions on fields of other views. Raises Unsaid."""
        for name, text in _filters_of(data):
            owner, _, field = name.rpartition(".")
            if self._owner(name) == self.view.name:
                continue
            its = self.fields.project.views.get(owner) if owner in self.fields.read else None
            told = its.fields.get(field) if its is not None else None
            kind = (
                TYPES.get(str(told.get("type", "string"))) if told is not None and told["kind"] == "dimension" else None
            )
            if kind is None or kind == "time":
                raise Unsaid(
                    f"its filter is on {name}, which is no dimension of another view that a condition can be about"
                )
            tree = condition(exp.column("field"), kind, text)
            target = Target(name, type=kind)
            try:
                yield from () if tree is None else conditions(tree.sql(), lambda _, found=target: found, None)  # type: ignore[misc]
            except Unresolved as error:
                raise Unsaid(str(error)) from error

    def _filtered(self, name: str) -> tuple[exp.Expr, Any]:
        """(value, type) of the field that a filter is on. Raises Unsaid."""
        field = name.rpartition(".")[2]
        data = self.view.fields.get(field)
        tree = self.fields.field(self.view.name, field)
        if data is not None and data["kind"] == "measure":
            raise Unsaid(f"its filter is on the measure {field}")
        if data is None:
            kind = "time" if not isinstance(tree, exp.Extract | exp.TimestampDiff) else "number"
        elif data.get("case") is not None:
            kind = "string"
        else:
            kind = TYPES.get(str(data.get("type", "string")), "number")
        return own(tree, self.view.name), kind

    def _metric(self, name: str, data: dict[str, Any], filters: Sequence[str]) -> Metric:
        tree = exp.Paren(this=self.fields.tree(self.view, data.get("sql"), name))
        measures = False
        for column in tree.find_all(exp.Column):
            if column.args.get("db") is not None:
                column.set("db", None)
                measures = True
            elif column.find_ancestor(exp.AggFunc) is None:
                raise Unsaid(f"it takes the column {column.name} as it is, row by row")
            elif column.table == self.view.name:
                other = shadowed(column, self.dimensions, self.fields.dialect)
                if other is not None:
                    raise Unsaid(f"it reads the column {other}, and a dimension has that name")
        if measures and filters:
            raise Unsaid("its filters are over measures that have rows of their own")
        return Metric(
            name,
            tree.this.sql(dialect=self.fields.dialect, comments=False),
            self.view.where,
            table=self.view.name,
            condition=" AND ".join(filters) or None,
            hidden=self._hidden(data),
            **self._words(data),
        )


def _filters_of(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for one in data.get("filters__all", []) for name, value in _pairs(one)]


def _pairs(told: Any) -> Iterator[tuple[str, str]]:
    """(field, expression) of both ways to write filters. Raises Unsaid."""
    if isinstance(told, dict) and {"field", "value"} <= set(told):
        yield str(told["field"]), str(told["value"])
    elif isinstance(told, list):
        for one in told:
            for name, value in one.items() if isinstance(one, dict) else ():
                yield str(name), str(value)
    elif isinstance(told, dict):
        yield from ((str(name), str(value)) for name, value in told.items())
    else:
        raise Unsaid("its filters cannot be read")
