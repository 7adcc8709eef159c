"""Outlines of dashboards, reports and decks in the app: made in the background, changed in a tab, saved as artifacts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lunara.ask.describe import describe
from lunara.ask.plan import ModelSql
from lunara.build.outlines.making import make_outline
from lunara.build.outlines.outline import Outline, Part, free_id
from lunara.build.outlines.parts import part_of_answer
from lunara.build.outlines.saving import save_outline
from lunara.build.outlines.trying import Bench
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, Refused, Unavailable
from lunara.semantic.query import SemanticQuery
from lunara.ui.ai_provider import provider_of
from lunara.ui.budgets import TokenPurse
from lunara.ui.conversation import Subject, answer_once, subject_of, values_of
from lunara.ui.jobs import Job, Report, clear_job, find_job, start_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import results_key, runner_for
from lunara.workspace.records import Artifact, ArtifactType, SemanticModelHead

if TYPE_CHECKING:
    from lunara.ask.values import ValueIndex
    from lunara.build.outlines.written import LlmWriter

NOUNS: dict[ArtifactType, str] = {"dashboard": "dashboard", "report": "report", "slide": "deck"}


@dataclass(frozen=True)
class Made:
    """What a job made: an outline over the model of that id."""

    outline: Outline
    model_id: str


@dataclass
class OutlineDesk:
    """One tab's outline. `taken` is the job whose outline it began with, `asks` the part whose place an answer takes ("": a new
    one); `revision` counts changes, so that fields are drawn anew."""

    outline: Outline | None = None
    model_id: str = ""
    taken: Job | None = None
    asks: str | None = None
    revision: int = 0
    undo: list[Outline] = field(default_factory=list)

    def change(self, outline: Outline) -> None:
        """Lay a changed outline on the desk."""
        if self.outline is not None:
            self.undo.append(self.outline)
        self._lay(outline)

    def step_back(self) -> None:
        """Undo the last change."""
        if self.undo:
            self._lay(self.undo.pop())

    def _lay(self, outline: Outline) -> None:
        self.outline = outline
        self.revision += 1
        if self.taken is not None:
            # A page that is loaded anew begins with what its job made.
            self.taken.result = Made(outline, self.model_id)


def outline_key(ctx: PageContext) -> str:
    """Key of the job that makes an outline."""
    return f"outline:{ctx.project_id}"


def part_key(ctx: PageContext) -> str:
    """Key of the job that answers a question for an outline."""
    return f"outline-part:{ctx.project_id}"


def start_outline(ctx: PageContext, head: SemanticModelHead, request: str, kind: ArtifactType | None) -> Job:
    """Make an outline in the background; the job's result is a Made."""
    clear_job(ctx, outline_key(ctx))
    clear_job(ctx, part_key(ctx))

    def work(report: Report, cancel: CancelToken) -> Made:
        report("Reading the model")
        subject = subject_of(ctx, head, None)
        report("Looking up the warehouse's own words")
        values = values_of(ctx, subject, cancel)
        writer, note = _writer(ctx, subject, values)
        with runner_for(ctx, subject.source, subject.asked("outline")) as runner:
            bench = Bench(
                subject.model,
                head.id,
                runner.warehouse,
                ctx.clock,
                runner.limits,
                cache=results_key(ctx, subject.source, subject.model_version),
                record=runner.record,
                cancel=cancel,
                tables=subject.tables,
            )
            made = make_outline(
                request,
                kind,
                bench,
                values,
                writer=writer,
                say=lambda label, detail, fraction: report(label, detail=detail, fraction=fraction),
            )
        return Made(replace(made, notes=(*([note] if note else []), *made.notes)), head.id)

    return start_job(ctx, outline_key(ctx), work, title="Outlining", length="long")


def _writer(ctx: PageContext, subject: Subject, values: ValueIndex) -> tuple[LlmWriter | None, str]:
    """Who writes outlines, None for nobody but Lunara; and why the organization's own account does not, where it cannot."""
    try:
        provider = provider_of(ctx)
    except (InvalidInput, Unavailable) as error:
        return None, f"{error.message} Lunara planned the outline instead."
    if provider is None:
        return None, ""
    from lunara.build.outlines.written import LlmWriter

    allowed = values if ctx.organization.settings.get("values_allowed") else None
    return LlmWriter(provider, values=allowed, budget=TokenPurse(ctx.store, subject.source.project_id)), ""


def start_part(ctx: PageContext, head: SemanticModelHead, outline: Outline, question: str, part: str) -> Job:
    """Answer a question in the background, as a part in the place of `part` ("": a new one); the job's result is a Part."""
    clear_job(ctx, part_key(ctx))

    def work(report: Report, cancel: CancelToken) -> Part:
        subject = subject_of(ctx, head, None)
        done = answer_once(ctx, subject, question, report=report, cancel=cancel)
        plan, title = done.planned.plan, question
        if isinstance(plan, SemanticQuery):
            title, first = describe(plan, subject.model), done
            fitting = outline.within(plan, subject.model)
            # What follows no date is shown of all time; what cannot be held to the outline's conditions is not shown.
            for query in (fitting, fitting.model_copy(update={"time": plan.time})):
                done = first
                if query != plan:
                    done = answer_once(ctx, subject, question, report=report, cancel=cancel, chosen=query)
                if isinstance(done.planned.plan, SemanticQuery):
                    break
        elif isinstance(plan, ModelSql) and outline.shared:
            raise Refused(
                f"This can only be said in SQL, which is not held to what all parts are about ({outline.conditions}).",
                "Ask for it in another way.",
            )
        spans = values_of(ctx, subject, cancel).spans
        return part_of_answer(done, subject.model, head.id, id=part or free_id(outline.parts), title=title, spans=spans)

    return start_job(ctx, part_key(ctx), work, title=question)


def question_of(subject: Subject, part: Part) -> str:
    """What a part shows, as a question to change."""
    query = part.figure.query
    return describe(query, subject.model) if query is not None else part.title


def save_desk(ctx: PageContext, desk: OutlineDesk, name: str) -> Artifact:
    """Store the outline as an artifact of the project. Raises InvalidInput without a name or a part, and what storing raises."""
    if desk.outline is None:
        raise InvalidInput("There is no outline.", "Make one.")
    head = next(one for one in models_of(ctx) if one.id == desk.model_id)
    return save_outline(ctx.store, ctx.project_id, desk.outline, subject_of(ctx, head, None).model, name)


def models_of(ctx: PageContext) -> list[SemanticModelHead]:
    """The published semantic models of the project."""
    return [head for head in ctx.store.list_semantic_models(ctx.project_id) if head.published_version is not None]


def take_outline(ctx: PageContext, desk: OutlineDesk) -> Job | None:
    """Lay what a job has made on the desk, also on a page that was loaded anew; the job where there is nothing to lay yet."""
    job = find_job(ctx, outline_key(ctx))
    if job is None or job.status != "done":
        return job
    if desk.taken is not job:
        made: Made = job.result
        desk.outline, desk.model_id, desk.taken = made.outline, made.model_id, job
        desk.undo.clear()
        desk.revision += 1
    return None


def take_part(ctx: PageContext, desk: OutlineDesk) -> Job | None:
    """Lay a part that a job has made into the outline; the job where it is not made yet, or failed."""
    job = find_job(ctx, part_key(ctx))
    if job is None or job.status != "done" or desk.outline is None:
        return job
    clear_job(ctx, part_key(ctx))
    desk.change(desk.outline.with_part(job.result))
    desk.asks = None
    return None


def drop_outline(ctx: PageContext, desk: OutlineDesk) -> None:
    """Forget the outline and the jobs about it."""
    clear_job(ctx, outline_key(ctx))
    clear_job(ctx, part_key(ctx))
    desk.outline, desk.taken, desk.asks = None, None, None
    desk.undo.clear()
