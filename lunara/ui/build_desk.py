"""The desk at which an artifact is built: a working copy in this tab, undo, and saving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from lunara.build.artifact import (
    Content,
    DashboardContent,
    ReportContent,
    SlidesContent,
    content_json,
    parse_content,
)
from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound
from lunara.semantic.query import Filter, TimeRange
from lunara.semantic.three_way import Side
from lunara.ui import state
from lunara.ui.later import keep
from lunara.ui.outbox import OUTBOX, Change
from lunara.ui.page import PageContext
from lunara.ui.unsaved import UNSAVED
from lunara.workspace.records import Artifact

C = TypeVar("C", DashboardContent, ReportContent, SlidesContent)

UNDO_STEPS = 50
KEEP_SECONDS = 300.0
# A first view waits this long for its numbers before it shows the steps instead.
PATIENCE_SECONDS = 2.5


@dataclass(frozen=True)
class Apart:
    """How the desk was before both sides were brought together: undoing that leads back to it, and to what it started from."""

    content: Content
    artifact: Artifact
    saved: Content


@dataclass(frozen=True)
class _Waiting:
    """Changes that were not saved yet, with what they started from."""

    artifact: Artifact
    saved: Content
    content: Content


@dataclass
class BuildDesk:
    """One tab's working copy of an artifact.

    `values` are the global filters as this person set them (by filter id), `window` their date range, `picks` what was clicked
    in a chart (by tile id): they act on the view and are only saved on request. `unpicked` counts how often a tile's click was
    taken back elsewhere than in its chart. `waits_for` is the key of the job that this tab waits for, `note` what the next
    version is saved with, `asks` the tile whose question is to be asked anew. `linked`:
    what the page's address says has been taken. `newest` is the latest saved version; `conflict` with it is looked at as
    `choices` and `shown` say, and `apart` undoes what came of it. `gone`: somebody deleted the artifact. `kept`: the changes were
    put by for a reload, `restored`: they came back after one.
    """

    artifact: Artifact | None = None
    content: Content | None = None
    saved: Content | None = None
    editing: bool = False
    arranging: bool = False
    revision: int = 0
    undo: list[Content] = field(default_factory=list)
    error: LunaraError | None = None
    conflict: Conflict | None = None
    newest: int = 0
    choices: dict[str, Side] = field(default_factory=dict)
    shown: Literal["result", "mine", "theirs"] = "result"
    apart: Apart | None = None
    gone: bool = False
    kept: bool = False
    restored: bool = False
    values: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    window: TimeRange | None = None
    own_window: bool = False
    picks: dict[str, tuple[str, tuple[Filter, ...]]] = field(default_factory=dict)
    unpicked: dict[str, int] = field(default_factory=dict)
    refreshed: datetime | None = None
    waits_for: str = ""
    note: str = ""
    asks: str = ""
    linked: bool = False

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.content != self.saved

    def take(self, artifact: Artifact) -> None:
        """Lay a saved artifact on the desk. Raises InvalidInput when its content cannot be read."""
        content = parse_content(artifact.type, artifact.content)
        self.artifact, self.content, self.saved = artifact, content, content
        self.undo.clear()
        self.note = ""
        self.error = self.conflict = self.apart = None
        self.restored = False
        self.choices.clear()
        self.revision += 1

    def dashboard(self) -> DashboardContent:
        """The working copy of a dashboard."""
        return self._as(DashboardContent)

    def report(self) -> ReportContent:
        """The working copy of a report."""
        return self._as(ReportContent)

    def slides(self) -> SlidesContent:
        """The working copy of a deck."""
        return self._as(SlidesContent)

    def _as(self, shape: type[C]) -> C:
        if not isinstance(self.content, shape):
            raise InvalidInput(
                "This is not what the page takes it for: a dashboard, a report or slides.", "Reload the page."
            )
        return self.content

    def change(self, make: Callable[[Any], Content]) -> None:
        """Apply a change to the content; what does not fit is kept as `error` and changes nothing."""
        if self.content is None:
            return
        before = self.content
        self.revision += 1
        try:
            after = make(before)
        except LunaraError as error:
            self.error = error
            return
        self.error = None
        if after != before:
            self.undo.append(before)
            del self.undo[:-UNDO_STEPS]
            self.content = after

    def restore(self, version: int, content: Content) -> None:
        """Lay an earlier version's content on the desk as a change that can be undone and is saved by whoever wants it."""
        before = self.content
        self.change(lambda _: content)
        if self.content != before:
            self.note = f"Restored version {version}"

    def ask_anew(self, tile: str) -> None:
        """Have another question asked for a tile; its menu is closed, which is what a new revision does."""
        self.asks = tile
        self.revision += 1

    def unpick(self, tile: str) -> None:
        """Take back what was clicked in a tile's chart."""
        if self.picks.pop(tile, None) is not None:
            self.unpicked[tile] = self.unpicked.get(tile, 0) + 1

    def step_back(self) -> None:
        """Undo the last change."""
        if self.undo:
            self.content = self.undo.pop()
            if self.apart is not None and self.content is self.apart.content:
                self.artifact, self.saved, self.apart = self.apart.artifact, self.apart.saved, None
            self.error, self.note = None, ""
            self.revision += 1


def desk_for(ctx: PageContext, artifact_id: str) -> BuildDesk:
    """This tab's desk for an artifact, with what is stored on it unless changes are waiting: those of this tab, or of this person
    before a reload. Where somebody deleted what they are of, the desk says so. Raises NotFound where nothing waits either.
    """
    desk = state.page_state(BuildDesk, artifact_id)
    try:
        artifact = ctx.store.get_artifact(artifact_id)
    except NotFound:
        _restore(ctx, desk, artifact_id)
        if not desk.changed:
            raise
        OUTBOX.take(ctx.owner_key, of(artifact_id))
        desk.gone = True
        return desk
    desk.newest, desk.gone = artifact.version, False
    _take_up(ctx, desk, artifact)
    if desk.artifact is None or (desk.artifact.version != artifact.version and not desk.changed):
        desk.take(artifact)
    elif desk.artifact.version == artifact.version:
        desk.artifact = artifact
    keep_unsaved(ctx, desk)
    return desk


def of(artifact_id: str) -> str:
    """What the unsaved work of an artifact is kept under."""
    return f"artifact:{artifact_id}"


def _restore(ctx: PageContext, desk: BuildDesk, artifact_id: str) -> None:
    """On a page that was loaded anew: what this person had changed and not saved, with what it started from."""
    waiting: _Waiting | None = UNSAVED.kept(ctx.owner_key, of(artifact_id)) if desk.content is None else None
    if waiting is not None and ctx.principal.may("editor"):
        desk.artifact, desk.saved, desk.content = waiting.artifact, waiting.saved, waiting.content
        desk.restored = desk.kept = desk.editing = True
        desk.revision += 1


def _take_up(ctx: PageContext, desk: BuildDesk, artifact: Artifact) -> None:
    """What came of a save that had to wait, and, on a page that was loaded anew, what was not saved yet."""
    outcome = OUTBOX.take(ctx.owner_key, of(artifact.id))
    waits = OUTBOX.find(ctx.owner_key, of(artifact.id))
    later = waits if waits is not None else outcome.change if outcome is not None else None
    _restore(ctx, desk, artifact.id)
    if desk.artifact is None and later is not None:
        based_on = later.kwargs["based_on"]
        desk.take(artifact)
        if based_on != artifact.version:
            desk.saved = parse_content(artifact.type, ctx.store.get_artifact_version(artifact.id, based_on).content)
        desk.artifact = replace(artifact, version=based_on)
        desk.change(lambda _: parse_content(artifact.type, later.kwargs["content"]))
    if outcome is None:
        return
    if outcome.error is not None:
        desk.conflict, desk.error = (
            (outcome.error, None) if isinstance(outcome.error, Conflict) else (None, outcome.error)
        )
    else:
        # What was changed since stays, as a change of what is saved now.
        desk.artifact = outcome.result
        desk.saved = parse_content(artifact.type, outcome.change.kwargs["content"])
        desk.note, desk.conflict, desk.error = "", None, None


def keep_unsaved(ctx: PageContext, desk: BuildDesk) -> None:
    """Put by what a reload would lose, and forget it once it was saved, undone or discarded in this tab."""
    if desk.artifact is None or desk.saved is None or desk.content is None:
        return
    if desk.changed:
        desk.kept = True
        UNSAVED.keep(ctx.owner_key, of(desk.artifact.id), _Waiting(desk.artifact, desk.saved, desk.content))
    elif desk.kept:
        desk.kept = False
        UNSAVED.drop(ctx.owner_key, of(desk.artifact.id))


def save_later(ctx: PageContext, desk: BuildDesk, *, publish: bool = False) -> None:
    """Have the desk saved as a new version when the workspace is back, and published then."""
    if desk.artifact is None or desk.content is None:
        raise InvalidInput("There is nothing to save.", "Reload the page.")
    artifact, label = desk.artifact, f"“{desk.artifact.name}”"
    kwargs = {"based_on": artifact.version, "content": content_json(desk.content), "note": desk.note}
    changes = [Change(of(artifact.id), label, "save_artifact", (artifact.id,), kwargs, shown=True)]
    if publish:
        after = changes[0].what
        changes.append(
            Change(f"{after}:status", label, "set_artifact_status", (artifact.id, "published"), {}, after=after)
        )
    keep(ctx, *changes)


def discard(ctx: PageContext, desk: BuildDesk, artifact: Artifact) -> None:
    """Drop what is not saved, also what waits to be."""
    OUTBOX.withdraw(ctx.owner_key, of(artifact.id))
    OUTBOX.withdraw(ctx.owner_key, f"{of(artifact.id)}:status")
    desk.take(artifact)


def save(ctx: PageContext, desk: BuildDesk, *, note: str = "") -> Artifact:
    """Save the desk as a new version. Raises Conflict when somebody saved meanwhile."""
    if desk.artifact is None or desk.content is None:
        raise InvalidInput("There is nothing to save.", "Reload the page.")
    stored = ctx.store.save_artifact(
        desk.artifact.id, based_on=desk.artifact.version, content=content_json(desk.content), note=note or desk.note
    )
    desk.take(stored)
    return stored


def save_over(ctx: PageContext, desk: BuildDesk) -> Artifact:
    """Save the desk on top of a version that somebody saved meanwhile; theirs stays among the versions."""
    if desk.artifact is None:
        raise InvalidInput("There is nothing to save.", "Reload the page.")
    desk.artifact = ctx.store.get_artifact(desk.artifact.id)
    return save(ctx, desk, note="Saved over a newer version")
