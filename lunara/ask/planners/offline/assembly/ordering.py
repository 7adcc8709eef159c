"""Order, calculations over the result, and measures that a condition changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import ages, measuring, spans
from lunara.ask.planners.offline.assembly.parts import LOST, Declined, field_filter, measure_name
from lunara.ask.planners.offline.frame import Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.semantic.query import (
    Calculation,
    DimensionRef,
    ExistsFilter,
    InlineMeasure,
    OrderBy,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def calculations(a: Assembler) -> None:
    parts = a.parts
    if a.frame.quotient:
        quotient(a)
    for kind, window in a.frame.calculations:
        if not parts.measures:
            raise Declined("A share, trend or running total needs a number to work on.")
        timed = next((d.grain for d in parts.dimensions if isinstance(d, DimensionRef) and d.grain), None)
        if kind in ("percent_change", "difference") and parts.compare is None:
            parts.compare = spans.before_it(a, timed or "month")
        if kind in ("share_of_total", "running_total"):
            added_up(a)
        if (
            kind in ("percent_change", "difference")
            and parts.compare is not None
            and not timed
            and not parts.dimensions
        ):
            continue
        if kind == "share_of_total" and not parts.dimensions:
            raise Declined("A share needs groups to be a share of: ask for it “by” something.")
        if (
            kind in ("running_total", "moving_average", "percent_change", "difference")
            and not timed
            and parts.compare is None
        ):
            parts.dimensions.append(DimensionRef(field=spans.time_field(a, kind), grain="month"))
        within = _whole_of(a) if kind == "share_of_total" else ()
        parts.calculations.append(
            Calculation(kind=kind, of=measure_name(parts.measures[0]), window=window, within=within)  # type: ignore[arg-type]
        )


_WITHIN_EACH = frozenset(("per", "in each", "for each", "within each", "in every", "for every", "within every"))
"""How the group is said that a share is taken within, beside one that is said with "by" or "of each"."""


def _whole_of(a: Assembler) -> tuple[str, ...]:
    """Within what the parts of a share come to one: each of a second group that is said with "each" or "per"; else of all."""
    dimensions = a.parts.dimensions
    if any(isinstance(d, DimensionRef) and (d.grain or d.part) for d in dimensions):
        return ()  # within each period, which is seen to where that is shown
    groups = a.frame.groups
    within = [n for n, group in enumerate(groups) if group.word in _WITHIN_EACH]
    if len(within) == 1 and len(groups) == len(dimensions) == 2:
        a.parts.caveats.append(f"The shares are those within each {groups[within[0]].text}, which add up to all of it.")
        return (a.field_name(dimensions[within[0]]),)
    if len(dimensions) > 1:
        a.parts.caveats.append("Each share is one of the total over all groups that are shown.")
    return ()


def added_up(a: Assembler) -> None:
    """A share or a running total is of what adds up: of fares their total, though the model averages them. Raises Declined."""
    measure = a.parts.measures[0]
    target = a.fields.target_of(measure) if isinstance(measure, str) else None
    if isinstance(measure, InlineMeasure):
        kind = measure.aggregate
    elif target is not None and target.kind == "measure":
        found = a.lexicon.measure(target.table, target.name)
        kind = found.aggregate if found is not None else "sum"
    else:
        derived = a.lexicon.derived(target.name) if target is not None else None
        kind = "avg" if derived is not None and "/" in derived.expression else "sum"
    if kind in ("sum", "count", "count_distinct"):
        return
    said = {w for one in a.frame.wanted if one.mention is not None for w in (*one.mention.low.split(), one.agg)}
    if kind != "avg" or target is None or target.kind != "measure" or said & {"average", "avg", "mean", "median"}:
        raise Declined("Shares and running totals are of what adds up, which this number does not.")
    made = a.fields.aggregate(target, "sum", Declined)
    a.parts.measures[0] = made
    old = measure_name(measure)
    a.parts.order = [o.model_copy(update={"field": measure_name(made)}) if o.field == old else o for o in a.parts.order]


def quotient(a: Assembler) -> None:
    """The first of two numbers divided by the second, over all rows of each."""
    measures = a.parts.measures
    if len(measures) != 2 or measures[0] == measures[1]:
        raise Declined("A ratio needs two numbers that differ.")
    first, second = (measure_name(m) for m in measures)
    states = []
    for measure in measures:
        target = a.fields.target_of(measure) if isinstance(measure, str) else None
        found = (
            a.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
        )
        kind = measure.aggregate if not isinstance(measure, str) else found.aggregate if found is not None else "sum"
        if kind not in ("sum", "count", "count_distinct"):
            raise Declined("A ratio is taken of totals and counts; one of these is an average or an extreme.")
        states.append(found is not None and found.additive_over not in ("all", "none"))
    if any(states) and not all(states):
        raise Declined("One of these is a state at the end of a time and the other is of all of it: that is no ratio.")
    _same_roads(a)
    # where one of the two has no row, it is nothing of it and not unknown
    a.parts.keep_empty = bool(a.parts.dimensions) and not any(
        isinstance(d, DimensionRef) and (d.grain or d.part) for d in a.parts.dimensions
    )
    a.parts.calculations.append(Calculation(kind="ratio", of=first, by=second, name="ratio"))


def _same_roads(a: Assembler) -> None:
    """A group must be the same of both numbers: the practice of who worked is not that of the project's manager."""
    tables = list(dict.fromkeys(t for m in a.parts.measures for t in a.tables_of_measure(m)))
    for dimension in a.parts.dimensions:
        there = a.field_name(dimension).rpartition(".")[0]
        keys = set()
        for table in tables:
            roads = a.roads.up(table).get(there, []) if there else []
            if roads and roads[0]:
                first = a.roads.by_name[roads[0][-1]]
                keys.add((first.to_table, tuple(c.lower() for c in first.from_columns)))
        if len(keys) > 1:
            raise Declined(
                f"“{a.field_name(dimension).rpartition('.')[2]}” is another thing for each of the two numbers."
            )


def order(a: Assembler, shape: str) -> None:
    parts = a.parts
    _keys(a)
    parts.order = [_by_age(a, one) for one in parts.order] if a.frame.elder and a.frame.order else parts.order


def _by_age(a: Assembler, one: OrderBy) -> OrderBy:
    """ "From old to young": the earliest dates of birth and years first, the highest ages first."""
    table, _, name = one.field.rpartition(".")
    dimension = a.lexicon.dimension(table, name) if table else None
    counted = dimension is not None and dimension.type != "time" and _AGE in words_of(dimension.label or dimension.name)
    if dimension is None or not (counted or dimension.type in ("time", "number")):
        return one
    return one.model_copy(update={"direction": "desc" if (a.frame.elder == "old") == counted else "asc"})


def _keys(a: Assembler) -> None:
    """The order of each key that is said, one behind the other."""
    parts = a.parts
    said: list[OrderBy] = []
    for key, direction in a.frame.order:
        if key is None and "alphabetical" in a.frame.notes:
            if parts.dimensions:
                parts.order.insert(0, OrderBy(field=_first_letters(a), direction=direction or "asc"))
            continue
        if key is None:
            people = bool(a.frame.elder) and not parts.measures and _told_by_age(a)
            _is_told(a)
            if parts.dimensions and a.frame.aged and parts.limit is None and not people:
                parts.order = [OrderBy(field=_when(a), direction=direction or "asc")]
            elif parts.order:
                parts.order[0] = OrderBy(field=parts.order[0].field, direction=direction or "asc")
            elif parts.measures:
                parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=direction or "asc"))
            elif parts.dimensions and a.frame.aged and not people:
                when = measuring.attribute(a, Wanted(attribute=("date", "time", "year"), alias=a.frame.aged))
                parts.order.append(OrderBy(field=listed(a, f"{when.table}.{when.name}"), direction=direction or "asc"))
            elif parts.dimensions:
                parts.order.append(OrderBy(field=_last_said(a), direction=direction or "asc"))
            continue
        name = order_name(a, key)
        kept = [o for o in parts.order if o.field != name] if len(parts.order) > 1 else []
        way = direction or ("desc" if _more_first(a, key) else "asc")
        said = [*(o for o in said if o.field != name), OrderBy(field=name, direction=way)]
        parts.order = [*(o for o in kept if o not in said), *said]


_TAKEN = frozenset(("revenue", "sale", "turnover", "takings", "income", "profit", "earning", "spend", "spending"))


def _more_first(a: Assembler, key: Item | Wanted) -> bool:
    """Whether a list goes by what was taken, in words of business: nobody who names no end asks for the least of it first."""
    said = key.mention if isinstance(key, Wanted) else key
    if said is None or not _TAKEN & {*said.low.split(), *words_of(said.low)}:
        return False
    target = a.reading.target(said)
    measure = a.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
    derived = a.lexicon.derived(target.name) if target is not None and target.kind == "derived" else None
    found = measure if measure is not None and measure.aggregate == "sum" else derived
    return found is not None and found.format is not None and found.format.kind == "currency"


def _is_told(a: Assembler) -> None:
    """Raises Declined for "best first" of names, which letters do not tell, and "most common first" of no count."""
    said = set(a.frame.foremost.split())
    if not said or a.parts.order:
        return
    counted = [m for m in a.parts.measures if _counts(a, m)]
    often = said & {"common", "frequent"}
    if a.parts.measures and (counted[:1] == a.parts.measures[:1] or not often):
        return
    table, _, name = _last_said(a).rpartition(".") if a.parts.dimensions and not a.parts.measures else ("", "", "")
    found = a.lexicon.dimension(table, name) if table else None
    told = found is None or (found.type == "number" and name not in a.lexicon.key_names(table))
    if often or not told:
        raise Declined(f"“{a.frame.foremost}” does not say by which number. Name the number that the list goes by.")


def _counts(a: Assembler, measure: str | InlineMeasure) -> bool:
    """Whether a number is one of rows."""
    if isinstance(measure, InlineMeasure):
        return measure.aggregate in ("count", "count_distinct")
    target = a.fields.target_of(measure)
    found = a.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
    return found is not None and found.aggregate in ("count", "count_distinct")


def _when(a: Assembler) -> str:
    """By which period or day a list goes, newest or oldest first. Raises Declined where nothing tells it."""
    timed = next((d for d in a.parts.dimensions if isinstance(d, DimensionRef) and d.grain), None)
    if timed is not None:
        return a.field_name(timed)
    if a.parts.measures:
        raise Declined(f"It is not clear by which day “{a.frame.aged}” goes here. Name it.")
    when = measuring.attribute(a, Wanted(attribute=("date", "time", "year"), alias=a.frame.aged))
    return listed(a, f"{when.table}.{when.name}")


_AGE = "age"
_BORN = frozenset(("birth", "birthday", "birthdate", "born", "dob"))


def _last_said(a: Assembler) -> str:
    """What a list goes by where only its direction is said: the field asked for last, else the names. Raises Declined.

    By age, where the things have one field that tells it.
    """
    shown = [a.field_name(d) for d in a.parts.dimensions]
    asked = [t for i in a.frame.columns if (t := a.reading.target(i)) is not None]
    if a.frame.elder and not any(_tells_age(a, name) for name in shown[-1:]):
        since = ages.since(a, Wanted(attribute=(_AGE,)))
        ages_ = _ages(a) or ([since.path] if since is not None else [])
        if len(ages_) != 1:
            raise Declined("It is not told here who is the oldest of these. Name the field that they are ordered by.")
        return listed(a, ages_[0])
    return shown[-1] if asked else shown[0]


def _told_by_age(a: Assembler) -> bool:
    """Whether the things that are listed have an age or a date of birth."""
    return bool(_ages(a))


def _ages(a: Assembler) -> list[str]:
    """The fields that tell how old the listed things are."""
    return [n for n in (f"{a.base}.{d.name}" for d in a.lexicon.tables[a.base].dimensions) if _tells_age(a, n)]


def _tells_age(a: Assembler, name: str) -> bool:
    table, _, bare = name.rpartition(".")
    dimension = a.lexicon.dimension(table, bare)
    if dimension is None or dimension.hidden:
        return False
    words = set(words_of(dimension.label or dimension.name))
    return bool(words & _BORN) if dimension.type == "time" else _AGE in words


def _first_letters(a: Assembler) -> str:
    """By which field a list goes alphabetically: the one that is asked for, or the names. Raises Open where that is not told."""
    shown = [a.field_name(d) for d in a.parts.dimensions]
    asked = [t for i in a.frame.columns if (t := a.reading.target(i)) is not None and t.kind == "dimension"]
    asked += [t for g in a.frame.groups if (t := a.reading.target(g.mention)) is not None and t.kind == "dimension"]
    texts = [t for t in asked if (d := a.lexicon.dimension(t.table, t.name)) is not None and d.type == "string"]
    named = [t for t in texts if a.lexicon.display(t.table) == t.name]
    thing = a.reading.target(a.frame.entities[0]) if a.frame.names and a.frame.entities else None
    name = a.lexicon.display(thing.table) if thing is not None and not named else None
    if thing is not None and name is not None and f"{thing.table}.{name}" in shown:
        return f"{thing.table}.{name}"  # "the names of all games and their types"
    found = [t for t in (named or texts) if f"{t.table}.{t.name}" in shown]
    fields = list(dict.fromkeys(f"{t.table}.{t.name}" for t in found))
    if len(fields) > 1:
        choices = [(label_of(a.lexicon, t), f"{t.table}.{t.name}") for t in found]
        return a.settle("By which of them is the list in alphabetical order?", "alphabet", choices)
    return fields[0] if fields else shown[0]


def order_name(a: Assembler, key: Wanted | Item) -> str:
    item = key.mention if isinstance(key, Wanted) else key
    target = a.reading.target(item)
    if target is None:
        raise Declined(LOST)
    if isinstance(key, Wanted) or target.kind in ("measure", "derived"):
        measure = measuring.measure(a, key if isinstance(key, Wanted) else Wanted(mention=item))
        for present in a.parts.measures:
            if measure_name(present) == measure_name(measure):
                return measure_name(present)
        if target.kind == "measure" and not a.parts.measures:
            row = a.fields.row_field(target)
            if row is not None and (_many(a, row.table) or _of_values(a, key)):
                return _of_all_theirs(a, key, target)
            if row is not None:
                return listed(a, f"{row.table}.{row.name}")
        if not a.parts.measures and any(_many(a, t) for t in a.tables_of_measure(measure)):
            a.parts.keep_empty = True  # what has none of them is listed as well
        a.parts.measures.append(measure)
        a.parts.distinct = False
        return measure_name(measure)
    if target.kind == "table":
        for present in a.parts.measures:
            if target.table in a.tables_of_measure(present):
                return measure_name(present)
        name = a.fields.display(target.table) or a.fields.key(target.table)
        return listed(a, f"{target.table}.{name}")
    for present in a.parts.measures:
        if isinstance(present, InlineMeasure) and present.expression == a.fields.expression(target):
            return present.name
    return listed(a, f"{target.table}.{target.name}")


def _of_values(a: Assembler, key: Wanted | Item) -> bool:
    """ "Countries sorted by the total capacity of their stadiums": by the total of each value that is listed, not of each row."""
    said = key.mention if isinstance(key, Wanted) else key
    return a.parts.distinct and said is not None and "total" in words_of(said.low)


def _many(a: Assembler, table: str) -> bool:
    """Whether each of what is listed has several rows of this table."""
    thing = _listed_thing(a)
    if thing is None or table == thing:
        return False
    return a.roads.distance_up(thing, table) is None and a.roads.distance_up(table, thing) is not None


def _listed_thing(a: Assembler) -> str | None:
    """The table of the one thing that is listed, which is named; else that of the rows, where they are of one."""
    named = {t.table for e in a.frame.entities if (t := a.reading.target(e)) is not None}
    tables = named or set(a.bases)
    return next(iter(tables)) if len(tables) == 1 else None


def _of_all_theirs(a: Assembler, key: Wanted | Item, target: Target) -> str:
    """ "Customers sorted by their total loan amount": by what the rows of each come to. Raises Declined where that is open."""
    item = key.mention if isinstance(key, Wanted) else key
    agg = key.agg if isinstance(key, Wanted) else ""
    said = set(words_of(item.text)) if item is not None else set()
    thing = _listed_thing(a) or a.base
    if not agg and not said & {"total", "average", "mean"}:
        things, called = a.fields.say_table(thing), label_of(a.lexicon, target)
        raise Declined(
            f"{things[:1].upper()}{things[1:]} have several of “{called}” each. Say total, average or highest."
        )
    measure = measuring.measure(a, key if isinstance(key, Wanted) else Wanted(mention=item))
    a.parts.measures.append(measure)
    a.parts.distinct = False
    rows = a.tables_of_measure(measure)
    there = [
        f for f in a.parts.filters if isinstance(f, ExistsFilter) and f.exists in rows and not f.where and not f.via
    ]
    a.parts.filters = [f for f in a.parts.filters if f not in there]  # who has none of them has no total
    a.parts.keep_empty = not there and _many(a, target.table)
    own = a.fields.key(thing) if _many(a, target.table) else None
    shown = [a.field_name(d) for d in a.parts.dimensions]
    if own is not None and not any(a.fields.names_one_thing(*n.rsplit(".", 1)) for n in shown):
        a.parts.dimensions.append(f"{thing}.{own}")
    return measure_name(measure)


def listed(a: Assembler, name: str) -> str:
    table = name.rpartition(".")[0]
    if table and table not in a.bases and not a.parts.measures and _many(a, table):
        rows = a.fields.say_table(table)
        raise Declined(f"Each of them may have several {rows}, and it is not clear by which of them the list goes.")
    if name not in {a.field_name(d) for d in a.parts.dimensions}:
        if a.parts.measures:
            raise Declined("The order is by something that is not part of the answer.")
        a.parts.dimensions.append(name)
    return name


def filter_inline(a: Assembler, table: str, sql: str) -> None:
    """Keep a condition that only SQL over `table`'s own columns can say, for that table's measures."""
    a.inline_filters.append((table, sql))


def inline(a: Assembler) -> None:
    listing = bool(a.inline_filters) and not a.parts.measures
    if listing:
        _count_those(a)
    for table, sql in a.inline_filters:
        changed: list[str | InlineMeasure] = []
        for measure in a.parts.measures:
            made = a.fields.filtered(measure, table, sql)
            if made is None:
                raise Declined("That condition compares two fields, which only works for measures of the same table.")
            changed.append(made)
            old, new = measure_name(measure), made.name
            a.parts.order = [o if o.field != old else OrderBy(field=new, direction=o.direction) for o in a.parts.order]
            a.parts.calculations = [
                c if c.of != old else c.model_copy(update={"of": new}) for c in a.parts.calculations
            ]
        a.parts.measures = changed
    if listing:
        a.parts.filters.append(field_filter(measure_name(a.parts.measures[0]), ">", (0,)))


def _count_those(a: Assembler) -> None:
    """A list of things two of whose fields are compared: each with the number of its rows that are so, where there is one.

    Raises Declined where other rows than those of the list are compared.
    """
    tables = {table for table, _ in a.inline_filters}
    listed_ = {a.field_name(d).rpartition(".")[0] for d in a.parts.dimensions}
    count = a.lexicon.count_measure(next(iter(tables))) if len(tables) == 1 else None
    beyond = any(a.roads.distance_up(one, other) is None for one in tables for other in listed_)
    if count is None or not listed_ or beyond or a.parts.order or a.parts.limit:
        raise Declined("Two fields can be compared when something is counted or added up, not in such a list.")
    a.parts.measures.append(a.fields.name_of(Target("measure", next(iter(tables)), count)))
