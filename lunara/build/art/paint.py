"""A picture painted by Gemini's image model, looked at before it is kept: no writing, a picture's format, a slide's shape.

Only the request's prompt is sent, and afterwards the picture itself, to ask whether there is writing in it. Both are counted
before they leave, so that what is cut off or cancelled is paid for as well.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.ask.planners.background import run_in_background
from lunara.ask.planners.failures import in_words, unavailable
from lunara.ask.planners.line import client_for
from lunara.ask.planners.metering import Meter, TokenBudget, Usage, dollars_for
from lunara.ask.planners.models import gemini_client
from lunara.ask.planners.patient import RETRIED
from lunara.build.art.brief import PROMPT_TOKENS, RATIO, READING_TOKENS, TOKENS, Request
from lunara.build.art.picture import MOST_FILE_BYTES, Picture, art_of, opened
from lunara.build.art.words import Writing, writing_in
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, LunaraError, Unavailable

if TYPE_CHECKING:
    from decimal import Decimal

    from google.genai.types import GenerateContentResponse
    from PIL import Image

    from lunara.ask.planners.providers import Provider

PAINT_SECONDS, READ_SECONDS = 150.0, 40.0
MOST_REPLY = MOST_FILE_BYTES * 4 // 3 + 1_000_000
WAITS = (0.5, 2.0)
"""Before a request is sent again, in seconds: as often as this for a picture, with looking at it. The SDK sends none again."""
LOOKED_AT, SEEN_TOKENS = 1_024, 1_024
"""How wide the picture is that is sent to be looked at, and how long the answer may be."""
QUESTION = (
    "Is there any writing in this picture: letters, digits, numerals, words, signs, logos or watermarks, or shapes that look "
    "like them, however small? Shapes, patterns and textures are no writing. Answer as JSON."
)
_BLOCKED = ("SAFETY", "PROHIBITED", "BLOCKLIST", "RECITATION", "SPII", "OTHER")
_ANSWER = {
    "type": "object",
    "properties": {"writing": {"type": "boolean"}, "what": {"type": "string"}},
    "required": ["writing", "what"],
}


@dataclass(frozen=True)
class Painted:
    """A picture that may be kept. `looked_at` says who found no writing in it; `usage` is what it took."""

    picture: Picture
    looked_at: str
    usage: Usage

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.usage.tokens


class HasWriting(LunaraError):
    """There is writing in the picture: it is not kept. `details["what"]` is what was seen, if that is known."""


class Painter:
    """Asks an account with Gemini for pictures. `purse` pays for the tokens.

    Raises InvalidInput for an account of another provider, which paints nothing.
    """

    def __init__(self, provider: Provider, purse: TokenBudget | None = None, *, most_bytes: int) -> None:
        if provider.name != "gemini":
            raise InvalidInput(
                f"{provider.label} does not paint: the pictures of slides are made by Gemini’s image model.",
                "An owner or admin can set a key of Gemini on Settings. Drawn themes need none.",
                code="no_painter",
            )
        self._provider, self._purse, self._most_bytes = provider, purse, most_bytes

    def paint(self, request: Request, cancel: CancelToken, meter: Meter | None = None) -> Painted:
        """The picture of a request. What it took is settled with the purse whatever comes of it, and can be read from `meter`.

        Raises HasWriting, InvalidInput for what is no picture of a slide, Unavailable (with a code, as planning does; `blocked`
        and `unreadable` are the picture's) and Cancelled.
        """
        settle = None
        if self._purse is not None:
            most, settle = self._purse.admit(request.tokens, PAINT_SECONDS + READ_SECONDS)
            if most is not None and most < request.tokens:
                settle(0)
                raise unavailable(
                    "over_budget",
                    f"This picture would take up to {request.tokens:,} tokens, and {most:,} are left for it today.",
                    "An admin can raise the limit on Settings.",
                )
        course = _Course(meter or Meter(), iter(WAITS))
        before = course.meter.usage.tokens
        try:
            file = run_in_background(self._ask(request, course), seconds=PAINT_SECONDS, cancel=cancel)
            picture = art_of(file, most_bytes=self._most_bytes)
            looked_at = self._must_say_nothing(opened(picture.data), course, cancel)
        finally:
            if settle is not None:
                settle(course.meter.usage.tokens - before)
        return Painted(picture, looked_at, course.meter.usage)

    def _must_say_nothing(self, image: Image.Image, course: _Course, cancel: CancelToken) -> str:
        """Who has looked for writing and found none. Raises HasWriting."""
        found = writing_in(image)
        if any(row.certain for row in found):
            raise _written(found)
        try:
            seen = run_in_background(self._read(image, course), seconds=READ_SECONDS, cancel=cancel)
        except Unavailable:
            # What may be writing, and nobody else to ask, is taken for it.
            if found:
                raise _written(found) from None
            return "Lunara"
        if seen is not None:
            raise _written(found, seen)
        return f"Lunara and {self._provider.model}"

    async def _ask(self, request: Request, course: _Course) -> bytes:
        from google.genai.types import GenerateContentConfig, ImageConfig

        config = GenerateContentConfig(
            response_modalities=["TEXT", "IMAGE"],
            image_config=ImageConfig(aspect_ratio=RATIO, image_size=request.size),
            seed=request.seed,
        )
        size = _Size(request.model, PROMPT_TOKENS, TOKENS[request.size], TOKENS[request.size])
        reply = await self._reply(size, [request.prompt], config, PAINT_SECONDS, course)
        return _picture_in(reply)

    async def _read(self, image: Image.Image, course: _Course) -> str | None:
        """What the account's language model sees of writing; None where it sees none."""
        from google.genai.types import GenerateContentConfig, Part

        small = image.copy()
        small.thumbnail((LOOKED_AT, LOOKED_AT))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=90)
        config = GenerateContentConfig(
            temperature=0.0,
            max_output_tokens=SEEN_TOKENS,
            response_mime_type="application/json",
            response_json_schema=_ANSWER,
        )
        parts = [Part.from_bytes(data=out.getvalue(), mime_type="image/jpeg"), QUESTION]
        size = _Size(self._provider.model, READING_TOKENS - SEEN_TOKENS, SEEN_TOKENS)
        reply = await self._reply(size, parts, config, READ_SECONDS, course)
        try:
            told = json.loads(reply.text or "")
            return str(told["what"])[:200] if told["writing"] is not False else None
        except (ValueError, TypeError, LookupError) as error:
            raise unavailable("unreadable", "What was seen in the picture could not be read.") from error

    async def _reply(
        self, size: _Size, contents: list[Any], config: Any, seconds: float, course: _Course
    ) -> GenerateContentResponse:
        """The reply; asked again where the provider said that it did not begin, as often as the picture has tries left."""
        import httpx2
        from google.genai.errors import APIError

        with in_words(self._provider):
            async with await asyncio.to_thread(client_for, self._provider, most_bytes=MOST_REPLY) as client:
                asked = await asyncio.to_thread(gemini_client, self._provider, client, seconds=seconds)
                while True:
                    course.meter.send(size.prompt + size.reply, self._dollars(size, size.prompt, size.reply))
                    try:
                        reply = await asked.aio.models.generate_content(
                            model=size.model, contents=contents, config=config
                        )
                        break
                    except APIError as error:
                        course.meter.free()
                        wait = next(course.waits, None) if error.code in RETRIED else None
                        if wait is None:
                            raise
                        await asyncio.sleep(wait)
                    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
                        course.meter.free()
                        raise
                    except (TypeError, AttributeError, ValueError, LookupError) as error:
                        course.meter.lost()
                        raise unavailable(
                            "unreadable",
                            "The AI provider's reply has not the form that its API describes.",
                            "Check the address and the model.",
                        ) from error
                    except Exception:
                        course.meter.lost()
                        raise
        prompt, completion = _counted(reply)
        course.meter.arrived(
            prompt, completion, self._dollars(size, prompt, completion), about=size.prompt + size.reply
        )
        return reply

    def _dollars(self, size: _Size, prompt: int, completion: int) -> Decimal | None:
        return dollars_for(self._provider, prompt, completion, size.model, picture=min(size.picture, completion))


@dataclass(frozen=True)
class _Size:
    """What a request to `model` takes in tokens, about: `picture` of its reply are those of a picture."""

    model: str
    prompt: int
    reply: int
    picture: int = 0


@dataclass(frozen=True)
class _Course:
    """What a picture took, and how often something of it may be sent again yet: after these waits, in seconds."""

    meter: Meter
    waits: Iterator[float]


def _counted(reply: GenerateContentResponse) -> tuple[int, int]:
    """The tokens that a reply counted, of what was sent and of what was made of it; what is below nothing is nothing."""
    usage = reply.usage_metadata
    if usage is None:
        return 0, 0
    prompt = max(usage.prompt_token_count or 0, 0)
    made = max(usage.candidates_token_count or 0, 0) + max(usage.thoughts_token_count or 0, 0)
    return prompt, max(made, (usage.total_token_count or 0) - prompt)


def _picture_in(reply: GenerateContentResponse) -> bytes:
    """The reply's first picture. Raises Unavailable where there is none."""
    blocked = reply.prompt_feedback is not None and reply.prompt_feedback.block_reason is not None
    for candidate in reply.candidates or []:
        for part in (candidate.content.parts if candidate.content is not None else None) or []:
            if part.inline_data is not None and part.inline_data.data and not part.thought:
                return part.inline_data.data
        ended = candidate.finish_reason
        blocked = blocked or (ended is not None and any(word in ended.name for word in _BLOCKED))
    if blocked:
        raise unavailable(
            "blocked",
            "The AI provider's filter blocked the request or its picture.",
            "Say the subject or the mood in other words.",
        )
    raise unavailable("unreadable", "The AI provider answered without a picture.", "Paint it again.")


def _written(found: list[Writing], seen: str = "") -> HasWriting:
    told = f" (“{seen}”)" if seen else ""
    where = ""
    if found:
        middle = (found[0].box[0] + found[0].box[2]) / 2, (found[0].box[1] + found[0].box[3]) / 2
        across = "left" if middle[0] < 0.34 else "right" if middle[0] > 0.66 else "middle"
        down = "top" if middle[1] < 0.34 else "bottom" if middle[1] > 0.66 else "middle"
        where = f" at the {down}, {across}" if down != across else " in the middle"
    return HasWriting(
        f"There is something like writing in the picture{told}{where}, so it was not kept.",
        "Paint it again: another picture comes of it.",
        code="has_writing",
        what=seen,
    )
