"""What is left out by what it is like: "towns except those with a fair", "all gyms apart from gyms in Kent"."""

from __future__ import annotations

from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item

_LEAVING_OUT = frozenset(
    ("except", "except for", "excluding", "exclude", "excludes", "other than", "apart from", "aside from")
) | {"leaving out", "leave out", "with the exception of", "not counting", "not including", "minus those"}
_THOSE = frozenset(("those", "ones", "the ones"))


def begins(g: Cursor, item: Item) -> bool:
    """Whether this leaves out the things that a clause behind it tells of, rather than one value."""
    fields = (
        bool(g.frame.columns) and not g.frame.entities
    )  # "all towns except for those having a hall above 300 seats"
    if item.low not in _LEAVING_OUT or g.follow_up or (g.subject() is None and not fields):
        return False
    at = g.at + 1
    while at < len(g.items) and g.items[at].kind in SKIPPED and g.items[at].low not in _THOSE:
        at += 1
    named = g.items[at] if at < len(g.items) else None
    those = item.low == "minus those" or (named is not None and (named.low in _THOSE or _same(g, named)))
    if not those:
        return False
    g.except_from = len(g.frame.conditions)
    g.shown_before = len(g.frame.columns) + len(g.frame.entities)
    if item.low != "minus those" and named is not None:
        g.taken.append(named)
    return True


def _same(g: Cursor, named: Item) -> bool:
    """Whether the things that are asked for are named once more."""
    subject = g.subject()
    mine = {m.target.table for m in named.matches if m.target.kind == "table" and m.exact}
    theirs = {m.target.table for m in subject.matches if m.target.kind == "table" and m.exact} if subject else set()
    return named.kind == "mention" and g.is_entity(named) and bool(mine & theirs)


def settle(g: Cursor) -> None:
    """Deny the one condition that says which are left out; several of them cannot be denied together."""
    if g.except_from is None or g.frame.refusal:
        return
    said = g.frame.conditions[g.except_from :]
    if len(said) == 2 and said[0].kind == "exists" and said[0].mention is not None and not any(c.negated for c in said):
        behind = [i for i in g.items if i.start >= said[0].mention.end]
        if not any(i.is_op("and", "or") or i.low == "," for i in behind):
            said[0].negated = True  # those rows, of which the other one is said: "a driver older than 40"
            return
    after = [i for i in g.items if i.kind == "time" and i.time is not None and i.time.kind == "range"]
    dated = said[0].kind == "exists" if len(said) == 1 else False
    shown = len(g.frame.columns) + len(g.frame.entities) > g.shown_before  # "except those with a fair and a gym"
    if shown or len(said) != 1 or said[0].negated or (after and said[0].time is None and not dated):
        g.frame.refusal = (
            "It is not clear which of them are left out. Say it as one condition, for example “without a …”."
        )
        return
    said[0].negated = True
