"""Parts of a period that come round again, which no query groups by: days of the week, hours of the day, months of any year."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token

_WITHIN: dict[str, frozenset[str]] = {
    "day": spread("week month year"),
    "days": spread("week month year"),
    "hour": spread("day"),
    "hours": spread("day"),
    "time": spread("day"),
    "times": spread("day"),
    "week": spread("month year"),
    "month": spread("year"),
    "months": spread("year"),
    "quarter": spread("year"),
}
_ALONE = spread("weekday weekdays weekend weekends dow")
_TIES = spread("of the a in")
_EACH = spread("which what by per each every")
_AGAIN = spread(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays sundays"
)


def cyclic(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """Why a question by day of the week or hour of the day is declined, naming what can be asked; None for others."""
    words = [t.low for t in tokens if t.kind in ("word", "symbol") and t.low != "-"]
    stems = {t.low: t.stem for t in tokens}
    for at, word in enumerate(words):
        said = ""
        if word in _ALONE or (word in _AGAIN and word.endswith("s")):
            said = word
        elif word in _WITHIN:
            rest = at + 1
            while rest < len(words) and words[rest] in _TIES:
                rest += 1
            tied = rest > at + 1 and "of" in words[at + 1 : rest]
            if tied and rest < len(words) and words[rest] in _WITHIN[word]:
                lead = words[at - 1] if at else ""
                if lead in _EACH or word in ("hour", "hours", "time", "times") or words[rest] == "week":
                    said = " ".join(words[at : rest + 1])
        if said and not _named(said.split(), stems, lexicon):
            return (
                f"A question can be grouped by day, week, month, quarter or year, one after the other, not by “{said}”. "
                "Ask for it by day or by month, or add such a field to the model."
            )
    return None


def _named(words: Sequence[str], stems: dict[str, str], lexicon: Lexicon) -> bool:
    """Whether the model has a field or a value of that name."""
    content = tuple(stems.get(w, w) for w in words if w not in _TIES)
    named = any(m.exact for m in lexicon.fields(content, spelled="".join(content)))
    return named or bool(lexicon.value_matches(content, " ".join(words)))
