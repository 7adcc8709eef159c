"""Expressions of a model as SQL in another dialect: a measure as one aggregate, a measure over measures as arithmetic of them.

All of it is done on sqlglot trees. Where sqlglot knows that the other dialect has no way to say it, a note says so.
The way in is `lunara.semantic.formats.aggregates`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlglot import ErrorLevel, UnsupportedError, exp

from lunara.errors import LunaraError
from lunara.semantic.compile.facts import aggregated
from lunara.semantic.expressions import parse_fragment, parse_select
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.parts import GOVERNED, read_easily
from lunara.semantic.graph import graph_of
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel, Table

# How a measure is named inside another one; None: it is written out.
Reference = Callable[[str, Measure | DerivedMeasure], exp.Expr | None]
# What stands for a column of a table.
Qualify = Callable[[str, exp.Column], exp.Expr]
# What is counted where a measure counts the rows of a table.
Rows = Callable[[Table], exp.Expr]


@dataclass(frozen=True)
class Change:
    """From one dialect to another (None: ANSI)."""

    source: str | None
    target: str | None

    def of_tree(self, tree: exp.Expr, notes: Notes, where: str, what: str) -> str:
        """The tree as text; what cannot be said there, and functions that sqlglot does not know, are noted as changed."""
        tree = read_easily(tree)
        if self.source == self.target:
            return tree.sql(dialect=self.target, comments=False)
        unknown = sorted({node.name for node in tree.find_all(exp.Anonymous)} - GOVERNED)
        if unknown:
            notes.changed(where, what, f"the function {', '.join(unknown)} is written as it is in {_name(self.source)}")
        try:
            return tree.sql(dialect=self.target, comments=False, unsupported_level=ErrorLevel.RAISE)
        except UnsupportedError as error:
            notes.changed(where, what, f"{_name(self.target)} may not say it as {_name(self.source)} does: {error}")
            return tree.sql(dialect=self.target, comments=False, unsupported_level=ErrorLevel.IGNORE)

    def respells(self, text: str) -> bool:
        """Whether an expression comes out in other letters: the same, written otherwise."""
        return self.of_tree(parse_fragment(text, self.source, text), Notes(), "", "") != text

    def of_text(self, text: str, notes: Notes, where: str, what: str) -> str:
        """An expression as text; it stays as it is, with a note, where it cannot be read."""
        if self.source == self.target:
            return text
        try:
            tree = parse_fragment(text, self.source, where)
        except LunaraError as error:
            notes.changed(where, what, f"it is kept as it stands: {error.message}")
            return text
        return self.of_tree(tree, notes, where, what)


class SqlText:
    """The expressions of one model in one dialect (None: ANSI).

    `qualify` makes what stands for a column (bare when None); `rows` what is counted for rows (`*` when None); `reference` the
    name of a measure inside another (written out when None or when it gives None). A filter becomes
    `SUM(CASE WHEN filter THEN x END)`, or `SUM(x) FILTER (WHERE filter)`.
    """

    def __init__(
        self,
        model: SemanticModel,
        dialect: str | None,
        notes: Notes,
        *,
        qualify: Qualify | None = None,
        rows: Rows | None = None,
        reference: Reference | None = None,
        filters: Literal["case", "filter"] = "case",
    ) -> None:
        self.model = model
        self.dialect = dialect
        self.notes = notes
        self.qualify = qualify
        self.rows = rows
        self.reference = reference
        self.filters = filters
        self.names = graph_of(model).names

    def row(self, table: str, text: str, where: str, what: str) -> str:
        """An expression over the rows of a table. Raises InvalidInput when it is none."""
        tree = parse_fragment(text, self.model.dialect, where)
        if self.dialect == self.model.dialect and self.qualify is None:
            return text
        return self._written(self._qualified(table, tree), where, what)

    def tree(self, tree: exp.Expr, where: str, what: str) -> str:
        """A tree of the model's own dialect as text."""
        return self._written(tree, where, what)

    def select(self, text: str, where: str, what: str) -> str:
        """The SELECT that a table is made of. Raises InvalidInput when it is none."""
        tree = parse_select(text, self.model.dialect, where)
        return text if self.dialect == self.model.dialect else self._written(tree, where, what)

    def measure(self, table: Table, measure: Measure, where: str) -> str:
        """A measure as one aggregate. Raises InvalidInput when its expression is none."""
        return self._written(self.aggregate(table, measure), where, measure.name)

    def derived(self, measure: DerivedMeasure, where: str) -> str:
        """A measure over measures, each named or written out. Raises InvalidInput, UnknownField."""
        return self._written(self._combined(measure, ()), where, measure.name)

    def rewords(self, measure: DerivedMeasure) -> bool:
        """Whether a measure over measures is read back in other letters: names as short as can be, as sqlglot writes them."""
        plain = not any(letter in measure.expression for letter in '."`')
        return not plain or Change(self.model.dialect, self.dialect).respells(measure.expression)

    def balances(self, measure: DerivedMeasure) -> list[str]:
        """The balances that a measure over measures is made of, each of its own last date."""
        found: list[str] = []
        waiting, seen = [measure], {measure.name}
        while waiting:
            for column in graph_of(self.model).derived_expression(waiting.pop()).find_all(exp.Column):
                its = self.names.resolve(".".join(part.name for part in column.parts), "measure").field
                if isinstance(its, DerivedMeasure) and its.name not in seen:
                    seen.add(its.name)
                    waiting.append(its)
                elif isinstance(its, Measure) and its.additive_over not in ("all", "none", ()):
                    found.append(its.name)
        return list(dict.fromkeys(found))

    def aggregate(self, table: Table, measure: Measure) -> exp.Expr:
        """The tree of a measure."""
        where = f"{table.name}.{measure.name}"
        value: exp.Expr | None = None
        if measure.expression is not None:
            value = self._qualified(table.name, parse_fragment(measure.expression, self.model.dialect, where))
        elif measure.aggregate == "count_distinct" and len(table.primary_key) == 1:
            key = exp.Column(this=column_identifier(table.primary_key[0], self.dialect or ""))
            value = self._qualified(table.name, key)
        condition: exp.Expr | None = None
        if measure.filter is not None:
            condition = self._qualified(table.name, parse_fragment(measure.filter, self.model.dialect, where))
        if condition is not None and self.filters == "case":
            value = exp.Case(ifs=[exp.If(this=condition, true=value or exp.Literal.number(1))])
        elif value is None and self.rows is not None and measure.aggregate == "count":
            value = self.rows(table)
        tree = aggregated(measure.aggregate, value)
        if condition is not None and self.filters == "filter":
            return exp.Filter(this=tree, expression=exp.Where(this=condition))
        return tree

    def _qualified(self, table: str, tree: exp.Expr) -> exp.Expr:
        holder = exp.Paren(this=tree)
        for column in list(holder.find_all(exp.Column)):
            if column.table == table:
                column.set("table", None)
            if self.qualify is not None and not column.table:
                column.replace(self.qualify(table, column.copy()))
        return _inside(holder)

    def _combined(self, measure: DerivedMeasure, above: tuple[str, ...]) -> exp.Expr:
        if measure.name in above:
            return exp.Column(this=column_identifier(measure.name, self.dialect or ""))
        holder = exp.Paren(this=parse_fragment(measure.expression, self.model.dialect, measure.name))
        for column in list(holder.find_all(exp.Column)):
            its = self.names.resolve(".".join(part.name for part in column.parts), "measure")
            if not isinstance(its.field, Measure | DerivedMeasure):
                continue
            inner = self.reference(its.table, its.field) if self.reference is not None else None
            if inner is None:
                inner = (
                    self.aggregate(self.names.tables[its.table], its.field)
                    if isinstance(its.field, Measure)
                    else self._combined(its.field, (*above, measure.name))
                )
            column.replace(exp.Paren(this=inner) if isinstance(inner, exp.Binary | exp.Case) else inner)
        for division in list(holder.find_all(exp.Div)):
            divisor = division.expression
            division.set("typed", False)
            division.set("safe", False)
            if not isinstance(divisor, exp.Nullif | exp.Literal):
                inside = divisor.this if isinstance(divisor, exp.Paren) else divisor
                division.set("expression", exp.Nullif(this=inside.copy(), expression=exp.Literal.number(0)))
        return _inside(holder)

    def _written(self, tree: exp.Expr, where: str, what: str) -> str:
        return Change(self.model.dialect, self.dialect).of_tree(tree, self.notes, where, what)


def _inside(holder: exp.Paren) -> exp.Expr:
    inside: exp.Expr = holder.this
    return inside


def _name(dialect: str | None) -> str:
    return dialect or "standard SQL"
