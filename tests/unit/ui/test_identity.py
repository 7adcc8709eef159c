"""Own Postgres mode: who Streamlit's OIDC says is here, and what of it is believed."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.settings import Settings, load_settings
from lunara.ui import identity
from lunara.workspace.records import Principal

CLAIMS = {"sub": "42", "iss": "https://id.example", "email": "ana@x.example", "email_verified": True, "name": "Ana"}


class User:
    def __init__(self, logged_in: bool, claims: dict[str, Any]) -> None:
        self.is_logged_in, self._claims = logged_in, claims

    def to_dict(self) -> dict[str, Any]:
        return self._claims


@pytest.fixture
def settings() -> Settings:
    return load_settings({"LUNARA_DATABASE_URL": "postgresql://db.invalid/lunara", "LUNARA_HOME": "/tmp"})


def sign_in(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, user: User
) -> tuple[Principal | None, list[tuple[str, ...]]]:
    asked: list[tuple[str, ...]] = []

    def who(_: Settings, *given: str) -> Principal:
        asked.append(given)
        return Principal("u", "o", "ana@x.example", "Ana", "viewer")

    monkeypatch.setattr(identity.st, "user", user)
    monkeypatch.setattr(identity, "principal_for_identity", who)
    return identity.current_principal(settings), asked


def test_a_signed_in_person_is_found_by_issuer_and_subject(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    principal, asked = sign_in(monkeypatch, settings, User(True, CLAIMS))
    assert principal is not None and asked == [("https://id.example", "42", "ana@x.example", "Ana")]


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_was_not_verified_is_not_passed_on(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, verified: object
) -> None:
    _, asked = sign_in(monkeypatch, settings, User(True, {**CLAIMS, "email_verified": verified}))
    assert asked == [("https://id.example", "42", "", "Ana")]


@pytest.mark.parametrize(
    "user", [User(False, CLAIMS), User(True, {}), User(True, {"sub": "42"}), User(True, {"iss": "https://id.example"})]
)
def test_a_stranger_is_nobody(monkeypatch: pytest.MonkeyPatch, settings: Settings, user: User) -> None:
    assert sign_in(monkeypatch, settings, user) == (None, [])
