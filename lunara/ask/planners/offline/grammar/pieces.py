"""Pieces of a kind: "how many tents did we sell" are as many as the sales say, of the things that are of this kind."""

from __future__ import annotations

from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import PIECE_WORDS, spread
from lunara.ask.tokens import stem
from lunara.semantic.model import Table

_SOLD = frozenset(("sell",))
_THINGS = spread("product item article sku good merchandise part")
_PRICED = spread("price cost")


def of_kind_sold(g: Cursor) -> bool:
    """Whether pieces of a kind in the plural are counted that were sold, where one table of sales says how many pieces.

    The frame then asks for that number of the rows of this kind; it is left alone where more than one number may be meant.
    """
    frame = g.frame
    sold = [c for c in frame.conditions if c.kind in ("exists", "date") and c.verb is not None and c.mention is None]
    if len(sold) != 1 or sold[0].negated or sold[0].more or sold[0].verb is None or not set(sold[0].verb.verb) & _SOLD:
        return False
    counted = (
        frame.wanted[0] if len(frame.wanted) == 1 and frame.wanted[0].count and not frame.wanted[0].distinct else None
    )
    kinds = [c for c in frame.conditions if c.kind == "value" and c.mention is not None and not c.mention.placed]
    alone = not (frame.entities or frame.columns or frame.distinct or g.distinct or g.agg)
    many = [c for c in kinds if c.mention is not None and c.mention.plural]
    if len(many) > 1:  # "red roses to hotels": the roses that are red
        many = [c for c in many if c.mention is not None and _pieces_of(g.lexicon, c.mention) is not None]
        at = many[0].mention.start if len(many) == 1 and many[0].mention is not None else 0
        done = sold[0].verb.start
        if any(c.mention is not None and at < c.mention.start < done for c in kinds):
            return False  # "how many roses did hotels sell"
    if g.count is not None and not frame.has_head and len(many) == 1 and not any(c.negated for c in kinds):
        item = many[0].mention
    elif g.count is None and counted is not None and counted.mention is not None and g.is_value(counted.mention):
        item = counted.mention
        before = [c for c in kinds if c.mention is not None and c.mention.plural and c.mention.start < item.start]
        whose = [c for c in before if c.mention is not None and _pieces_of(g.lexicon, c.mention) is not None]
        behind = sold[0].verb.start < item.start  # not "how many roses did hotels sell"
        if len(whose) == 1 and behind and not any(c.negated for c in kinds) and _pieces_of(g.lexicon, item) is None:
            frame.conditions.append(Condition("value", item))  # "how many roses did we sell to hotels"
            item = whose[0].mention
    else:
        return False
    found = _pieces_of(g.lexicon, item) if alone and item is not None else None
    if found is None or item is None:
        return False
    pieces, item.matches = found
    if not any(c.mention is item for c in frame.conditions):
        frame.conditions.append(Condition("value", item))
    named = Item("mention", sold[0].verb.start, sold[0].verb.end, sold[0].verb.text, low=sold[0].verb.low)
    named.matches = [Match(pieces, 1.0, True)]
    frame.wanted, g.count = [Wanted(mention=named)], None
    frame.conditions = [c for c in frame.conditions if c is not sold[0]]
    frame.times.extend([sold[0].time] if sold[0].time is not None else [])
    what = label_of(g.lexicon, Target("table", pieces.table, pieces.table))
    frame.notes.append(f"“{item.text}” are counted by the piece: {label_of(g.lexicon, pieces)} of {what}.")
    return True


def or_kinds(g: Cursor) -> None:
    """ "How many lamps by town", "how many lamps were returned": whether the articles or the pieces are meant is not said."""
    frame = g.frame
    for condition in frame.conditions:
        item = condition.mention
        counted = [w for w in frame.wanted if w.count and w.mention is not None and item is not None]
        if (
            condition.kind != "value"
            or item is None
            or not any(w.mention.start == item.start for w in counted if w.mention)
        ):
            continue
        found = _pieces_of(g.lexicon, item)
        kind = found[1][0].target.table if found is not None else ""
        groups = [
            group.mention.matches[0].target.table for group in frame.groups if group.mention and group.mention.matches
        ]
        told = [
            other.mention.matches[0].target.table
            for other in frame.conditions
            if other is not condition and other.kind == "value" and other.mention and other.mention.matches
        ]
        if found is not None and any(t and g.lexicon.roads.distance_up(kind, t) is None for t in (*groups, *told)):
            frame.refusal = frame.refusal or (
                f"It is not clear whether “{item.text}” that are there or that were sold are counted. Say “sold”, for example."
            )


def by_whom(g: Cursor, item: Item) -> bool:
    """ "How many tents did vip customers buy": a thing behind "did" is who did it, and what is counted was named before it."""
    asked = g.count
    if asked is None or not g.is_entity(item) or not any(c.kind == "value" and c.mention for c in g.frame.conditions):
        return False
    between = [i for i in g.items if asked.start < i.start < item.start]
    first = next((i for i in between if i.kind == "mention"), None)
    did = next((i for i in between if i.low in ("did", "do", "does")), None)
    if first is None or did is None or did.start < first.start:
        return False
    g.frame.refusal = g.frame.refusal or (
        f"How many “{first.text}” there are with “{item.text}” cannot be said from this wording. "
        f"Name the number, for example the quantity of “{first.text}”."
    )
    return True


def _pieces_of(lexicon: Lexicon, item: Item) -> tuple[Target, list[Match]] | None:
    """The one number of pieces that sales have of a kind, and what the kind is there; None where there is no such one."""
    said = [stem(w) for w in item.low.split()]
    kinds = [
        m
        for m in item.matches
        if m.target.kind == "value" and [stem(w) for w in str(m.target.value).lower().split()] == said
    ]
    if not item.plural or not kinds:
        return None
    found: dict[Target, list[Match]] = {}
    for name, table in lexicon.tables.items():
        pieces = _number(table)
        if pieces is None or not money_rows.of_payers(table, lexicon) or money_rows.taken_back(table):
            continue
        above = [t for t in lexicon.roads.up(name) if t in lexicon.tables and t != name]
        things = [t for t in above if _is_sold(lexicon.tables[t])]
        of_kind = [m for m in kinds if any(lexicon.roads.distance_up(t, m.target.table) is not None for t in things)]
        if of_kind and len({(m.target.table, m.target.name) for m in of_kind}) == 1:
            found[Target("measure", name, pieces)] = of_kind
        elif of_kind:
            return None
    return next(iter(found.items())) if len(found) == 1 else None


def _number(table: Table) -> str | None:
    """The measure of how many pieces a table's rows are, where there is one: a quantity, or what was sold ("stems sold")."""
    sums = [m for m in table.measures if m.aggregate == "sum" and not m.hidden and m.filter is None]
    names = [m.name for m in sums if set(words_of(m.label or m.name)) & PIECE_WORDS]
    if not names:
        plain = [m for m in sums if m.format is None or m.format.kind == "number"]
        names = [m.name for m in plain if words_of(m.label or m.name)[1:][-1:] == ("sold",)]
    return names[0] if len(names) == 1 else None


def _is_sold(table: Table) -> bool:
    """Whether a table is of things that are sold: called so, or each with a price and no date of its own."""
    if money_rows.called(table) & _THINGS:
        return True
    words = {w for d in table.dimensions if d.type == "number" and not d.hidden for w in words_of(d.label or d.name)}
    return bool(words & _PRICED) and not money_rows.dated(table)
