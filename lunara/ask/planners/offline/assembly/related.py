"""Things that are named beside what is asked for: whose rows they are, or that they must have some."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.naming import words_of
from lunara.semantic.filters import leaves_of
from lunara.semantic.graph import graph_of
from lunara.semantic.query import ExistsFilter, FieldFilter

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def _for_each(a: Assembler, item: Item, base: str, table: str) -> bool:
    """ "Coaches and the number of clinics they hold": for each of them, where the rows of one table alone tie the two."""
    wanted = a.frame.wanted[0] if len(a.frame.wanted) == 1 else None
    if wanted is None or wanted.mention is None or not (wanted.count and wanted.beside):
        return False
    groups = [a.reading.target(g.mention) for g in a.frame.groups]
    if item.after_and or item.start > wanted.mention.start or any(t is None or t.table != table for t in groups):
        return False
    ties = {
        one.from_table
        for one in a.roads.model.relationships
        for other in a.roads.model.relationships
        if one.from_table == other.from_table and one.to_table == base and other.to_table == table
    }
    return len(ties) == 1


def _within_rows(a: Assembler, item: Item, table: str) -> bool:
    """ "Visitors who did not visit any museum": what each of the rows is of that are asked for right before it."""
    said = [c.mention for c in a.frame.conditions if c.kind == "exists" and c.mention is not None]
    near = [m for m in said if 0 <= item.start - m.end <= _NEXT]
    rows = [t.table for m in near if (t := a.reading.target(m)) is not None]
    return len(rows) == 1 and a.roads.distance_up(rows[0], table) == 1 and len(a.roads.direct(rows[0], table)) == 1


_NEXT = 2
"""Words at most between the name of rows and that of the thing which each of them is of: "visit any of the museums"."""


def related_entities(a: Assembler) -> None:
    """Things that are named beside what is asked for: whose rows they are (context), or that they must have some."""
    frame = a.frame
    if frame.top is not None or frame.rank is not None:
        return
    if (
        any(c.kind == "compare" and c.wanted is not None and c.wanted.count for c in frame.conditions)
        and not frame.wanted
    ):
        return
    if frame.which and frame.wanted:
        return
    targets = [(e, a.reading.target(e)) for e in frame.entities]
    seen = [a.reading.target(w.mention) for w in frame.wanted if w.count and w.mention is not None]
    if not targets:
        return
    owner = targets[0][1]
    base = a.bases[0] if frame.wanted or owner is None else owner.table
    for item, target in targets:
        if target is not None and _of_deed(a, base, item, target.table):
            continue
        if target in seen and item.sentence == 0 and not (frame.wanted and item.all_of):
            raise Declined(f"The question sets “{item.text}” against others of their kind, which cannot be asked here.")
        seen.append(target)
    first = 0 if frame.wanted else 1
    beside = [(e, t) for e, t in targets[1:] if e.after_and]
    if not frame.wanted and any(t is None or not _of_deed(a, base, e, t.table) for e, t in beside):
        meeting = meeting_table(a, [t.table for _, t in targets if t is not None])
        if meeting is not None:
            named = [t.table for _, t in targets if t is not None]
            _each_has_its_own(a, named)
            if any(ways(a, meeting, one, other) > 1 for one, other in combinations(named, 2)):
                raise Declined(SEVERAL)
            a.list_base = meeting
            return
        if any(t is not None and t.table != base and ways(a, base, base, t.table) > 1 for _, t in beside):
            raise Declined(SEVERAL)
    kept = frame.entities[:first]
    for item, target in targets[first:]:
        upward = target is not None and a.roads.distance_up(base, target.table) is not None
        if target is None or target.table == base or (upward and not (item.after_verb and counts_or_lists(a))):
            kept.append(item)
            continue
        if a.roads.distance(base, target.table) is None:
            raise Declined(
                f"{a.fields.say_table(base).capitalize()} and {a.fields.say_table(target.table)} are not connected."
            )
        if _for_each(a, item, base, target.table):
            kept.append(item)
            continue
        if _within_rows(a, item, target.table):
            continue
        if _of_deed(a, base, item, target.table):
            a.bases = [b for b in a.bases if b != target.table]
            continue
        belongs = any(a.roads.distance_up(target.table, b) is not None for b in (base, *a.bases))
        if not (belongs or item.after_verb):
            raise Declined(
                f"It is not clear how {a.fields.say_table(base)} and {a.fields.say_table(target.table)} belong together."
            )
        if frame.wanted and not counts_or_lists(a) and not item.after_verb:
            raise Declined(
                f"Each of {a.fields.say_table(base)} has several {a.fields.say_table(target.table)}: it is not clear "
                f"whether its number counts once or for each of them."
            )
        # what lies on the many side is a condition: customers that placed an order
        frame.conditions.append(Condition("exists", item, related=True))
    frame.entities = kept


def only_of_those(a: Assembler) -> None:
    """ "Revenue of stores", "orders of stores": only what leads to a store, where a key on the one road to them may be empty.

    A condition on the thing itself, or on what it leads to, says so already; a thing that is shown beside a number is a group.
    """
    frame, parts = a.frame, a.parts
    if frame.rank is not None or frame.top is not None or any(w.beside for w in frame.wanted):
        return
    shown = {a.field_name(d).rpartition(".")[0] for d in parts.dimensions}
    leaves = leaves_of(tuple(parts.filters))  # type: ignore[arg-type]
    held = {
        one.field.rpartition(".")[0] if isinstance(one, FieldFilter) else getattr(one, "exists", "") for one in leaves
    }
    head = min((w.mention.start for w in frame.wanted if w.mention is not None), default=0)
    before: Item | None = None
    for item in frame.entities:
        target, right_behind = a.reading.target(item), before is not None and item.start - before.end == _OF
        before = item
        if target is None or target.kind != "table" or item.after_and or item.sentence or not a.bases:
            continue
        table, steps = target.table, a.roads.distance_up(a.bases[0], target.table)
        named = any(_whose_field(a, g.mention, item, target.table) for g in frame.groups)
        said = named or table in shown or item.start < head if parts.measures else frame.conditions or not right_behind
        if not steps or said or len(a.roads.up(a.bases[0]).get(table, ())) != 1:
            continue
        if not any(table == other or a.roads.distance_up(table, other) is not None for other in held if other):
            parts.filters.append(ExistsFilter(exists=table))


def _whose_field(a: Assembler, field: Item | None, thing: Item, table: str) -> bool:
    """ "By customer name", "by town of the pupil": the thing beside a group that only tells whose field it is."""
    target = a.reading.target(field)
    if field is None or target is None or not (field.start == thing.end or 0 <= thing.start - field.end <= _NEXT):
        return False
    return target.table == table or a.roads.distance_up(table, target.table) is not None


_OF = 1
"""Words between the name of rows and that of the thing whose rows they are: "orders of stores"."""


def _each_has_its_own(a: Assembler, tables: list[str]) -> None:
    """ "The phone number of customers and staff" is one list of both, and no pairs of them. Raises Declined."""
    for item in a.frame.columns:
        said = set(words_of(item.low))
        homes = {t for t in tables if any(set(words_of(d.name)) == said for d in a.lexicon.tables[t].dimensions)}
        if len(homes) > 1:
            things = " and ".join(a.fields.say_table(t) for t in sorted(homes))
            raise Declined(
                f"“{item.text}” is a field of {things} alike. Ask for each of them in a question of its own."
            )


def _of_deed(a: Assembler, base: str, item: Item, table: str) -> bool:
    """ "Accounts that visited a gym": the visits tell of the gym, so that there is one says no more."""
    before = [c for c in a.frame.conditions if (said := c.mention or c.verb) is not None and said.start < item.start]
    done = [t for condition in before for t in amounts.deeds_of(a, condition) if t not in (base, table)]
    return any(a.roads.distance_up(t, base) == 1 and a.roads.distance_up(t, table) == 1 for t in done)


def each_counted(a: Assembler) -> None:
    """ "Flights and bookings by aircraft model", "plays and revenue per genre": each of them is a number by that group."""
    frame = a.frame
    if not (frame.groups or frame.trend) or frame.columns or not frame.entities:
        return
    named = [*frame.entities, *(w.mention for w in frame.wanted if w.mention is not None)]
    named.sort(key=lambda item: item.start)
    if len(named) < 2 or not all(item.after_and for item in named[1:]):
        return
    counted = [Wanted(mention=item, count=True) for item in frame.entities]
    frame.wanted = sorted([*frame.wanted, *counted], key=lambda w: w.mention.start if w.mention is not None else 0)
    frame.entities = []
    a.bases = list(
        dict.fromkeys(
            t for w in frame.wanted if (found := a.reading.target(w.mention)) for t in a.reader.tables_of(found)
        )
    )


def shown_by_groups(a: Assembler) -> None:
    """ "The builders of railways and the number of railways of each builder": a field that is grouped by is shown as it is, and
    the things whose field it is are those that are counted."""
    frame = a.frame
    grouped = {t for g in frame.groups if g.grain is None and g.part is None and (t := a.reading.target(g.mention))}
    grouped = {t for t in grouped if t.kind == "dimension"}
    if not frame.wanted or not grouped or (frame.distinct and len(grouped) > 1):
        return
    told = [c for c in frame.columns if a.reading.target(c) in grouped]
    if not told and not any(g.mention is not None and g.mention.anchor is not None for g in frame.groups):
        return
    numbers = {t.table for w in frame.wanted if (t := a.reading.target(w.mention)) is not None}
    rows = {t.table for t in grouped} & numbers
    if len(rows) != 1 or len(numbers) != 1:
        return
    frame.columns = [c for c in frame.columns if not any(c is one for one in told)]
    frame.entities = [e for e in frame.entities if (t := a.reading.target(e)) is None or t.table not in rows]
    frame.distinct = frame.distinct and not told


def meeting_table(a: Assembler, tables: list[str]) -> str | None:
    """The table whose rows bring several kinds of things together: "teachers and the courses they teach"."""
    if all(a.roads.distance_up(tables[0], t) is not None for t in tables):
        return None
    found: list[tuple[int, str]] = []
    for table in a.lexicon.tables:
        steps = [a.roads.distance_up(table, t) for t in tables]
        if all(s is not None for s in steps):
            found.append((sum(s or 0 for s in steps), table))
    found.sort()
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        raise Declined(SEVERAL)
    return found[0][1]


SEVERAL = "The question lists things of several kinds, and it is not clear which rows bring them together."


def ways(a: Assembler, home: str, one: str, other: str) -> int:
    """In how many ways rows bring two things together: by a key of one of them, or by rows of a third that refer to both.

    Beside a key, only rows that do nothing but pair the two count.
    """
    direct, graph = len(a.roads.direct(one, other)), graph_of(a.lexicon.model)
    between = {t for t in a.lexicon.tables if t not in (one, other) and {one, other} <= _referred(a, t)}
    if direct:
        return direct + sum(graph.is_bridge(t) for t in between)
    return len(between | ({home} - {one, other}))


def _referred(a: Assembler, table: str) -> set[str]:
    return {r.to_table for r in a.lexicon.model.relationships if r.from_table == table}


def counts_or_lists(a: Assembler) -> bool:
    return all(w.count for w in a.frame.wanted)
