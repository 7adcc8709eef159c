"""A project from its files: read and checked whole before anything is made, and made whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lunara.build.artifact import HOUSE_LOGO
from lunara.build.project_export import MODEL, VERSION_ID, OnStep
from lunara.build.project_files import Files
from lunara.build.project_parcel import (
    GivenArtifact,
    GivenModel,
    Parcel,
    read_parcel,
    review_of,
    with_known_models,
)
from lunara.build.project_reading import json_in, mapping_in
from lunara.build.suites import add_suite
from lunara.errors import LunaraError, NotPermitted
from lunara.workspace.records import Project, Role
from lunara.workspace.store import Store


@dataclass(frozen=True)
class Imported:
    """The project that was made. `unlocked`: data sources whose secrets have to be given again. `lost`: the pictures that decks
    had where they came from and have not here: "Q3 (slides 1 and 4, logo)".
    """

    project: Project
    unlocked: tuple[str, ...]
    lost: tuple[str, ...] = ()


def import_project(store: Store, files: Files, *, name: str = "", on_step: OnStep = lambda what: None) -> Imported:
    """Make a project of `files`, named `name` or as they say. `on_step` is told what is made; what it raises ends the import.

    Until it is whole the project is archived; when it fails nothing of it stays. Raises InvalidInput naming the file that is
    wrong, NotPermitted below editor (below admin when there are data sources), and what the store raises.
    """
    parcel = read_parcel(files)
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
    unlocked = tuple(source.name for source in parcel.sources.values() if source.needs_secrets)
    return Imported(project, unlocked, tuple(_without_pictures(parcel)))


def _without_pictures(parcel: Parcel) -> Iterator[str]:
    """The decks whose pictures stayed where they came from, with the slides that have them."""
    for artifact in parcel.artifacts.values():
        last = artifact.versions[-1]
        content = json_in(parcel.files, last.content) if artifact.type == "slide" else {}
        slides = [str(n) for n, one in enumerate(content.get("slides", ()), 1) if one.get("art")]
        logo = (content.get("brief") or {}).get("logo", "")
        named = (
            f"slide{'s' if len(slides) > 1 else ''} {' and '.join(filter(None, (', '.join(slides[:-1]), slides[-1])))}"
            if slides
            else ""
        )
        lost = [part for part in (named, "logo" if logo and logo != HOUSE_LOGO else "") if part]
        if lost:
            yield f"{last.name} ({', '.join(lost)})"


# -- what is made ------------------------------------------------------------------------------------------------------


def _fill(store: Store, project_id: str, parcel: Parcel, on_step: OnStep) -> None:
    sources: dict[str, str] = {}
    for name, source in parcel.sources.items():
        on_step(f"Data source {source.name}")
        catalog = json_in(parcel.files, source.catalog) if source.catalog else None
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
    store: Store, project_id: str, source_id: str, model: GivenModel, files: Files
) -> tuple[str, dict[int, int]]:
    """The model's id, and its versions' numbers by those they had."""
    first, *later = model.versions
    head = store.create_semantic_model(
        project_id, source_id, model.name, mapping_in(files, first.content), review_of(files, first), note=first.note
    )
    latest = head.latest_version
    numbers = {first.number: latest}
    for version in later:
        content, review = mapping_in(files, version.content), review_of(files, version)
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


def _agent_config(
    config: Mapping[str, Any], models: Mapping[str, str], numbers: Mapping[str, Mapping[int, int]]
) -> dict[str, Any]:
    made = {key: value for key, value in config.items() if key != VERSION_ID}
    wanted = config.get(VERSION_ID)
    if isinstance(wanted, int):
        version = numbers.get(str(config.get(MODEL)), {}).get(wanted)
        if version is not None:
            made[VERSION_ID] = version
    return dict(with_known_models(made, models))


def _make_artifact(
    store: Store, project_id: str, artifact: GivenArtifact, models: Mapping[str, str], files: Files
) -> None:
    made = None
    for version in artifact.versions:
        content = with_known_models(json_in(files, version.content), models)
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
