"""Characters that people do not see and language models read: of an AI provider's words none is kept."""

from __future__ import annotations

import unicodedata

_LINES = "\n\t"


def seen(text: str) -> str:
    """`text` without what nobody sees: Unicode's categories of format, control, private, unassigned and surrogate characters
    (tags and marks of direction among them), separators of lines, and variation selectors.

    >>> seen("Net of returns.\U000e0020\U000e0041\ufe0f")
    'Net of returns.'
    """
    return "".join(one for one in text if not _unseen(one))


def has_unseen(text: str) -> bool:
    """Whether something of it would not be seen."""
    return any(map(_unseen, text))


def _unseen(one: str) -> bool:
    if one in _LINES or " " <= one <= "~":
        return False
    return (
        unicodedata.category(one) in ("Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp")
        or "\ufe00" <= one <= "\ufe0f"
        or "\U000e0100" <= one <= "\U000e01ef"
        or one in "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0"  # letters and marks without a shape
    )
