"""Planners in order: the next one answers when the one before it is unavailable, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.plan import Planned, Planner, Tokens, failed_after, spent_on, who
from lunara.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from lunara.ask.planners.patient import Steps
    from lunara.ask.question import Question
    from lunara.connect.warehouse import CancelToken
    from lunara.semantic.model import SemanticModel


class FallbackPlanner:
    """Tries planners in order. Only Unavailable moves on to the next; a refusal or a clarification is an answer.

    `on_step` is told when one moves on.
    """

    def __init__(self, planners: Sequence[Planner], *, on_step: Steps | None = None) -> None:
        if not planners:
            raise InvalidInput("No planner is configured.", "Give at least one planner.")
        self._planners = tuple(planners)
        self._say = on_step or (lambda step, detail: None)

    @property
    def name(self) -> str:
        """The planners' names, first to last."""
        return ", then ".join(planner.name for planner in self._planners)

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """The first answer to be had. It says of each planner before that it could not, and why (`instead`, and its notes), and
        counts what their trying took. Raises the last one's Unavailable.
        """
        failed: list[str] = []
        spent = Tokens()
        for planner in self._planners[:-1]:
            try:
                planned = planner.plan(question, model, cancel)
            except Unavailable as error:
                failed.append(f"{who(planner.name)} did not answer: {error.message}")
                spent += spent_on(error)
                self._say("Asking another planner", failed[-1])
                continue
            return _instead(planned, failed, spent)
        try:
            return _instead(self._planners[-1].plan(question, model, cancel), failed, spent)
        except Unavailable as error:
            if not failed:
                raise
            raise failed_after(error, spent) from error


def _instead(planned: Planned, failed: Sequence[str], spent: Tokens) -> Planned:
    if not failed:
        return planned
    told = (*failed, f"{who(planned.provider)} answered instead.")
    return replace(planned, instead=told, notes=(*told, *planned.notes)).with_tokens(spent)
