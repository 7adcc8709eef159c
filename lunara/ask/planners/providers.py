"""AI providers: which there are, whose account is asked, and where a key may be sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from lunara.connect.hosts import Reach
from lunara.errors import InvalidInput
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount, ProviderName

Whose = Literal["organization", "installation"]


@dataclass(frozen=True)
class ProviderKind:
    """A protocol that is spoken: its name for people, its own address, and where somebody gets a key."""

    label: str
    address: str
    keys_from: str


PROVIDERS: Mapping[ProviderName, ProviderKind] = {
    "gemini": ProviderKind("Gemini", "https://generativelanguage.googleapis.com", "aistudio.google.com"),
    "openai": ProviderKind("OpenAI", "https://api.openai.com/v1", "platform.openai.com"),
    "anthropic": ProviderKind("Anthropic", "https://api.anthropic.com", "console.anthropic.com"),
}


@dataclass(frozen=True)
class Provider:
    """An account with a provider, and the model that is asked. `key` is shown nowhere.

    `reach` is what an organization's own `base_url` may lead to; what is in the settings is the word of who runs the server.
    """

    name: ProviderName
    key: str = field(repr=False)
    model: str
    base_url: str = ""
    timeout_seconds: float = 30.0
    whose: Whose = "installation"
    reach: Reach | None = None

    @property
    def label(self) -> str:
        """Whom people are told of: the provider, or the host where it is another one's."""
        label = PROVIDERS[self.name].label
        return f"{label} at {urlsplit(self.base_url).hostname}" if self.base_url and self.reach is not None else label

    @property
    def address(self) -> str:
        """Where requests go."""
        return self.base_url or PROVIDERS[self.name].address


def of_installation(settings: Settings) -> Provider | None:
    """The account that this server was set up with (GEMINI_API_KEY), if any."""
    if not settings.gemini_api_key:
        return None
    return Provider(
        "gemini", settings.gemini_api_key, settings.llm_model, settings.llm_base_url, settings.llm_timeout_seconds
    )


def of_organization(account: ProviderAccount, model: str, settings: Settings) -> Provider:
    """An organization's own account. Nothing of the installation's comes along but how long a call may take.

    Raises InvalidInput for a provider whose model is not said.
    """
    return Provider(
        account.provider,
        account.key,
        checked_model(account.provider, model, settings),
        account.base_url,
        settings.llm_timeout_seconds,
        "organization",
        Reach.of(settings) if account.base_url else None,
    )


def checked_model(provider: ProviderName, model: str, settings: Settings) -> str:
    """The model to ask: as it is said, for Gemini also the installation's usual one. Raises InvalidInput."""
    found = model.strip() or (settings.llm_model if provider == "gemini" else "")
    if not found:
        raise InvalidInput(
            f"No model is named, and {PROVIDERS[provider].label} has none that is always there.",
            "Write its name as the provider lists it.",
        )
    if not re.fullmatch(r"[A-Za-z0-9][\w.:/@+-]{0,199}", found) or ".." in found:
        raise InvalidInput("This is not the name of a model.", "Write it as the provider lists it.")
    return found


def checked_address(text: str, reach: Reach) -> str:
    """An organization's own address of a provider, without a slash at its end; empty stays empty.

    Raises InvalidInput for what is no address or would send the key in the clear, ConnectFailed as `Reach.address` does.
    """
    written = text.strip().rstrip("/")
    if not written:
        return ""
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if (
        parts.scheme not in ("https", "http")
        or not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9a-fA-F:.]+", host)
        or parts.username is not None
        or parts.password is not None
        or parts.query
        or parts.fragment
        or not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", parts.path)
    ):
        raise InvalidInput(
            "This is not the address of an API.", "Write it as https://llm.example.com/v1, without a key in it."
        )
    found = reach.address(host, port or (443 if parts.scheme == "https" else 80))
    if parts.scheme == "http" and ip_address(found.partition("%")[0]).is_global:
        raise InvalidInput("The key would travel unencrypted.", "Begin the address with https://.")
    return written
