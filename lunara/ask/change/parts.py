"""What a measure is made of: amounts that add up over the rows, and the sum or the ratio of them that it is.

A measure that is a sum of amounts changes by the sum of its members' changes. One that is a ratio of two such sums changes by
its members' rates and by their weights. Of any other (a count of different things, a median, a running total) no member's part
in the change exists, and `Apart` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlglot import exp

from lunara.errors import LunaraError
from lunara.semantic.filters import Filter, compares, filter_names
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel
from lunara.semantic.names import humanize
from lunara.semantic.query import InlineMeasure

Atom = str | InlineMeasure
_FLOATS = (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)
_WORDS = {
    "count_distinct": "counts different things, and one thing can be in several groups",
    "median": "is a median, which is no sum over groups",
    "percentile": "is a percentile, which is no sum over groups",
    "stddev": "is a spread, which is no sum over groups",
    "min": "is a lowest value, which is no sum over groups",
    "max": "is a highest value, which is no sum over groups",
}


@dataclass(frozen=True)
class Linear:
    """A sum of amounts, each times a number; `constant` is what is added to it."""

    of: tuple[tuple[int, Fraction], ...] = ()
    constant: Fraction = Fraction(0)

    def value(self, amounts: Sequence[Fraction]) -> Fraction:
        """Its value for those amounts, by position."""
        return self.constant + sum((amounts[place] * factor for place, factor in self.of), Fraction(0))

    def times(self, factor: Fraction) -> Linear:
        """It, multiplied."""
        return Linear(tuple((p, f * factor) for p, f in self.of if f * factor), self.constant * factor)

    def plus(self, other: Linear) -> Linear:
        """The sum of both."""
        summed = dict(self.of)
        for place, factor in other.of:
            summed[place] = summed.get(place, Fraction(0)) + factor
        kept = tuple(sorted((place, factor) for place, factor in summed.items() if factor))
        return Linear(kept, self.constant + other.constant)


ONE = Linear(constant=Fraction(1))


@dataclass(frozen=True)
class Parts:
    """`numerator` over `denominator`, both sums of `atoms`; `denominator` None: the measure is its numerator.

    `balances` are the places of atoms that are balances: whether they add up over a dimension is seen in the data.
    `over` are, of such an atom, the dimensions that it may be added over, where the model names them. `filters` are the
    measure's own conditions. `weight` is what the denominator counts, in words.
    """

    atoms: tuple[Atom, ...]
    numerator: Linear
    denominator: Linear | None
    tables: frozenset[str]
    balances: frozenset[int] = frozenset()
    over: Mapping[int, frozenset[str]] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    weight: str = ""


@dataclass(frozen=True)
class Apart:
    """No part of the change can be said of a member: `because` says why, to follow the measure's name."""

    because: str
    tables: frozenset[str]


class _NoSum(Exception):
    """Why the measure is neither a sum nor a ratio of sums."""


def parts_of(measure: str | InlineMeasure, model: SemanticModel) -> Parts | Apart:
    """What the measure is made of. Raises UnknownField, InvalidInput as compiling it would."""
    reader = _Reader(graph_of(model))
    try:
        return reader.read(measure)
    except _NoSum as reason:
        return Apart(str(reason), frozenset(reader.tables_of(measure)))


def tables_of(measure: str | InlineMeasure, graph: Graph) -> frozenset[str]:
    """The tables whose rows the measure is computed from. Raises UnknownField."""
    return frozenset(_Reader(graph).tables_of(measure))


@dataclass
class _Reader:
    graph: Graph
    atoms: list[Atom] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    balances: set[int] = field(default_factory=set)
    over: dict[int, frozenset[str]] = field(default_factory=dict)

    def read(self, measure: str | InlineMeasure) -> Parts:
        filters: tuple[Filter, ...] = ()
        if isinstance(measure, InlineMeasure):
            top, bottom = self._inline(measure)
        else:
            found = self.graph.names.resolve(measure, "measure").field
            if isinstance(found, DerivedMeasure):
                if found.where and not all(on_rows(one, self.graph) for one in found.where):
                    raise _NoSum("has conditions on the numbers of groups")
                filters = found.where
            top, bottom = self._named(measure, (), outermost=True)
        if not top.of and (not bottom.of or not top.constant):
            raise _NoSum("is the same number everywhere")
        if top.constant or (bottom.constant and bottom.of):
            raise _NoSum("has a number added to it, which belongs to no group")
        denominator: Linear | None = bottom
        if not bottom.of:
            top, denominator = top.times(1 / bottom.constant), None
        weight = ""
        if denominator is not None and len(denominator.of) == 1:
            weight = self.labels[denominator.of[0][0]]
        return Parts(
            tuple(self.atoms),
            top,
            denominator,
            frozenset(self.tables),
            frozenset(self.balances),
            dict(self.over),
            filters,
            weight,
        )

    def tables_of(self, measure: str | InlineMeasure) -> set[str]:
        """The tables whose rows it is computed from."""
        if isinstance(measure, InlineMeasure):
            return {measure.table}
        return self._tables_within(measure, ())

    def _tables_within(self, name: str, above: tuple[str, ...]) -> set[str]:
        found = self.graph.names.resolve(name, "measure")
        if not isinstance(found.field, DerivedMeasure):
            return {found.table}
        if name in above:
            return set()
        tree = self.graph.derived_expression(found.field)
        names = [".".join(part.name for part in column.parts) for column in tree.find_all(exp.Column)]
        return {table for one in names for table in self._tables_within(one, (*above, name))}

    # -- leaves ----------------------------------------------------------------------------------------------------

    def _named(self, name: str, above: tuple[str, ...], *, outermost: bool = False) -> tuple[Linear, Linear]:
        found = self.graph.names.resolve(name, "measure")
        if isinstance(found.field, Measure):
            return self._leaf(found.table, found.field, found.path)
        if not isinstance(found.field, DerivedMeasure) or name in above:
            raise _NoSum("is defined by itself")
        its = found.field
        if its.window is not None:
            raise _NoSum("holds the rows of other periods too (it is cumulative)")
        if its.offset is not None:
            raise _NoSum("takes its value from another period")
        if its.where and not outermost:
            raise _NoSum("holds a measure with conditions of its own")
        top, bottom = self._tree(self.graph.derived_expression(its), (*above, name))
        if its.fill_nulls_with is not None and not outermost and (bottom.of or its.fill_nulls_with != 0):
            raise _NoSum("holds a measure that is filled where it has no value")
        return top, bottom

    def _leaf(self, table: str, measure: Measure, path: str) -> tuple[Linear, Linear]:
        self.tables.add(table)
        if measure.aggregate == "avg":
            return self._average(table, measure)
        if measure.aggregate == "count_distinct" and self._each_row_once(table, measure):
            return self._atom(_counted(table, measure), measure.label or humanize(measure.name)), ONE
        if measure.aggregate not in ("sum", "count"):
            raise _NoSum(_WORDS[measure.aggregate])
        if measure.additive_over == "none":
            raise _NoSum("may not be added up over any group")
        made = self._atom(path, measure.label or humanize(measure.name))
        if measure.additive_over != "all":
            place = made.of[0][0]
            self.balances.add(place)
            if measure.additive_over != "not time":
                self.over[place] = frozenset(one.rsplit(".", 1)[-1] for one in measure.additive_over)
        return made, ONE

    def _inline(self, measure: InlineMeasure) -> tuple[Linear, Linear]:
        fields = measure.model_dump(exclude={"table", "via"})
        its = Measure.model_validate(fields)
        self.tables.add(measure.table)
        if its.aggregate == "avg":
            return self._average(measure.table, its, measure.via)
        if its.aggregate == "count_distinct" and self._each_row_once(measure.table, its):
            return self._atom(_counted(measure.table, its, measure.via), its.label or humanize(its.name)), ONE
        if its.aggregate not in ("sum", "count"):
            raise _NoSum(_WORDS[its.aggregate])
        return self._atom(measure, its.label or humanize(its.name)), ONE

    def _average(self, table: str, measure: Measure, via: str | None = None) -> tuple[Linear, Linear]:
        """A sum over its count: both over the rows that have a value."""
        if measure.additive_over != "all":
            raise _NoSum("is an average of balances")
        summed = InlineMeasure(
            name=f"{measure.name}_sum",
            table=table,
            aggregate="sum",
            expression=measure.expression,
            filter=measure.filter,
            via=via,
        )
        return self._atom(summed, humanize(measure.name)), self._atom(_counted(table, measure, via), "Values")

    def _each_row_once(self, table: str, measure: Measure) -> bool:
        """Whether different values are different rows, because the counted column is a key of its table."""
        if measure.expression is None:
            return False
        argument, _ = self.graph.measure_parts(table, measure)
        if not isinstance(argument, exp.Column):
            return False
        its = self.graph.table(table)
        keys = [key for key in (its.primary_key, *its.unique_keys) if len(key) == 1]
        return any(key[0] == argument.name for key in keys)

    def _atom(self, atom: Atom, label: str) -> Linear:
        if atom not in self.atoms:
            self.atoms.append(atom)
            self.labels.append(label)
        return Linear(((self.atoms.index(atom), Fraction(1)),))

    # -- expressions over measures ---------------------------------------------------------------------------------

    def _tree(self, tree: exp.Expr, above: tuple[str, ...]) -> tuple[Linear, Linear]:
        """The expression as a ratio of two sums. Raises _NoSum where it is none."""
        match tree:
            case exp.Paren():
                return self._tree(tree.this, above)
            case exp.Column():
                return self._named(".".join(part.name for part in tree.parts), above)
            case exp.Literal() if not tree.is_string:
                return Linear(constant=Fraction(tree.name)), ONE
            case exp.Neg():
                top, bottom = self._tree(tree.this, above)
                return top.times(Fraction(-1)), bottom
            case exp.Cast() if tree.to.this in _FLOATS:
                return self._tree(tree.this, above)
            case exp.Nullif() if _is_zero(tree.expression):
                return self._tree(tree.this, above)
            case exp.Coalesce() if len(tree.expressions) == 1 and _is_zero(tree.expressions[0]):
                top, bottom = self._tree(tree.this, above)
                if bottom.of:
                    raise _NoSum("is filled where a ratio in it has no value")
                return top, bottom
            case exp.Add() | exp.Sub():
                one, other = self._tree(tree.this, above), self._tree(tree.expression, above)
                return _sum(one, other if isinstance(tree, exp.Add) else (other[0].times(Fraction(-1)), other[1]))
            case exp.Mul():
                return _product(self._tree(tree.this, above), self._tree(tree.expression, above))
            case exp.Div():
                return _quotient(self._tree(tree.this, above), self._tree(tree.expression, above))
        raise _NoSum("is computed in a way that is neither a sum nor a ratio of sums")


def _is_zero(tree: Any) -> bool:
    return isinstance(tree, exp.Literal) and not tree.is_string and Fraction(tree.name) == 0


def _sum(one: tuple[Linear, Linear], other: tuple[Linear, Linear]) -> tuple[Linear, Linear]:
    if one[1] == other[1]:
        return one[0].plus(other[0]), one[1]
    for (top, bottom), (more, under) in ((one, other), (other, one)):
        if bottom.of:
            continue
        plain = top.times(1 / bottom.constant)
        if not under.of:
            return plain.plus(more.times(1 / under.constant)), ONE
        if not plain.of:
            return under.times(plain.constant).plus(more), under
    raise _NoSum("is a sum of different ratios")


def _product(one: tuple[Linear, Linear], other: tuple[Linear, Linear]) -> tuple[Linear, Linear]:
    for (top, bottom), (more, under) in ((one, other), (other, one)):
        if not top.of and not bottom.of:
            return more.times(top.constant / bottom.constant), under
    raise _NoSum("is a product of two measures")


def _quotient(one: tuple[Linear, Linear], other: tuple[Linear, Linear]) -> tuple[Linear, Linear]:
    (top, bottom), (more, under) = one, other
    if bottom.of or under.of:
        if not more.of and not under.of and more.constant:
            return top.times(under.constant / more.constant), bottom
        raise _NoSum("is a ratio of ratios")
    if not more.of and not more.constant:
        raise _NoSum("is divided by zero")
    return top.times(1 / bottom.constant), more.times(1 / under.constant)


def _counted(table: str, measure: Measure, via: str | None = None) -> InlineMeasure:
    return InlineMeasure(
        name=f"{measure.name}_count",
        table=table,
        aggregate="count",
        expression=measure.expression,
        filter=measure.filter,
        via=via,
    )


def on_rows(one: Filter, graph: Graph) -> bool:
    """Whether a condition is on rows, whatever stands beside it; one on the query's measures keeps groups, and one that compares
    with the average of all keeps other rows among fewer."""
    if compares(one):
        return False
    for name, what in filter_names((one,)):
        if what != "field":
            continue
        try:
            graph.names.resolve(name, "dimension")
        except LunaraError:
            return False
    return True
