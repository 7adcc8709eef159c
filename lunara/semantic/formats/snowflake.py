"""Snowflake semantic views as YAML, and the older semantic models of Cortex Analyst, whose facts are called measures."""

from __future__ import annotations

from typing import Any

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Documents, ModelFormat, Notes, Read
from lunara.semantic.formats.sections import Section
from lunara.semantic.formats.snowflake_read import SnowflakeReader
from lunara.semantic.formats.snowflake_write import write
from lunara.semantic.formats.sound import sound


def recognises(documents: Documents) -> bool:
    """One of the files has tables over base tables."""
    return any(_is_view(data) for _, data in documents.parsed())


def _is_view(data: Any) -> bool:
    tables = data.get("tables") if isinstance(data, dict) else None
    return isinstance(tables, list) and any(isinstance(table, dict) and "base_table" in table for table in tables)


def read(documents: Documents) -> Read:
    """The first semantic view of the files. Raises InvalidInput when there is none."""
    notes = Notes()
    chosen: Section | None = None
    for path, data in documents.parsed():
        if chosen is None and _is_view(data):
            chosen = Section(data, "", notes)
        elif data is not None:
            told = "a semantic view is one file" if chosen is not None else "it is no semantic view"
            notes.lost(path, path, told)
    if chosen is None:
        raise InvalidInput(
            "These are no Snowflake semantic views.", "A semantic view has tables, each with a base_table."
        )
    return Read(sound(SnowflakeReader(chosen, notes).model(documents.name), notes), notes.all())


FORMAT = ModelFormat(
    name="snowflake",
    label="Snowflake semantic view",
    description="The YAML of a semantic view, also that of Cortex Analyst's older semantic models.",
    suffix=".yaml",
    recognises=recognises,
    read=read,
    write=write,
)
