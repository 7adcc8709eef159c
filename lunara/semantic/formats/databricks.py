"""Databricks metric views, 1.1 and 0.1: one source with its joins, dimensions and measures each; a folder of them is one model.

A view's source is a table of the model, and so is each joined relation; the same relation in several views is one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from lunara.errors import InvalidInput
from lunara.semantic.formats.databricks_view import View, ViewReader
from lunara.semantic.formats.databricks_write import write
from lunara.semantic.formats.format import Documents, ModelFormat, Notes, Read
from lunara.semantic.formats.sections import Section
from lunara.semantic.formats.sound import sound
from lunara.semantic.yaml import parse_document

VERSIONS = ("1.1", "0.1")
_CREATED = re.compile(
    r"view\s+(?:if\s+not\s+exists\s+)?(?P<name>[\w.`$-]+)[^$]*?with\s+metrics.*?\$\$(?P<yaml>.*?)\$\$",
    re.IGNORECASE | re.DOTALL,
)


def recognises(documents: Documents) -> bool:
    """One of the files is a metric view: a source with measures or dimensions, as YAML or in its CREATE VIEW."""
    return any(_is_view(data) for _, _, data in _files(documents))


def _is_view(data: object) -> bool:
    if not isinstance(data, dict) or not isinstance(data.get("source"), str) or "tables" in data:
        return False
    return any(isinstance(data.get(key), list) for key in ("measures", "dimensions", "fields"))


def _files(documents: Documents) -> Iterator[tuple[str, str, Any]]:
    """(path, name of the view, its data) of each file that may hold one."""
    for path, data in documents.parsed():
        yield path, PurePosixPath(path).name.split(".")[0], data
    for path, text in documents.texts(".sql"):
        for found in _CREATED.finditer(text):
            data, _ = parse_document(found["yaml"])
            yield path, found["name"].replace("`", "").rsplit(".", 1)[-1], data


def read(documents: Documents) -> Read:
    """The model of all metric views. Raises InvalidInput when there is none."""
    notes = Notes()
    views: list[View] = []
    for path, name, data in _files(documents):
        if _is_view(data):
            views.append(View(path, name, Section(data, name, notes)))
        elif data is not None:
            notes.lost(path, path, "it is no metric view")
    if not views:
        raise InvalidInput(
            "These are no Databricks metric views.", "A metric view has a source, and measures or dimensions."
        )
    reader = ViewReader(notes)
    for view in views:
        version = view.section.text("version")
        if version not in VERSIONS:
            notes.changed(view.name, f"version {version or 'none'}", f"it is read as {' or '.join(VERSIONS)} is")
        reader.read(view)
    return Read(sound(reader.model(_name(views, documents.name)), notes), notes.all())


def _name(views: list[View], given: str) -> str:
    """The folder that all views are in, the name that the files are given as, or that of the only one."""
    folders = {PurePosixPath(view.path).parts[0] if "/" in view.path else "" for view in views}
    folder = next(iter(folders)) if len(folders) == 1 else ""
    return folder or given or (views[0].name if len(views) == 1 else "metric_views")


FORMAT = ModelFormat(
    name="databricks",
    label="Databricks metric views",
    description="Unity Catalog metric views: one YAML file for each table that is measured.",
    suffix=".yaml",
    recognises=recognises,
    read=read,
    write=write,
    versions=VERSIONS,
)
