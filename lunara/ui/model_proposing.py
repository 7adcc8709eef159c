"""Drafting with an AI provider from the Model page: the run that the workspace keeps, the job that goes on with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lunara.ask.planners.providers import Provider
from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.ai_provider import Chosen, provider_of
from lunara.ui.budgets import TokenPurse
from lunara.ui.identity import exact
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.model_checking import values_allowed
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_drafting import DRAFT_NOTE, DRAFTED
from lunara.ui.page import PageContext
from lunara.ui.proposal_ledger import WorkspaceLedger
from lunara.ui.warehouses import load_model, needs_editor, runner_for
from lunara.workspace.records import SemanticModelHead

if TYPE_CHECKING:
    from lunara.ask.drafting.batches import Batch, Cost
    from lunara.ask.drafting.deciding import Standing
    from lunara.ask.drafting.kept import Run
    from lunara.ask.drafting.whose import Words


WRITTEN_DOWN = 100
"""So many prompts are written down to tell what a run would cost, each time that the page is drawn for a changed model."""


def proposals_key(model_id: str) -> str:
    """Key of the job that drafts this model with AI."""
    return f"propose:{model_id}"


@dataclass
class _Seen:
    """What was read of the run of the model that is looked at: a page that is drawn again reads on from there."""

    ledger: WorkspaceLedger | None = None


def run_of(ctx: PageContext, head: SemanticModelHead) -> Run | None:
    """The run that the workspace keeps of a model, or None. Raises InvalidInput for one of another Lunara."""
    seen = state.visit_state(_Seen)
    if seen.ledger is None or seen.ledger.model_id != head.id:
        seen.ledger = WorkspaceLedger(ctx.store, head.id)
    seen.ledger.store = ctx.store
    return seen.ledger.read()


def words_of(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> Words:
    """Whose words stand on the desk."""
    from lunara.ask.drafting.whose import Words

    def make() -> Words:
        drafted = load_model(ctx, head.id, 1)[1] if DRAFTED in desk.review and _began_as_draft(ctx, head) else None
        return Words.of(desk.review, drafted, desk.catalog)

    found: Words = desk.once("words", make)
    return found


def _began_as_draft(ctx: PageContext, head: SemanticModelHead) -> bool:
    """Whether the first version is what Lunara drafted: a copy of a model begins with what people made of it."""
    versions = ctx.store.list_semantic_model_versions(head.id)
    return any(one.version == 1 and one.note == DRAFT_NOTE for one in versions)


def cost_of(ctx: PageContext, desk: ModelDesk, chosen: Chosen, batches: Sequence[Batch]) -> Cost:
    """What asking about these batches of the desk's model would take, told from some where there are very many."""
    from lunara.ask.drafting import batches as drafting

    asked = Provider(chosen.name, "", chosen.model, chosen.base_url)
    found: Cost = desk.once(
        f"cost:{hash((tuple(batches), asked, values_allowed(ctx)))}",
        lambda: drafting.cost_of(desk.current, batches, asked, values=values_allowed(ctx), sample=WRITTEN_DOWN),
    )
    return found


def start_proposing(
    ctx: PageContext,
    desk: ModelDesk,
    head: SemanticModelHead,
    *,
    tables: Collection[str] | None = None,
    retry: bool = False,
) -> Job:
    """Draft in the background: a new run about `tables`, or what is left of the one that is kept; the result is the Run.

    `retry` asks once more for batches that came to nothing. Raises NotPermitted for a viewer.
    """
    needs_editor(ctx, "draft with AI")
    model, words, version = desk.current, words_of(ctx, desk, head), desk.based_on
    store, by = exact(ctx.store), ctx.principal.full_name or ctx.principal.email

    def work(report: Report, cancel: CancelToken) -> Run:
        from lunara.ask.drafting.asking import Asker
        from lunara.ask.drafting.checking import Checks
        from lunara.ask.drafting.run import begin, go_on, retried

        report("Connecting")
        provider = provider_of(ctx)
        if provider is None:
            raise InvalidInput("There is no AI provider.", "An owner or admin sets a key on Settings.")
        source = store.get_data_source(head.data_source_id)
        asker = Asker(provider, values=values_allowed(ctx), budget=TokenPurse(store, source.project_id))
        ledger = WorkspaceLedger(store, head.id)
        if tables is not None:
            ledger.begin(begin(model, tables, asker, by=by))
        elif retry:
            ledger.change(retried)

        def step(run: Run) -> None:
            number, of = min(run.done + 1, len(run.parts)), len(run.parts)
            told = f"batch {number:,} of {of:,}, {len(run.proposals):,} proposals so far"
            report("Asking and checking", detail=told, fraction=run.done / of if of else None)

        with runner_for(ctx, source, Asked("draft", f"{head.id}:{version}")) as runner:
            checks = Checks(model, runner, clock=ctx.clock, cancel=cancel)
            return go_on(ledger, model, asker, checks, words, on_step=step, cancel=cancel)

    return start_job(ctx, proposals_key(head.id), work, title="Drafting with AI", length="long")


def standings(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, run: Run) -> list[Standing]:
    """The run's proposals beside what is on the desk; worked out once per change of either."""
    from lunara.ask.drafting.deciding import standing

    found: list[Standing] = desk.once(
        f"standing:{run.id}:{len(run.proposals)}",
        lambda: standing(run.proposals, desk.current, desk.review, words_of(ctx, desk, head)),
    )
    return found
