"""What a query asks for once it is resolved: dimensions, measures down to their leaves, filters by level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.periods import Window
from lunara.semantic.model import Accumulation, Dimension, DimensionType, Format, Grain, Measure, Offset
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import (
    Calculation,
    DatePart,
    Filter,
    SemanticQuery,
    ThanFilter,
)

OWN_TIME = ("time", "metric_time")
ADDITIVE = ("sum", "count", "count_distinct")


@dataclass
class DimensionOut:
    """A column to group by. `found` is None for "time": each measure's own default time."""

    name: str
    label: str
    found: ResolvedField | None
    via: tuple[str, ...]
    grain: Grain | None
    written: str
    part: DatePart | None = None
    over: bool = False
    """Grouped by before the measures are summarized, and not shown."""

    @property
    def type(self) -> DimensionType:
        """time | string | number | boolean."""
        if self.part is not None:
            return "number"
        return "time" if self.found is None else cast(Dimension, self.found.field).type

    @property
    def format(self) -> Format | None:
        """The dimension's own format."""
        return None if self.found is None else cast(Dimension, self.found.field).format


@dataclass(frozen=True)
class Variant:
    """How a derived measure takes the measures in it: rows that fulfil `where`, over `window`, from the periods of `offsets`
    (the outermost first)."""

    where: tuple[Filter, ...] = ()
    window: Accumulation | None = None
    offsets: tuple[Offset, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether a period shows rows of others."""
        return self.window is not None or bool(self.offsets)


PLAIN = Variant()


@dataclass
class LeafMeasure:
    """An aggregate over the rows of one table; `name` is its column inside the statement."""

    name: str
    table: str
    measure: Measure
    via: str | None
    variant: Variant = PLAIN

    @property
    def additive(self) -> bool:
        """Whether nothing counted is a zero."""
        return self.measure.aggregate in ADDITIVE


@dataclass
class MeasureOut:
    """A measure asked for: a leaf, or a tree over leaves whose columns are named after them."""

    name: str
    label: str
    format: Format | None
    path: str | None
    type: str
    leaf: str | None = None
    tree: exp.Expr | None = None
    hidden: bool = False
    written: str = ""  # the name of the model's measure over measures


@dataclass
class Analysis:
    """The query, resolved."""

    query: SemanticQuery
    dimensions: list[DimensionOut] = field(default_factory=list)
    measures: list[MeasureOut] = field(default_factory=list)
    leaves: dict[str, LeafMeasure] = field(default_factory=dict)
    row_filters: list[Filter] = field(default_factory=list)
    group_filters: list[Filter] = field(default_factory=list)
    calculation_filters: list[Filter] = field(default_factory=list)
    calculations: dict[str, Calculation] = field(default_factory=dict)
    compared: dict[ThanFilter, str] = field(default_factory=dict)
    """Comparisons of measures with what their values come to over the groups, and the column that holds it."""
    window: Window | None = None
    cut: bool = False
    """Whether the window ends today before its time, because it is compared with another one."""
    time: ResolvedField | None = None
    time_via: tuple[str, ...] = ()

    @property
    def shown(self) -> list[DimensionOut]:
        """The dimensions that the result has: all but those that a summary goes over."""
        return [one for one in self.dimensions if not one.over]

    def compared_within(self, one: ThanFilter) -> tuple[str, ...]:
        """The columns of the dimensions that groups are compared within. Raises InvalidInput for one that is not grouped by."""
        found = [self.dimension_named(name) for name in one.than.within]
        for name, out in zip(one.than.within, found, strict=True):
            if out is None:
                raise InvalidInput(
                    f"{one.field} is compared within {name}, which the query is not grouped by.",
                    "Add it to the dimensions, or leave it out.",
                )
        return tuple(out.name for out in found if out is not None)

    def dimension_named(self, name: str) -> DimensionOut | None:
        """The dimension of the query that a name means: as it comes out, as it was written, else by its path or bare name."""
        ways: list[list[str | None]] = [
            [one.name for one in self.dimensions],
            [one.written for one in self.dimensions],
            [one.found.path if one.found is not None else None for one in self.dimensions],
            [one.found.field.name if one.found is not None else None for one in self.dimensions],
        ]
        for names in ways:
            if name in names:
                return self.dimensions[names.index(name)]
        return None


def split_via(via: str | None) -> tuple[str, ...]:
    """`a.b` as a chain of relationships."""
    return tuple(via.split(".")) if via else ()
