"""Words written without their vowels: mbrshp for membership, clb for club, bkng for booking."""

from __future__ import annotations

from collections.abc import Iterable

_VOWELS = frozenset("aeiou")
_SHORTEST, _LONGEST = 3, 9


class Skeletons:
    """Finds the one word that an abbreviation without vowels can stand for, among known words."""

    def __init__(self, words: Iterable[str], singular: dict[str, str]) -> None:
        """`singular` gives the singular of each word; two forms of one word are no two readings."""
        self._words: dict[str, list[str]] = {}
        self._by_ends: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._by_start: dict[str, list[tuple[str, str]]] = {}
        for word in sorted(words):
            if len(word) < 4 or not word.isascii() or not word.isalpha():
                continue
            bones = bones_of(word)
            self._words.setdefault(bones, []).append(word)
            self._by_ends.setdefault((bones[0], bones[-1]), []).append((bones, word))
            self._by_start.setdefault(bones[:3], []).append((bones, word))
        self._singular = singular

    def word(self, short: str) -> str | None:
        """The word that `short` stands for; None when it has vowels of its own, when none fits, or several do.

        A few consonants may be missing as well (mnfctr); a word that is merely cut off (instl) is not guessed.
        """
        if not _SHORTEST <= len(short) <= _LONGEST or not short.isascii() or not short.isalpha():
            return None
        if _VOWELS & set(short[1:]):
            return None
        exact = [w for w in self._words.get(short, ()) if len(w) <= 2 * len(short)]
        if exact or len(short) < 4:
            return self._one(exact)
        near = [
            word
            for bones, word in self._by_ends.get((short[0], short[-1]), ())
            if len(bones) - len(short) in (1, 2 if len(short) > 5 else 1) and _within(short, bones)
        ]
        cut_off = [word for bones, word in self._by_start.get(short[:3], ()) if bones.startswith(short)]
        return self._one([*near, *cut_off]) if near else None

    def _one(self, words: list[str]) -> str | None:
        forms = {self._singular.get(word, word) for word in words}
        return min(words, key=lambda word: (len(word), word)) if len(forms) == 1 else None


def bones_of(word: str) -> str:
    """The first letter and the consonants of a word, doubled letters once: membership -> mbrshp."""
    kept = word[0]
    for letter in word[1:]:
        if letter not in _VOWELS and letter != kept[-1]:
            kept += letter
    return kept


def _within(short: str, bones: str) -> bool:
    """Whether the letters occur in this order."""
    rest = iter(bones)
    return all(letter in rest for letter in short)
