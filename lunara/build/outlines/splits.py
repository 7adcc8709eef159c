"""What an outline is split by: what was asked for, then the dimensions that tell most of its main measure."""

from __future__ import annotations

from dataclasses import dataclass, field

from lunara.build.kinds.draft import MOST_GROUPS
from lunara.build.kinds.ranking import split_score
from lunara.build.outlines.basis import Basis
from lunara.build.outlines.measured import Wanted
from lunara.build.outlines.naming import field_of, label_of
from lunara.build.outlines.outline import LeftOut, Tried
from lunara.build.outlines.trying import tells_nothing
from lunara.semantic.model import Dimension, Table
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery

TRIED_SPLITS = 16
MAX_SPLITS = 3
TELLING = 3.0
"""A dimension of another table is taken beside one that was asked for when its name says as much as this."""


@dataclass(frozen=True)
class Split:
    """A dimension that the main measure is split by, with how many groups it has."""

    dimension: str | DimensionRef
    label: str
    groups: int

    @property
    def field(self) -> str:
        return self.dimension if isinstance(self.dimension, str) else self.dimension.field


@dataclass
class Splitting(Basis):
    """A topic with what it is split by so far, and what was left out."""

    left_out: list[LeftOut] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)

    def find_splits(self, main: Wanted) -> None:
        """Take what was asked for, then what tells most, each tried."""
        self.bench.ahead(self._groups_of(main, dimension) for dimension in self.asked_dimensions())
        for dimension in self.asked_dimensions():
            self._take_split(main, dimension, asked=True)
        used: dict[str, int] = {}
        fixed = {one.field for one in self.conditions if isinstance(one, FieldFilter) and one.op == "="}
        for table, own in self._splitting(main)[:TRIED_SPLITS]:
            if len(self.splits) >= MAX_SPLITS or self.bench.spent:
                break
            field = f"{table.name}.{own.name}"
            most = 2 if table.name in self.topic.tables else 1
            if used.get(table.name, 0) >= most or field in fixed or any(one.field == field for one in self.splits):
                continue
            if self._take_split(main, field):
                used[table.name] = used.get(table.name, 0) + 1

    def asked_of(self, one: Wanted) -> list[SemanticQuery]:
        """The questions about a measure; those for its largest stand for themselves."""
        return [query for query in self.topic.queries if one.spec in query.measures and not query.limit]

    def asked_dimensions(self) -> list[str | DimensionRef]:
        """The dimensions that are asked for, without keys that only tell namesakes of the same table apart."""
        first = self.topic.tables[0] if self.topic.tables else ""
        listed = [d for query in self.topic.queries if not query.measures for d in query.dimensions]
        own = [d for query in self.asked_of(self.wanted[0]) for d in query.dimensions]
        asked = [
            *dict.fromkeys(d for d in own if isinstance(d, str) or d.grain is None),
            *(d for d in listed if field_of(d).rpartition(".")[0] != first),
        ]
        fields = [field_of(one) for one in asked]
        kept = []
        for one, named in zip(asked, fields, strict=True):
            owner, _, name = named.rpartition(".")
            table = self.model.table(owner)
            beside = any(other.startswith(f"{owner}.") for other in fields if other != named)
            if not (table is not None and beside and name in table.primary_key):
                kept.append(one)
        return kept

    def _splitting(self, main: Wanted) -> list[tuple[Table, Dimension]]:
        """Dimensions that may split it, the most telling first; those of what was asked about before others."""
        things = not self.topic.measures
        found = []
        for table in self.model.tables:
            if table.hidden or (self.bench.tables is not None and table.name not in self.bench.tables):
                continue
            near = 4.0 if things and table.name in self.topic.tables else 0.5 if table.name == main.table.name else 0.0
            for dimension in table.dimensions:
                score = split_score(table, dimension)
                least = 0.0 if near or not self.splits else TELLING
                if score > least:
                    found.append((score + near, table, dimension))
        found.sort(key=lambda item: -item[0])
        return [(table, dimension) for _, table, dimension in found]

    def _groups_of(self, main: Wanted, dimension: str | DimensionRef) -> SemanticQuery:
        return self.query(main, dimensions=(dimension,), limit=MOST_GROUPS + 1)

    def _take_split(self, main: Wanted, dimension: str | DimensionRef, *, asked: bool = False) -> bool:
        query = self._groups_of(main, dimension)
        label = label_of(self.model, dimension if isinstance(dimension, str) else dimension.field)
        alike = any(one.label == label for one in self.splits)
        if not asked and (alike or self.compiles(query) is None):
            return False
        tried = self.bench.try_out(query)
        if not isinstance(tried, Tried):
            self.left_out += [LeftOut(f"{main.label} by {label.lower()}", tried.message)] if asked else []
            return False
        reason = tells_nothing("split", "chart", tried.compiled, tried.result)
        groups = tried.result.row_count
        if not asked and (reason is not None or not tried.compiled.adds_up or groups > MOST_GROUPS):
            return False
        self.splits.append(Split(dimension, label, groups))
        return True
