"""Checking a model against its warehouse: the job, what is kept of it, fingerprints of columns, repairs as one new version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lunara.connect.catalog import Catalog
from lunara.connect.catalog import Table as Relation
from lunara.connect.recording import Asked
from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.repair import Proposal
from lunara.semantic.repairing import apply_repairs
from lunara.semantic.review import Review, Reviewed, reject, review_items
from lunara.semantic.versions import Change
from lunara.ui import state
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.model_desk import ModelDesk, save, steps_of
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_catalog, needs_editor, runner_for
from lunara.workspace.records import ArtifactType, DataSource, SemanticModelHead

if TYPE_CHECKING:
    from lunara.build.dependents import Dependents
    from lunara.semantic.drift import Drift
    from lunara.semantic.fingerprint import Fingerprints
    from lunara.semantic.schema_check import CheckFinding

# Tiles and the like that are kept of one finding; the rest is counted.
MOST_USERS = 60
NOTE_LENGTH = 900
# What is in the warehouse and not in the model.
NEW = ("table_added", "column_added")


@dataclass(frozen=True)
class User:
    """Something that a finding stops: a tile, a block, a slide, a filter, an agent, a verified question.

    `owner` is the name of the artifact or agent, `pinned` the version of the model that an agent stays with.
    """

    kind: str
    owner: str
    owner_id: str
    title: str
    artifact_type: ArtifactType | None = None
    pinned: int | None = None


@dataclass(frozen=True)
class Checked:
    """What a check found: its findings, for each who uses what it breaks (as many as `MOST_USERS`, and how many there are).

    `version` is the saved version that was checked, or that the checked working copy was based on (`changed`); `model` is the
    checked one, None for a check that was kept by the workspace.
    """

    findings: tuple[CheckFinding, ...]
    users: tuple[tuple[User, ...], ...]
    user_counts: tuple[int, ...]
    checked_at: datetime
    statements: int
    elapsed_ms: float
    version: int
    changed: bool
    by: str = ""
    recorded: bool = False
    unread: tuple[str, ...] = ()
    model: SemanticModel | None = field(default=None, compare=False)

    def is_of(self, desk: ModelDesk) -> bool:
        """Whether the desk holds what was checked."""
        if self.model is not None:
            return self.model == desk.current
        return not desk.changed and desk.based_on == self.version


@dataclass
class Choices:
    """Which repairs somebody has ticked or not, and which way where there are several, by the number of the finding.

    `of` is the check that this is about.
    """

    of: datetime | None = None
    on: dict[int, bool] = field(default_factory=dict)
    which: dict[int, int] = field(default_factory=dict)


@dataclass
class Preview:
    """What chosen repairs make of the working copy: worked out once for `of`, a revision of the desk and the repairs."""

    of: tuple[int, tuple[Proposal, ...]] | None = None
    after: SemanticModel | None = None
    changes: tuple[Change, ...] = ()


def choices_for(head: SemanticModelHead, checked: Checked) -> Choices:
    """This tab's choices; none yet for a check that is new to it."""
    found = state.page_state(Choices, head.id)
    if found.of != checked.checked_at:
        found.of = checked.checked_at
        found.on.clear()
        found.which.clear()
    return found


def check_key(model_id: str) -> str:
    """Key of the job that checks this model against its data."""
    return f"check-model:{model_id}"


def start_check(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> Job:
    """Compare the working copy with the live warehouse in the background; the result is a Checked.

    What was saved is checked for everybody who builds: it is kept with its time. A model that holds has its fingerprints taken.
    Raises NotPermitted for a viewer.
    """
    needs_editor(ctx, "look behind what is published")
    model, version, changed = desk.current, desk.based_on, desk.changed

    def work(report: Report, cancel: CancelToken) -> Checked:
        from lunara.semantic.drift import find_drift
        from lunara.semantic.fingerprint import matching_key

        report("Connecting")
        source = ctx.store.get_data_source(head.data_source_id)
        known = fingerprints_of(ctx, head.id, version)
        keys = ctx.store.fingerprint_keys(source.id)
        with runner_for(ctx, source, Asked("check", f"{head.id}:{version}")) as runner:
            drift = find_drift(
                model,
                runner,
                known=known,
                key=matching_key(known, keys),
                values=values_allowed(ctx),
                # Without a record nobody knows what is new, and what was left out on purpose.
                new="drafted" if known is not None else "left out",
                cancel=cancel,
                on_step=steps_of(report),
            )
            holds = all(finding.level == "info" for finding in drift.findings)
            if load_catalog(ctx, source) != drift.catalog:
                # What the page says of tables and columns, and what it lets be published, goes by what was read last.
                ctx.store.save_catalog(source.id, drift.catalog.to_json())
            unseen = [name for name, relation in drift.relations.items() if not _is_seen(known, relation)]
            if not changed and holds and unseen:
                prints = record_tables(
                    ctx,
                    source,
                    model,
                    drift.catalog,
                    runner,
                    only=unseen,
                    known=known,
                    orphans=drift.orphans,
                    report=report,
                    cancel=cancel,
                )
                ctx.store.save_semantic_model_fingerprints(head.id, version, prints.to_json())
        checked = _with_users(ctx, head, model, drift, report=report, cancel=cancel)
        done = Checked(
            *checked, drift.checked_at, drift.statements, drift.elapsed_ms, version, changed,
            recorded=known is not None, model=model,
        )  # fmt: skip
        if not changed:
            ctx.store.save_semantic_model_check(head.id, version, _to_json(done))
        return done

    return start_job(ctx, check_key(head.id), work, title="Checking the model against the data", length="long")


def _with_users(
    ctx: PageContext,
    head: SemanticModelHead,
    model: SemanticModel,
    drift: Drift,
    *,
    report: Report,
    cancel: CancelToken,
) -> tuple[tuple[CheckFinding, ...], tuple[tuple[User, ...], ...], tuple[int, ...]]:
    from lunara.build.dependents import dependents_of

    if not any(finding.breaks for finding in drift.findings):
        return drift.findings, tuple(() for _ in drift.findings), tuple(0 for _ in drift.findings)

    def step(what: str, done: int, total: int) -> None:
        cancel.raise_if_cancelled()
        report(what, detail=f"{done + 1:,} of {total:,}", fraction=done / total if total else None)

    report("Finding what uses the model")
    found = dependents_of(ctx.store, head.project_id, head.id, model, on_step=step)
    every = [_users(found, finding) for finding in drift.findings]
    return drift.findings, tuple(users[:MOST_USERS] for users in every), tuple(map(len, every))


def _users(found: Dependents, finding: CheckFinding) -> tuple[User, ...]:
    if finding.level == "info" or not finding.breaks:
        return ()
    return tuple(
        User(one.kind, one.owner, one.owner_id, one.title, one.artifact_type, one.version)
        for one in found.using(finding.breaks)
    )


# -- what is kept ------------------------------------------------------------------------------------------------------


def last_check(ctx: PageContext, head: SemanticModelHead) -> Checked | None:
    """The check that the workspace keeps, or None. Raises InvalidInput when it cannot be read."""
    from lunara.semantic.drift import findings_from_json

    kept = ctx.store.load_semantic_model_check(head.id)
    if kept is None:
        return None
    try:
        users = tuple(tuple(User(**user) for user in mine) for mine in kept.content["users"])
        return Checked(
            findings_from_json(kept.content),
            users,
            tuple(int(number) for number in kept.content["user_counts"]),
            kept.checked_at,
            int(kept.content["statements"]),
            float(kept.content["elapsed_ms"]),
            kept.version,
            changed=False,
            by=kept.checked_by_name,
            recorded=bool(kept.content["recorded"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("The last check of this model cannot be read.", "Check it again.") from error


def _to_json(checked: Checked) -> dict[str, Any]:
    return {
        "statements": checked.statements,
        "elapsed_ms": round(checked.elapsed_ms, 1),
        "recorded": checked.recorded,
        "findings": [finding.to_json() for finding in checked.findings],
        "users": [[dict(vars(user)) for user in mine] for mine in checked.users],
        "user_counts": list(checked.user_counts),
    }


# -- fingerprints ------------------------------------------------------------------------------------------------------


def values_allowed(ctx: PageContext) -> bool:
    """Whether values may be read for what is kept of a warehouse."""
    return bool(ctx.organization.settings.get("values_allowed", False))


def fingerprints_of(ctx: PageContext, model_id: str, version: int) -> Fingerprints | None:
    """What was recorded for a version or the nearest one before it; None where nothing was, or it is of another Lunara."""
    from lunara.semantic.fingerprint import Fingerprints

    kept = ctx.store.load_semantic_model_fingerprints(model_id, version)
    if kept is None:
        return None
    try:
        return Fingerprints.from_json(kept.content)
    except InvalidInput:
        return None


def _is_seen(known: Fingerprints | None, relation: Relation) -> bool:
    from lunara.semantic.fingerprint import relation_key

    table = None if known is None else known.tables.get(relation_key(relation))
    return table is not None and table.rows is not None


def record_tables(
    ctx: PageContext,
    source: DataSource,
    model: SemanticModel,
    catalog: Catalog,
    runner: Runner,
    *,
    report: Report,
    cancel: CancelToken,
    only: Collection[str] | None = None,
    known: Fingerprints | None = None,
    orphans: Mapping[str, int] | None = None,
) -> Fingerprints:
    """Fingerprints of the relations that a model reads (with `only`: these of its tables), the others' as they are `known`.

    Raises ConnectFailed, Cancelled.
    """
    from lunara.semantic.fingerprint import take_fingerprints
    from lunara.semantic.schema_check import compare_with_catalog

    relations = compare_with_catalog(model, catalog).relations
    wanted = {id(relation): relation for name, relation in relations.items() if only is None or name in only}
    keys = ctx.store.fingerprint_keys(source.id)
    before = known.orphans if known is not None else {}
    return take_fingerprints(
        catalog,
        wanted.values(),
        runner,
        key=keys[0] if keys else None,
        values=values_allowed(ctx),
        orphans=before if orphans is None else orphans,
        known=known,
        cancel=cancel,
        on_step=steps_of(report),
    )


def leave_out_new(ctx: PageContext, head: SemanticModelHead, checked: Checked) -> Checked:
    """What is new in the warehouse stays out of the model, and is not told again. Returns what is left of the check.

    Raises InvalidInput where nothing was recorded that it could be new against.
    """
    from lunara.semantic.fingerprint import acknowledged

    known = fingerprints_of(ctx, head.id, checked.version)
    catalog = load_catalog(ctx, ctx.store.get_data_source(head.data_source_id))
    if known is None or catalog is None:
        raise InvalidInput("There is no record yet of what was there before.", "Check a model that holds first.")
    ctx.store.save_semantic_model_fingerprints(head.id, checked.version, acknowledged(known, catalog).to_json())
    kept = [n for n, finding in enumerate(checked.findings) if finding.kind not in NEW]
    left = replace(
        checked,
        findings=tuple(checked.findings[n] for n in kept),
        users=tuple(checked.users[n] for n in kept),
        user_counts=tuple(checked.user_counts[n] for n in kept),
    )
    if not checked.changed:
        ctx.store.save_semantic_model_check(head.id, checked.version, _to_json(left))
    return left


# -- repairs -----------------------------------------------------------------------------------------------------------


def repaired(model: SemanticModel, review: Review, proposals: Sequence[Proposal]) -> Reviewed:
    """The model and its review with these repairs: what goes can be restored in the review, what is new waits to be looked at.

    Raises InvalidInput when one does not fit the model any more.
    """
    done = apply_repairs(model, [repair for proposal in proposals for repair in proposal.repairs])
    before = {item.key for item in review_items(model, {})}
    gone = [key for key in done.removed if key in before]
    notes = {key: dict(note) for key, note in review.items()}
    if gone:
        told = reject(model, review, gone).review
        notes |= {key: {**told[key], "because": "Taken out by a repair."} for key in gone}
    for item in review_items(done.model, {}):
        if item.key not in before:
            notes[item.key] = {"status": "proposed", "confidence": 0.9, "because": "New in the warehouse."}
    return Reviewed(done.model, notes, done.removed)


def note_of(proposals: Sequence[Proposal]) -> str:
    """What a version says of the repairs that made it."""
    told = " ".join(proposal.words for proposal in proposals)
    text = f"Repaired: {told}"
    return text if len(text) <= NOTE_LENGTH else f"{text[: NOTE_LENGTH - 1].rstrip()}…"


def apply(ctx: PageContext, desk: ModelDesk, proposals: Sequence[Proposal]) -> int | None:
    """Repair the working copy; where nothing else waits to be saved, as one new version, whose number is returned.

    None: it is an unsaved change among others, or it does not fit (`desk.error`). Raises Conflict when somebody saved meanwhile.
    """
    alone = not desk.changed
    done = desk.change(lambda model, review: repaired(model, review, proposals), said="the repairs")
    if done is None or not alone:
        return None
    return save(ctx, desk, note_of(proposals))
