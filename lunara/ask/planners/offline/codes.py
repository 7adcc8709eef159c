"""Keys and codes that no index of values holds: "port 'HLM'", "order SO-1001", "customer 4711", "whose last name is 'Smith'".

A code behind or before the name of a thing is a value of its key, a text behind the name of a field one of that field.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.words import spread
from lunara.ask.values import looks_personal
from lunara.semantic.model import Dimension

_BETWEEN = spread("the a is are was were = : # code id number no nr of by called named with")
_NUMBERED = spread("code number no nr sku ref reference symbol ticker abbreviation barcode")
_SHORTEST_NUMBER = 100
"""Numbers from here on are keys of a thing that has a name too: "region 5" may be called so."""

_LONGEST_LETTERS = 5
"""Capitals without a digit are a code of at most so many: LHR, USD, SEGOT."""


def named_codes(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items, in which each code beside its thing or its field is a value of it."""
    shouted = all(item.text.isupper() for item in items if item.text.isalpha())
    made: list[Item] = []
    for at, item in enumerate(items):
        if _number_in_quotes(items, at, lexicon):
            made.append(Item("number", item.start, item.end, item.text, number=int(item.text), low=item.text))
            continue
        if _open(item) and _called(items, at, lexicon):
            made.append(Item("op", item.start, item.start, "named", ops=[Op("text", "=")], low="named"))
        elif _open(item) and not _by_role(items, at, lexicon, shouted):
            target = (
                _as_before(items, at, shouted)
                or _of_field(items, at, lexicon)
                or _of_thing(items, at, lexicon, shouted)
            )
            if target is not None:
                held_by(item, target)
        made.append(item)
    return made


def _number_in_quotes(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Whether a text of digits stands behind the name of a field of numbers: "major '600'"."""
    item = items[at]
    if not item.quoted or item.matches or not (item.text.isascii() and item.text.isdigit()):
        return False
    place = at - 1
    while place > 0 and (items[place].low in _BETWEEN or items[place].low == "in") and items[place].kind != "mention":
        place -= 1
    matches = items[place].matches if place >= 0 and items[place].kind == "mention" else []
    fields = [lexicon.dimension(m.target.table, m.target.name) for m in matches if m.target.kind == "dimension"]
    return bool(fields) and len(fields) == len(matches) and all(d is not None and d.type == "number" for d in fields)


def _as_before(items: Sequence[Item], at: int, shouted: bool) -> Target | None:
    """ "Orders SO-1 or SO-2": the field of the code before."""
    tied = at > 1 and (items[at - 1].is_op("and", "or") or items[at - 1].low == ",")
    before = items[at - 2] if tied else None
    if before is None or not before.unseen or before.road is not None or not looks_like_code(items[at], shouted):
        return None
    return before.matches[0].target


def _by_role(items: Sequence[Item], at: int, lexicon: Lexicon, shouted: bool) -> bool:
    """Whether the code is that of the thing at the end of a road that is named before it: "destination OST"."""
    item, before = items[at], _before(items, at)
    best = before.matches[0] if before is not None and before.matches else None
    if before is None or best is None or best.target.kind != "role" or not best.exact:
        return False
    relationship = lexicon.roads.by_name.get(best.target.name)
    field = code_field(relationship.to_table, lexicon) if relationship is not None else None
    if relationship is None or field is None or not looks_like_code(item, shouted):
        return False
    held_by(item, field)
    item.road = relationship.name
    before.kind, before.matches = "filler", []
    return True


def _called(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Whether a text in quotes is the name of the thing before it, of whose names none is known: "coach 'Ann'"."""
    item, before = items[at], items[at - 1] if at else None
    table = thing_of(before) if before is not None else None
    shown = lexicon.display(table) if table is not None else None
    if before is None or shown is None or not item.quoted or _code_in_quotes(item.text):
        return False
    return f"{table}.{shown}" not in lexicon.values.fields


def held_by(item: Item, target: Target) -> None:
    """Make an item a value of a field that is known to hold no such one, or whose values are not known."""
    value = item.number if item.kind == "number" and not isinstance(item.number, float) else item.text
    item.kind, item.verb, item.unseen, item.low = "mention", (), True, item.text.lower()
    item.matches = [Match(Target("value", target.table, target.name, value), 1.0, True)]


def looks_like_code(item: Item, shouted: bool = False) -> bool:
    """Whether a word that means nothing else is written as codes are: in capitals, or with a digit in it; or in quotes."""
    text = item.text
    if item.quoted:
        return True
    if item.kind != "unknown" or any(c.islower() for c in text):
        return False
    return _has_digit(text) or (not shouted and 1 < len(text) <= _LONGEST_LETTERS and text.isupper())


def code_field(table: str, lexicon: Lexicon, *, number: bool = False) -> Target | None:
    """The field by which a code names one thing of a table: its key, or the only field of text that is called a code."""
    kind = "number" if number else "string"
    key = lexicon.key_dimension(table)
    fields = [d for d in lexicon.tables[table].dimensions if d.type == kind]
    called = [d for d in fields if d.name != key and not d.hidden and _is_number_of(d)]
    own = [d for d in fields if d.name == key]
    if number and own and called:
        return None  # the customer with that ID, or with that customer number
    found = own or called
    return Target("dimension", table, found[0].name) if len(found) == 1 else None


def _is_number_of(dimension: Dimension) -> bool:
    return any(words_of(n)[-1:] and words_of(n)[-1] in _NUMBERED for n in (dimension.label or "", dimension.name))


def _open(item: Item) -> bool:
    if item.quoted:
        return not any(m.target.kind == "value" for m in item.matches)
    whole = item.kind == "number" and isinstance(item.number, int) and not item.percent
    return whole or (item.kind == "unknown" and item.low != "a")  # a letter that may be an article is no code


def _before(items: Sequence[Item], at: int) -> Item | None:
    at -= 1
    while at >= 0 and items[at].low in _BETWEEN and items[at].kind != "mention":
        at -= 1
    return items[at] if at >= 0 else None


def _of_field(items: Sequence[Item], at: int, lexicon: Lexicon) -> Target | None:
    """The field of text whose name stands right before a text in quotes, or a code: "status code 'X1'"."""
    item, before = items[at], _before(items, at)
    if before is None or before.kind != "mention" or not before.matches or not looks_like_code(item):
        return None
    if before.quoted or any(m.exact and m.target.kind in ("table", "value") for m in before.matches):
        return None
    exact = [m.target for m in before.matches if m.exact]
    if any(t.kind != "dimension" for t in exact):
        return None
    keys = [t for t in exact if lexicon.key_dimension(t.table) == t.name]
    exact = keys if len({t.path for t in exact}) > 1 else exact  # the SKU of items, which their order lines refer to
    if len({t.path for t in exact}) != 1:
        return None
    dimension = lexicon.dimension(exact[0].table, exact[0].name)
    held = dimension is not None and dimension.type == "string" and (item.quoted or not dimension.hidden)
    return exact[0] if held else None


def thing_of(item: Item) -> str | None:
    """The table that a name in the singular stands for."""
    if item.kind != "mention" or item.quoted or item.plural:
        return None
    found = {m.target.table for m in item.matches if m.exact and m.target.kind == "table"}
    return found.pop() if len(found) == 1 else None


def _of_thing(items: Sequence[Item], at: int, lexicon: Lexicon, shouted: bool) -> Target | None:
    item, before = items[at], _before(items, at)
    following = items[at + 1] if at + 1 < len(items) else None
    table = thing_of(before) if before is not None else None
    if item.kind == "number":
        apart = following is None or following.kind in ("punct", "op", "time", "filler")
        beside = before is items[at - 1] or items[at - 1].low in ("#", "no", "number", "id")
        if table is None or not apart or not beside or _compared(items, at) or not isinstance(item.number, int):
            return None
        named = lexicon.display(table) is not None and not _never_numbered(table, lexicon)
        return code_field(table, lexicon, number=True) if item.number >= _SHORTEST_NUMBER or not named else None
    if table is None or before is None or before_with(items, at) or not looks_like_code(item, shouted):
        return None
    certain = _code_in_quotes(item.text) if item.quoted else _has_digit(item.text)
    certain = certain or (item.quoted and _called_by_its_code(before, table, lexicon))
    return code_field(table, lexicon) if certain or (not item.quoted and _told_of(items, before)) else None


def _never_numbered(table: str, lexicon: Lexicon) -> bool:
    """Whether no such thing can be called by a number: people, and things whose names are known and have no digits."""
    shown = lexicon.display(table) or ""
    dimension = lexicon.dimension(table, shown)
    if f"{table}.{shown}" in lexicon.values.fields:
        return not any(_has_digit(str(v)) for v in lexicon.values.of_field(table, shown, limit=_MOST_NAMES))
    return dimension is not None and looks_personal(lexicon.tables[table], dimension)


_MOST_NAMES = 2_000


def _called_by_its_code(thing: Item, table: str, lexicon: Lexicon) -> bool:
    """ "Document type 'Paper'": whether the things have no name but a code that is called as they are."""
    field, shown = code_field(table, lexicon), lexicon.display(table)
    named = {(m.target.table, m.target.name) for m in thing.matches if m.exact and m.target.kind == "dimension"}
    described = shown is not None and words_of(shown)[-1:] == ("description",)
    nameless = shown is None or described or (field is not None and shown == field.name)
    return field is not None and nameless and (table, field.name) in named


def _told_of(items: Sequence[Item], thing: Item) -> bool:
    """Whether the thing tells whose something else is: "town of port HLM", unlike "customer LTV"."""
    at = next(n for n, item in enumerate(items) if item is thing) - 1
    while at > 0 and items[at].low in ("the", "a"):
        at -= 1
    led = at > 0 and items[at].low in ("of", "for", "at", "from", "to", "in", "into", "via")
    return led and any(item.kind == "mention" for item in items[:at])


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def before_with(items: Sequence[Item], at: int) -> bool:
    """Whether a "called" or "named" stands between: a name is said, no code."""
    return at > 0 and items[at - 1].low in ("called", "named")


def _compared(items: Sequence[Item], at: int) -> bool:
    following = items[at + 1] if at + 1 < len(items) else None
    return following is not None and following.is_op("or", "compare", "super", "top", "times", "divided", "minus")


def _code_in_quotes(text: str) -> bool:
    return " " not in text.strip() and not any(c.islower() for c in text)
