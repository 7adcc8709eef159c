"""A statement under construction: its CTEs, and the branches that are merged into one result."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from lunara.semantic.compile.analyse import Analysis, LeafMeasure
from lunara.semantic.compile.context import Aliases, Context
from lunara.semantic.compile.facts import Fact
from lunara.semantic.identifiers import fitted


@dataclass
class Branch:
    """A CTE that the merge takes rows from."""

    name: str
    query: exp.Query
    values: list[str]


@dataclass
class Level:
    """A SELECT being made: `groups` and `leaves` are trees by output name."""

    select: exp.Select
    groups: dict[str, exp.Expr]
    leaves: dict[str, exp.Expr]
    grouped: bool


def previous(name: str) -> str:
    """The column that holds the compared period of `name`."""
    return fitted(f"{name}_previous")


class Statement:
    """What the parts of the assembly share."""

    def __init__(self, context: Context, analysis: Analysis) -> None:
        self.context = context
        self.analysis = analysis
        self.query = analysis.query
        self.facts = self._facts()
        self.names = Aliases(set(context.graph.physical_names))
        self.ctes: list[exp.CTE] = []
        self.recursive = False

    def _facts(self) -> list[Fact]:
        grouped: dict[tuple[str, str | None], list[LeafMeasure]] = {}
        for leaf in self.analysis.leaves.values():
            grouped.setdefault((leaf.table, leaf.via), []).append(leaf)
        return [Fact(self.context, self.analysis, leaves) for leaves in grouped.values()]

    def cte(self, name: str, query: exp.Query) -> str:
        """Add a CTE; the name it got."""
        alias = self.names.take(name)
        self.ctes.append(exp.CTE(this=query, alias=exp.TableAlias(this=self.context.out(alias).this)))
        return alias

    def table(self, name: str) -> exp.Table:
        """A CTE as an item of FROM."""
        return exp.Table(this=self.context.out(name).this)

    def seen(self, branches: list[Branch], names: list[str]) -> exp.Query:
        """The combinations of some dimensions that occur."""
        parts = [
            exp.Select(
                expressions=[self.context.out(name) for name in names], from_=exp.From(this=self.table(branch.name))
            )
            for branch in branches
        ]
        if len(parts) == 1:
            parts[0].set("distinct", exp.Distinct())
        tree: exp.Query = parts[0]
        for part in parts[1:]:
            tree = exp.Union(this=tree, expression=part, distinct=True)
        return tree
