"""What one compilation shares: the graph, the dialect, the clock, and the account of what was joined and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compiled import Clock, weightier_first
from lunara.semantic.dialects import GROUPS_BY_POSITION, exact_quotients
from lunara.semantic.filters import ThanFilter
from lunara.semantic.graph import Graph, Step
from lunara.semantic.identifiers import column_identifier, fitted, output_identifier
from lunara.semantic.lineage import JoinKind, JoinStep
from lunara.semantic.model import Dimension
from lunara.semantic.names import FieldKind, ResolvedField


@dataclass
class Context:
    """One compilation. `allowed` are the tables whose fields and rows may be named (None: all); roads lead through any.

    `until` is the last day with data, where a compared period ends at the latest.
    """

    graph: Graph
    dialect: str
    clock: Clock
    allowed: Collection[str] | None = None
    tables: dict[str, None] = field(default_factory=dict)
    joins: dict[tuple[str, str, str], JoinStep] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    adds_up: bool = True
    overlapping: set[str] = field(default_factory=set)
    """Paths of dimensions of which one row can have several values."""
    until: date | None = None
    compared: dict[ThanFilter, str] = field(default_factory=dict)
    """What each comparison with an aggregate compares with: one and the same throughout a statement."""

    def resolve(self, name: str, kind: FieldKind) -> ResolvedField:
        """What a name of the query means. Raises UnknownField, and Refused when it lies outside the allowed tables."""
        found = self.graph.names.resolve(name, kind)
        if found.table:
            self.allow(found.table)
        return found

    def allow(self, table: str) -> None:
        """Raises Refused when nothing of the table may be named."""
        if self.allowed is not None and table not in self.allowed:
            raise Refused(
                f"This reads {table}, which is outside what this agent may use.",
                f"It may use: {', '.join(sorted(self.allowed))}.",
                code="table_not_allowed",
            )

    def warn(self, text: str) -> None:
        """Say something once."""
        self.warnings[text] = None

    def said(self) -> tuple[str, ...]:
        """All that is to be said, the weightier first."""
        return weightier_first(self.warnings)

    def joined(self, step: Step, because: str, kind: JoinKind = "join") -> JoinStep:
        """Record a join."""
        self.tables[step.source] = None
        self.tables[step.target] = None
        key = (step.relationship.name, step.source, step.target)
        on = tuple(zip(step.source_columns, step.target_columns, strict=True))
        found = JoinStep(step.relationship.name, step.source, step.target, because, on, kind)
        self.joins.setdefault(key, found)
        return found

    def column(self, alias: str, name: str) -> exp.Column:
        """A physical column of an alias."""
        return exp.Column(this=column_identifier(name, self.dialect), table=output_identifier(alias, self.dialect))

    def out(self, name: str, alias: str | None = None) -> exp.Column:
        """A column of our own making."""
        table = output_identifier(alias, self.dialect) if alias else None
        return exp.Column(this=output_identifier(name, self.dialect), table=table)

    def named(self, value: exp.Expr, name: str) -> exp.Expr:
        """`value AS name`, also for a column of that name: in ORDER BY some engines would not know which one is meant."""
        return exp.Alias(this=value, alias=output_identifier(name, self.dialect))

    def grouped(self, groups: dict[str, exp.Expr]) -> exp.Group:
        """GROUP BY of the groups, which stand first in the list of the SELECT."""
        if self.dialect in GROUPS_BY_POSITION:
            return exp.Group(expressions=[exp.Literal.number(place) for place in range(1, len(groups) + 1)])
        return exp.Group(expressions=[value.unalias().copy() for value in groups.values()])

    def relation(self, table: str, alias: str) -> exp.Expr:
        """A table of the model as an item of FROM."""
        self.tables[table] = None
        source = self.graph.source(table)
        name = exp.TableAlias(this=output_identifier(alias, self.dialect))
        if isinstance(source, exp.Table):
            if source.name != alias or output_identifier(alias, self.dialect).quoted:
                source.set("alias", name)
            return source
        return exp.Subquery(this=source, alias=name)

    def qualified(self, tree: exp.Expr, alias: str) -> exp.Expr:
        """A copy of an expression of the model, each column taken from `alias`."""
        copied = tree.copy()
        for column in list(copied.find_all(exp.Column)):
            column.set("table", output_identifier(alias, self.dialect))
        copied = exact_quotients(copied, self.graph.dialect, self.dialect)
        return exp.Paren(this=copied) if isinstance(copied, exp.Binary | exp.Connector | exp.Not) else copied

    def value(self, table: str, dimension: Dimension, alias: str) -> exp.Expr:
        """The dimension's stored value on a row of `alias`."""
        tree = self.graph.dimension_expression(table, dimension)
        return self.column(alias, dimension.name) if tree is None else self.qualified(tree, alias)


class Aliases:
    """Names of relations that are unique within one statement's scope and the scopes inside it."""

    def __init__(self, taken: set[str] | None = None) -> None:
        self.taken = taken if taken is not None else set()

    def take(self, *wanted: str) -> str:
        """The first free of the wanted names, or the last one with a number."""
        for name in wanted:
            short = fitted(name)
            if short.lower() not in self.taken:
                self.taken.add(short.lower())
                return short
        number = 2
        while f"{wanted[-1]}_{number}".lower() in self.taken:
            number += 1
        return self.take(f"{wanted[-1]}_{number}")


def conjunction(conditions: list[exp.Expr]) -> exp.Expr | None:
    """All of them, as one tree."""
    tree: exp.Expr | None = None
    for condition in conditions:
        one = exp.Paren(this=condition) if isinstance(condition, exp.Or) else condition
        tree = one if tree is None else exp.And(this=tree, expression=one)
    return tree
