"""Things that exist or do not: customers with orders, products never sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import dates, still_on, years
from lunara.ask.planners.offline.assembly.parts import LOST, Declined, all_of, none_of
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import DONE_VERBS, EVENT_VERBS, SALE_VERBS
from lunara.ask.tokens import stem, verb_stems
from lunara.semantic.query import (
    ExistsFilter,
    FieldFilter,
    Filter,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.conditions import Conditions


def as_own_date(c: Conditions, condition: Condition) -> None:
    """ "orders not shipped" is about the orders' own ship date, where they have one."""
    if condition.kind != "exists" or condition.verb is None or not c.owner.bases:
        return
    found = dates.verb_date(c, condition, c.owner.bases[0], exactly=True)
    if found is not None:
        condition.kind = "event"
        condition.own = found


def exists_table(c: Conditions, condition: Condition) -> str | None:

    bases = c.owner.bases
    if condition.mention is not None and condition.kind != "event":
        target = c.owner.reading.target(condition.mention)
        if target is None:
            raise Declined(LOST)
        return None if target.table in bases and not condition.negated else target.table
    if condition.verb is None:
        raise Declined(LOST)
    words = [w for v in condition.verb.verb for w in c.lexicon.events.get(v, ())]
    measure_tables = {t for m in c.owner.parts.measures for t in c.owner.tables_of_measure(m)} | set(bases)
    near: list[tuple[float, str]] = []
    for word_position, word in enumerate(words):
        for match in c.lexicon.fields((word,), limit=20):
            if match.target.kind != "table" or match.score < 0.6:
                continue
            table = match.target.table
            if table in measure_tables and not condition.negated:
                return None
            for base in bases:
                steps = c.roads.distance(base, table)
                if steps is not None and c.roads.distance_up(base, table) is None:
                    near.append((match.score - 0.15 * steps - 0.02 * word_position, table))
    upward = [
        match.target.table
        for word in words
        for match in c.lexicon.fields((word,), limit=20)
        if match.target.kind == "table"
        and match.score >= 0.6
        and any(c.roads.distance_up(b, match.target.table) is not None for b in bases)
    ]
    there = max(near)[1] if near else None
    if there is not None and not (upward and all(c.roads.by_chance(b, there) for b in bases)):
        return nearer(c, there)  # what the lines of an order sold is no purchase from those who deliver it
    if upward and not condition.negated:
        return None
    if condition.negated:
        raise Declined(f"Nothing here says whether something was “{condition.verb.text}”.")
    if set(condition.verb.verb) & DONE_VERBS and bases and _came_about(c, bases[0]):
        return None  # "rentals booked through the app": each of them was
    named = any(c.lexicon.knows(v) for v in condition.verb.verb)
    if named or condition.verb.low in ("made", "placed"):
        return None
    raise Declined(f"Nothing here says whether something was “{condition.verb.text}”.")


def _came_about(c: Conditions, table: str) -> bool:
    """Whether rows of a table are events themselves, which are what was done: called so, of something, and with a date; or with
    the date on which each of them was sold.
    """
    called = set(table_words(c.lexicon.tables[table])) & _DONE
    time = c.lexicon.time_dimension(table)
    dated = {v for w in words_of(time or "") for v in (w, *verb_stems(w))}
    return (
        time is not None
        and bool(c.roads.foreign_columns.get(table))
        and bool(called or dated & (SALE_VERBS & DONE_VERBS))
    )


_DONE = frozenset(stem(noun) for verb, nouns in EVENT_VERBS.items() if verb in DONE_VERBS for noun in nouns)
"""What tables are called whose rows are what was done: orders, rentals, visits."""


def clear_negation(c: Conditions, exists: list[tuple[Condition, str | None]]) -> None:
    """ "teachers whose courses have not been arranged": whose negation it is cannot be told apart, so it is not guessed."""

    positive = [c for c, t in exists if t is not None and not c.negated and c.related]
    for condition, table in exists:
        if table is not None and condition.negated and not condition.without and condition.time is None and positive:
            raise Declined(_WHOSE_NOT)


def clear_lack(c: Conditions, exists: list[tuple[Condition, str | None]]) -> None:
    """ "Trainers who have classes without a club": the trainers or the classes may be the ones without it."""
    for before, there in exists:
        for condition, table in exists:
            one_denied = condition.without if not before.negated else not condition.negated
            if there is None or table is None or not one_denied:
                continue
            first, second = before.mention, condition.mention
            if first is None or second is None or not 0 < second.start - first.end <= _NEXT:
                continue
            near, far = c.roads.distance(there, table), c.roads.distance(c.owner.base, table)
            tied = c.roads.distance_up(there, table), c.roads.distance_up(table, there)
            nearer_there = near is not None and far is not None and near < far
            if nearer_there or any(steps is not None for steps in tied):
                things = " or ".join(c.fields.say_table(t) for t in (there, c.owner.base))
                raise Declined(
                    f"It is not clear what is said of “{second.text}” and what of {things}. Ask for them one by one."
                    if before.negated
                    else f"It is not clear who is without “{second.text}”: {things}. Ask for them one by one."
                )


_NEXT = 3
"""Words at most between a thing and the one that it is without."""


def clear_and(c: Conditions, condition: Condition, inside: Sequence[tuple[str, Filter]]) -> None:
    """ "Channels that play films directed by A and B": films of either, or films of both of them, is not guessed."""
    if c.frame.both or condition.negated or condition.kind != "exists":
        return
    for (_, one), (joiner, other) in pairwise(inside):
        if not (isinstance(one, FieldFilter) and isinstance(other, FieldFilter)) or joiner == "or":
            continue
        if one.field == other.field and one.op == other.op == "=" and one.values != other.values:
            values = f"“{one.values[0]}” and “{other.values[0]}”"
            raise Declined(f"It is not clear whether {values} must both be there, or one of them. Say “both” or “or”.")


def nearer(c: Conditions, table: str) -> str:
    """The event of a thing is what refers to it: the line that holds the product rather than the order around it."""
    for base in c.owner.bases:
        if c.roads.distance(base, table) == 2:
            between = [
                r.from_table
                for r in c.roads.model.relationships
                if r.to_table == base and c.roads.distance_up(r.from_table, table) == 1
            ]
            if len(between) == 1:
                return between[0]
    return table


def within_denied(c: Conditions, exists: list[tuple[Condition, str | None]]) -> list[tuple[Condition, str | None]]:
    """ "Not entered in contests", where an entry is always one in a contest: the contests are no condition of their own."""
    kept: list[tuple[Condition, str | None]] = []
    for condition, table in exists:
        within = [
            denied
            for denied, there in exists
            if (condition.related or (denied.mention is not None and denied.mention.verb and not condition.negated))
            and table is not None
            and there is not None
            and denied.negated
            and place(denied) < place(condition)
            and there != table
            and c.roads.distance_up(there, table) is not None
        ]
        if not within:
            kept.append((condition, table))
    return kept


def settle_denials(c: Conditions, exists: list[tuple[Condition, str | None]]) -> None:
    """ "Do not own cats as pets" denies that there are such pets, not that a pet is a cat. Raises Declined."""
    for condition in c.frame.conditions:
        if condition.kind != "value" or condition.denied_at is None:
            continue
        over_there = home(c, replace(condition, contrast=False), exists)
        if over_there is None or over_there.mention is None:
            continue
        if condition.contrast and not over_there.negated and _said_of_another(c, condition, over_there, exists):
            _none_of_it(c, condition, over_there, exists)
            continue
        at, there = place(condition), place(over_there)
        if at < there:
            if over_there.negated and over_there.denied_at not in (None, condition.denied_at):
                raise Declined(_WHOSE_NOT)
            condition.negated = False
            over_there.negated, over_there.denied_at = True, condition.denied_at
        elif there < condition.denied_at and condition.contrast != condition.without and not over_there.negated:
            raise Declined(_WHOSE_NOT)  # "herds but not goats", "herds without goats": some other one, or none of them


def _said_of_another(
    c: Conditions, denied: Condition, over_there: Condition, exists: list[tuple[Condition, str | None]]
) -> bool:
    """ "Flights from Oslo but not from Bergen": another value of the field is said of them, and not denied."""
    target = c.owner.reading.target(denied.mention)
    for other in c.frame.conditions:
        held = c.owner.reading.target(other.mention) if other.kind == "value" and not other.negated else None
        if held is None or target is None or (held.table, held.name) != (target.table, target.name):
            continue
        if place(other) < (denied.denied_at or 0) and home(c, other, exists) is over_there:
            return True
    return False


def _none_of_it(
    c: Conditions, denied: Condition, over_there: Condition, exists: list[tuple[Condition, str | None]]
) -> None:
    """Give a denied value an existence of its own, which is denied: there is one of the other value, and none of this."""
    if over_there.mention is None:
        return
    again = replace(over_there.mention)
    c.owner.reading.chosen[id(again)] = c.owner.reading.chosen[id(over_there.mention)]
    later = replace(over_there, mention=again, negated=True, denied_at=denied.denied_at)
    exists.append((later, next(table for one, table in exists if one is over_there)))
    denied.negated, denied.home = False, later


_WHOSE_NOT = "It is not clear what the “not” of the question belongs to. Ask for the two conditions one by one."


def home(c: Conditions, condition: Condition, exists: list[tuple[Condition, str | None]]) -> Condition | None:
    """The existence that this condition narrows ("never bought bikes"), when it speaks of rows over there."""
    if condition.kind == "days":
        return _then(c, condition, exists)
    target = c.owner.reading.target(condition.mention)
    if target is None or not c.owner.bases:
        return None
    base = c.owner.bases[0]
    if c.roads.distance_up(base, target.table) is not None:
        return None
    if condition.contrast and any(place(o) < (condition.denied_at or 0) for o, _ in exists):
        return None  # "a herd but no goat"
    exists = [(o, t) for o, t in exists if condition.negated or not place(condition) < (o.denied_at or 0)]
    before = [(o, t) for o, t in exists if t is not None and place(o) < place(condition)]
    for other, table in sorted(before, key=lambda e: -place(e[0])):
        far, near = c.roads.distance(base, target.table), c.roads.distance(table, target.table)
        if near is not None and (far is None or near <= far):
            return other
    for other, there in exists:
        if there is not None and c.roads.distance_up(there, target.table) is not None:
            return other
    return None


def not_then(c: Conditions, exists: list[tuple[Condition, str | None]]) -> list[tuple[Condition, str | None]]:
    """ "Who booked in 2024 but not in 2025": a denied period after what was done denies that it was done then."""
    frame = c.frame
    said = [(one, table) for one, table in exists if table is not None and not one.negated]
    denied = [
        x
        for x in frame.conditions
        if x.kind == "date" and x.negated and x.mention is None and x.verb is None and x.time is not None
    ]
    if len(said) != 1 or len(denied) != 1 or len(frame.times) != 1:
        return []
    one, table = said[0]
    later = replace(one, negated=True, time=denied[0].time)
    frame.conditions = [x for x in frame.conditions if x is not denied[0]]
    return [(later, table)]


def own_time(c: Conditions, condition: Condition, table: str) -> list[Filter]:
    """The period that one of several existences has to itself."""
    if condition.kind != "exists" or condition.time is None:
        return []
    now = still_on.of_now(c.owner, condition.time, table)
    if now is not None:
        return now
    field = c.fields.time_of(table)
    if field is None:
        held = years.years_of(c.owner, table, dates.bounds(condition.time, c.owner))
        if held is None:
            raise Declined(f"{c.say(table)} has no date, so it cannot be cut by time.")
        return held
    return dates.range_filters(field, dates.bounds(condition.time, c.owner))


def _then(c: Conditions, condition: Condition, exists: list[tuple[Condition, str | None]]) -> Condition | None:
    """ "Members who booked on weekends": the days are those of the bookings."""
    if condition.verb is not None or condition.mention is not None:
        return None
    for other, table in exists:
        field = c.fields.time_of(table) if table is not None else None
        if field is not None:
            home_table, _, bare = field.rpartition(".")
            condition.own = Target("dimension", home_table, bare)
            return other
    return None


def exists(c: Conditions, condition: Condition, table: str, inner: list[Filter]) -> Filter | None:

    base = c.owner.base
    if c.roads.distance(base, table) is None:
        raise Declined(f"{c.say(base)} and {c.say(table)} are not connected.")
    if table == base:
        raise Declined(f"{c.say(base)} cannot be compared with themselves.")
    up = c.roads.distance_up(base, table)
    key = known_by(c, base, table) if up == 1 and not inner and condition.negated else None
    if key is not None:
        return FieldFilter(field=key, op="is_null")
    where = [*inner, *_done_there(c, condition, table)]
    time = nested_time(c, table) if condition.time is None else []
    where.extend(time)
    if condition.mention is not None and condition.mention.ends:
        each = [ExistsFilter(exists=table, where=tuple(where), via=road) for road in condition.mention.ends]
        return all_of([none_of(one) for one in each]) if condition.negated else all_of(each)
    found: Filter = ExistsFilter(exists=table, where=tuple(where), via=_road(c, base, table))
    return none_of(found) if condition.negated else found


def known_by(c: Conditions, base: str, table: str) -> str | None:
    """The field of the rows that is the key of the one thing over there; None where no field of theirs is."""
    relationship = next((r for r in c.roads.direct(base, table) if r.from_table == base), None)
    if relationship is None or len(relationship.from_columns) != 1:
        return None
    for dimension in c.lexicon.tables[base].dimensions:
        if (dimension.expression or dimension.name).strip('"') == relationship.from_columns[0]:
            return f"{base}.{dimension.name}"
    return None


def _done_there(c: Conditions, condition: Condition, table: str) -> list[Filter]:
    """ "Suppliers never paid": an invoice tells of it once it has a paid date, where that is not what makes the row."""
    found = dates.verb_date(c, condition, table, exactly=True) if condition.verb is not None else None
    if found is None or c.fields.time_of(table) == f"{table}.{found.name}":
        return []
    return [FieldFilter(field=f"{table}.{found.name}", op="is_not_null")]


def _road(c: Conditions, base: str, table: str) -> str | None:
    """The road that the question names from the rows over there: "ports with no departing crossings"."""
    relationship = c.roads.by_name.get(c.owner.via.get(base, ""))
    if relationship is None or relationship.from_table != table:
        return None
    c.owner.walked.add(relationship.name)
    return relationship.name


def nested_time(c: Conditions, table: str) -> list[Filter]:
    """ "customers that placed an order in 2011": the period is that of the orders."""
    frame = c.frame
    if len(frame.times) != 1 or frame.times[0].range is None or c.owner.date_of is not None:
        return []
    now = still_on.of_now(c.owner, frame.times[0], table)
    if now is not None:
        frame.times = []
        return now
    field = c.fields.time_of(table)
    span = dates.bounds(frame.times[0], c.owner)
    held = dates.range_filters(field, span) if field is not None else years.years_of(c.owner, table, span)
    if held is None:
        return []
    frame.times = []
    return held


def place(condition: Condition) -> int:
    item = condition.mention or condition.verb
    return item.start if item is not None else 0
