"""Roads between tables: which lie along many-to-one steps, how long they are, and whether there are two."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import cached_property

from lunara.semantic.kept import LastFew
from lunara.semantic.model import Relationship, SemanticModel, Table

Road = tuple[str, ...]
"""Names of the relationships walked, in order."""


MOST_KEPT = 256
"""Of so many tables the ways to all others are kept; a model of thousands would fill the memory with them."""


class Roads:
    """The join graph of a model, by logical table names."""

    def __init__(self, model: SemanticModel):
        self.model = model
        self.by_name = {r.name: r for r in model.relationships}
        self._up: dict[str, list[tuple[Relationship, str]]] = {}
        self._any: dict[str, list[tuple[Relationship, str, bool]]] = {}
        for r in model.relationships:
            if r.cardinality in ("many_to_one", "one_to_one"):
                self._up.setdefault(r.from_table, []).append((r, r.to_table))
            if r.cardinality == "one_to_one":
                self._up.setdefault(r.to_table, []).append((r, r.from_table))
            self._any.setdefault(r.from_table, []).append((r, r.to_table, True))
            self._any.setdefault(r.to_table, []).append((r, r.from_table, False))
        self._reach: dict[str, dict[str, list[Road]]] = {}
        self._near: dict[str, dict[str, int]] = {}

    @cached_property
    def degree(self) -> dict[str, int]:
        """How many relationships leave each table as its many side: facts have the most."""
        return {table: len(steps) for table, steps in self._up.items()}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.by_name)}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables by name, in the model's order."""
        return {table.name: table for table in self.model.tables}

    @cached_property
    def places(self) -> dict[str, int]:
        """Which place each table has in the model."""
        return {table.name: place for place, table in enumerate(self.model.tables)}

    @cached_property
    def measured_by(self) -> dict[str, tuple[str, ...]]:
        """The tables that have a measure of each name, in the model's order."""
        found: dict[str, list[str]] = {}
        for table in self.model.tables:
            for measure in table.measures:
                found.setdefault(measure.name, []).append(table.name)
        return {name: tuple(tables) for name, tables in found.items()}

    @cached_property
    def foreign_columns(self) -> dict[str, frozenset[str]]:
        """The columns by which rows of each table refer to others."""
        found: dict[str, set[str]] = {}
        for r in self.model.relationships:
            found.setdefault(r.from_table, set()).update(r.from_columns)
        return {table: frozenset(columns) for table, columns in found.items()}

    def among(self, tables: Iterable[str]) -> list[Relationship]:
        """The relationships that leave these tables, in the model's order."""
        found = {r.name: r for t in tables for r, _, forward in self._any.get(t, ()) if forward}
        return sorted(found.values(), key=lambda r: self._order[r.name])

    def up(self, table: str) -> dict[str, list[Road]]:
        """Tables reached from `table` along many-to-one steps, with every shortest road to each."""
        kept = self._reach.get(table)
        if kept is not None:
            return kept
        found: dict[str, list[Road]] = {table: [()]}
        queue: deque[tuple[str, Road]] = deque([(table, ())])
        while queue:
            here, road = queue.popleft()
            if len(road) >= 6:
                continue
            for relationship, there in self._up.get(here, ()):
                if relationship.name in road or there == table:
                    continue
                longer = (*road, relationship.name)
                known = found.get(there)
                if known is None:
                    found[there] = [longer]
                    queue.append((there, longer))
                elif len(known[0]) == len(longer) and len(known) < 6:
                    known.append(longer)
                    queue.append((there, longer))
        if len(self._reach) >= MOST_KEPT:
            self._reach.clear()
        self._reach[table] = found
        return found

    def distance_up(self, table: str, target: str) -> int | None:
        """Many-to-one steps from `table` to `target`, None when there is no such road."""
        roads = self.up(table).get(target)
        return len(roads[0]) if roads else None

    def distance(self, table: str, target: str) -> int | None:
        """Steps of any direction between two tables, None when they are not connected."""
        kept = self._near.get(table)
        if kept is None:
            kept = {table: 0}
            queue = deque([table])
            while queue:
                here = queue.popleft()
                for _, there, _ in self._any.get(here, ()):
                    if there not in kept:
                        kept[there] = kept[here] + 1
                        queue.append(there)
            if len(self._near) >= MOST_KEPT:
                self._near.clear()
            self._near[table] = kept
        return kept.get(target)

    def by_chance(self, table: str, target: str) -> bool:
        """Whether the shortest way goes up to something and down again: members and trainers who share a club.

        Down and up again is a way: hotels have amenities by the table that ties the two.
        """
        steps = self.distance(table, target)
        if steps is None or table == target:
            return False
        mine, theirs = self._below(table, steps), self._below(target, steps)
        return not any(down + theirs[one] <= steps for one, down in mine.items() if one in theirs)

    def _below(self, table: str, steps: int) -> dict[str, int]:
        """The tables whose rows refer to this one's in so many steps, itself included."""
        found = {table: 0}
        queue = deque([table])
        while queue:
            here = queue.popleft()
            if found[here] == steps:
                continue
            for relationship, there, forward in self._any.get(here, ()):
                down = relationship.cardinality == "one_to_one" or (
                    not forward and relationship.cardinality == "many_to_one"
                )
                if down and there not in found:
                    found[there] = found[here] + 1
                    queue.append(there)
        return found

    def neighbours(self, table: str) -> list[str]:
        """Tables one step away in any direction."""
        return [there for _, there, _ in self._any.get(table, ())]

    def direct(self, table: str, target: str) -> list[Relationship]:
        """Relationships that join the two tables, either way round."""
        return [r for r, there, _ in self._any.get(table, ()) if there == target]

    def foreign_key(self, table: str, column: str) -> Relationship | None:
        """The single-column relationship that this column of `table` holds, or None."""
        for relationship, _ in self._up.get(table, ()):
            if relationship.from_table == table and tuple(c.lower() for c in relationship.from_columns) == (
                column.lower(),
            ):
                return relationship
        return None


_KEPT: LastFew[Roads] = LastFew(16)


def roads_of(model: SemanticModel) -> Roads:
    """The join graph of a model, made once and kept for the last few models."""
    return _KEPT.get(id(model), lambda kept: kept.model is model, lambda: Roads(model))
