"""dbt's semantic layer: a project's YAML files, its `semantic_manifest.json`, and the newer form inside `models:`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from lunara.semantic.formats.dbt_documents import Project, documents_of, project_of, recognises, relation_of
from lunara.semantic.formats.dbt_entities import Entities
from lunara.semantic.formats.dbt_filters import Unresolved, lunara_grain, used_as
from lunara.semantic.formats.dbt_metrics import Metrics, filter_texts
from lunara.semantic.formats.dbt_tests import with_evidence
from lunara.semantic.formats.dbt_write import write
from lunara.semantic.formats.format import Documents, ModelFormat, Notes, Read
from lunara.semantic.formats.sound import sound
from lunara.semantic.model import Dimension, Relationship, SemanticModel, Table


def read(documents: Documents) -> Read:
    """The model of a project. Raises InvalidInput when there is no semantic model in the files."""
    notes = Notes()
    project = project_of(documents, notes)
    dialect = _dialect(documents)
    entities = Entities(project, dialect, notes)
    _infer_types(entities, project)
    metrics = Metrics(entities, project, notes)
    derived = metrics.read()
    tables = []
    for source in entities.sources.values():
        table = entities.table(source).model_copy(update={"measures": tuple(metrics.measures[source.name].values())})
        tables.append(with_evidence(table, project, dialect, notes))
    spines, joins = _calendars(project, tables, dialect, notes)
    for item in project.queries:
        notes.lost(item.where, str(item.data.get("name")), "a saved query is a question, which a model does not hold")
    model = SemanticModel(
        name=project.name or _file_name(documents),
        dialect=dialect,
        tables=(*tables, *spines),
        relationships=(*entities.relationships, *joins),
        measures=derived,
    )
    return Read(sound(model, notes), notes.all())


def _file_name(documents: Documents) -> str:
    """The name of the one file; a folder without a project file has none."""
    paths = list(documents.files)
    return PurePosixPath(paths[0]).stem if len(paths) == 1 else "dbt_project"


def _dialect(documents: Documents) -> str | None:
    """That of the warehouse, where the manifest says it."""
    from lunara.semantic.compile.sqltime import dialects

    for _, data in documents_of(documents):
        metadata = data.get("metadata") if isinstance(data, dict) else None
        kind = metadata.get("adapter_type") if isinstance(metadata, dict) else None
        if isinstance(kind, str) and kind in dialects():
            return kind
    return None


def _infer_types(entities: Entities, project: Project) -> None:
    """Categories that conditions use as truths or beside numbers are of that type: dbt does not write it."""
    templates: list[tuple[Any, Any]] = []
    for item in [*project.metrics, *project.queries]:
        templates.extend((text, item) for text in _templates(item.data))
    for template, _ in templates:
        for reference, kind in used_as(template, entities.dialect):
            if reference.kind != "Dimension":
                continue
            name = reference.name.split("__")[-1]
            for source in entities.sources.values():
                found = source.dimensions.get(name)
                if found is not None and found.type == "string" and _leads_to(entities, reference.name, source.name):
                    source.dimensions[name] = found.model_copy(update={"type": kind})


def _leads_to(entities: Entities, name: str, home: str) -> bool:
    """Whether the entity right before the dimension is one of that semantic model."""
    parts = name.split("__")
    return len(parts) > 1 and entities.sources[home].holds(parts[-2])


def _templates(data: Any) -> list[str]:
    """Every filter in a metric or saved query, at any depth."""
    found: list[str] = []
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("filter", "where"):
                try:
                    found.extend(filter_texts(value))
                except Unresolved:
                    continue  # told where the metric is read
            else:
                found.extend(_templates(value))
    elif isinstance(data, list):
        for value in data:
            found.extend(_templates(value))
    return found


def _calendars(
    project: Project, tables: list[Table], dialect: str | None, notes: Notes
) -> tuple[list[Table], list[Relationship]]:
    """Time spines as tables of their own; periods that a project defines are columns of the one that has them."""
    found: list[Table] = []
    joins: list[Relationship] = []
    for item in project.spines:
        column, grain = item.data.get("column"), lunara_grain(item.data.get("grain"))
        relation = relation_of(item, project, dialect, notes)
        if not isinstance(column, str) or relation is None or grain is None:
            notes.lost(item.where, "time spine", "it does not say its column and period in Lunara's words")
            continue
        name = relation.rsplit(".", 1)[-1].strip('"`')
        taken = {table.name for table in [*tables, *found]}
        if name in taken:
            notes.lost(item.where, name, "another table of the model has this name")
            continue
        own = [Dimension(name=column, type="time", grain=grain)]
        for one in item.data.get("custom") or []:
            if isinstance(one, dict) and isinstance(one.get("name"), str):
                physical = one.get("column_name") or one["name"]
                expression = None if physical == one["name"] else str(physical)
                own.append(Dimension(name=one["name"], expression=expression))
        found.append(Table(name=name, source=relation, primary_key=(column,), dimensions=tuple(own)))
        if len(own) > 1:
            joins.extend(_joined_by_date(tables, name, column, grain))
    return found, joins


def _joined_by_date(tables: list[Table], spine: str, column: str, grain: str) -> list[Relationship]:
    """From every date of the same period to the calendar that has the project's own periods."""
    return [
        Relationship(
            name=f"{table.name}_{one.name}_{spine}",
            from_table=table.name,
            from_columns=(one.expression or one.name,),
            to_table=spine,
            to_columns=(column,),
        )
        for table in tables
        for one in table.dimensions
        if one.type == "time" and (one.grain or "day") == grain and (one.expression or one.name).isidentifier()
    ]


FORMAT = ModelFormat(
    name="dbt",
    label="dbt",
    description="dbt semantic models and metrics: a project's YAML files or its semantic_manifest.json.",
    suffix=".yml",
    recognises=recognises,
    read=read,
    write=write,
    own_rows=True,
    percentiles=True,
)
