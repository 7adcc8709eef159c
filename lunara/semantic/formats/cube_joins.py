"""Joins of cubes as relationships, and what views show of cubes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lunara.semantic.formats.cube_files import Cube, CubeFiles
from lunara.semantic.formats.cube_words import (
    ACCESS_POLICY,
    fraction_of,
    is_public,
    label_of,
    list_of,
    text_of,
    texts_of,
)
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.templates import joined
from lunara.semantic.model import Cardinality, Relationship

if TYPE_CHECKING:
    from lunara.semantic.formats.cube_read import CubeReader

_RELATIONSHIPS = {
    "many_to_one": "many_to_one",
    "belongs_to": "many_to_one",
    "belongsto": "many_to_one",
    "one_to_many": "one_to_many",
    "has_many": "one_to_many",
    "hasmany": "one_to_many",
    "one_to_one": "one_to_one",
    "has_one": "one_to_one",
    "hasone": "one_to_one",
}


def relationships(reader: CubeReader, cubes: list[Cube]) -> Iterator[Relationship]:
    """Those of all cubes; the one that both sides state is told once."""
    seen: set[tuple[Any, ...]] = set()
    names: set[str] = set()
    for cube in cubes:
        for target, join in cube.members("joins").items():
            if cube.name not in reader.sources:
                continue
            try:
                one = _relationship(reader, cube, target, join)
            except Unsaid as reason:
                reader.notes.lost(cube.where, f"the join to {target}", reason.message)
                continue
            alias = target in reader.files.aliases
            ends = frozenset(
                [
                    (one.from_table, *sorted(zip(one.from_columns, one.to_columns, strict=True))),
                    (one.to_table, *sorted(zip(one.to_columns, one.from_columns, strict=True))),
                ]
            )
            if not alias and (ends, one.cardinality == "one_to_one") in seen:
                continue
            seen.add((ends, one.cardinality == "one_to_one"))
            name = one.name
            number = 2
            while name in names:
                name, number = f"{one.name}_{number}", number + 1
            names.add(name)
            yield one.model_copy(update={"name": name})


def _relationship(reader: CubeReader, cube: Cube, target: str, join: dict[str, Any]) -> Relationship:
    reader.rows(target)
    kind = _RELATIONSHIPS.get(str(join.get("relationship")).replace("-", "_").lower())
    if kind is None:
        raise Unsaid(f"{join.get('relationship')} is no relationship between cubes")
    pairs = []
    for one, other in joined(reader.tree(cube, join.get("sql"), f"the join to {target}", of_one=False), reader.dialect):
        if {one[0], other[0]} != {cube.name, target} or cube.name == target:
            both = " and ".join(f"{table}.{column}" if table else column for table, column in (one, other))
            raise Unsaid(f"it compares {both}, and joins {cube.name} with {target}")
        pairs.append((one[1], other[1]) if one[0] == cube.name else (other[1], one[1]))
    real = reader.files.aliases.get(target, target)
    sides = (cube.name, real)
    if kind == "one_to_many":
        sides, pairs = (real, cube.name), [(there, here) for here, there in pairs]
    cardinality: Cardinality = "one_to_one" if kind == "one_to_one" else "many_to_one"
    told = cube.lunara.get("joins")
    found = told.get(target) if isinstance(told, dict) else None
    its: dict[str, Any] = found if isinstance(found, dict) else {}
    words = reader.files.cubes[target].data if target != real else {}
    own_words = reader.files.cubes[target].own if target != real else frozenset[str]()
    return Relationship(
        name=text_of(its.get("name"))[:200] or (target if target != real else f"{sides[0]}_{sides[1]}")[:200],
        from_table=sides[0],
        from_columns=tuple(here for here, _ in pairs),
        to_table=sides[1],
        to_columns=tuple(there for _, there in pairs),
        cardinality=cardinality,
        label=label_of(words) if "title" in own_words else text_of(its.get("label")) or None,
        description=text_of(words.get("description"))
        if "description" in own_words
        else text_of(its.get("description")),
        synonyms=texts_of(its.get("synonyms")),
        origin=its["origin"] if its.get("origin") in ("inferred", "edited") else "declared",
        confidence=fraction_of(its.get("confidence")),
    )


def shown_in_views(files: CubeFiles, notes: Notes) -> set[tuple[str, str]]:
    """(cube, member) of what public views show."""
    shown: set[tuple[str, str]] = set()
    for view in files.views:
        notes.changed(
            view["where"],
            f"the view {view['name']}",
            "a choice of fields is not kept; they are in their own tables",
        )
        if view.get("access_policy"):
            notes.lost(view["where"], "access_policy", ACCESS_POLICY)
        if not is_public(view):
            continue
        for entry in list_of(view.get("cubes")):
            path = entry.get("join_path", entry.get("joinPath")) if isinstance(entry, dict) else None
            name = str(path).split(".")[-1]
            cube = files.cubes.get(name)
            if cube is None:
                continue
            name = files.aliases.get(name, name)
            members = {m for kind in ("dimensions", "measures", "segments") for m in cube.members(kind)}
            listed = entry.get("includes")
            names = members if listed == "*" else {_name(one) for one in list_of(listed)}
            shown |= {
                (name, member) for member in (names & members) - {_name(o) for o in list_of(entry.get("excludes"))}
            }
    return shown


def _name(entry: Any) -> str:
    return str(entry.get("name")) if isinstance(entry, dict) else str(entry)
