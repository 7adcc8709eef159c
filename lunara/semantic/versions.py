"""What changed between two versions of a model, in the model's words rather than in lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lunara.semantic.model import SemanticModel
from lunara.semantic.review import review_items


@dataclass(frozen=True)
class Change:
    """One item that was added, removed or changed. `fields` holds (field, before, after) of what changed in it."""

    kind: Literal["added", "removed", "changed"]
    key: str
    label: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


def changes_between(old: SemanticModel, new: SemanticModel) -> list[Change]:
    """Items of `new` against `old`, in the order of `new`, then what was removed. The order of items is not a change."""
    before = {entry.key: entry for entry in review_items(old, {})}
    after = {entry.key: entry for entry in review_items(new, {})}
    found: list[Change] = []
    for field in ("name", "description", "dialect", "instructions"):
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            found.append(Change("changed", f"model:{field}", "The model", ((field, was, now),)))
    for key, entry in after.items():
        if key not in before:
            found.append(Change("added", key, entry.label))
            continue
        # A table's fields are items of their own.
        own = {"dimensions", "measures"} if entry.kind == "table" else set()
        was_data, now_data = before[key].item.model_dump(exclude=own), entry.item.model_dump(exclude=own)
        fields = tuple(
            (name, was_data[name], now_data[name]) for name in now_data if was_data.get(name) != now_data[name]
        )
        if fields:
            found.append(Change("changed", key, entry.label, fields))
    found += [Change("removed", key, entry.label) for key, entry in before.items() if key not in after]
    return found
