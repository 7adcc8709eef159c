"""What kind of question it is: numbers by groups, a list of rows, groups whose total is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts, commonest, measured, measuring, ordered_lists, rankings
from lunara.ask.planners.offline.assembly.parts import LOST, Declined
from lunara.ask.planners.offline.frame import Group, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.ties import Tie
from lunara.ask.planners.offline.words import spread
from lunara.semantic.query import DimensionRef, ExistsFilter, InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def shape(a: Assembler, measures: list[str | InlineMeasure]) -> str:
    """Lays down measures and dimensions; "aggregate" or "list"."""
    frame, parts = a.frame, a.parts
    parts.measures.extend(measures)
    commonest.kinds_counted(a)
    if frame.top is not None:
        named_twice(a)
    entity_targets = [a.reading.target(e) for e in frame.entities]
    if frame.rank is not None or frame.most_common is not None or (frame.top and frame.entities and not frame.groups):
        return rankings.ranked(a)
    if having_entity(a):
        return with_having(a)
    apart = [e for e, t in zip(frame.entities, entity_targets, strict=True) if t is not None and t.table not in a.bases]
    best = (frame.top is not None or frame.direction is not None) and not frame.ranked_last
    if measures and best and frame.groups and apart:
        if len(apart) > 1:
            raise Declined("The best of each group cannot be asked for in one go here.")
        return rankings.best_in_groups(a, apart[0])
    if measures:
        for target in (a.reading.target(e) for e in apart):
            if target is not None and _is_one_of(a, target.table):
                parts.filters.append(ExistsFilter(exists=target.table))  # "average age of gymnasts", who are people
        columns_beside(a, measures)
        return "aggregate"
    if ordered_lists.by_a_field(a):
        return list_rows(a)
    if (frame.groups or frame.trend) and (frame.entities or frame.columns):
        if _numbers_by_groups(a):
            return "aggregate"
        if frame.entities and entity_targets[0] is not None:
            parts.measures.append(measuring.count(a, entity_targets[0], Wanted(mention=frame.entities[0], count=True)))
            a.bases = [entity_targets[0].table]
            return "aggregate"
        raise Declined("The question groups by something, but does not say what to measure.")
    if frame.entities and not frame.columns and not frame.listing and not frame.which:
        table = entity_targets[0].table if entity_targets[0] else a.base
        compared = frame.side_by_side or frame.compare is not None
        if compared or (nameless(a, table) and (frame.conditions or frame.times)):
            target = Target("table", table, table)
            parts.measures.append(measuring.count(a, target, Wanted(mention=frame.entities[0], count=True)))
            return "aggregate"
    return list_rows(a)


def _numbers_by_groups(a: Assembler) -> bool:
    """ "List total due by region": numbers that are added up, one for each group."""
    frame = a.frame
    targets = [a.reading.target(c) for c in frame.columns]
    if frame.entities or not frame.groups or not all(t is not None and _adds_up_itself(a, t) for t in targets):
        return False
    a.parts.measures.extend(measuring.measure(a, Wanted(mention=c, agg="sum")) for c in frame.columns)
    a.bases = list(dict.fromkeys(t for m in a.parts.measures for t in a.tables_of_measure(m)))
    frame.columns = []
    return True


def _adds_up_itself(a: Assembler, target: Target) -> bool:
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if measure is not None:
        return measure.aggregate == "sum"
    return target.kind == "dimension" and a.fields.has_measure(target) and adds_up(a, target)


def _is_one_of(a: Assembler, table: str) -> bool:
    """Whether each row of a table is one of those whose numbers are asked for, by its own key, so that not all of these are."""
    return any(
        r.from_table == table and r.to_table in a.bases and r.from_columns == a.lexicon.tables[table].primary_key
        for r in a.lexicon.model.relationships
    )


def named_twice(a: Assembler) -> None:
    """ "Policies per agent, top 5 agents": the agents are grouped by and ranked, once; what stands alone beside is counted."""
    frame, parts = a.frame, a.parts
    ranked_ones = {t for e in frame.entities if (t := a.reading.target(e)) is not None}
    twice = {t for g in frame.groups if g.grain is None and (t := a.reading.target(g.mention)) in ranked_ones}
    if not twice:
        return
    frame.groups = [g for g in frame.groups if g.grain is not None or a.reading.target(g.mention) not in twice]
    others = [e for e in frame.entities if a.reading.target(e) not in twice]
    target = a.reading.target(others[0]) if len(others) == 1 else None
    if not parts.measures and frame.rank is None and target is not None:
        parts.measures.append(measuring.count(a, target, Wanted(mention=others[0], count=True)))
        frame.entities.remove(others[0])
        a.bases = [target.table]


def nameless(a: Assembler, table: str) -> bool:
    """Whether a table's rows are events that one counts rather than things with names that one lists."""
    shown = a.fields.display(table)
    if shown is None:
        return True
    dimension = a.lexicon.dimension(table, shown)
    words = set(words_of(dimension.label or dimension.name)) if dimension is not None else set()
    numbered = bool(words & {"number", "no", "id", "code", "reference"})
    return numbered and a.lexicon.tables[table].default_time is not None


def columns_beside(a: Assembler, measures: list[str | InlineMeasure]) -> None:
    """ "Return the country and the number of customers": columns beside measures are groups."""
    frame = a.frame
    beside = any(w.beside for w in frame.wanted)
    listing = frame.listing or beside
    things = {t.table for e in frame.entities if beside and (t := a.reading.target(e)) is not None}
    if not frame.columns and not (frame.entities and (frame.which or listing)):
        return
    for item in frame.columns:
        target = a.reading.target(item)
        if target is None or any(same_group(a, g, target) for g in frame.groups):
            continue
        if names_of_groups(a, item, target):
            continue
        if target.kind == "table" and (
            target.table in a.bases or a.roads.distance_up(a.bases[0], target.table) is not None
        ):
            if not frame.listing:
                continue
        elif not (frame.listing or frame.which or target.table in things) and target.kind == "dimension":
            raise Declined(f"It is not clear what “{item.text}” is for: ask “by {item.text}” to group by it.")
        if target.kind in ("measure", "derived"):
            a.parts.measures.append(a.fields.aggregate(target, "", Declined))
        else:
            frame.groups.append(Group(mention=item, text=item.text))
    first = min((w.mention.start for w in frame.wanted if w.mention is not None), default=0)
    theirs = [i.anchor for i in frame.columns[:1] if i.anchor is not None and i.anchor.end < i.start]
    asked = [
        e
        for e in frame.entities
        if frame.which or (listing and e.start < first and (not frame.groups or any(e is t for t in theirs)))
    ]
    for item in asked:
        target = a.reading.target(item)
        if target is not None and target.table not in a.bases:
            frame.groups.insert(0, Group(mention=item, text=item.text))


def names_of_groups(a: Assembler, item: Item, target: Target) -> bool:
    """ "Names and number of singers for every concert": those of the concerts, as the singers are counted. Raises Declined."""
    counts = [w.mention for w in a.frame.wanted if w.count and w.mention is not None]
    counted = {m.target.table for mention in counts for m in mention.matches if m.exact and m.target.kind == "table"}
    things = [t.table for g in a.frame.groups if (t := a.reading.target(g.mention)) is not None and t.kind == "table"]
    if not _NAMES & set(item.low.split()) or not things or target.table in things or target.kind != "dimension":
        return False
    if len(things) == 1 and target.table in counted and len(item.low.split()) == 1:
        shown = a.fields.display(things[0])
        dimension = a.lexicon.dimension(things[0], shown) if shown is not None else None
        said = [w for w in (dimension.name, dimension.label) if w] if dimension is not None else []
        if _NAMES & {word for text in said for word in words_of(text)}:
            return True
    if len(item.low.split()) > 1:
        return False
    raise Declined(
        f"It is not clear whose “{item.text}” is meant: that of {a.fields.say_table(target.table)} or of "
        f"{a.fields.say_table(things[0])}."
    )


def same_group(a: Assembler, group: Group, target: Target) -> bool:
    other = a.reading.target(group.mention)
    if other is None:
        return False
    if other.kind == "table" and other.table == target.table:
        return a.lexicon.display(target.table) == target.name
    return (other.table, other.name) == (target.table, target.name)


def list_rows(a: Assembler) -> str:
    frame, parts = a.frame, a.parts
    tables = [t.table for e in frame.entities if (t := a.reading.target(e)) is not None]
    columns = [(i, a.reading.target(i)) for i in frame.columns]
    if not tables and not columns:
        raise Declined("The question does not say what to list.")
    base = tables[0] if tables else a.base
    if frame.tied and frame.entities[0].tie is not None:
        return list_tied(a, frame.entities[0], frame.entities[0].tie, columns)
    if a.list_base is not None:
        return list_pairs(a, a.list_base, tables, columns)
    a.bases = [base]
    for item, target in columns:
        if target is None:
            raise Declined(LOST)
        add_column(a, item, target, base)
    fields = all(t is not None and t.kind == "dimension" for _, t in columns)
    values = not tables and fields and not any(identifies(a, t, base) for _, t in columns if t)
    for condition in frame.conditions if not (frame.distinct or values) else ():
        if condition.kind in ("compare", "number") and condition.mention is not None:
            row = a.fields.row_field(a.reading.target(condition.mention))
            if row is not None and row.table == base:
                shown_column = a.dimension(row.table, row.name)
                if shown_column not in parts.dimensions:
                    parts.dimensions.append(shown_column)
    if (
        tables
        and columns
        and frame.distinct
        and all(t is not None and t.kind == "dimension" for _, t in columns)
        and not any(identifies(a, t, base) for _, t in columns if t)
    ):
        asked = {a.dimension(t.table, t.name) for _, t in columns if t}
        parts.dimensions = [d for d in parts.dimensions if d in asked]
        parts.distinct = True
        return "list"
    theirs = [
        d for d in parts.dimensions if not isinstance(d, str) and d.via is not None and d.field.startswith(f"{base}.")
    ]
    named = {
        a.field_name(d) for d in parts.dimensions if d not in theirs
    }  # whom they report to are others of their kind
    display = a.fields.display(base)
    if tables and columns and display is None and a.fields.key(base) is None and not _of_base(a, base):
        return _told_by_others(a, base)
    wants_display = bool(tables) and not any(identifies(a, t, base) for _, t in columns if t)
    if wants_display:
        lead = display or a.fields.key(base)
        if display is None and frame.names and tables:
            raise Declined(f"Nothing here is the name of {a.fields.say_table(base)}.")
        if lead is None:
            first = [d.name for d in a.lexicon.tables[base].dimensions if not d.hidden][:6]
            if not first and not parts.dimensions:
                raise Declined(f"“{label_of(a.lexicon, Target('table', base, base))}” has no fields to list.")
            parts.dimensions[:0] = [f"{base}.{n}" for n in first if f"{base}.{n}" not in named]
        elif f"{base}.{lead}" not in named:
            parts.dimensions.insert(0, f"{base}.{lead}")
        key = a.fields.key(base)
        if lead is not None and key is not None and key != lead and not a.fields.names_one_thing(base, lead):
            parts.dimensions.insert(1, f"{base}.{key}")  # two of one name are two of them
    if not tables and not parts.measures and fields and (frame.distinct or values):
        # different values of a field, each once
        parts.distinct = True
        return "list"
    for table in tables[1:]:
        shown = a.fields.display(table)
        if shown is not None and a.roads.distance_up(base, table) not in (None, 0) and not conditioned(a, table):
            parts.dimensions.append(f"{table}.{shown}")
    return "list"


def _of_base(a: Assembler, base: str) -> bool:
    return any(a.field_name(d).rpartition(".")[0] == base for d in a.parts.dimensions)


def _told_by_others(a: Assembler, base: str) -> str:
    """Rows that nothing of their own is shown of, by the fields of what they belong to, with how many of them there are."""
    for dimension in list(a.parts.dimensions):
        table, _, name = a.field_name(dimension).rpartition(".")
        a.group_by_key(table, name)
    a.parts.measures.append(a.fields.count(base))
    return "aggregate"


def list_tied(a: Assembler, noun: Item, tie: Tie, columns: list[tuple[Item, Target | None]]) -> str:
    """The things at one end of the rows that tie them, by their name or the fields that are asked for."""
    a.bases = [tie.table]
    shown = a.fields.display(tie.thing) or a.fields.key(tie.thing)
    named = [t.name for _, t in columns if t is not None and t.kind == "dimension" and t.table == tie.thing]
    if len(named) < len(columns) or shown is None:
        raise Declined(f"Only fields of {a.fields.say_table(tie.thing)} themselves can be listed with “{noun.text}”.")
    key = a.fields.key(tie.thing)
    names = (
        named if any(identifies(a, Target("dimension", tie.thing, n), tie.thing) for n in named) else [shown, *named]
    )
    if key is not None and not any(n == key or a.fields.names_one_thing(tie.thing, n) for n in names):
        names.append(key)
    a.parts.dimensions.extend(DimensionRef(field=f"{tie.thing}.{n}", via=tie.asked.name) for n in dict.fromkeys(names))
    a.parts.distinct = True
    return "list"


def list_pairs(a: Assembler, base: str, tables: list[str], columns: list[tuple[Item, Target | None]]) -> str:
    """Rows of the table where several kinds of things meet, each shown by its name."""
    a.bases = [base]
    for table in tables:
        shown = a.fields.display(table) or a.fields.key(table)
        if shown is None and table == base and len(tables) > 2:
            continue  # "teachers and the courses they are arranged to teach": the arranging is what brings them together
        if shown is None:
            raise Declined(f"{a.fields.say_table(table)} have no name to list.")
        a.parts.dimensions.append(a.dimension(table, shown))
        a.group_by_key(table, shown)
    for item, target in columns:
        if target is not None:
            add_column(a, item, target, base)
            if target.kind == "dimension" and a.fields.display(target.table) == target.name:
                a.group_by_key(target.table, target.name)
    for said, _ in a.frame.order:
        row = a.fields.row_field(a.reading.target(said)) if isinstance(said, Item) else None
        there = {a.field_name(d) for d in (*a.parts.dimensions, *a.keys)}
        of_one = row is not None and a.roads.distance_up(base, row.table) is not None
        if row is not None and of_one and f"{row.table}.{row.name}" not in there:
            a.parts.dimensions.append(a.dimension(row.table, row.name))
    if not _of_base(a, base):
        a.parts.measures.append(
            a.fields.count(base)
        )  # nothing of the rows that bring them together is shown but how many
        return "aggregate"
    return "list"


def conditioned(a: Assembler, table: str) -> bool:
    return any((t := a.reading.target(c.mention)) is not None and t.table == table for c in a.frame.conditions)


def identifies(a: Assembler, target: Target, base: str) -> bool:
    return target.table == base and target.name in (a.lexicon.display(base), a.lexicon.key_dimension(base))


def add_column(a: Assembler, item: Item, target: Target, base: str) -> None:
    if target.kind == "table":
        name = a.fields.display(target.table) or a.fields.key(target.table)
        if name is None:
            raise Declined(f"“{item.text}” has no name to show.")
        a.parts.dimensions.append(a.dimension(target.table, name))
        return
    row = a.fields.row_field(target)
    if row is None:
        if (target.kind == "measure" and target.table == base) or target.kind == "derived":
            a.parts.measures.append(a.fields.name_of(target))
            return
        raise Declined(f"“{item.text}” is a total, not a field of each row.")
    if a.roads.distance_up(base, row.table) is None:
        raise Declined(f"{a.fields.say_table(base).capitalize()} have no single “{item.text}” to show.")
    named = _by_its_name(a, item, Target("dimension", row.table, row.name))
    a.parts.dimensions.append(named or a.dimension(row.table, row.name))


_KEYS = frozenset(("id", "key", "code", "number", "no", "num", "nr"))


def _by_its_name(a: Assembler, item: Item, field: Target) -> DimensionRef | None:
    """ "Members with their home location": what a number points to is shown by its name, unless its key is asked for."""
    theirs = a.frame.listing and any(f.low in ("their", "its") for f in a.frame.filler) and not item.plural
    dimension = a.lexicon.dimension(field.table, field.name)
    key = a.roads.foreign_key(field.table, a.fields.column(field)) if theirs else None
    if key is None or dimension is None or dimension.type != "number" or _KEYS & set(words_of(item.low)):
        return None
    name = a.lexicon.display(key.to_table) if key.to_table in a.lexicon.tables else None
    return DimensionRef(field=f"{key.to_table}.{name}", via=key.name) if name is not None else None


def having_entity(a: Assembler) -> bool:
    frame = a.frame
    if frame.wanted or not (frame.entities or frame.columns):
        return False
    subject = rankings.subject_target(a)
    return subject is not None and any(is_having(a, c, subject) for c in frame.conditions)


def is_having(a: Assembler, condition, subject: Target) -> bool:  # type: ignore[no-untyped-def]
    if condition.kind != "compare":
        return False
    target = a.reading.target(condition.mention)
    if target is None:
        return False
    counted = condition.wanted is not None and condition.wanted.count
    if counted or (condition.wanted is not None and condition.wanted.agg):
        return True
    if target.kind == "derived":
        return True
    row = a.fields.row_field(target)
    if row is not None and row.table != subject.table and amounts.compared_by_row(a, condition, target):
        return False
    if target.kind in ("measure",) and row is None:
        return True
    table = row.table if row else target.table
    if subject.kind == "dimension" and table == subject.table and not names_rows(a, subject):
        if condition.mention is not None and condition.mention.of_each:
            return False
        return adds_up(a, target)  # "departments with over 50 beds": those of all their wards
    return a.roads.distance_up(subject.table, table) is None and a.roads.distance_up(table, subject.table) is not None


def names_rows(a: Assembler, subject: Target) -> bool:
    """Whether a field tells one row of its table from the others."""
    if subject.name == a.lexicon.key_dimension(subject.table) or a.fields.names_one_thing(subject.table, subject.name):
        return True
    # what is shown of a row need not tell it from others: the subject of a ticket, the status of an order
    dimension = a.lexicon.dimension(subject.table, subject.name)
    said = set(words_of(dimension.label or dimension.name)) if dimension is not None else set()
    return identifies(a, subject, subject.table) and said <= {*table_words(a.lexicon.tables[subject.table]), *_NAMES}


_NAMES = spread("name names title titles full first last")


def adds_up(a: Assembler, target: Target) -> bool:
    """Whether the model adds this number up over rows."""
    expressions = (a.fields.expression(target), a.fields.column(target))
    return any(m.aggregate == "sum" and m.expression in expressions for m in a.lexicon.tables[target.table].measures)


def with_having(a: Assembler) -> str:
    frame, parts = a.frame, a.parts
    subject = rankings.subject_target(a)
    if subject is None:
        raise Declined(LOST)
    nothing = False
    for condition in frame.conditions:
        if is_having(a, condition, subject):
            condition.grouped = True
            wanted = condition.wanted = condition.wanted or Wanted(mention=condition.mention, said="count")
            measure = measuring.measure(a, wanted)
            if measure not in parts.measures:
                parts.measures.append(measure)
            nothing = nothing or (measured.may_be_nothing(condition) and measured.counts(a, measure))
    counted = [c for c in frame.conditions if is_having(a, c, subject) and c.wanted is not None and c.wanted.count]
    own = any((t := a.reading.target(c.mention)) is not None and t.table == subject.table for c in counted)
    if own and subject.kind == "table":
        raise Declined("The question counts things for each of themselves.")
    a.bases = list(dict.fromkeys(t for m in parts.measures for t in a.tables_of_measure(m)))
    parts.keep_empty = nothing
    a.group_by(subject, ranked=True)
    for item in frame.columns:
        extra = a.reading.target(item)
        if extra is not None and extra is not subject and extra.kind == "dimension":
            parts.dimensions.append(a.dimension(extra.table, extra.name))
    return "aggregate"
