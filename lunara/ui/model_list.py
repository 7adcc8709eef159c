"""Which items of a model the review shows: search, kind, confidence, state, table, order; quick for ten thousand items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, Table
from lunara.semantic.review import ReviewItem
from lunara.ui.model_problems import DERIVED, RELATIONSHIPS

SURE = 0.9
PAGE = 50

KINDS: Mapping[str, frozenset[str]] = {
    "Everything": frozenset(),
    "Dimensions": frozenset({"dimension"}),
    "Measures": frozenset({"measure", "derived"}),
    "Relationships": frozenset({"relationship"}),
    "Tables": frozenset({"table"}),
}
# Least and below which; a proposal that does not say how sure it is belongs to the last.
CONFIDENCES: Mapping[str, tuple[float, float] | None] = {
    "Any": None,
    "90% and more": (SURE, 1.01),
    "70% to 90%": (0.7, SURE),
    "Under 70%": (0.0, 0.7),
    "Not said": (-1.0, 0.0),
}
State = Literal["", "proposed", "accepted", "rejected", "changed", "wrong"]
STATES: Mapping[str, State] = {
    "Any state": "",
    "To review": "proposed",
    "Accepted": "accepted",
    "Rejected": "rejected",
    "Changed, not saved": "changed",
    "With a problem": "wrong",
}
ORDERS = ("As in the model", "Least sure first", "By name")


@dataclass(frozen=True)
class ListFilter:
    """What is looked for. `words` all have to be found in an item's names, words or evidence; empty values filter nothing."""

    words: tuple[str, ...] = ()
    kind: str = "Everything"
    confidence: str = "Any"
    state: str = "Any state"
    table: str = ""
    order: str = ORDERS[0]

    @property
    def active(self) -> bool:
        """Whether something is looked for across the model, rather than one table looked at."""
        return bool(self.words) or self != ListFilter(order=self.order)


def search_texts(items: Sequence[ReviewItem]) -> list[str]:
    """What a search looks into, item by item, in lower case."""
    return [
        " ".join(
            (item.key, item.label, item.because, item.item.description, " ".join(item.item.synonyms), definition(item))
        ).lower()
        for item in items
    ]


def found_items(
    items: Sequence[ReviewItem],
    texts: Sequence[str],
    wanted: ListFilter,
    *,
    changed: frozenset[str] = frozenset(),
    wrong: frozenset[str] = frozenset(),
) -> list[ReviewItem]:
    """The items that fit, in the order that is wanted. `texts` as `search_texts` gives them; `changed` and `wrong` are keys."""
    kinds, bounds, state = KINDS[wanted.kind], CONFIDENCES[wanted.confidence], STATES[wanted.state]
    words = [word.lower() for word in wanted.words]
    found = []
    for item, text in zip(items, texts, strict=True):
        if kinds and item.kind not in kinds:
            continue
        if bounds is not None:
            sure = -1.0 if item.confidence is None else item.confidence
            if not bounds[0] <= sure < bounds[1]:
                continue
        if state == "changed":
            if item.key not in changed:
                continue
        elif state == "wrong":
            if item.key not in wrong:
                continue
        elif state and item.status != state:
            continue
        if wanted.table and wanted.table not in tables_of(item):
            continue
        if all(word in text for word in words):
            found.append(item)
    if wanted.order == ORDERS[1]:
        found.sort(key=lambda item: 2.0 if item.confidence is None else item.confidence)
    elif wanted.order == ORDERS[2]:
        found.sort(key=lambda item: (item.label.lower(), item.key))
    return found


def tables_of(item: ReviewItem) -> tuple[str, ...]:
    """The tables that an item belongs to: its own, or both ends."""
    if isinstance(item.item, Relationship):
        return (item.item.from_table, item.item.to_table)
    return (item.item.name,) if item.kind == "table" else (item.parent,) if item.parent else ()


def is_sure(item: ReviewItem) -> bool:
    """Whether it waits for a decision and the draft was at least 90 % sure of it (or did not say)."""
    return item.status == "proposed" and (item.confidence is None or item.confidence >= SURE)


def grouped(items: Sequence[ReviewItem]) -> dict[str, list[ReviewItem]]:
    """Items by what they are looked at with: relationships and calculated measures first, then each table's own."""
    first: dict[str, list[ReviewItem]] = {RELATIONSHIPS: [], DERIVED: []}
    tables: dict[str, list[ReviewItem]] = {}
    for item in items:
        if item.kind == "relationship":
            first[RELATIONSHIPS].append(item)
        elif item.kind == "derived":
            first[DERIVED].append(item)
        else:
            tables.setdefault(item.item.name if item.kind == "table" else item.parent, []).append(item)
    return {name: group for name, group in first.items() if group} | tables


def definition(item: ReviewItem) -> str:
    """What an item is, in a line: `sum(amount) where status <> 'cancelled'`, `orders (customer_id) → customers (id)`."""
    its = item.item
    if isinstance(its, Measure):
        inside = its.expression or "*"
        text = f"count(distinct {inside})" if its.aggregate == "count_distinct" else f"{its.aggregate}({inside})"
        return f"{text} where {its.filter}" if its.filter else text
    if isinstance(its, Relationship):
        left = f"{its.from_table} ({', '.join(its.from_columns)})"
        return f"{left} → {its.to_table} ({', '.join(its.to_columns)}), {its.cardinality.replace('_', ' ')}"
    if isinstance(its, DerivedMeasure):
        return its.expression
    if isinstance(its, Table):
        key = f", one row per {', '.join(its.primary_key)}" if its.primary_key else ""
        return f"{its.source or 'its own SQL'}{key}"
    assert isinstance(its, Dimension)  # noqa: S101 - the last kind there is
    return f"{its.expression or its.name}, {its.type}"
