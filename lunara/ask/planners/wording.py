"""Words of a provider that people may read: it has seen no data, so it can state no figure of it, and it sends nobody anywhere.

What it writes is a text to be checked as any other: a data value or a comment may have told it what to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lunara.ask.unseen import seen

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|%|\b(?:hundred|thousand|million|billion|trillion|percent|dozen)s?\b", re.I)
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
_PLACE = re.compile(
    r"\w+://|\bwww\.|\b(?:mailto|javascript|data):\S|\w@\w|\b[\w-]+\.(?:com|net|org|io|dev|app|test|ru|cn)\b", re.I
)


def figures_in(texts: Iterable[str]) -> frozenset[str]:
    """Every number that somebody wrote, as they wrote it."""
    return frozenset(found.lower() for text in texts for found in _FIGURE.findall(text))


def sayable(text: str, known: frozenset[str], *, days: bool = False) -> str:
    """The text as it is seen, where every figure in it is `known` and it names no address; else nothing.

    `days` lets dates pass.
    """
    text = seen(text)
    if _PLACE.search(text):
        return ""
    rest = _DAY.sub("", text) if days else text
    return text if figures_in([rest]) <= known else ""
