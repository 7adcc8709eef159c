"""Verified questions: which one an answer is, verifying it, and checking all of a model's under its published version."""

from __future__ import annotations

from lunara.ask.plan import ModelSql, Plan
from lunara.ask.question import Question
from lunara.ask.wire import plan_from_json, plan_json
from lunara.build.verified import recheck
from lunara.connect.recording import Asked
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.meaning import meaning_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.ui.conversation import Subject, values_of, verified_questions
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.page import PageContext
from lunara.ui.stored_answer import Shown
from lunara.ui.warehouses import load_model, needs_editor, runner_for
from lunara.workspace.records import SemanticModelHead, VerifiedQuestion


def known_of(ctx: PageContext, subject: Subject, shown: Shown) -> VerifiedQuestion | None:
    """The verified question of the same meaning as an answer: one that holds for its version first, then any.

    None where there is none, or the workspace does not answer now.
    """
    if not isinstance(shown.plan, SemanticQuery | ModelSql):
        return None
    known = verified_questions(ctx, subject.head.id)
    if not known:
        return None
    asked = _meaning(shown.plan, subject.model)
    same = [one for one in known if _meaning_of_kept(one, subject.model) == asked]
    version = shown.version or subject.version
    return next((one for one in same if one.holds_for(version)), same[0] if same else None)


def _meaning(plan: SemanticQuery | ModelSql, model: SemanticModel) -> str:
    return meaning_of(plan.sql if isinstance(plan, ModelSql) else plan, model)


def _meaning_of_kept(one: VerifiedQuestion, model: SemanticModel) -> str | None:
    plan = plan_of(one)
    return _meaning(plan, model) if isinstance(plan, SemanticQuery | ModelSql) else None


def plan_of(one: VerifiedQuestion) -> Plan | None:
    """Its plan, or None where another version of Lunara wrote it and this one cannot read it."""
    try:
        return plan_from_json(one.plan)
    except InvalidInput:
        return None


def may_verify(ctx: PageContext, subject: Subject, shown: Shown, known: VerifiedQuestion | None) -> bool:
    """Whether this person may verify an answer: an editor, of what answers today, where it is not verified yet."""
    if shown.version is not None or not isinstance(shown.plan, SemanticQuery | ModelSql):
        return False
    return ctx.principal.may("editor") and not (known is not None and known.holds_for(subject.version))


def read_alone(ctx: PageContext, subject: Subject, text: str, plan: Plan) -> Plan | None:
    """What the words mean by themselves, by Lunara's own planner, where that is something else than `plan`; None where it is not.

    Words that it cannot read by itself are no other meaning: a person says what they mean.
    """
    from lunara.ask.planners.offline import OfflinePlanner

    question = Question(text=text, clock=ctx.clock, tables=subject.tables)
    read = OfflinePlanner(values_of(ctx, subject)).plan(question, subject.model).plan
    if not isinstance(read, SemanticQuery | ModelSql) or not isinstance(plan, SemanticQuery | ModelSql):
        return None
    return None if _meaning(read, subject.model) == _meaning(plan, subject.model) else read


def verify(ctx: PageContext, subject: Subject, text: str, shown: Shown) -> VerifiedQuestion:
    """Verify an answer in this person's name, under `text`; where its meaning was verified before, they looked at it again.

    Raises InvalidInput without a text or a plan, NotPermitted below editor.
    """
    if not isinstance(shown.plan, SemanticQuery | ModelSql):
        raise InvalidInput("There is no answer to verify.", "Ask the question again.")
    known = known_of(ctx, subject, shown)
    if known is not None:
        return ctx.store.change_verified_question(known.id, question=text, version=subject.version)
    return ctx.store.verify_question(subject.head.id, text, plan_json(shown.plan) or {}, version=subject.version)


def recheck_key(model_id: str) -> str:
    """Key of the job that checks the verified questions of a model."""
    return f"recheck-verified:{model_id}"


def start_recheck(ctx: PageContext, head: SemanticModelHead) -> Job:
    """Check in the background those that are not known to hold under the published version.

    The job's result are those that were settled. Raises NotPermitted for a viewer.
    """
    needs_editor(ctx, "check verified questions")

    def work(report: Report, cancel: CancelToken) -> list[VerifiedQuestion]:
        def step(what: str, done: int, total: int) -> None:
            report("Asking under both versions", detail=f"{done + 1:,} of {total:,}", fraction=done / total)

        def model_at(version: int) -> SemanticModel:
            return load_model(ctx, head.id, version)[1]

        report("Connecting")
        source = ctx.store.get_data_source(head.data_source_id)
        with runner_for(ctx, source, Asked("verified questions", f"{head.id}:{head.published_version}")) as runner:
            return recheck(ctx.store, head, model_at, runner, ctx.clock, cancel=cancel, on_step=step)

    return start_job(ctx, recheck_key(head.id), work, title="Checking the verified questions", length="long")


def published_of(ctx: PageContext, head: SemanticModelHead) -> SemanticModel | None:
    """The published version of a model, or None where there is none that can be read."""
    if head.published_version is None:
        return None
    try:
        return load_model(ctx, head.id, head.published_version)[1]
    except LunaraError:
        return None
