"""Verbs that tell of rows of a table, where a state of the data is called by the same word: "members who never booked"."""

from __future__ import annotations

from lunara.ask.planners.offline.grammar import doing
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.tokens import verb_stems

_PASSED = frozenset(("have", "has", "had", "not", "never", "ever", "n't", "did", "do", "does", "already", "yet", "we"))
_PAST = frozenset(("was", "were", "been"))
_COPULAS = frozenset(("is", "are", "be", "being"))


def told_by_rows(g: Cursor, item: Item) -> bool:
    """ "Members who never booked": the bookings tell of it, though some of them have a status called so.

    The rows must be called after the verb and refer to those who did it, and the state be none of these themselves.
    """
    stems = verb_stems(item.low)
    state, subject = g.kind_match(item, "value"), g.subject()
    if not stems or state is None or subject is None or not _said_of(g, subject):
        return False
    here = next((m.target.table for m in subject.matches if m.target.kind == "table" and m.exact), None)
    held = {m.target.table for m in item.matches if m.target.kind == "value"}
    things = [*g.frame.entities, *(w.mention for w in g.frame.wanted if w.mention is not None)]
    named = {m.target.table for thing in things for m in thing.matches if m.target.kind == "table"}
    if here is None or named & held or _rows(g, stems, here) is None:
        return False
    item.verb = stems
    doing.verb(g, item)
    return True


def _rows(g: Cursor, stems: tuple[str, ...], here: str) -> str | None:
    """The one table that is called after the verb and whose rows refer to the things of another one."""
    roads = g.lexicon.roads
    found = {
        m.target.table
        for v in stems
        for noun in g.lexicon.events.get(v, ())
        for m in g.lexicon.fields((noun,))
        if m.exact and m.target.kind == "table" and roads.distance_up(m.target.table, here) not in (None, 0)
    }
    return found.pop() if len(found) == 1 else None


def _said_of(g: Cursor, subject: Item) -> bool:
    """Whether what stands before makes a verb of the word: "who", "have never", the thing itself; no "are", which tells
    what they are now.
    """
    at = g.at - 1
    while at >= 0 and set(g.items[at].low.split()) <= _PASSED | _PAST:
        at -= 1
    if at < 0 or set(g.items[at].low.split()) & _COPULAS:
        return False
    return g.items[at] is subject or g.items[at].low in ("who", "that", "which", "they")
