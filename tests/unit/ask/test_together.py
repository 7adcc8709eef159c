"""Two planners at once: neither waits for the other, both stop together, and the first is let in first."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from lunara.ask.plan import Planned, Planner
from lunara.ask.question import Question
from lunara.ask.together import Together
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, Unavailable
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

LONG = 60.0
PLAN = SemanticQuery(measures=("revenue",))


class Scripted:
    """Plans by a function of the cancel token."""

    def __init__(self, name: str, work: Callable[[CancelToken], None]) -> None:
        self.name, self._work = name, work
        self.asked = 0

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        assert cancel is not None
        self.asked += 1
        self._work(cancel)
        return Planned(PLAN, provider=self.name)


@pytest.fixture
def plan(model: SemanticModel, clock: Clock) -> Callable[..., Planned]:
    def run(both: Planner, cancel: CancelToken | None = None) -> Planned:
        return both.plan(Question("revenue", clock), model, cancel)

    return run


def test_neither_waits_for_the_other(plan: Callable[..., Planned]) -> None:
    """Each ends only when the other has begun."""
    begun = threading.Barrier(2, timeout=LONG)
    both = Together(
        Scripted("first", lambda token: (begun.wait(), None)[1]),
        Scripted("second", lambda token: (begun.wait(), None)[1]),
    )
    assert plan(both).provider == both.name == "first"
    assert both.second_plan is not None and both.second_plan.provider == "second" and both.second_error is None


def test_cancelling_stops_both(plan: Callable[..., Planned]) -> None:
    stopped: list[str] = []
    begun = threading.Barrier(3, timeout=LONG)

    def waits(name: str) -> Callable[[CancelToken], None]:
        def work(token: CancelToken) -> None:
            begun.wait()
            assert token.wait(LONG)
            stopped.append(name)
            ended.release()
            token.raise_if_cancelled()

        return work

    ended, token = threading.Semaphore(0), CancelToken()
    threading.Thread(target=lambda: (begun.wait(), token.cancel()), daemon=True).start()
    with pytest.raises(Cancelled):
        plan(Together(Scripted("first", waits("first")), Scripted("second", waits("second"))), token)
    assert all(ended.acquire(timeout=LONG) for _ in range(2)) and sorted(stopped) == ["first", "second"]


def test_where_the_first_fails_the_second_is_let_go(plan: Callable[..., Planned]) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def fails(token: CancelToken) -> None:
        assert begun.wait(LONG)
        raise Unavailable("The first is away.", "Ask again.")

    def waits(token: CancelToken) -> None:
        begun.set()
        if token.wait(LONG):
            stopped.set()

    with pytest.raises(Unavailable, match="first is away"):
        plan(Together(Scripted("first", fails), Scripted("second", waits)))
    assert stopped.wait(LONG)


def test_the_second_waits_until_the_first_is_let_in(plan: Callable[..., Planned]) -> None:
    order: list[str] = []
    under_way, seen = threading.Event(), threading.Event()

    def first(token: CancelToken) -> None:
        order.append("first admitted")
        under_way.set()
        assert seen.wait(LONG), "the second begins while the first goes on"

    def second(token: CancelToken) -> None:
        order.append("second admitted")
        seen.set()

    plan(Together(Scripted("first", first), Scripted("second", second), under_way=under_way))
    assert order == ["first admitted", "second admitted"]


def test_a_first_that_asks_nobody_keeps_no_second_waiting(plan: Callable[..., Planned]) -> None:
    both = Together(
        Scripted("kept", lambda token: None), Scripted("second", lambda token: None), under_way=threading.Event()
    )
    plan(both)
    assert both.second_plan is not None


@pytest.mark.parametrize(("limit", "asked"), [("at_once", 2), ("day_tokens", 1)])
def test_what_was_refused_because_of_the_first_is_asked_again_after_it(
    plan: Callable[..., Planned], limit: str, asked: int
) -> None:
    first_ended = threading.Event()

    def second(token: CancelToken) -> None:
        if not first_ended.is_set():
            tried.set()
            raise Unavailable("1 query may run at once.", "Later.", code="over_budget", limit=limit)

    def first(token: CancelToken) -> None:
        assert tried.wait(LONG)
        first_ended.set()

    tried = threading.Event()
    later = Scripted("second", second)
    both = Together(Scripted("first", first), later)
    plan(both)
    assert later.asked == asked
    assert (both.second_plan is not None) == (limit == "at_once") == (both.second_error is None)
