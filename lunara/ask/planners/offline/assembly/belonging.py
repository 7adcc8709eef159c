"""Whose a condition is: what a value is of, whether it says anything of what is asked for, over which fields a name is split."""

from __future__ import annotations

from collections.abc import Sequence
from string import capwords
from typing import TYPE_CHECKING, TypeVar

from lunara.ask.planners.offline.assembly.parts import Declined, all_of, any_of, field_filter, none_of
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.semantic.names import lowered
from lunara.semantic.query import Filter
from lunara.semantic.records import Scalar

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.conditions import Conditions

V = TypeVar("V", bound=Scalar)

_NAME_PARTS = frozenset(
    ("first", "last", "given", "family", "surname", "forename", "middle", "firstname", "lastname", "middlename")
)


def say_where(c: Conditions, condition: Condition, target: Target) -> None:
    """Of which rows a value is, where they are neither the ones asked about nor named in the question."""
    if not c.owner.bases or c.inside or not c.far(f"{target.table}.{target.name}"):
        return
    if condition.mention is None or target.table in named(c, condition.mention):
        return
    item, things = condition.mention, c.fields.say_table(c.owner.base)
    label, there = label_of(c.lexicon, target), c.fields.say_table(target.table)
    words = words_of(label)  # "Maria's department", where the apostrophe is gone
    named_so = c.lexicon.display(target.table) == target.name or words[-1:] in (("name",), ("title",))
    if target.kind == "dimension" or (item.before_thing and not named_so):
        raise Declined(f"“{item.text}” is {label} of {there}, not of {things}: ask for {things} with such {there}.")
    whole = _of_whole_rows(c)
    if whole is not None:
        raise Declined(
            f"“{item.text}” is {label} of {there}, and {label_of(c.lexicon, whole)} is that of whole {things}. "
            f"Ask for the {things} with such {there}, or for a number of the rows between them."
        )
    if item.dated and c.owner.frame.times:
        raise Declined(
            f"It is not clear of which date the period behind “{item.text}” is. Name the {there} and the date."
        )
    c.owner.parts.caveats.append(
        f"“{condition.mention.text}” is {label} of {there}, so {things} with such {there} are meant."
    )


def _of_whole_rows(c: Conditions) -> Target | None:
    """The sum of what is asked for, where it is named without the rows of which it is: "revenue of lamps" over whole sales."""
    mentions = c.frame.mentions()
    if any(m.target == Target("table", c.owner.base, c.owner.base) for i in mentions for m in i.matches if m.exact):
        return None
    for target in (c.owner.reading.target(w.mention) for w in c.frame.wanted):
        measure = (
            c.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
        )
        if target is not None and measure is not None and measure.aggregate == "sum" and target.table == c.owner.base:
            return target
    return None


def check_empty(c: Conditions, condition: Condition, target: Target) -> None:
    """ "Unpaid orders" are none whose payments have no date: what is empty is a field of these rows. Raises Declined."""
    item = condition.mention
    if item is None or target.kind != "dimension" or not c.owner.bases or c.inside:
        return
    if not c.far(f"{target.table}.{target.name}") or target.table in named(c, item):
        return
    label, there, things = (
        label_of(c.lexicon, target),
        c.fields.say_table(target.table),
        c.fields.say_table(c.owner.base),
    )
    raise Declined(f"“{item.text}” is {label} of {there}, not of {things}: ask for {things} without such {there}.")


def say_which(c: Conditions, condition: Condition, target: Target) -> None:
    """Another field of what is asked for that holds the very same value."""
    item = condition.mention
    if item is None or target.kind != "value" or len(c.owner.bases) != 1:
        return
    others = []
    for match in item.matches:
        other = match.target
        same = match.exact and other.kind == "value" and str(other.value).lower() == str(target.value).lower()
        if not same or (other.table, other.name) == (target.table, target.name):
            continue
        if c.roads.distance_up(c.owner.base, other.table) is not None:
            others.append(f"{label_of(c.lexicon, other)} of {c.fields.say_table(other.table)}")
    if others:
        label = f"{label_of(c.lexicon, target)} of {c.fields.say_table(target.table)}"
        named = " and ".join(list(dict.fromkeys(others))[:2])
        c.owner.parts.caveats.append(f"“{item.text}” was taken as {label}; it is {named} too.")


def say_unseen(c: Conditions, item: Item, target: Target) -> None:
    """What a text is taken for that is none of the values known here, or whose field's values are not known."""
    if not item.unseen:
        return
    label, things = label_of(c.lexicon, target), c.fields.say_table(target.table)
    known = f"{target.table}.{target.name}" in c.lexicon.values.fields
    why = "is none of the values seen" if known else "was not looked up"
    c.owner.parts.caveats.append(f"“{item.text}” {why}: it is taken as {label} of {things}.")


def say_called(c: Conditions, condition: Condition, table: str, shown: str) -> None:
    """That a name was not looked up: those of people are not read, and others may be too many."""
    if condition.op == "=" and f"{table}.{shown}" not in c.lexicon.values.fields:
        names = ", ".join(str(v) for v in condition.values)
        c.owner.parts.caveats.append(
            f"“{names}” was not looked up: it is taken as what one of the {c.fields.say_table(table)} is called."
        )


def named(c: Conditions, item: Item) -> set[str]:
    """The tables that the question names beside this name."""
    others = (c.owner.reading.target(i) for i in c.frame.mentions() if i is not item)
    return {t.table for t in others if t is not None}


def check_reach(c: Conditions, target: Target, item: Item | None = None) -> None:
    """What a name is of must be connected with what is asked for, and not by chance: up to a group, down to others of it."""

    for base in c.owner.bases:
        if c.roads.distance(base, target.table) is None:
            raise Declined(
                f"{c.say(base)} and {c.say(target.table)} are not connected, so one cannot filter the other."
            )
    by_chance = all(c.roads.by_chance(base, target.table) for base in c.owner.bases)
    if item is not None and c.owner.bases and by_chance and target.table not in named(c, item):
        label, there = label_of(c.lexicon, target), c.fields.say_table(target.table)
        things = c.fields.say_table(c.owner.base)
        raise Declined(f"“{item.text}” is {label} of {there}, which says nothing of {things}.")


def name_parts(c: Conditions, table: str) -> list[str]:
    """The fields over which the name of a thing is split: first name and last name."""
    return [
        d.name
        for d in c.lexicon.tables[table].dimensions
        if d.type == "string" and not d.hidden and set(words_of(d.label or d.name)) & _NAME_PARTS
    ]


def check_no_part(c: Conditions, table: str, parts: list[str]) -> None:
    """ "Called Martin by last name" is what the last name is, no group of those who are called so. Raises Declined."""
    groups = [c.owner.reading.target(g.mention) for g in c.frame.groups if g.mention is not None]
    said = next((t for t in groups if t is not None and t.table == table and t.name in parts), None)
    if said is not None:
        name = lowered(label_of(c.lexicon, said))
        raise Declined(f"It is not clear whether the {name} is compared or grouped by. Ask “whose {name} is …”.")


def put_together(c: Conditions, table: str, name: str, parts: list[str]) -> list[str]:
    """The parts of which a name is one, or of which it is made: a full name of the first and the last one. None otherwise."""
    shown = c.lexicon.dimension(table, name)
    made_of = shown.expression if shown is not None and shown.expression is not None else ""
    columns = {d.name: d.expression or d.name for d in c.lexicon.tables[table].dimensions if d.name in parts}
    made = [part for part in parts if columns[part] in made_of]
    return parts if name in parts else made if len(made) > 1 else []


def in_capitals_too(name: V) -> tuple[V | str, ...]:
    """How a name may be written that was not looked up: as it is said, and in the other of small letters and capitals.

    >>> in_capitals_too("Mary Smith"), in_capitals_too("MARY"), in_capitals_too("mary")
    (('Mary Smith', 'MARY SMITH'), ('MARY', 'Mary'), ('mary', 'Mary', 'MARY'))
    """
    if not isinstance(name, str) or not any(c.isalpha() for c in name):
        return (name,)
    forms = (name,) if not (name.islower() or name.isupper()) else (name, capwords(name))
    return tuple(dict.fromkeys((*forms, name.upper())))


def in_or_is(values: Sequence[Scalar]) -> str:
    """The operator for one value or several."""
    return "in" if len(values) > 1 else "="


def called(c: Conditions, condition: Condition, table: str, parts: list[str]) -> Filter:
    """ "Members called Anna": by any part of their name; "Anna Smith" by all of its words."""
    words = [w for v in condition.values for w in str(v).split()]
    forms = [in_capitals_too(word) for word in words]
    each = [any_of([field_filter(f"{table}.{name}", in_or_is(said), said) for name in parts]) for said in forms]
    found = each[0] if len(each) == 1 else all_of(each)
    return none_of(found) if condition.negated else found
