"""Dates as conditions: of a verb, of a field, against another date of the row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import done, existence, ordering, spans
from lunara.ask.planners.offline.assembly.parts import LOST, Declined, all_of, any_of, none_of
from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.periods import TimePhrase, resolve
from lunara.ask.planners.offline.plain.things import says
from lunara.ask.planners.offline.words import BY_BUYERS, DATE_VERBS, SALE_VERBS
from lunara.ask.tokens import verb_stems
from lunara.semantic.query import (
    ExistsFilter,
    FieldFilter,
    Filter,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.assembly.conditions import Conditions


def event(c: Conditions, condition: Condition) -> Filter | None:
    """A participle that names a date: whether that date is set, or whether there are rows that hold it."""
    target = condition.own or c.owner.reading.target(condition.mention)
    if target is None:
        raise Declined(LOST)
    for base in c.owner.bases:
        if c.roads.distance_up(base, target.table) is not None:
            default = c.fields.time_of(base)
            field, ahead = f"{target.table}.{target.name}", done.may_lie_ahead(c, condition.verb, target)
            if default == field and not condition.negated and not ahead and not done.ends(condition.verb):
                return None  # every order was ordered
            if condition.negated and not ahead and _brought_about(c, condition, target):
                rows = c.fields.say_table(target.table)
                raise Declined(f"That is what {rows} are, so none of them was left undone. Ask for what has no {rows}.")
            flag = c.lexicon.flag(target.table, target.name)
            if flag is not None:
                return FieldFilter(field=field, op="=", values=(flag[condition.negated],))
            if ahead and condition.negated and default != field and not done.lapses(condition.verb):
                date_, verb = label_of(c.lexicon, target), condition.verb.text if condition.verb is not None else ""
                raise Declined(
                    f"{date_} may lie ahead, so not “{verb}” can be without one or with one to come. Say what {date_} is."
                )
            if ahead:
                return _by_today(c, field, condition.negated)
            return FieldFilter(field=field, op="is_null" if condition.negated else "is_not_null")
    if condition.verb is not None and done.may_lie_ahead(c, condition.verb, target):
        raise Declined(f"Nothing here says when something was “{condition.verb.text}”.")  # an end of other rows
    table = (
        existence.exists_table(c, condition)
        if any(v in c.lexicon.events for v in (condition.verb.verb if condition.verb else ()))
        else target.table
    )
    return existence.exists(c, condition, table or target.table, [])


def _by_today(c: Conditions, field: str, negated: bool) -> Filter:
    """A date that has come, or is empty or still to come."""
    today = (c.owner.clock.today.isoformat(),)
    if not negated:
        return FieldFilter(field=field, op="<=", values=today)
    return any_of([FieldFilter(field=field, op="is_null"), FieldFilter(field=field, op=">", values=today)])


def _brought_about(c: Conditions, condition: Condition, target: Target) -> bool:
    """Whether the deed is what made the rows of the date: an order is what was ordered, and has its date always.

    Rows with another date beside it may be there before the deed: a payment that is due and not yet paid.
    """
    verbs = condition.verb.verb if condition.verb is not None else ()
    told = {noun for verb in verbs for noun in c.lexicon.events.get(verb, ())}
    default = c.fields.time_of(target.table) == f"{target.table}.{target.name}"
    dates = [d for d in c.lexicon.tables[target.table].dimensions if d.type == "time" and not d.hidden]
    aimed = any(says(d) & DUE for d in dates if d.name != target.name)
    return default and not aimed and bool(told & set(table_words(c.lexicon.tables[target.table])))


def columns(c: Conditions, condition: Condition) -> None:
    """Two fields of the same row compared: SQL over the table's own columns."""

    other = c.owner.reading.target(condition.other)
    if other is None:
        raise Declined(LOST)
    first = (
        c.owner.reading.target(condition.mention)
        if condition.mention is not None
        else verb_date(c, condition, other.table)
    )
    if first is None or first.table != other.table:
        raise Declined("Two fields can only be compared when they belong to the same rows.")
    said = c.frame.conditions
    place = next((n for n, one in enumerate(said) if one is condition), len(said))
    if any(one.joiner == "or" for one in said[place : place + 2]):
        raise Declined("Two fields that are compared, or something else, cannot be asked for in one go.")
    ordering.filter_inline(c.owner, first.table, compared_sql(c.owner, first, condition.op, other))


def compared_sql(a: Assembler, first: Target, op: str, other: Target) -> str:
    """SQL of two fields of one row compared; a day and a moment by their days."""
    sides = [a.fields.expression(first), a.fields.expression(other)]
    kinds = [_of_days(a, target) for target in (first, other)]
    if None not in kinds and kinds[0] != kinds[1]:
        sides = [side if day else f"CAST({side} AS DATE)" for side, day in zip(sides, kinds, strict=True)]
    return f"{sides[0]} {op} {sides[1]}"


def _of_days(a: Assembler, target: Target) -> bool | None:
    """Whether a date is of days, not of moments; None where that is not known, or it is no date."""
    dimension = a.lexicon.dimension(target.table, target.name)
    kind = (dimension.data_type or "").lower() if dimension is not None and dimension.type == "time" else ""
    return (kind == "date") if kind == "date" or "timestamp" in kind or "datetime" in kind else None


def verb_date(c: Conditions, condition: Condition, table: str, exactly: bool = False) -> Target | None:
    if condition.verb is None:
        raise Declined(LOST)
    words = [w for v in condition.verb.verb for w in (v, *DATE_VERBS.get(v, ()))]
    found: list[tuple[int, str]] = []
    for dimension in c.lexicon.tables[table].dimensions:
        if dimension.type != "time":
            continue
        named = set(words_of(dimension.label or "")) | set(words_of(dimension.name))
        for synonym in dimension.synonyms:
            named |= set(words_of(synonym))
        named |= {v for w in named for v in verb_stems(w)}  # "resolved on" is when it was resolved
        hits = [i for i, w in enumerate(words) if w in named]
        if exactly and not any(
            about(words_of(n), words) for n in (dimension.label or dimension.name, *dimension.synonyms)
        ):
            continue
        if hits:
            found.append((hits[0], dimension.name))
    found.sort()
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return Target("dimension", table, found[0][1])


def period(c: Conditions, condition: Condition) -> Filter:

    if condition.time is None:
        raise Declined(LOST)
    span = bounds(condition.time, c.owner)
    bought = next((one.verb for one in c.frame.conditions if _bought(one)), None)
    if bought is not None and condition.negated and condition.verb is None and condition.mention is None:
        condition = replace(condition, verb=bought)  # "who bought in 2024 but not in 2025"
    target = date_of(c, condition)
    if target is None:
        sold = _sold_then(c, condition)
        if sold is not None:
            return sold
        raise Declined(f"Nothing here says when something was “{condition.verb.text if condition.verb else ''}”.")
    filters = range_filters(f"{target.table}.{target.name}", span)
    return _of_date(c, condition, target, filters)


def _bought(condition: Condition) -> bool:
    verbs = condition.verb.verb if condition.verb is not None and condition.kind == "date" else ()
    return bool({*verbs} & BY_BUYERS) and not condition.negated


def _of_date(c: Conditions, condition: Condition, target: Target, filters: list[Filter]) -> Filter:
    """Conditions on one date: of the rows, or of one and the same row over there where a verb speaks of it."""
    if c.owner.bases and all(c.roads.distance_up(b, target.table) is None for b in c.owner.bases):
        # one and the same row over there must lie in the period
        spoken = condition.verb is not None or (
            condition.mention is not None and verb_stems(condition.mention.low.split()[0])
        )
        if not spoken:
            raise Declined(f"“{label_of(c.lexicon, target)}” does not belong to what the question asks for.")
        found: Filter = ExistsFilter(exists=existence.nearer(c, target.table), where=tuple(filters))
        return none_of(found) if condition.negated else found
    if condition.negated and condition.verb is not None:
        said = (
            condition.verb.text
        )  # what was never done is not done in a period either, nor is what was done in another
        raise Declined(f"It is not clear whether “not” belongs to “{said}” or to its date. Ask for one of them.")
    made: Filter = filters[0] if len(filters) == 1 else all_of(filters)
    return none_of(made) if condition.negated else made


def days(c: Conditions, condition: Condition) -> Filter:
    """Certain days of the week, of the date that is named, spoken of by a verb, or the rows' own."""
    if condition.time is None:
        raise Declined(LOST)
    target = condition.own or date_of(c, condition)
    if target is None:
        raise Declined(f"Nothing here says when something was “{condition.verb.text if condition.verb else ''}”.")
    field = f"{target.table}.{target.name}" if target.table else target.name
    held: Filter = FieldFilter(field=field, op="in", values=condition.time.days, part="day_of_week")
    if condition.own is not None:
        return none_of(held) if condition.negated else held
    return _of_date(c, condition, target, [held])


def date_of(c: Conditions, condition: Condition) -> Target | None:
    """The date whose period a condition is: named, spoken of by a verb, or the rows' own."""
    if condition.mention is not None:
        return c.owner.reading.target(condition.mention)
    if condition.verb is not None:
        return date_of_verb(c, condition)
    table, _, bare = spans.time_field(c.owner).rpartition(".")
    return Target("dimension", table, bare)


def date_of_verb(c: Conditions, condition: Condition) -> Target | None:
    """The date a verb speaks of, in the tables of the question or the nearest it belongs to."""
    near: list[tuple[int, str]] = []
    mentioned = {t.table for i in c.frame.mentions() if (t := c.owner.reading.target(i)) is not None and t.table}
    for base in c.owner.bases:
        for table, roads in c.roads.up(base).items():
            if table in c.lexicon.tables:
                near.append((len(roads[0]) - (2 if table in mentioned else 0), table))
    placed = [b for b in c.owner.bases if condition.verb is not None and "place" in condition.verb.verb]
    if (
        len(placed) == 1
        and (own := c.fields.time_of(placed[0])) is not None
        and verb_date(c, condition, placed[0]) is None
    ):
        home, _, bare = own.rpartition(".")
        return Target("dimension", home, bare)  # rows alone are placed, not those whom they refer to
    for _, table in sorted(near):
        found = verb_date(c, condition, table, exactly=True)
        if found is not None:
            return found
    # "sold in March" over order lines: the date of the rows that are the sales themselves
    events = {w for v in (condition.verb.verb if condition.verb else ()) for w in c.lexicon.events.get(v, ())}
    for _, table in sorted(near):
        default = c.fields.time_of(table)
        if default is not None and events & set(table_words(c.lexicon.tables[table])):
            home, _, bare = default.rpartition(".")
            return Target("dimension", home, bare)
    for _, table in sorted(near) if not events else ():
        found = verb_date(c, condition, table)
        if found is not None:
            return found
    return None


_WERE = frozenset(("is", "are", "was", "were", "been", "being", "be"))


def _sold_then(c: Conditions, condition: Condition) -> Filter | None:
    """ "Products sold in 2025", "clients who bought last month": those with a sale then, where the sales have a date."""
    verbs = set(condition.verb.verb) if condition.verb is not None else set()
    if condition.time is None or not verbs & (SALE_VERBS if c.frame.distinct else BY_BUYERS):
        return None
    passive = any(
        f.low in _WERE and condition.verb is not None and f.end == condition.verb.start for f in c.frame.filler
    )
    if passive and not c.frame.distinct:
        return None  # "how many lamps were bought": by the piece, perhaps
    table = existence.exists_table(c, Condition("exists", None, verb=condition.verb))
    field = c.fields.time_of(table) if table is not None else None
    if table is None or field is None:
        return None
    found: Filter = ExistsFilter(exists=table, where=tuple(range_filters(field, bounds(condition.time, c.owner))))
    return none_of(found) if condition.negated else found


def about(name: tuple[str, ...], words: list[str]) -> bool:
    """Whether a date's name says nothing beyond the verb: "ship date" for shipped, not "sell start date" for sold."""
    rest = [w for w in name if w not in ("date", "at", "on", "time", "day")]
    return bool(rest) and all(w in words or any(v in words for v in verb_stems(w)) for w in rest)


def bounds(phrase: TimePhrase, owner: Assembler) -> tuple[date | None, date | None]:
    """First day and day after the last of a time phrase, by the clock."""
    found = phrase.range
    if found is None:
        raise Declined(LOST)
    if found.from_ is not None or found.to is not None:
        return found.from_, found.to
    resolved = resolve(found, owner.clock)
    if resolved is None:
        raise Declined(LOST)
    return resolved


def range_filters(field: str, span: tuple[date | None, date | None]) -> list[Filter]:
    """A half-open span as conditions on one field."""
    made: list[Filter] = []
    if span[0] is not None:
        made.append(FieldFilter(field=field, op=">=", values=(span[0].isoformat(),)))
    if span[1] is not None:
        made.append(FieldFilter(field=field, op="<", values=(span[1].isoformat(),)))
    return made
