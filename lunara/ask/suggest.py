"""Starter questions: made from the model, and kept only when the offline planner itself answers them."""

from __future__ import annotations

from collections.abc import Iterator

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.usual import queries
from lunara.ask.question import Question
from lunara.errors import LunaraError
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

_TRIED = 40


def suggest_questions(model: SemanticModel, n: int = 6, clock: Clock | None = None) -> list[str]:
    """Up to `n` questions over different parts of the model, each verified by planning it offline."""
    clock = clock or Clock.now()
    planner = OfflinePlanner()
    found: list[str] = []
    for tried, text in enumerate(_candidates(model)):
        if tried >= _TRIED or len(found) >= n:
            break
        if text in found:
            continue
        try:
            planned = planner.plan(Question(text, clock), model)
        except LunaraError:
            continue
        if isinstance(planned.plan, SemanticQuery):
            found.append(text)
    return found


def _candidates(model: SemanticModel) -> Iterator[str]:
    for verified in model.verified_questions:
        yield verified.question
    for text, _ in queries(model, [], None):
        yield text
