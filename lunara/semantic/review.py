"""Reviewing a model item by item: what is in the model is what counts, what was rejected can come back.

An item's key is `table:orders`, `dimension:orders.status`, `measure:orders.revenue`, `relationship:orders_customer`, or
`measure:average_order_value` for a measure over measures. `review` maps a key to `{"status", "confidence", "because"}`, and for a
rejected item also `{"item", "parent", "position"}`: its JSON and its place among its siblings, so that it can be restored.
`by_hand` names the fields that a person has written, `ai` those that a provider proposed and a person took, with where they come
from. The model itself never holds a rejected item, so no reader of a model has to know about reviews.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.errors import InvalidInput, NotFound
from lunara.guard.reading import parse_within
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import (
    DerivedMeasure,
    Dimension,
    Measure,
    Relationship,
    SemanticModel,
    Table,
)
from lunara.semantic.renaming import fields_renamed, measures_renamed

Status = Literal["proposed", "accepted", "rejected"]
Kind = Literal["table", "dimension", "measure", "relationship", "derived"]
Item = Table | Dimension | Measure | Relationship | DerivedMeasure
Review = Mapping[str, Mapping[str, Any]]

BY_HAND = "by_hand"
"""Where a note has the names of the fields that a person has written."""
ORIGINS = "ai"
"""Where a note has the fields that a provider proposed and a person took: by name, who proposed it and when."""


@dataclass(frozen=True)
class ReviewItem:
    """One thing to look at. `parent` is the table it belongs to, empty for tables, relationships and derived measures."""

    key: str
    kind: Kind
    item: Item
    parent: str
    status: Status
    confidence: float | None
    because: str

    @property
    def label(self) -> str:
        """What a person calls it."""
        return self.item.label or self.item.name.replace("_", " ")


@dataclass(frozen=True)
class Reviewed:
    """The model and review after a change; `also` are keys that went with it because they depend on what was rejected."""

    model: SemanticModel
    review: dict[str, dict[str, Any]]
    also: tuple[str, ...] = ()


def review_items(model: SemanticModel, review: Review) -> list[ReviewItem]:
    """Every item of the model in its order; a rejected one stands where it stood among its siblings, else after them."""
    siblings: dict[tuple[Kind, str], list[ReviewItem]] = {}
    present = set()
    for key, kind, item, parent in walk_items(model):
        present.add(key)
        siblings.setdefault((kind, parent), []).append(_entry(key, kind, item, parent, review))
    rejected = []
    for key, note in review.items():
        if note.get("status") == "rejected" and key not in present and "item" in note:
            kind = _kind(key)
            entry = _entry(
                key, kind, ITEM_TYPES[kind].model_validate(note["item"]), str(note.get("parent", "")), review
            )
            rejected.append((int(note.get("position", len(present) + len(review))), entry))
    for position, entry in sorted(rejected, key=lambda one: one[0]):
        siblings.setdefault((entry.kind, entry.parent), []).insert(position, entry)
    items = []
    for table in siblings.pop(("table", ""), []):
        items.append(table)
        items += siblings.pop(("dimension", table.item.name), [])
        items += siblings.pop(("measure", table.item.name), [])
    for rest in siblings.values():
        items += rest
    return items


def _positions(model: SemanticModel, review: Review) -> dict[str, int]:
    """The place of each item among its siblings, rejected ones counted."""
    seen: Counter[tuple[Kind, str]] = Counter()
    positions = {}
    for item in review_items(model, review):
        positions[item.key] = seen[item.kind, item.parent]
        seen[item.kind, item.parent] += 1
    return positions


def accept(model: SemanticModel, review: Review, keys: Collection[str]) -> Reviewed:
    """Mark items as accepted. A rejected one is restored first."""
    gone = [key for key in keys if review.get(key, {}).get("status") == "rejected"]
    current = restore_all(model, review, gone) if gone else Reviewed(model, _copy(review))
    for key in keys:
        current.review.setdefault(key, {})["status"] = "accepted"
    return current


def reject(model: SemanticModel, review: Review, keys: Collection[str]) -> Reviewed:
    """Take items out of the model, with everything that cannot stand without them, and remember them in the review."""
    notes = _copy(review)
    gone = set(keys)
    known = {key: (kind, item, parent) for key, kind, item, parent in walk_items(model)}
    for key in keys:
        if key not in known and notes.get(key, {}).get("status") != "rejected":
            raise NotFound(f"The model has no {key}.", "It may have been renamed; reload the page.")
    while more := {
        key for key, (kind, item, parent) in known.items() if key not in gone and _hangs(key, kind, item, parent, gone)
    }:
        gone |= more
    places = _positions(model, review)
    for key in gone & known.keys():
        _, item, parent = known[key]
        note = notes.setdefault(key, {})
        note.update(status="rejected", item=_json(item), parent=parent, position=places[key])
    also = tuple(sorted(gone - set(keys)))
    return Reviewed(_without(model, gone), notes, also)


def restore(model: SemanticModel, review: Review, key: str) -> Reviewed:
    """Put a rejected item back as proposed. Raises InvalidInput when what it belongs to is not in the model."""
    return restore_all(model, review, [key])


def restore_all(model: SemanticModel, review: Review, keys: Collection[str]) -> Reviewed:
    """Put rejected items back as proposed, tables before what belongs to them. Raises as `restore`; then none is back."""
    notes = _copy(review)
    places = _positions(model, review)
    fresh, came = model, set[str]()
    for key in sorted(keys, key=lambda one: _RESTORED_FIRST.index(_kind(one))):
        note = notes.get(key)
        if key in came:
            continue
        if note is None or note.get("status") != "rejected" or "item" not in note:
            raise NotFound(f"{key} was not rejected.", "Reload the page to see its state.")
        kind, parent = _kind(key), str(note.get("parent", ""))
        item = ITEM_TYPES[kind].model_validate(note["item"])
        if _name_taken(fresh, kind, item.name, parent):
            raise InvalidInput(f"The name {item.name} is taken by now.", "Rename the other one first.")
        fresh = _put_back(_with(fresh, item, parent), places, key)
        back = {key}
        if kind == "table":
            # A table comes back with the fields it had, so they are no longer rejected either.
            here = {entry[0] for entry in walk_items(fresh)}
            back |= {other for other, known in notes.items() if other in here and known.get("parent") == item.name}
        came |= back
        for other in back:
            notes[other]["status"] = "proposed"
            for name in ("item", "position", "parent"):
                notes[other].pop(name, None)
    return Reviewed(fresh, notes)


def _put_back(model: SemanticModel, places: Mapping[str, int], key: str) -> SemanticModel:
    """The model with the item of `key`, its last among its siblings, where it stood before it was rejected."""
    kind = _kind(key)
    parent = key.partition(":")[2].partition(".")[0] if kind in ("dimension", "measure") else ""
    field = {"dimension": "dimensions", "table": "tables", "relationship": "relationships"}.get(kind, "measures")
    table = model.table(parent) if parent else None
    siblings = getattr(table or model, field)
    added = siblings[-1]
    after = [i for i in siblings[:-1] if places.get(_key(kind, i.name, parent), 0) > places[key]]
    before = [i for i in siblings[:-1] if i not in after]
    update = {field: (*before, added, *after)}
    if table is not None:
        return _swap_table(model, table, table.model_copy(update=update))
    return model.model_copy(update=update)


def edit(model: SemanticModel, review: Review, key: str, changes: Mapping[str, Any]) -> Reviewed:
    """Change fields of one item; a new `name` is carried through to everything that refers to it.

    The item counts as accepted (and a relationship as `edited`). InvalidInput when the name is taken or a value does not fit.
    """
    kind, item, parent = find_item(model, key)
    data = {**item.model_dump(mode="json", by_alias=True), **changes}
    if kind == "relationship":
        data["origin"] = "edited"
    try:
        fresh = ITEM_TYPES[kind].model_validate(data)
    except ValueError as error:
        raise InvalidInput(
            f"{item.name} cannot be changed like that: {_first_line(error)}", "Correct the value."
        ) from error
    renamed: bool = fresh.name != item.name
    if renamed and _name_taken(model, kind, fresh.name, parent):
        raise InvalidInput(f"The name {fresh.name} is already taken.", "Choose another name.")
    if renamed and isinstance(fresh, Dimension) and fresh.expression is None and "expression" not in changes:
        # It goes on reading the column that it has read.
        column = exp.column(column_identifier(item.name, model.dialect or "")).sql(model.dialect)
        fresh = fresh.model_copy(update={"expression": column})
    changed = _replaced(model, kind, item, fresh, parent)
    if renamed:
        changed = _rename_references(changed, kind, item.name, fresh.name, parent)
    notes = _copy(review)
    notes[_key(kind, fresh.name, parent)] = _written(notes.pop(key, {}), item, fresh)
    if renamed and kind == "table":
        notes = {_moved(k, item.name, fresh.name): v for k, v in notes.items()}
    return Reviewed(changed, notes)


def _written(note: dict[str, Any], before: Item, after: Item) -> dict[str, Any]:
    """The note of an item that a person has changed: its fields that are theirs now, whoever wrote them before."""
    ours = {name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)}
    by_hand = sorted({*by_hand_of(note), *ours} - {"name"})
    origins = {name: origin for name, origin in origins_of(note).items() if name not in ours}
    kept = {name: value for name, value in note.items() if name not in (BY_HAND, ORIGINS)}
    return {
        **kept,
        "status": "accepted",
        **({BY_HAND: by_hand} if by_hand else {}),
        **({ORIGINS: origins} if origins else {}),
    }


def find_item(model: SemanticModel, key: str) -> tuple[Kind, Item, str]:
    """Kind, item and table of the item of that key. Raises NotFound when the model has none (a rejected one is not in it)."""
    # Where it is by its name; only names with a point of their own are looked for everywhere.
    home = model.table(key.partition(":")[2].rpartition(".")[0])
    near = model if home is None else model.model_copy(update={"tables": (home,), "relationships": (), "measures": ()})
    for part in (near, model):
        for found, kind, item, parent in walk_items(part):
            if found == key:
                return kind, item, parent
    raise NotFound(f"The model has no {key}.", "It may have been renamed; reload the page.")


def with_item(model: SemanticModel, old: Item, new: Item, parent: str) -> SemanticModel:
    """The model with `new` in the place of `old`; names that refer to it are left as they are."""
    return _replaced(model, _kind_of(old), old, new, parent)


def add(model: SemanticModel, review: Review, kind: Kind, parent: str, data: Mapping[str, Any]) -> Reviewed:
    """Add an item that a person made. Raises InvalidInput when the name is taken or a value does not fit."""
    try:
        item = ITEM_TYPES[kind].model_validate({**data, **({"origin": "edited"} if kind == "relationship" else {})})
    except ValueError as error:
        raise InvalidInput(f"This {kind} is not complete: {_first_line(error)}", "Correct the value.") from error
    if _name_taken(model, kind, item.name, parent):
        raise InvalidInput(f"The name {item.name} is already taken.", "Choose another name.")
    notes = _copy(review)
    notes[_key(kind, item.name, parent)] = {"status": "accepted", "because": "Added by hand."}
    return Reviewed(_with(model, item, parent), notes)


ITEM_TYPES: Mapping[Kind, type[Any]] = {
    "table": Table,
    "dimension": Dimension,
    "measure": Measure,
    "relationship": Relationship,
    "derived": DerivedMeasure,
}


# What others belong to or are made of comes before them.
_RESTORED_FIRST: tuple[Kind, ...] = ("table", "dimension", "measure", "relationship", "derived")


def walk_items(model: SemanticModel) -> list[tuple[str, Kind, Item, str]]:
    """Key, kind, item and table of every item of the model, in its order."""
    entries: list[tuple[str, Kind, Item, str]] = []
    for table in model.tables:
        entries.append((f"table:{table.name}", "table", table, ""))
        entries += [(f"dimension:{table.name}.{d.name}", "dimension", d, table.name) for d in table.dimensions]
        entries += [(f"measure:{table.name}.{m.name}", "measure", m, table.name) for m in table.measures]
    entries += [(f"relationship:{r.name}", "relationship", r, "") for r in model.relationships]
    entries += [(f"measure:{m.name}", "derived", m, "") for m in model.measures]
    return entries


def key_of_item(key: str) -> tuple[Kind, str]:
    """Kind and name (`table.field` of a field) that a key says. Raises NotFound for what is no key."""
    return _kind(key), key.partition(":")[2]


def _kind(key: str) -> Kind:
    kind, _, name = key.partition(":")
    if kind == "measure":
        return "measure" if "." in name else "derived"
    if kind in ("table", "dimension", "relationship"):
        return kind  # type: ignore[return-value]
    raise NotFound(f"{key} is not the key of an item.", "Reload the page.")


def _kind_of(item: Item) -> Kind:
    return next(kind for kind, type in ITEM_TYPES.items() if isinstance(item, type))


def _key(kind: Kind, name: str, parent: str) -> str:
    return f"{'measure' if kind == 'derived' else kind}:{parent + '.' if parent else ''}{name}"


def _entry(key: str, kind: Kind, item: Item, parent: str, review: Review) -> ReviewItem:
    note = review.get(key, {})
    confidence = note.get("confidence")
    return ReviewItem(
        key,
        kind,
        item,
        parent,
        note.get("status", "accepted"),
        None if confidence is None else float(confidence),
        _because(note),
    )


def origins_of(note: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Where an item's fields come from that a provider proposed; a note may have been written by anybody (an import)."""
    found = note.get(ORIGINS)
    items = found.items() if isinstance(found, Mapping) else ()
    return {str(name): origin for name, origin in items if isinstance(origin, Mapping)}


def by_hand_of(note: Mapping[str, Any]) -> frozenset[str]:
    """The fields that a person has written."""
    found = note.get(BY_HAND)
    return frozenset(map(str, found)) if isinstance(found, list | tuple) else frozenset()


def _because(note: Mapping[str, Any]) -> str:
    """The evidence, and whose words a person took.

    >>> _because({"because": "Four values.", "ai": {"label": {"provider": "Gemini", "model": "m", "at": "2026-11-29T02:00:00Z"}}})
    'Four values. The label is by Gemini (m), 2026-11-29.'
    """
    by: dict[str, list[str]] = {}
    for name, origin in origins_of(note).items():
        who, model, at = (str(origin.get(part, "")) for part in ("provider", "model", "at"))
        by.setdefault(f"{who} ({model}), {at[:10]}", []).append(name)
    told = [f"The {' and '.join(names)} {'is' if len(names) == 1 else 'are'} by {who}." for who, names in by.items()]
    return " ".join(text for text in (str(note.get("because", "")), *told) if text)


def _copy(review: Review) -> dict[str, dict[str, Any]]:
    return {key: dict(note) for key, note in review.items()}


def _json(item: Item) -> dict[str, Any]:
    return item.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _hangs(key: str, kind: Kind, item: Item, parent: str, gone: set[str]) -> bool:
    """Whether an item cannot stand without what is gone."""
    if parent and f"table:{parent}" in gone:
        return True
    if isinstance(item, Relationship):
        return f"table:{item.from_table}" in gone or f"table:{item.to_table}" in gone
    if isinstance(item, DerivedMeasure):
        lost = {k.partition(":")[2] for k in gone if k.startswith("measure:")}
        return bool(references(item.expression) & (lost | {name.rpartition(".")[2] for name in lost}))
    return False


def references(expression: str) -> set[str]:
    """The measures that a measure over measures names, as written: `revenue`, `orders.revenue`. Empty when it cannot be read."""
    try:
        tree = parse_within(expression)
    except SqlglotError:
        return set()
    return {f"{c.table}.{c.name}" if c.table else c.name for c in tree.find_all(exp.Column)}


def _time_is_gone(table: Table, gone: set[str]) -> bool:
    """Whether the default time, a field of the table or `table.field` of another one, is among what is gone."""
    own = any(d.name == table.default_time for d in table.dimensions)
    home, _, _ = ("", "", "") if own else str(table.default_time).rpartition(".")
    return (
        f"dimension:{table.name}.{table.default_time}" in gone
        if own
        else bool(gone & {f"dimension:{table.default_time}", f"table:{home}"})
    )


def _without(model: SemanticModel, gone: set[str]) -> SemanticModel:
    tables = []
    for table in model.tables:
        if f"table:{table.name}" in gone:
            continue
        dimensions = tuple(d for d in table.dimensions if f"dimension:{table.name}.{d.name}" not in gone)
        update: dict[str, Any] = {
            "dimensions": dimensions,
            "measures": tuple(m for m in table.measures if f"measure:{table.name}.{m.name}" not in gone),
        }
        if table.default_time and _time_is_gone(table, gone):
            update["default_time"] = None
        tables.append(table.model_copy(update=update))
    return model.model_copy(
        update={
            "tables": tuple(tables),
            "relationships": tuple(r for r in model.relationships if f"relationship:{r.name}" not in gone),
            "measures": tuple(m for m in model.measures if f"measure:{m.name}" not in gone),
        }
    )


def _with(model: SemanticModel, item: Item, parent: str) -> SemanticModel:
    if isinstance(item, Table):
        return model.model_copy(update={"tables": (*model.tables, item)})
    if isinstance(item, Relationship):
        for end in (item.from_table, item.to_table):
            if model.table(end) is None:
                raise InvalidInput(f"The table {end} is not in the model.", "Accept the table first.")
        return model.model_copy(update={"relationships": (*model.relationships, item)})
    if isinstance(item, DerivedMeasure):
        return model.model_copy(update={"measures": (*model.measures, item)})
    table = model.table(parent)
    if table is None:
        raise InvalidInput(f"The table {parent} is not in the model.", "Accept the table first.")
    field = "dimensions" if isinstance(item, Dimension) else "measures"
    fresh = table.model_copy(update={field: (*getattr(table, field), item)})
    return _swap_table(model, table, fresh)


def _swap_table(model: SemanticModel, old: Table, new: Table) -> SemanticModel:
    return model.model_copy(update={"tables": tuple(new if t is old else t for t in model.tables)})


def _replaced(model: SemanticModel, kind: Kind, old: Item, new: Item, parent: str) -> SemanticModel:
    if kind in ("dimension", "measure"):
        table = model.table(parent)
        assert table is not None  # noqa: S101 - the item was found in it
        field = "dimensions" if kind == "dimension" else "measures"
        items = tuple(new if i is old else i for i in getattr(table, field))
        return _swap_table(model, table, table.model_copy(update={field: items}))
    field = {"table": "tables", "relationship": "relationships", "derived": "measures"}[kind]
    return model.model_copy(update={field: tuple(new if i is old else i for i in getattr(model, field))})


def _name_taken(model: SemanticModel, kind: Kind, name: str, parent: str) -> bool:
    if kind == "table":
        return model.table(name) is not None
    if kind == "relationship":
        return any(r.name == name for r in model.relationships)
    if kind == "derived":
        return any(m.name == name for m in model.measures)
    table = model.table(parent)
    return table is not None and name in {d.name for d in table.dimensions} | {m.name for m in table.measures}


def _rename_references(model: SemanticModel, kind: Kind, old: str, new: str, parent: str) -> SemanticModel:
    if kind == "table":
        relationships = tuple(
            r.model_copy(
                update={
                    "from_table": new if r.from_table == old else r.from_table,
                    "to_table": new if r.to_table == old else r.to_table,
                }
            )
            for r in model.relationships
        )
        model = fields_renamed(model.model_copy(update={"relationships": relationships}), table=(old, new))
        return measures_renamed(model, table=(old, new))
    if kind == "relationship":
        return measures_renamed(model, relationship=(old, new))
    if kind == "dimension":
        table = model.table(parent)
        if table is not None:
            update: dict[str, object] = {"default_time": new} if table.default_time == old else {}
            if any(m.time == old for m in table.measures):
                update["measures"] = tuple(
                    m.model_copy(update={"time": new}) if m.time == old else m for m in table.measures
                )
            model = _swap_table(model, table, table.model_copy(update=update)) if update else model
        return measures_renamed(fields_renamed(model, dimension=(parent, old, new)), dimension=(parent, old, new))
    if kind in ("measure", "derived"):
        return measures_renamed(model, measure=(parent, old, new))
    return model


def _moved(key: str, old: str, new: str) -> str:
    kind, _, name = key.partition(":")
    head, dot, tail = name.partition(".")
    return f"{kind}:{new}.{tail}" if dot and head == old and kind in ("dimension", "measure") else key


def _first_line(error: ValueError) -> str:
    errors = getattr(error, "errors", None)
    if callable(errors):
        first = errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}" if place else str(first["msg"])
    return str(error).splitlines()[0]
