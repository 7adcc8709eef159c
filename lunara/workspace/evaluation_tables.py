"""Evaluation of models in a TableStore: suites, runs, and what publishing needs of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from lunara.errors import InvalidInput, NotPermitted
from lunara.workspace import rows
from lunara.workspace.records import (
    AcceptedQuestion,
    EvaluationPlanner,
    EvaluationQuestion,
    EvaluationRequirement,
    EvaluationRun,
    Json,
    SemanticModelHead,
)
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import PAGE, TableBase, given, only

MOST_QUESTIONS = 1_000


class EvaluationTables(TableBase):
    """The evaluation part of a `Store`."""

    def list_evaluation_questions(self, semantic_model_id: str) -> list[EvaluationQuestion]:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._all("evaluation_questions", rows.EVALUATION_QUESTION, where, (("place", False),))
        return [rows.evaluation_question(row) for row in found]

    def add_evaluation_questions(
        self, semantic_model_id: str, questions: Sequence[tuple[str, Json]]
    ) -> list[EvaluationQuestion]:
        self._seen("semantic_models", semantic_model_id)
        told = [{"question": text.strip(), "content": as_json(content, "expectation")} for text, content in questions]
        if not told:
            return []
        where = {"semantic_model_id": as_id(semantic_model_id)}
        if (
            len(self._tables.select("evaluation_questions", ("id",), where, limit=MOST_QUESTIONS)) + len(told)
            > MOST_QUESTIONS
        ):
            raise InvalidInput(
                f"The suite would have more than {MOST_QUESTIONS:,} questions.", "Remove some, or add fewer."
            )
        arguments = {"semantic_model_id": as_id(semantic_model_id), "questions": told}
        return [rows.evaluation_question(row) for row in self._tables.call("add_evaluation_questions", arguments)]

    def change_evaluation_question(
        self, question_id: str, *, question: str | None = None, content: Json | None = None
    ) -> EvaluationQuestion:
        values = given(
            question=None if question is None else question.strip(),
            content=None if content is None else as_json(content, "expectation"),
        )
        return self._change(
            "evaluation_questions", question_id, values, rows.EVALUATION_QUESTION, rows.evaluation_question
        )

    def remove_evaluation_question(self, question_id: str) -> None:
        self._remove("evaluation_questions", question_id)

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
        head = self._one("semantic_models", ("id", "project_id"), semantic_model_id)
        values = {
            "id": str(uuid4()), "project_id": str(head["project_id"]), "semantic_model_id": str(head["id"]),
            "model_version": version, "planner": planner, "provider": provider, "stopped": stopped,
            "content": as_json(content, "run"), "tokens": tokens, "seconds": seconds,
        }  # fmt: skip
        return rows.evaluation_run(self._add("evaluation_runs", values, rows.EVALUATION_RUN_HEAD))

    def go_on_with_evaluation_run(
        self, run_id: str, content: Json, *, provider: str, tokens: int, seconds: float, stopped: bool
    ) -> EvaluationRun:
        values = {
            "content": as_json(content, "run"), "provider": provider, "tokens": tokens, "seconds": seconds, "stopped": stopped,
        }  # fmt: skip
        try:
            return self._change("evaluation_runs", run_id, values, rows.EVALUATION_RUN_HEAD, rows.evaluation_run)
        except NotPermitted:
            # Written before its answer was lost: what has ended is not written again.
            found = self.get_evaluation_run(run_id)
            if found.stopped or stopped or found.content != values["content"]:
                raise
            return found

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
        where = {
            "semantic_model_id": as_id(semantic_model_id),
            **given(model_version=version, planner=planner, stopped=stopped),
        }
        order = (("finished_at" if stopped is False else "created_at", True), ("id", False))
        found = self._tables.select(
            "evaluation_runs", rows.EVALUATION_RUN_HEAD, where, order=order, limit=min(limit, PAGE), offset=offset
        )
        return [rows.evaluation_run(row) for row in found]

    def get_evaluation_run(self, run_id: str) -> EvaluationRun:
        return rows.evaluation_run(self._one("evaluation_runs", rows.EVALUATION_RUN, run_id))

    def delete_evaluation_run(self, run_id: str) -> None:
        self._remove("evaluation_runs", run_id)

    def evaluation_requirement(self, semantic_model_id: str) -> EvaluationRequirement | None:
        where = {"id": as_id(semantic_model_id)}
        found = self._tables.select("evaluation_requirements", rows.EVALUATION_REQUIREMENT, where, limit=1)
        return rows.evaluation_requirement(found[0]) if found else None

    def require_evaluation(
        self, semantic_model_id: str, planner: EvaluationPlanner, *, least_right: int, most_wrong: int
    ) -> EvaluationRequirement:
        arguments = {
            "semantic_model_id": as_id(semantic_model_id), "planner": planner, "least_right": least_right,
            "most_wrong": most_wrong,
        }  # fmt: skip
        return rows.evaluation_requirement(only(self._tables.call("require_evaluation", arguments)))

    def drop_evaluation_requirement(self, semantic_model_id: str) -> None:
        self._remove("evaluation_requirements", semantic_model_id)

    def list_accepted_questions(self, semantic_model_id: str) -> list[AcceptedQuestion]:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._all("evaluation_accepted", rows.ACCEPTED_QUESTION, where, (("question", False), ("id", False)))
        return [rows.accepted_question(row) for row in found]

    def accept_evaluation_suite(
        self, semantic_model_id: str, questions: Sequence[EvaluationQuestion]
    ) -> EvaluationRequirement:
        seen = {one.id: one.revision for one in questions}
        arguments = {"semantic_model_id": as_id(semantic_model_id), "seen": seen}
        return rows.evaluation_requirement(only(self._tables.call("accept_evaluation_suite", arguments)))

    def publish_despite_evaluation(self, semantic_model_id: str, version: int, note: str) -> SemanticModelHead:
        arguments = {"semantic_model_id": as_id(semantic_model_id), "version": version, "note": note.strip()}
        return rows.semantic_model(only(self._tables.call("publish_despite_evaluation", arguments)))
