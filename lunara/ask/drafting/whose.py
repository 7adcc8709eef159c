"""Whose words stand in a model: nobody's, the drafter's, or a person's, which nothing is put over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lunara.ask.planners.offline.naming import words_of
from lunara.connect.catalog import Catalog
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Item, Review, by_hand_of, origins_of, walk_items

Whose = Literal["nobody", "drafter", "person"]


@dataclass(frozen=True)
class Words:
    """Tells whose the words of an item are.

    `drafted` is the model as it was drafted from the warehouse, where that is known: what is as it was then is the drafter's,
    unless the catalog has it as a comment (or is not known), which a person wrote. Without it, a label that says no more than
    the name is the drafter's, and everything else a person's.
    """

    review: Review = field(default_factory=dict)
    drafted: Mapping[str, Item] = field(default_factory=dict)
    comments: frozenset[str] | None = None

    @classmethod
    def of(cls, review: Review, drafted: SemanticModel | None = None, catalog: Catalog | None = None) -> Words:
        """What is known of a model: its review, how it was drafted, the warehouse's comments."""
        items = {key: item for key, _, item, _ in walk_items(drafted)} if drafted is not None else {}
        if catalog is None:
            return cls(review, items)
        return cls(review, items, frozenset(text for table in catalog.tables for text in _comments(table)))

    def by_hand(self, key: str, name: str) -> bool:
        """Whether a person has written a field here, or taken what was proposed for it."""
        note: Mapping[str, Any] = self.review.get(key, {})
        return name in by_hand_of(note) or name in origins_of(note)

    def whose(self, key: str, item: Item, name: Literal["label", "description", "synonyms"]) -> Whose:
        """Whose a field of an item is. A field that a person has emptied is theirs."""
        if self.by_hand(key, name):
            return "person"
        value = getattr(item, name)
        if not value:
            return "nobody"
        before = self.drafted.get(key)
        if before is not None and getattr(before, name, None) == value:
            told = name == "description" and (self.comments is None or value in self.comments)
            return "person" if told else "drafter"
        if name == "label" and words_of(str(value)) == words_of(item.name):
            return "drafter"
        return "person"


def _comments(table: Any) -> list[str]:
    return [text for text in (table.description, *(column.description for column in table.columns)) if text]
