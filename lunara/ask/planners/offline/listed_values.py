"""Values that are listed beside each other: "children and seniors" are two kinds of visitors, not books for children."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.words import AGAINST
from lunara.ask.tokens import stem

_TIES = AGAINST | frozenset(("and", "or", ","))
_NEARLY = 0.97


def of_one_field(items: Sequence[Item], lexicon: Lexicon) -> None:
    """Of two values with a tie between them that no one field holds as they are written: those of the field that holds both,
    one of them in the singular or the plural. Kept as they are where no field does, or more than one.
    """
    for place in range(1, len(items) - 1):
        first, tie, other = items[place - 1 : place + 2]
        if tie.low not in _TIES or not (_is_value(first) and _is_value(other)) or _paths(first) & _paths(other):
            continue
        own, others = _alike(first, other, lexicon), _alike(other, first, lexicon)
        if bool(own) != bool(others):
            first.matches = own or first.matches
            other.matches = others or other.matches


def _is_value(item: Item) -> bool:
    plain = item.kind == "mention" and not item.quoted and " " not in item.low
    return plain and bool(item.matches) and all(m.target.kind == "value" for m in item.matches)


def _paths(item: Item) -> set[tuple[str, str]]:
    return {(m.target.table, m.target.name) for m in item.matches}


def _alike(item: Item, beside: Item, lexicon: Lexicon) -> list[Match]:
    """What the word is in the singular, in the one field of the value beside it that has it."""
    single = stem(item.low)
    found = [
        m
        for m in lexicon.value_matches((single,), single)
        if m.exact and (m.target.table, m.target.name) in _paths(beside)
    ]
    return [Match(found[0].target, _NEARLY, True)] if len(found) == 1 else []
