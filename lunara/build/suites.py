"""The suite of a model in the workspace and as a file, which a page exports and imports and a moved project carries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lunara.ask.suite import LAYOUT, Case, Requirement, Suite, case_json, dated, read_case
from lunara.errors import InvalidInput
from lunara.workspace.records import (
    AcceptedQuestion,
    EvaluationQuestion,
    EvaluationRequirement,
    Json,
    SemanticModelHead,
)
from lunara.workspace.store import Store


def case_of(question: EvaluationQuestion | AcceptedQuestion) -> Case:
    """A question of the suite as it is asked, or was accepted, known by its id. Raises InvalidInput where it cannot be read."""
    return read_case({**question.content, "question": question.question, "id": question.id})


def content_of(case: Case) -> Json:
    """What the workspace keeps of a case beside its words."""
    return {key: value for key, value in case_json(case).items() if key != "question"}


def readable(questions: Sequence[EvaluationQuestion]) -> dict[str, Case]:
    """The cases by their rows' ids, without what another version of Lunara wrote and this one cannot read."""
    found = {}
    for one in questions:
        try:
            found[one.id] = case_of(one)
        except InvalidInput:
            continue
    return found


def requirement_of(requirement: EvaluationRequirement) -> Requirement:
    """What publishing needs, as a suite's file says it."""
    return Requirement(right=requirement.least_right, wrong=requirement.most_wrong)


@dataclass(frozen=True)
class Reduced:
    """A question that was accepted for publishing and is not in the suite as it was; `now`: what it became, None: gone."""

    accepted: AcceptedQuestion
    now: EvaluationQuestion | None


def same_question(one: AcceptedQuestion | EvaluationQuestion) -> str:
    """What tells a question with its expectation from another, whatever row it is; as the database compares them."""
    return json.dumps([one.question, _as_compared(one.content)], sort_keys=True, ensure_ascii=False)


def _as_compared(value: Any) -> Any:
    """1.0 is 1 in JSON that a database keeps."""
    if isinstance(value, Mapping):
        return {key: _as_compared(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_compared(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def reduced_from(accepted: Sequence[AcceptedQuestion], questions: Sequence[EvaluationQuestion]) -> list[Reduced]:
    """What was accepted and is not in the suite as it stands; whoever put a question back in another row has put it back."""
    there = {same_question(one) for one in questions}
    by_id = {one.id: one for one in questions}
    return [Reduced(one, by_id.get(one.id)) for one in accepted if same_question(one) not in there]


def suite_document(
    head: SemanticModelHead, questions: Sequence[EvaluationQuestion], requires: EvaluationRequirement | None
) -> dict[str, Any]:
    """The suite as `load_suite` reads it, each question as it was written; where one is there twice, ids tell them apart."""
    told: dict[str, Any] = {"lunara_suite": LAYOUT, "name": head.name}
    if requires is not None:
        told["requires"] = requirement_of(requires).model_dump()
    seen: set[str] = set()
    listed = []
    for number, one in enumerate(questions, 1):
        written: dict[str, Any] = {"question": one.question, **one.content}
        name = str(written.get("id") or " → ".join((*written.get("history", ()), one.question)))
        if name in seen:
            name = f"{name[:180]} ({number})"
            written["id"] = name
        seen.add(name)
        listed.append(written)
    return {**told, "questions": listed}


def add_suite(store: Store, semantic_model_id: str, suite: Suite) -> int:
    """Add what is not in the model's suite as it stands; how many were. Raises NotPermitted below editor."""
    known = {case.mark for case in readable(store.list_evaluation_questions(semantic_model_id)).values()}
    new = [case for case in dated(suite) if case.mark not in known]
    return len(store.add_evaluation_questions(semantic_model_id, [(case.question, content_of(case)) for case in new]))
