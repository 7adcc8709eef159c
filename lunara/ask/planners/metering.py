"""What a call to an AI provider may take, and what it took: tokens, money, requests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from lunara.ask.plan import Tokens

if TYPE_CHECKING:
    from lunara.ask.planners.providers import Provider

_PRICED = {"gemini": "google", "openai": "openai", "anthropic": "anthropic"}


class TokenBudget(Protocol):
    """Whose tokens they are."""

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        """Hold `tokens`, which a call may use at most within so many seconds: how many it may use (None without a limit),
        and what counts those that it used, whatever came of it. Raises Unavailable (`over_budget`)."""
        ...


@dataclass(frozen=True)
class Caps:
    """What one call may take, with all that is tried again and corrected in it.

    `tokens` and `dollars` are of the whole call (None: no limit but the budget's). `seconds` are those of the whole call (None:
    twice what one request may take). `retries` are requests that are sent again after a fault that may pass. `corrections` are
    replies that are sent back with what is wrong with them: so many in all, and of one kind of error (its code) as many as
    `by_kind` says, else one.
    """

    reply_tokens: int = 8_192
    tokens: int | None = None
    dollars: Decimal | None = None
    seconds: float | None = None
    retries: int = 2
    corrections: int = 2
    by_kind: Mapping[str, int] = field(default_factory=lambda: {"unknown_field": 2, "invalid": 2})


@dataclass(frozen=True)
class Usage:
    """What a call took. `estimated` are tokens that no reply counted: of a request whose reply never came, or did not say.

    `dollars` is by the provider's public price list; None where the model is not on it, or the address is another one.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: int = 0
    requests: int = 0
    dollars: Decimal | None = None

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.prompt_tokens + self.completion_tokens + self.estimated

    @property
    def spent(self) -> Tokens:
        """They, as an answer tells them."""
        return Tokens(self.prompt_tokens, self.completion_tokens, self.estimated)


class Meter:
    """Counts while a call goes on. Whoever gives one can read what was used also where the call failed; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._prompt = self._completion = self._estimated = self._requests = self._under_way = 0
        self._dollars: Decimal | None = None
        self._dollars_under_way: Decimal | None = None

    def send(self, tokens: int, dollars: Decimal | None = None) -> None:
        """A request of about so many tokens leaves, which may cost so much (None: not known): until it is known what came of it,
        it counts as paid for."""
        with self._lock:
            self._requests += 1
            self._under_way, self._dollars_under_way = tokens, dollars

    def free(self) -> None:
        """The request that left was refused, or never arrived: it costs nothing."""
        with self._lock:
            self._under_way, self._dollars_under_way = 0, None

    def lost(self) -> None:
        """Nobody knows what came of the request that left."""
        with self._lock:
            self._estimated += self._under_way
            self._pay(self._dollars_under_way)

    def arrived(self, prompt: int, completion: int, dollars: Decimal | None, *, about: int) -> None:
        """A reply, with the tokens that it counted and what they cost; `about` are those of a reply that counted none, which
        costs what its request might have."""
        with self._lock:
            if prompt <= 0 and completion <= 0:
                self._estimated += about
                self._pay(self._dollars_under_way)
                return
            self._prompt += max(prompt, 0)
            self._completion += max(completion, 0)
            self._pay(dollars)

    def _pay(self, dollars: Decimal | None) -> None:
        self._under_way, self._dollars_under_way = 0, None
        if dollars is not None:
            self._dollars = (self._dollars or Decimal(0)) + dollars

    @property
    def usage(self) -> Usage:
        """What was used so far."""
        with self._lock:
            known = [one for one in (self._dollars, self._dollars_under_way) if one is not None]
            dollars = sum(known, Decimal(0)) if known else None
            return Usage(self._prompt, self._completion, self._estimated + self._under_way, self._requests, dollars)


def dollars_for(
    provider: Provider, prompt_tokens: int, completion_tokens: int, model: str = "", *, picture: int = 0
) -> Decimal | None:
    """What so many tokens cost in US dollars by the provider's public price list, which comes with the app; None where
    it says nothing of the model, or another address than the provider's own is asked. `picture` of the completion's are those
    of a picture."""
    if provider.base_url:
        return None
    from genai_prices import Usage as Priced
    from genai_prices import calc_price

    try:
        found = calc_price(
            Priced(input_tokens=prompt_tokens, output_tokens=completion_tokens, output_image_tokens=picture),
            model or provider.model,
            provider_id=_PRICED[provider.name],
        )
    except LookupError:
        return None
    return found.total_price
