"""A dbt project's files, brought to one shape: semantic models, metrics, time spines, and what tests say of columns.

Three ways of writing are read: `semantic_models:` and `metrics:` over many YAML files (or MetricFlow's singular documents),
`target/semantic_manifest.json`, and the newer `models:` with a `semantic_model:` and metrics inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Documents, Notes
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.yaml import parse_document

Plain = dict[str, Any]
_BREAK = re.compile(r"^---[ \t]*$", re.MULTILINE)
_NAME = r"""(?:'([^']++)'|"([^"]++)")"""
_REF = re.compile(
    rf"^\s*+\{{?\{{?\s*+ref\(\s*+(?:['\"][\w.-]++['\"]\s*+,\s*+)?{_NAME}\s*+(?:,[^)]*+)?\)\s*+\}}?\}}?\s*+$"
)
_SOURCE = re.compile(rf"^\s*+\{{?\{{?\s*+source\(\s*+{_NAME}\s*+,\s*+{_NAME}\s*+\)\s*+\}}?\}}?\s*+$")


@dataclass
class Item:
    """One mapping with the place it stands at."""

    where: str
    data: Plain


@dataclass
class Project:
    """All that was found. `home` of a metric that is written inside a model is that model's semantic model."""

    models: list[Item] = field(default_factory=list)
    metrics: list[Item] = field(default_factory=list)
    queries: list[Item] = field(default_factory=list)
    spines: list[Item] = field(default_factory=list)
    described: dict[str, Item] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    name: str = ""


def documents_of(documents: Documents) -> Iterator[tuple[str, Any]]:
    """(path, data) of each document of each file; a file may hold several, divided by `---`. Raises InvalidInput."""
    for path, text in documents.texts(".yaml", ".yml", ".json"):
        breaks = [] if path.lower().endswith(".json") else list(_BREAK.finditer(text))
        starts = [0, *(match.end() for match in breaks)]
        ends = [*(match.start() for match in breaks), len(text)]
        for start, end in zip(starts, ends, strict=True):
            part = text[start:end]
            if not part.strip():
                continue
            try:
                data, _ = parse_document("\n" * text.count("\n", 0, start) + part)
            except InvalidInput as error:
                raise InvalidInput(f"{path}: {error.message}", error.hint, file=path, **error.details) from error
            yield path, data


def recognises(documents: Documents) -> bool:
    """Whether some document has dbt's words at its top."""
    try:
        return any(_is_dbt(data) for _, data in documents_of(documents))
    except InvalidInput:
        return False


def _is_dbt(data: Any) -> bool:
    if not isinstance(data, dict):
        return False
    words = {"entities", "model", "node_relation"}
    for one in (*_listed(data.get("semantic_models")), data.get("semantic_model")):
        if isinstance(one, dict) and words & set(one):
            return True
    return any(isinstance(one, dict) and one.get("semantic_model") for one in _listed(data.get("models")))


def project_of(documents: Documents, notes: Notes) -> Project:
    """Everything of dbt in the files. Raises InvalidInput when there is none."""
    found = Project()
    for path, data in documents_of(documents):
        if not isinstance(data, dict):
            if data is not None:
                notes.lost(path, "the file", "it does not begin with fields")
            continue
        _document(found, path, data, notes)
    if not found.models:
        raise InvalidInput(
            "There is no dbt semantic model in the files.",
            "Give the project's folder, or its target/semantic_manifest.json.",
        )
    return found


def _document(found: Project, path: str, data: Plain, notes: Notes) -> None:
    if isinstance(data.get("name"), str) and ("model-paths" in data or "profile" in data):
        found.name = data["name"]
    for source in _items(path, data, "sources", notes):
        for table in _items(source.where, source.data, "tables", notes):
            schema = source.data.get("schema") or source.data.get("name")
            relation = table.data.get("identifier") or table.data.get("name")
            if isinstance(schema, str) and isinstance(relation, str):
                found.sources[str(source.data.get("name")), str(table.data.get("name"))] = f"{schema}.{relation}"
    for key, target in (
        ("semantic_models", found.models),
        ("metrics", found.metrics),
        ("saved_queries", found.queries),
    ):
        target.extend(_items(path, data, key, notes))
        single = data.get(key[:-1] if key != "saved_queries" else "saved_query")
        if isinstance(single, dict):
            target.append(Item(f"{path}: {single.get('name') or key}", single))
    configuration = data.get("project_configuration")
    if isinstance(configuration, dict):
        for spine in _items(path, configuration, "time_spines", notes):
            found.spines.append(Item(spine.where, _manifest_spine(spine.data)))
    for model in _items(path, data, "models", notes):
        name = model.data.get("name")
        if not isinstance(name, str):
            notes.lost(model.where, "name", "it has no name")
            continue
        found.described[name] = model
        if isinstance(model.data.get("time_spine"), dict):
            found.spines.append(Item(model.where, _model_spine(model.data)))
        if model.data.get("semantic_model"):
            _inside_model(found, model)


def _items(path: str, data: Mapping[str, Any], key: str, notes: Notes) -> list[Item]:
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        notes.lost(path, key, "it should be a list")
        return []
    items = []
    for number, one in enumerate(value, start=1):
        if isinstance(one, dict):
            items.append(Item(f"{path}: {one.get('name') or f'{key} {number}'}", one))
        else:
            notes.lost(path, key, f"entry {number} is no mapping")
    return items


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# -- the newer form: a model that is a semantic model ------------------------------------------------------------------


def _inside_model(found: Project, item: Item) -> None:
    data = item.data
    said = data["semantic_model"] if isinstance(data["semantic_model"], dict) else {}
    if said.get("enabled") is False:
        return
    name = said.get("name") if isinstance(said.get("name"), str) else data["name"]
    model: Plain = {"name": name, "model": f"ref('{data['name']}')", "description": data.get("description")}
    model["defaults"] = {"agg_time_dimension": data.get("agg_time_dimension")}
    model["primary_entity"] = data.get("primary_entity")
    model["entities"], model["dimensions"], model["measures"] = [], [], []
    for column in _listed(data.get("columns")):
        if isinstance(column, dict):
            _column(model, column)
    derived = data.get("derived_semantics")
    if isinstance(derived, dict):
        model["entities"] += [one for one in _listed(derived.get("entities")) if isinstance(one, dict)]
        model["dimensions"] += [_dimension(one) for one in _listed(derived.get("dimensions")) if isinstance(one, dict)]
    found.models.append(Item(item.where, model))
    for one in _listed(data.get("metrics")):
        if isinstance(one, dict):
            found.metrics.append(Item(f"{item.where}: {one.get('name')}", one | {"semantic_model": name}))


def _column(model: Plain, column: Plain) -> None:
    name, said = column.get("name"), column.get("entity")
    about = {"description": column.get("description"), "label": column.get("label")}
    if said:
        its = said if isinstance(said, dict) else {"type": said}
        model["entities"].append({**about, **its, "name": its.get("name") or name, "expr": name})
    said = column.get("dimension")
    if said:
        its = said if isinstance(said, dict) else {"type": said}
        made = _dimension({**about, **its, "name": its.get("name") or name, "expr": name})
        if column.get("granularity") is not None:
            made["type_params"] = {"time_granularity": column["granularity"]}
        model["dimensions"].append(made)


def _dimension(one: Plain) -> Plain:
    made = dict(one)
    grain = made.pop("granularity", None)
    if grain is not None:
        made["type_params"] = {"time_granularity": grain}
    validity = made.pop("validity_params", None)
    if validity is not None:
        made.setdefault("type_params", {})["validity_params"] = validity
    return made


# -- time spines -------------------------------------------------------------------------------------------------------


def _manifest_spine(data: Plain) -> Plain:
    said = data.get("primary_column")
    primary: Plain = said if isinstance(said, dict) else {}
    return {
        "node_relation": data.get("node_relation"),
        "column": primary.get("name"),
        "grain": primary.get("time_granularity"),
        "custom": data.get("custom_granularities") or [],
    }


def _model_spine(data: Plain) -> Plain:
    spine = data["time_spine"]
    column = spine.get("standard_granularity_column")
    columns = [one for one in _listed(data.get("columns")) if isinstance(one, dict) and one.get("name") == column]
    return {
        "model": f"ref('{data['name']}')",
        "column": column,
        "grain": columns[0].get("granularity") if columns else None,
        "custom": spine.get("custom_granularities") or [],
    }


# -- physical relations ------------------------------------------------------------------------------------------------


def relation_of(item: Item, project: Project, dialect: str | None, notes: Notes) -> str | None:
    """The physical table of a semantic model; None, with a note, when it cannot be told."""
    node = item.data.get("node_relation")
    if isinstance(node, dict):
        relation = node.get("relation_name")
        alias, schema, database = (node.get(key) for key in ("alias", "schema_name", "database"))
        if isinstance(relation, str) and relation.strip():
            return relation
        if isinstance(alias, str):
            parts = [part for part in (database, schema) if isinstance(part, str) and part]
            if any("$" in part or "{" in part for part in parts):
                why = f"the schema is a variable that is not known here; the table is read as {alias}"
                notes.changed(item.where, ".".join(parts), why)
                parts = []
            return ".".join([*parts, alias])
    said = item.data.get("model")
    if isinstance(said, str):
        if match := _REF.match(said):
            return _quoted(match[1] or match[2], dialect)
        if match := _SOURCE.match(said):
            source, table = match[1] or match[2], match[3] or match[4]
            return project.sources.get((source, table), f"{_quoted(source, dialect)}.{_quoted(table, dialect)}")
    notes.lost(item.where, str(said), "its table is neither a ref nor a source nor a relation")
    return None


def _quoted(name: str, dialect: str | None) -> str:
    """The name as SQL has it: odd ones and words of SQL in quotes."""
    return column_identifier(name, dialect or "").sql(dialect=dialect)
