"""Files of a project as values, each checked for what it may hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lunara.build.project_files import Files
from lunara.errors import InvalidInput
from lunara.semantic.yaml import parse_document

MAX_PARTS = 1_500_000
MAX_DEPTH = 100


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def note_of(about: Mapping[str, Any]) -> str:
    """What was noted, with who saved it and when: here the one who imports is said to have."""
    note, by, at = (str(about.get(key) or "") for key in ("note", "saved_by", "saved_at"))
    origin = ", ".join(part for part in (by, at[:10]) if part)
    return f"{note} ({origin})".strip()[:10_000] if origin else note


def decoded(files: Files, path: str) -> str:
    if path not in files:
        raise InvalidInput(f"{path} is missing.", "Put it back, or take its version out of the list.")
    try:
        return files[path].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not UTF-8 text.", "Save the file in UTF-8.") from None


def mapping_in(files: Files, path: str) -> dict[str, Any]:
    try:
        data, _ = parse_document(decoded(files, path))
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint, **error.details) from error
    if not isinstance(data, dict):
        raise InvalidInput(f"{path} does not begin with fields.", "Export the project again and compare.")
    return data


def json_in(files: Files, path: str) -> dict[str, Any]:
    text = decoded(files, path)
    if sum(map(text.count, ",[{")) > MAX_PARTS:
        raise InvalidInput(f"{path} has more than {MAX_PARTS:,} parts.", "A part of a project is smaller.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path} is not JSON: {error}.", "Export the project again and compare.") from error
    if not isinstance(data, dict) or _is_deep(data):
        raise InvalidInput(
            f"{path} is no JSON object, or is nested too deeply.", "Export the project again and compare."
        )
    return data


def _is_deep(data: Any) -> bool:
    layer = [data]
    for _ in range(MAX_DEPTH):
        layer = [
            held
            for one in layer
            for held in (one.values() if isinstance(one, dict) else one)
            if isinstance(held, (dict, list))
        ]
        if not layer:
            return False
    return True


def text_of(told: Mapping[str, Any], key: str, path: str) -> str:
    value = told.get(key)
    if value is None and key == "description":
        return ""
    if not isinstance(value, str):
        raise InvalidInput(f"{path}: {key} is {'missing' if value is None else 'no text'}.", f"Write {key}: …")
    return value


def object_of(told: Mapping[str, Any], key: str, path: str) -> dict[str, Any]:
    value = told.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidInput(f"{path}: {key} is no set of fields.", "Export the project again and compare.")
    return value
