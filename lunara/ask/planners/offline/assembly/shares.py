"""Shares of rows for which something holds: "percentage of flights cancelled", "share of tickets breached by team"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import done, ordering, shares_of_some, whenever
from lunara.ask.planners.offline.assembly.conditions import Conditions
from lunara.ask.planners.offline.assembly.dates import compared_sql
from lunara.ask.planners.offline.assembly.measuring import target_counts_all
from lunara.ask.planners.offline.assembly.parts import Declined, all_of, field_filter, measure_name
from lunara.ask.planners.offline.assembly.share_measure import rows_share
from lunara.ask.planners.offline.frame import Condition, Group, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.tokens import verb_stems
from lunara.semantic.model import Scalar
from lunara.semantic.names import lowered
from lunara.semantic.query import Calculation, FieldFilter, InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


_TWO_WAYS = "A part of a total by groups can be meant in two ways. Ask for the two numbers of each group instead."


def share_of_rows(a: Assembler) -> None:
    """Make the share of rows for which a condition on their own fields holds, of all rows that the rest leaves.

    "Percentage of P1 tickets breached by team" are those breached of the P1 tickets of each team.
    """
    frame = a.frame
    shares = [c for c in frame.calculations if c[0] == "share_of_total"]
    whose = [e for e in frame.entities if _only_whose(a, e)]
    numbers = [*frame.wanted, *(Wanted(mention=e, count=True) for e in frame.entities if e not in whose)]
    ranked = frame.rank if not frame.wanted else None
    if ranked is not None:
        numbers = [ranked]
    shares_of_some.tell_counted(a, shares)
    if len(shares) != 1 or len(numbers) != 1 or frame.trend:
        return
    number, thing = numbers[0], numbers[0].mention
    target = a.reading.target(thing)
    if thing is None or target is None or number.agg:
        return
    added = _is_sum(a, target)
    if not (target.kind == "table" or added or target_counts_all(a, target, number)):
        return
    if _of_two_fields(a, number, target, shares):
        return
    if _of_having(a, number, target, shares):
        return
    if not added and (_of_some(a, number, target, shares) or _of_a_deed(a, number, target, shares)):
        return
    if a.settled.get("share") == "rate" and _of_a_day(a, number, target, shares):
        return
    parts = _parts(a, thing, target)
    if parts:
        whenever.of_the_rows(Conditions(a), parts)
    if not parts or any(p.time is not None for p in parts):
        return
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if measure is not None and not added and measure.aggregate not in ("count", "count_distinct"):
        told = f"“{thing.text}” does not add up here, so that no part of it can be told."
        raise Declined(f"{told} Ask for the share of {a.fields.say_table(target.table)} instead.")
    if frame.percent and frame.groups:
        raise Declined(_TWO_WAYS)
    first = parts[0].mention
    open_ = first is not None and (first.start < thing.start or first.placed)
    if open_ and first is not None and any(_tells_of(a, group, first) for group in frame.groups):
        a.settled["share"] = "of those that are so"
        return
    if first is None:
        return
    if open_ and (frame.groups or (ranked is not None and "share" not in a.settled)):
        _not_of_all(a, first, target)
    if added or any(_table_of(a, p) != target.table for p in parts):
        _shown_by_value(a, number, parts, added)
        return
    if ranked is not None:
        same = [e for e in frame.entities if (t := a.reading.target(e)) is not None and t.table == target.table]
        if same and not frame.columns and not frame.groups and len(same) == len(frame.entities):
            raise Declined(f"A share is of many {a.fields.say_table(target.table)}: ask for it by a group of them.")
        frame.entities = [e for e in frame.entities if e not in same]
    share = _share(a, parts, target)
    item = Item("mention", first.start, first.end, first.text, low=first.low)
    if ranked is not None:
        frame.rank = Wanted(mention=item, made=share)
    else:
        frame.wanted, frame.entities = [Wanted(mention=item, made=share)], []
    frame.conditions = [c for c in frame.conditions if all(c is not p for p in parts)]
    frame.calculations = [c for c in frame.calculations if c[0] != "share_of_total"]
    a.bases = [target.table]


def _of_two_fields(a: Assembler, number: Wanted, target: Target, shares: list[tuple[str, int | None]]) -> bool:
    """Make the share of rows two fields of which are compared ("share of orders shipped late"), where that is said.

    Rows of which one of the two is not known are no part of it. Raises Declined where it may be a share of something else.
    """
    frame = a.frame
    compared = [c for c in frame.conditions if c.kind == "columns"]
    if not compared:
        return False
    first, other = (a.reading.target(i) for i in (compared[0].mention, compared[0].other))
    late = [c for c in frame.conditions if c not in compared and _behind(c, compared[0].mention)]
    if len(compared) != 1 or late or first is None or other is None or not first.table == other.table == target.table:
        raise Declined("It is not clear what the share is of. Ask for one condition, or for the two numbers.")
    if _is_sum(a, target):
        raise Declined("A share of an amount by two fields cannot be asked for. Ask for the two amounts instead.")
    sql, dated = compared_sql(a, first, compared[0].op, other), a.lexicon.dimension(first.table, first.name)
    said = _COMPARED[compared[0].op][dated is None or dated.type != "time"]
    sides = [a.fields.expression(t) for t in (first, other)]
    share = rows_share(
        target.table,
        f"share_{first.name}_{said}_{other.name}",
        f"CASE WHEN {sql} THEN 1.0 WHEN {sides[0]} IS NOT NULL AND {sides[1]} IS NOT NULL THEN 0.0 END",
        f"Share with {label_of(a.lexicon, first)} {said} {label_of(a.lexicon, other)}",
    )
    asked = Wanted(mention=number.mention, made=share)
    if frame.rank is number:
        frame.rank = asked
    else:
        frame.wanted, frame.entities = [asked], []
    frame.conditions = [c for c in frame.conditions if c is not compared[0]]
    frame.calculations = [c for c in frame.calculations if c not in shares]
    a.bases = [target.table]
    both = f"{label_of(a.lexicon, first)} and {label_of(a.lexicon, other)}"
    a.parts.caveats.append(f"The share is of {a.fields.say_table(target.table)} with both {both}.")
    return True


def _of_having(a: Assembler, number: Wanted, target: Target, shares: list[tuple[str, int | None]]) -> bool:
    """Make the share of rows that have something: what a yes or no says ("with allergies"), or a text ("without an email").

    Only where nothing else is said of them, which might be said of the part or of all.
    """
    from sqlglot import exp

    frame = a.frame
    conditions = [c for c in frame.conditions if c.time is None]
    having = conditions[0] if len(conditions) == len(frame.conditions) == 1 else None
    held = a.reading.target(having.mention) if having is not None and having.kind == "positive" else None
    if having is None or held is None or held.kind != "dimension" or held.table != target.table:
        return False
    if _is_sum(a, target) or frame.rank is number or (frame.percent and frame.groups):
        return False
    flag, field = a.lexicon.flag(held.table, held.name), a.lexicon.dimension(held.table, held.name)
    if field is None or (flag is None and field.type != "string"):
        return False
    sql = a.fields.expression(held)
    dialect = a.lexicon.model.dialect or "duckdb"
    so = f"({sql}) IN ({exp.convert(flag[0]).sql(dialect=dialect)})" if flag is not None else f"({sql}) IS NOT NULL"
    yes, no = ("0.0", "1.0") if having.negated else ("1.0", "0.0")
    label = lowered(label_of(a.lexicon, held)).removeprefix("has ")
    said = f"{'without' if having.negated else 'with'} {label}"
    share = rows_share(
        target.table,
        f"share_{said}",
        f"CASE WHEN {so} THEN {yes} ELSE {no} END",
        f"Share of {a.fields.say_table(target.table)} {said}",
    )
    frame.conditions = []
    _asked_instead(a, number, share, shares)
    return True


def _of_some(a: Assembler, number: Wanted, target: Target, shares: list[tuple[str, int | None]]) -> bool:
    """Make the share of rows that have or lack something, or of which a number is so ("orders above 100")."""
    frame = a.frame
    ranked = frame.rank is number
    if number.distinct or frame.distinct or frame.quotient or len(frame.entities) > 1 or (frame.columns and not ranked):
        return False
    found = shares_of_some.made(a, number, target)
    if found is None:
        return False
    share, part = found
    if frame.percent and frame.groups:
        raise Declined(_TWO_WAYS)
    frame.conditions = [c for c in frame.conditions if c is not part]
    _asked_instead(a, number, share, shares)
    if ranked:
        frame.rank, frame.wanted = frame.wanted[0], []
    return True


def _asked_instead(a: Assembler, number: Wanted, share: InlineMeasure, shares: list[tuple[str, int | None]]) -> None:
    """Let the share of rows be what is asked, in the place of the number that it is said of."""
    frame = a.frame
    frame.wanted, frame.entities = [Wanted(mention=number.mention, made=share)], []
    frame.calculations = [c for c in frame.calculations if c not in shares]
    a.bases = [share.table]


def _of_a_day(a: Assembler, number: Wanted, target: Target, shares: list[tuple[str, int | None]]) -> bool:
    """Make a rate as the share of the rows that have the day of a deed ("open rate"). Raises Declined for other rows."""
    frame = a.frame
    events = [c for c in frame.conditions if c.kind == "event"]
    if not events:
        return False
    day = events[0].own or a.reading.target(events[0].mention)
    if len(events) != 1 or events[0].negated or day is None or day.table != target.table or frame.rank is not None:
        raise Declined("It is not clear what the rate is of. Ask for the two numbers.")
    label, things = label_of(a.lexicon, day), a.fields.say_table(target.table)
    share = rows_share(
        target.table,
        f"share_with_{day.name}",
        f"CASE WHEN ({a.fields.expression(day)}) IS NOT NULL THEN 1.0 ELSE 0.0 END",
        f"Share of {things} with {label}",
    )
    frame.conditions = [c for c in frame.conditions if c is not events[0]]
    _asked_instead(a, number, share, shares)
    return True


def _of_a_deed(a: Assembler, number: Wanted, target: Target, shares: list[tuple[str, int | None]]) -> bool:
    """Make the share of the rows to which something was done or not, by its day: "percentage of rentals returned".

    Only where nothing else is said of them: a period might be that of the deed or of the rows.
    """
    frame = a.frame
    event = (
        frame.conditions[0] if len(frame.conditions) == 1 and frame.conditions[0].kind in ("event", "null") else None
    )
    day = (event.own or a.reading.target(event.mention)) if event is not None else None
    if event is None or day is None or day.table != target.table or event.time is not None or frame.times:
        return False
    if any(g.grain or g.part for g in frame.groups):
        return False  # by month of the deed, all of them are so
    field = a.lexicon.dimension(day.table, day.name) if day.kind == "dimension" else None
    plain = field is not None and field.type == "time"
    default = a.fields.time_of(target.table) == day.path
    ranked = frame.rank is number or len(frame.entities) > 1 or frame.columns or frame.distinct or number.distinct
    if not plain or default or ranked or done.may_lie_ahead(Conditions(a), event.verb, day):
        return False
    if frame.percent and frame.groups:
        raise Declined(_TWO_WAYS)
    lacking = event.negated != (event.kind == "null")
    said, things = "without" if lacking else "with", a.fields.say_table(target.table)
    share = rows_share(
        target.table,
        f"share_{said}_{day.name}",
        f"CASE WHEN ({a.fields.expression(day)}) IS {'' if lacking else 'NOT '}NULL THEN 1.0 ELSE 0.0 END",
        f"Share of {things} {said} {label_of(a.lexicon, day)}",
    )
    frame.conditions = []
    _asked_instead(a, number, share, shares)
    return True


_COMPARED = {
    ">": ("after", "above"),
    "<": ("before", "below"),
    ">=": ("no earlier than", "at or above"),
    "<=": ("no later than", "at or below"),
    "=": ("equal to", "equal to"),
    "!=": ("unlike", "unlike"),
    "<>": ("unlike", "unlike"),
}
"""How dates and how numbers are compared, in words."""


def _behind(condition: Condition, part: Item | None) -> bool:
    """Whether a condition is said behind the part, where it may be of it or of them all."""
    said = condition.mention or condition.verb
    return said is None or part is None or said.start > part.start


def _only_whose(a: Assembler, item: Item) -> bool:
    """ "Trips on electric bikes": the thing only tells of what the value right before it is."""
    target = a.reading.target(item)
    beside = (c for c in a.frame.conditions if c.kind == "value" and c.mention is not None and c.mention.before_thing)
    return (
        target is not None
        and any(
            c.mention is not None and c.mention.end == item.start and _table_of(a, c) == target.table for c in beside
        )
        and (len(a.frame.entities) > 1 or bool(a.frame.wanted))
    )


def part_of_itself(a: Assembler) -> None:
    """ "Travel hours as a share of total hours": the same number twice, once with a condition. Raises Declined."""
    frame = a.frame
    if not frame.quotient:
        return
    first, second = frame.wanted
    one, two = a.reading.target(first.mention), a.reading.target(second.mention)
    said = [c for c in frame.conditions if c.kind in ("value", "positive", "event", "exists", "null", "compare")]
    own = [
        c
        for c in said
        if c.mention is not None and second.mention is not None and c.mention.start < second.mention.start
    ]
    if one == two and frame.percent and own:
        frame.wanted, frame.quotient, frame.percent = [first], False, False
        frame.calculations.append(("share_of_total", None))
    elif own:
        raise Declined(
            "It is not clear whether the condition holds for one or for both of the two numbers. Ask for each of them."
        )
    for wanted in frame.wanted if frame.quotient else []:
        target = a.reading.target(wanted.mention)
        measure = (
            a.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
        )
        if measure is not None and measure.aggregate == "avg" and not wanted.agg:
            wanted.agg = "sum"  # totals are divided, not averages


def _parts(a: Assembler, thing: Item, target: Target) -> list[Condition]:
    """The conditions that make the part: said of the thing behind it, else right before it, else where it is."""
    own = []
    for condition in a.frame.conditions:
        said = a.reading.target(condition.mention)
        if condition.kind != "value" or condition.op == "role" or said is None:
            continue
        if a.roads.distance_up(target.table, said.table) is not None:
            own.append((condition, condition.mention.start if condition.mention is not None else 0))
    after = [c for c, start in own if start > thing.start and not (c.mention and c.mention.placed)]
    placed = [c for c, start in own if start > thing.start and c.mention and c.mention.placed]
    before = [c for c, start in own if start < thing.start]
    chosen = after or before or placed
    if chosen is before and len(a.frame.conditions) > len(before):
        return []  # "share of P1 tickets in Germany": of which of the two is not said
    return chosen


def _table_of(a: Assembler, condition: Condition) -> str:
    target = a.reading.target(condition.mention)
    return target.table if target is not None else ""


def _is_sum(a: Assembler, target: Target) -> bool:
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    return measure is not None and measure.aggregate == "sum" and measure.additive_over == "all"


def _shown_by_value(a: Assembler, number: Wanted, parts: list[Condition], added: bool) -> None:
    """The share of one value of a field: of all its values, of which that one is shown. Raises Declined."""
    target = a.reading.target(parts[0].mention)
    if len(parts) != 1 or target is None or parts[0].negated:
        raise Declined("A share of what several things hold for cannot be asked for in one go. Ask for one of them.")
    values = list(dict.fromkeys(_values(a, parts[0], Target("dimension", target.table, target.name))))
    if len(values) != 1:
        raise Declined(
            f"“{parts[0].mention.text if parts[0].mention else ''}” may be one of several values. Name one of them."
        )
    a.part = (Target("dimension", target.table, target.name), values[0])
    a.frame.conditions = [c for c in a.frame.conditions if c is not parts[0]]
    a.frame.calculations = [c for c in a.frame.calculations if c[0] != "share_of_total"]
    if number not in a.frame.wanted:
        a.frame.entities = [e for e in a.frame.entities if e is not number.mention]
        a.frame.wanted.append(number)
        found = a.reading.target(number.mention)
        a.bases = [found.table] if found is not None else a.bases
    number.count = not added
    number.said = "count" if number.count else number.said


def of_one_value(a: Assembler) -> None:
    """Lay down the share of the one value that is asked for, within each of the groups."""
    if a.part is None:
        return
    (target, value), parts = a.part, a.parts
    if len(parts.measures) != 1:
        raise Declined("A share is of one number. Ask for one of them.")
    within = tuple(a.field_name(d) for d in parts.dimensions)
    shown = a.dimension(target.table, target.name)
    field = f"{target.table}.{target.name}"
    if field in within:
        raise Declined(f"“{label_of(a.lexicon, target)}” is both a group and a part of it. Ask for one of them.")
    parts.dimensions.append(shown)
    ordering.added_up(a)
    of = measure_name(parts.measures[0])
    parts.calculations.append(Calculation(kind="share_of_total", of=of, name="share", within=within))
    parts.filters.append(
        all_of(
            [
                FieldFilter(field=field, op="=", values=(value,), via=a.road_to(target.table)),
                field_filter("share", "is_not_null"),
            ]
        )
    )


def _tells_of(a: Assembler, group: Group, item: Item) -> bool:
    """ "Share of cancelled orders by cancel reason": the group only tells of those that are so, each a part of all of them."""
    target = a.reading.target(group.mention)
    words = words_of(label_of(a.lexicon, target)) if target is not None else ()
    deeds = {stem for word in item.low.split() for stem in verb_stems(word)}
    return any(deeds & {word, *verb_stems(word)} for word in words)


def _not_of_all(a: Assembler, item: Item, target: Target) -> None:
    """ "Percentage of cancelled orders by country": of the orders of each, not its part of all that were cancelled."""
    things, group = a.fields.say_table(target.table), next((g.text for g in a.frame.groups if g.text), "group")
    if _is_sum(a, target):
        things = lowered(label_of(a.lexicon, target))
    a.parts.caveats.append(
        f"The share is that of “{item.text}” in the {things} of each {group}, not each {group}'s part of all of them."
    )


def _share(a: Assembler, parts: list[Condition], target: Target) -> InlineMeasure:
    from sqlglot import exp

    fields = {(t.table, t.name) for p in parts if (t := a.reading.target(p.mention)) is not None}
    if len(fields) != 1 or len({p.negated for p in parts}) != 1:
        raise Declined(
            "A share of rows for which several things hold cannot be asked for in one go. Ask for one of them."
        )
    (table, name), denied = fields.pop(), parts[0].negated
    field = Target("dimension", table, name)
    dialect = a.lexicon.model.dialect or "duckdb"
    values = list(dict.fromkeys(v for p in parts for v in _values(a, p, field)))
    held = ", ".join(exp.convert(v).sql(dialect=dialect) for v in values)
    yes, no = ("0.0", "1.0") if denied else ("1.0", "0.0")
    things, said = a.fields.say_table(table), _in_words(a, field, values, denied)
    return rows_share(
        table,
        f"share_{said}",
        f"CASE WHEN ({a.fields.expression(field)}) IN ({held}) THEN {yes} ELSE {no} END",
        f"Share of {things} {said}",
    )


def _in_words(a: Assembler, field: Target, values: list[Scalar], denied: bool) -> str:
    """ "that are not escalated", "with SLA breached", "with Priority P1 or P2"."""
    label, denial = label_of(a.lexicon, field), "not " if denied else ""
    if a.lexicon.flag(field.table, field.name) is None:
        return f"with {label} {denial}{' or '.join(str(v) for v in values)}"
    first, _, rest = label.partition(" ")
    if first.lower() in ("is", "was") and rest:
        return f"that are {denial}{rest}"
    if not rest and verb_stems(first) and first.lower().endswith("ed"):  # "Insured": what was done to them
        return f"that are {denial}{lowered(first)}"
    return f"{'without' if denied else 'with'} {label}"


def _values(a: Assembler, part: Condition, field: Target) -> list[Scalar]:
    flag = a.lexicon.flag(field.table, field.name)
    if flag is not None and a.reading.target(part.mention) == field:
        return [flag[0]]
    matches = part.mention.matches if part.mention is not None else []
    same = [m.target.value for m in matches if m.target.kind == "value"]
    held = [m.target for m in matches if m.target.kind == "value"]
    return [v for t, v in zip(held, same, strict=True) if (t.table, t.name) == (field.table, field.name)]
