"""Comparing the numbers that depend on a model before and after a change, in the background."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.build.dependents import dependents_of
from lunara.build.effects import Effect, effects_of, same_statements
from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.semantic.model import SemanticModel
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import needs_editor, runner_for
from lunara.workspace.records import SemanticModelHead


@dataclass(frozen=True)
class Compared:
    """What a change does: `before` and `after` are the models that were compared, `unread` the artifacts that cannot be read."""

    before: SemanticModel
    after: SemanticModel
    effects: tuple[Effect, ...]
    unread: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Effect, ...]:
        """The effects that are none: `same` left out."""
        return tuple(effect for effect in self.effects if effect.outcome != "same")


def effects_key(model_id: str, key: str = "") -> str:
    """Key of the job that compares the numbers, of the whole model or of one item's change."""
    return f"effects-model:{model_id}:{key}"


def compare_numbers(
    ctx: PageContext,
    head: SemanticModelHead,
    before: SemanticModel,
    after: SemanticModel,
    *,
    report: Report,
    cancel: CancelToken,
) -> Compared:
    """Ask what depends on the model under both, within limits.

    Nothing is asked where the change is one of words alone. Raises Cancelled, ConnectFailed, and what the workspace raises.
    """
    if same_statements(before, after):
        return Compared(before, after, ())

    def step(what: str, done: int, total: int) -> None:
        cancel.raise_if_cancelled()
        report(what, detail=f"{done + 1:,} of {total:,}" if total else "", fraction=done / total if total else None)

    report("Finding what uses the model")
    found = dependents_of(ctx.store, head.project_id, head.id, before, on_step=step)
    report("Connecting")
    source = ctx.store.get_data_source(head.data_source_id)
    with runner_for(ctx, source, Asked("model change", f"{head.id}:{head.latest_version}")) as runner:
        effects = effects_of(before, after, found.items, runner, ctx.clock, cancel=cancel, on_step=step)
    return Compared(before, after, tuple(effects), found.unread)


def start_comparison(
    ctx: PageContext, head: SemanticModelHead, before: SemanticModel, after: SemanticModel, *, key: str = ""
) -> Job:
    """`compare_numbers` as a job; its result is a Compared. Raises NotPermitted for a viewer."""
    needs_editor(ctx, "compare numbers of what is not published")

    def work(report: Report, cancel: CancelToken) -> Compared:
        return compare_numbers(ctx, head, before, after, report=report, cancel=cancel)

    return start_job(
        ctx, effects_key(head.id, key), work, title="Comparing the numbers before and after", length="long"
    )
