"""Semantic models of dbt as tables, and their entities as relationships: who names an entity joins who has it as its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.dbt_documents import Item, Project, relation_of
from lunara.semantic.formats.dbt_filters import Reference, Target, Unresolved, lunara_grain
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.sections import Section
from lunara.semantic.graph import Graph
from lunara.semantic.model import Dimension, DimensionType, Relationship, SemanticModel, Table
from lunara.semantic.records import Grain

KEYS = ("primary", "unique", "natural")
_TYPES: dict[str, DimensionType] = {"boolean": "boolean", "bool": "boolean"}


@dataclass
class Entity:
    """An entity of a semantic model, and the physical column that it is (None: it is computed)."""

    name: str
    type: str
    column: str | None


@dataclass
class Source:
    """One semantic model while it is read."""

    name: str
    section: Section
    relation: str
    entities: dict[str, Entity] = field(default_factory=dict)
    primary_entity: str = ""
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    partitions: dict[str, str] = field(default_factory=dict)
    default_time: str | None = None
    changing: bool = False

    def holds(self, entity: str) -> bool:
        """Whether its rows are told apart by the entity."""
        found = self.entities.get(entity)
        return self.primary_entity == entity or (found is not None and found.type in KEYS)


@dataclass(frozen=True)
class Hop:
    """A relationship that follows an entity."""

    relationship: Relationship
    entity: str


class Entities:
    """All semantic models of a project, and the roads between them."""

    def __init__(self, project: Project, dialect: str | None, notes: Notes) -> None:
        self.project = project
        self.dialect = dialect
        self.notes = notes
        self.sources: dict[str, Source] = {}
        for item in project.models:
            source = self._source(item)
            if source is not None and source.name in self.sources:
                notes.lost(item.where, source.name, "another semantic model has this name; the first is read")
            elif source is not None:
                self.sources[source.name] = source
        self.hops: dict[str, list[Hop]] = {name: [] for name in self.sources}
        self.relationships: list[Relationship] = []
        self._relate()
        self._graph: Graph | None = None

    # -- semantic models -------------------------------------------------------------------------------------------------

    def _source(self, item: Item) -> Source | None:
        section = Section(item.data, item.where, self.notes)
        name = section.name()
        section.skip("model", "node_relation", "metadata", "measures", "label", "description", "defaults")
        relation = relation_of(item, self.project, self.dialect, self.notes)
        if not name or relation is None:
            if name:
                self.notes.lost(item.where, name, "without a table it cannot be read")
            return None
        source = Source(name, section, relation)
        source.primary_entity = section.text("primary_entity")
        for one in section.sections("entities"):
            self._entity(source, one)
        for one in section.sections("dimensions"):
            self._dimension(source, one)
        defaults = section.raw("defaults")
        time = defaults.get("agg_time_dimension") if isinstance(defaults, dict) else None
        if isinstance(time, str):
            if time in source.dimensions and source.dimensions[time].type == "time":
                source.default_time = time
            else:
                self.notes.lost(item.where, time, "the default time is not one of its time dimensions")
        if source.primary_entity and source.primary_entity not in source.entities:
            why = f"no column of {name} is that entity; conditions that name it are read, its name is not kept"
            self.notes.lost(item.where, f"primary_entity {source.primary_entity}", why)
        section.done()
        return source

    def _entity(self, source: Source, one: Section) -> None:
        name, kind = one.name(), one.text("type").lower()
        one.skip("metadata", "label", "description")
        expression = one.text("expr") or name
        column = self._column(expression)
        role = one.text("role")
        if role:
            self.notes.lost(one.where, f"role {role}", "a road is named by its relationship")
        one.done()
        if not name:
            return
        if kind not in ("primary", "unique", "natural", "foreign"):
            self.notes.lost(one.where, name, f"there is no entity type {kind!r}")
            return
        if column is None:
            self.notes.lost(one.where, expression, "it is computed, and joins are over columns; it is a dimension only")
        source.entities[name] = Entity(name, kind, column)
        if kind == "primary":
            source.primary_entity = name
        label, description = one.text("label"), one.text("description")
        source.dimensions[name] = Dimension(
            name=name,
            expression=None if expression == name else expression,
            label=label or None,
            description=description,
            hidden=True,
        )

    def _dimension(self, source: Source, one: Section) -> None:
        name, kind = one.name(), one.text("type").lower()
        expression, label, description = one.text("expr"), one.text("label"), one.text("description")
        one.skip("metadata")
        params = one.section("type_params")
        grain: Grain | None = None
        if params is not None:
            word = params.text("time_granularity")
            grain = lunara_grain(word)
            if word and grain is None:
                self.notes.changed(params.where, word, "it is read as a time without a shortest period")
            if params.raw("validity_params"):
                source.changing = True
                why = "rows that are valid for a time would have to be joined by it; nothing is joined to this table"
                self.notes.lost(params.where, "validity_params", why)
            params.done()
        partition = one.flag("is_partition")
        one.done()
        if not name:
            return
        if kind not in ("time", "categorical"):
            self.notes.lost(one.where, name, f"there is no dimension type {kind!r}")
            return
        if name in source.dimensions:
            if source.dimensions[name].expression == (expression if expression and expression != name else None):
                source.dimensions[name] = source.dimensions[name].model_copy(update={"hidden": False})
            else:
                self.notes.lost(one.where, name, "an entity of the model has this name")
            return
        if partition:
            column = self._column(expression or name)
            if column is not None:
                source.partitions[name] = column
        source.dimensions[name] = Dimension(
            name=name,
            expression=expression if expression and expression != name else None,
            type="time" if kind == "time" else "string",
            grain=grain if grain != "day" else None,
            label=label or None,
            description=description,
        )

    def _column(self, expression: str) -> str | None:
        try:
            tree = parse_fragment(expression, self.dialect, expression)
        except InvalidInput:
            return None
        return tree.name if isinstance(tree, exp.Column) and not tree.table else None

    # -- relationships -----------------------------------------------------------------------------------------------------

    def _relate(self) -> None:
        pairs = [
            (source, entity, other)
            for source in self.sources.values()
            for entity in source.entities.values()
            for other in self.sources.values()
            if other is not source and entity.name in other.entities and other.entities[entity.name].type in KEYS
        ]
        several: dict[tuple[str, str], int] = {}
        for source, entity, _ in pairs:
            several[source.name, entity.name] = several.get((source.name, entity.name), 0) + 1
        done: set[tuple[str, str, str]] = set()
        for source, entity, other in pairs:
            if (other.name, source.name, entity.name) in done:
                continue
            made = self._relationship(source, entity, other, several[source.name, entity.name] > 1)
            if made is None:
                continue
            done.add((source.name, other.name, entity.name))
            self.relationships.append(made)
            self.hops[source.name].append(Hop(made, entity.name))
            if made.cardinality == "one_to_one":
                self.hops[other.name].append(Hop(made, entity.name))

    def _relationship(self, source: Source, entity: Entity, other: Source, several: bool) -> Relationship | None:
        there = other.entities[entity.name]
        if entity.column is None or there.column is None:
            return None  # noted with the entity
        if other.changing or there.type == "natural":
            why = f"the rows of {other.name} are valid for a time, so {entity.name} alone does not tell them apart"
            self.notes.lost(source.section.where, f"{entity.name} → {other.name}", why)
            return None
        lacking = [name for name in other.partitions if name not in source.partitions]
        back = entity.type in KEYS and not source.changing
        if lacking:
            # the other side may still be reached from there, when this one has no partitions of its own
            if not (back and not source.partitions):
                why = f"{other.name} has a row for each {', '.join(lacking)}, which {source.name} does not have"
                self.notes.lost(source.section.where, f"{entity.name} → {other.name}", why)
            return None
        shared = list(other.partitions)
        to_columns = (there.column, *(other.partitions[name] for name in shared))
        from_columns = (entity.column, *(source.partitions[name] for name in shared))
        one = back and set(source.partitions) <= set(shared)
        name = f"{source.name}_{entity.name}_{other.name}" if several else f"{source.name}_{entity.name}"
        if name in self.sources:
            name = f"{name}_join"
        return Relationship(
            name=name,
            from_table=source.name,
            from_columns=from_columns,
            to_table=other.name,
            to_columns=to_columns,
            cardinality="one_to_one" if one else "many_to_one",
        )

    def table(self, source: Source) -> Table:
        """The table of a semantic model, without measures."""
        keys = [
            one
            for one in source.entities.values()
            if one.type in KEYS and one.column is not None and not source.changing
        ]
        ordered = sorted(keys, key=lambda one: one.type != "primary")
        columns = [(one.column or "", *source.partitions.values()) for one in ordered]
        label, description = source.section.text("label"), source.section.text("description")
        return Table(
            name=source.name,
            source=source.relation,
            label=label or None,
            description=description,
            primary_key=columns[0] if columns else (),
            unique_keys=tuple(columns[1:]),
            default_time=source.default_time,
            dimensions=tuple(source.dimensions.values()),
        )

    # -- roads -------------------------------------------------------------------------------------------------------------

    def graph(self) -> Graph:
        """The graph of the tables without their measures."""
        if self._graph is None:
            tables = tuple(self.table(source) for source in self.sources.values())
            model = SemanticModel(
                name="project", dialect=self.dialect, tables=tables, relationships=tuple(self.relationships)
            )
            self._graph = Graph(model)
        return self._graph

    def resolve(self, base: str, reference: Reference) -> Target:
        """What a dimension or entity is, seen from a semantic model. Raises Unresolved."""
        parts = [*reference.within, *reference.name.split("__")]
        grain = lunara_grain(reference.grain) if reference.grain else None
        if reference.grain and grain is None:
            raise Unresolved(f"{reference.name} is asked for by {reference.grain}, a period of its own")
        if len(parts) > 1 and grain is None and lunara_grain(parts[-1]) is not None:
            grain = lunara_grain(parts.pop())
        if parts == ["metric_time"]:
            default = self.sources[base].default_time
            own = self.sources[base].dimensions[default].grain if default else None
            return Target("time", None, "time", grain or own or "day")
        found = list(self._walk(base, parts[:-1], parts[-1], frozenset({base})))
        least = min((len(road) for road, _ in found), default=0)
        nearest = [(road, home) for road, home in found if len(road) == least]
        if not nearest:
            raise Unresolved(f"{reference.name} is not reached from {base}")
        if len(nearest) > 1:
            homes = ", ".join(home for _, home in nearest)
            raise Unresolved(f"{reference.name} is found in several semantic models: {homes}")
        road, home = nearest[0]
        dimension = self.sources[home].dimensions[parts[-1]]
        roads = self.graph().cheapest(base, home)
        plain = len(roads) == 1 and [step.relationship.name for step in roads[0]] == road
        via = None if plain else ".".join(road) or None
        return Target(f"{home}.{dimension.name}", via, dimension.type, grain or dimension.grain or "day")

    def _walk(self, here: str, path: Sequence[str], name: str, seen: frozenset[str]) -> Iterator[tuple[list[str], str]]:
        source = self.sources[here]
        if not path:
            if name in source.dimensions:
                yield [], here
            return
        if source.holds(path[0]) or (len(path) == 1 and name in source.entities and path[0] == source.primary_entity):
            yield from self._walk(here, path[1:], name, seen)
        for hop in self.hops[here]:
            if hop.entity != path[0]:
                continue
            one = hop.relationship
            there = one.to_table if one.from_table == here else one.from_table
            if there in seen:
                continue
            for road, home in self._walk(there, path[1:], name, seen | {there}):
                yield [one.name, *road], home

    def holder(self, base: str, entity: str) -> str:
        """The semantic model whose rows an entity tells apart, seen from one. Raises Unresolved."""
        name = entity.rsplit("__", maxsplit=1)[-1]
        if self.sources[base].holds(name) and name in self.sources[base].entities:
            return base
        holders = [
            source.name
            for source in self.sources.values()
            if name in source.entities and source.entities[name].type == "primary" and not source.partitions
        ]
        if len(holders) != 1:
            raise Unresolved(f"{entity} is the primary entity of {len(holders)} semantic models")
        return holders[0]
