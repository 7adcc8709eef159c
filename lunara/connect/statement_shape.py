"""Which statements are the same but for the values in them: what the query log sums up by."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from typing import Any

# A list of any length is the same list.
_LIST = re.compile(r"\( \?(?: , \?)+ \)")


def shape_of(sql: str, dialect: str) -> str:
    """A fingerprint of `sql` without its texts, numbers, comments and spacing; 32 hexadecimal digits.

    >>> shape_of("select 1 from t where a in (1, 2)", "duckdb") == shape_of("SELECT 7  from t where a in (5)", "duckdb")
    True
    """
    return sha256(f"{dialect}\n{_without_values(sql, dialect)}".encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _value_kinds() -> frozenset[Any]:
    from sqlglot.tokenizer_core import TokenType

    return frozenset(kind for kind in TokenType if kind.name.endswith("STRING") or kind.name == "NUMBER")


def _without_values(sql: str, dialect: str) -> str:
    """What cannot be read in its dialect stays as it is."""
    from sqlglot.dialects.dialect import Dialect
    from sqlglot.errors import TokenError
    from sqlglot.tokenizer_core import TokenType

    values, quoted = _value_kinds(), {TokenType.IDENTIFIER}
    try:
        tokens = Dialect.get_or_raise(dialect).tokenize(sql)
    except TokenError:
        return sql
    words = []
    for token in tokens:
        if token.token_type in values:
            words.append("?")
        else:
            words.append(f'"{token.text}"' if token.token_type in quoted else token.text.lower())
    return _LIST.sub("( ? )", " ".join(words))
