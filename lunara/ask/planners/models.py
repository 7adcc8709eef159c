"""Providers as pydantic-ai's models: which SDK speaks, and with what. An organization's takes nothing of the environment.

No SDK retries by itself: `patient.py` does, and counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lunara.ask.planners.failures import unavailable
from lunara.ask.planners.line import trusted
from lunara.ask.planners.providers import Provider
from lunara.errors import Unavailable

if TYPE_CHECKING:
    import httpx2
    from google.genai import Client as GeminiClient
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model


def model_of(provider: Provider, client: httpx2.AsyncClient | None, model: str = "") -> Model:
    """The provider's `model` (its own unless given), asked with `client` (None: one of the SDK's own).

    Raises Unavailable when its SDK is not installed.
    """
    try:
        return _heard(_MAKERS[provider.name](provider, client, model or provider.model))
    except ImportError as error:
        raise Unavailable(
            f"{provider.label} cannot be asked: its package is not installed on this server.",
            "Whoever runs Lunara installs it again, with all of requirements.txt.",
            code="not_installed",
        ) from error


def _heard(model: Model) -> Model:
    """The model. A reply of another form than its SDK expects, which SDKs trip over in many ways, is Unavailable."""
    from pydantic_ai.models.wrapper import WrapperModel

    class Heard(WrapperModel):
        async def request(self, *arguments: Any, **named: Any) -> ModelResponse:
            try:
                return await super().request(*arguments, **named)
            except (
                TypeError,
                AttributeError,
                ValueError,
                LookupError,
                ArithmeticError,
                AssertionError,
                RecursionError,
            ) as error:
                raise unavailable(
                    "unreadable",
                    "The AI provider's reply has not the form that its API describes.",
                    "Check the address and the model.",
                ) from error

    return Heard(model)


def output_of(provider: Provider, name: str, schema: dict[str, Any]) -> Any:
    """How a form is asked for: Gemini takes a schema of its reply, the others fill in a tool's arguments most reliably."""
    from pydantic_ai import NativeOutput, StructuredDict, ToolOutput

    form = StructuredDict(schema, name=name)
    return NativeOutput(form) if provider.name == "gemini" else ToolOutput(form, name=name, strict=False)


def gemini_client(provider: Provider, client: httpx2.AsyncClient | None, *, seconds: float = 0.0) -> GeminiClient:
    """Google's own SDK with this account, asked with `client`; a call may take `seconds` instead of the provider's usual ones."""
    from google import genai
    from google.genai.types import HttpOptions, HttpRetryOptions

    options = HttpOptions(
        base_url=(provider.base_url or None) if provider.whose == "installation" else provider.address,
        timeout=int((seconds or provider.timeout_seconds) * 1000),
        retry_options=HttpRetryOptions(attempts=1),
        httpx_async_client=client,
        # For lines that are never opened: each would read all certificates anew.
        client_args={"verify": trusted()},
        async_client_args={"verify": trusted(), "ssl": trusted()},
    )
    vertex = False if provider.whose == "organization" else None
    return genai.Client(api_key=provider.key, http_options=options, vertexai=vertex)


def _gemini(provider: Provider, client: httpx2.AsyncClient | None, model: str) -> Model:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    return GoogleModel(model, provider=GoogleProvider(client=gemini_client(provider, client)))


def _openai(provider: Provider, client: httpx2.AsyncClient | None, model: str) -> Model:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    asked = AsyncOpenAI(
        api_key=provider.key,
        base_url=provider.address,
        timeout=provider.timeout_seconds,
        max_retries=0,
        http_client=client,
    )
    asked.organization = asked.project = None  # of the environment: of another account
    if provider.base_url:
        return OpenAIChatModel(model, provider=OpenAICompatibleProvider("openai-compatible", openai_client=asked))
    return OpenAIChatModel(model, provider=OpenAIProvider(openai_client=asked))


def _anthropic(provider: Provider, client: httpx2.AsyncClient | None, model: str) -> Model:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    asked = AsyncAnthropic(
        api_key=provider.key,
        base_url=provider.address,
        timeout=provider.timeout_seconds,
        max_retries=0,
        http_client=client,
    )
    asked.auth_token = None  # of the environment: of another account
    return AnthropicModel(model, provider=AnthropicProvider(anthropic_client=asked))


_MAKERS = {"gemini": _gemini, "openai": _openai, "anthropic": _anthropic}
