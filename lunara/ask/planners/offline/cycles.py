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
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORKING = (1, 2, 3, 4, 5)
_SETS: dict[tuple[str, ...], tuple[int, ...]] = {
    ("weekend",): (6, 7),
    ("weekends",): (6, 7),
    ("weekdays",): _WORKING,
    ("workdays",): _WORKING,
    ("working", "days"): _WORKING,
    ("business", "days"): _WORKING,
    **{(f"{day}s",): (number,) for number, day in enumerate(_WEEK, 1)},
}
_ONE = spread("a any every each weekday workday")
_ON = spread("on at during over in the a any every each")
_TIES = spread("of the a in")
_CERTAIN = spread(
    """this that these those last next previous past coming current recent latest following upcoming other second
    first third fourth fifth"""
)
_BEHIND = spread(
    """by per for each in of at on from to since until till before after during over with and or vs versus compared
    against last this next than as where who that which"""
)
_LEADS = spread("which what by per each every for best worst busiest quietest highest lowest most least")


def cycle_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> TimePhrase | None:
    """ "Weekday", "day of the week", "hour of day" at this place, unless the model has a field or value of that name."""
    days = _days_at(tokens, at, lexicon)
    if days is not None:
        return days
    word = _singular(tokens[at].low)
    if word in _ALONE and tokens[at].low == word and _certain(tokens, at, at + 1):
        return None
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


def _days_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> TimePhrase | None:
    """ "On weekends", "Saturdays and Sundays", "on a Monday": certain days of the week, those of every week."""
    end = at
    while end < len(tokens) and tokens[end].low in _ON:
        end += 1
    first = _set_at(tokens, end, lexicon, one=end > at and tokens[end - 1].low in _ONE)
    if first is None:
        return None
    found, end = first
    while end + 1 < len(tokens) and tokens[end].low in ("and", "or", ","):
        more = _set_at(tokens, end + 1, lexicon, one=False)
        if more is None or (len(found) > 1 and len(more[0]) > 1):
            break  # weekends and weekdays are all days there are
        found, end = tuple(sorted({*found, *more[0]})), more[1]
    return TimePhrase(at, end, "part", part="day_of_week", days=found)


def _set_at(tokens: Sequence[Token], at: int, lexicon: Lexicon, *, one: bool) -> tuple[tuple[int, ...], int] | None:
    words = tuple(t.low for t in tokens[at : at + 2])
    for length in (2, 1):
        found = _SETS.get(words[:length])
        if found is not None and len(words) >= length:
            if _certain(tokens, at, at + length):
                return None
            return None if _named(words[:length], tokens, lexicon) else (found, at + length)
    single = words[0] if words else ""
    if one and single in (*_WEEK, "weekday", "workday") and not _named([single], tokens, lexicon):
        return (_WORKING if single not in _WEEK else (_WEEK.index(single) + 1,)), at + 1
    return None


def _certain(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "This weekend", "the last 3 Mondays", "over the weekend": certain ones, not those of every week.

    "The weekend orders" are those of every weekend: there the article belongs to the orders.
    """
    before = at - 1
    while before > 0 and tokens[before].kind == "number":
        before -= 1
    lead = tokens[before].low if before >= 0 else ""
    if lead in _CERTAIN:
        return True
    behind = tokens[end] if end < len(tokens) else None
    alone = behind is None or behind.kind != "word" or behind.low in _BEHIND
    return lead == "the" and alone and not tokens[end - 1].low.endswith("s")


def days_in_words(days: Sequence[int]) -> str:
    """ "Saturday or Sunday"."""
    names = [_WEEK[day - 1].capitalize() for day in days]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _named(words: Sequence[str], tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the model has a field or a value of that name."""
    stems = {t.low: t.stem for t in tokens}
    content = tuple(stems.get(w, w) for w in words if w not in (*_TIES, "-"))
    named = any(m.exact for m in lexicon.fields(content, spelled="".join(content)))
    return named or bool(lexicon.value_matches(content, " ".join(words)))
