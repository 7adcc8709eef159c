"""A statement under construction: its CTEs, and the branches that are merged into one result."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from lunara.semantic.compile.analysis import Analysis, LeafMeasure
from lunara.semantic.compile.context import Aliases, Context
from lunara.semantic.compile.facts import DECOMPOSED, Fact
from lunara.semantic.compile.series import series
from lunara.semantic.identifiers import fitted
from lunara.semantic.model import Grain


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
        self._bounds: dict[Grain, list[exp.Select]] = {}
        self._spines: dict[Grain, str] = {}

    def _facts(self) -> list[Fact]:
        grouped: dict[tuple[object, ...], list[LeafMeasure]] = {}
        for leaf in self.analysis.leaves.values():
            joined = leaf.variant.window is not None and leaf.measure.aggregate not in DECOMPOSED
            grouped.setdefault((leaf.table, leaf.via, leaf.variant, joined, leaf.measure.time), []).append(leaf)
        return [Fact(self.context, self.analysis, leaves) for leaves in grouped.values()]

    def cte(self, name: str, query: exp.Query) -> str:
        """Add a CTE; the name it got."""
        alias = self.names.take(name)
        self.ctes.append(exp.CTE(this=query, alias=exp.TableAlias(this=self.context.out(alias).this)))
        return alias

    def series(self, name: str, first: exp.Expr, last: exp.Expr, grain: Grain) -> str:
        """Add a CTE of all periods from `first` to `last` as its column `p`; the name it got."""
        context = self.context
        alias = self.names.take(name)
        parts, recursive = series(first, last, grain, context.dialect, (alias, self.names.take(f"{name}_counted")))
        self.recursive = self.recursive or recursive
        for part in parts:
            columns = [context.out(column).this for column in part.columns] or None
            named = exp.TableAlias(this=context.out(part.name).this, columns=columns)
            self.ctes.append(exp.CTE(this=part.query, alias=named))
        return alias

    def reaches(self, grain: Grain, p: exp.Expr, cte: str | None = None) -> None:
        """The periods of `grain` go at least to the values of `p` (of a CTE, or one value). Before the first `spine` of it."""
        select = exp.Select(expressions=[self.context.named(p, "p")])
        if cte is not None:
            select.set("from_", exp.From(this=self.table(cte)))
        self._bounds.setdefault(grain, []).append(select)

    def spine(self, grain: Grain) -> str:
        """The CTE of all periods of `grain` from the first to the last that the statement reaches: one for all its measures."""
        if grain not in self._spines:
            context = self.context
            union: exp.Query = self._bounds[grain][0]
            for one in self._bounds[grain][1:]:
                union = exp.Union(this=union, expression=one, distinct=False)
            seen = self.cte("periods_reached", union)
            ends = [
                exp.Subquery(
                    this=exp.Select(
                        expressions=[end(this=context.out("p", seen))], from_=exp.From(this=self.table(seen))
                    )
                )
                for end in (exp.Min, exp.Max)
            ]
            self._spines[grain] = self.series("periods", ends[0], ends[1], grain)
        return self._spines[grain]

    def has_spine(self, grain: Grain | None) -> bool:
        """Whether the periods of `grain` are there."""
        return grain in self._spines

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
