"""What changed between two versions of a model, in the model's words rather than in lines of text."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from lunara.errors import InvalidInput
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.review import edit, review_items

T = TypeVar("T", Table, Relationship, Dimension, Measure, DerivedMeasure)


@dataclass(frozen=True)
class Change:
    """One item that was added, removed, renamed or changed. `fields` holds (field, before, after) of what changed in it.

    A renamed item has its new key, and first among its fields its name; what only names it under the new name is no change.
    """

    kind: Literal["added", "removed", "renamed", "changed"]
    key: str
    label: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


def changes_between(old: SemanticModel, new: SemanticModel) -> list[Change]:
    """Items of `new` against `old`, in the order of `new`, then what was removed. The order of items is not a change.

    Nor is that of synonyms, of keys, of the columns of one key, or of the pairs of columns of a relationship.
    """
    found: list[Change] = []
    for field in ("name", "description", "dialect", "instructions"):
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            found.append(Change("changed", f"model:{field}", "The model", ((field, was, now),)))
    renamed, names = _renamed(old, new)
    before = {entry.key: entry for entry in review_items(renamed, {})}
    after = {entry.key: entry for entry in review_items(new, {})}
    for key, entry in after.items():
        if key not in before:
            found.append(Change("added", key, entry.label))
            continue
        # A table's fields are items of their own.
        own = {"dimensions", "measures", "name"} if entry.kind == "table" else {"name"}
        was_data, now_data = before[key].item.model_dump(exclude=own), entry.item.model_dump(exclude=own)
        fields = tuple(
            (name, was_data[name], now_data[name])
            for name in now_data
            if _sorted(name, was_data) != _sorted(name, now_data)
        )
        if key in names:
            found.append(Change("renamed", key, entry.label, (("name", names[key], entry.item.name), *fields)))
        elif fields:
            found.append(Change("changed", key, entry.label, fields))
    found += [Change("removed", key, entry.label) for key, entry in before.items() if key not in after]
    return [*found, *_questions(old, new)]


def _sorted(field: str, data: Mapping[str, Any]) -> Any:
    """A field's value where the order of its parts says nothing; columns of a relationship in the order of their pairs."""
    value = data[field]
    if field in ("synonyms", "primary_key"):
        return sorted(map(str, value))
    if field == "unique_keys":
        return sorted(sorted(key) for key in value)
    if field in ("from_columns", "to_columns") and len(data["from_columns"]) == len(data["to_columns"]):
        pairs = sorted(zip(data["from_columns"], data["to_columns"], strict=True))
        return [pair[field == "to_columns"] for pair in pairs]
    return value


def _questions(old: SemanticModel, new: SemanticModel) -> Iterator[Change]:
    before = {asked.question: asked for asked in old.verified_questions}
    after = {asked.question: asked for asked in new.verified_questions}
    for question, asked in after.items():
        if question not in before:
            yield Change("added", f"question:{question}", question)
        elif before[question].query != asked.query:
            yield Change("changed", f"question:{question}", question, (("query", before[question].query, asked.query),))
    for question in before:
        if question not in after:
            yield Change("removed", f"question:{question}", question)


def _renamed(old: SemanticModel, new: SemanticModel) -> tuple[SemanticModel, dict[str, str]]:
    """The old model with the new names of what was renamed, carried through to all that refers to it; and the old names, by the
    new keys.
    """
    names: dict[str, str] = {}
    for was, now in _same(old.tables, new.tables, lambda table: (table.source, table.sql)):
        old = _with_name(old, f"table:{was.name}", f"table:{now.name}", now.name, names)
    for before, after in _same(old.relationships, new.relationships, _joined):
        joins = tuple(r.model_copy(update={"name": after.name}) if r is before else r for r in old.relationships)
        old = old.model_copy(update={"relationships": joins})
        names[f"relationship:{after.name}"] = before.name
    for table in new.tables:
        mine = old.table(table.name)
        if mine is None:
            continue
        at = f":{table.name}."
        fields = [("dimension", a.name, b.name) for a, b in _same(mine.dimensions, table.dimensions, _definition)]
        fields += [("measure", a.name, b.name) for a, b in _same(mine.measures, table.measures, _definition)]
        for kind, one, other in fields:
            old = _with_name(old, f"{kind}{at}{one}", f"{kind}{at}{other}", other, names)
    for derived, its in _same(old.measures, new.measures, lambda measure: measure.expression):
        old = _with_name(old, f"measure:{derived.name}", f"measure:{its.name}", its.name, names)
    return old, names


def _with_name(old: SemanticModel, key: str, fresh: str, name: str, names: dict[str, str]) -> SemanticModel:
    try:
        renamed = edit(old, {}, key, {"name": name}).model
    except InvalidInput:
        return old  # the name is another one's: both are told as they are
    kind, _, path = key.partition(":")
    names[fresh] = path if kind == "table" else path.rpartition(".")[2]
    return renamed


def _same(old: Iterable[T], new: Iterable[T], definition: Callable[[T], Hashable]) -> Iterator[tuple[T, T]]:
    """What is there under another name: of those with a name that only one side has, the only two of one definition."""
    before, after = {item.name: item for item in old}, {item.name: item for item in new}
    gone, came = _by(before, after, definition), _by(after, before, definition)
    for said, items in gone.items():
        others = came.get(said, [])
        if len(items) == len(others) == 1:
            yield items[0], others[0]


def _by(mine: Mapping[str, T], theirs: Mapping[str, T], definition: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = {}
    for name, item in mine.items():
        if name not in theirs:
            found.setdefault(definition(item), []).append(item)
    return found


def _joined(r: Relationship) -> Hashable:
    pairs = tuple(sorted(zip(r.from_columns, r.to_columns, strict=False)))
    return r.from_table, r.to_table, pairs


def _definition(field: Dimension | Measure) -> Hashable:
    if isinstance(field, Dimension):
        return field.expression or field.name, field.type
    return field.aggregate, field.expression, field.filter, field.additive_over, field.percentile, field.percentile_kind


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
