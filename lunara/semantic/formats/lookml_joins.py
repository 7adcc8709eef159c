"""Joins of LookML explores as relationships: several explores brought together, a view under another name as a road to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.lookml_fields import Fields
from lunara.semantic.formats.lookml_files import Explore, Project
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.templates import joined
from lunara.semantic.model import Cardinality, Relationship

_CONDITIONS = (
    "sql_always_where", "sql_always_having", "always_filter", "conditionally_filter", "access_filters", "access_filter",
    "sql_where", "aggregate_tables", "always_join", "required_access_grants",
)  # fmt: skip


@dataclass(frozen=True)
class _Road:
    where: str
    alias: str
    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    cardinality: Cardinality
    own_name: bool
    others: tuple[str, ...] = ()

    @property
    def ends(self) -> frozenset[tuple[tuple[str, str], tuple[str, str]]]:
        """The pairs of columns, whatever the direction."""
        found = set()
        for here, there in zip(self.columns, self.to_columns, strict=True):
            one, other = sorted([(self.table, here), (self.to_table, there)])
            found.add((one, other))
        return frozenset(found)


def relationships(fields: Fields, keys: dict[str, tuple[str, ...]], notes: Notes) -> Iterator[Relationship]:
    """Those of all explores. `keys` are the primary keys of the views that are read."""
    roads: dict[frozenset[Any], _Road] = {}
    for explore in fields.project.explores.values():
        if str(explore.data.get("extension", "")) == "required":
            continue
        _told(explore, notes)
        for road in _roads(explore, fields, keys, notes):
            known = roads.get(road.ends)
            if known is None:
                roads[road.ends] = road
            else:
                roads[road.ends] = _both(known, road, notes)
    taken: set[str] = set()
    for road in roads.values():
        wanted = road.alias if road.own_name else f"{road.table}_{road.to_table}"
        if road.own_name and wanted in fields.project.views:
            wanted = f"{road.table}_{road.alias}"
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        taken.add(name)
        yield Relationship(
            name=name[:200],
            from_table=road.table,
            from_columns=road.columns,
            to_table=road.to_table,
            to_columns=road.to_columns,
            cardinality=road.cardinality,
            synonyms=tuple(other for other in road.others if other != name),
        )


def _both(known: _Road, road: _Road, notes: Notes) -> _Road:
    """One road that two explores state."""
    same = (known.table, known.cardinality) == (road.table, road.cardinality)
    if not same and "one_to_one" not in (known.cardinality, road.cardinality):
        notes.changed(road.where, f"the join {road.alias}", f"{known.where} says another relationship, which is taken")
    elif not same:
        # Of the two the one that relies on less is right for both.
        weaker = known if road.cardinality == "one_to_one" else road
        notes.changed(
            road.where, f"the join {road.alias}", f"{known.where} says another relationship; many to one is taken"
        )
        known = replace(weaker, alias=known.alias, own_name=known.own_name, others=known.others)
    if road.own_name and not known.own_name:
        return replace(known, alias=road.alias, own_name=True)
    if road.own_name and road.alias != known.alias:
        return replace(known, others=(*known.others, road.alias))
    return known


def _told(explore: Explore, notes: Notes) -> None:
    notes.changed(
        explore.where, explore.name, "an explore is no part of a model: its joins are relationships between the tables"
    )
    for key in _CONDITIONS:
        if any(name.removesuffix("__all") == key for name in explore.data):
            notes.lost(explore.where, key, "a model keeps no rows from a question: ask with the condition")


def _roads(explore: Explore, fields: Fields, keys: dict[str, tuple[str, ...]], notes: Notes) -> Iterator[_Road]:
    data = explore.data
    base = str(data.get("view_name") or explore.name)
    aliases = {base: str(data.get("from") or data.get("view_name") or explore.name)}
    aliases |= {name: str(join.get("from") or join.get("view_name") or name) for name, join in explore.joins.items()}
    for name, join in explore.joins.items():
        try:
            yield _road(explore, name, aliases, fields, keys)
        except Unsaid as reason:
            notes.lost(explore.where, f"the join {name}", reason.message)
            continue
        kind = str(join.get("type", "left_outer"))
        if kind != "left_outer":
            notes.changed(
                explore.where, f"the join {name}", f"it is {kind} there; rows without a match stay in a model"
            )
        if "sql_where" in join:
            notes.lost(
                explore.where, f"sql_where of {name}", "a model keeps no rows from a question: ask with the condition"
            )


def _road(
    explore: Explore, name: str, aliases: dict[str, str], fields: Fields, keys: dict[str, tuple[str, ...]]
) -> _Road:
    """The join of that name; the first of `aliases` is what the explore begins with. Raises Unsaid."""
    join, base = explore.joins[name], next(iter(aliases))
    project: Project = fields.project
    for view in (aliases[name], aliases[base]):
        if view not in fields.read:
            raise Unsaid(f"{view} is not read" if view in project.views else f"there is no view {view}")
    kind = str(join.get("relationship", "many_to_one"))
    if kind not in ("many_to_one", "one_to_many", "one_to_one", "many_to_many"):
        raise Unsaid(f"{kind} is no relationship")
    if str(join.get("type")) == "cross" or "sql" in join:
        raise Unsaid("it is a join without pairs of columns")
    if "foreign_key" in join:
        key = keys.get(aliases[name], ())
        if len(key) != 1:
            raise Unsaid(f"{aliases[name]} has no key of one column")
        other, _, field = str(join["foreign_key"]).rpartition(".")
        tree = fields.tree(project.views[aliases[base]], f"${{{other or base}.{field}}} = 1", name, aliases).this
        ends = [((tree.table, _column(tree)), (name, key[0]))]
    else:
        ends = joined(
            fields.tree(project.views[aliases[base]], join.get("sql_on"), f"the join {name}", aliases), fields.dialect
        )
    pairs: list[tuple[str, str]] = []
    others: set[str] = set()
    for one, two in ends:
        if name not in (one[0], two[0]) or one[0] == two[0] or not {one[0], two[0]} <= aliases.keys():
            raise Unsaid(f"it compares {_dotted(one)} with {_dotted(two)}, and joins {name}")
        here, there = (two, one) if one[0] == name else (one, two)
        others.add(here[0])
        pairs.append((here[1], there[1]))
    if len(others) != 1:
        raise Unsaid(f"it is joined to several views at once: {', '.join(sorted(others))}")
    table, target = aliases[others.pop()], aliases[name]
    if kind == "one_to_many":
        table, target, pairs = target, table, [(there, here) for here, there in pairs]
    cardinalities: dict[str, Cardinality] = {"many_to_many": "many_to_many", "one_to_one": "one_to_one"}
    return _Road(
        explore.where,
        name,
        table,
        tuple(here for here, _ in pairs),
        target,
        tuple(there for _, there in pairs),
        cardinalities.get(kind, "many_to_one"),
        own_name=aliases[name] != name,
    )


def _column(tree: Any) -> str:
    if not getattr(tree, "name", ""):
        raise Unsaid("its foreign key is no column")
    return str(tree.name)


def _dotted(end: Iterable[str]) -> str:
    return ".".join(part for part in end if part)
