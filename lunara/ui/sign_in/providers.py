"""Signing in with a provider (OAuth with PKCE): the way there, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.settings import Settings
from lunara.ui.address import own_address, own_path
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.attempts import Attempts
from lunara.ui.sign_in.flows import Flow, begin_flow, browser_word, give_word, new_state
from lunara.ui.sign_in.posted import Body, address_of, posted, text, too_many

_LABELS = {
    "azure": "Microsoft",
    "github": "GitHub",
    "gitlab": "GitLab",
    "linkedin_oidc": "LinkedIn",
    "slack_oidc": "Slack",
    "workos": "WorkOS",
}

# Each is kept for an hour: one place does not push out what others have begun. One that came to its end counts no more.
_begun = Attempts(per_pair=200, per_account=1_000_000, per_address=200)


def provider_label(provider: str) -> str:
    """A provider's name as people know it."""
    return _LABELS.get(provider) or provider.replace("_", " ").title()


def has_signed_in(flow: Flow) -> None:
    """What a provider's way back led to: a sign-in, which does not count among those that were begun and left."""
    if flow.kind == "provider":
        _begun.undecided(flow.address, "")


def provider_routes(settings: Settings) -> Sequence[BaseRoute]:
    """`/api/auth/provider`: answers where the browser goes. It comes back to `/api/auth/confirm`, as from a mail."""

    async def begin(request: Request, body: Body) -> Response:
        provider = text(body, "provider", 40)
        if provider not in settings.sign_in_providers:
            raise InvalidInput("This provider is not offered here.", "Choose another way to sign in.")
        own = own_address(settings, request)
        if own is None:
            raise Unavailable(
                "A provider could not lead back to Lunara.", "Ask the person who runs it to set LUNARA_PUBLIC_URL."
            )
        address = address_of(settings, request)
        refusal = too_many(_begun, address, "")
        if refusal is not None:
            return refusal
        state, browser = new_state(), browser_word(request)
        back = f"{own}/api/auth/confirm?state={state}"
        try:
            asked = await run_in_threadpool(supabase_auth.provider_page, settings, provider, back)
        except LunaraError:
            _begun.undecided(address, "")
            raise
        after = own_path(settings, body.get("next"))
        begin_flow(browser, state, Flow("provider", asked.verifier, after, address, provider_label(provider)))
        done = JSONResponse({"go": asked.url})
        give_word(settings, request, done, browser)
        return done

    return (posted(settings, "/api/auth/provider", begin),)
