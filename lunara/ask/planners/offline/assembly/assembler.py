"""From a frame and a reading to a SemanticQuery. What cannot be said raises Declined with the reason in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lunara.ask.paths import Roads
from lunara.ask.planners.offline.assembly import (
    active,
    amounts,
    averages,
    beside_lists,
    measuring,
    ordering,
    reaching,
    related,
    role_columns,
    several,
    shapes,
    shares,
    spans,
    whenever,
)
from lunara.ask.planners.offline.assembly.conditions import Conditions
from lunara.ask.planners.offline.assembly.parts import LOST, Declined, NoNumber, Open, Parts, measure_name
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.flatplan import flat
from lunara.ask.planners.offline.frame import Frame, Group
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.readings import Reader
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Scalar
from lunara.semantic.query import (
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    InlineMeasure,
    OrderBy,
    SemanticQuery,
)

_KEY_WORDS = frozenset(("id", "key", "code", "number", "no", "sk"))

MOST_LISTED = 1_000_000  # what a query's limit may be


class Assembler:
    """Builds one query. `base` is the table whose rows are counted, added or listed."""

    def __init__(
        self,
        frame: Frame,
        reading: Reading,
        lexicon: Lexicon,
        roads: Roads,
        clock: Clock,
        *,
        settled: Mapping[str, str] | None = None,
    ):
        self.frame = frame
        self.reading = reading
        self.lexicon = lexicon
        self.roads = roads
        self.clock = clock
        self.fields = Fields(lexicon, roads)
        self.reader = Reader(frame, lexicon, roads)
        self.parts = Parts()
        self.bases: list[str] = list(reading.base)
        self.inline_filters: list[tuple[str, str]] = []
        self.via: dict[str, str] = {}
        self.walked: set[str] = set()
        """Roads by which the existence of rows is asked."""
        self.list_base: str | None = None
        self.keys: list[str | DimensionRef] = []
        self.settled = dict(settled or {})
        self.part: tuple[Target, Scalar] | None = None
        """The one value of a field whose share is asked for."""
        self.of_rows = False
        """An average over things is meant of single rows, not of what each thing amounts to."""
        self.date_of: str | None = None
        """The date that the question's periods are of, where it is not the default one of the rows."""
        self.reached: Group | None = None
        """The group that is being made, whose road counts alone."""
        self.said_groups = tuple(frame.groups)
        self.said_things = tuple(frame.entities)

    def query(self) -> SemanticQuery:
        """The query. Raises Declined, Open."""
        frame = self.frame
        if frame.top is not None and frame.top > MOST_LISTED:
            raise Declined(f"At most {MOST_LISTED:,} can be listed at once; ask for fewer.")
        self.roles()
        whenever.right_behind_a_verb(self)
        related.shown_by_groups(self)
        related.each_counted(self)
        amounts.different_sold(self)
        amounts.units_sold(self)
        measuring.per_row(self)
        averages.per_each(self)
        measuring.governed_ratio(
            self,
        )
        measuring.per_one(self)
        shares.part_of_itself(self)
        shares.share_of_rows(self)
        active.of_each_period(self)
        measuring.governed_share(self)
        measuring.plain_fields(
            self,
        )
        measures = measuring.measures(
            self,
        )
        if several.kinds_with_both(self) or several.kinds_with_none(self):
            shape = "aggregate"
        elif frame.shared:
            raise Declined("What is shared can be asked of two kinds of the same things that a number tells apart.")
        else:
            beside_lists.of_several(self)
            if self.list_base is None:
                related.related_entities(self)
            shape = shapes.shape(self, measures)
        Conditions(self).apply()
        spans.time(self, shape)
        self.groups(shape)
        related.only_of_those(self)
        shares.of_one_value(self)
        ordering.calculations(
            self,
        )
        ordering.order(self, shape)
        ordering.inline(
            self,
        )
        parts = self.parts
        if parts.measures:
            parts.dimensions.extend(key for key in self.keys if key not in parts.dimensions)
        role_columns.shown_by_role(self)
        self.roles_used()
        self.nothing_lost()
        if not parts.measures and not parts.dimensions:
            raise Declined("The question does not say what to show.")
        if frame.compare is not None and not parts.measures:
            raise Declined("A comparison of periods needs a number to compare.")
        return SemanticQuery(
            measures=tuple(dict.fromkeys(parts.measures)),
            dimensions=tuple(dict.fromkeys(parts.dimensions)),
            filters=tuple(parts.filters),  # type: ignore[arg-type]
            time=parts.time,
            compare=parts.compare,
            calculations=tuple(parts.calculations),
            order_by=tuple({o.field: o for o in reversed(parts.order)}.values())[::-1],
            limit=parts.limit,
            fill_time=parts.fill_time,
            keep_empty=parts.keep_empty,
            summary=parts.summary,
            distinct=parts.distinct and not parts.measures,
        )

    def settle(self, text: str, key: str, choices: Sequence[tuple[str, str]]) -> str:
        """The answer that was given to what is open. Raises Open when none was."""
        if key not in self.settled:
            raise Open(text, key, choices)
        return self.settled[key]

    @property
    def base(self) -> str:
        """The first base table."""
        if not self.bases:
            raise Declined("The question does not say what to count, add up or list.")
        return self.bases[0]

    def roles(self) -> None:
        for condition in self.frame.conditions:
            if condition.op == "role":
                target = self.reading.target(condition.mention)
                relationship = self.roads.by_name.get(target.name) if target else None
                if relationship is not None:
                    self.via[relationship.to_table] = relationship.name

    def nothing_lost(self) -> None:
        """What the question said must show in the query: a best or worst, a change."""
        frame, parts = self.frame, self.parts
        reaching.check_walked(self)
        if frame.direction is not None and not parts.order:
            raise NoNumber("The question does not say by what number the best or worst are chosen.")
        things = [*frame.entities, *(w.mention for w in frame.wanted if w.mention is not None)]
        parted = [
            c.mention.text
            for c in frame.conditions
            if c.kind == "value" and c.mention is not None and things and c.mention.start < min(t.start for t in things)
        ]
        shared_out = frame.groups and any(kind == "share_of_total" for kind, _ in frame.calculations)
        if parted and shared_out and "share" not in self.settled:
            raise Declined(
                f"“{parted[0]}” can be a part of each group, or be shared out over the groups. "
                "Ask for the two numbers of each group instead."
            )
        if frame.top is not None and parts.measures and not frame.ranked_last:
            shown = {self.field_name(d).rpartition(".")[0] for d in parts.dimensions} | set(self.bases)
            for entity in frame.entities:
                target = self.reading.target(entity)
                if target is not None and target.table not in shown and not shapes.conditioned(self, target.table):
                    raise Declined(
                        f"It is not clear how “{entity.text}” and the rest of the question belong together. "
                        "Ask for the best of them first."
                    )
        grouped = bool(parts.dimensions) or bool(parts.calculations)
        if frame.changes and not grouped and parts.compare is None:
            raise Declined(f"To see how something “{frame.changes}”, ask for it by month, by year or by another group.")

    def roles_used(self) -> None:
        """A road that was named must be walked, else a word of the question would be lost."""
        walked = {d.via for d in self.parts.dimensions if isinstance(d, DimensionRef)}
        walked |= {f.via for f in flat(self.parts.filters) if isinstance(f, FieldFilter | ExistsFilter)}  # type: ignore[arg-type]
        walked |= self.walked
        for condition in self.frame.conditions:
            if condition.op == "role" and condition.mention is not None:
                target = self.reading.target(condition.mention)
                if target is not None and target.name not in walked:
                    raise Declined(f"“{condition.mention.text}” does not lead to what the question asks for.")

    def groups(self, shape: str) -> None:
        frame, parts = self.frame, self.parts
        for group in frame.groups:
            if group.part is not None:
                parts.dimensions.append(spans.cycle(self, group.part, group.text))
            elif group.grain is not None and group.mention is not None:
                target = self.reading.target(group.mention)
                if target is None:
                    raise Declined(LOST)
                parts.dimensions.append(DimensionRef(field=f"{target.table}.{target.name}", grain=group.grain))
            elif group.grain is not None:
                if group.grain == "hour" and not frame.times:
                    raise Declined(
                        "Every hour of every day would be a group of its own. "
                        "Ask by hour of the day, by hour for one day, or by day."
                    )
                name = spans.time_field(self, group.text)
                parts.dimensions.append(DimensionRef(field=name, grain=group.grain))
            elif group.mention is not None:
                target = self.reading.target(group.mention)
                if target is None:
                    raise Declined(LOST)
                self.whose_name(group.mention, target)
                reaching.tell_nearer(self, group)
                ranked = group.ranked or frame.top is not None
                self.reached = group
                if not self.named_by_key(group.mention, target, ranked):
                    self.group_by(target, ranked=ranked)
                self.reached = None
                self.key_of_owner(group.of, target)
        if (
            frame.trend
            and not any(isinstance(d, DimensionRef) and d.grain for d in parts.dimensions)
            and shape == "aggregate"
        ):
            parts.dimensions.append(DimensionRef(field=spans.time_field(self, "trend"), grain="month"))
        if frame.top is not None and shape == "aggregate" and parts.measures:
            parts.limit = frame.top
            if not parts.order:
                direction = frame.direction or "desc"
                parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=direction))
        elif (
            frame.direction is not None
            and shape == "aggregate"
            and not parts.order
            and parts.dimensions
            and parts.measures
        ):
            parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=frame.direction))

    def group_by(self, target: Target, ranked: bool = False) -> None:
        parts = self.parts
        if target.kind == "table":
            name = self.fields.display(target.table)
            if name is None:
                name = self.fields.key(target.table)
            if name is None:
                raise Declined(f"“{label_of(self.lexicon, target)}” has no name or key to group by.")
            table = target.table
            self.group_by_key(table, name)
        else:
            table, name = target.table, target.name
            if self._listed_by_name(table, name):
                self.group_by_key(table, name)
        dimension = self.lexicon.dimension(table, name)
        made = self.dimension(table, name)
        if dimension is not None and dimension.type == "time":
            made = DimensionRef(field=f"{table}.{name}", grain="day")
        if made in parts.dimensions:
            return
        parts.dimensions.append(made)
        if ranked and not (dimension is not None and dimension.type == "time"):
            via = made.via if isinstance(made, DimensionRef) else None
            parts.filters.append(FieldFilter(field=f"{table}.{name}", op="is_not_null", via=via))

    def _listed_by_name(self, table: str, name: str) -> bool:
        """ "List roles with … . List the role description": the roles are the groups, each by what it is called."""
        named = (self.reading.target(e) for e in self.frame.entities)
        listed = self.frame.listing and any(t is not None and t.kind == "table" and t.table == table for t in named)
        whole = [
            i for i in self.frame.columns if i.low.startswith(("name of ", "names of "))
        ]  # "the names of users who ..."
        listed = listed or any(self.reading.target(i) == Target("dimension", table, name) for i in whole)
        return listed and self.lexicon.display(table) == name

    def named_by_key(self, item: Item, target: Target, ranked: bool) -> bool:
        """ "Patrons by home branch": the branch by its name, over the road of that key, where no number was asked for."""
        if target.kind != "dimension" or set(words_of(item.text)) & _KEY_WORDS:
            return False
        key = self.roads.foreign_key(target.table, self.fields.column(target))
        shown = self.fields.display(key.to_table) if key is not None else None
        if key is None or shown is None or self.via or key.to_table not in self.lexicon.tables:
            return False
        made = DimensionRef(field=f"{key.to_table}.{shown}", via=key.name)
        if made not in self.parts.dimensions:
            self.parts.dimensions.append(made)
        own = self.fields.key(key.to_table)
        if own is not None and own != shown and not self.fields.names_one_thing(key.to_table, shown):
            self.keys.append(DimensionRef(field=f"{key.to_table}.{own}", via=key.name))
        if ranked:
            self.parts.filters.append(FieldFilter(field=made.field, op="is_not_null", via=key.name))
        return True

    def whose_name(self, item: Item, target: Target) -> None:
        """ "Students by name" are not grouped by the name of their department."""
        if item.low not in ("name", "names", "title", "id") or target.kind != "dimension" or target.table in self.bases:
            return
        if item.anchor is not None and target in [m.target for m in item.matches]:
            return  # "for each product, its id"
        if any(self.fields.display(base) is not None for base in self.bases):
            things = " or ".join(self.fields.say_table(t) for t in (self.base, target.table))
            raise Declined(f"It is not clear whose “{item.text}” is meant: that of {things}.")

    def group_by_key(self, table: str, name: str) -> None:
        """Two things of one name are two groups: the key stands beside a name that is not known to be unique."""
        key = self.fields.key(table)
        if key is None or key == name or self.fields.names_one_thing(table, name):
            return
        self.keys.append(self.dimension(table, key))
        self.parts.notes.append(
            f"Names of {self.fields.say_table(table)} may repeat, so each is shown with its {self.key_label(table, key)}."
        )

    def key_of_owner(self, owner: Item | None, shown: Target) -> None:
        """The key of the customer whose name is a group, where the name is kept with other rows ("by customer name")."""
        thing = self.reading.target(owner)
        key = self.fields.key(thing.table) if thing is not None else None
        if thing is None or key is None or shown.kind != "dimension":
            return
        if thing.table != shown.table and self.fields.key(shown.table) != shown.name:
            self.keys.append(self.dimension(thing.table, key))

    def key_label(self, table: str, key: str) -> str:
        return label_of(self.lexicon, Target("dimension", table, key))

    def dimension(self, table: str, name: str) -> str | DimensionRef:
        """The dimension, with its road where the question named one."""
        road = self.road_to(table)
        return DimensionRef(field=f"{table}.{name}", via=road) if road else f"{table}.{name}"

    def road_to(self, table: str) -> str | None:
        """The relationship that the question chose on the way to this table, if there are several. Raises Declined."""
        if any(g.through for g in self.said_groups):
            reached = reaching.roads_to(self, table)
            if reached:
                return reaching.one_of(self, table, reached)
        if not self.via or not self.bases:
            return None
        for road in self.roads.up(self.bases[0]).get(table, []):
            for name in self.via.values():
                if name in road:
                    return name
        return None

    @staticmethod
    def field_name(dimension: str | DimensionRef) -> str:
        return dimension if isinstance(dimension, str) else dimension.field

    def tables_of_measure(self, measure: str | InlineMeasure) -> tuple[str, ...]:
        """The tables whose rows it adds up."""
        if isinstance(measure, InlineMeasure):
            return (measure.table,)
        return self.reader.tables_of(self.fields.target_of(measure))
