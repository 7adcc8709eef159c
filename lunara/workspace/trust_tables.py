"""What people say of answers, in a TableStore: the questions that they have verified, and their feedback."""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from lunara.workspace import rows
from lunara.workspace.records import Feedback, FeedbackState, FeedbackVerdict, Json, VerifiedQuestion
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import AT_ONCE, PAGE, TableBase, given, not_allowed, only

MOST_REASON = 2_000


class TrustTables(TableBase):
    """Verified questions and feedback of a `Store`."""

    def list_verified_questions(self, semantic_model_id: str) -> list[VerifiedQuestion]:
        where = {"semantic_model_id": as_id(semantic_model_id)}
        found = self._all("verified_questions", rows.VERIFIED_QUESTION, where, (("verified_at", True), ("id", False)))
        return [rows.verified_question(row) for row in found]

    def verify_question(self, semantic_model_id: str, question: str, plan: Json, *, version: int) -> VerifiedQuestion:
        head = self._one("semantic_models", ("id", "project_id"), semantic_model_id)
        values = {
            "id": str(uuid4()), "project_id": str(head["project_id"]), "semantic_model_id": str(head["id"]),
            "question": question.strip(), "plan": as_json(plan, "plan"), "model_version": version,
            "checked_version": version,
        }  # fmt: skip
        return rows.verified_question(self._add("verified_questions", values, rows.VERIFIED_QUESTION))

    def change_verified_question(
        self, verified_id: str, *, question: str | None = None, version: int | None = None
    ) -> VerifiedQuestion:
        values = given(question=None if question is None else question.strip())
        if version is not None:
            values |= {"model_version": version, "checked_version": version, "because": ""}
        return self._verified(verified_id, values)

    def keep_verified_check(
        self, verified_id: str, version: int, because: str = "", *, before: int
    ) -> VerifiedQuestion:
        values = {"checked_version": version, **given(because=because[:MOST_REASON] or None)}
        columns, unchanged = rows.VERIFIED_QUESTION, {"checked_version": before}
        with self._in("verified_questions", verified_id):
            row = self._tables.update("verified_questions", values, as_id(verified_id), columns, unchanged)
        if row is None:
            row = self._one("verified_questions", columns, verified_id)
            if row["checked_version"] == before:
                raise not_allowed()
        return rows.verified_question(row)

    def withdraw_verified_question(self, verified_id: str) -> None:
        self._remove("verified_questions", verified_id)

    def give_feedback(
        self,
        semantic_model_id: str,
        message_id: str,
        verdict: FeedbackVerdict,
        *,
        version: int,
        question: str,
        answer: Json,
        said: str = "",
    ) -> Feedback:
        arguments = {
            "semantic_model_id": as_id(semantic_model_id), "version": version, "message_id": as_id(message_id),
            "verdict": verdict, "question": question, "answer": as_json(answer, "answer"), "said": said.strip(),
        }  # fmt: skip
        return rows.feedback(only(self._tables.call("give_feedback", arguments)))

    def list_feedback(
        self, semantic_model_id: str, *, state: FeedbackState | None = None, limit: int = 50, offset: int = 0
    ) -> list[Feedback]:
        where = {"semantic_model_id": as_id(semantic_model_id), **given(state=state)}
        order = (("created_at", True), ("id", False))
        found = self._tables.select(
            "answer_feedback", rows.FEEDBACK, where, order=order, limit=min(limit, PAGE), offset=offset
        )
        return [rows.feedback(row) for row in found]

    def my_feedback(self, message_ids: Collection[str]) -> dict[str, Feedback]:
        wanted = sorted({as_id(id) for id in message_ids})
        found: list[Feedback] = []
        for start in range(0, len(wanted), AT_ONCE):
            where = {"created_by": self._principal.user_id, "message_id": tuple(wanted[start : start + AT_ONCE])}
            found += map(rows.feedback, self._tables.select("answer_feedback", rows.FEEDBACK, where))
        return {one.message_id: one for one in found}

    def close_feedback(self, feedback_id: str, state: FeedbackState) -> Feedback:
        return self._change("answer_feedback", feedback_id, {"state": state}, rows.FEEDBACK, rows.feedback)

    def delete_feedback(self, feedback_id: str) -> None:
        self._remove("answer_feedback", feedback_id)

    def _verified(self, id: str, values: Json) -> VerifiedQuestion:
        return self._change("verified_questions", id, values, rows.VERIFIED_QUESTION, rows.verified_question)
