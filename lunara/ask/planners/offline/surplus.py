"""Words beside a name that say no more than the name does: "loyalty customers in each tier", where the field is a loyalty tier.

Only what belongs to that very field, or to the trade that its rows are, is left out, and the account says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.money import INCOME
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem

_TRADE = INCOME & spread("sale turnover")


def left_out(items: Sequence[Item], lexicon: Lexicon) -> tuple[list[Item], list[str]]:
    """The items without such words, and a note for each of them."""
    made: list[Item] = []
    notes: list[str] = []
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else None
        value = made[-1] if made and made[-1].end == item.start else None
        field = _field_of_value(value, item, following, lexicon) if value is not None else None
        beside = following is not None and following.start == item.end and following.kind == "mention"
        if field is None and following is not None and beside and following.matches:
            field = _half_said(items, item, following, lexicon) or _trade(items, at, following, lexicon)
        if field is None and following is not None and beside:
            field = _before_its_value(item, following, lexicon)
        if field is None:
            made.append(item)
            continue
        notes.append(f"“{item.text}” was taken as said of {label_of(lexicon, field)}, so it leaves nothing out.")
    return made, notes


def _field_of_value(value: Item, item: Item, following: Item | None, lexicon: Lexicon) -> Target | None:
    """ "Gold tier customers": the one field that has the value before this word and is called by the word ("loyalty tier").

    So is the table of such kinds where the things of that kind follow ("reefer type containers").
    """
    if value.kind != "mention" or value.typo is not None or item.plural:
        return None
    named = {m.target for m in item.matches if m.exact or m.target.kind == "value"}
    held = [m for m in value.matches if m.target.kind == "value" and m.exact]
    fields = {m.target.path: Target("dimension", m.target.table, m.target.name) for m in held}
    said = {stem(word) for word in item.low.split()}
    called = {p: f for p, f in fields.items() if said <= lexicon.literal_words(f)}
    if len(called) != 1:
        called = {p: f for p, f in fields.items() if _its_table(f, named, following)}
    if len(called) != 1:
        return None
    path, field = called.popitem()
    if not (_unnamed(item) or named == {field} or _its_table(field, named, following)):
        return None
    value.matches = [m for m in held if m.target.path == path]
    return field


def _before_its_value(item: Item, value: Item, lexicon: Lexicon) -> Target | None:
    """ "With the code 'Life'": the one field that has the value behind this word and is called by it ("policy type code")."""
    if not _unnamed(item) or item.plural or value.typo is not None:
        return None
    held = [m for m in value.matches if m.target.kind == "value" and m.exact]
    fields = {m.target.path: Target("dimension", m.target.table, m.target.name) for m in held}
    if len(fields) != 1 or any(m.exact and m.target.kind != "value" for m in value.matches):
        return None
    field = next(iter(fields.values()))
    if stem(item.low) not in lexicon.literal_words(field):
        return None
    value.matches = held
    return field


def _its_table(field: Target, named: set[Target], following: Item | None) -> bool:
    """Whether a word names the field's table, and the things that follow are those of another one."""
    things = {m.target.table for m in following.matches if m.exact and m.target.kind == "table"} if following else set()
    tables = {t.table for t in named if t.kind == "table"}
    return field.table in tables - things and bool(things) and all(t.kind == "table" for t in named)


def _half_said(items: Sequence[Item], item: Item, thing: Item, lexicon: Lexicon) -> Target | None:
    """The field of the thing behind this word that is called by the word and by another one, which stands elsewhere alone."""
    tables = {m.target.table for m in thing.matches if m.exact and m.target.kind == "table"}
    if not tables or not _unnamed(item):
        return None
    for other in items:
        if other.start < thing.end or not _unnamed(other):
            continue
        called = lexicon.whole((stem(item.low), stem(other.low)))
        fields = [m.target for m in called if m.target.kind == "dimension" and m.target.table in tables]
        if len(fields) == 1:
            other.kind, other.matches = "mention", [Match(fields[0], 1.0, True)]
            return fields[0]
    return None


def _unnamed(item: Item) -> bool:
    """Whether it is one word that by itself is the name of nothing."""
    if item.kind not in ("unknown", "mention") or not item.low.isalpha():
        return False
    return not any(m.exact or m.target.kind == "value" for m in item.matches)


def _trade(items: Sequence[Item], at: int, field: Item, lexicon: Lexicon) -> Target | None:
    """ "By sales channel": the channel of what was sold, where the rows that have the channel are sales or orders."""
    item, before = items[at], items[at - 1] if at else None
    if before is None or not before.is_op("by") or stem(item.low) not in _TRADE or at < 2:
        return None
    best = field.matches[0]
    table = lexicon.tables.get(best.target.table) if best.exact and best.target.kind == "dimension" else None
    if table is None or not money_rows.of_payers(table, lexicon):
        return None
    measured = {m.target.table for m in item.matches if m.target.kind in ("measure", "table")}
    near = all(lexicon.roads.distance_up(t, table.name) is not None for t in measured)
    return best.target if near else None
