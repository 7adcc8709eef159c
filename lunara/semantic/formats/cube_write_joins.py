"""Relationships of a model as joins of Cube; a second road to a cube is a cube of the road's name that extends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lunara.semantic.model import Relationship, Table

if TYPE_CHECKING:
    from lunara.semantic.formats.cube_write import CubeWriter

META = "Cube has no place for it but meta"


def roads_of(writer: CubeWriter) -> dict[str, list[Relationship]]:
    """Relationships by the table that joins; a second one to a table, or one to itself, gets a cube of its own name."""
    found: dict[str, list[Relationship]] = {}
    for one in writer.model.relationships:
        if one.cardinality == "many_to_many":
            writer.notes.lost(one.name, one.name, "Cube joins no many to many")
            continue
        if one.from_table not in writer.cubes or one.to_table not in writer.cubes:
            writer.notes.lost(one.name, one.name, "a table of it is not there")
            continue
        found.setdefault(one.from_table, []).append(one)
    for roads in found.values():
        for one in roads:
            same = [other for other in roads if other.to_table == one.to_table]
            if len(same) > 1 or one.from_table == one.to_table:
                taken = (*writer.cubes.values(), *writer.aliases.values())
                writer.aliases[one.name] = writer.free_name(one.name, taken, one.name, "the relationship")
    return found


def join_of(writer: CubeWriter, table: Table, road: Relationship, meta: dict[str, Any]) -> dict[str, Any]:
    """The join of a relationship; what Cube has no place for is put into `meta`."""
    target = writer.aliases.get(road.name, writer.cubes[road.to_table])
    its: dict[str, Any] = {}
    if target != road.name and (road.name in writer.aliases or road.name != f"{road.from_table}_{road.to_table}"):
        its["name"] = road.name
    if road.name not in writer.aliases:
        its |= {"label": road.label} if road.label else {}
        its |= {"description": road.description} if road.description else {}
    its |= {"synonyms": list(road.synonyms)} if road.synonyms else {}
    its |= {"origin": road.origin} if road.origin != "declared" else {}
    its |= {"confidence": road.confidence} if road.confidence != 1.0 else {}
    if its:
        meta.setdefault("joins", {})[target] = its
        writer.notes.kept(road.name, ", ".join(its), META)
    pairs = zip(road.from_columns, road.to_columns, strict=True)
    other = next(one for one in writer.model.tables if one.name == road.to_table)
    keys = writer.columns_of(other)
    conditions = []
    for here, there in pairs:
        name = keys.get(there)
        member = f"{{{target}.{writer.members[other.name, name]}}}" if name else f"{{{target}}}.{_named(writer, there)}"
        conditions.append(f"{{CUBE}}.{_named(writer, here)} = {member}")
    return {"name": target, "relationship": road.cardinality, "sql": " AND ".join(conditions)}


def _named(writer: CubeWriter, column: str) -> str:
    return column if re.fullmatch(r"[A-Za-z_]\w*", column, re.ASCII) else writer.spelled(column)


def alias_of(writer: CubeWriter, road: Relationship) -> dict[str, Any]:
    """The cube that is a road to another."""
    cube: dict[str, Any] = {"name": writer.aliases[road.name], "extends": writer.cubes[road.to_table]}
    if road.label:
        cube["title"] = road.label
    if road.description:
        cube["description"] = road.description
    return cube
