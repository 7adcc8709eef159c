"""Planning by a model provider (through pydantic-ai): a structured plan, compiled here, repaired once.

The SDK is imported on first use. Nothing that a provider writes is run: its plan goes through the compiler and the guard
as every plan does, and figures never come from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from lunara.ask.answer import compile_plan, must_say_something
from lunara.ask.declined import declined
from lunara.ask.plan import Clarification, ModelSql, Plan, Planned, Refusal
from lunara.ask.planners.background import run_in_background
from lunara.ask.planners.failures import in_words, unavailable
from lunara.ask.planners.fallback import FallbackPlanner
from lunara.ask.planners.line import client_for
from lunara.ask.planners.models import model_of, output_of
from lunara.ask.planners.prompt import SYSTEM, prompt_for
from lunara.ask.planners.providers import PROVIDERS, Provider, of_installation
from lunara.ask.planners.reply import read_account, read_plan
from lunara.ask.question import Question, check_length
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai import Agent

    from lunara.ask.values import ValueIndex
    from lunara.semantic.model import SemanticModel
    from lunara.settings import Settings

__all__ = ["FallbackPlanner", "LlmPlanner"]

MAX_REPLY_TOKENS = 8_192
CHARACTERS_A_TOKEN = 4  # of English text and of names, roughly


class TokenBudget(Protocol):
    """Whose tokens they are."""

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        """Hold `tokens`, which a question may use at most within so many seconds: how many it may use (None without a limit),
        and what counts those that it used, whatever came of it. Raises Unavailable (`over_budget`)."""
        ...


@dataclass
class _Attempt:
    """What a run works with and leaves behind: the last reply, the plan it meant and the error it met."""

    question: Question
    model: SemanticModel
    reply: Mapping[str, Any] = field(default_factory=dict)
    plan: Plan | None = None
    error: LunaraError | None = None
    repaired: bool = False


class LlmPlanner:
    """Asks a provider for a plan. Thread-safe; one event loop serves all threads.

    `provider` is an organization's own account; without one the installation's is asked. `values` are the warehouse's own words
    that may be shown to the provider; None shows none. `budget` is asked before a question and told after it; one that is used
    up is Unavailable, so that another planner answers.
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

    @property
    def name(self) -> str:
        """Who plans, as people are told."""
        return "gemini" if self._provider.label == PROVIDERS["gemini"].label else self._provider.label

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """Raises InvalidInput (empty or too long), Unavailable (`code` tells: timeout, rate_limited, blocked, truncated,
        unreadable, rejected, unreachable, over_budget) and Cancelled."""
        text = question.text.strip()
        if not text:
            raise InvalidInput("The question is empty.", "Type what you want to know.")
        check_length(text)
        token = cancel or CancelToken()
        token.raise_if_cancelled()

        from pydantic_ai.usage import RunUsage

        attempt, usage = _Attempt(question, model), RunUsage()
        prompt = prompt_for(question, model, self._values)
        # One call and one repair, each within the timeout; the waits between retries come out of the same budget.
        seconds = self._provider.timeout_seconds * 2
        length = len(SYSTEM) + len(prompt)
        most, settle = self._budget.admit(_at_most(length), seconds) if self._budget is not None else (None, None)
        try:
            if most is not None:
                _must_fit(length, most)
            run_in_background(self._ask(prompt, attempt, usage, most), seconds=seconds, cancel=token)
        except LunaraError as error:
            # A reply that could be read and never compiled is answered by why; one that could not be read is no answer.
            if error is not attempt.error and getattr(error, "code", "") != "unreadable":
                raise
            if attempt.error is None or not isinstance(attempt.plan, SemanticQuery | ModelSql):
                raise
            attempt.plan = declined(attempt.error, attempt.plan, question, model)
        finally:
            if settle is not None:
                settle(usage.input_tokens + usage.output_tokens)
        understood, ignored = read_account(attempt.reply)
        plan = attempt.plan
        if plan is None:
            raise Unavailable("The AI provider gave no plan.", "Ask again.", code="unreadable")
        notes = ("The plan was corrected once after the check refused it.",) if attempt.repaired else ()
        return Planned(
            plan,
            understood=understood,
            ignored=ignored,
            provider=f"{self.name} ({self._model})",
            prompt_tokens=usage.input_tokens,
            completion_tokens=usage.output_tokens,
            notes=notes,
        )

    async def _ask(self, prompt: str, attempt: _Attempt, usage: Any, most: int | None) -> None:
        """Run an agent, within `most` tokens; every failure of a provider leaves as Unavailable with a code."""
        if self._provider.whose == "installation":
            agent = _kept_agent(self._provider, self._model, self._temperature)
            await self._run(agent, prompt, attempt, usage, most)
            return
        # An organization's key is held by nothing once its question is answered.
        async with client_for(self._provider) as client:
            agent = _agent(self._provider, client, self._model, self._temperature)
            await self._run(agent, prompt, attempt, usage, most)

    async def _run(
        self, agent: Agent[_Attempt, Any], prompt: str, attempt: _Attempt, usage: Any, most: int | None
    ) -> None:
        from pydantic_ai import exceptions as failed
        from pydantic_ai.usage import UsageLimits

        limits = UsageLimits(total_tokens_limit=most)
        with in_words(self._provider):
            try:
                await agent.run(prompt, deps=attempt, usage=usage, usage_limits=limits)
            except failed.UsageLimitExceeded as error:
                raise unavailable(
                    "over_budget",
                    f"The question needed more than the {most:,} tokens that are left for it.",
                    "An admin can raise the limit on Settings.",
                ) from error


@lru_cache(maxsize=8)
def _kept_agent(provider: Provider, model: str, temperature: float) -> Agent[_Attempt, Any]:
    """The installation's agent and its client; planners of many questions share one, and its connections."""
    return _agent(provider, None, model, temperature)


def _agent(
    provider: Provider, client: httpx2.AsyncClient | None, model: str, temperature: float
) -> Agent[_Attempt, Any]:
    from pydantic_ai import Agent, ModelRetry, RunContext

    agent: Agent[_Attempt, Any] = Agent(
        model_of(provider, client, model),
        output_type=output_of(provider),
        deps_type=_Attempt,
        instructions=SYSTEM,
        retries={"output": 1, "tools": 0},
        model_settings={"temperature": temperature, "max_tokens": MAX_REPLY_TOKENS},
    )

    @agent.output_validator
    def check(context: RunContext[_Attempt], reply: dict[str, Any]) -> dict[str, Any]:
        attempt = context.deps
        attempt.repaired = context.retry > 0
        attempt.reply, attempt.plan, attempt.error = reply, None, None
        try:
            attempt.plan = read_plan(reply)
            if not isinstance(attempt.plan, Clarification | Refusal):
                compile_plan(
                    attempt.plan,
                    attempt.model,
                    attempt.model.dialect or "duckdb",
                    attempt.question.clock,
                    tables=attempt.question.tables,
                )
                must_say_something(attempt.plan, attempt.model, attempt.question.clock)
        except LunaraError as error:
            attempt.error = error
            raise ModelRetry(_told(error)) from error
        return reply

    return agent


def _told(error: LunaraError) -> str:
    """The typed error as the provider is told it, once."""
    near = error.details.get("nearest")
    options = error.details.get("options")
    lines = [f"The plan was checked and refused: {error.message} {error.hint}".strip()]
    if near:
        lines.append(f"Nearest that exists: {near}")
    if options:
        lines.append(f"Name one of: {options}")
    lines.append("Write a corrected plan, or a refusal when the data cannot say.")
    return "\n".join(lines)


def _at_most(characters: int) -> int:
    """How many tokens a question takes at most: it may be asked twice, in a language with shorter tokens than English."""
    return 2 * (characters * 2 // CHARACTERS_A_TOKEN + MAX_REPLY_TOKENS)


def _must_fit(characters: int, most: int) -> None:
    """Raises Unavailable for a question whose model alone is longer than its tokens allow."""
    needed = characters // CHARACTERS_A_TOKEN
    if needed > most:
        raise unavailable(
            "over_budget",
            f"This question would take about {needed:,} tokens (an estimate), and {most:,} are left for it.",
            "An admin can raise the limit on Settings.",
        )
