"""Somebody else saved an artifact, or deleted it, while this tab was at work: what both did, and what a person makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.build.artifact import Content, content_json, parse_content
from lunara.build.merge import Both, bring_together
from lunara.errors import InvalidInput
from lunara.ui.build_desk import Apart, BuildDesk
from lunara.ui.page import PageContext
from lunara.ui.saved_by import newest_by
from lunara.workspace.records import Artifact, ArtifactVersion


@dataclass(frozen=True)
class Meanwhile:
    """The newest saved version, those since mine began (newest first), both sides in one, and who saved the newest."""

    artifact: Artifact
    content: Content
    saves: tuple[ArtifactVersion, ...]
    both: Both
    by: str = "Someone"


def saved_meanwhile(ctx: PageContext, desk: BuildDesk) -> Meanwhile:
    """What is saved now beside this desk's changes, brought together as the desk's choices say. Raises NotFound when it was
    deleted, InvalidInput when it cannot be read."""
    mine, base, based_on = _whole(desk)
    newest = ctx.store.get_artifact(based_on.id)
    theirs = parse_content(newest.type, newest.content)
    saves = [one for one in ctx.store.list_artifact_versions(newest.id) if one.version > based_on.version]
    both = bring_together(newest.type, base, mine, theirs, desk.choices)
    return Meanwhile(newest, theirs, tuple(saves), both, newest_by(saves, ctx.principal.user_id))


def take_both(ctx: PageContext, desk: BuildDesk) -> Meanwhile:
    """Lay both sides in one on the desk, not saved yet, on top of the newest version; one undo takes it back to before.

    Raises InvalidInput where what is chosen is no whole artifact.
    """
    found = saved_meanwhile(ctx, desk)
    if found.both.content is None:
        raise found.both.problem or InvalidInput("This does not go together.", "Choose otherwise.")
    _lay(desk, found, found.both.content)
    desk.note = f"Brought together with version {found.artifact.version}"
    return found


def take_theirs(ctx: PageContext, desk: BuildDesk) -> None:
    """Lay the newest saved version on the desk; one undo brings mine back."""
    newest = ctx.store.get_artifact(_whole(desk)[2].id)
    content = parse_content(newest.type, newest.content)
    _lay(desk, Meanwhile(newest, content, (), Both(content)), content)


def save_copy(ctx: PageContext, desk: BuildDesk) -> Artifact:
    """Save mine as an artifact of its own, which belongs to nobody else's work."""
    mine, _, based_on = _whole(desk)
    who = ctx.principal.full_name or ctx.principal.email
    name = f"{based_on.name[:120]} (copy of {who[:60]})"
    return ctx.store.create_artifact(
        based_on.project_id, based_on.type, name, content_json(mine), description=based_on.description
    )


def preview_of(desk: BuildDesk, found: Meanwhile, shown: str) -> Content | None:
    """What the page shows of a conflict: the result, mine, or theirs; None where the result is not whole."""
    return {"mine": desk.content, "theirs": found.content}.get(shown, found.both.content)


def _lay(desk: BuildDesk, found: Meanwhile, content: Content) -> None:
    mine, base, based_on = _whole(desk)
    desk.undo.append(mine)
    desk.apart = Apart(mine, based_on, base)
    desk.artifact, desk.saved, desk.content = found.artifact, found.content, content
    desk.conflict, desk.error, desk.restored = None, None, False
    desk.choices.clear()
    desk.revision += 1


def _whole(desk: BuildDesk) -> tuple[Content, Content, Artifact]:
    if desk.content is None or desk.saved is None or desk.artifact is None:
        raise InvalidInput("There is nothing to save.", "Reload the page.")
    return desk.content, desk.saved, desk.artifact
