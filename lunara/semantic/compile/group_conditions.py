"""Conditions on groups: on measures, on calculations, and on the dimensions that are grouped by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.analysis import Analysis, MeasureOut, split_via
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.predicates import (
    COMPARISONS,
    boolean_literal,
    compare,
    number_literal,
    predicate,
    string_literal,
)
from lunara.semantic.compile.statement import previous
from lunara.semantic.model import Dimension, Scalar
from lunara.semantic.query import AndFilter, FieldFilter, Filter, NotFilter, OrFilter, ThanFilter


class GroupConditions:
    """Makes conditions over the values of one level; `values` has measures and calculations by name."""

    def __init__(
        self, context: Context, analysis: Analysis, groups: Mapping[str, exp.Expr], values: Mapping[str, exp.Expr]
    ) -> None:
        self.context = context
        self.analysis = analysis
        self.groups = groups
        self.values = values

    def tree(self, one: Filter) -> exp.Expr:
        """The condition as a tree. Raises InvalidInput when a value does not fit."""
        if isinstance(one, AndFilter | OrFilter):
            kind = exp.And if isinstance(one, AndFilter) else exp.Or
            parts = [self.tree(part) for part in (one.and_ if isinstance(one, AndFilter) else one.or_)]
            tree = parts[0]
            for part in parts[1:]:
                tree = kind(this=tree, expression=part)
            return exp.Paren(this=tree)
        if isinstance(one, NotFilter):
            return exp.Not(this=exp.Paren(this=self.tree(one.not_)))
        if isinstance(one, ThanFilter):
            out = next(m for m in self.analysis.measures if one.field in (m.name, m.path))
            return COMPARISONS[one.op](
                this=self.values[out.name].copy(), expression=self.values[self.analysis.compared[one]].copy()
            )
        return self._leaf(cast(FieldFilter, one))

    def _leaf(self, one: FieldFilter) -> exp.Expr:
        if one.field in self.values:
            out = next((m for m in self.analysis.measures if one.field in (m.name, previous(m.name))), None)
            return self._on_value(self.values[one.field].copy(), one, out)
        out = next((m for m in self.analysis.measures if one.field == m.path), None)
        if out is not None:
            return self._on_value(self.values[out.name].copy(), one, out)
        found = self.context.graph.names.resolve(one.field, "dimension")
        via = split_via(one.via)
        dimension = next(
            d
            for d in self.analysis.dimensions
            if d.found == found and d.via == via and d.grain is None and d.part is None
        )
        return self._predicate(
            self.groups[dimension.name].copy(), Dimension(name=dimension.name, type=dimension.type), one
        )

    def _predicate(self, value: exp.Expr, dimension: Dimension, one: FieldFilter) -> exp.Expr:
        return predicate(
            value,
            dimension,
            one.op,
            one.values,
            name=one.field,
            dialect=self.context.dialect,
            clock=self.context.clock,
        )

    def _on_value(self, value: exp.Expr, one: FieldFilter, out: MeasureOut | None) -> exp.Expr:
        kind = out.type if out is not None else "number"
        if one.op in ("is_null", "is_not_null"):
            return self._predicate(value, Dimension(name=one.field), one)
        if kind == "time":
            return self._predicate(value, Dimension(name=one.field, type="time"), one)
        if one.op in ("contains", "starts_with", "ends_with"):
            raise InvalidInput(f"{one.field} is a measure: {one.op} does not apply.", "Compare it with a number.")

        def make(item: Scalar) -> exp.Expr:
            if kind == "string":
                return string_literal(item, one.field)
            if kind == "boolean":
                return boolean_literal(item, one.field)
            return number_literal(item, one.field)

        if any(item is None for item in one.values):
            raise InvalidInput(f"The condition on {one.field} holds a null.", "Use is_null or is_not_null.")
        return compare(value, one.op, one.values, make)
