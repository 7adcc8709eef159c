"""The Store protocol's part about evaluating models: suites of questions, runs, and what publishing needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lunara.workspace.records import (
    AcceptedQuestion,
    EvaluationPlanner,
    EvaluationQuestion,
    EvaluationRequirement,
    EvaluationRun,
    Json,
    SemanticModelHead,
)


class EvaluationStore(Protocol):
    """Evaluation; `store.Store` says what all methods raise. Writing needs the role editor, or what is said."""

    def list_evaluation_questions(self, semantic_model_id: str) -> list[EvaluationQuestion]:
        """A model's suite, in the order that they were added; none below editor."""
        ...

    def add_evaluation_questions(
        self, semantic_model_id: str, questions: Sequence[tuple[str, Json]]
    ) -> list[EvaluationQuestion]:
        """Questions with what is expected of each, all of them or none. Raises InvalidInput beyond 1,000 of a model."""
        ...

    def change_evaluation_question(
        self, question_id: str, *, question: str | None = None, content: Json | None = None
    ) -> EvaluationQuestion: ...
    def remove_evaluation_question(self, question_id: str) -> None: ...

    def keep_evaluation_run(
        self,
        semantic_model_id: str,
        content: Json,
        *,
        version: int,
        planner: EvaluationPlanner,
        provider: str,
        tokens: int,
        seconds: float,
        stopped: bool = False,
    ) -> EvaluationRun:
        """Keep what a run of a version found, in this person's name; the sums are counted from the `outcomes` in `content`.

        `stopped`: not all were asked yet, and `go_on_with_evaluation_run` writes what is found after it.
        """
        ...

    def go_on_with_evaluation_run(
        self, run_id: str, content: Json, *, provider: str, tokens: int, seconds: float, stopped: bool
    ) -> EvaluationRun:
        """Write all that a run of one's own has found by now, until it is not `stopped` any more.

        Raises NotPermitted for another person's run, and for one that has ended.
        """
        ...

    def list_evaluation_runs(
        self,
        semantic_model_id: str,
        *,
        version: int | None = None,
        planner: EvaluationPlanner | None = None,
        stopped: bool | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[EvaluationRun]:
        """The newest first (where `stopped` is False, those that ended last), without `content`.

        Below editor those of the published version alone.
        """
        ...

    def get_evaluation_run(self, run_id: str) -> EvaluationRun: ...
    def delete_evaluation_run(self, run_id: str) -> None: ...

    def evaluation_requirement(self, semantic_model_id: str) -> EvaluationRequirement | None:
        """What publishing this model needs; None where it needs nothing."""
        ...

    def require_evaluation(
        self, semantic_model_id: str, planner: EvaluationPlanner, *, least_right: int, most_wrong: int
    ) -> EvaluationRequirement:
        """From now on no version is published whose last run of this planner, of every question as it stands, does not hold.

        Raises NotPermitted below admin.
        """
        ...

    def drop_evaluation_requirement(self, semantic_model_id: str) -> None:
        """Raises NotPermitted below admin."""
        ...

    def list_accepted_questions(self, semantic_model_id: str) -> list[AcceptedQuestion]:
        """The questions that publishing rests on, as they were accepted; none where it needs nothing, and below editor."""
        ...

    def accept_evaluation_suite(
        self, semantic_model_id: str, questions: Sequence[EvaluationQuestion]
    ) -> EvaluationRequirement:
        """Publishing rests on the suite as it stands from now on. `questions` is the suite that the person has looked at.

        Raises NotPermitted below admin, Conflict where the suite is another one by now, NotFound where nothing is needed.
        """
        ...

    def publish_despite_evaluation(self, semantic_model_id: str, version: int, note: str) -> SemanticModelHead:
        """Publish what does not hold; `note` says why, and is the version's. Raises NotPermitted below admin."""
        ...
