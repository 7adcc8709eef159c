"""Measures of a cube: those over its rows, and those that are SQL over other measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlglot import exp

from lunara.semantic.filters import Filter
from lunara.semantic.formats.aggregates import Metric
from lunara.semantic.formats.cube_files import Cube, kept, spelling_of
from lunara.semantic.formats.cube_words import text_of, words
from lunara.semantic.formats.dbt_filters import Reference, Target, Unresolved, conditions
from lunara.semantic.formats.narrowed import Narrowed
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.templates import as_written, own, scalar_text, shadowed, tables_in
from lunara.semantic.model import Accumulation, Aggregate, Dimension, Measure

if TYPE_CHECKING:
    from lunara.semantic.formats.cube_read import CubeReader

_AGGREGATES: dict[str, Aggregate] = {
    "count": "count",
    "count_distinct": "count_distinct",
    "count_distinct_approx": "count_distinct",
    "sum": "sum",
    "avg": "avg",
    "min": "min",
    "max": "max",
}
_CALCULATED = frozenset({"number", "number_agg", "string", "time", "boolean"})
_STAGES = (
    "multi_stage",
    "time_shift",
    "group_by",
    "reduce_by",
    "add_group_by",
    "order_by",
    "case",
    "mask",
    "grain",
    "filter",
)


class CubeMeasures:
    """The measures of one cube."""

    def __init__(
        self, cube: Cube, reader: CubeReader, dimensions: Sequence[Dimension], shown: set[tuple[str, str]]
    ) -> None:
        self.cube, self.reader, self.dimensions, self.shown = cube, reader, dimensions, shown
        self.calculated: list[Metric] = []
        self.aggregated: list[Measure] = []
        self.narrowed: list[Narrowed] = []
        for name, member in cube.members("measures").items():
            try:
                self._take(name, member)
            except Unsaid as reason:
                reader.notes.lost(cube.where, name, reason.message)

    def simple(self) -> Sequence[Measure]:
        """Those over the cube's rows."""
        return self.aggregated

    def metrics(self) -> list[Metric]:
        """Those that are SQL over measures, or aggregates themselves."""
        return self.calculated

    def _take(self, name: str, member: dict[str, Any]) -> None:
        kind = str(member.get("type"))
        for key in _STAGES:
            if member.get(key):
                raise Unsaid(f"{key} works over numbers that are added up already, in a way that a model cannot say")
        window = _window(member.get("rolling_window"))
        filters, where = self._filters(member)
        if kind in _CALCULATED and (where or window):
            raise Unsaid("its filters or its window are over measures that have rows of their own")
        if kind in _CALCULATED:
            self.calculated.append(self._metric(name, member, filters))
            return
        aggregate = _AGGREGATES.get(kind)
        if aggregate is None:
            raise Unsaid(f"a measure of type {kind} is not known")
        expression = None
        if member.get("sql") is not None:
            expression = self._row(name, self.reader.tree(self.cube, member["sql"], name), str(member["sql"]))
        elif aggregate != "count":
            raise Unsaid("it has no sql")
        if kind == "count_distinct_approx":
            self.reader.notes.changed(self.cube.where, name, "what is estimated there is counted exactly")
        measure = Measure(
            name=name,
            aggregate=aggregate,
            expression=expression,
            filter=" AND ".join(filters) or None,
            hidden=self.reader.hidden(self.cube, member, self.shown),
            additive_over=_additive(kept(member).get("additive_over")),
            balance="first" if kept(member).get("balance") == "first" else "last",
            time=text_of(kept(member).get("time")) or None,
            **words(member, self.cube.where, self.reader.notes),
        )
        if where or window:
            self.narrowed.append(Narrowed(self.cube.name, self.cube.where, measure, tuple(where), window))
        else:
            self.aggregated.append(measure)

    def _row(self, name: str, tree: exp.Expr, written: str) -> str:
        its = own(tree, self.cube.name)
        other = shadowed(its, self.dimensions, self.reader.dialect)
        if other is not None:
            raise Unsaid(f"it reads the column {other}, and a dimension has that name")
        return scalar_text(its, self.reader.dialect, name, written, spelling_of(self.cube, self.dimensions))

    def _filters(self, member: dict[str, Any]) -> tuple[list[str], list[Filter]]:
        """(conditions on the cube's own rows, those on rows that they belong to). Raises Unsaid."""
        listed = member.get("filters") or []
        if not isinstance(listed, list):
            raise Unsaid("its filters are no list")
        texts: list[str] = []
        where: list[Filter] = []
        for one in listed:
            sql = one.get("sql") if isinstance(one, dict) else None
            tree = self.reader.tree(self.cube, sql, member["name"])
            if tables_in(tree) <= {self.cube.name}:
                several = len(listed) > 1 and isinstance(tree, exp.Or)
                texts.append(self._row(member["name"], exp.Paren(this=tree) if several else tree, str(sql)))
            else:
                where += self._elsewhere(str(sql))
        return texts, where

    def _elsewhere(self, sql: str) -> tuple[Filter, ...]:
        """A condition that is about fields of other cubes. Raises Unsaid."""
        named: list[str] = []

        def reference(match: re.Match[str]) -> str:
            named.append(match[1])
            return f"{{{{ Dimension('r{len(named) - 1}') }}}}"

        def target(found: Reference) -> Target:
            if not re.fullmatch(r"r\d+", found.name) or int(found.name[1:]) >= len(named):
                raise Unresolved(f"it takes the column {found.name} as it is")
            name = named[int(found.name[1:])].replace("CUBE", self.cube.name)
            owner, _, field = name.rpartition(".")
            cube = self.reader.files.cubes.get(owner or self.cube.name)
            data = cube.members("dimensions").get(field) if cube is not None else None
            if cube is None or data is None or data.get("type") in ("time", "geo"):
                raise Unresolved(f"{name} is no dimension that a condition of a model can be about")
            return Target(f"{cube.name}.{field}", type=str(data.get("type", "string")))

        try:
            return conditions(self.reader.reference.sub(reference, sql), target, self.reader.dialect)
        except Unresolved as error:
            raise Unsaid(str(error)) from error

    def _metric(self, name: str, member: dict[str, Any], filters: Sequence[str]) -> Metric:
        tree = exp.Paren(this=self.reader.tree(self.cube, member.get("sql"), name))
        measures = False
        for column in tree.find_all(exp.Column):
            if column.args.get("db") is not None:
                column.set("db", None)
                measures = True
            elif column.find_ancestor(exp.AggFunc) is None:
                raise Unsaid(f"it takes the column {column.name} as it is, row by row")
            elif column.table == self.cube.name or not column.table:
                other = shadowed(column, self.dimensions, self.reader.dialect)
                if other is not None:
                    raise Unsaid(f"it reads the column {other}, and a dimension has that name")
        for division in tree.find_all(exp.Div):
            # Divisions of a model are never of whole numbers, so what makes them so elsewhere says nothing more.
            cast = division.this
            if isinstance(cast, exp.Cast) and cast.to.this == exp.DataType.Type.DOUBLE:
                cast.replace(cast.this.copy())
        if measures and filters:
            raise Unsaid("its filters are over measures that have rows of their own")
        return Metric(
            name,
            self._as_written(tree.this, str(member.get("sql"))),
            self.cube.where,
            table=self.cube.name,
            condition=" AND ".join(filters) or None,
            hidden=self.reader.hidden(self.cube, member, self.shown),
            additive_over=_additive(kept(member).get("additive_over")),
            **words(member, self.cube.where, self.reader.notes),
        )

    def _as_written(self, tree: exp.Expr, written: str) -> str:
        """SQL of aggregates: the cube's own fields as their author named them."""
        if tables_in(tree) <= {self.cube.name} and not any(name in written for name in self.cube.members("measures")):
            spelling = spelling_of(self.cube, self.dimensions)
            return as_written(written, spelling, own(tree, self.cube.name), self.reader.dialect)
        return tree.sql(dialect=self.reader.dialect, comments=False)


def _window(told: Any) -> Accumulation | None:
    """The rolling window of a measure. Raises Unsaid for one that a model cannot say."""
    if not told:
        return None
    if not isinstance(told, dict) or told.get("leading") or told.get("offset", "end") != "end":
        raise Unsaid("its window reaches beyond the period, or begins at its start")
    try:
        if told.get("type") == "to_date":
            return Accumulation.model_validate({"to_date": told.get("granularity")})
        trailing = str(told.get("trailing"))
        if trailing == "unbounded":
            return Accumulation.model_validate({"all": True})
        match = re.fullmatch(r"(\d+)\s+(\w+?)s?", trailing.strip())
        if match is None:
            raise Unsaid(f"{trailing} is no window that is understood")
        return Accumulation.model_validate({"last": int(match[1]), "grain": match[2]})
    except ValidationError as error:
        raise Unsaid("its window is of a period that a model does not have") from error


def _additive(data: Any) -> Any:
    if data in ("none", "not time"):
        return data
    if isinstance(data, list) and all(isinstance(one, str) for one in data):
        return tuple(data)
    return "all"
