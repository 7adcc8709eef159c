"""Evaluating a model from its page: who can be asked, running its suite in the background.

Nothing here touches Streamlit but for starting jobs, so it may be called from one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lunara.ask.evaluate import Examples, evaluate, left_out
from lunara.ask.evaluated import Outcome
from lunara.ask.judging import Judge, ShownRows
from lunara.ask.plan import ModelSql, Planner
from lunara.ask.planners.providers import of_installation
from lunara.ask.suite import Case, Expectation, expectation_json
from lunara.build.suites import content_of, readable
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.query import SemanticQuery
from lunara.ui.ai_provider import chosen_provider, provider_of
from lunara.ui.budgets import TokenPurse
from lunara.ui.conversation import Subject, examples_for, tables_used_in, values_of
from lunara.ui.evaluation_record import RunRecord, why_not_go_on
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.page import PageContext
from lunara.ui.verifying import plan_of
from lunara.ui.warehouses import load_model, needs_editor, results_key, runner_for
from lunara.workspace.records import (
    EvaluationPlanner,
    EvaluationQuestion,
    EvaluationRun,
    SemanticModelHead,
    VerifiedQuestion,
)

OFFLINE = "Lunara’s own planner"


def planners_for(ctx: PageContext) -> dict[EvaluationPlanner, str]:
    """Who can be asked now, and what people are told of them."""
    found: dict[EvaluationPlanner, str] = {"offline": OFFLINE}
    chosen = chosen_provider(ctx)
    if chosen is not None:
        found[chosen.whose] = planner_words(chosen.whose, f"{chosen.label}, {chosen.model}")
    behind = of_installation(ctx.settings)
    if behind is not None and ctx.organization.settings.get("installation_behind"):
        found["installation"] = planner_words("installation", f"{behind.label}, {behind.model}")
    return found


def planner_words(planner: EvaluationPlanner, provider: str = "") -> str:
    """Who was asked, in words."""
    if planner == "offline":
        return OFFLINE
    whose = "organization" if planner == "organization" else "installation"
    return f"The {whose}’s provider ({provider})" if provider else f"The {whose}’s provider"


def case_of_verified(one: VerifiedQuestion) -> Case | None:
    """A verified question as one of a suite: its plan is what is expected. None where its plan cannot be read."""
    plan = plan_of(one)
    if isinstance(plan, SemanticQuery):
        return Case(question=one.question, expect=Expectation(query=plan))
    return Case(question=one.question, expect=Expectation(model_sql=plan.sql)) if isinstance(plan, ModelSql) else None


def add_verified(ctx: PageContext, head: SemanticModelHead, verified: Sequence[VerifiedQuestion]) -> int:
    """Add verified questions to the model's suite, those that are not in it; how many were. Raises NotPermitted below editor."""
    known = in_suite(ctx.store.list_evaluation_questions(head.id), verified)
    found = (case_of_verified(one) for one in verified if one.id not in known)
    wanted = [case for case in found if case is not None]
    return len(ctx.store.add_evaluation_questions(head.id, [(case.question, content_of(case)) for case in wanted]))


def in_suite(questions: Collection[EvaluationQuestion], verified: Collection[VerifiedQuestion]) -> set[str]:
    """Ids of the verified questions that the suite has already: the same words, or the same plan."""
    words = {one.question.casefold() for one in questions}
    plans = [one.content.get("expect") for one in questions]
    found = set()
    for one in verified:
        case = case_of_verified(one)
        plan = expectation_json(case.expect) if case is not None and isinstance(case.expect, Expectation) else None
        if one.question.casefold() in words or (plan is not None and plan in plans):
            found.add(one.id)
    return found


# -- running -----------------------------------------------------------------------------------------------------------


def evaluation_key(model_id: str) -> str:
    """Key of the job that evaluates a model."""
    return f"evaluate-model:{model_id}"


def start_evaluation(
    ctx: PageContext,
    head: SemanticModelHead,
    version: int,
    planner: EvaluationPlanner,
    begun: EvaluationRun | None = None,
) -> Job:
    """Ask the suite of a version in the background, or what is left of a run that was `begun`; the job's result is the
    EvaluationRun.

    What was measured is kept as it comes: stopped, failed or interrupted, it is a run that was stopped. Raises NotPermitted for a
    viewer.
    """
    needs_editor(ctx, "evaluate a model")

    def work(report: Report, cancel: CancelToken) -> EvaluationRun:
        return run_suite(ctx, head, version, planner, begun=begun, report=report, cancel=cancel)

    return start_job(ctx, evaluation_key(head.id), work, title=f"Evaluating version {version}", length="long")


def run_suite(
    ctx: PageContext,
    head: SemanticModelHead,
    version: int,
    planner: EvaluationPlanner,
    *,
    begun: EvaluationRun | None = None,
    report: Report,
    cancel: CancelToken,
) -> EvaluationRun:
    """Ask every question of the suite under a version and keep what came of it; for a background job.

    With `begun`, what that run has not measured is asked, on its day. Raises InvalidInput without a question or a provider, and
    where nobody can go on with `begun`, and what asking raises; what was measured until then is kept.
    """
    report("Reading the suite")
    questions = ctx.store.list_evaluation_questions(head.id)
    if not questions:
        raise InvalidInput("There is no question in the suite.", "Add one, or some that were verified.")
    asked_of = planners_for(ctx).get(planner)
    clock = ctx.clock
    if begun is not None:
        begun = ctx.store.get_evaluation_run(begun.id)
        because = why_not_go_on(begun, questions, user_id=ctx.principal.user_id, asked_of=asked_of)
        if because:
            raise InvalidInput(because, "Ask the whole suite.")
        clock = replace(clock, today=date.fromisoformat(str(begun.content["today"])))
    head, model = load_model(ctx, head.id, version)
    source = ctx.store.get_data_source(head.data_source_id)
    subject = Subject(head, version, model, source, None)
    report("Looking up the warehouse’s own words")
    values = values_of(ctx, subject, cancel)
    asked = _planner(ctx, subject, values, planner)
    examples = Examples(verified=examples_for(ctx, subject), used=tables_used_in(ctx, subject))
    cases = readable(questions)
    whole = list(cases.values())
    out = left_out(whole, examples.verified, model)[1] + left_out(whole, model.verified_questions, model)[1]
    found = RunRecord(
        ctx.store, head.id, version, planner, asked_of or asked.name, questions,
        {"left_out": out, "today": clock.today.isoformat()}, begun,
    )  # fmt: skip
    for one in questions:
        if one.id not in cases:
            because = "It was written by another version of Lunara."
            found.outcomes[one.id] = Outcome(one.id, "", one.question, "failed", because=because)
    with runner_for(ctx, source, subject.asked("evaluation")) as runner:
        try:
            for outcome in evaluate(
                [case for id, case in cases.items() if id not in found.outcomes],
                model,
                runner,
                asked,
                clock,
                suite=whole,
                examples=examples,
                spans=values.spans,
                cache=results_key(ctx, source, subject.model_version),
                cancel=cancel,
            ):
                found.add(outcome)
                done = len(found.outcomes)
                report("Asking", detail=f"{done:,} of {len(questions):,}", fraction=done / len(questions))
        except LunaraError as error:
            try:
                found.end(stopped=True)
            except LunaraError as unkept:
                error.add_note(f"What was measured could not be kept: {unkept}")
            raise
    ended = found.end(stopped=False)
    assert ended is not None  # noqa: S101 - it was not stopped
    return ended


def rows_apart(
    ctx: PageContext, run: EvaluationRun, case: Case, plan: SemanticQuery | ModelSql, cancel: CancelToken
) -> tuple[ShownRows, ShownRows]:
    """The first rows that only what is expected has, and those that only the answer has, asked anew on the run's day.

    Raises NotPermitted for a viewer, and what compiling and running raise.
    """
    needs_editor(ctx, "look into the rows of an evaluation")
    head, model = load_model(ctx, run.semantic_model_id, run.model_version)
    source = ctx.store.get_data_source(head.data_source_id)
    subject = Subject(head, run.model_version, model, source, None)
    clock = replace(ctx.clock, today=case.today or date.fromisoformat(str(run.content["today"])))
    with runner_for(ctx, source, subject.asked("evaluation")) as runner:
        judge = Judge(model, runner, None, results_key(ctx, source, subject.model_version), cancel)
        return judge.apart(case, plan, clock)


def _planner(ctx: PageContext, subject: Subject, values: Any, planner: EvaluationPlanner) -> Planner:
    """Whoever is asked, and nobody behind them; no plan is remembered, so that what it takes is measured."""
    if planner == "offline":
        from lunara.ask.planners.offline import OfflinePlanner

        return OfflinePlanner(values)
    provider = provider_of(ctx)
    if provider is not None and provider.whose != planner and ctx.organization.settings.get("installation_behind"):
        provider = of_installation(ctx.settings)
    if provider is None or provider.whose != planner:
        whose = "Your organization" if planner == "organization" else "This installation"
        raise InvalidInput(
            f"{whose} has no AI provider that may be asked.", "Choose another, or set a key on Settings, AI provider."
        )
    from lunara.ask.planners.llm import LlmPlanner

    return LlmPlanner(
        ctx.settings,
        provider=provider,
        values=values if ctx.organization.settings.get("values_allowed") else None,
        budget=TokenPurse(ctx.store, subject.source.project_id),
    )
