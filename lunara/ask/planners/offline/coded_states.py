"""States that the data tells by codes: "cancelled" is what CAN says of orders, where CMP and OPN are their other states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem
from lunara.semantic.draft.words import abbreviations

_SHORTEST, _LONGEST = 3, 4
"""Letters of a code: with two of them CA may be a place."""
_WORDS = spread(
    """accepted active admitted advised allocated applied approved archived arrived assessed assigned available backordered
    billed blocked booked cancelled closed collected commenced committed completed confirmed contacted contracted
    converted credited declined deferred delayed deleted delivered discharged disconnected discontinued dispatched
    disputed draft ended enrolled escalated expected expired exported failed finished graduated held inactive inspected installed
    invalid invoiced issued lapsed live lost maintenance open ordered overdue packed paid partial paused pending picked planned
    posted printed processed processing produced prospect provisional quoted received refunded registered rejected released
    requested required rescheduled reserved resigned resolved retained retired returned reversed reviewed scheduled sent settled
    shipped started stopped submitted suspended terminated transferred trial unpaid verified voided waiting withdrawn won"""
)
"""What rows may be that have a state."""
_SPELLED = {"cancelled": ("canceled",), "dispatched": ("despatched",), "voided": ("void",), "completed": ("complete",)}
"""The same in other forms."""


def in_words(fields: Mapping[tuple[str, str], Iterable[object]]) -> dict[str, list[tuple[str, str, str]]]:
    """The codes of fields of states, by table and name, under the words that they stand for: table, field, code.

    Only where all values of a field are codes, or words that are written as large (CANC beside PLAYED), and one word and one code
    of it stand for each other alone. States that may be those of a country are none of that kind.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for (table, name), values in fields.items():
        said = [str(value) for value in values]
        codes = [value for value in said if _is_code(value)]
        if "state" in words_of(name) or not codes or not all(_is_large(value) for value in said):
            continue
        whole = {value.lower() for value in said}
        meant = {code: frozenset(w for w in _WORDS if stands_for(code.lower(), w)) for code in codes}
        meant = {code: words for code, words in meant.items() if code.lower() in words or not words & whole}
        for code, words in meant.items():
            if len(words) != 1 or any(words & others for other, others in meant.items() if other != code):
                continue
            (word,) = words
            for form in (word, *_SPELLED.get(word, ())):
                found.setdefault(stem(form), []).append((table, name, code))
    return found


def _is_code(value: str) -> bool:
    return _SHORTEST <= len(value) <= _LONGEST and value.isascii() and value.isalpha() and value.isupper()


def _is_large(value: str) -> bool:
    """Whether it is written in capitals, as a code or a word: CANC, NO_SHOW."""
    return value.isascii() and value.isupper() and value.replace("_", "").replace("-", "").replace(" ", "").isalpha()


def stands_for(code: str, word: str) -> bool:
    """Whether letters are how a state is written as a code: how it begins, without vowels, or an abbreviation of it.

    >>> stands_for("can", "cancelled"), stands_for("cmp", "completed"), stands_for("opn", "open"), stands_for("rcv", "received")
    (True, True, True, True)
    >>> stands_for("del", "delivered"), stands_for("del", "delayed"), stands_for("cl", "closed"), stands_for("c", "closed")
    (True, True, False, False)
    """
    listed = abbreviations().get(code, "")
    if listed == word or (
        word.startswith(listed) and len(listed) > len(code) and word[len(listed) :] in ("d", "ed", "led")
    ):
        return True
    bare = word[0] + "".join(c for c in word[1:] if c not in "aeiou")
    single = "".join(c for n, c in enumerate(bare) if not n or c != bare[n - 1])
    return len(code) >= _SHORTEST and any(whole.startswith(code) for whole in (word, bare, single))
