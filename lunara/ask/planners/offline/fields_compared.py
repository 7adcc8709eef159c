"""Two fields that are said to differ or to be the same: "orders where the ship country differs from the customer country"."""

from __future__ import annotations

from itertools import pairwise

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.plain.things import BE
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize

_COMPARED = spread(
    "differ differs differed different equal equals equaled same match matches unequal other not = != <>"
)
_BETWEEN = _COMPARED | BE | spread("the a an its their from to as than with do does did n't isn't aren't")
_BEHIND = spread("differ differs different same match equal")


def not_compared(work: Work) -> str | None:
    """Why the two fields are not compared, in words; None where none are said to be, or where the query compares them."""
    if any(c.kind == "columns" for c in work.frame.conditions):
        return None
    tokens = tokenize(work.question.text)
    for (one, first), (two, end) in pairwise(_placed(work)):
        start = first + len(one.text)
        between = [t.low for t in tokens if start <= t.start and t.end <= end and t.low != ","]
        after = [t.low for t in tokens if t.start >= end + len(two.text) and t.kind != "symbol"]
        joined = between in (["and"], ["and", "the"], ["and", "its"]) and _said_behind(after)
        if joined or (set(between) <= _BETWEEN and set(between) & _COMPARED):
            return f"“{one.text}” and “{two.text}” cannot be compared with each other here. Ask for both of them in a list."
    return None


def _placed(work: Work) -> list[tuple[Item, int]]:
    """The fields that are named, and where each of them begins in the question."""
    found: list[tuple[Item, int]] = []
    reading, text, at = work.reading or Reading(), work.question.text.lower(), 0
    for item in work.items:
        target = reading.target(item)
        place = text.find(item.text.lower(), at)
        if item.kind != "mention" or place < 0:
            continue
        at = place + len(item.text)
        if not item.quoted and target is not None and target.kind == "dimension":
            found.append((item, place))
    return found


def _said_behind(words: list[str]) -> bool:
    """ "… and the customer country differ", "… are not the same"."""
    rest = [w for w in words if w not in BE and w not in ("do", "does", "not", "n't", "the")]
    return bool(rest) and rest[0] in _BEHIND and len(rest) == 1
