"""What went wrong with a provider, in words: every failure leaves as Unavailable with a code; none says anything of the key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lunara.ask.planners.providers import Provider
from lunara.errors import Unavailable

LATER = "Ask again later, or use the offline planner."
"""What to do about what passes by itself, for whoever asks a question."""


@contextmanager
def in_words(provider: Provider) -> Iterator[None]:
    """A block in which `provider` is asked. Raises Unavailable."""
    import httpx
    import httpx2
    from google.genai import errors as google_errors
    from pydantic_ai import exceptions as failed

    try:
        yield
    except failed.ContentFilterError as error:
        raise unavailable("blocked", "The AI provider's filter blocked the question or its reply.") from error
    except failed.OutputTokenLimitExceeded as error:
        raise unavailable("truncated", "The AI provider's reply was cut off before it was complete.") from error
    except failed.ModelHTTPError as error:
        raise _by_status(provider, error.status_code) from error
    except google_errors.APIError as error:
        raise _by_status(provider, error.code) from error
    except (failed.ModelAPIError, httpx.HTTPError, httpx2.HTTPError, OSError) as error:
        known = said_before(error)
        if known is not None:
            raise known from error
        late = failed.ModelTimeoutError | httpx.TimeoutException | httpx2.TimeoutException | TimeoutError
        if isinstance(error, late):
            raise unavailable("timeout", "The AI provider did not answer in time.") from error
        if isinstance(error.__cause__, ValueError):  # of a body that is no JSON
            raise unavailable(
                "unreadable",
                "The AI provider's reply has not the form that its API describes.",
                "Check the address and the model.",
            ) from error
        raise unavailable("unreachable", "The AI provider cannot be reached.") from error
    except failed.AgentRunError as error:
        raise unavailable(
            "unreadable", "The AI provider's reply could not be read, also after asking again."
        ) from error


def said_before(error: BaseException) -> Unavailable | None:
    """The Unavailable that an SDK took for a lost connection, if it was one."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, Unavailable):
        seen = seen.__cause__ or seen.__context__
    return seen


def _by_status(provider: Provider, status: int) -> Unavailable:
    own = provider.whose == "organization"
    if status == 429:
        return unavailable("rate_limited", "The AI provider's limit of requests is reached.")
    if status in (401, 403):
        hint = "An owner or admin enters it again on Settings." if own else "Check GEMINI_API_KEY."
        return unavailable("rejected", "The AI provider refused the key.", hint)
    if status == 404:
        hint = "Check the model, and the address, on Settings or of the agent." if own else "Check LUNARA_LLM_MODEL."
        return unavailable("rejected", "The AI provider does not know this model.", hint)
    if 300 <= status < 400:
        return unavailable(
            "rejected", "The address of the AI provider leads on to another one.", "Enter that address on Settings."
        )
    if 400 <= status < 500:
        return unavailable(
            "rejected", f"The AI provider refused the request (status {status}).", "Check the key and the model."
        )
    return unavailable("unavailable", f"The AI provider is not available (status {status}).")


def unavailable(code: str, message: str, hint: str = LATER) -> Unavailable:
    """The error that another planner answers in the place of."""
    return Unavailable(message, hint, code=code)
