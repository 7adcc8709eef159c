"""The oldest and the youngest of things without an age: by the date or the year from which they have been there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.frame import Direction, Wanted
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import says, years_held
from lunara.ask.planners.offline.words import EVENT_VERBS, spread

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

_BIRTH = spread("birth born dob birthdate birthday")
MADE = spread(
    """open establish found foundation create creation build built construct construction make made manufacture manufactured
    production produce publication publish model install installation"""
)
"""What is done to things when they come about, as the fields say it that hold the year of it."""
_JOINED = masters.ONCE - MADE
_BEGUN = spread("start begin commence")
"""A stay, a contract or a course begins: nobody is as old as that."""
_LATER = DUE | spread("next last end close renewal expiry planned scheduled expected")
_OWNED = spread("buy purchase sell acquire register")
"""What is done to things that may have been there for long."""
_AGE = ("age",)


def since(a: Assembler, rank: Wanted) -> Target | None:
    """The one field from which the age counts that "oldest" and "youngest" speak of; None where there is an age or no such field.

    People are born; how long they have been customers is not their age.
    """
    table = next(
        (t.table for e in a.frame.entities if (t := a.reading.target(e)) is not None and t.kind == "table"), None
    )
    if rank.attribute != _AGE or table is None or a.frame.groups:
        return None
    shown = [d for d in a.lexicon.tables[table].dimensions if not d.hidden]
    called = {d.name: {*says(d), *words_of(d.name)} for d in shown}
    if any("age" in words for words in called.values()):
        return None
    born = [d for d in shown if called[d.name] & _BIRTH and (d.type == "time" or "year" in called[d.name])]
    if not born and (masters.people(table, a.lexicon) or _persons(table, a)):
        return None
    started = _BEGUN if masters.named(table, a.lexicon) else frozenset()  # the oldest club, not the oldest contract
    years = [
        d
        for d in shown
        if ((d.type == "number" and "year" in called[d.name]) or years_held(d, table, a.lexicon))
        and called[d.name] & (MADE | started)
    ]
    own = a.fields.time_of(table)
    begun = (
        MADE
        if masters.named(table, a.lexicon)
        else MADE | ({*EVENT_VERBS} - _OWNED - _BEGUN) | {*table_words(a.lexicon.tables[table])}
    )
    dated = [d for d in shown if own == f"{table}.{d.name}" and called[d.name] & begun and not called[d.name] & _LATER]
    found = born or [*years, *dated]
    return Target("dimension", table, found[0].name) if len(found) == 1 else None


def _persons(table: str, a: Assembler) -> bool:
    """Whether the rows are called after people or may be people: who pays, is paid, joins, is registered or hired."""
    dates = {w for d in a.lexicon.tables[table].dimensions if d.type == "time" for w in says(d)}
    paid = rows.called(a.lexicon.tables[table]) & rows.PAYERS or rows.paid_by_us(Target("table", table, ""), a.lexicon)
    return bool(paid) or bool(dates & _JOINED)


def turned(direction: Direction) -> Direction:
    """The order of the dates from which things have been there: the oldest is the one with the earliest."""
    return "asc" if direction == "desc" else "desc"
