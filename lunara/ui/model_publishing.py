"""Publishing a model: what is published was tried on the warehouse first, unless the person says that it goes unchecked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lunara.build.verified import to_check
from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.semantic.drift import CheckFinding, check_model
from lunara.semantic.fingerprint import Fingerprints
from lunara.semantic.model import SemanticModel
from lunara.semantic.versions import touched_tables
from lunara.ui.jobs import Job, Report, clear_job, start_job
from lunara.ui.model_checking import fingerprints_of, record_tables
from lunara.ui.model_desk import ModelDesk, published_model, save, steps_of
from lunara.ui.model_drafting import DRAFTED
from lunara.ui.model_effects import Compared, compare_numbers
from lunara.ui.model_problems import of_findings
from lunara.ui.page import PageContext
from lunara.ui.publishing_needs import Standing, evaluated_for_publishing
from lunara.ui.verifying import recheck_key, start_recheck
from lunara.ui.warehouses import load_model, runner_for
from lunara.workspace.records import SemanticModelHead

UNCHECKED = "not checked against the data"
DESPITE = "published although its evaluation does not hold"


@dataclass(frozen=True)
class PublishCheck:
    """What was checked, and what came of it. `note` is what the person wrote for the version; `compared` are the numbers of what
    depends on the model, None where nothing is published yet or the model cannot work with the data; `prints` what the columns
    of its tables look like, by which they are known again when they are renamed; `standing` how the saved version stands against
    the evaluation that publishing needs, None where it needs none.
    """

    model: SemanticModel
    review: Mapping[str, Mapping[str, Any]]
    note: str
    findings: tuple[CheckFinding, ...]
    compared: Compared | None = None
    prints: Fingerprints | None = None
    standing: Standing | None = None

    def is_of(self, desk: ModelDesk) -> bool:
        """Whether the desk still holds what was checked."""
        return desk.current == self.model and desk.review == self.review


def publish_key(model_id: str) -> str:
    """Key of the job that checks a model before it is published."""
    return f"publish-model:{model_id}"


def start_publish_check(
    ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, note: str, *, again: bool = False
) -> Job:
    """Check in the background what changed since the published version; the job's result is a PublishCheck.

    Where publishing needs an evaluation, what is open has to be saved before: its suite is run where nobody has, or `again`.
    """
    model, review = desk.current, {key: dict(told) for key, told in desk.review.items()}
    version = None if desk.changed else desk.based_on

    def work(report: Report, cancel: CancelToken) -> PublishCheck:
        report("Connecting")
        only = touched_tables(_known_good(ctx, head), model)
        source = ctx.store.get_data_source(head.data_source_id)
        prints = None
        with runner_for(ctx, source, Asked("publish", f"{head.id}:{head.latest_version}")) as runner:
            catalog = runner.warehouse.catalog()
            found = check_model(model, runner, catalog=catalog, only=only, cancel=cancel, on_step=steps_of(report))
            if not of_findings(model, found):
                known = fingerprints_of(ctx, head.id, head.latest_version)
                prints = record_tables(
                    ctx, source, model, catalog, runner, only=only, known=known, report=report, cancel=cancel
                )
        before = published_model(ctx, head)
        works = not of_findings(model, found)
        compared = None
        if before is not None and works:
            compared = compare_numbers(ctx, head, before, model, report=report, cancel=cancel)
        standing = None
        if works and version is not None:
            standing = evaluated_for_publishing(ctx, head, version, report=report, cancel=cancel, again=again)
        return PublishCheck(model, review, note, tuple(found), compared, prints, standing)

    return start_job(ctx, publish_key(head.id), work, title="Checking before publishing", length="long")


def _known_good(ctx: PageContext, head: SemanticModelHead) -> SemanticModel | None:
    """What needs no second look: the published version, else the draft, where it was made by looking at the warehouse."""
    if head.published_version is not None:
        return load_model(ctx, head.id, head.published_version)[1]
    drafted = ctx.store.get_semantic_model_version(head.id, 1).review.get(DRAFTED, {})
    return load_model(ctx, head.id, 1)[1] if drafted.get("statements") else None


def publish(
    ctx: PageContext,
    desk: ModelDesk,
    head: SemanticModelHead,
    note: str,
    *,
    checked: bool,
    prints: Fingerprints | None = None,
    despite: str = "",
) -> int:
    """Save what is not saved yet and publish it; returns the version. Raises Conflict when somebody saved meanwhile, InvalidInput
    (`evaluation`) where publishing needs an evaluation that does not hold.

    `prints` are kept with the version. Verified questions are checked under it in the background. `despite` is an admin's reason
    to publish although the evaluation does not hold.
    """
    if not checked:
        before = "" if note or desk.changed else ctx.store.get_semantic_model_version(head.id, desk.based_on).note
        note = f"{note or before or 'Published'} ({UNCHECKED})"
    number = save(ctx, desk, note or "Published") if desk.changed else desk.based_on
    if despite:
        ctx.store.publish_despite_evaluation(head.id, number, f"{f'{note}. ' if note else ''}{despite} ({DESPITE})")
    else:
        ctx.store.publish_semantic_model(head.id, number, note=note)
    if prints is not None:
        ctx.store.save_semantic_model_fingerprints(head.id, number, prints.to_json())
    if to_check(ctx.store.list_verified_questions(head.id), number):
        clear_job(ctx, recheck_key(head.id))
        start_recheck(ctx, ctx.store.get_semantic_model(head.id))
    return number
