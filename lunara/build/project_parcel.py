"""A project as it lies in files, read and checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args
from uuid import uuid4

from pydantic import ValidationError

from lunara import connect
from lunara.ask.suite import Requirement, Suite, load_suite
from lunara.ask.wire import plan_from_json
from lunara.build.artifact import parse_content
from lunara.build.project_export import FOLDERS, LAYOUT, MODEL, MODEL_ID
from lunara.build.project_files import Files
from lunara.build.project_reading import decoded, is_number, json_in, mapping_in, note_of, object_of, text_of
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.yaml import load_model
from lunara.workspace.records import ArtifactType, EvaluationPlanner


@dataclass(frozen=True)
class GivenSource:
    name: str
    kind: str
    config: Mapping[str, str]
    catalog: str
    needs_secrets: bool


@dataclass(frozen=True)
class GivenVersion:
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
class GivenQuestion:
    """A question that somebody else has verified: here it waits for somebody who looks, and `because` says whose it was."""

    question: str
    plan: Mapping[str, Any]
    version: int
    because: str


@dataclass(frozen=True)
class GivenModel:
    name: str
    source: str
    published: int | None
    versions: tuple[GivenVersion, ...]
    verified: tuple[GivenQuestion, ...]
    suite: Suite | None
    needs: tuple[EvaluationPlanner, Requirement] | None


@dataclass(frozen=True)
class GivenArtifact:
    type: ArtifactType
    published: bool
    versions: tuple[GivenVersion, ...]


@dataclass(frozen=True)
class Parcel:
    """What the files say, by their names there."""

    name: str
    description: str
    files: Files
    sources: dict[str, GivenSource] = field(default_factory=dict)
    models: dict[str, GivenModel] = field(default_factory=dict)
    agents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    artifacts: dict[str, GivenArtifact] = field(default_factory=dict)


def read_parcel(files: Files) -> Parcel:
    files = _from_its_root(files)
    head = mapping_in(files, "project.yaml")
    if head.get("lunara_project") != LAYOUT:
        raise InvalidInput(
            f"project.yaml is of layout {head.get('lunara_project')!r}, and this Lunara reads layout {LAYOUT}.",
            "Export it again with this version, or update Lunara.",
        )
    parcel = Parcel(text_of(head, "name", "project.yaml"), text_of(head, "description", "project.yaml"), files)
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


def _source(files: Files, name: str) -> GivenSource:
    path = f"data_sources/{name}.yaml"
    told = mapping_in(files, path)
    try:
        kind = connect.kind(text_of(told, "kind", path))
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint, **error.details) from error
    config = object_of(told, "config", path)
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
        json_in(files, catalog)
    needs_secrets = any(one.secret for one in kind.fields)
    return GivenSource(
        text_of(told, "name", path), kind.name, config, catalog if catalog in files else "", needs_secrets
    )


def _model(files: Files, folder: str, sources: Mapping[str, GivenSource]) -> GivenModel:
    path = f"{folder}/model.yaml"
    told = mapping_in(files, path)
    source = text_of(told, "data_source", path)
    if source not in sources:
        raise InvalidInput(
            f"{path}: there is no data_sources/{source}.yaml.", "Put the file of its data source beside it."
        )
    versions = []
    for number, about in _versions(told, path):
        version = GivenVersion(number, f"{folder}/v{number}.yaml", f"{folder}/v{number}.review.json", note_of(about))
        mapping_in(files, version.content)
        review_of(files, version)
        versions.append(version)
    published = told.get("published")
    numbers = [one.number for one in versions]
    if published is not None and (not is_number(published) or published not in numbers):
        raise InvalidInput(f"{path}: version {published!r} is published and not there.", "Name one of its versions.")
    # Versions before may be of an older Lunara; those that people meet must be sound.
    for version in versions:
        if version.number in (published, numbers[-1]):
            try:
                load_model(decoded(files, version.content))
            except InvalidInput as error:
                raise InvalidInput(f"{version.content}: {error.message}", error.hint, **error.details) from error
    verified = tuple(_verified(files, f"{folder}/verified_questions.yaml", numbers))
    suite = _suite(files, f"{folder}/evaluation.yaml")
    return GivenModel(
        text_of(told, "name", path), source, published, tuple(versions), verified, suite, _needs(told, path)
    )


def _suite(files: Files, path: str) -> Suite | None:
    if path not in files:
        return None
    try:
        return load_suite(decoded(files, path))
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.hint, **error.details) from error


def _needs(told: Mapping[str, Any], path: str) -> tuple[EvaluationPlanner, Requirement] | None:
    """What publishing needs of the evaluation, None where it needs nothing."""
    needs = object_of(told, "publishing_needs", path)
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


def _verified(files: Files, path: str, numbers: Sequence[int]) -> Iterator[GivenQuestion]:
    if path not in files:
        return
    listed = mapping_in(files, path).get("verified_questions")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise InvalidInput(f"{path}: there is no list of verified_questions.", "Export the project again and compare.")
    for one in listed:
        if one.get("version") not in numbers or not is_number(one["version"]):
            raise InvalidInput(
                f"{path}: version {one.get('version')!r} is not there.", "Name one of the model's versions."
            )
        plan = object_of(one, "plan", path)
        try:
            if plan_from_json(plan) is None:
                raise InvalidInput("A question has no plan.", "Export the project again and compare.")
        except InvalidInput as error:
            raise InvalidInput(f"{path}: {error.message}", error.hint) from error
        by, at, because = (str(one.get(key) or "") for key in ("verified_by", "verified_at", "because"))
        who = f" by {by}" if by else ""
        told = f"It came with an imported project, verified there{who}{f' on {at[:10]}' if at else ''}."
        yield GivenQuestion(text_of(one, "question", path), plan, one["version"], f"{told} {because}".strip())


def _agent(files: Files, path: str) -> Mapping[str, Any]:
    told = mapping_in(files, path)
    texts = {key: text_of(told, key, path) for key in ("name", "description", "instructions")}
    return {**texts, "config": object_of(told, "config", path)}


def _artifact(files: Files, folder: str, type: ArtifactType) -> GivenArtifact:
    path = f"{folder}/artifact.yaml"
    told = mapping_in(files, path)
    status = told.get("status")
    if status not in ("draft", "published"):
        raise InvalidInput(f"{path}: the status is {status!r}.", "It is draft or published.")
    versions = []
    for number, about in _versions(told, path):
        its = {key: text_of(about, key, path) for key in ("name", "description")}
        version = GivenVersion(number, f"{folder}/v{number}.json", "", note_of(about), **its)
        content = json_in(files, version.content)
        versions.append(version)
    try:
        parse_content(type, with_known_models(content, {}))
    except LunaraError as error:
        raise InvalidInput(f"{versions[-1].content}: {error.message}", error.hint) from error
    return GivenArtifact(type, status == "published", tuple(versions))


def _versions(told: Mapping[str, Any], path: str) -> list[tuple[int, Mapping[str, Any]]]:
    """(number, what is said of it), in rising order."""
    listed = told.get("versions")
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise InvalidInput(f"{path}: there is no list of versions.", "List at least one: `- version: 1`.")
    numbers = [one.get("version") for one in listed]
    whole = [one for one in numbers if is_number(one) and one > 0]
    if whole != numbers or sorted(set(whole)) != whole:
        raise InvalidInput(f"{path}: the versions are not numbered upwards.", "Number them 1, 2, 3 …")
    return list(zip(whole, listed, strict=True))


def review_of(files: Files, version: GivenVersion) -> Mapping[str, Any]:
    return json_in(files, version.review) if version.review in files else {}


def with_known_models(value: Any, models: Mapping[str, str]) -> Any:
    """With the new ids of the models. One that did not come along is one that is nowhere: no id from outside is taken over."""
    if isinstance(value, Mapping):
        return {
            MODEL_ID if key == MODEL else key: (models.get(str(held)) or str(uuid4()))
            if key == MODEL
            else with_known_models(held, models)
            for key, held in value.items()
            if key != MODEL_ID
        }
    return [with_known_models(held, models) for held in value] if isinstance(value, list) else value


# -- what is read ------------------------------------------------------------------------------------------------------
