"""Whose account with an AI provider answers an organization's questions: its own, else the installation's, else none.

Nothing here touches Streamlit, so it may be called from a background job. What is kept for a moment is who is asked; the key is
fetched and opened for each question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lunara.ask.planners.providers import PROVIDERS, Provider, Whose, of_installation, of_organization
from lunara.ui import cache
from lunara.ui.identity import exact
from lunara.ui.page import PageContext
from lunara.workspace.records import ProviderKey, ProviderName

FRESH_SECONDS = 10.0


@dataclass(frozen=True)
class Chosen:
    """Who is asked, as people are told: nothing of the key. `base_url` is empty at the provider's own address."""

    name: ProviderName
    label: str
    model: str
    whose: Whose
    base_url: str = ""


def chosen_provider(ctx: PageContext) -> Chosen | None:
    """Who answers, asked at most every ten seconds."""
    key = cache.Key(ctx.organization.id, "ai-provider")
    own = cache.remember(key, ctx.store.provider_key, ttl=FRESH_SECONDS)
    if own is not None:
        return Chosen(own.provider, label_of(own), own.model or ctx.settings.llm_model, "organization", own.base_url)
    found = of_installation(ctx.settings)
    return Chosen(found.name, found.label, found.model, found.whose, found.base_url) if found is not None else None


def provider_of(ctx: PageContext) -> Provider | None:
    """The account to ask now. Raises InvalidInput when the organization's own key does not open."""
    store = exact(ctx.store)  # never by what was seen last: a key that was removed is not asked with
    own = store.provider_key()
    account = store.open_provider_key() if own is not None else None
    if own is None or account is None:
        return of_installation(ctx.settings)
    return of_organization(account, own.model, ctx.settings)


def forget_provider(ctx: PageContext) -> None:
    """For when it was changed."""
    cache.forget(organization_id=ctx.organization.id, what="ai-provider")
    cache.forget(organization_id=ctx.organization.id, what="plan")


def label_of(key: ProviderKey) -> str:
    """Whom people are told of."""
    label = PROVIDERS[key.provider].label
    if not key.base_url:
        return label
    try:
        host = urlsplit(key.base_url).hostname or key.base_url
    except ValueError:  # no address, set past the app: it is nobody's, and asking it says so
        host = key.base_url
    return f"{label} at {host}"


def model_of_agent(config: Mapping[str, Any], provider: ProviderName) -> str | None:
    """The model that an agent names, where it was named for this provider: another one has no model of that name."""
    return str(config.get("model") or "") or None if config.get("model_of", "gemini") == provider else None


def model_for(model: str, provider: ProviderName) -> dict[str, str | None]:
    """What an agent's configuration says of a model that was named while this provider is asked."""
    return {"model": model.strip() or None, "model_of": provider}
