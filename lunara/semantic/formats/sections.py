"""Files of other tools, read key by key: what is of the wrong kind, or was not asked for, becomes a note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lunara.semantic.formats.format import Notes
from lunara.semantic.model import Scalar

UNKNOWN = "Lunara has no place for it"
LONGEST_NAME = 200


class Section:
    """One mapping of a file. `where` is its path of names; `done` notes the keys that nobody asked for."""

    def __init__(self, data: Mapping[str, Any], where: str, notes: Notes) -> None:
        self.data = data
        self.where = where
        self.notes = notes
        self.asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether it says something under this key."""
        return self.data.get(key) is not None

    def raw(self, key: str) -> Any:
        """The value as it is."""
        self.asked.add(key)
        return self.data.get(key)

    def skip(self, *keys: str) -> None:
        """These say nothing that is missing from the result."""
        self.asked.update(keys)

    def text(self, key: str) -> str:
        """The text under the key; empty when there is none."""
        value = self.raw(key)
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            return str(value).lower() if isinstance(value, bool) else str(value)
        self._wrong(key, value, "a text")
        return ""

    def name(self, key: str = "name") -> str:
        """A name of 1 to 200 characters; empty, with a note, where there is none."""
        value = self.text(key)
        if not value.strip() or len(value) > LONGEST_NAME:
            self.notes.lost(self.where, key, "it has no name" if not value.strip() else "the name is too long")
            return ""
        return value

    def flag(self, key: str, absent: bool = False) -> bool:
        """True or false."""
        value = self.raw(key)
        if isinstance(value, bool):
            return value
        self._wrong(key, value, "true or false")
        return absent

    def number(self, key: str) -> int | None:
        """A whole number."""
        value = self.raw(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._wrong(key, value, "a whole number")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts (one text is a list of one)."""
        value = self.raw(key)
        if isinstance(value, str):
            return (value,) if value.strip() else ()
        if not isinstance(value, list):
            self._wrong(key, value, "a list of texts")
            return ()
        found = [str(one) for one in value if isinstance(one, str | int | float) and not isinstance(one, bool)]
        if len(found) < len(value):
            self.notes.lost(self.where, key, "some of it is not text")
        return tuple(one for one in found if one.strip())

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """A list of plain values."""
        value = self.raw(key)
        if not isinstance(value, list):
            self._wrong(key, value, "a list of values")
            return ()
        found = tuple(one for one in value if one is None or isinstance(one, str | int | float | bool))
        if len(found) < len(value):
            self.notes.lost(self.where, key, "some of it are no plain values")
        return found

    def section(self, key: str) -> Section | None:
        """The mapping under the key."""
        value = self.raw(key)
        if isinstance(value, dict):
            return Section(value, f"{self.where}.{key}" if self.where else key, self.notes)
        self._wrong(key, value, "a mapping")
        return None

    def sections(self, key: str) -> list[Section]:
        """The mappings in the list under the key, each placed by its name."""
        value = self.raw(key)
        if not isinstance(value, list):
            self._wrong(key, value, "a list")
            return []
        found = []
        for number, one in enumerate(value, start=1):
            if isinstance(one, dict):
                name = one.get("name")
                tail = name if isinstance(name, str) and name.strip() else str(number)
                found.append(Section(one, f"{self.where}.{key}.{tail}" if self.where else f"{key}.{tail}", self.notes))
            else:
                self.notes.lost(self.where, key, f"entry {number} is no mapping")
        return found

    def done(self, why: str = UNKNOWN) -> None:
        """Note every key that was not asked for."""
        for key, value in self.data.items():
            if key not in self.asked and value not in (None, "", [], {}):
                self.notes.lost(self.where or "the file", str(key), why)

    def _wrong(self, key: str, value: Any, wanted: str) -> None:
        if value is not None:
            self.notes.lost(self.where or "the file", key, f"it should be {wanted}")


def without_nothing(data: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that say something: no None, no empty text, list or mapping."""
    return {key: value for key, value in data.items() if value is not None and value not in ("", [], {}, ())}


def file_name(name: str) -> str:
    """The name as that of a file on any system."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "model"
