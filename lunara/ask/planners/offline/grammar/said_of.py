"""What the words beside a value make of it: how something was done, of what it is said, and what is not done yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.grammar import beside
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.tokens import verb_stems


def tells_how(g: Cursor, item: Item) -> bool:
    """ "Lines shipped by air", where the lines have a ship mode: the verb and the value name that field, so that the verb is
    no state of the order as well.
    """
    states = {m.target.table for m in item.matches if m.target.kind == "value"}
    stems = set(verb_stems(item.low.split()[0])) if item.low else set()
    at = g.at + 1
    if not stems or not states or at + 1 >= len(g.items) or g.items[at].low not in beside.PREPOSITIONS:
        return False
    at += 1
    while at + 1 < len(g.items) and g.items[at].low == "the":
        at += 1
    value = g.items[at]
    if value.kind != "mention" or not g.is_value(value):
        return False
    named = beside.called_after(g, stems, value)
    if not named or any(m.target.table in states for m in named):
        return False
    value.matches = named
    g.frame.filler.append(item)
    then = next((i for i in g.items[at + 1 :] if i.kind not in SKIPPED), None)
    if then is not None and then.kind == "time" and then.time is not None and then.time.kind == "range":
        g.frame.refusal = (
            g.frame.refusal or f"It is not known when these were {item.text}. Name the date that is meant."
        )
    return True


def check_yet(g: Cursor, item: Item, denied: bool) -> None:
    """ "Not shipped yet" is no more than "not in the state shipped" where there are only two states: what was delivered has
    been shipped as well, so it is not guessed which states come before.
    """
    at = g.at + 1
    if not denied or at >= len(g.items) or g.items[at].low != "yet" or not verb_stems(item.low.split()[-1]):
        return
    fields = {(m.target.table, m.target.name) for m in item.matches if m.target.kind == "value"}
    if any(len(g.lexicon.values.of_field(table, name, limit=3)) > 2 for table, name in fields):
        g.frame.refusal = g.frame.refusal or (
            f"“Not {item.text} yet” does not tell which states come before “{item.text}”. Name the states that are meant."
        )


_PLACING = frozenset(("in", "from", "at", "for", "of", "on", "by", "via", "with"))


def placed(g: Cursor) -> bool:
    """Whether a value is said with a preposition: "in Germany", "in category hardware", "with priority P1"."""
    at = g.at - 1
    if at > 0 and g.items[at].kind == "mention" and not g.is_entity(g.items[at]):
        at -= 1
    while at > 0 and g.items[at].low == "the":
        at -= 1
    return at >= 0 and g.items[at].low in _PLACING


def follows_thing(g: Cursor) -> bool:
    """Whether a state is said of the name before it ("tickets that were resolved"), not right before its thing."""
    before = next((i for i in reversed(g.items[: g.at]) if i.kind not in SKIPPED), None)
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    return before is not None and g.is_entity(before) and not (following is not None and g.is_entity(following))


def attribute_of(g: Cursor, thing: Item, words: Sequence[str], said: Item) -> Item | None:
    """The field of a thing that "older than" speaks of, where another thing was named before it: "pets of students older than
    20". None where it is the only thing, whose field is looked for later. Refused where it has none or several of these fields.
    """
    table = next((m.target.table for m in thing.matches if m.target.kind == "table" and m.exact), None)
    named = [w.mention for w in g.frame.wanted if w.mention is not None] + g.frame.entities
    if table is None or all(m.target.table == table for i in named for m in i.matches[:1]):
        return None
    found = []
    for word in words:
        for match in g.lexicon.fields((word,), limit=40):
            dimension = g.lexicon.dimension(table, match.target.name)
            if match.target.kind == "dimension" and match.target.table == table and match.score >= _CALLED_SO:
                found += [match] if dimension is not None and dimension.type == "number" else []
        if found:
            break
    if len(found) != 1:
        g.frame.refusal = g.frame.refusal or f"Nothing here says what “{said.text}” is measured by for {thing.text}."
        return None
    return Item("mention", said.start, said.end, said.text, matches=[replace(found[0], exact=True)], low=said.low)


_CALLED_SO = 0.8
"""How well a field must be called by a word for it to be what the word speaks of."""


def as_their(g: Cursor, item: Item) -> bool:
    """ "CD or DVD as their record format": the field of the values before it."""
    at = g.at - 1
    while at > 0 and g.items[at].low in ("their", "its", "the", "a", "an", "his", "her"):
        at -= 1
    if at < 1 or g.items[at].low != "as" or g.last_place != "value" or g.is_entity(item):
        return False
    found = False
    for condition in reversed(g.frame.conditions):
        said = condition.mention
        fits = [m for m in said.matches if m.target.kind == "value" and g.fits(m, item)] if said is not None else []
        if condition.kind != "value" or said is None or not fits:
            break
        said.matches, found = fits, True
    return found
