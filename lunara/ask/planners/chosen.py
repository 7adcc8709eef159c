"""The planner for a reading that a person has chosen: it gives back that plan, and the compiler checks it as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import ModelSql, Planned
from lunara.errors import InvalidInput
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.question import Question
    from lunara.connect.warehouse import CancelToken
    from lunara.semantic.model import SemanticModel


class ChosenPlanner:
    """Plans nothing: a choice among options, SQL that somebody edited, or a change to explain, is already the plan."""

    name = "chosen"

    def __init__(self, plan: SemanticQuery | ModelSql | WhyChanged) -> None:
        self._plan = plan

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """The chosen plan. Raises InvalidInput for an empty question."""
        if not question.text.strip():
            raise InvalidInput("The question is empty.", "Type what you want to know.")
        return Planned(self._plan, provider=self.name)
