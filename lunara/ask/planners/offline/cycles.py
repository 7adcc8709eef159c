"""Parts of a period that come round again: the day of the week, the hour of the day, the month of any year."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.periods import TimePhrase
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.query import DatePart

_PARTS: dict[tuple[str, str], DatePart] = {
    ("day", "week"): "day_of_week",
    ("day", "month"): "day",
    ("day", "year"): "day_of_year",
    ("hour", "day"): "hour",
    ("time", "day"): "hour",
    ("month", "year"): "month",
    ("quarter", "year"): "quarter",
}
_ALONE: dict[str, DatePart] = {"weekday": "day_of_week", "dow": "day_of_week"}
_UNGROUPED = spread("weekend weekends")
_AGAIN = spread("mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays")
_TIES = spread("of the a in")
_LEADS = spread("which what by per each every for best worst busiest quietest highest lowest most least")


def cycle_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> TimePhrase | None:
    """ "Weekday", "day of the week", "hour of day" at this place, unless the model has a field or value of that name."""
    word = _singular(tokens[at].low)
    if word in _ALONE and tokens[at].low == word:
        return None if _named([word], tokens, lexicon) else TimePhrase(at, at + 1, "part", part=_ALONE[word])
    end = at + 1
    while end < len(tokens) and tokens[end].low in (*_TIES, "-"):
        end += 1
    tied = "of" in {t.low for t in tokens[at + 1 : end]}
    part = _PARTS.get((word, tokens[end].low)) if tied and end < len(tokens) else None
    if part is None or _named([t.low for t in tokens[at : end + 1]], tokens, lexicon):
        return None
    lead = next((t.low for t in reversed(tokens[:at]) if t.low not in _TIES), "")
    if part in ("day", "day_of_year", "month", "quarter") and lead not in _LEADS:
        return None  # "the last day of the month" is one day
    return TimePhrase(at, end + 1, "part", part=part)


def _singular(word: str) -> str:
    return word.removesuffix("s") if word in ("days", "hours", "times", "months", "quarters") else word


def cyclic(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """Why a question about certain days of the week is declined, naming what can be asked; None for others."""
    for token in tokens:
        if token.low in (*_UNGROUPED, *_AGAIN) and not _named([token.low], tokens, lexicon):
            return (
                f"Certain days of the week, such as “{token.text}”, cannot be picked out. "
                "Ask by day of the week instead, which shows each of them."
            )
    return None


def _named(words: Sequence[str], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the model has a field or a value of that name."""
    stems = {t.low: t.stem for t in tokens}
    content = tuple(stems.get(w, w) for w in words if w not in (*_TIES, "-"))
    named = any(m.exact for m in lexicon.fields(content, spelled="".join(content)))
    return named or bool(lexicon.value_matches(content, " ".join(words)))
