"""Two people's changes of one model brought together, item by item and field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Review, key_of_item, walk_items

_ITEMS = {"tables", "relationships", "measures"}
_GONE: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Both:
    """`model` and `review` with both sides' changes; `clashes` are the keys of what both changed differently."""

    model: SemanticModel
    review: dict[str, dict[str, Any]]
    clashes: tuple[str, ...] = ()


def bring_together(
    base: tuple[SemanticModel, Review], mine: tuple[SemanticModel, Review], theirs: tuple[SemanticModel, Review]
) -> Both:
    """Both sides' changes since `base`. What only one side changed is as that side has it; what both changed is mine.

    Items stand as in theirs, those that only mine has behind their siblings. What one side took out and the other changed, or
    added something to, stays.
    """
    clashes: list[str] = []
    before, ours, other = (_parts(model) for model, _ in (base, mine, theirs))
    found: dict[str, dict[str, Any]] = {}
    for key in dict.fromkeys((*other, *ours)):
        kept = _merged(before.get(key), ours.get(key), other.get(key), key, clashes)
        if kept is not None:
            found[key] = kept
    for name in _homeless(found):
        clashes.append(f"table:{name}")
        _take_back(found, ours if f"table:{name}" in ours else other, name)
    model = SemanticModel.model_validate(_assembled(found))
    here = {key for key, *_ in walk_items(model)}
    notes = {
        key: note
        for key in dict.fromkeys((*theirs[1], *mine[1]))
        if (note := _merged(base[1].get(key), mine[1].get(key), theirs[1].get(key), key, [])) is not None
    }
    # A rejected item that the other side kept is in the model, and an item that is in it is not rejected.
    for key in here & notes.keys():
        if notes[key].get("status") == "rejected":
            notes[key]["status"] = "proposed"
    return Both(model, notes, tuple(dict.fromkeys(clashes)))


def _merged(
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any] | None,
    theirs: Mapping[str, Any] | None,
    key: str,
    clashes: list[str],
) -> dict[str, Any] | None:
    """One item; None where it is gone. Which fields it has is asked field by field."""
    if theirs in (mine, base):
        return None if mine is None else dict(mine)
    if mine == base:
        return None if theirs is None else dict(theirs)
    if mine is None or theirs is None:
        # One side changed what the other took out: it stays, as it was changed.
        clashes.append(key)
        return dict(mine or theirs or _GONE)
    was = base or _GONE
    both: dict[str, Any] = {}
    for name in dict.fromkeys((*theirs, *mine)):
        values = [side.get(name) for side in (was, mine, theirs)]
        if values[1] == values[0]:
            both[name] = values[2]
        else:
            both[name] = values[1]
            if values[2] not in (values[0], values[1]):
                clashes.append(key)
    return both


def _parts(model: SemanticModel) -> dict[str, dict[str, Any]]:
    """The items by key, tables without their fields, and what the model says of itself under an empty key."""
    found = {"": model.model_dump(mode="json", by_alias=True, exclude=_ITEMS | {"version"})}
    for key, kind, item, _ in walk_items(model):
        own = {"dimensions", "measures"} if kind == "table" else set()
        found[key] = item.model_dump(mode="json", by_alias=True, exclude=own)
    return found


def _homeless(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Tables that one side took out while the other changed something in them or joined them."""
    needed: dict[str, None] = {}
    for kind, data, parent in _others(found):
        ends = (data["from_table"], data["to_table"]) if kind == "relationship" else (parent,)
        needed.update((name, None) for name in ends if name and f"table:{name}" not in found)
    return [*needed]


def _take_back(found: dict[str, dict[str, Any]], side: Mapping[str, Mapping[str, Any]], table: str) -> None:
    for key, data in side.items():
        kind, name = key_of_item(key) if key else ("", "")
        if key == f"table:{table}" or (kind in ("dimension", "measure") and name.rpartition(".")[0] == table):
            found.setdefault(key, dict(data))


def _assembled(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    tables: dict[str, dict[str, Any]] = {}
    for key, data in found.items():
        if key.startswith("table:"):
            tables[key_of_item(key)[1]] = {**data, "dimensions": [], "measures": []}
    model = {**found[""], "tables": [*tables.values()], "relationships": [], "measures": []}
    for kind, data, parent in _others(found):
        if kind == "relationship":
            model["relationships"].append(data)
        elif kind == "derived":
            model["measures"].append(data)
        else:
            tables[parent][f"{kind}s"].append(data)
    return model


def _others(found: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for key, data in found.items():
        if key and not key.startswith("table:"):
            kind, name = key_of_item(key)
            yield kind, data, name.rpartition(".")[0] if kind in ("dimension", "measure") else ""
