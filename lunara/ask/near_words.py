"""Words of nearly the same meaning, by WordNet 3.0: in the package (1 MB), looked up in microseconds.

The file is written by `.ci/near_words`; its licence lies beside it.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class Near(NamedTuple):
    """Words of the same meaning, of the next wider meaning, and derived from the word or it from them; all in the singular."""

    same: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    family: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _text() -> bytes:
    return b"\n" + gzip.decompress((files("lunara.ask") / "wordnet" / "near.txt.gz").read_bytes())


@lru_cache(maxsize=20_000)
def near_words(word: str) -> Near:
    """Words near to one in the singular; nothing for a word that is not known.

    >>> "airline" in near_words("airway").same, "departure" in near_words("depart").family
    (True, True)
    """
    text, key = _text(), word.encode()
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high) // 2
        start = text.rfind(b"\n", 0, middle + 1)
        end = text.find(b"\n", start + 1)
        found, _, rest = text[start + 1 : end].partition(b"\t")
        if found == key:
            return Near(*(tuple(part.split()) for part in rest.decode().split("\t")))
        if found < key:
            low = end
        else:
            high = start
    return Near()
