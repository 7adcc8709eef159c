"""The desk at which an artifact is built: a working copy in this tab, undo, and saving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from lunara.build.artifact import (
    Content,
    DashboardContent,
    ReportContent,
    SlidesContent,
    content_json,
    parse_content,
)
from lunara.errors import Conflict, InvalidInput, LunaraError
from lunara.semantic.query import Filter, TimeRange
from lunara.ui import state
from lunara.ui.page import PageContext
from lunara.workspace.records import Artifact

C = TypeVar("C", DashboardContent, ReportContent, SlidesContent)

UNDO_STEPS = 50
KEEP_SECONDS = 300.0
# A first view waits this long for its numbers before it shows the steps instead.
PATIENCE_SECONDS = 2.5


@dataclass
class BuildDesk:
    """One tab's working copy of an artifact.

    `values` are the global filters as this person set them (by filter id), `window` their date range, `picks` what was clicked
    in a chart (by tile id): they act on the view and are only saved on request. `unpicked` counts how often a tile's click was
    taken back elsewhere than in its chart. `waits_for` is the key of the job that this tab waits for, `note` what the next
    version is saved with, `asks` the tile whose question is to be asked anew. `linked`:
    what the page's address says has been taken.
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
        self.error = self.conflict = None
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
            raise InvalidInput("This is another kind of artifact than expected.", "Reload the page.")
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
            self.error, self.note = None, ""
            self.revision += 1


def desk_for(ctx: PageContext, artifact_id: str) -> BuildDesk:
    """This tab's desk for an artifact, with what is stored on it unless changes are waiting. Raises NotFound."""
    artifact = ctx.store.get_artifact(artifact_id)
    desk = state.page_state(BuildDesk, artifact_id)
    if desk.artifact is None or (desk.artifact.version != artifact.version and not desk.changed):
        desk.take(artifact)
    elif desk.artifact.version == artifact.version:
        desk.artifact = artifact
    return desk


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
