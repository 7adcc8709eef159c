"""Which tables people use: counted in statements that ran, so that of two that fit a question alike the used one comes first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from lunara.semantic.model import SemanticModel

_NAME = re.compile(r"\w+")


def tables_used(statements: Iterable[str], model: SemanticModel) -> Mapping[str, int]:
    """How many of the statements name each logical table's physical one; what none names is left out."""
    named: Counter[str] = Counter()
    for sql in statements:
        named.update(set(_NAME.findall(sql.lower())))
    found = {}
    for table in model.tables:
        words = _NAME.findall((table.source or "").lower())
        if words and named[words[-1]]:
            found[table.name] = named[words[-1]]
    return found
