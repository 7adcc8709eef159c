"""A LookML project as views and explores: constants filled in, extensions and refinements laid over one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lunara.errors import InvalidInput
from lunara.semantic.formats.bounds import Budget, check_deep, inherited, put_in
from lunara.semantic.formats.format import Documents, Notes
from lunara.semantic.formats.lookml_parse import parse_lookml

SUFFIXES = (".lkml", ".lookml")
FIELD_KINDS = {"dimensions": "dimension", "dimension_groups": "dimension_group", "measures": "measure"}
_CONSTANT = re.compile(r"@\{\s*(\w+)\s*\}")
# What a file may hold beside views and explores, and why it is not in a model.
_BESIDE = {
    "access_grants": "who may see what is set in Lunara by roles",
    "datagroups": "how Looker stores results says nothing about what they mean",
    "persist_for": "how Looker stores results says nothing about what they mean",
    "persist_with": "how Looker stores results says nothing about what they mean",
    "tests": "a model has no tests of its data",
    "map_layers": "a model has no maps",
    "dashboards": "a dashboard is no part of a model",
    "week_start_day": "weeks begin where the organization's settings say",
    "fiscal_month_offset": "a model has no fiscal years",
    "case_sensitive": "texts are compared as they are",
}
_SILENT = frozenset(
    {"views", "explores", "constants", "includes", "include", "connection", "label", "project_name", "named_value_formats",
     "localization_settings", "new_lookml_runtime", "remote_dependencies", "local_dependencies", "application", "applications",
     "marketplace_metadata", "model_version", "manifest"}
)  # fmt: skip


@dataclass
class View:
    """One view, what it extends and its refinements included. `fields` are by name, each with its `kind`."""

    name: str
    where: str
    data: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Explore:
    """One explore, what it extends and its refinements included. `joins` are by name."""

    name: str
    where: str
    data: dict[str, Any] = field(default_factory=dict)
    joins: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Project:
    """Everything that was understood of the files. `formats` are value formats by the names the project gives them."""

    views: dict[str, View] = field(default_factory=dict)
    explores: dict[str, Explore] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    name: str = ""


def recognises(documents: Documents) -> bool:
    """Some file is LookML."""
    return any(True for _ in documents.texts(*SUFFIXES))


def project_of(documents: Documents, notes: Notes) -> Project:
    """The project of the files. Raises InvalidInput for a file that is no LookML, with its line."""
    files = list(_parsed(documents, notes))
    constants = {
        one["name"]: str(one.get("value", "")) for _, data in files for one in _named(data.get("constants")) if one
    }
    result = Project(name=documents.name)
    letters = put_in()
    raw: dict[str, View] = {}
    over: list[View] = []
    explores: dict[str, Explore] = {}
    over_explores: list[Explore] = []
    for path, parsed in files:
        data = _filled(parsed, constants, letters)
        for key in data:
            if key not in _SILENT:
                notes.lost(path, key, _BESIDE.get(key, "it is not known to Lunara"))
        for one in _named(data.get("named_value_formats")):
            result.formats[one["name"]] = str(one.get("value_format", ""))
        for entry in _named(data.get("views")):
            view = _view(entry, path, notes)
            _put(view, raw, over, notes)
        for entry in _named(data.get("explores")):
            explore = Explore(entry["name"], f"{path}: explore {entry['name']}", entry)
            explore.joins = {join["name"]: join for join in _named(entry.get("joins"))}
            _put(explore, explores, over_explores, notes)
        if path.lower().endswith((".model.lkml", ".model.lookml")) and not result.name:
            result.name = path.rpartition("/")[2].split(".")[0]
    for refinement in over:
        _refine(refinement, raw, notes)
    for refined in over_explores:
        _refine(refined, explores, notes)
    fields = inherited()
    extended: dict[str, View] = {}
    extended_explores: dict[str, Explore] = {}
    for name, view in raw.items():
        result.views[name] = _extended(view, raw, (), notes, extended, fields=fields)
    for name, explore in explores.items():
        result.explores[name] = _extended_explore(explore, explores, (), notes, extended_explores, joins=fields)
    if not result.views:
        raise InvalidInput("There are no views in these files.", "A LookML project has files with `view: name { … }`.")
    return result


def flag(data: Mapping[str, Any], key: str) -> bool:
    """Whether it says yes."""
    return str(data.get(key, "")).lower() in ("yes", "true")


def _parsed(documents: Documents, notes: Notes) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, text in documents.texts(*SUFFIXES):
        if ".dashboard." in path.lower():
            notes.lost(path, "the file", "a dashboard is no part of a model")
        else:
            yield path, parse_lookml(text, path)


def _named(entries: Any) -> Iterator[dict[str, Any]]:
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str) and 0 < len(entry["name"]) <= 200:
            yield entry


def _filled(data: Any, constants: Mapping[str, str], letters: Budget) -> Any:
    """The data with its constants; one that nobody has defined stays as it is written, and is told where it is met."""
    if isinstance(data, str):

        def value(match: re.Match[str]) -> str:
            told = constants.get(match[1], match[0])
            letters.take(len(told))
            return told

        return _CONSTANT.sub(value, data)
    if isinstance(data, list):
        return [_filled(one, constants, letters) for one in data]
    if isinstance(data, dict):
        return {key: _filled(one, constants, letters) for key, one in data.items()}
    return data


def _view(entry: dict[str, Any], path: str, notes: Notes) -> View:
    where = f"{path}: {entry['name']}"
    view = View(entry["name"], where, {key: value for key, value in entry.items() if key not in FIELD_KINDS})
    for key, kind in FIELD_KINDS.items():
        for one in _named(entry.get(key)):
            if one["name"] in view.fields:
                notes.lost(where, one["name"], "another field has this name; the first is read")
            else:
                view.fields[one["name"]] = {**one, "kind": kind}
    return view


def _put(item: Any, into: dict[str, Any], over: list[Any], notes: Notes) -> None:
    if item.name.startswith("+"):
        over.append(item)
    elif item.name in into:
        notes.lost(item.where, item.name, f"another of this name is in {into[item.name].where}")
    else:
        into[item.name] = item


def _refine(item: Any, into: Mapping[str, Any], notes: Notes) -> None:
    base = into.get(item.name[1:])
    if base is None:
        notes.lost(item.where, item.name, "it refines what is not there")
        return
    extends = [*base.data.get("extends__all", []), *item.data.get("extends__all", [])]
    base.data = {**base.data, **{key: value for key, value in item.data.items() if key != "name"}}
    if extends:
        base.data["extends__all"] = extends
    if isinstance(item, View):
        base.fields = _over(base.fields, item.fields)
    else:
        base.joins = _over(base.joins, item.joins)


def _over(base: Mapping[str, dict[str, Any]], more: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Parts by name; what both have is taken key by key from `more`."""
    return {**base, **{name: {**base.get(name, {}), **one} for name, one in more.items()}}


def _extends(data: Mapping[str, Any]) -> list[str]:
    told = data.get("extends__all", [])
    return [name for names in told for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)]


def _extended(
    view: View, raw: Mapping[str, View], above: tuple[str, ...], notes: Notes, done: dict[str, View], *, fields: Budget
) -> View:
    if view.name in done:
        return done[view.name]
    merged = View(view.name, view.where)
    for name in _extends(view.data):
        if name not in raw or name in (*above, view.name):
            why = "there is no view of this name" if name not in raw else "views extend each other in a circle"
            notes.lost(view.where, f"extends {name}", why)
            continue
        check_deep(above, view.name)
        base = _extended(raw[name], raw, (*above, view.name), notes, done, fields=fields)
        fields.take(len(base.fields) + len(base.data))
        merged.data |= {
            key: value for key, value in base.data.items() if key not in ("extension", "extends__all", "label")
        }
        merged.fields = _over(merged.fields, base.fields)
    merged.data |= view.data
    if "derived_table" in view.data:
        merged.data.pop("sql_table_name", None)
    elif "sql_table_name" in view.data:
        merged.data.pop("derived_table", None)
    merged.fields = _over(merged.fields, view.fields)
    # What a circle cuts short is whole for others than those in it.
    if all(name in done for name in _extends(view.data) if name in raw):
        done[view.name] = merged
    return merged


def _extended_explore(
    explore: Explore,
    raw: Mapping[str, Explore],
    above: tuple[str, ...],
    notes: Notes,
    done: dict[str, Explore],
    *,
    joins: Budget,
) -> Explore:
    if explore.name in done:
        return done[explore.name]
    merged = Explore(explore.name, explore.where)
    for name in _extends(explore.data):
        if name not in raw or name in (*above, explore.name):
            why = "there is no explore of this name" if name not in raw else "explores extend each other in a circle"
            notes.lost(explore.where, f"extends {name}", why)
            continue
        check_deep(above, explore.name)
        base = _extended_explore(raw[name], raw, (*above, explore.name), notes, done, joins=joins)
        joins.take(len(base.joins) + len(base.data))
        # What is extended is about its own view unless it says another.
        merged.data |= {
            "view_name": name,
            **{k: v for k, v in base.data.items() if k not in ("extension", "extends__all")},
        }
        merged.joins = _over(merged.joins, base.joins)
    merged.data |= explore.data
    merged.joins = _over(merged.joins, explore.joins)
    # What a circle cuts short is whole for others than those in it.
    if all(name in done for name in _extends(explore.data) if name in raw):
        done[explore.name] = merged
    return merged
