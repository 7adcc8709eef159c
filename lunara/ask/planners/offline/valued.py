"""Which measures are the value of pieces that another measure counts: "stock" alone never means what the stock is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.semantic.model import Measure, Table

WORTH = spread("value values worth valuation")
PIECES = spread("quantity qty unit piece stock inventory")
"""Words for what things are worth, and for how many of them there are."""


def counts_pieces(measure: Measure) -> bool:
    """Whether it adds up pieces: by its names, and no sum of money."""
    money = measure.format is not None and measure.format.kind == "currency"
    called = {w for s in (measure.label or measure.name, *measure.synonyms) for w in words_of(s)}
    return measure.aggregate == "sum" and not money and bool(called & PIECES) and not called & WORTH


def values_of_pieces(tables: Iterable[Table]) -> frozenset[tuple[str, str]]:
    """Table and name of each measure that is the value of pieces, where its table counts them as well."""
    found: set[tuple[str, str]] = set()
    for table in tables:
        if any(counts_pieces(m) for m in table.measures):
            found |= {(table.name, m.name) for m in table.measures if _value_alone(words_of(m.label or m.name))}
    return frozenset(found)


def _value_alone(words: Sequence[str]) -> bool:
    return bool(set(words) & WORTH) and bool(set(words) & PIECES) and set(words) <= WORTH | PIECES | {"total"}
