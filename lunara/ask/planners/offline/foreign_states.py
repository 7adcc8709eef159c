"""States that the data tells in another language: "cancelled" is what "storniert" says, where no value is called so itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lunara.ask.tokens import stem
from lunara.semantic.draft.words import is_foreign, meaning_of

MOST_STATES = 30
"""A field with more values tells no state."""


def in_english(fields: Mapping[tuple[str, str], Iterable[object]]) -> dict[str, list[tuple[str, str, str]]]:
    """The values of fields of states, by table and name, under the English words that say the same: table, field, value."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for (table, name), values in fields.items():
        for value in map(str, values):
            english = meaning_of(value.lower()) if value.isalpha() and is_foreign(value.lower()) else ()
            if len(english) == 1 and english[0] != value.lower():
                found.setdefault(stem(english[0]), []).append((table, name, value))
    return found
