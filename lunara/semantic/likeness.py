"""How alike two columns are by their fingerprints: whether one may be the other under another name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lunara.semantic.draft.facts import NUMERIC, kind_of
from lunara.semantic.fingerprint import SKETCH, ColumnPrint

# Up to so many different values, a set of values is a domain that many columns share: countries, grades, small numbers.
DOMAIN = 50


@dataclass(frozen=True)
class Likeness:
    """How alike two columns are by their values, between 0 and 1.

    `exact`: what depends on every row (sum, lengths, both ends) is the same. `strong`: the values themselves are alike, and not
    only how many and how long they are. `telling`: few other columns have such values.
    """

    value: float
    exact: bool
    strong: bool
    telling: bool


def likeness(old: ColumnPrint, new: ColumnPrint, *, same_key: bool) -> Likeness | None:
    """How alike two columns are; None where neither statistics nor hashes can be compared.

    Hashes are compared only where both were made with the same key. That a table has grown since, so that an end is another one,
    says little; that an end is the same says much.
    """
    if old.filled is None or new.filled is None or old.distinct is None or new.distinct is None:
        return None
    if old.distinct == 0 or new.distinct == 0:
        return None  # empty columns look all the same
    parts = [(1.0, _near(old.filled, new.filled)), (2.0, _ratio(old.distinct, new.distinct))]
    counts = (old.filled, old.distinct) == (new.filled, new.distinct)
    strong = exact = False
    if old.length is not None and new.length is not None:
        parts.append((2.0, _ratio(old.length, new.length)))
        # Codes of one length are as long whichever they are.
        exact = counts and old.length == new.length and old.distinct > DOMAIN
    if same_key and len(old.ends) == len(new.ends) == 2:
        equal = sum(a == b != "" for a, b in zip(old.ends, new.ends, strict=True))
        parts.append((3.0, (0.85, 1.0)[equal - 1]) if equal else (1.0, 0.3))
        strong = equal > 0
        exact = counts and equal == 2
    if same_key and old.total and new.total:
        parts.append((4.0, 1.0) if old.total == new.total else (0.5, 0.3))
        exact = counts and old.total == new.total
    if same_key and old.sketch and new.sketch:
        shared = _overlap(old.sketch, new.sketch)
        parts.append((8.0, shared))
        strong = shared >= 0.6
        exact = exact and strong
    value = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
    many = old.distinct > DOMAIN and kind_of(old.type) not in NUMERIC
    few = old.distinct <= 3
    return Likeness(value, exact and not few, (strong or exact) and not few, many)


def _overlap(old: Sequence[str], new: Sequence[str]) -> float:
    """The share that two sets of values have in common, estimated from the smallest hashes of each."""
    both = sorted({*old, *new})
    if len(old) >= SKETCH and len(new) >= SKETCH:
        both = both[:SKETCH]
    shared = set(old) & set(new)
    return len([item for item in both if item in shared]) / len(both)


def _near(a: float, b: float) -> float:
    return max(0.0, 1.0 - 4 * abs(a - b))


def _ratio(a: float, b: float) -> float:
    low, high = sorted((a, b))
    if high == 0:
        return 1.0
    return max(0.0, 1.0 + math.log2(low / high)) if low > 0 else 0.0
