"""A project from its files: read and checked whole before anything is made, and made whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, get_args
from uuid import uuid4

from pydantic import ValidationError

from lunara import connect
from lunara.ask.suite import Requirement, Suite, load_suite
from lunara.ask.wire import plan_from_json
from lunara.build.artifact import parse_content
from lunara.build.project_export import FOLDERS, LAYOUT, MODEL, MODEL_ID, VERSION_ID, OnStep
from lunara.build.project_files import Files
from lunara.build.suites import add_suite
from lunara.errors import InvalidInput, LunaraError, NotPermitted
from lunara.semantic.yaml import load_model, parse_document
from lunara.workspace.records import ArtifactType, EvaluationPlanner, Project, Role
from lunara.workspace.store import Store

MAX_PARTS = 1_500_000
MAX_DEPTH = 100


@dataclass(frozen=True)
class Imported:
    """The project that was made. `unlocked`: data sources whose secrets have to be given again."""

    project: Project
    unlocked: tuple[str, ...]


@dataclass(frozen=True)
class _Source:
    name: str
    kind: str
    config: Mapping[str, str]
    catalog: str
    needs_secrets: bool


@dataclass(frozen=True)
class _Version:
    """`number` is what it had where it came from. What it holds is read from its files when it is made, one at a time: all of it
    as Python's values would be many times its size.
    """

    number: int
    content: str
    review: str
    note: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True)
class _Verified:
    """A question that somebody else has verified: here it waits for somebody who looks, and `because` says whose it was."""

    question: str
    plan: Mapping[str, Any]
    version: int
    because: str


@dataclass(frozen=True)
class _Model:
    name: str
    source: str
    published: int | None
    versions: tuple[_Version, ...]
    verified: tuple[_Verified, ...]
    suite: Suite | None
    needs: tuple[EvaluationPlanner, Requirement] | None


@dataclass(frozen=True)
class _Artifact:
    type: ArtifactType
    published: bool
    versions: tuple[_Version, ...]


@dataclass(frozen=True)
class _Parcel:
    """What the files say, by their names there."""

    name: str
    description: str
    files: Files
    sources: dict[str, _Source] = field(default_factory=dict)
    models: dict[str, _Model] = field(default_factory=dict)
    agents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    artifacts: dict[str, _Artifact] = field(default_factory=dict)


def import_project(store: Store, files: Files, *, name: str = "", on_step: OnStep = lambda what: None) -> Imported:
    """Make a project of `files`, named `name` or as they say. `on_step` is told what is made; what it raises ends the import.

    Until it is whole the project is archived; when it fails nothing of it stays. Raises InvalidInput naming the file that is
    wrong, NotPermitted below editor (below admin when there are data sources), and what the store raises.
    """
    parcel = _read(files)
    needed: Role = "admin" if parcel.sources else "editor"
    if not store.principal.may(needed):
        raise NotPermitted(
            f"Importing {'a project with data sources' if parcel.sources else 'a project'} needs the role {needed}.",
            "Ask an admin or owner of your organization.",
        )
    on_step("The project")
    project = store.create_project(name.strip() or parcel.name, parcel.description, archived=True)
    try:
        _fill(store, project.id, parcel, on_step)
        project = store.update_project(project.id, archived=False)
    except BaseException:
        with suppress(LunaraError):  # what went wrong is told; an archived rest can be deleted
            store.delete_project(project.id)
        raise
    return Imported(project, tuple(source.name for source in parcel.sources.values() if source.needs_secrets))


# -- what is made ------------------------------------------------------------------------------------------------------


def _fill(store: Store, project_id: str, parcel: _Parcel, on_step: OnStep) -> None:
    sources: dict[str, str] = {}
    for name, source in parcel.sources.items():
        on_step(f"Data source {source.name}")
        catalog = _json(parcel.files, source.catalog) if source.catalog else None
        made = store.create_data_source(project_id, source.name, source.kind, source.config, {}, catalog=catalog)
        sources[name] = made.id
    models: dict[str, str] = {}
    numbers: dict[str, dict[int, int]] = {}
    for name, model in parcel.models.items():
        on_step(f"Model {model.name}")
        models[name], numbers[name] = _make_model(store, project_id, sources[model.source], model, parcel.files)
    for agent in parcel.agents.values():
        on_step(f"Agent {agent['name']}")
        config = _agent_config(agent["config"], models, numbers)
        told = {"description": agent["description"], "instructions": agent["instructions"]}
        store.create_agent(project_id, agent["name"], **told, config=config)
    for artifact in parcel.artifacts.values():
        on_step(f"{artifact.type.capitalize()} {artifact.versions[-1].name}")
        _make_artifact(store, project_id, artifact, models, parcel.files)


def _make_model(
    store: Store, project_id: str, source_id: str, model: _Model, files: Files
) -> tuple[str, dict[int, int]]:
    """The model's id, and its versions' numbers by those they had."""
    first, *later = model.versions
    head = store.create_semantic_model(
        project_id, source_id, model.name, _mapping(files, first.content), _review(files, first), note=first.note
    )
    latest = head.latest_version
    numbers = {first.number: latest}
    for version in later:
        content, review = _mapping(files, version.content), _review(files, version)
        saved = store.save_semantic_model(head.id, content, review, based_on=latest, note=version.note)
        numbers[version.number] = latest = saved.version
    if model.published is not None:
        store.publish_semantic_model(head.id, numbers[model.published])
    for one in model.verified:
        made = store.verify_question(head.id, one.question, one.plan, version=numbers[one.version])
        store.keep_verified_check(made.id, made.model_version, one.because, before=made.checked_version)
    if model.suite is not None:
        add_suite(store, head.id, model.suite)
    if model.needs is not None:  # after what was published where it came from
        planner, requires = model.needs
        store.require_evaluation(head.id, planner, least_right=requires.right, most_wrong=requires.wrong)
    return head.id, numbers


def _review(files: Files, version: _Version) -> Mapping[str, Any]:
    return _json(files, version.review) if version.review in files else {}


def _agent_config(
    config: Mapping[str, Any], models: Mapping[str, str], numbers: Mapping[str, Mapping[int, int]]
) -> dict[str, Any]:
    made = {key: value for key, value in config.items() if key != VERSION_ID}
    wanted = config.get(VERSION_ID)
    if isinstance(wanted, int):
        version = numbers.get(str(config.get(MODEL)), {}).get(wanted)
        if version is not None:
            made[VERSION_ID] = version
    return dict(_known(made, models))


def _make_artifact(store: Store, project_id: str, artifact: _Artifact, models: Mapping[str, str], files: Files) -> None:
    made = None
    for version in artifact.versions:
        content = _known(_json(files, version.content), models)
        if made is None:
            made = store.create_artifact(
                project_id, artifact.type, version.name, content, description=version.description
            )
        else:
            made = store.save_artifact(
                made.id,
                based_on=made.version,
                name=version.name,
                description=version.description,
                content=content,
                note=version.note,
            )
    if made is not None and artifact.published:
        store.set_artifact_status(made.id, "published")


def _known(value: Any, models: Mapping[str, str]) -> Any:
    """With the new ids of the models. One that did not come along is one that is nowhere: no id from outside is taken over."""
    if isinstance(value, Mapping):
        return {
            MODEL_ID if key == MODEL else key: (models.get(str(held)) or str(uuid4()))
            if key == MODEL
            else _known(held, models)
            for key, held in value.items()
            if key != MODEL_ID
        }
    return [_known(held, models) for held in value] if isinstance(value, list) else value


# -- what is read ------------------------------------------------------------------------------------------------------


def _read(files: Files) -> _Parcel:
    files = _from_its_root(files)
    head = _mapping(files, "project.yaml")
    if head.get("lunara_project") != LAYOUT:
        raise InvalidInput(
            f"project.yaml is of layout {head.get('lunara_project')!r}, and this Lunara reads layout {LAYOUT}.",
            "Export it again with this version, or update Lunara.",
        )
    parcel = _Parcel(_text(head, "name", "project.yaml"), _text(head, "description", "project.yaml"), files)
    read: set[str] = {"project.yaml"}
    for path in sorted(files):
        folder, _, rest = path.partition("/")
        name = rest.partition("/")[0]
        if folder == "data_sources" and rest.endswith(".yaml"):
            name = rest.removesuffix(".yaml")
            read |= {path, f"data_sources/{name}.catalog.json"}
            parcel.sources[name] = _source(files, name)
        elif folder == "models" and rest == f"{name}/model.yaml":
            parcel.models[name] = _model(files, f"models/{name}", parcel.sources)
            read |= {one for one in files if one.startswith(f"models/{name}/")}
        elif folder == "agents" and rest.endswith(".yaml"):
            parcel.agents[name] = _agent(files, path)
            read.add(path)
        elif folder in FOLDERS.values() and rest == f"{name}/artifact.yaml":
            type = next(one for one, its in FOLDERS.items() if its == folder)
            parcel.artifacts[f"{folder}/{name}"] = _artifact(files, f"{folder}/{name}", type)
            read |= {one for one in files if one.startswith(f"{folder}/{name}/")}
    unread = sorted(set(files) - read)
    if unread:
        raise InvalidInput(
            f"{unread[0]} belongs to nothing that an exported project holds.",
            "Take it out, or add the file that says what it is (model.yaml, artifact.yaml).",
        )
    return parcel


def _from_its_root(files: Files) -> Files:
    """A zip of the folder holds the folder."""
    roots = {path.partition("/")[0] for path in files}
    if "project.yaml" not in files and len(roots) == 1 and f"{next(iter(roots))}/project.yaml" in files:
        return {path.partition("/")[2]: data for path, data in files.items()}
    if "project.yaml" not in files:
        raise InvalidInput(
            "It is no exported project: there is no project.yaml.", "Give the folder or zip that `lunara export` wrote."
        )
    return files


def _source(files: Files, name: str) -> _Source:
    path = f"data_sources/{name}.yaml"
    told = _mapping(files, path)
    try:
        kind = connect.kind(_text(told, "kind", path))
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint, **error.details) from error
    config = _object(told, "config", path)
    known = {one.name: one for one in kind.fields}
    for key, value in config.items():
        if key not in known or known[key].secret or not isinstance(value, str):
            raise InvalidInput(
                f"{path}: {key!r} is no setting of {kind.label} that a file may hold.",
                "Secrets are given on Connect, after the import.",
            )
    try:
        config = connect.read_config(kind.name, config)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint) from error
    if config != connect.told_config(kind.name, config):
        raise InvalidInput(
            f"{path}: an address holds more than where it leads: something before an @, or after a question mark.",
            "Take that out; secrets are given on Connect, after the import.",
        )
    catalog = f"data_sources/{name}.catalog.json"
    if catalog in files:
        _json(files, catalog)
    needs_secrets = any(one.secret for one in kind.fields)
    return _Source(_text(told, "name", path), kind.name, config, catalog if catalog in files else "", needs_secrets)


def _model(files: Files, folder: str, sources: Mapping[str, _Source]) -> _Model:
    path = f"{folder}/model.yaml"
    told = _mapping(files, path)
    source = _text(told, "data_source", path)
    if source not in sources:
        raise InvalidInput(
            f"{path}: there is no data_sources/{source}.yaml.", "Put the file of its data source beside it."
        )
    versions = []
    for number, about in _versions(told, path):
        version = _Version(number, f"{folder}/v{number}.yaml", f"{folder}/v{number}.review.json", _note(about))
        _mapping(files, version.content)
        _review(files, version)
        versions.append(version)
    published = told.get("published")
    numbers = [one.number for one in versions]
    if published is not None and (not _is_number(published) or published not in numbers):
        raise InvalidInput(f"{path}: version {published!r} is published and not there.", "Name one of its versions.")
    # Versions before may be of an older Lunara; those that people meet must be sound.
    for version in versions:
        if version.number in (published, numbers[-1]):
            try:
                load_model(_decoded(files, version.content))
            except InvalidInput as error:
                raise InvalidInput(f"{version.content}: {error.message}", error.hint, **error.details) from error
    verified = tuple(_verified(files, f"{folder}/verified_questions.yaml", numbers))
    suite = _suite(files, f"{folder}/evaluation.yaml")
    return _Model(_text(told, "name", path), source, published, tuple(versions), verified, suite, _needs(told, path))


def _suite(files: Files, path: str) -> Suite | None:
    if path not in files:
        return None
    try:
        return load_suite(_decoded(files, path))
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint, **error.details) from error


def _needs(told: Mapping[str, Any], path: str) -> tuple[EvaluationPlanner, Requirement] | None:
    """What publishing needs of the evaluation, None where it needs nothing."""
    needs = _object(told, "publishing_needs", path)
    if not needs:
        return None
    planner = next((one for one in get_args(EvaluationPlanner) if one == needs.get("planner")), None)
    try:
        requires = Requirement.model_validate({key: value for key, value in needs.items() if key != "planner"})
    except ValidationError as error:
        raise InvalidInput(f"{path}: publishing_needs: {error.errors()[0]['msg']}.", "Export it again.") from error
    if planner is None:
        raise InvalidInput(
            f"{path}: publishing_needs: there is no planner {needs.get('planner')!r}.",
            f"It is one of {', '.join(get_args(EvaluationPlanner))}.",
        )
    return planner, requires


def _verified(files: Files, path: str, numbers: Sequence[int]) -> Iterator[_Verified]:
    if path not in files:
        return
    listed = _mapping(files, path).get("verified_questions")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise InvalidInput(f"{path}: there is no list of verified_questions.", "Export the project again and compare.")
    for one in listed:
        if one.get("version") not in numbers or not _is_number(one["version"]):
            raise InvalidInput(
                f"{path}: version {one.get('version')!r} is not there.", "Name one of the model's versions."
            )
        plan = _object(one, "plan", path)
        try:
            if plan_from_json(plan) is None:
                raise InvalidInput("A question has no plan.", "Export the project again and compare.")
        except InvalidInput as error:
            raise InvalidInput(f"{path}: {error.message}", error.hint) from error
        by, at, because = (str(one.get(key) or "") for key in ("verified_by", "verified_at", "because"))
        who = f" by {by}" if by else ""
        told = f"It came with an imported project, verified there{who}{f' on {at[:10]}' if at else ''}."
        yield _Verified(_text(one, "question", path), plan, one["version"], f"{told} {because}".strip())


def _agent(files: Files, path: str) -> Mapping[str, Any]:
    told = _mapping(files, path)
    texts = {key: _text(told, key, path) for key in ("name", "description", "instructions")}
    return {**texts, "config": _object(told, "config", path)}


def _artifact(files: Files, folder: str, type: ArtifactType) -> _Artifact:
    path = f"{folder}/artifact.yaml"
    told = _mapping(files, path)
    status = told.get("status")
    if status not in ("draft", "published"):
        raise InvalidInput(f"{path}: the status is {status!r}.", "It is draft or published.")
    versions = []
    for number, about in _versions(told, path):
        its = {key: _text(about, key, path) for key in ("name", "description")}
        version = _Version(number, f"{folder}/v{number}.json", "", _note(about), **its)
        content = _json(files, version.content)
        versions.append(version)
    try:
        parse_content(type, _known(content, {}))
    except LunaraError as error:
        raise InvalidInput(f"{versions[-1].content}: {error.message}", error.hint) from error
    return _Artifact(type, status == "published", tuple(versions))


def _versions(told: Mapping[str, Any], path: str) -> list[tuple[int, Mapping[str, Any]]]:
    """(number, what is said of it), in rising order."""
    listed = told.get("versions")
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise InvalidInput(f"{path}: there is no list of versions.", "List at least one: `- version: 1`.")
    numbers = [one.get("version") for one in listed]
    whole = [one for one in numbers if _is_number(one) and one > 0]
    if whole != numbers or sorted(set(whole)) != whole:
        raise InvalidInput(f"{path}: the versions are not numbered upwards.", "Number them 1, 2, 3 …")
    return list(zip(whole, listed, strict=True))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _note(about: Mapping[str, Any]) -> str:
    """What was noted, with who saved it and when: here the one who imports is said to have."""
    note, by, at = (str(about.get(key) or "") for key in ("note", "saved_by", "saved_at"))
    origin = ", ".join(part for part in (by, at[:10]) if part)
    return f"{note} ({origin})".strip()[:10_000] if origin else note


def _decoded(files: Files, path: str) -> str:
    if path not in files:
        raise InvalidInput(f"{path} is missing.", "Put it back, or take its version out of the list.")
    try:
        return files[path].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not UTF-8 text.", "Save the file in UTF-8.") from None


def _mapping(files: Files, path: str) -> dict[str, Any]:
    try:
        data, _ = parse_document(_decoded(files, path))
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint, **error.details) from error
    if not isinstance(data, dict):
        raise InvalidInput(f"{path} does not begin with fields.", "Export the project again and compare.")
    return data


def _json(files: Files, path: str) -> dict[str, Any]:
    text = _decoded(files, path)
    if sum(map(text.count, ",[{")) > MAX_PARTS:
        raise InvalidInput(f"{path} has more than {MAX_PARTS:,} parts.", "A part of a project is smaller.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path} is not JSON: {error}.", "Export the project again and compare.") from error
    if not isinstance(data, dict) or _is_deep(data):
        raise InvalidInput(
            f"{path} is no JSON object, or is nested too deeply.", "Export the project again and compare."
        )
    return data


def _is_deep(data: Any) -> bool:
    layer = [data]
    for _ in range(MAX_DEPTH):
        layer = [
            held
            for one in layer
            for held in (one.values() if isinstance(one, dict) else one)
            if isinstance(held, (dict, list))
        ]
        if not layer:
            return False
    return True


def _text(told: Mapping[str, Any], key: str, path: str) -> str:
    value = told.get(key)
    if value is None and key == "description":
        return ""
    if not isinstance(value, str):
        raise InvalidInput(f"{path}: {key} is {'missing' if value is None else 'no text'}.", f"Write {key}: …")
    return value


def _object(told: Mapping[str, Any], key: str, path: str) -> dict[str, Any]:
    value = told.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidInput(f"{path}: {key} is no set of fields.", "Export the project again and compare.")
    return value
