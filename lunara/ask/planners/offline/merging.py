"""What a follow-up says, put into the query of the question before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.describe import describe
from lunara.ask.paths import Roads
from lunara.ask.planners.offline import period_before
from lunara.ask.planners.offline.assembly import (
    Assembler,
    Declined,
    Parts,
    dates,
    measure_name,
    measuring,
    ordering,
    spans,
)
from lunara.ask.planners.offline.assembly.conditions import Conditions
from lunara.ask.planners.offline.assembly.parts import LOST, Open
from lunara.ask.planners.offline.followup import Lead
from lunara.ask.planners.offline.frame import Condition, Frame, Group, Wanted, copy_of
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.planners.offline.share_before import of_another_value
from lunara.semantic.compiled import Clock
from lunara.semantic.query import (
    Calculation,
    Compare,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    OrderBy,
    OrFilter,
    SemanticQuery,
    TimeFilter,
)

NUMBER = "number"
"""Key of what is open where the question before shows several numbers and one of them has to decide."""


class Merger:
    """Puts what a follow-up says into the query before it.

    `decided` is the name of the number that decides an order or is calculated with, where the question before shows several.
    """

    def __init__(
        self,
        base: SemanticQuery,
        frame: Frame,
        lexicon: Lexicon,
        roads: Roads,
        *,
        clock: Clock,
        lead: Lead,
        decided: str = "",
    ):
        self.base = base
        self.frame = copy_of(frame)
        self.lexicon = lexicon
        self.roads = roads
        self.clock = clock
        self.lead = lead
        self.decided = decided
        probe = self._assembler(Reading())
        tables = [t for m in base.measures for t in probe.tables_of_measure(m)]
        if not tables:
            tables = [(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in base.dimensions]
        self._tables = list(dict.fromkeys(t for t in tables if t in lexicon.tables))

    def readings(self) -> list[Reading]:
        """What its words can mean, the likeliest first. Raises Declined."""
        self._ranked_by_number()
        self._as_conditions(self._tables)
        self._of_the_same_field()
        readings = Reader(self.frame, self.lexicon, self.roads, tuple(self._tables)).readings()
        if not readings:
            raise Declined("That does not fit the question before.")
        return readings

    def query(self, reading: Reading) -> SemanticQuery:
        """The changed query, in one of its `readings`, which gets the tables that it is of. Raises Declined.

        Raises Open with the key NUMBER where one of several numbers has to decide, and nothing says which.
        """
        whole = self.frame
        for thing in whole.entities:
            self._said_of(thing, reading)
        try:
            self.frame = copy_of(whole)
            self.frame.entities = []
            return self._query(reading, self._tables)
        finally:
            self.frame = whole

    def _query(self, reading: Reading, tables: list[str]) -> SemanticQuery:
        frame, base = self.frame, self.base
        new_head = bool(frame.wanted or frame.rank)
        if not new_head:
            reading.base = tuple(tables)
            again = Reader(frame, self.lexicon, self.roads)
            reading.chosen, reading.score = dict(reading.chosen.items()), 0.0
            if not again._rest(reading):
                raise Declined("That does not fit the question before.")
        made = self._assembler(reading)
        made.bases = list(reading.base or tables)
        made.roles()
        parts = made.parts
        measures = list(base.measures)
        order = list(base.order_by)
        if new_head:
            measures = [measuring.measure(made, w) for w in frame.wanted]
            if self.lead.adds:
                measures = [*base.measures, *(m for m in measures if m not in base.measures)]
            order = [o for o in order if o.field not in {measure_name(m) for m in base.measures}]
            if frame.rank is not None:
                measures = measures or [measuring.measure(made, frame.rank)]
                order = [OrderBy(field=measure_name(measures[0]), direction=frame.direction or "desc")]
            elif base.order_by and not order:
                order = [OrderBy(field=measure_name(measures[0]), direction=base.order_by[0].direction)]
            made.bases = list(dict.fromkeys(t for m in measures for t in made.tables_of_measure(m)))
        parts.measures = list(measures)
        filters, dimensions = self._filters(made), self._dimensions(made)
        time, filters = self._time(made, filters)
        limit = base.limit
        if frame.top is not None:
            limit = frame.top
            direction = frame.direction or "desc"
            if measures:
                named = new_head or any(key is not None for key, _ in frame.order)
                first = measure_name(measures[0]) if named else self._deciding(base.order_by)
                order = [OrderBy(field=first, direction=direction)]
        if frame.removes and not frame.conditions and not frame.times:
            limit = base.limit
        if (
            limit is not None
            and limit == base.limit
            and frame.top is None
            and _only_periods(base.dimensions, dimensions)
        ):
            raise Declined(
                f"The question before picks the best {limit}. It is not clear whether their numbers by time are asked for, or "
                "those of all. Ask the whole of it in one question."
            )
        parts.dimensions = list(dimensions)
        for key, direction_ in frame.order:
            if key is not None:
                name = self._order_name(made, key)
            elif measures:
                name = measure_name(measures[0]) if new_head else self._deciding(base.order_by)
            else:
                name = ""
            if name:
                order = [OrderBy(field=name, direction=direction_ or "asc")]
        if frame.direction is not None and frame.top is None and measures and not frame.order:
            first = measure_name(measures[0]) if new_head else self._deciding(base.order_by)
            order = [OrderBy(field=first, direction=frame.direction)]
        measures = list(parts.measures)
        if frame.counts_all:
            measures, dimensions, order, limit = [self._count_of(made, tables)], [], [], None
        if (
            limit is not None
            and measures
            and not frame.removes
            and (frame.top is not None or dimensions != list(base.dimensions))
        ):
            filters = [*filters, *(f for f in _told(dimensions) if f not in filters)]
        shown = {d if isinstance(d, str) else d.field for d in dimensions}
        before = {d if isinstance(d, str) else d.field for d in base.dimensions}
        filters = [
            f
            for f in filters
            if not (isinstance(f, FieldFilter) and f.op == "is_not_null" and f.field in before - shown)
        ]
        names = {measure_name(m) for m in measures} | {d if isinstance(d, str) else d.field for d in dimensions}
        order = [o for o in order if o.field in names or not measures]
        calculations = [c for c in base.calculations if c.of in names]
        for kind, window in frame.calculations:
            if not measures:
                raise Declined("A share or trend needs a number to work on.")
            if kind in ("percent_change", "difference") and frame.compare is not None:
                continue
            of = measure_name(measures[0]) if new_head else self._deciding()
            if kind in _OF_PERIODS and base.compare is None and not any(_grain(d) for d in dimensions):
                if limit is not None:
                    raise Declined(
                        "The question before picks the best ones. Ask for how they went in a question of its own."
                    )
                dimensions = [*dimensions, DimensionRef(field=spans.time_field(made, kind), grain="month")]
            if all((c.kind, c.of) != (kind, of) for c in calculations):
                calculations.append(Calculation(kind=kind, of=of, window=window))  # type: ignore[arg-type]
        if new_head:
            limit = base.limit if dimensions else None
        if not dimensions:
            limit = None if not measures or base.dimensions else limit
        changed = SemanticQuery(
            measures=tuple(measures),
            dimensions=tuple(dimensions),
            filters=tuple(filters),
            time=time,
            compare=Compare(to=frame.compare) if frame.compare is not None else base.compare,
            calculations=tuple(calculations),
            order_by=tuple(order),
            limit=limit,
            fill_time=base.fill_time,
            keep_empty=base.keep_empty,
            distinct=base.distinct and not measures,
        )
        return of_another_value(made, base, changed, self.lead)

    def _ranked_by_number(self) -> None:
        """ "Top 3 by labour cost": a number after a rank decides, and nothing is grouped by its values. Raises Declined."""
        frame = self.frame
        for group in [g for g in frame.groups if frame.top is not None and g.mention is not None]:
            item = group.mention
            exact = [m.target for m in item.matches if m.exact] if item is not None else []
            numbers = [t for t in exact if t.kind in ("measure", "derived")]
            if item is None or not numbers:
                continue
            shown = [t.name for t in numbers if t.name in self.base.measures]
            if len(shown) != 1:
                raise Declined(f"The question before does not show “{item.text}”. Ask for the best by it anew.")
            frame.groups.remove(group)
            frame.filler.append(item)
            self.decided = shown[0]

    def _deciding(self, ordered: Sequence[OrderBy] = ()) -> str:
        """The number of the question before that decides: its only one, the one that it is `ordered` by, or the chosen one.

        Raises Open.
        """
        names = [measure_name(m) for m in self.base.measures]
        by = [o.field for o in ordered if o.field in names]
        if len(names) == 1 or self.decided in names or by:
            return self.decided if self.decided in names else [*by, *names][0]
        model = self.lexicon.model
        labels = [describe(SemanticQuery(measures=(m,)), model) for m in self.base.measures]
        text = "The question before shows several numbers. Which one is meant?"
        raise Open(text, NUMBER, tuple(zip(labels, names, strict=True)))

    def _order_name(self, made: Assembler, key: Wanted | Item) -> str:
        """What the order is by; "by name" is by the only thing that is named in the answer."""
        item = key.mention if isinstance(key, Wanted) else key
        shown = [d for d in made.parts.dimensions if isinstance(d, str)]
        if item is not None and item.low in ("name", "names") and len(shown) == 1:
            return shown[0]
        return ordering.order_name(made, key)

    def _count_of(self, made: Assembler, tables: list[str]) -> str | InlineMeasure:
        """ "How many are there?" after a list: the number of its rows."""
        if len(self.base.measures) == 1:
            return self.base.measures[0]
        if self.base.measures or not tables:
            raise Declined("It is not clear what should be counted.")
        return made.fields.count(tables[0])

    def _assembler(self, reading: Reading) -> Assembler:
        made = Assembler(self.frame, reading, self.lexicon, self.roads, self.clock)
        made.parts = Parts()
        return made

    def _of_the_same_field(self) -> None:
        """ "And silver?" behind a question of gold members: a value of the field that the question before goes by."""
        shown = {d if isinstance(d, str) else d.field for d in self.base.dimensions}
        fields = shown | {f.field for f in self.base.filters if isinstance(f, FieldFilter)}
        for condition in self.frame.conditions:
            said = condition.mention if condition.kind == "value" else None
            same = (
                [m for m in said.matches if m.exact and f"{m.target.table}.{m.target.name}" in fields] if said else []
            )
            if said is not None and same and all(m.target.kind == "value" for m in same):
                said.matches = same

    def _as_conditions(self, tables: list[str]) -> None:
        """A bare name in a follow-up: "what about customers" asks for their count, "by" was left out for a field."""
        frame = self.frame
        for item in list(frame.columns):
            boolean = False
            for match in item.matches:
                if match.target.kind == "dimension":
                    dimension = self.lexicon.dimension(match.target.table, match.target.name)
                    boolean = dimension is not None and dimension.type == "boolean"
                    break
            frame.columns.remove(item)
            if boolean:
                frame.conditions.append(Condition("value", item))
            else:
                frame.groups.append(Group(mention=item, text=item.text))
        narrows = self.lead.narrows or frame.only
        for item in list(frame.entities):
            if narrows and (frame.top is None or frame.wanted):
                self._narrowed_to(item, tables)  # it stays until its conditions are read
                continue
            frame.entities.remove(item)
            if self._only_whose(item, tables) or self._its_own_rows(item, tables):
                continue  # "only electric bikes", of trips; "excluding late parcels", of parcels
            if frame.top is not None and not frame.wanted:
                frame.groups.append(Group(mention=item, text=item.text))  # "top 5 products instead"
            else:
                frame.wanted.append(Wanted(mention=item, count=True))
        if narrows and {"only", "just", "for"} & set(self.lead.words):
            frame.wanted = [wanted for wanted in frame.wanted if not self._is_of_its_rows(wanted, tables)]

    def _narrowed_to(self, item: Item, tables: list[str]) -> None:
        """ "Only for orders that were shipped": the rows that the question before is of, or what they belong to; no new number.

        Raises Declined.
        """
        frame = self.frame
        things = {m.target.table for m in item.matches if m.target.kind == "table"}
        if not any(all(self.roads.distance_up(one, thing) is not None for one in tables) for thing in things):
            raise Declined(f"The question before is not asked of “{item.text}”. Ask for them in a question of its own.")
        if not (frame.conditions or frame.times or frame.groups):
            raise Declined(f"Which of “{item.text}” are meant is not said. Name what they have in common.")
        frame.filler.append(item)

    def _said_of(self, thing: Item, reading: Reading) -> None:
        """ "Only for suppliers in Germany" is never the customers' Germany. Raises Declined."""
        tables = {m.target.table for m in thing.matches if m.target.kind == "table"}
        for condition in self.frame.conditions:
            target = reading.target(condition.mention)
            if condition.mention is None or target is None or condition.kind in ("event", "exists"):
                continue
            if not any(self.roads.distance_up(one, target.table) is not None for one in tables):
                raise Declined(f"“{condition.mention.text}” is not said of “{thing.text}” in this data.")

    def _is_of_its_rows(self, wanted: Wanted, tables: list[str]) -> bool:
        """Whether a number that counts rows only says again what the question before is of: "only for orders placed online".

        Raises Declined for a number of some of the rows ("only for online orders"): it, or the question before of those rows,
        is for the person to say.
        """
        mention = wanted.mention
        if mention is None or wanted.count:
            return False
        for match in mention.matches:
            measure = self.lexicon.measure(match.target.table, match.target.name)
            if measure is None or measure.aggregate != "count" or measure.expression is not None:
                continue
            if measure.filter:
                raise Declined(
                    f"“{mention.text}” is a number of its own. Ask for it by itself, or say what the rows have in common that "
                    "the question before is narrowed to."
                )
            near = all(self.roads.distance_up(one, match.target.table) is not None for one in tables)
            if self.frame.conditions and near:
                self.frame.filler.append(mention)
                return True
        return False

    def _its_own_rows(self, item: Item, tables: list[str]) -> bool:
        """Whether a thing with a condition right before it only says again what the question before is of."""
        said = any(c.mention is not None and c.mention.end == item.start for c in self.frame.conditions)
        things = {m.target.table for m in item.matches if m.target.kind == "table"}
        return said and bool(things & set(tables)) and not self.frame.wanted and not self.frame.counts_all

    def _only_whose(self, item: Item, tables: list[str]) -> bool:
        """Whether a thing with a value of its own only tells which rows of the question before are meant."""
        things = {m.target.table for m in item.matches if m.target.kind == "table"}
        said = {
            m.target.table
            for c in self.frame.conditions
            if c.kind == "value" and c.mention is not None
            for m in c.mention.matches[:1]
        }
        beyond = [t for t in things & said if all((self.roads.distance_up(b, t) or 0) > 0 for b in tables)]
        return bool(tables and beyond)

    def _filters(self, made: Assembler) -> list[Filter]:
        frame = self.frame
        kept = list(self.base.filters)
        if frame.removes:
            if frame.columns or frame.groups or frame.wanted or frame.entities:
                raise Declined("Only filters and periods can be taken away; ask the question anew without the rest.")
            if not frame.conditions and not kept and not frame.times:
                raise Declined("The question before has no filter that could be taken away.")
            if not frame.conditions:
                return []
            touched = set()
            for condition in frame.conditions:
                target = made.reading.target(condition.mention)
                if target is not None:
                    touched.add(f"{target.table}.{target.name}")
            left = [f for f in kept if field_of(f) not in touched]
            if len(left) == len(kept):
                raise Declined("The question before has no such filter that could be taken away.")
            return left
        before = list(made.parts.filters)
        Conditions(made).apply()
        added = [f for f in made.parts.filters if f not in before]
        for one in added:
            if isinstance(one, ExistsFilter):
                kept = period_before.without_that(kept, one)
            if isinstance(one, FieldFilter):
                if self.lead.adds and any(_instead(f, one) for f in kept):
                    raise Declined(
                        "The question before has a condition on that already, and it is not clear whether this one "
                        "comes instead. Ask for both in one question."
                    )
                kept = [
                    f
                    for f in kept
                    if not (
                        isinstance(f, FieldFilter)
                        and (f.field, f.via, f.part) == (one.field, one.via, one.part)
                        and _same_side(f, one)
                    )
                    and not (one.op in ("=", "in") and field_of(f) == field_of(one))
                ]
        return [*kept, *added]  # type: ignore[list-item]

    def _dimensions(self, made: Assembler) -> list[str | DimensionRef]:
        frame = self.frame
        base = list(self.base.dimensions)
        if not frame.groups and not frame.trend:
            return base
        if self.lead.whereof and self.base.limit is not None:
            raise Declined("The question before picks the best ones. Ask for what they belong to in one question.")
        wanted = replace(frame, top=None, direction=None)
        made.frame = wanted
        made.parts.dimensions = []
        made.groups("aggregate")
        made.frame = frame
        fresh = list(made.parts.dimensions)
        if self.lead.adds or (
            any(w == "and" for w in self.lead.words[:1]) and not any(w in ("now",) for w in self.lead.words)
        ):
            cut = {d.field for d in fresh if isinstance(d, DimensionRef) and d.grain}
            finer = [d for d in base if isinstance(d, DimensionRef) and d.grain and d.field in cut and d not in fresh]
            if finer and self.lead.adds:
                raise Declined(
                    f"The question before is by {finer[0].grain} already. Dates are grouped in one way at a time: ask for the "
                    "other one instead."
                )
            kept = [d for d in base if not (isinstance(d, DimensionRef) and d.grain and d.field in cut)]
            return [*kept, *(d for d in fresh if d not in kept)]  # "and per quarter", after "per month"
        dated = [
            d
            for d in base
            if isinstance(d, DimensionRef) and d.grain and _grain(fresh[0]) and d.field == _field(fresh[0])
        ]
        if len(fresh) == len(dated) == 1 and len(base) > 1:
            return [fresh[0] if d is dated[0] else d for d in base]  # "by week", after "by month and store"
        return fresh

    def _time(self, made: Assembler, filters: list[Filter]) -> tuple[TimeFilter | None, list[Filter]]:
        """The period, and the filters, which hold it where the question before has it in one of them. Raises Declined."""
        frame, base = self.frame, self.base
        if not frame.times:
            return base.time, filters
        if frame.removes:
            return None, filters
        if len(frame.times) > 1:
            raise Declined("The question names several periods; ask about one.")
        chosen = frame.times[0].range
        if chosen is None:
            raise Declined(LOST)
        if base.time is not None and self.lead.adds and base.time.range != chosen:
            raise Declined("The question before has a period already. Ask for both, for example by year or by month.")
        if base.time is not None:
            return TimeFilter(field=base.time.field, range=chosen, via=base.time.via), filters
        before = [f for f in base.filters if f in filters]
        span = dates.bounds(frame.times[0], made)
        held = period_before.in_its_place(before, base.measures, self._tables, span)
        if held is None:
            return TimeFilter(field=spans.time_field(made), range=chosen), filters
        if self.lead.adds:
            raise Declined("The question before has a period already. Ask for both, for example by year or by month.")
        return None, [*held, *(f for f in filters if f not in before)]


def _told(dimensions: Sequence[str | DimensionRef]) -> list[FieldFilter]:
    """Of a ranking: rows of which it is not known what they belong to are none of the best."""
    refs = [DimensionRef(field=d) if isinstance(d, str) else d for d in dimensions]
    return [FieldFilter(field=d.field, op="is_not_null", via=d.via) for d in refs if d.grain is None and d.part is None]


def _field(dimension: str | DimensionRef) -> str:
    return dimension if isinstance(dimension, str) else dimension.field


def _grain(dimension: str | DimensionRef) -> bool:
    """Whether a group is a period."""
    return isinstance(dimension, DimensionRef) and dimension.grain is not None


_OF_PERIODS = frozenset(("percent_change", "difference", "running_total", "moving_average"))
"""What is calculated from one period to the next, never from one country to another."""


def _only_periods(before: Sequence[str | DimensionRef], now: Sequence[str | DimensionRef]) -> bool:
    """Whether things were shown, and periods alone are asked for instead."""
    times = [d for d in now if isinstance(d, DimensionRef) and (d.grain is not None or d.part is not None)]
    return bool(now) and len(times) == len(now) and not any(d in now for d in before)


def field_of(found: Filter) -> str:
    """The field that a filter is about, an exclusion that keeps empty values included; "" when there are several."""
    if isinstance(found, FieldFilter):
        return found.field if found.part is None else f"{found.part} of {found.field}"
    names = {field_of(one) for one in found.or_} if isinstance(found, OrFilter) else {""}
    return names.pop() if len(names) == 1 else ""


def _instead(before: Filter, one: FieldFilter) -> bool:
    """Whether two conditions are on one field and can not both be meant."""
    if before == one or field_of(before) != field_of(one):
        return False
    return not isinstance(before, FieldFilter) or _same_side(before, one)


def _same_side(a: FieldFilter, b: FieldFilter) -> bool:
    """Two filters of one field of which the newer replaces the older; a lower and an upper bound live together."""
    lower, upper = (">", ">="), ("<", "<=")
    return not ((a.op in lower and b.op in upper) or (a.op in upper and b.op in lower))
