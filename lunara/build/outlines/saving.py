"""An outline stored as a draft of its project: the one way of it, for the page and for the command line."""

from __future__ import annotations

from lunara.build.artifact import content_json
from lunara.build.outlines.compose import composed
from lunara.build.outlines.outline import Outline
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.workspace.records import Artifact, ArtifactType
from lunara.workspace.store import Store


def save_outline(store: Store, project_id: str, outline: Outline, model: SemanticModel, name: str) -> Artifact:
    """Store the outline under a name that is free. Raises InvalidInput without a name or a part, and what storing raises."""
    name = name.strip()
    if not name:
        raise InvalidInput("It has no name.", "Give it one.")
    content = composed(outline, model)
    if outline.kind != "dashboard":
        content = content.model_copy(update={"title": name})
    return store.create_artifact(
        project_id,
        outline.kind,
        free_name(store, project_id, name, outline.kind),
        content_json(content),
        description=f"Made for: {outline.asked}"[:500],
    )


def free_name(store: Store, project_id: str, wanted: str, kind: ArtifactType) -> str:
    """The name, or with a number behind it where one of that kind in the project has it: "Shop overview 2"."""
    found = store.list_artifacts(project_id=project_id, type=kind, search=wanted, limit=100)
    taken = {one.name for one in found}
    return next(name for n in range(1, len(taken) + 2) if (name := wanted if n == 1 else f"{wanted} {n}") not in taken)
