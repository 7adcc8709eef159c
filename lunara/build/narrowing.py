"""Conditions laid over a query from outside: filters of a dashboard, the conditions that all parts of an outline share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lunara.errors import Refused
from lunara.semantic.filters import (
    AndFilter,
    ExistsFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    OnField,
    OrFilter,
    ThanFilter,
    leaves_of,
)
from lunara.semantic.graph import Graph, Road, graph_of, is_safe
from lunara.semantic.model import SemanticModel
from lunara.semantic.names import resolve_field
from lunara.semantic.query import SemanticQuery


def narrowed(query: SemanticQuery, model: SemanticModel, *more: Filter) -> tuple[Filter, ...]:
    """The query's conditions with `more` laid over them.

    What a comparison names as its own rows in `where` is narrowed by those that would hold for what it compares with if it named
    none: those that lead through the field's table. Raises Refused where a condition does so in part, or for one measure and not
    for another, AmbiguousPath where several roads lead there, UnknownField.
    """
    if not any(isinstance(one, ThanFilter) and one.than.where is not None for one in leaves_of(query.filters)):
        return (*query.filters, *more)
    roads = _Roads(model, graph_of(model), _starts(query, model))
    return (*(_narrowed(one, more, roads) for one in query.filters), *more)


def homes_of(query: SemanticQuery, model: SemanticModel) -> frozenset[str]:
    """The tables whose rows the query's measures aggregate; for a list, those that it lists."""
    derived = {measure.name: measure for measure in model.measures}
    owners: dict[str, set[str]] = {}
    for table in model.tables:
        for measure in table.measures:
            owners.setdefault(measure.name, set()).add(table.name)
            owners.setdefault(f"{table.name}.{measure.name}", set()).add(table.name)
    homes: set[str] = set()
    names = [item if isinstance(item, str) else "" for item in query.measures]
    homes.update(item.table for item in query.measures if not isinstance(item, str))
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        homes |= owners.get(name, set())
        if name in derived:
            names += re.findall(r"[\w.]+", derived[name].expression)
    if not query.measures:
        fields = [item if isinstance(item, str) else item.field for item in query.dimensions]
        homes.update(field.rpartition(".")[0] for field in fields)
    return frozenset(homes)


@dataclass(frozen=True)
class _Roads:
    """The roads from the tables that a query's rows are of."""

    model: SemanticModel
    graph: Graph
    starts: frozenset[str]

    def hold(self, one: ThanFilter, condition: Filter) -> bool:
        """Whether a condition holds for the rows that `one` compares with."""
        named = resolve_field(self.model, one.field)
        held: set[bool] = set()
        for start in self.starts:
            to = self._road(start, named.table, one.via, named.via)
            for leaf in leaves_of((condition,)):
                its = self._of(start, leaf)
                held.add(to is not None and its is not None and _keys(its)[: len(to)] == _keys(to))
        if len(held) > 1:
            raise Refused(
                f"It is not clear whether a condition laid over the query holds for the rows that {one.field} is compared with.",
                "Give its parts as separate conditions, or ask for each measure in a question of its own.",
                code="mixed_filter",
            )
        return held == {True}

    def _of(self, start: str, leaf: Filter) -> Road | None:
        if isinstance(leaf, ExistsFilter | MeasureFilter):
            table = leaf.exists if isinstance(leaf, ExistsFilter) else leaf.per
            return self._road(start, table, leaf.via, ())
        if not isinstance(leaf, OnField):
            return None
        found = resolve_field(self.model, leaf.field)
        return None if found.kind == "measure" else self._road(start, found.table, leaf.via, found.via)

    def _road(self, start: str, target: str, via: str | None, also: Sequence[str]) -> Road | None:
        return self.graph.road(start, target, (*(via.split(".") if via else ()), *also))


def _keys(road: Road) -> list[tuple[str, bool]]:
    return [step.key for step in road]


def _starts(query: SemanticQuery, model: SemanticModel) -> frozenset[str]:
    """The tables that the query's rows are of: a list that names several is of the one that each row has one of the others of."""
    homes = homes_of(query, model)
    if query.measures or len(homes) < 2:
        return homes
    graph = graph_of(model)

    def reaches(start: str) -> bool:
        return all(any(map(is_safe, graph.cheapest(start, other))) for other in homes)

    return frozenset(filter(reaches, homes)) or homes


def _narrowed(one: Filter, more: tuple[Filter, ...], roads: _Roads) -> Filter:
    if isinstance(one, AndFilter | OrFilter):
        key, parts = ("and", one.and_) if isinstance(one, AndFilter) else ("or", one.or_)
        return type(one).model_validate({key: [_narrowed(part, more, roads) for part in parts]})
    if isinstance(one, NotFilter):
        return NotFilter.model_validate({"not": _narrowed(one.not_, more, roads)})
    if isinstance(one, ThanFilter) and one.than.where is not None:
        held = [condition for condition in more if roads.hold(one, condition)]
        return one.model_copy(update={"than": one.than.model_copy(update={"where": (*one.than.where, *held)})})
    return one
