"""The desk at which a model is reviewed: a working copy in this tab, its undo steps, and what saving and publishing do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from lunara.connect.catalog import Catalog
from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound
from lunara.semantic.merge import Both, bring_together
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Reviewed, ReviewItem, review_items
from lunara.semantic.three_way import Side
from lunara.semantic.versions import changes_between
from lunara.ui import state
from lunara.ui.components.text import count
from lunara.ui.jobs import Report
from lunara.ui.later import keep
from lunara.ui.model_drafts import DRAFTS
from lunara.ui.model_list import search_texts
from lunara.ui.model_problems import Trouble, troubles_after, troubles_of
from lunara.ui.outbox import OUTBOX, Change, Outcome
from lunara.ui.page import PageContext
from lunara.ui.saved_by import newest_by
from lunara.ui.unsaved import UNSAVED
from lunara.ui.warehouses import load_catalog, load_model
from lunara.workspace.records import SemanticModelHead, SemanticModelVersion

_log = logging.getLogger("lunara.ui")

UNDO_STEPS = 50
# The widget that says what the page shows of the model.
VIEW = "model-view"


@dataclass(frozen=True)
class Apart:
    """How the desk was before both sides were brought together: undoing that leads back to it, and to what it started from."""

    model: SemanticModel
    based_on: int
    saved: tuple[SemanticModel, dict[str, dict[str, Any]]] | None


@dataclass
class ModelDesk:
    """One tab's working copy of a semantic model.

    `based_on` is the saved version it started from; `revision` counts changes, so that tables of the page are drawn anew;
    `group` is the table (or the relationships) that is being looked at; `catalog` are the warehouse's tables as they were read
    last; a `conflict` with what somebody saved is looked at as `choices` say, and `apart` undoes what came of it; `kept`: unsaved
    changes were put by for a reload (`kept_at`: those of that revision), `restored`: and came back
    after one; `attempts` counts those to publish, `publish_note` is the note
    of the last one; `opened` is the key of the item whose editor is open; `typed` holds, by item,
    what somebody typed into an editor
    and has not applied; `shown` are the keys of the list that was drawn last, which an editor goes through.
    """

    model_id: str = ""
    based_on: int = 0
    model: SemanticModel | None = None
    review: dict[str, dict[str, Any]] = field(default_factory=dict)
    revision: int = 0
    group: str = ""
    undo: list[tuple[str, SemanticModel, dict[str, dict[str, Any]]]] = field(default_factory=list)
    saved: tuple[SemanticModel, dict[str, dict[str, Any]]] | None = None
    error: LunaraError | None = None
    conflict: Conflict | None = None
    choices: dict[str, Side] = field(default_factory=dict)
    apart: Apart | None = None
    catalog: Catalog | None = None
    kept: bool = False
    kept_at: int = -1
    restored: bool = False
    attempts: int = 0
    publish_note: str = ""
    opened: str = ""
    typed: dict[str, dict[str, Any]] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    _known: dict[str, tuple[int, Any]] = field(default_factory=dict)
    _troubles: tuple[SemanticModel, list[Trouble]] | None = None

    @property
    def current(self) -> SemanticModel:
        """The working copy. Raises InvalidInput before a version was opened."""
        if self.model is None:
            raise InvalidInput("No version of this model is open.", "Reload the page.")
        return self.model

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self.once("changed", lambda: self.saved is not None and self.saved != (self.model, self.review)))

    def items(self) -> list[ReviewItem]:
        """What there is to review, worked out once per change."""
        found: list[ReviewItem] = self.once("items", lambda: review_items(self.current, self.review))
        return found

    def item(self, key: str) -> ReviewItem | None:
        """The item of that key, rejected ones too, or None."""
        by_key: dict[str, ReviewItem] = self.once("by_key", lambda: {item.key: item for item in self.items()})
        return by_key.get(key)

    def texts(self) -> list[str]:
        """What a search looks into, as `search_texts` gives it for `items`."""
        found: list[str] = self.once("texts", lambda: search_texts(self.items()))
        return found

    def troubles(self) -> list[Trouble]:
        """What is wrong with the working copy as far as it is seen without asking the warehouse; once per model."""
        if self._troubles is None:
            self._troubles = (self.current, troubles_of(self.current, self.catalog))
        elif self._troubles[0] is not self.model:
            self._troubles = (self.current, troubles_after(self.current, self.catalog, *self._troubles))
        return self._troubles[1]

    def changed_keys(self) -> frozenset[str]:
        """The items that are not as they were saved: their definition or what was decided about them."""

        def make() -> frozenset[str]:
            if self.saved is None:
                return frozenset()
            model, review = self.saved
            found = (
                {} if model is self.model else {change.key: change for change in changes_between(model, self.current)}
            )
            keys = self.review.keys() | review.keys()
            decided = {key for key in keys if self.review.get(key) != review.get(key)}
            return frozenset(found.keys() | decided)

        found: frozenset[str] = self.once("changed_keys", make)
        return found

    def knows(self, catalog: Catalog | None) -> None:
        """Take the warehouse's tables as they were read last."""
        if catalog is not self.catalog:
            self.catalog = catalog
            self._troubles = None
            self._known.clear()

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once per change of the working copy; `what` names it."""
        known = self._known.get(what)
        if known is None or known[0] != self.revision:
            known = self._known[what] = (self.revision, make())
        return known[1]

    def take(self, model: SemanticModel, review: Mapping[str, Mapping[str, Any]], version: int) -> None:
        """Lay a saved version on the desk."""
        self.model, self.review, self.based_on = model, {key: dict(note) for key, note in review.items()}, version
        self.saved = (self.model, {key: dict(note) for key, note in self.review.items()})
        self.undo.clear()
        self.error = self.conflict = self.apart = None
        self.choices.clear()
        self.restored = False
        self.revision += 1

    def change(
        self, make: Callable[[SemanticModel, dict[str, dict[str, Any]]], Reviewed], *, said: str = "the last change"
    ) -> Reviewed | None:
        """Apply a change; what does not fit leaves everything as it was and is kept as `error` for the page to show.

        `said` is what undoing it is called by ("accepting 12 items").
        """
        before = (self.current, self.review)
        # Also when nothing comes of it: the table that was typed in is drawn anew, with what counts.
        self.revision += 1
        try:
            done = make(*before)
        except LunaraError as error:
            self.error = error
            return None
        self.error = None
        self.undo.append((said, *before))
        del self.undo[:-UNDO_STEPS]
        self.model, self.review = done.model, done.review
        return done

    def step_back(self) -> None:
        """Undo the last change."""
        if self.undo:
            _, self.model, self.review = self.undo.pop()
            if self.apart is not None and self.model is self.apart.model:
                self.based_on, self.saved, self.apart = self.apart.based_on, self.apart.saved, None
            self.error = None
            self.revision += 1

    def open_item(self, key: str) -> None:
        """Have the editor of an item open from the next run on; an empty key closes it."""
        self.opened = key


def desk_for(ctx: PageContext, head: SemanticModelHead) -> ModelDesk:
    """This tab's desk for a model, with its latest version on it unless changes are waiting to be saved.

    Unsaved changes of this person are there again after a reload. Who may not edit sees the published version.
    Raises NotFound for them when nothing is published yet.
    """
    desk = state.page_state(ModelDesk, head.id)
    editor = ctx.principal.may("editor")
    newest = head.latest_version if editor else head.published_version
    outcome = OUTBOX.take(ctx.owner_key, _unsaved(head.id))
    if newest is None:
        raise NotFound(f"“{head.name}” has no published version yet.", "An editor of your organization publishes it.")
    if desk.model is None or (desk.based_on != newest and not desk.changed):
        waiting = _waiting_for(ctx, head) if editor and desk.model is None else None
        open_version(ctx, desk, head, waiting.based_on if waiting is not None else newest)
        if waiting is not None:
            desk.change(lambda model, review: Reviewed(waiting.model, waiting.review), said="all of it")
            desk.restored = True
    if outcome is not None:
        _arrived(ctx, desk, outcome)
    if editor:
        desk.knows(load_catalog(ctx, ctx.store.get_data_source(head.data_source_id)))
        _keep_unsaved(ctx, desk, head)
    return desk


def _arrived(ctx: PageContext, desk: ModelDesk, outcome: Outcome) -> None:
    """What came of a save that had to wait. What was changed since stays, as a change of what is saved now."""
    if outcome.error is not None:
        desk.conflict, desk.error = (
            (outcome.error, None) if isinstance(outcome.error, Conflict) else (None, outcome.error)
        )
        return
    content, review = outcome.change.args[1:3]
    if content_of(desk.current) == content and desk.review == review:
        desk.take(desk.current, desk.review, outcome.result.version)
        desk.kept = True  # so that what was put by of it is forgotten
        return
    desk.saved = (SemanticModel.model_validate(content), {key: dict(note) for key, note in review.items()})
    desk.based_on, desk.conflict, desk.error = outcome.result.version, None, None
    desk.revision += 1


def save_later(ctx: PageContext, desk: ModelDesk, note: str) -> None:
    """Have the desk saved as a new version when the workspace is back."""
    content, review = content_of(desk.current), {key: dict(said) for key, said in desk.review.items()}
    kwargs = {"based_on": desk.based_on, "note": note}
    args = (desk.model_id, content, review)
    label = f"The model “{desk.current.name}”"
    keep(ctx, Change(_unsaved(desk.model_id), label, "save_semantic_model", args, kwargs, shown=True))


@dataclass(frozen=True)
class Waiting:
    """Changes of a model that were not saved yet; `head` is the model as it was then, None where the workspace kept them."""

    based_on: int
    model: SemanticModel
    review: dict[str, dict[str, Any]]
    head: SemanticModelHead | None = None


def lost_work(ctx: PageContext, model_id: str) -> Waiting | None:
    """This person's unsaved changes of a model of the project that was deleted meanwhile, or None."""
    kept: Waiting | None = UNSAVED.kept(ctx.owner_key, _unsaved(model_id))
    if kept is None or kept.head is None or kept.head.project_id != ctx.project_id:
        return None
    try:
        ctx.store.get_semantic_model(model_id)
    except NotFound:
        return kept
    return None


def forget_lost(ctx: PageContext, model_id: str) -> None:
    """They were saved otherwise, or are not wanted."""
    UNSAVED.drop(ctx.owner_key, _unsaved(model_id))


def _waiting_for(ctx: PageContext, head: SemanticModelHead) -> Waiting | None:
    """What this person changed and has not saved: as the process keeps it, else as the workspace does."""
    kept: Waiting | None = UNSAVED.kept(ctx.owner_key, _unsaved(head.id))
    if kept is not None:
        return kept
    draft = ctx.store.load_semantic_model_draft(head.id)
    if draft is None:
        return None
    try:
        model = SemanticModel.model_validate(draft.content)
    except ValidationError as error:
        _log.warning("a draft of the model %s cannot be read any more: %s", head.id, error.errors()[0]["msg"])
        return None
    return Waiting(draft.based_on, model, dict(draft.review))


def _unsaved(model_id: str) -> str:
    return f"semantic-model:{model_id}"


def _keep_unsaved(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """Put by what a reload would lose, and forget it once it was saved, undone or discarded in this tab."""
    key = (*ctx.owner_key, desk.model_id)
    if desk.changed:
        desk.kept = True
        if desk.kept_at != desk.revision:
            desk.kept_at = desk.revision
            model, review = desk.current, desk.review
            DRAFTS.keep(key, ctx.store, desk.based_on, lambda: (content_of(model), review))
        UNSAVED.keep(ctx.owner_key, _unsaved(desk.model_id), Waiting(desk.based_on, desk.current, desk.review, head))
    elif desk.kept:
        desk.kept = False
        UNSAVED.drop(ctx.owner_key, _unsaved(desk.model_id))
        DRAFTS.drop(key, ctx.store)


def open_version(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, version: int) -> None:
    """Lay `version` on the desk. Raises NotFound, InvalidInput when its content cannot be read."""
    _, model = load_model(ctx, head.id, version)
    saved = ctx.store.get_semantic_model_version(head.id, version)
    desk.model_id = head.id
    desk.opened = ""
    desk.typed.clear()
    desk.take(model.model_copy(update={"version": None}), dict(saved.review), version)


def published_model(ctx: PageContext, head: SemanticModelHead) -> SemanticModel | None:
    """The model as people ask it now, comparable with a working copy; None when nothing is published."""
    if head.published_version is None:
        return None
    return load_model(ctx, head.id, head.published_version)[1].model_copy(update={"version": None})


def content_of(model: SemanticModel) -> dict[str, Any]:
    """What is stored of a model: its JSON without the version, which belongs to the row."""
    return model.model_copy(update={"version": None}).model_dump(mode="json", by_alias=True, exclude_defaults=True)


def save(ctx: PageContext, desk: ModelDesk, note: str) -> int:
    """Save the desk as a new version and return its number. Raises Conflict when somebody saved meanwhile."""
    saved = ctx.store.save_semantic_model(
        desk.model_id, content_of(desk.current), desk.review, based_on=desk.based_on, note=note
    )
    desk.take(desk.current, desk.review, saved.version)
    return saved.version


def save_over(ctx: PageContext, desk: ModelDesk, note: str) -> int:
    """Save the desk on top of what somebody saved meanwhile; theirs stays among the versions."""
    desk.based_on = ctx.store.get_semantic_model(desk.model_id).latest_version
    return save(ctx, desk, note)


@dataclass(frozen=True)
class Meanwhile:
    """What was saved while this desk was at work: the newest version, what both sides began with, who saved (newest first), and
    both sides' changes brought together as the desk's choices say."""

    version: int
    model: SemanticModel
    base: SemanticModel
    saves: tuple[SemanticModelVersion, ...]
    both: Both
    by: str = "Someone"


def saved_meanwhile(ctx: PageContext, desk: ModelDesk) -> Meanwhile:
    """The newest saved version beside the desk's own changes. Raises NotFound, InvalidInput when it cannot be read."""
    head, base = load_model(ctx, desk.model_id, desk.based_on)
    theirs = load_model(ctx, head.id, head.latest_version)[1].model_copy(update={"version": None})
    stored = ctx.store.get_semantic_model_version(head.id, head.latest_version)
    first = ctx.store.get_semantic_model_version(head.id, desk.based_on)
    both = bring_together(
        (base.model_copy(update={"version": None}), dict(first.review)),
        (desk.current, desk.review),
        (theirs, dict(stored.review)),
        desk.choices,
    )
    saves = [one for one in ctx.store.list_semantic_model_versions(head.id) if one.version > desk.based_on]
    by = newest_by(saves, ctx.principal.user_id)
    return Meanwhile(head.latest_version, theirs, base.model_copy(update={"version": None}), tuple(saves), both, by)


def take_both(ctx: PageContext, desk: ModelDesk) -> Meanwhile:
    """Put the desk's changes onto what was saved meanwhile: not saved yet, and undone with one step."""
    found = saved_meanwhile(ctx, desk)
    stored = ctx.store.get_semantic_model_version(desk.model_id, found.version)
    desk.apart = Apart(desk.current, desk.based_on, desk.saved)
    desk.based_on, desk.conflict = found.version, None
    desk.saved = (found.model, {key: dict(note) for key, note in stored.review.items()})
    desk.change(lambda model, review: Reviewed(found.both.model, found.both.review), said="bringing both together")
    desk.choices.clear()
    return found


def save_copy(
    ctx: PageContext, head: SemanticModelHead, model: SemanticModel, review: Mapping[str, Mapping[str, Any]]
) -> SemanticModelHead:
    """Save a working copy of `head` as a model of its own, which belongs to nobody else's work."""
    who = ctx.principal.full_name or ctx.principal.email
    taken = {one.name.lower() for one in ctx.store.list_semantic_models(head.project_id)}
    wanted = f"{head.name[:120]} (copy of {who[:60]})"
    numbered = (wanted if n == 1 else f"{wanted} {n}" for n in range(1, len(taken) + 2))
    name = next(one for one in numbered if one.lower() not in taken)
    return ctx.store.create_semantic_model(head.project_id, head.data_source_id, name, content_of(model), review)


def restore_version(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, version: int, note: str = "") -> int:
    """Save an older version again as the newest one. Raises Conflict when somebody saved meanwhile."""
    old = ctx.store.get_semantic_model_version(head.id, version)
    said = f"Restored version {version}" + (f": {note}" if note else "")
    saved = ctx.store.save_semantic_model(
        head.id, dict(old.content), dict(old.review), based_on=head.latest_version, note=said
    )
    open_version(ctx, desk, ctx.store.get_semantic_model(head.id), saved.version)
    return saved.version


def steps_of(report: Report) -> Callable[[str, int, int], None]:
    """What a check of the warehouse calls, as steps of a job."""

    def on_step(what: str, done: int, total: int) -> None:
        where = f"{done + 1:,} of {count(total, 'table')}" if total else ""
        report(what, detail=where, fraction=done / total if total else None)

    return on_step
