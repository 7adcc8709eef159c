"""Two people's changes of one model brought together, item by item and field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Review, key_of_item, walk_items
from lunara.semantic.three_way import Choices, Clash, Side, in_order, merged

_ITEMS = {"tables", "relationships", "measures", "verified_questions"}


@dataclass(frozen=True)
class Both:
    """`model` and `review` with both sides' changes; `clashes` are what both changed differently. Their keys are those of
    items, an empty one for what the model says of itself, `question:…` for a verified question."""

    model: SemanticModel
    review: dict[str, dict[str, Any]]
    clashes: tuple[Clash, ...] = ()


def bring_together(
    base: tuple[SemanticModel, Review],
    mine: tuple[SemanticModel, Review],
    theirs: tuple[SemanticModel, Review],
    choices: Choices = MappingProxyType({}),
) -> Both:
    """Both sides' changes since `base`. What only one side changed is as that side has it; what both changed is as `choices` say
    (by key), else as mine. What one side took out and the other changed, or added something to, stays unless it is chosen to go.

    Items stand as in theirs where mine moved none. Raises InvalidInput when what is chosen fits no model.
    """
    clashes: list[Clash] = []
    before, ours, other = (_parts(model) for model, _ in (base, mine, theirs))
    found: dict[str, dict[str, Any]] = {}
    order, _ = in_order([*before], [*ours], [*other], "mine")
    for key in order:
        kept = merged(before.get(key), ours.get(key), other.get(key), key=key, clashes=clashes, choices=choices)
        if kept is not None:
            found[key] = kept
    for name in _homeless(found):
        key = f"table:{name}"
        gone: Side = "mine" if key not in ours else "theirs"
        if not any(clash.key == key for clash in clashes):
            clashes.append(Clash(key, (), choices.get(key, "theirs" if gone == "mine" else "mine"), gone))
        if choices.get(key) == gone:
            _take_out(found, name)
        else:
            _take_back(found, ours if key in ours else other, name)
    try:
        model = SemanticModel.model_validate(_assembled(found))
    except ValidationError as error:
        raise InvalidInput(
            f"What is chosen does not go together: {error.errors()[0]['msg']}.",
            "Choose the other side for one of them.",
        ) from error
    here = {key for key, *_ in walk_items(model)}
    notes = {
        key: note
        for key in dict.fromkeys((*theirs[1], *mine[1]))
        if (
            note := merged(base[1].get(key), mine[1].get(key), theirs[1].get(key), key=key, clashes=[], choices=choices)
        )
        is not None
    }
    # A rejected item that the other side kept is in the model, and an item that is in it is not rejected.
    for key in here & notes.keys():
        if notes[key].get("status") == "rejected":
            notes[key]["status"] = "proposed"
    return Both(model, notes, tuple(clashes))


def _parts(model: SemanticModel) -> dict[str, dict[str, Any]]:
    """The items by key, tables without their fields, and what the model says of itself under an empty key."""
    found = {"": model.model_dump(mode="json", by_alias=True, exclude=_ITEMS | {"version"})}
    for key, kind, item, _ in walk_items(model):
        own = {"dimensions", "measures"} if kind == "table" else set()
        found[key] = item.model_dump(mode="json", by_alias=True, exclude=own)
    for asked in model.verified_questions:
        found[f"question:{asked.question}"] = asked.model_dump(mode="json", by_alias=True)
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
        kind, name = key_of_item(key) if key and not key.startswith("question:") else ("", "")
        if key == f"table:{table}" or (kind in ("dimension", "measure") and name.rpartition(".")[0] == table):
            found.setdefault(key, dict(data))


def _take_out(found: dict[str, dict[str, Any]], table: str) -> None:
    """Without a table, what is in it and what joins it."""
    for key, data in [*found.items()]:
        kind, name = key_of_item(key) if key and not key.startswith("question:") else ("", "")
        ends = (data["from_table"], data["to_table"]) if kind == "relationship" else ()
        if table in ends or (kind in ("dimension", "measure") and name.rpartition(".")[0] == table):
            del found[key]


def _assembled(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    tables: dict[str, dict[str, Any]] = {}
    for key, data in found.items():
        if key.startswith("table:"):
            tables[key_of_item(key)[1]] = {**data, "dimensions": [], "measures": []}
    asked = [data for key, data in found.items() if key.startswith("question:")]
    model = {
        **found[""],
        "tables": [*tables.values()],
        "relationships": [],
        "measures": [],
        "verified_questions": asked,
    }
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
        if key and not key.startswith(("table:", "question:")):
            kind, name = key_of_item(key)
            yield kind, data, name.rpartition(".")[0] if kind in ("dimension", "measure") else ""
