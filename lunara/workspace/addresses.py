"""E-mail addresses as they are meant: what is typed or pasted may carry characters that nobody sees."""

from __future__ import annotations

import unicodedata


def as_meant(text: str) -> str:
    """`text` without invisible characters (Unicode's category Cf: joiners, marks of direction, soft hyphens) and without spaces
    around it.

    Pages, mails and documents put such characters beside an "@", and they are copied along: to a database it is another address.

    >>> as_meant(" olga@\u2060northwind.test\ufeff ")
    'olga@northwind.test'
    """
    return "".join(one for one in text if unicodedata.category(one) != "Cf").strip()
