"""What changed between two versions of a model, in the model's words rather than in lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lunara.semantic.model import Relationship, SemanticModel
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


# What can be said about a field without any statement becoming another one.
WORDS = frozenset({"label", "description", "synonyms", "format", "hidden", "sample_values", "origin", "confidence"})


def touched_tables(old: SemanticModel | None, new: SemanticModel) -> set[str]:
    """The tables of `new` whose statements may be others than in `old` (None: all): fields, keys, relationships, not words."""
    if old is None or old.dialect != new.dialect:
        return {table.name for table in new.tables}
    before = {key: (data, ends) for key, data, ends in _statements(old)}
    after = {key: (data, ends) for key, data, ends in _statements(new)}
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    touched = {name for key in changed for name in (before.get(key) or after[key])[1]}
    touched |= {name for key in changed & after.keys() for name in after[key][1]}
    return touched & {table.name for table in new.tables}


def _statements(model: SemanticModel) -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """(key, what its statements are made of, the tables they read) of every item."""
    found = []
    for entry in review_items(model, {}):
        own = {"dimensions", "measures"} if entry.kind == "table" else set()
        data = entry.item.model_dump(exclude=own | WORDS)
        ends: tuple[str, ...] = (entry.parent or entry.item.name,)
        if isinstance(entry.item, Relationship):
            ends = (entry.item.from_table, entry.item.to_table)
        elif entry.kind == "derived":
            ends = tuple(table.name for table in model.tables)
        found.append((entry.key, data, ends))
    return found
