"""Whether an account with a provider works: its model is asked for one word, and nothing of anybody's data is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lunara.ask.planners.background import run_in_background
from lunara.ask.planners.failures import in_words
from lunara.ask.planners.line import client_for
from lunara.ask.planners.models import model_of
from lunara.errors import Unavailable

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse

    from lunara.ask.planners.providers import Provider
    from lunara.connect.warehouse import CancelToken

WORDS = "Reply with the single word: ready"
MOST_TOKENS = 1_024  # models that think before they answer count that, too


@dataclass(frozen=True)
class Tried:
    """What a provider answered with: the model that it says it was, and the tokens that it counted."""

    model: str
    tokens: int


def try_provider(provider: Provider, cancel: CancelToken) -> Tried:
    """Ask the provider's model for a word. Raises Unavailable with a code, as planning does, and Cancelled."""
    found = run_in_background(_ask(provider), seconds=provider.timeout_seconds * 2, cancel=cancel)
    if not found.parts:
        raise Unavailable("The AI provider answered with nothing.", "Check the model.", code="unreadable")
    return Tried(found.model_name or provider.model, found.usage.input_tokens + found.usage.output_tokens)


async def _ask(provider: Provider) -> ModelResponse:
    from pydantic_ai.direct import model_request
    from pydantic_ai.messages import ModelRequest

    with in_words(provider):
        async with client_for(provider) as client:
            return await model_request(
                model_of(provider, client),
                [ModelRequest.user_text_prompt(WORDS)],
                model_settings={"max_tokens": MOST_TOKENS},
            )
