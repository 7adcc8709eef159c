"""Planning by a model provider: a structured plan, compiled here, and sent back with what is wrong with it.

Nothing that a provider writes is run: its plan goes through the compiler and the guard as every plan does, and figures never
come from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from lunara.ask.answer import compile_plan, must_say_something
from lunara.ask.change.asked import WhyChanged
from lunara.ask.declined import declined
from lunara.ask.plan import Clarification, ModelSql, Plan, Planned, Refusal, failed_after
from lunara.ask.planners.calling import Caps, Meter, TokenBudget, call_structured
from lunara.ask.planners.fallback import FallbackPlanner
from lunara.ask.planners.patient import Steps
from lunara.ask.planners.prompt import SYSTEM, prompt_for
from lunara.ask.planners.providers import PROVIDERS, Provider, of_installation
from lunara.ask.planners.reply import SCHEMA, read_account, read_plan
from lunara.ask.planners.wording import figures_in
from lunara.ask.question import Question, check_length
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.values import ValueIndex
    from lunara.semantic.model import SemanticModel
    from lunara.settings import Settings

__all__ = ["FallbackPlanner", "LlmPlanner", "PlanMemory"]


class PlanMemory(Protocol):
    """Plans by fingerprint, of one organization and of people with the same rights."""

    def get(self, fingerprint: str) -> Planned | None:
        """What was kept, if it still is."""
        ...

    def put(self, fingerprint: str, planned: Planned) -> None:
        """Keep it."""
        ...


@dataclass
class _Attempt:
    """What a reply meant, and the error it met."""

    question: Question
    model: SemanticModel
    known: frozenset[str] = frozenset()
    reply: Mapping[str, Any] = field(default_factory=dict)
    plan: Plan | None = None
    error: LunaraError | None = None

    def read(self, reply: Mapping[str, Any]) -> Plan:
        """The plan in a reply, after all checks that need no warehouse. Raises LunaraError."""
        self.reply, self.plan, self.error = reply, None, None
        try:
            self.plan = plan = read_plan(reply, self.known)
            self.check(plan)
        except LunaraError as error:
            self.error = error
            raise
        return plan

    def check(self, plan: Plan) -> None:
        """Raises LunaraError for a plan that does not hold."""
        if not isinstance(plan, Clarification | Refusal):
            dialect, clock = self.model.dialect or "duckdb", self.question.clock
            compile_plan(plan, self.model, dialect, clock, tables=self.question.tables)
            must_say_something(plan, self.model, clock)


class LlmPlanner:
    """Asks a provider for a plan. Thread-safe; one event loop serves all threads.

    `provider` is an organization's own account; without one the installation's is asked. `values` are the warehouse's own words
    that may be shown to the provider; None shows none. `budget` is asked before a question and told after it; one that is used
    up is Unavailable, so that another planner answers. `memory` keeps plans for whom they may be given to: at temperature 0,
    what is asked again with all the same around it is planned once. `on_step` is told what is being done, as it is done, from
    any thread.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        provider: Provider | None = None,
        model: str | None = None,
        temperature: float = 0.0,
        values: ValueIndex | None = None,
        budget: TokenBudget | None = None,
        caps: Caps = Caps(),  # noqa: B008 - frozen
        memory: PlanMemory | None = None,
        on_step: Steps | None = None,
    ) -> None:
        found = provider or of_installation(settings)
        if found is None:
            raise InvalidInput(
                "No key for the AI provider is set.", "Set GEMINI_API_KEY, or ask with the offline planner."
            )
        self._provider = found
        self._model = model or found.model
        self._temperature = temperature
        self._values = values
        self._budget = budget
        self._caps = caps
        self._memory = memory if temperature == 0 else None
        self._say = on_step or (lambda step, detail: None)

    @property
    def name(self) -> str:
        """Who plans, as people are told."""
        return "gemini" if self._provider.label == PROVIDERS["gemini"].label else self._provider.label

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """Raises InvalidInput (empty or too long), Unavailable (as `call_structured` does, with what it took: `spent_on`) and
        Cancelled."""
        text = question.text.strip()
        if not text:
            raise InvalidInput("The question is empty.", "Type what you want to know.")
        check_length(text)
        token = cancel or CancelToken()
        token.raise_if_cancelled()
        self._say("Reading the model", "")
        prompt = prompt_for(question, model, self._values)
        token.raise_if_cancelled()
        attempt = _Attempt(question, model, figures_in([text, *(turn.question for turn in question.history)]))
        known = self._planned_before(prompt, attempt)
        if known is not None:
            return known
        self._say("Writing the query", f"{self._provider.label}, {self._model}")
        meter = Meter()
        corrected: tuple[str, ...] = ()
        keep = False
        try:
            called = call_structured(
                self._provider,
                instructions=SYSTEM,
                prompt=prompt,
                name="plan",
                schema=SCHEMA,
                read=attempt.read,
                model=self._model,
                temperature=self._temperature,
                caps=self._caps,
                budget=self._budget,
                meter=meter,
                on_step=self._say,
                cancel=token,
            )
            plan, corrected = called.value, called.corrections
            keep = True
        except Unavailable as error:
            # A plan that could be read and never compiled is answered by why; what could not be read is no answer.
            met, wrong = attempt.error, attempt.plan
            if (
                error.code != "unreadable"
                or met is None
                or not isinstance(wrong, SemanticQuery | ModelSql | WhyChanged)
            ):
                raise failed_after(error, meter.usage.spent) from error
            plan = declined(met, wrong, question, model)
        understood, ignored = read_account(attempt.reply, attempt.known)
        planned = Planned(
            plan,
            understood=understood,
            ignored=ignored,
            provider=f"{self.name} ({self._model})",
            notes=_said_of(corrected),
        ).with_tokens(meter.usage.spent)
        if keep and self._memory is not None:
            self._memory.put(self._fingerprint(prompt, question), planned)
        return planned

    def _planned_before(self, prompt: str, attempt: _Attempt) -> Planned | None:
        """What was planned of the same before, if it still holds."""
        kept = self._memory.get(self._fingerprint(prompt, attempt.question)) if self._memory is not None else None
        if kept is None:
            return None
        try:
            attempt.check(kept.plan)
        except LunaraError:
            return None
        note = "The same was planned before, and its plan was kept: no provider was asked."
        return replace(kept, prompt_tokens=0, completion_tokens=0, estimated_tokens=0, notes=(*kept.notes, note))

    def _fingerprint(self, prompt: str, question: Question) -> str:
        """Of all that a plan is made of: who is asked, the rules, and the prompt with the model, the day and earlier turns."""
        made_of = (
            self._provider.name,
            self._provider.address,
            self._provider.whose,
            self._model,
            SYSTEM,
            SCHEMA,
            sorted(question.tables) if question.tables is not None else None,
            prompt,
        )
        return hashlib.sha256(json.dumps(made_of).encode("utf-8", "surrogatepass")).hexdigest()


def _said_of(corrected: tuple[str, ...]) -> tuple[str, ...]:
    if not corrected:
        return ()
    times = "once" if len(corrected) == 1 else f"{len(corrected)} times"
    return (f"The plan was corrected {times} after the check refused it.",)
