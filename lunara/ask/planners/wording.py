"""Words of a provider that people may read: it has seen no data, so it can state no figure of it, and it sends nobody anywhere.

What it writes is a text to be checked as any other: a data value or a comment may have told it what to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from lunara.ask.unseen import seen

# “One” is left out: it is a pronoun more often than a figure.
_FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*|%|\b(?:"
    r"(?:hundred|thousand|million|billion|trillion|percent|dozen)s?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|twice|thrice|twofold|threefold|"
    r"(?:doubl|tripl|quadrupl|halv)(?:ed|es|ing)"
    r")\b",
    re.I,
)
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
_PLACE = re.compile(
    r"\w+://|\bwww\.|\b(?:mailto|javascript|data):\S|\w@\w|\b[\w-]+\.(?:com|net|org|io|dev|app|test|ru|cn)\b"
    r"|\w\.\w[\w-]*\.?(?:/|:\d|[?#]\w)",
    re.I,
)


def figures_in(texts: Iterable[str]) -> frozenset[str]:
    """Every number that somebody wrote, as they wrote it: digits of any writing, signs as ½ and Ⅻ, words.

    >>> sorted(figures_in(["Ninety of 1,000 doubled by ½"]))
    ['1,000', 'doubled', 'ninety', '½']
    """
    return frozenset(found.lower() for text in texts for found in (*_FIGURE.findall(text), *filter(_is_sign, text)))


def _is_sign(letter: str) -> bool:
    """Whether it is a number by itself that is no digit."""
    return unicodedata.category(letter) in ("Nl", "No")


def sayable(text: str, known: frozenset[str], *, days: bool = False) -> str:
    """The text as it is seen, where every figure in it is `known` and it names no address; else nothing.

    `days` lets dates pass.
    """
    text = seen(text)
    if _PLACE.search(text):
        return ""
    rest = _DAY.sub("", text) if days else text
    return text if figures_in([rest]) <= known else ""
