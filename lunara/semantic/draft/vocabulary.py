"""Sets of words as one readable text."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, white space between them.

    >>> sorted(word_set("amount tax"))
    ['amount', 'tax']
    """
    return frozenset(text.split())
