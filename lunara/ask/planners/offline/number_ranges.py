"""Numbers from one to another: "price from 3 to 7", "ids 3-7", "20 to 30 seats". Both ends belong to it, as with "between".

Without a word of its own before them, two numbers with "to" between them would be read as a list of the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.operators import Op

_UP_TO = frozenset(("to", "till", "until", "through", "thru", "up to", "-", "–"))
_OPENS = frozenset(("from", "of", "in", "within"))
# What went from one number to another was not between them.
_MOVED = frozenset(
    """change changed changes changing rise rises rose risen raise raised fall falls fell fallen drop dropped drops grow grew
    grown increase increased increases decrease decreased decreases move moved went jumped shrank cut lowered""".split()  # noqa: SIM905
)


def ranges_between(items: Sequence[Item]) -> list[Item]:
    """The items, in which two numbers of a range stand behind "between", the lower one first."""
    moved = any(word in _MOVED for item in items for word in item.low.split())
    made: list[Item] = []
    at = 0
    while at < len(items):
        held = bool(made) and made[-1].low.split()[:1] in (["outside"], ["within"])  # "outside 3 and 7"
        if moved or not _is_range(items, at, held=held) or (made and made[-1].is_op("between", "top", "bottom")):
            made.append(items[at])
            at += 1
            continue
        before = made.pop() if made and made[-1].low in _OPENS and made[-1].kind != "mention" else None
        start = items[at].start if before is None else before.start
        made.append(Item("op", start, items[at].start, "between", ops=[Op("between", "")], low="between"))
        tie = items[at + 1]
        behind = _behind(items, at)
        made += [items[at], replace(tie, kind="op", ops=[Op("and")], matches=[], low="and"), items[behind]]
        at = behind + 1
    return made


def _behind(items: Sequence[Item], at: int) -> int:
    """Where the second number stands: behind the field once more too ("from id 3 to id 7")."""
    again = (
        at > 0 and at + 2 < len(items) and items[at - 1].kind == "mention" and items[at + 2].low == items[at - 1].low
    )
    return at + (3 if again else 2)


def _is_range(items: Sequence[Item], at: int, *, held: bool) -> bool:
    behind = _behind(items, at)
    first, tie, second = (items[n] if n < len(items) else None for n in (at, at + 1, behind))
    if first is None or tie is None or second is None or first.kind != "number" or second.kind != "number":
        return False
    if not (tie.low in _UP_TO or (held and tie.is_op("and"))) or (
        tie.low == "up to" and first.percent != second.percent
    ):
        return False
    return (first.number or 0) < (second.number or 0) and (second.percent or not first.percent)
