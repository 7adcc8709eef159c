"""Two planners at the same time: what both make of a question takes as long as the slower of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TYPE_CHECKING

from lunara.ask.plan import Planned, Planner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, LunaraError

if TYPE_CHECKING:
    from lunara.ask.question import Question
    from lunara.semantic.model import SemanticModel


class Together:
    """Plans as `first`, while `second` plans in a thread of its own; what that one made is then in `second_plan`, or in
    `second_error` why it could not.

    Statements run when both have planned: nothing of the second's is under way then. The second begins when `under_way` is
    set, or the first has ended: who pays lets the first in before it. What it refused because of the first is asked again
    after that. For one question.
    """

    def __init__(self, first: Planner, second: Planner, *, under_way: threading.Event | None = None) -> None:
        self._first, self._second, self._under_way = first, second, under_way
        self.second_plan: Planned | None = None
        self.second_error: LunaraError | None = None

    @property
    def name(self) -> str:
        """The first's."""
        return self._first.name

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """The first's plan. Raises what the first raises, and lets go of the second then."""
        token, apart = cancel or CancelToken(), CancelToken()
        turn = self._under_way or _now()
        ending: Future[Planned] = Future()

        def plan_too() -> None:
            try:
                turn.wait()
                ending.set_result(self._second.plan(question, model, apart))
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                ending.set_exception(error)

        let_go = token.on_cancel(apart.cancel)
        threading.Thread(target=copy_context().run, args=(plan_too,), daemon=True, name="lunara-second-plan").start()
        try:
            planned = self._first.plan(question, model, token)
            turn.set()
            self._keep(ending.result)
            if self.second_error is not None and self.second_error.details.get("limit") == "at_once":
                self._keep(lambda: self._second.plan(question, model, token))
        except BaseException:
            apart.cancel()
            turn.set()
            raise
        finally:
            let_go()
        return planned

    def _keep(self, plan: Callable[[], Planned]) -> None:
        try:
            self.second_plan, self.second_error = plan(), None
        except Cancelled:
            raise
        except LunaraError as error:
            self.second_error = error


def _now() -> threading.Event:
    event = threading.Event()
    event.set()
    return event
