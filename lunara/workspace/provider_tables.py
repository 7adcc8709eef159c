"""The organization's key of an AI provider, in a TableStore: sealed with its address, and opened only as it was sealed."""

from __future__ import annotations

import re

from lunara.errors import InvalidInput, NotPermitted
from lunara.workspace.records import ProviderAccount, ProviderKey, ProviderName
from lunara.workspace.rows import as_time
from lunara.workspace.table_base import TableBase
from lunara.workspace.tables import Row

MOST_CHARACTERS = 1000


class ProviderTables(TableBase):
    """The AI provider of a `Store`."""

    def provider_key(self) -> ProviderKey | None:
        row = self._provider_row()
        if row is None:
            return None
        by = row["set_by"]
        return ProviderKey(
            row["provider"], row["model"], row["base_url"], None if by is None else str(by), as_time(row["set_at"])
        )

    def open_provider_key(self) -> ProviderAccount | None:
        row = self._provider_row()
        return None if row is None else self._opened(row)

    def set_provider_key(
        self, provider: ProviderName, key: str = "", *, base_url: str = "", model: str = ""
    ) -> ProviderKey:
        if key:
            account = ProviderAccount(provider, _checked(key), base_url)
        else:
            account = self._kept(provider, base_url)
        arguments = {
            "provider": provider, "base_url": base_url, "model": model.strip(),
            "secret": self._keys().seal_provider(account, self._principal.organization_id),
        }  # fmt: skip
        self._tables.value("set_provider_key", arguments)
        found = self.provider_key()
        if found is None:
            raise NotPermitted("Your role does not allow this.", "Ask an admin or owner of your organization.")
        return found

    def remove_provider_key(self) -> None:
        found = self._tables.select(
            "provider_keys", ("id",), {"organization_id": self._principal.organization_id}, limit=1
        )
        if found:
            self._remove("provider_keys", str(found[0]["id"]))
        elif self._provider_row() is not None:
            raise NotPermitted("Your role does not allow this.", "Ask an admin or owner of your organization.")

    def _provider_row(self) -> Row | None:
        found = self._tables.call("provider_key", {})
        return found[0] if found else None

    def _opened(self, row: Row) -> ProviderAccount:
        found = self._keys().open_provider(row["secret"], self._principal.organization_id)
        if (found.provider, found.base_url) != (row["provider"], row["base_url"]):
            raise InvalidInput(
                "The key of the AI provider was changed outside of Lunara.",
                "An owner or admin enters it again on Settings.",
            )
        return found

    def _kept(self, provider: ProviderName, base_url: str) -> ProviderAccount:
        """The stored key, for the place that it was given for alone."""
        row = self._provider_row()
        if row is None:
            raise InvalidInput("There is no key.", "Enter the key that the provider gave you.")
        before = self._opened(row)
        if (before.provider, before.base_url) != (provider, base_url):
            raise InvalidInput(
                "The provider or its address was changed, so the key is needed again.",
                "What is stored is only ever sent where it was given for.",
            )
        return before


def _checked(key: str) -> str:
    """A key as it can be sent. Raises InvalidInput, which does not repeat it."""
    if not re.fullmatch(r"[!-~]+", key) or len(key) > MOST_CHARACTERS:
        raise InvalidInput(
            "This is not a key: it has spaces, other signs than letters, digits and punctuation, or is too long.",
            "Copy it again from the provider's page.",
        )
    return key
