"""What must hold of several rows at once: visits in both of two years, in one year but not in the next, of two kinds of gyms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from lunara.ask.planners.offline.assembly import existence, measuring
from lunara.ask.planners.offline.assembly.parts import LOST, Declined
from lunara.ask.planners.offline.fields import RowField
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.periods import TimePhrase, month_safe, span_of
from lunara.semantic.query import FieldFilter, Filter, InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.assembly.conditions import Conditions


def settle(c: Conditions) -> None:
    """Give each of several periods, and each that is denied, a condition of its own over the rows that it is of."""
    _in_each(c)
    _all_then(c)
    _but_not_then(c)
    _deeds_of_things(c)


def said(condition: Condition) -> int:
    """The word by which a condition was said: those of several periods that share it share what is said with it."""
    return id(condition.mention or condition.verb or condition)


def one_each(c: Conditions, inside: Sequence[tuple[str, Filter]]) -> bool:
    """ "Who bought both gloves and helmets": there is a row of its own for each."""
    return c.frame.both and len(inside) > 1


def _in_each(c: Conditions) -> None:
    """ "Gyms that had visits in both 2024 and 2025": there are such rows in each of the periods."""
    frame = c.frame
    if not frame.both or frame.either:
        return
    there = [x for x in frame.conditions if x.kind == "exists"]
    made: list[Condition] = []
    for condition in frame.conditions:
        times: list[TimePhrase] = [t for t in (condition.time, *condition.more) if t is not None]
        if condition.kind == "date" and condition.more and not condition.negated and _over_there(c, condition.mention):
            made += [replace(condition, time=time, more=[]) for time in _of_one_year(c, times)]
        elif there == [condition] and not condition.negated and condition.time is None and len(frame.times) > 1:
            if existence.exists_table(c, condition) is None:
                return
            made += [replace(condition, time=time) for time in _of_one_year(c, frame.times)]
            frame.times = []
        else:
            made.append(condition)
    frame.conditions = made


def _of_one_year(c: Conditions, times: Sequence[TimePhrase]) -> list[TimePhrase]:
    """ "In both January and February 2024": a period without a year is of the year of the other one.

    Raises Declined where that would turn their order round, and where the year is not told by one.
    """
    bare = [t for t in times if t.yearless]
    if not bare:
        return list(times)
    said = [t for t in times if not t.yearless]
    starts = [t.range.from_ for t in said or bare if t.range is not None]
    years = {start.year for start in starts if start is not None}
    year = years.pop() if len(years) == 1 and len(starts) == len(said or bare) else None
    made = [t if year is None or not t.yearless else _in_year(t, year) for t in times]
    begun = [t.range.from_.isoformat() for t in made if t.range is not None and t.range.from_ is not None]
    if year is None or len(begun) < len(times) or (said and begun != sorted(begun)):
        raise Declined("It is not clear of which years these periods are. Name the year of each.")
    if said:
        c.frame.notes = [n for n in c.frame.notes if n not in {t.note for t in bare}]
    return made


def _in_year(time: TimePhrase, year: int) -> TimePhrase:
    """The same days of the year that it begins in, which is said."""
    if time.range is None or time.range.from_ is None or time.range.to is None:
        return replace(time, range=None)
    years = year - time.range.from_.year
    return replace(time, range=span_of(month_safe(time.range.from_, years), month_safe(time.range.to, years)), note="")


def _all_then(c: Conditions) -> None:
    """ "No purchases or visits in 2024": the period is of each of the things that are said together."""
    said, times = c.frame.conditions, c.frame.times
    run = [
        x for x, after in zip(said, [*said[1:], None], strict=False) if x.again or (after is not None and after.again)
    ]
    if run and len(times) == 1 and all(x.time is None for x in run):
        for condition in run:
            condition.time = times[0]
        c.frame.times = []


def _but_not_then(c: Conditions) -> None:
    """ "Gyms visited in 2024 but not in 2025": the denied period is of the same deed."""
    dates = [x for x in c.frame.conditions if x.kind == "date" and x.time is not None]
    said = [x for x in dates if not x.negated and not x.more and _over_there(c, x.mention)]
    denied = [x for x in dates if x.negated and x.mention is None and x.verb is None]
    if len(dates) != 2 or len(said) != 1 or len(denied) != 1 or c.frame.times:
        return
    later = replace(said[0], negated=True, time=denied[0].time)
    c.frame.conditions = [later if x is denied[0] else x for x in c.frame.conditions]


def _deeds_of_things(c: Conditions) -> None:
    """ "Accounts that visited a gym opened after 2011": what is said of the gym is said of the one of the visit."""
    compared = [x for x in c.frame.conditions if x.kind in ("compare", "number", "value")]
    for at, condition in enumerate(c.frame.conditions):
        if condition.kind != "event" or condition.negated or not _over_there(c, condition.mention):
            continue
        target = c.owner.reading.target(condition.mention)
        tables = {t.table for x in compared if (t := c.owner.reading.target(x.mention)) is not None}
        if target is not None and any(t != target.table and _tied(c, target.table, t) for t in tables):
            c.frame.conditions[at] = replace(condition, kind="exists")


def _tied(c: Conditions, rows: str, table: str) -> bool:
    """Whether rows tell of things of a table that what is asked for does not lead to by itself."""
    far = all(c.roads.distance_up(b, table) is None for b in c.owner.bases)
    return far and c.roads.distance_up(rows, table) is not None


def _over_there(c: Conditions, item: Item | None) -> bool:
    target = c.owner.reading.target(item)
    bases = c.owner.bases
    return target is not None and bool(bases) and all(c.roads.distance_up(b, target.table) is None for b in bases)


def kinds_with_both(a: Assembler) -> bool:
    """ "Countries with a singer above 40 and a singer below 30": values of a field that rows of both kinds have.

    Whether the question was one, and its measures, groups and conditions are laid down.
    """
    frame = a.frame
    if frame.wanted or frame.groups or frame.rank or frame.times or frame.top or not frame.columns:
        return False
    shown, twice = a.reading.target(frame.columns[0]), _twice(a)
    there = [x.mention for x in frame.conditions if x.kind == "exists" and not x.negated and x.mention is not None]
    named = sorted([*frame.entities, *there], key=lambda item: item.start)
    things = {t.table for e in named if (t := a.reading.target(e)) is not None} | twice
    said = [x for x in frame.conditions if not (x.kind == "exists" and _of(a, x.mention, things))]
    if shown is None or shown.kind != "dimension" or things != {shown.table} or len(said) != 2:
        return False
    values = _values_apart(a, said)
    again = len(named) == 2 and named[0].start < _place(said[0]) < named[1].start < _place(said[1])
    if not (values or _apart(said) or (again and _compares(said))) or not (
        len(frame.columns) == 1 or (twice and not named)
    ):
        return False
    fields = [_compared(a, x, shown.table) for x in said]
    rows = [
        RowField(t.table, t.name) if values else a.fields.row_field(t)
        for t in fields
        if t is not None and not a.roads.foreign_key(shown.table, t.name)
    ]
    if len(rows) != 2 or any(row is None or row.table != shown.table or row.name == shown.name for row in rows):
        return False
    if rows[0] != rows[1] and not again:
        return False
    of_each = frame.both or len(said) < len(frame.conditions) or all(not e.plural for e in frame.entities)
    numbers = [a.lexicon.dimension(row.table, row.name) for row in rows if row is not None]
    compares = all(n is not None and n.type == "number" for n in numbers)
    if not (values or compares) or not (of_each or frame.wherein):
        return False  # "companies of firms founded before 2003 and firms founded after 2003": of either
    if (values or again) and names_one(a, shown):
        return False  # no one row has both
    for at, one in enumerate(said):
        row = rows[at]
        if row is None:
            raise Declined(LOST)
        held = Target("dimension", row.table, row.name)
        column, label = a.fields.expression(held), label_of(a.lexicon, held)
        tested = f"= '{values[at]}'" if values else f"{one.op} {one.values[0]}"
        _count_kind(a, shown.table, f"{column} {tested}", f"{label} {tested}", ">")
    _values_of(a, shown)
    return True


def kinds_with_none(a: Assembler) -> bool:
    """ "Which district has no member with a gold card": values of a field that no row of a kind has.

    Whether the question was one, and its measure, group and condition are laid down.
    """
    frame = a.frame
    if (
        frame.wanted
        or frame.groups
        or frame.rank
        or frame.times
        or frame.top
        or len(frame.columns) != 1
        or frame.entities
    ):
        return False
    shown = a.reading.target(frame.columns[0])
    there = [x for x in frame.conditions if x.kind == "exists"]
    said = [x for x in frame.conditions if x.kind != "exists"]
    if shown is None or shown.kind != "dimension" or len(there) != 1 or len(said) != 1 or not there[0].negated:
        return False
    if not _of(a, there[0].mention, {shown.table}) or said[0].negated or names_one(a, shown):
        return False
    kind = _kind_of(a, said[0], shown)
    if kind is None:
        return False
    _count_kind(a, shown.table, *kind, "=")
    _values_of(a, shown)
    return True


def _kind_of(a: Assembler, said: Condition, shown: Target) -> tuple[str, str] | None:
    """The SQL and the words of a value or a comparison of a number of the rows themselves; None for any other condition."""
    target = _compared(a, said, shown.table)
    if target is None or target.table != shown.table or target.name == shown.name or said.wanted is not None:
        return None
    value = _text_of(a, said)
    if value is not None:
        held = Target("dimension", target.table, target.name)
        return f"{a.fields.expression(held)} = '{value}'", f"{label_of(a.lexicon, held)} {value}"
    row = a.fields.row_field(target) if said.kind == "compare" else None
    number = a.lexicon.dimension(row.table, row.name) if row is not None else None
    if row is None or number is None or number.type != "number" or len(said.values) != 1 or said.op not in _COMPARED:
        return None
    held = Target("dimension", row.table, row.name)
    compared = f"{said.op} {float(said.values[0]):g}"
    return f"{a.fields.expression(held)} {compared}", f"{label_of(a.lexicon, held)} {compared}"


_COMPARED = frozenset(("<", "<=", ">", ">="))


def _count_kind(a: Assembler, table: str, condition: str, label: str, op: Literal[">", "="]) -> None:
    """A number of rows of a kind, which is compared with none."""
    measure = InlineMeasure(
        name=f"kind_{len(a.parts.measures) + 1}",
        table=table,
        aggregate="count",
        filter=condition,
        label=f"{label_of(a.lexicon, Target('table', table, table))} with {label}",
    )
    a.parts.measures.append(measure)
    a.parts.filters.append(FieldFilter(field=measure.name, op=op, values=(0,)))


def _values_of(a: Assembler, shown: Target) -> None:
    """Groups by the values of a field, and nothing else that the question says."""
    a.bases = [shown.table]
    a.parts.dimensions.append(a.dimension(shown.table, shown.name))
    a.parts.filters.append(FieldFilter(field=f"{shown.table}.{shown.name}", op="is_not_null"))
    a.frame.entities, a.frame.conditions = [], []
    a.frame.columns = a.frame.columns[:1]


def _compared(a: Assembler, condition: Condition, table: str) -> Target | None:
    """The field that a comparison is of, by its name or by its word ("older than")."""
    if condition.mention is not None or not condition.attribute:
        return a.reading.target(condition.mention)
    a.bases = [table]
    return measuring.attribute(a, Wanted(attribute=condition.attribute, alias=condition.alias))


def _twice(a: Assembler) -> set[str]:
    """The table of a field by which things of two kinds are named: "both authors with … and authors with …"."""
    named = [a.reading.target(item) for item in a.frame.columns[1:]]
    same = len(named) == 2 and named[0] == named[1] and a.frame.both
    return {named[0].table} if same and named[0] is not None and named[0].kind == "dimension" else set()


def names_one(a: Assembler, shown: Target) -> bool:
    """Whether a field is what its things are called or told apart by, so that each of them has one row."""
    called = (a.lexicon.display(shown.table), a.lexicon.key_dimension(shown.table))
    return shown.name in called or a.fields.names_one_thing(shown.table, shown.name)


def _values_apart(a: Assembler, said: list[Condition]) -> list[str]:
    """Two different texts of one field, as it holds them, which no one row can have at once; none where these are not so."""
    found = []
    for one in said:
        value = _text_of(a, one)
        if value is None or one.joiner == "or":
            return []
        found.append(value)
    return found if len(set(found)) == len(found) else []


def _text_of(a: Assembler, one: Condition) -> str | None:
    """The text that a field must be, where it holds it in one way alone; None for any other condition."""
    target = a.reading.target(one.mention)
    if one.kind != "value" or one.negated or target is None or target.kind != "value":
        return None
    held = {
        m.target.value
        for m in (one.mention.matches if one.mention is not None else ())
        if m.target.kind == "value" and (m.target.table, m.target.name) == (target.table, target.name)
    }
    if len(held) != 1 or not isinstance(target.value, str) or set(target.value) & {"'", "\\"}:
        return None
    return target.value


def _of(a: Assembler, item: Item | None, tables: set[str]) -> bool:
    target = a.reading.target(item)
    return target is not None and target.kind == "table" and target.table in tables


def _place(condition: Condition) -> int:
    """Where the field of a comparison stands; none stands before the beginning."""
    return condition.mention.start if condition.mention is not None else -1


def _compares(said: list[Condition]) -> bool:
    """Whether each is a comparison of a number of one row with a number."""
    if any(x.kind not in ("compare", "number") or x.negated or len(x.values) != 1 or x.joiner == "or" for x in said):
        return False
    if any(isinstance(x.values[0], str) for x in said):
        return False
    return not any(x.wanted is not None and (x.wanted.count or x.wanted.agg) for x in said)


def _apart(said: list[Condition]) -> bool:
    """Whether no one row can fulfil both comparisons."""
    if not _compares(said):
        return False
    if all(x.op == "=" for x in said):
        return said[0].values != said[1].values
    least = [x for x in said if x.op in (">", ">=")]
    most = [x for x in said if x.op in ("<", "<=")]
    return len(least) == len(most) == 1 and float(least[0].values[0]) >= float(most[0].values[0])
