"""The planner in the place of a provider whose key does not open: it says why, and the next planner answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from lunara.errors import LunaraError, Unavailable

if TYPE_CHECKING:
    from lunara.ask.question import Question
    from lunara.connect.warehouse import CancelToken
    from lunara.semantic.model import SemanticModel


class ShutPlanner:
    """Plans nothing, because of `error`."""

    name = "the AI provider"

    def __init__(self, error: LunaraError) -> None:
        self._error = error

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> NoReturn:
        """Raises Unavailable (`rejected`)."""
        raise Unavailable(self._error.message, self._error.hint, code="rejected")
