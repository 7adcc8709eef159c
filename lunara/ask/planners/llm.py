"""Planning by a model provider (Gemini through pydantic-ai): a structured plan, compiled here, repaired once.

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
from lunara.ask.planners.fallback import FallbackPlanner
from lunara.ask.planners.prompt import SYSTEM, prompt_for
from lunara.ask.planners.reply import SCHEMA, read_account, read_plan
from lunara.ask.question import Question, check_length
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from pydantic_ai import Agent

    from lunara.ask.values import ValueIndex
    from lunara.semantic.model import SemanticModel
    from lunara.settings import Settings

__all__ = ["FallbackPlanner", "LlmPlanner"]

ATTEMPTS = 3
FIRST_WAIT_SECONDS = 0.4
RETRIED = [408, 429, 500, 502, 503, 504]
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
    """Asks a provider for a plan. Thread-safe; one client and one event loop serve all threads.

    `values` are the warehouse's own words that may be shown to the provider; None shows none. `budget` is asked before a
    question and told after it; one that is used up is Unavailable, so that another planner answers.
    """

    name = "gemini"

    def __init__(
        self,
        settings: Settings,
        *,
        model: str | None = None,
        temperature: float = 0.0,
        values: ValueIndex | None = None,
        budget: TokenBudget | None = None,
    ) -> None:
        if not settings.gemini_api_key:
            raise InvalidInput(
                "No key for the AI provider is set.", "Set GEMINI_API_KEY, or ask with the offline planner."
            )
        self._settings = settings
        self._model = model or settings.llm_model
        self._temperature = temperature
        self._values = values
        self._budget = budget

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """Raises InvalidInput (empty or too long), Unavailable (`code` tells: timeout, rate_limited, blocked, truncated,
        unreadable, rejected, unreachable, over_budget) and Cancelled."""
        text = question.text.strip()
        if not text:
            raise InvalidInput("The question is empty.", "Type what you want to know.")
        check_length(text)
        token = cancel or CancelToken()
        token.raise_if_cancelled()
        agent = _agent(self._settings, self._model, self._temperature)

        from pydantic_ai.usage import RunUsage

        attempt, usage = _Attempt(question, model), RunUsage()
        prompt = prompt_for(question, model, self._values)
        # One call and one repair, each within the timeout; the waits between retries come out of the same budget.
        seconds = self._settings.llm_timeout_seconds * 2
        length = len(SYSTEM) + len(prompt)
        most, settle = self._budget.admit(_at_most(length), seconds) if self._budget is not None else (None, None)
        try:
            if most is not None:
                _must_fit(length, most)
            run_in_background(_ask(agent, prompt, attempt, usage, most), seconds=seconds, cancel=token)
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


@lru_cache(maxsize=8)
def _agent(settings: Settings, model: str, temperature: float) -> Agent[_Attempt, Any]:
    """The agent and its client for these settings; planners of many questions share one, and its connections."""
    from google import genai
    from google.genai.types import HttpOptions, HttpRetryOptions
    from pydantic_ai import Agent, ModelRetry, NativeOutput, RunContext, StructuredDict
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    client = genai.Client(
        api_key=settings.gemini_api_key,
        http_options=HttpOptions(
            base_url=settings.llm_base_url or None,
            timeout=int(settings.llm_timeout_seconds * 1000),
            retry_options=HttpRetryOptions(
                attempts=ATTEMPTS,
                initial_delay=FIRST_WAIT_SECONDS,
                max_delay=settings.llm_timeout_seconds / 4,
                jitter=FIRST_WAIT_SECONDS,
                http_status_codes=RETRIED,
            ),
        ),
    )
    agent: Agent[_Attempt, Any] = Agent(
        GoogleModel(model, provider=GoogleProvider(client=client)),
        output_type=NativeOutput(StructuredDict(SCHEMA, name="Plan")),
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
        raise _unavailable(
            "over_budget",
            f"This question would take about {needed:,} tokens (an estimate), and {most:,} are left for it.",
            "An admin can raise the limit on Settings.",
        )


async def _ask(
    agent: Agent[_Attempt, Any], prompt: str, attempt: _Attempt, usage: Any, most: int | None = None
) -> None:
    """Run the agent, within `most` tokens; every failure of a provider leaves as Unavailable with a code."""
    import httpx
    from google.genai import errors as google_errors
    from pydantic_ai import exceptions as failed
    from pydantic_ai.usage import UsageLimits

    try:
        await agent.run(prompt, deps=attempt, usage=usage, usage_limits=UsageLimits(total_tokens_limit=most))
    except failed.UsageLimitExceeded as error:
        raise _unavailable(
            "over_budget",
            f"The question needed more than the {most:,} tokens that are left for it.",
            "An admin can raise the limit on Settings.",
        ) from error
    except failed.ContentFilterError as error:
        raise _unavailable("blocked", "The AI provider's filter blocked the question or its reply.") from error
    except failed.OutputTokenLimitExceeded as error:
        raise _unavailable("truncated", "The AI provider's reply was cut off before it was complete.") from error
    except failed.ModelHTTPError as error:
        raise _by_status(error.status_code) from error
    except google_errors.APIError as error:
        raise _by_status(error.code) from error
    except (failed.ModelAPIError, httpx.HTTPError, OSError) as error:
        if isinstance(error, failed.ModelTimeoutError | httpx.TimeoutException | TimeoutError):
            raise _unavailable("timeout", "The AI provider did not answer in time.") from error
        raise _unavailable("unreachable", "The AI provider cannot be reached.") from error
    except failed.AgentRunError as error:
        raise _unavailable(
            "unreadable", "The AI provider's reply could not be read, also after asking again."
        ) from error


def _by_status(status: int) -> Unavailable:
    if status == 429:
        return _unavailable("rate_limited", "The AI provider's limit of requests is reached.")
    if status in (401, 403):
        return _unavailable("rejected", "The AI provider refused the key.", "Check GEMINI_API_KEY.")
    if status == 404:
        return _unavailable("rejected", "The AI provider does not know this model.", "Check LUNARA_LLM_MODEL.")
    if 400 <= status < 500:
        return _unavailable(
            "rejected", f"The AI provider refused the request (status {status}).", "Check the key and the model."
        )
    return _unavailable("unavailable", f"The AI provider is not available (status {status}).")


def _unavailable(code: str, message: str, hint: str = "Ask again later, or use the offline planner.") -> Unavailable:
    return Unavailable(message, hint, code=code)
