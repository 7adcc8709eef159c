"""Planners in order: the next one answers when the one before it is unavailable, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.plan import Planned, Planner
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
        """The first answer to be had, with a note for each planner that could not. Raises the last one's Unavailable."""
        notes: list[str] = []
        for planner in self._planners[:-1]:
            try:
                planned = planner.plan(question, model, cancel)
            except Unavailable as error:
                notes.append(f"{planner.name[:1].upper()}{planner.name[1:]} did not answer: {error.message}")
                self._say("Asking another planner", notes[-1])
                continue
            return _noted(planned, notes)
        return _noted(self._planners[-1].plan(question, model, cancel), notes)


def _noted(planned: Planned, notes: Sequence[str]) -> Planned:
    if not notes:
        return planned
    told = (*notes, f"The {planned.provider} planner answered instead.")
    return replace(planned, notes=(*told, *planned.notes))
