"""Evaluation: a suite's questions are asked as people ask them, and each answer is held against what is expected of it.

    outcomes = list(evaluate(cases, model, runner, planner, clock, examples=examples))
    misses = misses_of(summary_of(outcomes), Requirement(right=95))

No question is answered by its own verified answer: what people have verified under the words or the meaning of a question of the
suite is left out of what planners are shown (`left_out`), else the figure would only tell that it was found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lunara.ask.answer import answer
from lunara.ask.evaluated import Outcome
from lunara.ask.judging import Judge, meaning, plan_of
from lunara.ask.plan import ModelSql, Planner
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
    examples: Examples = NO_EXAMPLES,
    spans: Spans | None = None,
    cache: CacheKey | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Outcome]:
    """The outcomes, one after the other, as they come. A case's `today` stands for the clock's.

    `planner` is asked alone: one that falls back to another would be given the other's figure. `cache` says whose turns the
    statements take; each question is asked anew. What is wrong with one question is its outcome; when the planner's provider does
    not answer three times in a row, or the day's budget is used up, the rest is not asked. Raises Cancelled and ConnectFailed.
    """
    token = cancel or CancelToken()
    known, _ = left_out(cases, examples.verified, model)
    own, _ = left_out(cases, model.verified_questions, model)
    bare = model.model_copy(update={"verified_questions": own})
    asker = _Asker(bare, planner, replace(examples, verified=known), token)
    judge = Judge(bare, runner, examples.tables, cache, token, spans=spans)
    ended: LunaraError | None = None
    failures = 0
    for case in cases:
        token.raise_if_cancelled()
        if ended:
            because = f"Not asked: {ended.message}"
            yield Outcome(case.name, case.mark, case.question, "failed", because=because, error=ended)
            continue
        today = clock if case.today is None else replace(clock, today=case.today)
        try:
            done = answer(
                asker.question(case, today), bare, runner.warehouse, planner, limits=runner.limits, cache=cache,
                refresh=True, record=runner.record, cancel=token, spans=spans,
            )  # fmt: skip
        except (Cancelled, ConnectFailed):
            raise
        except LunaraError as error:
            failures = failures + 1 if isinstance(error, Unavailable) else 0
            if failures == FAILURES or (isinstance(error, OverBudget) and error.of_the_day):
                ended = error
            because = f"{error.message} {error.hint}".strip()
            yield Outcome(case.name, case.mark, case.question, "failed", because=because, error=error)
            continue
        failures = 0
        yield judge.of(case, done, today)


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
