"""What Supabase Auth asks of a password, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SETS = {
    "abcdefghijklmnopqrstuvwxyz": "a small letter",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ": "a capital letter",
    "0123456789": "a digit",
}


def weakness(reasons: Sequence[str], told: str) -> str:
    """Why a password was not taken. `reasons` are the server's names for it, `told` its own sentence (with the figures)."""
    found = []
    if "length" in reasons:
        least = re.search(r"at least (\d+) char", told)
        found.append(f"It needs at least {least[1]} characters." if least else "It is too short.")
    if "characters" in reasons:
        named = _named_sets(told)
        found.append(f"It needs {_listed(named)}." if named else "It needs characters of more kinds.")
    if "pwned" in reasons:
        found.append("It is in a list of passwords that were stolen elsewhere, so choose another.")
    return " ".join(found) or "Choose a longer one, with letters, digits and symbols."


def _named_sets(told: str) -> list[str]:
    """The kinds of characters that the server lists after "one character of each:", each as a run of characters."""
    listed = told.partition("each:")[2]
    found = [words for run, words in _SETS.items() if run in listed]
    rest = listed
    for run in _SETS:
        rest = rest.replace(run, "")
    if re.search(r"[^\sA-Za-z0-9,.]", rest):
        found.append("a symbol")
    return found


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
