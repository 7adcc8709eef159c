"""A project as files that people read, compare and keep: everything that its people share, without a secret.

project.yaml                    what it is, and the version of this layout
data_sources/NAME.yaml          name, kind and configuration; NAME.catalog.json: what was read of it
models/NAME/model.yaml          name, data source, versions; v1.yaml, v1.review.json, ... each version; verified_questions.yaml,
                                evaluation.yaml (its suite)
agents/NAME.yaml                name, instructions, configuration
dashboards|reports|slides/NAME/ artifact.yaml, and v1.json, ... each version's content

What refers to a model says its NAME. Conversations, drafts that were not saved, runs of evaluations, the query log and budgets
belong to people and to their workspace: they stay behind.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from lunara import __version__
from lunara.build.project_files import Files
from lunara.build.suites import suite_document
from lunara.connect import told_config
from lunara.errors import NotPermitted
from lunara.semantic.yaml import dump_document
from lunara.workspace.records import Artifact, ArtifactType, VerifiedQuestion
from lunara.workspace.store import Store

LAYOUT = 1
FOLDERS: Mapping[ArtifactType, str] = {"dashboard": "dashboards", "report": "reports", "slide": "slides"}
MODEL_ID = "semantic_model_id"
MODEL = "semantic_model"
VERSION_ID = "semantic_model_version"
_AT_ONCE = 200

OnStep = Callable[[str], None]
T = TypeVar("T")


def export_project(store: Store, project_id: str, *, on_step: OnStep = lambda what: None) -> Files:
    """The project's files by path. `on_step` is told what is read; what it raises ends the export.

    Raises NotPermitted below editor, who sees what is not published, and what the store raises.
    """
    if not store.principal.may("editor"):
        raise NotPermitted("Exporting a project needs the role editor.", "Ask an admin or owner of your organization.")
    files: dict[str, bytes] = {}
    project = store.get_project(project_id).project
    head = {
        "lunara_project": LAYOUT,
        "name": project.name,
        "description": project.description,
        "written_by": __version__,
    }
    files["project.yaml"] = _yaml(head)
    models = _models(store, project_id, _sources(store, project_id, files, on_step), files, on_step)
    taken: set[str] = set()
    for agent in _all(lambda at: store.list_agents(project_id=project_id, limit=_AT_ONCE, offset=at)):
        on_step(f"Agent {agent.name}")
        told = {"name": agent.name, "description": agent.description, "instructions": agent.instructions}
        files[f"agents/{slug(agent.name, taken)}.yaml"] = _yaml({**told, "config": _named(agent.config, models)})
    names: dict[ArtifactType, set[str]] = {type: set() for type in FOLDERS}
    for listed in _all(lambda at: store.list_artifacts(project_id=project_id, limit=_AT_ONCE, offset=at)):
        on_step(f"{listed.type.capitalize()} {listed.name}")
        _artifact(store, listed, f"{FOLDERS[listed.type]}/{slug(listed.name, names[listed.type])}", models, files)
    return files


def slug(name: str, taken: set[str]) -> str:
    """A file's name for a thing's name, unlike all that are `taken`, which it joins."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "unnamed"
    made = next(one for one in _numbered(stem) if one not in taken)
    taken.add(made)
    return made


def renamed(value: Any, key: str, as_key: str, name_of: Callable[[str], str]) -> Any:
    """JSON with each field `key`, at any depth, as a field `as_key` that holds `name_of` its value."""
    if isinstance(value, Mapping):
        return {
            as_key if one == key else one: name_of(str(held)) if one == key else renamed(held, key, as_key, name_of)
            for one, held in value.items()
        }
    return [renamed(held, key, as_key, name_of) for held in value] if isinstance(value, (list, tuple)) else value


def _named(value: Any, models: Mapping[str, str]) -> Any:
    """With the name that each model has in the files; nothing for one that is not there any more."""
    return renamed(value, MODEL_ID, MODEL, lambda id: models.get(id, ""))


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _sources(store: Store, project_id: str, files: dict[str, bytes], on_step: OnStep) -> dict[str, str]:
    """The names in the files of the project's data sources, by id."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for source in store.list_data_sources(project_id):
        on_step(f"Data source {source.name}")
        named[source.id] = name = slug(source.name, taken)
        config = told_config(source.kind, source.config)
        files[f"data_sources/{name}.yaml"] = _yaml({"name": source.name, "kind": source.kind, "config": config})
        catalog = store.load_catalog(source.id)
        if catalog is not None:
            files[f"data_sources/{name}.catalog.json"] = _json(catalog)
    return named


def _models(
    store: Store, project_id: str, sources: Mapping[str, str], files: dict[str, bytes], on_step: OnStep
) -> dict[str, str]:
    """The names in the files of the project's models, by id."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for head in store.list_semantic_models(project_id):
        on_step(f"Model {head.name}")
        named[head.id] = name = slug(head.name, taken)
        versions = []
        for number in sorted(one.version for one in store.list_semantic_model_versions(head.id)):
            version = store.get_semantic_model_version(head.id, number)
            files[f"models/{name}/v{number}.yaml"] = _yaml(version.content)
            files[f"models/{name}/v{number}.review.json"] = _json(version.review)
            told = {"version": number, "note": version.note, "saved_by": version.created_by_name}
            versions.append({**told, "saved_at": version.created_at.isoformat()})
        about: dict[str, Any] = {
            "name": head.name,
            "data_source": sources[head.data_source_id],
            "published": head.published_version,
        }
        needs = store.evaluation_requirement(head.id)
        if needs is not None:
            about["publishing_needs"] = {
                "planner": needs.planner,
                "right": needs.least_right,
                "wrong": needs.most_wrong,
            }
        files[f"models/{name}/model.yaml"] = _yaml({**about, "versions": versions})
        questions = store.list_evaluation_questions(head.id)
        if questions:
            files[f"models/{name}/evaluation.yaml"] = _yaml(suite_document(head, questions, needs))
        verified = [_verified(one) for one in store.list_verified_questions(head.id)]
        if verified:
            files[f"models/{name}/verified_questions.yaml"] = _yaml({"verified_questions": verified})
    return named


def _verified(one: VerifiedQuestion) -> dict[str, Any]:
    told = {"question": one.question, "plan": dict(one.plan), "version": one.model_version, "because": one.because}
    return {**told, "verified_by": one.verified_by_name, "verified_at": one.verified_at.isoformat()}


def _artifact(store: Store, listed: Artifact, folder: str, models: Mapping[str, str], files: dict[str, bytes]) -> None:
    versions = []
    for number in sorted(one.version for one in store.list_artifact_versions(listed.id)):
        version = store.get_artifact_version(listed.id, number)
        files[f"{folder}/v{number}.json"] = _json(_named(version.content, models))
        told = {"version": number, "name": version.name, "description": version.description, "note": version.note}
        versions.append({**told, "saved_by": version.created_by_name, "saved_at": version.created_at.isoformat()})
    files[f"{folder}/artifact.yaml"] = _yaml({"status": listed.status, "versions": versions})


def _all(page: Callable[[int], Sequence[T]]) -> Iterator[T]:
    at = 0
    while found := page(at):
        yield from found
        at += len(found)
        if len(found) < _AT_ONCE:
            return


def _yaml(data: Any) -> bytes:
    return str(dump_document(data)).encode()


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
