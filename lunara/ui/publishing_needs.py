"""What publishing a model needs: how a version stands against it, what its suite lost since it was accepted.

Nothing here touches Streamlit, so it may be called from a background job.
"""

from __future__ import annotations

from dataclasses import dataclass

from lunara.ask.evaluated import Summary, misses_of
from lunara.build.suites import Reduced, reduced_from, requirement_of, same_question
from lunara.connect.warehouse import CancelToken
from lunara.ui.evaluating import run_suite
from lunara.ui.evaluation_record import outcomes_of
from lunara.ui.jobs import Report
from lunara.ui.page import PageContext
from lunara.workspace.records import EvaluationQuestion, EvaluationRequirement, EvaluationRun, SemanticModelHead


@dataclass(frozen=True)
class Standing:
    """How a version stands against what publishing needs: the last run that counts, if there is one, and what is missing.

    `unknown`: nobody has asked every question as it stands now, so that running it may tell something else. `questions` is the
    suite as it was looked at, `reduced` what was accepted and is not in it any more, `added` how many nobody has accepted.
    """

    requirement: EvaluationRequirement
    run: EvaluationRun | None
    misses: tuple[str, ...]
    unknown: bool
    questions: tuple[EvaluationQuestion, ...] = ()
    reduced: tuple[Reduced, ...] = ()
    added: int = 0

    @property
    def holds(self) -> bool:
        """Whether it may be published."""
        return not self.misses

    @property
    def to_accept(self) -> bool:
        """Whether the suite is another one than was accepted."""
        return bool(self.reduced or self.added)


def standing_of(ctx: PageContext, model_id: str, version: int) -> Standing | None:
    """As the database will decide it (`private.evaluation_holds`); None where nothing is needed."""
    requirement = ctx.store.evaluation_requirement(model_id)
    if requirement is None:
        return None
    questions = tuple(ctx.store.list_evaluation_questions(model_id))
    accepted = ctx.store.list_accepted_questions(model_id)
    known = {same_question(one) for one in accepted}
    held = {one.id: said for one in questions if (said := same_question(one)) in known}
    reduced = tuple(reduced_from(accepted, questions))

    def told(*misses: str, run: EvaluationRun | None = None, unknown: bool = False) -> Standing:
        return Standing(requirement, run, misses, unknown, questions, reduced, len(questions) - len(held))

    if not questions and not accepted:
        return told("There is no question in the suite.")
    if reduced:
        return told(reduced_words(reduced))
    if not held:
        return told("No question of the suite was accepted by an admin yet.")
    runs = ctx.store.list_evaluation_runs(
        model_id, version=version, planner=requirement.planner, stopped=False, limit=1
    )
    if not runs:
        return told(f"Version {version} was not evaluated.", unknown=True)
    run = ctx.store.get_evaluation_run(runs[0].id)
    came = {(one.get("id"), one.get("revision")): str(one.get("outcome")) for one in outcomes_of(run)}
    found = {one.id: came.get((one.id, one.revision)) for one in questions}
    missing = sum(one is None for one in found.values())
    if missing:
        return told(
            f"{missing:,} of {len(questions):,} questions were added or changed since version {version} was evaluated.",
            run=run,
            unknown=True,
        )
    needs = requirement_of(requirement)
    every = _summary(list(found.values()))
    misses = misses_of(every, needs)
    accepted_came: dict[str, list[str | None]] = {}
    for id, said in held.items():
        accepted_came.setdefault(said, []).append(found[id])
    if len(accepted_came) < len(questions):
        alone = misses_of(_summary([_of_copies(copies) for copies in accepted_came.values()]), needs)
        misses += [f"Of the accepted questions alone: {miss}" for miss in alone if miss not in misses]
    return told(*misses, run=run, unknown=bool(every.failed))


def _of_copies(came: list[str | None]) -> str | None:
    """What came of a question that is asked so often: it is right where every copy of it is."""
    amiss = [one for one in came if one != "right"]
    return min(amiss, key=lambda one: one not in ("failed", "wrong"), default="right")


def _summary(found: list[str | None]) -> Summary:
    return Summary(
        questions=len(found), right=found.count("right"), wrong=found.count("wrong"), failed=found.count("failed")
    )


def reduced_words(reduced: tuple[Reduced, ...]) -> str:
    """How much of what publishing rests on is gone, and what can be done, as one miss."""
    gone = sum(one.now is None for one in reduced)
    changed = len(reduced) - gone
    parts = [
        f"{number:,} {'was' if number == 1 else 'were'} {what}"
        for number, what in ((gone, "removed"), (changed, "changed"))
        if number
    ]
    return (
        f"Of the questions that publishing rests on, {' and '.join(parts)} since the suite was accepted: they are put back, or "
        "an admin accepts the suite as it stands."
    )


def put_back(ctx: PageContext, model_id: str, reduced: tuple[Reduced, ...]) -> int:
    """The suite has again what was accepted; how many questions were put back. Raises NotPermitted below editor."""
    for one in reduced:
        if one.now is not None:
            ctx.store.change_evaluation_question(
                one.now.id, question=one.accepted.question, content=one.accepted.content
            )
    gone = [(one.accepted.question, one.accepted.content) for one in reduced if one.now is None]
    if gone:
        ctx.store.add_evaluation_questions(model_id, gone)
    return len(reduced)


def evaluated_for_publishing(
    ctx: PageContext,
    head: SemanticModelHead,
    version: int,
    *,
    report: Report,
    cancel: CancelToken,
    again: bool = False,
) -> Standing | None:
    """The standing of a version, after its suite was run where nobody knows it, or `again`; for a background job."""
    standing = standing_of(ctx, head.id, version)
    if standing is None or not (standing.unknown or again):
        return standing
    run_suite(ctx, head, version, standing.requirement.planner, report=report, cancel=cancel)
    return standing_of(ctx, head.id, version)
