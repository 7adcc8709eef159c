"""Fields that say yes or no and nothing else: by what they are called, and by their values."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.naming import words_of
from lunara.semantic.model import Dimension


def called_flag(dimension: Dimension) -> bool:
    """Whether a number is called a flag: "active_flag", "cxl_flg", "is_paid", or a state that nobody counts: "discontinued"."""
    words = {*words_of(dimension.name), *words_of(dimension.label or "")}
    first = {words_of(dimension.name)[:1], words_of(dimension.label or "")[:1]}
    if {words_of(dimension.name), words_of(dimension.label or dimension.name)} <= _STATES:
        return True
    return bool(words & {"flag", "flg"}) or bool(first & {("is",), ("has",)})


_STATES = {(w,) for w in ("discontinued", "archived", "deleted", "obsolete", "enabled", "disabled", "inactive")}
_YES_NO = (("y", "n"), ("yes", "no"), ("true", "false"), ("t", "f"))


def yes_and_no(values: Sequence[str]) -> tuple[str, str] | None:
    """Which of a field's values is yes and which no, when it has these two (or one of them) and nothing else."""
    folded = {v.strip().lower(): v for v in values}
    for yes, no in _YES_NO:
        if folded and set(folded) <= {yes, no}:
            upper = next(iter(folded.values())).isupper()
            return folded.get(yes, yes.upper() if upper else yes), folded.get(no, no.upper() if upper else no)
    return None
