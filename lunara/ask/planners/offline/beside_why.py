"""A why that stands beside a question which can be answered: "Why do people leave? Show the departures by month."."""

from __future__ import annotations

import re

from lunara.ask.change.questions import read_why
from lunara.ask.planners.offline.items import read_items
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.words import QUESTION_STARTS, spread
from lunara.ask.tokens import tokenize
from lunara.semantic.compiled import Clock

_SENTENCES = re.compile(r"(?<=[.?!;])\s+")
_WHY = re.compile(r"(?:(?:and|but|so|please|can you|could you|explain|tell me)\s+)*(?:why|how come)\b", re.IGNORECASE)
_POLITE = spread("please can could would you and also i we want need to now then like")
_POINTING = spread("it this that them these those they ones same such their its")


def question_beside(text: str, lexicon: Lexicon, clock: Clock) -> tuple[str, str] | None:
    """The question that can be answered and the why beside it; None where there is no such question or it needs the why.

    A why that holds a period, a number or a value may say of what the other question asks, so they are not taken apart.
    """
    sentences = [s for s in _SENTENCES.split(" ".join(text.split())) if s]
    whys = [s for s in sentences if _WHY.match(s)]
    rest = [s for s in sentences if s not in whys]
    if not whys or not rest or any(read_why(s) for s in whys):
        return None
    if any(_narrows(s, lexicon, clock) for s in whys) or not all(_stands_alone(s, lexicon, clock) for s in rest):
        return None
    return " ".join(rest), " ".join(whys)


def not_answered(why: str) -> str:
    """What is said of the why beside an answer."""
    return f"“{why}” is not answered: the data says what happened, not why."


def _narrows(sentence: str, lexicon: Lexicon, clock: Clock) -> bool:
    items = read_items(tokenize(sentence), lexicon, clock)
    return any(i.kind in ("time", "number") or any(m.target.kind == "value" for m in i.matches) for i in items)


def _stands_alone(sentence: str, lexicon: Lexicon, clock: Clock) -> bool:
    """Whether a sentence asks by itself: it begins as questions do, or names what is shown by what."""
    tokens = tokenize(sentence)
    words = [t.low for t in tokens if t.kind == "word"]
    asked = [w for w in words if w not in _POLITE]
    if not asked or set(words) & _POINTING:
        return False
    if asked[0] in QUESTION_STARTS:
        return True
    grouped = next((n for n, w in enumerate(words) if w in ("by", "per") and n), None)
    named = read_items(tokens, lexicon, clock)
    before = [i for i in named if i.kind == "mention" and i.end <= (grouped or 0)]
    return grouped is not None and any(m.exact and m.target.kind in _SHOWN for i in before for m in i.matches)


_SHOWN = frozenset(("table", "measure", "derived"))
