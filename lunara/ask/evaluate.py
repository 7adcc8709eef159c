"""Evaluation: a suite's questions are asked as people ask them, and each answer is held against what is expected of it.

    outcomes = list(evaluate(cases, model, runner, planner, clock, examples=examples))
    misses = misses_of(summary_of(outcomes), Requirement(right=95))

No question is answered by its own verified answer: what people have verified under the words or the meaning of a question of the
suite is left out of what planners are shown (`left_out`), else the figure would only tell that it was found again.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace

from lunara.ask.answer import answer
from lunara.ask.evaluated import Outcome
from lunara.ask.judging import Judge, meaning, plan_of
from lunara.ask.plan import ModelSql, Planned, Planner
from lunara.ask.question import Question, Turn
from lunara.ask.reach import Spans
from lunara.ask.suite import Case, Expectation
from lunara.ask.wire import plan_from_json
from lunara.connect.run import CacheKey, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError, OverBudget, Unavailable
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel, VerifiedQuestion
from lunara.semantic.query import SemanticQuery

AT_ONCE = 4
STOP_SECONDS = 30.0
FAILURES = 3
"""So many times in a row a provider does not answer before it is not asked any more."""
_WORD = re.compile(r"\w+")
# What says nothing of what is asked.
_FILLER = frozenset({
    "a", "an", "and", "are", "can", "did", "do", "does", "for", "from", "give", "have", "in", "is", "it", "me", "my", "of", "on",
    "our", "please", "see", "show", "tell", "that", "the", "their", "there", "to", "us", "was", "we", "were", "what", "which",
    "you",
})  # fmt: skip


@dataclass(frozen=True)
class Examples:
    """What planners are shown beside the model, as when people ask: verified questions, how often tables are used, instructions
    (none: the model's), the tables that may be named (None: all)."""

    verified: tuple[VerifiedQuestion, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)
    instructions: str = ""
    tables: tuple[str, ...] | None = None


NO_EXAMPLES = Examples()


def evaluate(
    cases: Sequence[Case],
    model: SemanticModel,
    runner: Runner,
    planner: Planner,
    clock: Clock,
    *,
    suite: Sequence[Case] = (),
    examples: Examples = NO_EXAMPLES,
    spans: Spans | None = None,
    cache: CacheKey | None = None,
    cancel: CancelToken | None = None,
    at_once: int = AT_ONCE,
) -> Iterator[Outcome]:
    """The outcomes as they come, in no order, up to `at_once` questions at a time. A case's `today` stands for the clock's.

    `suite` are all its questions where `cases` are what is left of them. `planner` is asked alone: one that falls back to another
    would be given the other's figure. `cache` says whose turns the statements take; each question is asked anew. What is wrong
    with one question is its outcome; when the planner's provider does not answer three times in a row, or the day's budget is
    used up, the rest is not asked. What a budget refuses while others are under way is asked again alone, since they may hold
    what is left. Raises Cancelled and ConnectFailed; what is under way is stopped then, as when nobody takes outcomes any more.
    """
    token = cancel or CancelToken()
    token.raise_if_cancelled()
    whole = suite or cases
    known, _ = left_out(whole, examples.verified, model)
    own, _ = left_out(whole, model.verified_questions, model)
    bare = model.model_copy(update={"verified_questions": own})
    asking = _Asking(bare, planner, replace(examples, verified=known), runner, clock, spans, cache)
    let_go = token.on_cancel(asking.cancel.cancel)
    waiting, flying = deque(cases), dict[Future[_Came], tuple[Case, bool]]()
    stopped: Cancelled | ConnectFailed | None = None
    ended: LunaraError | None = None
    failures = 0
    try:
        while (waiting and stopped is None) or flying:
            while waiting and stopped is None and len(flying) < max(1, at_once):
                case = waiting.popleft()
                if ended is None:
                    flying[_begun(asking, case)] = (case, at_once > 1)
                else:
                    yield _not_asked(case, ended)
            for done in wait(flying, return_when=FIRST_COMPLETED).done:
                case, with_others = flying.pop(done)
                try:
                    came = done.result()
                except (Cancelled, ConnectFailed) as error:
                    stopped = stopped or error
                    asking.cancel.cancel()
                    continue
                if with_others and _may_be_held(came.outcome.error):
                    at_once = 1
                    waiting.appendleft(case)
                    continue
                failures = failures + 1 if isinstance(came.unanswered, Unavailable) else 0
                if failures == FAILURES or (isinstance(came.unanswered, OverBudget) and came.unanswered.of_the_day):
                    ended = ended or came.unanswered
                yield came.outcome
        if stopped is not None:
            raise stopped
    finally:
        let_go()
        asking.cancel.cancel()
        wait(flying, timeout=STOP_SECONDS)


@dataclass(frozen=True)
class _Came:
    """What came of a question, and what kept it from being answered."""

    outcome: Outcome
    unanswered: LunaraError | None = None


@dataclass
class _Asking:
    """How questions are asked and judged, from any thread, until `cancel`."""

    model: SemanticModel
    planner: Planner
    examples: Examples
    runner: Runner
    clock: Clock
    spans: Spans | None
    cache: CacheKey | None
    cancel: CancelToken = field(default_factory=CancelToken)

    def __post_init__(self) -> None:
        self._turn = threading.Lock() if _computes(self.planner) else None
        self._judge = Judge(self.model, self.runner, self.examples.tables, self.cache, self.cancel, spans=self.spans)

    def came(self, case: Case) -> _Came:
        """Raises Cancelled and ConnectFailed."""
        self.cancel.raise_if_cancelled()
        today = self.clock if case.today is None else replace(self.clock, today=case.today)
        planner = _InTurn(self.planner, self._turn)
        try:
            question = _Asker(self.model, planner, self.examples, self.cancel).question(case, today)
            done = answer(
                question, self.model, self.runner.warehouse, planner, limits=self.runner.limits, cache=self.cache,
                refresh=True, record=self.runner.record, cancel=self.cancel, spans=self.spans,
            )  # fmt: skip
        except (Cancelled, ConnectFailed):
            raise
        except LunaraError as error:
            because = f"{error.message} {error.hint}".strip()
            return _Came(Outcome(case.name, case.mark, case.question, "failed", because=because, error=error), error)
        outcome = self._judge.of(case, done, today)
        return _Came(replace(outcome, seconds=max(0.0, outcome.seconds - planner.waited)))


class _InTurn:
    """A planner of one question, which waits for its turn; what it waited is none of the question's time.

    Planning that only computes is done one after the other: several at once would take as long, and be measured as longer.
    """

    def __init__(self, planner: Planner, turn: threading.Lock | None) -> None:
        self.name, self.waited = planner.name, 0.0
        self._planner, self._turn = planner, turn

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """See `Planner`."""
        if self._turn is None:
            return self._planner.plan(question, model, cancel)
        began = time.perf_counter()
        with self._turn:
            self.waited += time.perf_counter() - began
            return self._planner.plan(question, model, cancel)


def _computes(planner: Planner) -> bool:
    """Whether it asks nobody."""
    from lunara.ask.planners.offline import OfflinePlanner

    return isinstance(planner, OfflinePlanner)


def _begun(asking: _Asking, case: Case) -> Future[_Came]:
    """Ask in a thread of its own, which keeps no server from ending."""
    future: Future[_Came] = Future()

    def ask() -> None:
        try:
            future.set_result(asking.came(case))
        except BaseException as error:  # noqa: BLE001 - it is raised where the question is waited for
            future.set_exception(error)

    threading.Thread(target=ask, daemon=True, name="lunara-evaluate").start()
    return future


def _may_be_held(error: LunaraError | None) -> bool:
    """Whether a budget refused what it may let through when nothing else is under way."""
    return isinstance(error, OverBudget) or (isinstance(error, Unavailable) and error.code == "over_budget")


def _not_asked(case: Case, ended: LunaraError) -> Outcome:
    because = f"Not asked: {ended.message}"
    return Outcome(case.name, case.mark, case.question, "failed", because=because, error=ended)


def left_out(
    cases: Sequence[Case], verified: Sequence[VerifiedQuestion], model: SemanticModel
) -> tuple[tuple[VerifiedQuestion, ...], int]:
    """The verified questions that none of the cases asks, by its words or by what is expected, and how many do."""
    words = {_words(case.question) for case in cases}
    expected = (plan_of(case.expect) for case in cases if isinstance(case.expect, Expectation))
    meanings = {meaning(plan, model) for plan in expected if plan is not None}
    kept = tuple(
        one for one in verified if _words(one.question) not in words and _verified_meaning(one, model) not in meanings
    )
    return kept, len(verified) - len(kept)


@dataclass(frozen=True)
class _Asker:
    """Cases as questions of a conversation."""

    model: SemanticModel
    planner: Planner
    examples: Examples
    cancel: CancelToken

    def question(self, case: Case, clock: Clock) -> Question:
        """The question after the turns before it, each planned as it was said. Raises as `Planner.plan`."""
        turns: tuple[Turn, ...] = ()
        for text in case.history:
            turns += (Turn(text, self.planner.plan(self._asked(text, clock, turns), self.model, self.cancel).plan),)
        return self._asked(case.question, clock, turns)

    def _asked(self, text: str, clock: Clock, history: tuple[Turn, ...]) -> Question:
        return Question(
            text=text,
            clock=clock,
            history=history,
            instructions=self.examples.instructions or self.model.instructions,
            tables=self.examples.tables,
            verified=self.examples.verified,
            used=self.examples.used,
        )


def _verified_meaning(one: VerifiedQuestion, model: SemanticModel) -> str | None:
    try:
        plan = plan_from_json(one.query)
    except InvalidInput:
        return None
    return meaning(plan, model) if isinstance(plan, SemanticQuery | ModelSql) else None


def _words(text: str) -> tuple[str, ...]:
    """What a question is told by: its words in any order, without those that say nothing."""
    return tuple(sorted({word for word in _WORD.findall(text.casefold()) if word not in _FILLER}))
