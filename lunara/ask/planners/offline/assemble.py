"""From a frame and a reading to a SemanticQuery. What cannot be said raises Declined with the reason in words."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import date

from lunara.ask.planners.offline.conditions import Conditions
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.frame import Condition, Formula, Frame, Group, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of, words_of
from lunara.ask.planners.offline.paths import Roads
from lunara.ask.planners.offline.readings import Reader, Reading
from lunara.ask.planners.offline.times import month_start
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Grain
from lunara.semantic.query import (
    Calculation,
    Compare,
    DimensionRef,
    FieldFilter,
    InlineMeasure,
    OrderBy,
    SemanticQuery,
    TimeFilter,
    TimeRange,
)


SHARED_TIME = "time"
"""The compiler's name for "the default time of each measure"."""


class Declined(Exception):
    """The question is understood, but no query says it; the message is for the person."""


@dataclass
class Parts:
    """A query while it is put together."""

    measures: list[str | InlineMeasure] = field(default_factory=list)
    dimensions: list[str | DimensionRef] = field(default_factory=list)
    filters: list[object] = field(default_factory=list)
    order: list[OrderBy] = field(default_factory=list)
    calculations: list[Calculation] = field(default_factory=list)
    limit: int | None = None
    time: TimeFilter | None = None
    compare: Compare | None = None
    fill_time: bool = False
    distinct: bool = False
    notes: list[str] = field(default_factory=list)


class Assembler:
    """Builds one query. `base` is the table whose rows are counted, added or listed."""

    def __init__(self, frame: Frame, reading: Reading, lexicon: Lexicon, roads: Roads, clock: Clock):
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
        self.list_base: str | None = None

    # -- the whole ------------------------------------------------------------------------------------------------------

    def query(self) -> SemanticQuery:
        """The query. Raises Declined."""
        frame = self.frame
        if "ratio" in frame.notes:
            raise Declined("A ratio of two numbers is only known where the model has a measure for it.")
        self._roles()
        self._governed_ratio()
        self._plain_fields()
        measures = self._measures()
        self._related_entities()
        shape = self._shape(measures)
        Conditions(self).apply(shape)
        self._time(shape)
        self._groups(shape)
        self._calculations()
        self._order(shape)
        self._inline()
        parts = self.parts
        self._roles_used()
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
            distinct=parts.distinct and not parts.measures,
        )

    @property
    def base(self) -> str:
        """The first base table."""
        if not self.bases:
            raise Declined("The question does not say what to count, add up or list.")
        return self.bases[0]

    def _roles(self) -> None:
        for condition in self.frame.conditions:
            if condition.op == "role":
                target = self.reading.target(condition.mention)
                relationship = self.roads.by_name.get(target.name) if target else None
                if relationship is not None:
                    self.via[relationship.to_table] = relationship.name

    def _plain_fields(self) -> None:
        """ "the weekly rank for episode X": a field that no measure adds up is listed, not added up."""
        frame = self.frame
        if frame.groups or frame.rank or not frame.conditions or any(w.agg or w.count or w.formula or w.between for w in frame.wanted):
            return
        targets = [self.reading.target(w.mention) for w in frame.wanted]
        if not targets or any(t is None or t.kind != "dimension" for t in targets):
            return
        if any(self.fields.has_measure(t) for t in targets if t is not None):
            return
        frame.columns.extend(w.mention for w in frame.wanted if w.mention is not None)
        frame.wanted.clear()
        frame.listing = True

    def _governed_ratio(self) -> None:
        """ "revenue per order": where the model has that ratio as a measure, it is meant, not a list of every order."""
        frame = self.frame
        if len(frame.wanted) != 1 or len(frame.groups) != 1 or frame.groups[0].mention is None or frame.top is not None:
            return
        wanted, group = frame.wanted[0], frame.groups[0]
        target, by = self.reading.target(wanted.mention), self.reading.target(group.mention)
        if target is None or by is None or by.kind != "table" or target.kind != "measure":
            return
        average = wanted.agg == "avg"
        if not (average or self._nameless(by.table)) or group.word not in (
            "per",
            "for each",
            "each",
            "for every",
            "every",
        ):
            return
        counts = {m.name for m in self.lexicon.tables[by.table].measures if m.aggregate in ("count", "count_distinct")}
        for derived in self.lexicon.model.measures:
            sides = [p.strip() for p in derived.expression.split("/")]
            names = [p.rpartition(".")[2] for p in sides]
            if len(sides) == 2 and names[0] == target.name and names[1] in counts:
                match = Match(Target("derived", "", derived.name), 1.0, True)
                assert wanted.mention is not None
                self.reading.chosen[id(wanted.mention)] = match
                wanted.agg, wanted.count = "", False
                frame.groups.clear()
                return
        if average:
            raise Declined(
                f"An average over {self.fields.say_table(by.table)} needs a measure in the model: {label_of(self.lexicon, target)} "
                f"divided by the number of {self.fields.say_table(by.table)}."
            )

    def _related_entities(self) -> None:
        """Things that are named beside what is asked for: whose rows they are (context), or that they must have some."""
        frame = self.frame
        if frame.top is not None or frame.rank is not None:
            return
        if (
            any(c.kind == "compare" and c.wanted is not None and c.wanted.count for c in frame.conditions)
            and not frame.wanted
        ):
            return
        if frame.which and frame.wanted:
            return
        targets = [(e, self.reading.target(e)) for e in frame.entities]
        seen = [self.reading.target(w.mention) for w in frame.wanted if w.count and w.mention is not None]
        for item, target in targets:
            if target in seen and item.sentence == 0 and not (frame.wanted and item.all_of):
                raise Declined(
                    f"The question sets “{item.text}” against others of their kind, which cannot be asked here."
                )
            seen.append(target)
        first = 0 if frame.wanted else 1
        base = self.bases[0] if frame.wanted or not targets or targets[0][1] is None else targets[0][1].table
        if not frame.wanted and any(e.after_and for e in frame.entities[1:]):
            meeting = self._meeting_table([t.table for _, t in targets if t is not None])
            if meeting is not None:
                self.list_base = meeting
                return
        kept = frame.entities[:first]
        for item, target in targets[first:]:
            upward = target is not None and self.roads.distance_up(base, target.table) is not None
            if target is None or target.table == base or (upward and not (item.after_verb and self._counts_or_lists())):
                kept.append(item)
                continue
            if self.roads.distance(base, target.table) is None:
                raise Declined(
                    f"{self.fields.say_table(base).capitalize()} and {self.fields.say_table(target.table)} are not connected."
                )
            belongs = any(self.roads.distance_up(target.table, b) is not None for b in (base, *self.bases))
            if not (belongs or item.after_verb):
                raise Declined(
                    f"It is not clear how {self.fields.say_table(base)} and {self.fields.say_table(target.table)} belong together."
                )
            # what lies on the many side is a condition: customers that placed an order
            frame.conditions.append(Condition("exists", item, related=True))
        frame.entities = kept

    def _meeting_table(self, tables: list[str]) -> str | None:
        """The table whose rows bring several kinds of things together: "teachers and the courses they teach"."""
        if all(self.roads.distance_up(tables[0], t) is not None for t in tables):
            return None
        found: list[tuple[int, str]] = []
        for table in self.lexicon.tables:
            steps = [self.roads.distance_up(table, t) for t in tables]
            if all(s is not None for s in steps):
                found.append((sum(s or 0 for s in steps), table))
        found.sort()
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            raise Declined("The question lists things of several kinds, and it is not clear which rows bring them together.")
        return found[0][1]

    def _counts_or_lists(self) -> bool:
        return all(w.count for w in self.frame.wanted)

    def _roles_used(self) -> None:
        """A road that was named must be walked, else a word of the question would be lost."""
        walked = {d.via for d in self.parts.dimensions if isinstance(d, DimensionRef)}
        walked |= {f.via for f in self.parts.filters if isinstance(f, FieldFilter)}
        for condition in self.frame.conditions:
            if condition.op == "role" and condition.mention is not None:
                target = self.reading.target(condition.mention)
                if target is not None and target.name not in walked:
                    raise Declined(f"“{condition.mention.text}” does not lead to what the question asks for.")

    # -- measures -------------------------------------------------------------------------------------------------------

    def _measures(self) -> list[str | InlineMeasure]:
        return [self.measure(w) for w in self.frame.wanted]

    def measure(self, wanted: Wanted) -> str | InlineMeasure:
        """The measure that is asked for. Raises Declined."""
        if wanted.between is not None:
            return self._duration(wanted)
        if wanted.formula is not None:
            return self._formula(wanted, wanted.formula)
        if wanted.attribute:
            return self._attribute_measure(wanted)
        target = self.reading.target(wanted.mention)
        assert target is not None and wanted.mention is not None
        if wanted.count:
            return self._count(target, wanted)
        if target.kind == "table":
            return self._count(target, wanted)
        return self.fields.aggregate(target, wanted.agg, Declined)

    def _count(self, target: Target, wanted: Wanted) -> str | InlineMeasure:
        if target.kind == "table":
            return (
                self.fields.count_of(wanted.mention, target.table)
                if wanted.mention
                else self.fields.count(target.table)
            )
        if target.kind in ("measure", "derived"):
            return self.fields.name_of(target)
        key = self.roads.foreign_key(target.table, self.fields.column(target))
        if not wanted.distinct and key is not None:
            return self.fields.count(key.to_table)
        return self.fields.inline(
            target.table, "count_distinct", self.fields.expression(target), label_of(self.lexicon, target)
        )

    def _duration(self, wanted: Wanted) -> InlineMeasure:
        assert wanted.between is not None
        first, second = (self.reading.target(i) for i in wanted.between)
        if first is None or second is None or first.table != second.table:
            raise Declined("A time between two dates can only be measured when both dates belong to the same rows.")
        unit = wanted.unit if wanted.unit in ("day", "hour", "week", "month", "year", "minute") else "day"
        dialect = self.lexicon.model.dialect or "duckdb"
        expression = date_difference(self.fields.expression(first), self.fields.expression(second), unit, dialect)
        name = f"{wanted.agg or 'avg'}_{unit}s_from_{first.name}_to_{second.name}"
        agg = wanted.agg or "avg"
        lead = {"avg": "Average ", "max": "Longest ", "min": "Shortest ", "sum": "Total ", "median": "Median "}.get(
            agg, ""
        )
        label = f"{lead}{unit}s from {label_of(self.lexicon, first)} to {label_of(self.lexicon, second)}"
        return InlineMeasure(name=_snake(name), table=first.table, aggregate=agg, expression=expression, label=label)  # type: ignore[arg-type]

    def _formula(self, wanted: Wanted, formula: Formula) -> InlineMeasure:
        pieces: list[str] = []
        table = ""
        for position, operand in enumerate(formula.operands):
            if position:
                pieces.append(formula.operators[position - 1])
            if isinstance(operand, Item):
                target = self.reading.target(operand)
                assert target is not None
                if target.kind == "derived" or (table and target.table != table):
                    raise Declined("A calculation in brackets can only use fields of one table.")
                table = target.table
                pieces.append(self.fields.expression(target))
            else:
                pieces.append(f"{operand:g}")
        agg = wanted.agg or "sum"
        label = (wanted.alias or "Result").strip().capitalize()
        if agg == "avg" and not label.lower().startswith("average"):
            label = f"Average {label.lower()}"
        name = _snake(f"{agg}_{wanted.alias or 'result'}")
        return InlineMeasure(name=name, table=table, aggregate=agg, expression=" ".join(pieces), label=label)  # type: ignore[arg-type]

    def _attribute_measure(self, wanted: Wanted) -> str | InlineMeasure:
        target = self.attribute(wanted)
        return self.fields.aggregate(target, "max" if self.frame.direction == "desc" else "min", Declined)

    def attribute(self, wanted: Wanted) -> Target:
        """The field that a superlative speaks of: the length of "longest river"."""
        tables = self.bases or [t for e in self.frame.entities if (t := getattr(self.reading.target(e), "table", ""))]
        if "date" in wanted.attribute:
            for table in tables:
                found = self.fields.time_of(table)
                if found is not None and found.rpartition(".")[0] == table:
                    return Target("dimension", table, found.rpartition(".")[2])
            raise Declined(f"Nothing here says when these came about, so “{wanted.alias}” has no meaning.")
        for word in wanted.attribute:
            for match in self.lexicon.fields((word,), limit=40):
                if match.target.kind in ("measure", "dimension") and match.target.table in tables:
                    if self.fields.row_field(match.target) is not None:
                        return match.target
        raise Declined(f"Nothing here says what “{wanted.alias}” is measured by.")

    # -- what kind of question it is ---------------------------------------------------------------------------------------

    def _shape(self, measures: list[str | InlineMeasure]) -> str:
        """Lays down measures and dimensions; "aggregate" or "list"."""
        frame, parts = self.frame, self.parts
        parts.measures.extend(measures)
        entity_targets = [self.reading.target(e) for e in frame.entities]
        if (
            frame.rank is not None
            or frame.most_common is not None
            or (frame.top and frame.entities and not frame.groups)
        ):
            return self._ranked()
        if self._having_entity():
            return self._with_having()
        if measures:
            self._columns_beside(measures)
            return "aggregate"
        if (frame.groups or frame.trend) and (frame.entities or frame.columns):
            if frame.entities and entity_targets[0] is not None:
                parts.measures.append(self.fields.count_of(frame.entities[0], entity_targets[0].table))
                self.bases = [entity_targets[0].table]
                return "aggregate"
            raise Declined("The question groups by something, but does not say what to measure.")
        if frame.entities and not frame.columns and not frame.listing and not frame.which:
            table = entity_targets[0].table if entity_targets[0] else self.base
            if self._nameless(table) and (frame.conditions or frame.times):
                parts.measures.append(self.fields.count_of(frame.entities[0], table))
                return "aggregate"
        return self._list()

    def _nameless(self, table: str) -> bool:
        """Whether a table's rows are events that one counts rather than things with names that one lists."""
        shown = self.fields.display(table)
        if shown is None:
            return True
        dimension = self.lexicon.dimension(table, shown)
        words = set(words_of(dimension.label or dimension.name)) if dimension is not None else set()
        numbered = bool(words & {"number", "no", "id", "code", "reference"})
        return numbered and self.lexicon.tables[table].default_time is not None

    def _columns_beside(self, measures: list[str | InlineMeasure]) -> None:
        """ "Return the country and the number of customers": columns beside measures are groups."""
        frame = self.frame
        if not frame.columns and not (frame.entities and (frame.which or frame.listing)):
            return
        for item in frame.columns:
            target = self.reading.target(item)
            if target is None or any(self._same_group(g, target) for g in frame.groups):
                continue
            if target.kind == "table" and (
                target.table in self.bases or self.roads.distance_up(self.bases[0], target.table) is not None
            ):
                if not frame.listing:
                    continue
            elif not (frame.listing or frame.which) and target.kind == "dimension":
                raise Declined(f"It is not clear what “{item.text}” is for: ask “by {item.text}” to group by it.")
            if target.kind in ("measure", "derived"):
                self.parts.measures.append(self.fields.aggregate(target, "", Declined))
            else:
                frame.groups.append(Group(mention=item, text=item.text))
        first = min((w.mention.start for w in frame.wanted if w.mention is not None), default=0)
        asked = [e for e in frame.entities if frame.which or (frame.listing and e.start < first and not frame.groups)]
        for item in asked:
            target = self.reading.target(item)
            if target is not None and target.table not in self.bases:
                frame.groups.insert(0, Group(mention=item, text=item.text))

    def _same_group(self, group: Group, target: Target) -> bool:
        other = self.reading.target(group.mention)
        if other is None:
            return False
        if other.kind == "table" and other.table == target.table:
            return self.lexicon.display(target.table) == target.name
        return (other.table, other.name) == (target.table, target.name)

    def _list(self) -> str:
        frame, parts = self.frame, self.parts
        tables = [t.table for e in frame.entities if (t := self.reading.target(e)) is not None]
        columns = [(i, self.reading.target(i)) for i in frame.columns]
        if not tables and not columns:
            raise Declined("The question does not say what to list.")
        base = tables[0] if tables else self.base
        if self.list_base is not None:
            return self._list_pairs(self.list_base, tables, columns)
        self.bases = [base]
        for item, target in columns:
            assert target is not None
            self._add_column(item, target, base)
        for condition in frame.conditions if not frame.distinct else ():
            if condition.kind in ("compare", "number") and condition.mention is not None:
                row = self.fields.row_field(self.reading.target(condition.mention))
                if row is not None and row.table == base:
                    shown_column = self.dimension(row.table, row.name)
                    if shown_column not in parts.dimensions:
                        parts.dimensions.append(shown_column)
        if tables and columns and frame.distinct and all(t is not None and t.kind == "dimension" for _, t in columns):
            if not any(self._identifies(t, base) for _, t in columns if t):
                asked = {self.dimension(t.table, t.name) for _, t in columns if t}
                parts.dimensions = [d for d in parts.dimensions if d in asked]
                parts.distinct = True
                return "list"
        named = {self._field_name(d) for d in parts.dimensions}
        display = self.fields.display(base)
        wants_display = bool(tables) and not any(self._identifies(t, base) for _, t in columns if t)
        if wants_display:
            lead = display or self.fields.key(base)
            if display is None and frame.names and tables:
                raise Declined(f"Nothing here is the name of {self.fields.say_table(base)}.")
            if lead is None:
                first = [d.name for d in self.lexicon.tables[base].dimensions if not d.hidden][:6]
                if not first:
                    raise Declined(f"“{label_of(self.lexicon, Target('table', base, base))}” has no fields to list.")
                parts.dimensions[:0] = [f"{base}.{n}" for n in first if f"{base}.{n}" not in named]
            elif f"{base}.{lead}" not in named:
                parts.dimensions.insert(0, f"{base}.{lead}")
        if not tables and not parts.measures and all(t is not None and t.kind == "dimension" for _, t in columns):
            # different values of a field, each once
            if frame.distinct or not any(self._identifies(t, base) for _, t in columns if t):
                parts.distinct = True
                return "list"
        for table in tables[1:]:
            shown = self.fields.display(table)
            if (
                shown is not None
                and self.roads.distance_up(base, table) not in (None, 0)
                and not self._conditioned(table)
            ):
                parts.dimensions.append(f"{table}.{shown}")
        return "list"

    def _list_pairs(self, base: str, tables: list[str], columns: list[tuple[Item, Target | None]]) -> str:
        """Rows of the table where several kinds of things meet, each shown by its name."""
        self.bases = [base]
        for table in tables:
            shown = self.fields.display(table) or self.fields.key(table)
            if shown is None:
                raise Declined(f"{self.fields.say_table(table)} have no name to list.")
            self.parts.dimensions.append(self.dimension(table, shown))
        for item, target in columns:
            if target is not None:
                self._add_column(item, target, base)
        return "list"

    def _conditioned(self, table: str) -> bool:
        return any(
            (t := self.reading.target(c.mention)) is not None and t.table == table for c in self.frame.conditions
        )

    def _identifies(self, target: Target, base: str) -> bool:
        return target.table == base and target.name in (self.lexicon.display(base), self.lexicon.key_dimension(base))

    def _add_column(self, item: Item, target: Target, base: str) -> None:
        if target.kind == "table":
            name = self.fields.display(target.table) or self.fields.key(target.table)
            if name is None:
                raise Declined(f"“{item.text}” has no name to show.")
            self.parts.dimensions.append(self.dimension(target.table, name))
            return
        row = self.fields.row_field(target)
        if row is None:
            if target.kind == "measure" and target.table == base or target.kind == "derived":
                self.parts.measures.append(self.fields.name_of(target))
                return
            raise Declined(f"“{item.text}” is a total, not a field of each row.")
        if self.roads.distance_up(base, row.table) is None:
            raise Declined(f"{self.fields.say_table(base).capitalize()} have no single “{item.text}” to show.")
        self.parts.dimensions.append(self.dimension(row.table, row.name))

    # -- rankings -------------------------------------------------------------------------------------------------------

    def _ranked(self) -> str:
        frame, parts = self.frame, self.parts
        parts.limit = frame.top
        direction = frame.direction or frame.most_common or "desc"
        self._judge()
        if frame.most_common is not None:
            return self._most_common()
        rank = frame.rank
        if rank is None:
            return self._top_entities(direction)
        grains = [g for g in frame.groups if g.grain is not None]
        subjects = frame.entities if not frame.groups else [e for e in frame.entities if not self._context_only(e)]
        if frame.groups and (subjects or frame.columns) and not grains:
            raise Declined("The best of each group cannot be asked for in one go here.")
        subject = self._subject_target()
        if subject is None and not frame.groups:
            # "what is the longest river" has its thing behind the adjective; "the cheapest" alone has none
            raise Declined("The question does not say of what the highest or lowest is wanted.")
        target = None if rank.count or rank.formula or rank.between else self._rank_target(rank)
        row = self.fields.row_field(target) if target is not None else None
        own = (
            subject is not None
            and row is not None
            and not rank.agg
            and row.table == subject.table
            and not parts.measures
        )
        if (
            own
            and subject is not None
            and row is not None
            and not frame.groups
            and not self._named_measure(rank, target)
        ):
            self.bases = [subject.table]
            if subject.kind == "table":
                self._list_for_rank(subject)
            else:
                parts.dimensions.append(self.dimension(subject.table, subject.name))
                for item in frame.columns[1:]:
                    extra = self.reading.target(item)
                    if extra is not None:
                        self._add_column(item, extra, subject.table)
            name = self.dimension(row.table, row.name)
            if name not in parts.dimensions:
                parts.dimensions.append(name)
            parts.order.append(OrderBy(field=f"{row.table}.{row.name}", direction=direction))
            parts.filters.append(FieldFilter(field=f"{row.table}.{row.name}", op="is_not_null"))
            return "list"
        measure = self.measure(rank)
        if measure not in parts.measures:
            parts.measures.insert(0, measure)
        self.bases = list(self.tables_of_measure(measure))
        if subject is not None and not frame.groups:
            self._group_by(subject, ranked=True)
        for item in frame.columns:
            extra = self.reading.target(item)
            if extra is not None and extra is not subject and extra.kind == "dimension":
                name = self.dimension(extra.table, extra.name)
                if name not in parts.dimensions:
                    parts.dimensions.append(name)
        for group in frame.groups:
            group.ranked = True
        parts.order.append(OrderBy(field=measure_name(measure), direction=direction))
        return "aggregate"

    def _judge(self) -> None:
        """ "Worst by return rate" may be the highest or the lowest: it is not decided here."""
        if not self.frame.judged:
            return
        for wanted in [*self.frame.wanted, *([self.frame.rank] if self.frame.rank else [])]:
            target = self.reading.target(wanted.mention)
            words = set(words_of(label_of(self.lexicon, target))) if target is not None else set()
            if words & _LESS_IS_BETTER:
                raise Declined(
                    f"It is not clear whether “{self.frame.judged}” means the highest or the lowest "
                    f"{label_of(self.lexicon, target)}: ask for one of them."
                    if target
                    else ""
                )

    def _named_measure(self, rank: Wanted, target: Target | None) -> bool:
        """Whether the ranking number is a governed total rather than a field of each row."""
        if target is None or target.kind not in ("measure", "derived") or target.kind == "derived":
            return target is not None and target.kind == "derived"
        measure = self.lexicon.measure(target.table, target.name)
        return measure is not None and measure.filter is not None

    def _context_only(self, item: Item) -> bool:
        target = self.reading.target(item)
        return target is not None and target.table in self.bases

    def _rank_target(self, rank: Wanted) -> Target | None:
        if rank.attribute:
            return self.attribute(rank)
        return self.reading.target(rank.mention)

    def _subject_target(self) -> Target | None:
        frame = self.frame
        for item in [*frame.entities, *frame.columns]:
            target = self.reading.target(item)
            if target is not None and target.kind in ("table", "dimension"):
                return target
        return None

    def _list_for_rank(self, subject: Target) -> None:
        frame, parts = self.frame, self.parts
        lead = self.fields.display(subject.table) or self.fields.key(subject.table)
        if lead is not None:
            parts.dimensions.append(f"{subject.table}.{lead}")
        for item in frame.columns:
            extra = self.reading.target(item)
            if extra is not None:
                before = list(parts.dimensions)
                self._add_column(item, extra, subject.table)
                if len(parts.dimensions) > len(before) and parts.dimensions[-1] in before:
                    parts.dimensions.pop()

    def _top_entities(self, direction: str) -> str:
        """ "Top 5 cities" after a measure was named: the same things, the highest first."""
        frame, parts = self.frame, self.parts
        subject = self._subject_target()
        assert subject is not None
        if not parts.measures:
            if frame.groups:
                raise Declined("The question does not say by what number the best are chosen.")
            raise Declined(
                f"The question does not say by what the {direction == 'desc' and 'top' or 'bottom'} ones are chosen."
            )
        self._group_by(subject, ranked=True)
        parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=direction))  # type: ignore[arg-type]
        return "aggregate"

    def _most_common(self) -> str:
        frame, parts = self.frame, self.parts
        group = frame.groups[0] if frame.groups else None
        target = self.reading.target(group.mention) if group and group.mention else None
        if target is None or target.kind != "dimension":
            raise Declined("The question does not say how often is counted.")
        if any(self.reading.target(c) != target for c in frame.columns):
            raise Declined("The question asks for one thing by how common another one is, which cannot be asked here.")
        tables = [t.table for e in frame.entities if (t := self.reading.target(e)) is not None] or [target.table]
        parts.measures.append(self.fields.count(tables[0]))
        self.bases = [tables[0]]
        parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=frame.most_common or "desc"))
        return "aggregate"

    # -- groups of which a number is compared ------------------------------------------------------------------------------

    def _having_entity(self) -> bool:
        frame = self.frame
        if frame.wanted or not (frame.entities or frame.columns):
            return False
        subject = self._subject_target()
        return subject is not None and any(self._is_having(c, subject) for c in frame.conditions)

    def _is_having(self, condition, subject: Target) -> bool:  # type: ignore[no-untyped-def]
        if condition.kind != "compare":
            return False
        target = self.reading.target(condition.mention)
        if target is None:
            return False
        counted = condition.wanted is not None and condition.wanted.count
        if counted or (condition.wanted is not None and condition.wanted.agg):
            return True
        if target.kind == "derived":
            return True
        row = self.fields.row_field(target)
        if target.kind in ("measure",) and row is None:
            return True
        table = row.table if row else target.table
        return (
            self.roads.distance_up(subject.table, table) is None
            and self.roads.distance_up(table, subject.table) is not None
        )

    def _with_having(self) -> str:
        frame, parts = self.frame, self.parts
        subject = self._subject_target()
        assert subject is not None
        for condition in frame.conditions:
            if self._is_having(condition, subject):
                wanted = condition.wanted or Wanted(mention=condition.mention)
                measure = self.measure(wanted)
                if measure not in parts.measures:
                    parts.measures.append(measure)
        if (
            any(subject.table == t for m in parts.measures for t in self.tables_of_measure(m))
            and subject.kind == "table"
        ):
            if not any(self.roads.foreign_key(subject.table, c) for c in ()):
                self.bases = [t for m in parts.measures for t in self.tables_of_measure(m)]
        self.bases = list(dict.fromkeys(t for m in parts.measures for t in self.tables_of_measure(m)))
        self._group_by(subject, ranked=True)
        for item in frame.columns:
            extra = self.reading.target(item)
            if extra is not None and extra is not subject and extra.kind == "dimension":
                parts.dimensions.append(self.dimension(extra.table, extra.name))
        return "aggregate"

    # -- groups -------------------------------------------------------------------------------------------------------------

    def _groups(self, shape: str) -> None:
        frame, parts = self.frame, self.parts
        for group in frame.groups:
            if group.grain is not None and group.mention is not None:
                target = self.reading.target(group.mention)
                assert target is not None
                parts.dimensions.append(DimensionRef(field=f"{target.table}.{target.name}", grain=group.grain))
            elif group.grain is not None:
                name = self.time_field(group.text)
                parts.dimensions.append(DimensionRef(field=name, grain=group.grain))
            elif group.mention is not None:
                target = self.reading.target(group.mention)
                assert target is not None
                self._group_by(target, ranked=group.ranked or frame.top is not None)
        if frame.trend and not any(isinstance(d, DimensionRef) and d.grain for d in parts.dimensions):
            if shape == "aggregate":
                parts.dimensions.append(DimensionRef(field=self.time_field("trend"), grain="month"))
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

    def _group_by(self, target: Target, ranked: bool = False) -> None:
        parts = self.parts
        if target.kind == "table":
            name = self.fields.display(target.table)
            if name is None:
                name = self.fields.key(target.table)
            if name is None:
                raise Declined(f"“{label_of(self.lexicon, target)}” has no name or key to group by.")
            table = target.table
        else:
            table, name = target.table, target.name
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

    def dimension(self, table: str, name: str) -> str | DimensionRef:
        """The dimension, with its road where the question named one."""
        road = self.road_to(table)
        return DimensionRef(field=f"{table}.{name}", via=road) if road else f"{table}.{name}"

    def road_to(self, table: str) -> str | None:
        """The relationship that the question chose on the way to this table, if there are several."""
        if not self.via or not self.bases:
            return None
        for road in self.roads.up(self.bases[0]).get(table, []):
            for name in self.via.values():
                if name in road:
                    return name
        return None

    # -- time -----------------------------------------------------------------------------------------------------------------

    def time_field(self, words: str = "") -> str:
        """The time dimension that a period of this question means. Raises Declined when there is none."""
        found = [self.fields.time_of(table) for table in self.bases]
        if found and all(f is not None for f in found):
            own = list(dict.fromkeys(f for f in found if f is not None))
            if len(own) == 1:
                return own[0]
            return SHARED_TIME  # each measure by its own date
        if found and any(f is not None for f in found) and len(self.parts.measures) <= 1:
            return next(f for f in found if f is not None)
        names = " and ".join(self.fields.say_table(t) for t in self.bases) or "this"
        raise Declined(f"{names[:1].upper()}{names[1:]} has no date, so it cannot be cut by time.")

    def _time(self, shape: str) -> None:
        frame, parts = self.frame, self.parts
        if frame.compare is not None:
            parts.compare = Compare(to=frame.compare)
            if not frame.times and not any(g.grain for g in frame.groups) and parts.measures and not frame.trend:
                # "year over year" alone: every year beside the one before
                grain = frame.compare.removeprefix("previous_")
                frame.groups.append(Group(grain=grain if grain != "period" else "month"))  # type: ignore[arg-type]
        if not frame.times:
            return
        years = [t.bare_year for t in frame.times]
        if len(frame.times) > 1 and all(y is not None for y in years) and all(self.fields.time_of(b) is None for b in self.bases):
            held = self.fields.year_field(self.bases)
            if held is not None:
                parts.filters.append(FieldFilter(field=held, op="in", values=tuple(y for y in years if y is not None)))
                return
        if len(frame.times) > 1 and self._side_by_side():
            return
        if len(frame.times) > 1:
            merged = _merge([t.range for t in frame.times if t.range is not None])
            if merged is None:
                raise Declined(
                    "The question names several periods; ask about one, or compare it with the period before."
                )
            chosen = merged
        else:
            first = frame.times[0].range
            assert first is not None
            chosen = first
        year = frame.times[0].bare_year
        try:
            name = self.time_field()
        except Declined:
            if year is not None and len(frame.times) == 1:
                number = self.fields.year_field(self.bases)
                if number is not None:
                    parts.filters.append(FieldFilter(field=number, op="=", values=(year,)))
                    return
            raise
        if frame.times[0].point and not self._balances():
            raise Declined("A state at the end of a period is only known for balances such as stock.")
        parts.time = TimeFilter(field=None if name == SHARED_TIME else name, range=chosen)

    def _balances(self) -> bool:
        """Whether every measure is a balance: the last day of a period is its value."""
        for measure in self.parts.measures:
            target = self.fields.target_of(measure) if isinstance(measure, str) else None
            found = self.lexicon.measure(target.table, target.name) if target and target.kind == "measure" else None
            if found is None or found.additive_over != "not time":
                return False
        return bool(self.parts.measures)

    def _side_by_side(self) -> bool:
        """ "2024 vs 2025", "in June and July 2025": neighbouring periods of one length become groups."""
        frame, parts = self.frame, self.parts
        spans = sorted((t.range.from_, t.range.to) for t in frame.times if t.range and t.range.from_ and t.range.to)
        if len(spans) != len(frame.times) or not parts.measures:
            return False
        grains = {_grain_of(a, b) for a, b in spans}
        if len(grains) != 1 or None in grains or any(x[1] != y[0] for x, y in itertools.pairwise(spans)):
            return False
        name = self.time_field()
        name = None if name == SHARED_TIME else name  # type: ignore[assignment]
        parts.time = TimeFilter(field=name, range=TimeRange(from_=spans[0][0], to=spans[-1][1]))
        if not any(g.grain for g in frame.groups):
            frame.groups.append(Group(grain=grains.pop()))
        return True

    # -- order, calculations ------------------------------------------------------------------------------------------------------

    def _calculations(self) -> None:
        parts = self.parts
        for kind, window in self.frame.calculations:
            if not parts.measures:
                raise Declined("A share, trend or running total needs a number to work on.")
            if kind in ("percent_change", "difference") and (parts.compare is not None):
                continue
            if kind == "share_of_total" and not parts.dimensions:
                raise Declined("A share needs groups to be a share of: ask for it “by” something.")
            timed = any(isinstance(d, DimensionRef) and d.grain for d in parts.dimensions)
            if kind in ("running_total", "moving_average", "percent_change", "difference") and not timed:
                parts.dimensions.append(DimensionRef(field=self.time_field(kind), grain="month"))
            within = ()
            parts.calculations.append(
                Calculation(kind=kind, of=measure_name(parts.measures[0]), window=window, within=within)  # type: ignore[arg-type]
            )

    def _order(self, shape: str) -> None:
        parts = self.parts
        for key, direction in self.frame.order:
            if key is None and "alphabetical" in self.frame.notes:
                if parts.dimensions:
                    parts.order.insert(
                        0, OrderBy(field=self._field_name(parts.dimensions[0]), direction=direction or "asc")
                    )
                continue
            if key is None:
                if parts.order:
                    parts.order[0] = OrderBy(field=parts.order[0].field, direction=direction or "asc")
                elif parts.measures:
                    parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=direction or "asc"))
                elif parts.dimensions:
                    parts.order.append(
                        OrderBy(field=self._field_name(parts.dimensions[-1]), direction=direction or "asc")
                    )
                continue
            name = self._order_name(key)
            parts.order = [o for o in parts.order if o.field != name] if len(parts.order) > 1 else []
            parts.order.append(OrderBy(field=name, direction=direction or "asc"))

    def _order_name(self, key: Wanted | Item) -> str:
        item = key.mention if isinstance(key, Wanted) else key
        target = self.reading.target(item)
        assert target is not None
        if isinstance(key, Wanted) or target.kind in ("measure", "derived"):
            measure = self.measure(key if isinstance(key, Wanted) else Wanted(mention=item))
            for present in self.parts.measures:
                if measure_name(present) == measure_name(measure):
                    return measure_name(present)
            if target.kind == "measure" and not self.parts.measures:
                row = self.fields.row_field(target)
                if row is not None:
                    return self._listed(f"{row.table}.{row.name}")
            self.parts.measures.append(measure)
            return measure_name(measure)
        if target.kind == "table":
            for present in self.parts.measures:
                if target.table in self.tables_of_measure(present):
                    return measure_name(present)
            name = self.fields.display(target.table) or self.fields.key(target.table)
            return self._listed(f"{target.table}.{name}")
        for present in self.parts.measures:
            if isinstance(present, InlineMeasure) and present.expression == self.fields.expression(target):
                return present.name
        return self._listed(f"{target.table}.{target.name}")

    def _listed(self, name: str) -> str:
        if name not in {self._field_name(d) for d in self.parts.dimensions}:
            if self.parts.measures:
                raise Declined("The order is by something that is not part of the answer.")
            self.parts.dimensions.append(name)
        return name

    @staticmethod
    def _field_name(dimension: str | DimensionRef) -> str:
        return dimension if isinstance(dimension, str) else dimension.field

    # -- measures that conditions changed ------------------------------------------------------------------------------------------

    def filter_inline(self, table: str, sql: str) -> None:
        """Keep a condition that only SQL over `table`'s own columns can say, for that table's measures."""
        self.inline_filters.append((table, sql))

    def _inline(self) -> None:
        for table, sql in self.inline_filters:
            changed: list[str | InlineMeasure] = []
            for measure in self.parts.measures:
                made = self.fields.filtered(measure, table, sql)
                if made is None:
                    raise Declined(
                        "That condition compares two fields, which only works for measures of the same table."
                    )
                changed.append(made)
                old, new = measure_name(measure), made.name
                self.parts.order = [
                    o if o.field != old else OrderBy(field=new, direction=o.direction) for o in self.parts.order
                ]
                self.parts.calculations = [
                    c if c.of != old else c.model_copy(update={"of": new}) for c in self.parts.calculations
                ]
            if not self.parts.measures:
                raise Declined("Two fields can be compared when something is counted or added up, not in a list.")
            self.parts.measures = changed

    def tables_of_measure(self, measure: str | InlineMeasure) -> tuple[str, ...]:
        """The tables whose rows it adds up."""
        if isinstance(measure, InlineMeasure):
            return (measure.table,)
        return self.reader.tables_of(self.fields.target_of(measure))


_LESS_IS_BETTER = frozenset(
    "return refund cost churn bounce failure failed cancellation cancelled defect complaint day time duration delay error expense loss".split()
)


def measure_name(measure: str | InlineMeasure) -> str:
    """What order and calculations call it."""
    return measure if isinstance(measure, str) else measure.name


def _merge(ranges: list[TimeRange]) -> TimeRange | None:
    """The overlap of two half-open ranges ("after May 1 and before June 1"), None when they are separate periods."""
    plain = [r for r in ranges if r.from_ is not None or r.to is not None]
    if len(plain) != len(ranges):
        return None
    starts = [r.from_ for r in plain if r.from_ is not None]
    ends = [r.to for r in plain if r.to is not None]
    start = max(starts) if starts else None  # type: ignore[type-var]
    end = min(ends) if ends else None  # type: ignore[type-var]
    if start is not None and end is not None and start >= end:  # type: ignore[operator]
        return None
    return TimeRange(from_=start, to=end)


def _grain_of(start: date, end: date) -> Grain | None:
    for grain, months in (("month", 1), ("quarter", 3), ("year", 12)):
        if start.day == 1 and month_start(start, months) == end:
            return grain  # type: ignore[return-value]
    return "day" if (end - start).days == 1 else None


def date_difference(start: str, end: str, unit: Grain, dialect: str) -> str:
    """SQL of whole `unit`s from `start` to `end` in the dialect of the model."""
    from sqlglot import exp, parse_one

    if dialect == "duckdb":
        return f"date_diff('{unit}', {start}, {end})"
    tree = exp.DateDiff(
        this=parse_one(end, dialect=dialect), expression=parse_one(start, dialect=dialect), unit=exp.var(unit.upper())
    )
    return tree.sql(dialect=dialect)


def _snake(text: str) -> str:
    return re.sub(r"\W+", "_", text.lower()).strip("_")
