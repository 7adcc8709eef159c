"""The tables of a model as a graph: which steps keep a row one row, and which road leads from one table to another."""

from __future__ import annotations

import hashlib
import heapq
import json
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lunara.errors import AmbiguousPath, UnknownField
from lunara.semantic.graph_trees import Trees
from lunara.semantic.model import Relationship, SemanticModel, Table
from lunara.semantic.names import Names

MOST_ROADS = 12


@dataclass(frozen=True)
class Step:
    """One relationship walked in one direction. `safe`: a row of `source` meets at most one row of `target`."""

    relationship: Relationship
    forward: bool
    safe: bool

    @property
    def source(self) -> str:
        """The table that the step leaves."""
        return self.relationship.from_table if self.forward else self.relationship.to_table

    @property
    def target(self) -> str:
        """The table that the step reaches."""
        return self.relationship.to_table if self.forward else self.relationship.from_table

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The key columns on the side it leaves."""
        return self.relationship.from_columns if self.forward else self.relationship.to_columns

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The key columns on the side it reaches."""
        return self.relationship.to_columns if self.forward else self.relationship.from_columns

    @property
    def key(self) -> tuple[str, bool]:
        """What identifies it."""
        return self.relationship.name, self.forward

    def because(self) -> str:
        """Why the step cannot multiply rows, in words."""
        if self.relationship.cardinality == "one_to_one":
            return f"one row of {self.source} has at most one row of {self.target} (one to one)"
        if self.forward:
            return f"each row of {self.source} has at most one row of {self.target} (many to one)"
        return f"{', '.join(self.target_columns)} is unique in {self.target}"


Road = tuple[Step, ...]


def is_safe(road: Road) -> bool:
    """Whether no step of the road multiplies rows."""
    return all(step.safe for step in road)


def describe(start: str, road: Iterable[Step]) -> str:
    """The road in words: `orders → customers (orders_customer)`."""
    text = start
    for step in road:
        text += f" → {step.target} ({step.relationship.name})"
    return text


class Graph(Trees):
    """One model, indexed once; roads are found when first asked for and kept."""

    def __init__(self, model: SemanticModel) -> None:
        super().__init__(Names(model), model.dialect)
        self.model_name = model.name
        self.steps_from: dict[str, list[Step]] = {name: [] for name in self.names.tables}
        for relationship in model.relationships:
            if relationship.from_table not in self.names.tables or relationship.to_table not in self.names.tables:
                continue
            if relationship.cardinality == "many_to_many":
                continue
            forward = Step(relationship, True, True)
            back_safe = relationship.cardinality == "one_to_one" or self._unique(
                relationship.from_table, relationship.from_columns
            )
            self.steps_from[relationship.from_table].append(forward)
            self.steps_from[relationship.to_table].append(Step(relationship, False, back_safe))
        self._digest_source = model.model_dump_json(exclude={"verified_questions", "instructions"})
        self._cheapest: dict[str, dict[str, tuple[int, int]]] = {}
        self._parents: dict[str, dict[str, list[Step]]] = {}
        self._roads: dict[tuple[str, str], tuple[Road, ...]] = {}
        self._bridges: dict[str, bool] = {}

    @cached_property
    def digest(self) -> str:
        """A hash of everything that can change compiled SQL."""
        return hashlib.sha256(self._digest_source.encode()).hexdigest()

    def relationship(self, name: str) -> Relationship:
        """The relationship of that name. Raises UnknownField with the nearest names."""
        found = self.names.relationships.get(name)
        if found is None:
            error = self.names.unknown(name, among=self.names.relationships)
            raise UnknownField(f'There is no relationship "{name}" in the model.', error.hint, **error.details)
        return found

    def _unique(self, table: str, columns: tuple[str, ...]) -> bool:
        its = self.names.tables[table]
        keys = [key for key in (its.primary_key, *its.unique_keys) if key]
        return any(set(key) <= set(columns) for key in keys)

    def keys(self, table: str) -> list[frozenset[str]]:
        """Sets of physical columns that are unique in the table: its keys, and what many-to-one steps rely on."""
        its = self.table(table)
        found = [frozenset(key) for key in (its.primary_key, *its.unique_keys) if key]
        for relationship in self.names.relationships.values():
            if relationship.cardinality == "many_to_many":
                continue
            if relationship.to_table == table:
                found.append(frozenset(relationship.to_columns))
            if relationship.cardinality == "one_to_one" and relationship.from_table == table:
                found.append(frozenset(relationship.from_columns))
        return list(dict.fromkeys(found))

    def is_bridge(self, name: str) -> bool:
        """Whether the table only pairs rows of others."""
        if name not in self._bridges:
            self._bridges[name] = self._looks_like_bridge(self.table(name))
        return self._bridges[name]

    def _looks_like_bridge(self, table: Table) -> bool:
        if table.bridge is not None:
            return table.bridge
        outward = [
            step.relationship
            for step in self.steps_from[table.name]
            if step.forward and step.relationship.cardinality == "many_to_one"
        ]
        own = set(table.primary_key)
        inside = [r for r in outward if own and set(r.from_columns) <= own]
        columns = {column for r in inside for column in r.from_columns}
        counts_only = all(m.aggregate in ("count", "count_distinct") for m in table.measures)
        return len(inside) >= 2 and columns == own and counts_only

    # -- roads ---------------------------------------------------------------------------------------------------

    def _search(self, start: str) -> None:
        """Cheapest roads from `start` to everywhere: fewest multiplying steps, then fewest steps."""
        cost: dict[str, tuple[int, int]] = {start: (0, 0)}
        parents: dict[str, list[Step]] = {start: []}
        queue: list[tuple[tuple[int, int], str]] = [((0, 0), start)]
        while queue:
            spent, here = heapq.heappop(queue)
            if spent != cost[here]:
                continue
            for step in self.steps_from[here]:
                onward = (spent[0] + (not step.safe), spent[1] + 1)
                known = cost.get(step.target)
                if known is None or onward < known:
                    cost[step.target] = onward
                    parents[step.target] = [step]
                    heapq.heappush(queue, (onward, step.target))
                elif onward == known and step.target != start:
                    parents[step.target].append(step)
        self._cheapest[start], self._parents[start] = cost, parents

    def cheapest(self, start: str, target: str) -> tuple[Road, ...]:
        """All roads of the least cost (at most a dozen are spelled out); none when the tables are not connected."""
        found = self._roads.get((start, target))
        if found is not None:
            return found
        if start not in self._parents:
            self._search(start)
        parents = self._parents[start]
        roads: list[Road] = []
        if target in parents:
            stack: list[tuple[str, Road]] = [(target, ())]
            while stack and len(roads) < MOST_ROADS:
                here, tail = stack.pop()
                if here == start:
                    roads.append(tail)
                    continue
                stack.extend((step.source, (step, *tail)) for step in reversed(parents[here]))
        self._roads[start, target] = tuple(roads)
        return self._roads[start, target]

    def distance(self, start: str, target: str) -> tuple[int, int] | None:
        """(multiplying steps, steps) of the cheapest road, or None."""
        if start not in self._cheapest:
            self._search(start)
        return self._cheapest[start].get(target)

    def through(self, start: str, via: tuple[str, ...], target: str) -> tuple[Road, ...]:
        """All cheapest roads that walk the named relationships in that order."""
        partial: list[Road] = [()]
        for name in via:
            relationship = self.relationship(name)
            grown: list[Road] = []
            for road in partial:
                here = road[-1].target if road else start
                for step in self._both_ways(relationship):
                    grown.extend((*road, *lead, step) for lead in self.cheapest(here, step.source))
            partial = _least(grown)
        finished = [
            (*road, *tail) for road in partial for tail in self.cheapest(road[-1].target if road else start, target)
        ]
        return tuple(_least(finished))

    def _both_ways(self, relationship: Relationship) -> list[Step]:
        steps = [s for s in self.steps_from.get(relationship.from_table, ()) if s.relationship is relationship]
        if relationship.to_table != relationship.from_table:
            steps += [s for s in self.steps_from.get(relationship.to_table, ()) if s.relationship is relationship]
        return steps

    def road(self, start: str, target: str, via: tuple[str, ...] = (), prefer: str | None = None) -> Road | None:
        """The one road from `start` to `target`; None when there is none. Raises AmbiguousPath when several are as good.

        `via` must be walked; `prefer` is a relationship taken where it lies on one of several equal roads.
        """
        roads = self.through(start, via, target) if via else self.cheapest(start, target)
        if prefer is not None and not via and start != target:
            preferred = self.through(start, (prefer,), target)
            if preferred and sum(not s.safe for s in preferred[0]) <= min(sum(not s.safe for s in r) for r in roads):
                roads = preferred
        if not roads:
            return None
        if len(roads) > 1:
            raise self._ambiguous(start, target, roads, via)
        return roads[0]

    def _ambiguous(self, start: str, target: str, roads: tuple[Road, ...], via: tuple[str, ...]) -> AmbiguousPath:
        options = []
        for road in roads:
            others = {step.relationship.name for other in roads if other is not road for step in other}
            own = [step.relationship.name for step in road if step.relationship.name not in others]
            options.append(own[0] if own and not via else ".".join(step.relationship.name for step in road))
        ways = "; ".join(describe(start, road) for road in roads)
        return AmbiguousPath(
            f"{len(roads)} roads lead from {start} to {target}: {ways}.",
            f"Name the one that is meant: {' or '.join(f'{option}.<field>' for option in options)}.",
            options=options,
            start=start,
            target=target,
        )


def _least(roads: list[Road]) -> list[Road]:
    if not roads:
        return []
    cost = {road: (sum(not step.safe for step in road), len(road)) for road in dict.fromkeys(roads)}
    least = min(cost.values())
    return [road for road, its in cost.items() if its == least]


_graphs: dict[int, tuple[weakref.ref[SemanticModel], Graph]] = {}


def graph_of(model: SemanticModel) -> Graph:
    """The graph of a model, built once for each model object (a model never changes)."""
    held = _graphs.get(id(model))
    if held is not None and held[0]() is model:
        return held[1]
    key = id(model)
    graph = Graph(model)

    # Bound here: when the interpreter ends, the module's own names are gone before the last model is.
    graphs = _graphs

    def forget(reference: weakref.ref[SemanticModel]) -> None:
        current = graphs.get(key)
        if current is not None and current[0] is reference:
            del graphs[key]

    _graphs[key] = (weakref.ref(model, forget), graph)
    return graph


def query_digest(*parts: object) -> str:
    """A short stable hash."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]
