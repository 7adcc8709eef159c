"""What is on now: "currently enrolled", "boats on contract right now" are rows that have begun and are not over, whatever the
columns are called that say so; a state of the rows says it before their dates do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly.parts import Declined, any_of
from lunara.ask.planners.offline.endings import CALLED_OFF, CLOSING, DUE, LAPSING
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import TimePhrase, span_of
from lunara.ask.planners.offline.plain.things import dates, says, shown
from lunara.ask.planners.offline.words import spread
from lunara.semantic.model import Dimension
from lunara.semantic.query import FieldFilter, Filter

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

_ON = frozenset(spread("active current ongoing running live valid open")) | {"in progress", "in force", "in use"}
"""States of rows that are on."""
_GONE = (
    CLOSING
    | CALLED_OFF
    | LAPSING
    | frozenset(spread("leave dep depart departure return until quit canc exit discharge"))
)
"""Words of the dates on which rows are over."""
_OUT = ("checkout", "check out", "checked out", "dropoff", "drop off")
_IN = ("checkin", "check in", "checked in", "pickup", "pick up")
"""Ends of rows that began with its opposite: a guest checks out who checked in, a book that is checked out is out then."""
_MOST_STATES = 30


def asked_now(a: Assembler, phrase: TimePhrase) -> bool:
    """Whether "now" or "currently" is said, not a day that has a date."""
    return phrase.point and phrase.range == span_of(None, a.clock.today + timedelta(days=1))


def from_to(a: Assembler, phrase: TimePhrase) -> bool:
    """Whether it is asked what is on now of rows that say from when until when they hold, of which no other date need be told."""
    days = dates(a.base, a.lexicon) if len(a.bases) == 1 and asked_now(a, phrase) else []
    return any(until_of(d, days) for d in days)


def now_on(a: Assembler, table: str) -> list[Filter]:
    """The conditions by which rows of a table are on today. Raises Declined where nothing tells that they are not over."""
    state = _state_that_is_on(table, a.lexicon)
    if state is not None:
        field, value = state
        a.parts.notes.append(f"What is on now was read as: {shown(field)} is “{value}”.")
        return [FieldFilter(field=f"{table}.{field.name}", op="=", values=(value,))]
    began = _began(a, table)
    ends = [d for d in dates(table, a.lexicon) if _is_end(d, table, a.lexicon)]
    if not began or not ends or _has_states(table, a.lexicon):
        raise Declined(
            f"Nothing here tells which {a.fields.say_table(table)} are still on. Name the field that says it."
        )
    today = a.clock.today
    made: list[Filter] = [FieldFilter(field=began, op="<", values=((today + timedelta(days=1)).isoformat(),))]
    for end in ends:
        field_name = f"{table}.{end.name}"
        off = bool(says(end) & (CALLED_OFF | {"canc"}))  # what was cancelled today is not on today
        later = FieldFilter(field=field_name, op=">" if off else ">=", values=(today.isoformat(),))
        made.append(any_of([FieldFilter(field=field_name, op="is_null"), later]))
    said = " and ".join(f"{shown(d)} is empty or not before today" for d in ends)
    a.parts.notes.append(f"What is on now was read as: begun by today, and {said}.")
    return made


def _began(a: Assembler, table: str) -> str:
    """The date on which a row began: its own one, or where that is an end the one date that is none; "" where none is."""
    own = [d for d in dates(table, a.lexicon) if not _is_end(d, table, a.lexicon) and not says(d) & DUE]
    default = a.fields.time_of(table) or ""
    home, _, name = default.rpartition(".")
    if default and (home != table or any(d.name == name for d in own)):
        return default
    return f"{table}.{own[0].name}" if len(own) == 1 else ""


def _is_end(date: Dimension, table: str, lexicon: Lexicon) -> bool:
    if any(_called(date, _OUT)):
        return any(any(_called(d, _IN)) for d in dates(table, lexicon))
    return (bool(says(date) & _GONE) and not says(date) & DUE) or until_of(date, dates(table, lexicon))


def until_of(date: Dimension, beside: Sequence[Dimension]) -> bool:
    """Whether a date is that to which a row holds, as another one says from when: "effective from" and "effective to"."""
    words = words_of(shown(date))
    from_ = (*words[:-1], "from")
    return words[-1:] in (("to",), ("until",), ("till",)) and any(words_of(shown(d)) == from_ for d in beside)


def _called(date: Dimension, words: tuple[str, ...]) -> list[bool]:
    name = f"{date.name} {date.label or ''}".replace("_", " ").lower()
    return [True for w in words if w in name]


def _has_states(table: str, lexicon: Lexicon) -> bool:
    """Whether a state of the rows may say that they are not on, though none is known to say that they are."""
    return any(
        d.type == "string" and not d.hidden and lexicon.is_state(table, d.name) and lexicon.flag(table, d.name) is None
        for d in lexicon.tables[table].dimensions
    )


def _state_that_is_on(table: str, lexicon: Lexicon) -> tuple[Dimension, str] | None:
    """The one state, and its value, by which the rows say that they are on."""
    found: list[tuple[Dimension, str]] = []
    for dimension in lexicon.tables[table].dimensions:
        if dimension.type != "string" or dimension.hidden or not lexicon.is_state(table, dimension.name):
            continue
        values = [str(v) for v in lexicon.values.of_field(table, dimension.name, limit=_MOST_STATES)]
        words = [v for v in values if v.lower().replace("_", " ") in _ON]
        found += [(dimension, v) for v in words]
    return found[0] if len(found) == 1 else None


def of_now(a: Assembler, phrase: TimePhrase, table: str) -> list[Filter] | None:
    """The conditions of what is on now, where that is asked of these rows; None for any other period."""
    if not asked_now(a, phrase):
        return None
    days = dates(table, a.lexicon)
    dated = a.fields.time_of(table) is not None or any(until_of(d, days) for d in days)
    dated = dated or _state_that_is_on(table, a.lexicon) is not None
    return now_on(a, table) if dated else None
