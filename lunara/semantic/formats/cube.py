"""Cube's data model in YAML: one format among the others."""

from __future__ import annotations

from lunara.semantic.formats.cube_files import recognises
from lunara.semantic.formats.cube_read import read
from lunara.semantic.formats.cube_write import write
from lunara.semantic.formats.format import ModelFormat

FORMAT = ModelFormat(
    name="cube",
    label="Cube",
    description="Cubes and views of Cube, as YAML files.",
    suffix=".yml",
    recognises=recognises,
    read=read,
    write=write,
    own_rows=True,
)
