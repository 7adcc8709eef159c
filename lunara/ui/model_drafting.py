"""Drafting a model in the background, and the account of what that cost and left out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.model_checking import record_tables, values_allowed
from lunara.ui.model_desk import ModelDesk, content_of
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_catalog, refresh_catalog, runner_for
from lunara.workspace.records import DataSource, SemanticModelHead

if TYPE_CHECKING:
    from lunara.semantic.draft.evidence import Draft

# Where a model's review keeps the account of its draft; no item has this key.
DRAFTED = "draft"
# What its first version says.
DRAFT_NOTE = "Drafted"
KEPT_JOINS = 200


@dataclass(frozen=True)
class DraftAccount:
    """What drafting asked of the warehouse, what it left out, and the joins that it considered and did not propose."""

    statements: int
    elapsed_ms: float
    skipped: tuple[str, ...]
    joins: tuple[tuple[str, float, str], ...]
    rows: int = 0


def draft_account(desk: ModelDesk) -> DraftAccount | None:
    """The account of the draft that this model began as, or None for a model that was not drafted here."""
    told = desk.review.get(DRAFTED)
    if not told:
        return None
    return DraftAccount(
        int(told.get("statements", 0)),
        float(told.get("elapsed_ms", 0.0)),
        tuple(str(text) for text in told.get("skipped", ())),
        tuple((str(join), float(confidence), str(because)) for join, confidence, because in told.get("joins", ())),
        int(told.get("rows", 0)),
    )


def _account_of(draft: Draft) -> dict[str, Any]:
    joins = sorted(draft.rejected, key=lambda one: -one.confidence)[:KEPT_JOINS]
    return {
        "statements": draft.cost.statements,
        "elapsed_ms": round(draft.cost.elapsed_ms, 1),
        "rows": draft.cost.rows,
        "skipped": list(draft.cost.skipped[:KEPT_JOINS]),
        "joins": [[one.value or one.subject, one.confidence, one.because] for one in joins],
    }


def draft_key(source: DataSource) -> str:
    """Key of the job that drafts a model of this source."""
    return f"draft:{source.id}"


def start_draft(ctx: PageContext, source: DataSource, name: str, *, look_at_values: bool) -> Job:
    """Draft a model in the background; the job's result is the new SemanticModelHead, saved as version 1."""

    def work(report: Report, cancel: CancelToken) -> SemanticModelHead:
        from lunara.semantic.draft import DraftStep, Probe, draft_model, review_of

        report("Reading tables and columns")
        current = source if source.catalog_at is not None else refresh_catalog(ctx, source, report, cancel)
        catalog = load_catalog(ctx, current)
        if catalog is None or not catalog.tables:
            raise InvalidInput("This data source has no tables to draft from.", "Choose another one on Connect.")
        report("Reading tables and columns", detail=f"{len(catalog.tables)} tables")

        def on_step(step: DraftStep) -> None:
            # "Counting values of orders" is told per table: one line that names where it is, not one line per table.
            what, _, table = step.step.partition(" of ") if step.total else (step.step, "", "")
            where = f"{table.partition(' ')[0]}, {step.done + 1:,} of {step.total:,}" if table else ""
            report(what, detail=where, fraction=step.done / step.total if step.total else None)

        with ExitStack() as held:
            probe = prints = None
            if look_at_values:
                runner = held.enter_context(runner_for(ctx, source, Asked("draft")))
                probe = Probe(runner, values=values_allowed(ctx))
            draft = draft_model(catalog, name=name, probe=probe, on_step=on_step, cancel=cancel)
            if look_at_values:
                prints = record_tables(ctx, source, draft.model, catalog, runner, report=report, cancel=cancel)
        report("Saving version 1")
        review = {**review_of(draft), DRAFTED: _account_of(draft)}
        head = ctx.store.create_semantic_model(
            source.project_id, source.id, name, content_of(draft.model), review, note=DRAFT_NOTE
        )
        if prints is not None:
            ctx.store.save_semantic_model_fingerprints(head.id, head.latest_version, prints.to_json())
        return head

    return start_job(ctx, draft_key(source), work, title="Drafting the semantic layer", length="long")
