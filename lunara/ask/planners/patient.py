"""A provider's model that is asked again after faults that may pass: the one owner of retries, for a whole call.

The SDKs retry nothing by themselves (`models.py`). Every request is counted before it leaves, so that what is cut off or
cancelled is paid for as well, and none leaves that would go over what the call may take.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lunara.ask.planners.failures import said_before, unavailable
from lunara.ask.planners.metering import Caps, Meter, dollars_for
from lunara.ask.shown import tokens_of

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model

    from lunara.ask.planners.providers import Provider

FIRST_WAIT_SECONDS = 0.4
MOST_WAIT_SECONDS = 15.0
RETRIED = (408, 429, 500, 502, 503, 504, 529)
FEWEST_REPLY_TOKENS = 256
"""A reply of fewer is not worth a request."""

Steps = Callable[[str, str], None]


@dataclass
class Course:
    """How far a call is: what it may take, what it took, and how often something was tried again or corrected.

    `ends` is when it must have ended, by the loop's clock; `most` are the tokens that are granted (None: no limit). `told` is
    whether the reply that is on its way back could be read, and what is wrong with it has been said.
    """

    provider: Provider
    model: str
    caps: Caps
    meter: Meter
    say: Steps
    most: int | None = None
    ends: float = 0.0
    retried: int = 0
    corrected: dict[str, int] = field(default_factory=dict)
    told: bool = False

    def may_correct(self, kind: str) -> bool:
        """Whether a reply with an error of this kind is sent back once more; counts it."""
        if sum(self.corrected.values()) >= self.caps.corrections:
            return False
        if self.corrected.get(kind, 0) >= self.caps.by_kind.get(kind, 1):
            return False
        self.corrected[kind] = self.corrected.get(kind, 0) + 1
        return True

    def room(self, prompt: int) -> int:
        """How long the reply to a prompt of so many tokens may be. Raises Unavailable (`over_budget`) for too little."""
        reply = self.caps.reply_tokens
        used = self.meter.usage
        if self.most is not None:
            # Estimates are rather too high: what is a little over is asked all the same, with as short a reply.
            if used.tokens + prompt * 3 // 4 > self.most:
                raise unavailable(
                    "over_budget",
                    f"This would take about {used.tokens + prompt:,} tokens (an estimate), and {self.most:,} are left for it.",
                    "An admin can raise the limit on Settings.",
                )
            reply = min(reply, max(self.most - used.tokens - prompt, FEWEST_REPLY_TOKENS))
        if self.caps.dollars is not None:
            most = dollars_for(self.provider, prompt, reply, self.model)
            if most is None:
                raise unavailable(
                    "over_budget",
                    "What this would cost is not known, and there is a limit to it.",
                    "Name a model that is on its provider's price list, or lift the limit of the cost.",
                )
            if (used.dollars or 0) + most > self.caps.dollars:
                raise unavailable(
                    "over_budget",
                    f"This could cost up to ${most:.4f}, and ${self.caps.dollars} is the limit of one question.",
                    "Raise the limit, or name a cheaper model.",
                )
        return reply

    def must_be_within(self) -> None:
        """Raises Unavailable (`over_budget`) when more was used than was granted."""
        if self.most is not None and self.meter.usage.tokens > self.most:
            raise unavailable(
                "over_budget",
                f"The question needed more than the {self.most:,} tokens that are left for it.",
                "An admin can raise the limit on Settings.",
            )


def patient(model: Model, course: Course) -> Model:
    """The model for one call, asked as `course` allows."""
    from pydantic_ai.exceptions import ModelHTTPError
    from pydantic_ai.messages import ModelResponse as Said
    from pydantic_ai.models.wrapper import WrapperModel

    class Patient(WrapperModel):
        async def request(self, messages: list[ModelMessage], model_settings: Any, parameters: Any) -> ModelResponse:
            if any(isinstance(message, Said) for message in messages) and not course.told:
                _unreadable(course)
            course.told = False
            size = _size(messages, parameters)
            while True:
                room = course.room(size)
                settings = {**(model_settings or {}), "max_tokens": room}
                course.meter.send(size, dollars_for(course.provider, size, room, course.model))
                try:
                    async with asyncio.timeout(course.provider.timeout_seconds):
                        reply = await super().request(messages, settings, parameters)  # type: ignore[arg-type]
                except Exception as error:
                    if isinstance(error, ModelHTTPError) or _never_sent(error):
                        course.meter.free()
                    else:
                        course.meter.lost()
                    wait = _wait(error, course)
                    if wait is not None:
                        waiting = f", waiting {wait:.0f} s" if wait >= 1 else ""
                        course.say("Trying again", f"{course.provider.label} did not answer{waiting}")
                        await asyncio.sleep(wait)
                        continue
                    raise
                said = reply.usage
                course.meter.arrived(
                    said.input_tokens,
                    said.output_tokens,
                    # pydantic-ai knows the cost of a reply only when the model has returned it.
                    dollars_for(course.provider, said.input_tokens, said.output_tokens, course.model),
                    about=size + tokens_of(str([getattr(part, "content", part) for part in reply.parts])),
                )
                course.must_be_within()
                return reply

    return Patient(model)


def _unreadable(course: Course) -> None:
    """A reply that is not of the form is on its way back. Raises Unavailable when that was done often enough."""
    if not course.may_correct("unreadable"):
        raise unavailable("unreadable", "The AI provider's reply could not be read, also after asking again.")
    course.say("Repairing the reply", "it could not be read")


def _size(messages: list[ModelMessage], parameters: Any) -> int:
    """About how many tokens a request is, with the schema that goes along."""
    count = 0
    for message in messages:
        count += tokens_of(getattr(message, "instructions", None) or "")
        count += sum(tokens_of(str(getattr(part, "content", getattr(part, "args", "")))) for part in message.parts)
    schemas = [tool.parameters_json_schema for tool in parameters.output_tools]
    if parameters.output_object is not None:
        schemas.append(parameters.output_object.json_schema)
    return count + sum(tokens_of(str(schema)) for schema in schemas)


def _never_sent(error: BaseException) -> bool:
    return getattr(error, "phase", None) in ("pool", "connect")


def _wait(error: Exception, course: Course) -> float | None:
    """How long to wait before the request is sent again; None where that is of no use."""
    from pydantic_ai import exceptions as failed

    if said_before(error) is not None or isinstance(error, failed.ModelQuotaExceededError | failed.ModelTimeoutError):
        return None
    if isinstance(error, failed.ModelHTTPError):
        if error.status_code not in RETRIED:
            return None
    elif not isinstance(error, failed.ModelConnectionError):
        return None
    if course.retried >= course.caps.retries:
        return None
    wait = FIRST_WAIT_SECONDS * (1 << course.retried) * (1 + random.random() / 2)  # noqa: S311 - so that not all come at once
    wait = max(wait, error.retry_after or 0.0)
    left = course.ends - asyncio.get_running_loop().time()
    if wait > min(MOST_WAIT_SECONDS, left):
        return None
    course.retried += 1
    return wait
