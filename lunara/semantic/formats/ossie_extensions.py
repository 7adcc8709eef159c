"""Lunara's and others' extensions in Ossie files: read, trusted as far as the core is as it was, and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.ossie_words import VENDORS, written_expressions
from lunara.semantic.formats.sections import Section
from lunara.semantic.model import Strict

S = TypeVar("S", bound=Strict)
# What an extension may say of a part only as long as the core says what it was written for.
SHADOWS = frozenset({"expression", "aggregate", "filter", "table", "name"})


@dataclass
class Extension:
    """What `custom_extensions` hold: Lunara's own, and what Databricks' converter keeps there."""

    lunara: Mapping[str, Any] = field(default_factory=dict)
    databricks: Mapping[str, Any] = field(default_factory=dict)


def extension_of(section: Section) -> Extension:
    """The extensions of a part; those of others are noted."""
    found = Extension()
    for entry in section.sections("custom_extensions"):
        vendor = entry.text("vendor_name")
        data = _decoded(entry)
        if data is None:
            continue
        if vendor == "LUNARA":
            found.lunara = data
        elif vendor == "COMMON" and isinstance(data.get("lunara"), dict):
            found.lunara = data["lunara"]
        elif vendor == "DATABRICKS":
            found.databricks = {key: value for key, value in data.items() if key != "_v"}
        else:
            section.notes.lost(section.where, f"extension of {vendor or 'nobody'}", "only its own tool reads it")
    return found


def _decoded(entry: Section) -> dict[str, Any] | None:
    text = entry.raw("data")
    try:
        data = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        entry.notes.lost(entry.where, "data", "it is no JSON mapping")
        return None
    return data


def extension(data: Mapping[str, Any], version: str) -> dict[str, str]:
    """Lunara's entry of `custom_extensions`."""
    vendor = VENDORS[version]
    held = {"lunara": dict(data)} if vendor == "COMMON" else dict(data)
    return {"vendor_name": vendor, "data": json.dumps(held, ensure_ascii=False)}


def unread(section: Section, held: Extension, *read_keys: str) -> None:
    """Note what Databricks' converter keeps beside the core and is not read."""
    for key in held.databricks:
        if key not in read_keys:
            section.notes.lost(section.where, key, "it is of Databricks' extension, where Lunara has no place for it")


def validated(kind: type[S], data: Mapping[str, Any], where: str, what: str, notes: Notes) -> S | None:
    """The item that an extension holds whole; None, with a note, when it is damaged."""
    try:
        return kind.model_validate(data)
    except ValidationError:
        notes.lost(where, what, "Lunara's extension is damaged there")
        return None


def patched(item: S, held: Mapping[str, Any], where: str, notes: Notes) -> S:
    """The item with what Lunara's extension says of it."""
    changes = {key: value for key, value in held.items() if key in type(item).model_fields}
    if not changes:
        return item
    found = validated(type(item), {**item.model_dump(), **changes}, where, ", ".join(changes), notes)
    return item if found is None else found


def trusted(section: Section, held: Mapping[str, Any]) -> dict[str, Any]:
    """What the extension says, without what was said of another text than the core has now."""
    if "of" in held and held["of"] not in written_expressions(section).values():
        told = "it was edited since Lunara wrote it; the edited one is read"
        section.notes.changed(section.where, "expression", told)
        return {key: value for key, value in held.items() if key not in SHADOWS | {"of"}}
    return dict(held)
