"""Cube's YAML files as cubes and views: keys in one spelling, members by name, what a cube extends laid under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lunara.errors import InvalidInput
from lunara.semantic.formats.bounds import Budget, check_deep, inherited
from lunara.semantic.formats.format import Documents, Notes
from lunara.semantic.formats.templates import Spelling
from lunara.semantic.model import Dimension
from lunara.semantic.yaml import parse_document

MEMBERS = ("dimensions", "measures", "segments", "joins")
JINJA = re.compile(r"\{\{|\{%|\{#")
_JAVASCRIPT = re.compile(r"\b(?:cube|view)\(\s*[`'\"]")
# Keys of a cube that say something about it and nothing about its rows.
_WORDS = frozenset({"name", "extends", "title", "description", "public", "shown", "meta", "joins"})


@dataclass
class Cube:
    """One cube, what it extends included. `own` are the keys that it has itself."""

    name: str
    where: str
    data: dict[str, Any]
    own: frozenset[str] = frozenset()

    def members(self, kind: str) -> dict[str, dict[str, Any]]:
        """Its dimensions, measures, segments or joins by name."""
        found: dict[str, dict[str, Any]] = self.data.get(kind, {})
        return found

    @property
    def lunara(self) -> dict[str, Any]:
        """What Lunara keeps in its `meta`."""
        return kept(self.data)


@dataclass
class CubeFiles:
    """Everything that was understood of the files. `aliases`: cubes that are another cube under a second name."""

    cubes: dict[str, Cube] = field(default_factory=dict)
    views: list[dict[str, Any]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)


def recognises(documents: Documents) -> bool:
    """Some file lists cubes or views."""
    if any(_JAVASCRIPT.search(text) for _, text in documents.texts(".js")):
        return True
    for _, data in _documents(documents, Notes()):
        if isinstance(data, dict) and any(isinstance(data.get(key), list | dict) for key in ("cubes", "views")):
            return True
    return False


def cube_files(documents: Documents, notes: Notes) -> CubeFiles:
    """The cubes and views of the files. Raises InvalidInput when there are none."""
    raw: dict[str, Cube] = {}
    result = CubeFiles()
    for path, data in _documents(documents, notes):
        if not isinstance(data, dict):
            continue
        for entry in _entries(data.get("cubes"), path, "cube", notes):
            name = entry["name"]
            if name in raw:
                notes.lost(path, name, f"another cube of this name is in {raw[name].where}")
                continue
            raw[name] = Cube(name, f"{path}: {name}", _with_members(entry, path, notes), frozenset(entry))
        result.views += [
            {**entry, "where": f"{path}: {entry['name']}"} for entry in _entries(data.get("views"), path, "view", notes)
        ]
    if not raw:
        scripts = [path for path, text in documents.texts(".js") if _JAVASCRIPT.search(text)]
        if scripts:
            raise InvalidInput(
                f"The cubes are written in JavaScript ({scripts[0]}), which Lunara does not read.",
                "Write them as YAML, which Cube reads as well.",
            )
        raise InvalidInput("There are no cubes in these files.", "A Cube model has files with a list of `cubes`.")
    for path, text in documents.texts(".js"):
        if _JAVASCRIPT.search(text):
            notes.lost(path, "the file", "cubes written in JavaScript are not read")
    members = inherited()
    for cube in raw.values():
        result.cubes[cube.name] = _extended(cube, raw, (), notes, members)
    joined = {target for cube in raw.values() for target in cube.members("joins")}
    for cube in raw.values():
        parent = cube.data.get("extends")
        if not isinstance(parent, str) or parent not in raw or cube.name not in joined:
            continue
        if cube.own <= _WORDS and not cube.members("joins") and {"sql", "sql_table"} & set(result.cubes[parent].data):
            result.aliases[cube.name] = parent
    for name in list(result.aliases):
        while result.aliases[name] in result.aliases and result.aliases[name] != name:
            result.aliases[name] = result.aliases[result.aliases[name]]
    return result


def others_in_meta(data: Mapping[str, Any]) -> bool:
    """Whether its `meta` holds what is not Lunara's."""
    meta = data.get("meta")
    return isinstance(meta, dict) and bool(meta.keys() - {"lunara"})


def kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """What Lunara keeps in the `meta` of a cube or member."""
    meta = data.get("meta")
    inside = meta.get("lunara") if isinstance(meta, dict) else None
    return inside if isinstance(inside, dict) else {}


def spelling_of(cube: Cube, dimensions: Iterable[Dimension] = ()) -> Spelling:
    """How the cube writes its own columns and dimensions."""
    its = rf"(?:CUBE|{re.escape(cube.name)})"
    return Spelling(
        re.compile(rf"\$?\{{\s*{its}\s*\}}\."), re.compile(rf"\$?\{{\s*(?:{its}\.)?(\w+)\s*\}}"), tuple(dimensions)
    )


def _documents(documents: Documents, notes: Notes) -> Iterator[tuple[str, Any]]:
    for path, text in documents.texts(".yaml", ".yml"):
        if not text.strip():
            continue
        try:
            data, _ = parse_document(text)
        except InvalidInput as error:
            if not JINJA.search(text):
                raise InvalidInput(f"{path}: {error.message}", error.hint, file=path, **error.details) from error
            notes.lost(path, "the file", "it is a Jinja template that only Cube can fill in")
            continue
        yield path, data


def _entries(data: Any, path: str, what: str, notes: Notes) -> Iterator[dict[str, Any]]:
    """The named things of a list, or of an object by name."""
    if isinstance(data, dict):
        data = [{"name": name, **entry} if isinstance(entry, dict) else entry for name, entry in data.items()]
    if data is not None and not isinstance(data, list):
        notes.lost(path, f"{what}s", "it is no list")
        return
    for number, entry in enumerate(data or (), start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
            notes.lost(path, f"{what} {number}", "it has no name")
        elif len(entry["name"]) > 200:
            notes.lost(path, f"{what} {number}", "its name is longer than 200 characters")
        elif JINJA.search(entry["name"]):
            notes.lost(path, f"{what} {entry['name']}", "its name is a Jinja template that only Cube can fill in")
        else:
            yield {_snake(str(key)): value for key, value in entry.items()}


def _with_members(entry: dict[str, Any], path: str, notes: Notes) -> dict[str, Any]:
    where = f"{path}: {entry['name']}"
    members = {
        kind: {member["name"]: member for member in _entries(entry.get(kind), where, kind[:-1], notes)}
        for kind in MEMBERS
    }
    return {**entry, **members}


def _extended(cube: Cube, raw: Mapping[str, Cube], above: tuple[str, ...], notes: Notes, members: Budget) -> Cube:
    parent = cube.data.get("extends")
    if parent is None:
        return cube
    if not isinstance(parent, str) or parent not in raw:
        notes.lost(cube.where, f"extends {parent}", "there is no cube of this name")
        return cube
    if parent in (*above, cube.name):
        notes.lost(cube.where, f"extends {parent}", "cubes extend each other in a circle")
        return cube
    check_deep(above, cube.name)
    base = _extended(raw[parent], raw, (*above, cube.name), notes, members).data
    members.take(len(base) + sum(len(base[kind]) for kind in MEMBERS))
    merged = {**base, **cube.data}
    if {"sql", "sql_table"} & cube.own:
        for key in {"sql", "sql_table"} - cube.own:
            merged.pop(key, None)
    for kind in MEMBERS:
        merged[kind] = {**base.get(kind, {}), **cube.members(kind)}
    return Cube(cube.name, cube.where, merged, cube.own)


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
