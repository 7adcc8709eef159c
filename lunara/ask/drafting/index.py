"""A model looked up by name: drafting asks for its items, neighbours and words with each of a thousand batches."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from lunara.semantic.kept import Kept
from lunara.semantic.model import DerivedMeasure, Relationship, SemanticModel, Table
from lunara.semantic.review import Item, walk_items


class Index:
    """What a model has under which name. Where a name stands twice, the first is meant, as everywhere."""

    def __init__(self, model: SemanticModel) -> None:
        self.tables: dict[str, Table] = {}
        self.items: dict[str, tuple[Item, str]] = {}
        for table in model.tables:
            self.tables.setdefault(table.name, table)
        for key, _, item, parent in walk_items(model):
            self.items.setdefault(key, (item, parent))
        self._relationships, self._measures = model.relationships, model.measures

    @cached_property
    def joins(self) -> dict[str, list[Relationship]]:
        """The relationships that each table has an end of."""
        found: dict[str, list[Relationship]] = {}
        for join in self._relationships:
            for end in dict.fromkeys((join.from_table, join.to_table)):
                found.setdefault(end, []).append(join)
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each table stands in the model."""
        return {name: place for place, name in enumerate(self.tables)}

    @cached_property
    def derived(self) -> dict[str, DerivedMeasure]:
        """The measures over measures."""
        return {measure.name: measure for measure in reversed(self._measures)}

    @cached_property
    def measure_names(self) -> frozenset[str]:
        """Every name that a calculated measure may use: `orders.revenue`, and `revenue` where it is the only one."""
        once = {name for name, number in self._bare.items() if number == 1}
        paths = {f"{table.name}.{measure.name}" for table in self.tables.values() for measure in table.measures}
        return frozenset(paths | once | {measure.name for measure in self._measures})

    @cached_property
    def measures_taken(self) -> frozenset[str]:
        """The bare names that measures have."""
        return frozenset({*self._bare, *(measure.name for measure in self._measures)})

    @cached_property
    def homes(self) -> dict[str, set[str]]:
        """The tables whose measure is meant by a name, bare or with its table."""
        found: dict[str, set[str]] = {}
        for table in self.tables.values():
            for measure in table.measures:
                found.setdefault(measure.name, set()).add(table.name)
                found.setdefault(f"{table.name}.{measure.name}", set()).add(table.name)
        return found

    @cached_property
    def _bare(self) -> Counter[str]:
        return Counter(measure.name for table in self.tables.values() for measure in table.measures)


_KEPT: Kept[SemanticModel, Index] = Kept()


def index_of(model: SemanticModel) -> Index:
    """The index of a model, made once for each model object (a model never changes)."""
    return _KEPT.get(model, lambda: Index(model))
