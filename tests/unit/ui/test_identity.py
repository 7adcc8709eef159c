"""Own Postgres mode: who Streamlit's OIDC says is here, and what of it is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.context import StreamlitHeaders

from lunara.errors import Unavailable
from lunara.settings import Settings, load_settings
from lunara.ui import identity
from lunara.ui.sign_in import form
from lunara.workspace.records import Principal, Visit

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


# a session that was ended: Streamlit's own cookie goes on being valid, and is not believed any more


class Standing:
    """Which sessions stand; keeps whom it was asked of and from where."""

    def __init__(self, *ended: str) -> None:
        self.ended, self.asked, self.forgotten = ended, [], []  # type: ignore[var-annotated]

    def holds(self, settings: Settings, principal: Principal, mark: str, visit: Callable[[], Visit]) -> bool:
        self.asked.append((principal.user_id, mark, visit()))
        return mark not in self.ended

    def forget(self, user_id: str) -> None:
        self.forgotten.append(user_id)


def in_browser(monkeypatch: pytest.MonkeyPatch, cookie: str, **headers: str) -> None:
    told = StreamlitHeaders([(name.replace("_", "-"), value) for name, value in headers.items()])
    context = SimpleNamespace(cookies={"_streamlit_user": cookie}, headers=told, ip_address="10.0.0.9")
    monkeypatch.setattr(identity.st, "context", context)


def test_a_session_is_written_down_with_where_it_came_from(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    standing = Standing()
    monkeypatch.setattr(identity, "STANDING", standing)
    behind = replace(settings, trusted_proxies=(IPv4Network("10.0.0.0/24"),))
    in_browser(
        monkeypatch, "signed", X_Forwarded_For="203.0.113.7", User_Agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    )
    principal, _ = sign_in(monkeypatch, behind, User(True, CLAIMS))
    assert principal is not None
    mark = identity.current_mark(behind)
    assert standing.asked == [("u", mark, Visit("Firefox", "Windows", "203.0.113.x"))]
    assert mark is not None and "signed" not in mark and mark != identity.current_seal(behind)


def test_a_session_that_was_ended_is_a_stranger_s(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    in_browser(monkeypatch, "ended")
    mark = identity.current_mark(settings)
    assert mark is not None
    monkeypatch.setattr(identity, "STANDING", Standing(mark))
    assert sign_in(monkeypatch, settings, User(True, CLAIMS))[0] is None
    in_browser(monkeypatch, "a new sign-in")
    assert sign_in(monkeypatch, settings, User(True, CLAIMS))[0] is not None


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("away", [False, True])
def test_leaving_streamlits_own_sign_in(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, everywhere: bool, away: bool
) -> None:
    standing, done = Standing(), []  # type: ignore[var-annotated]

    class Workspace:
        def end_sign_ins(self, mark: str | None = None) -> None:
            if away:
                raise Unavailable("The workspace cannot be reached right now.")
            done.append(mark)

    in_browser(monkeypatch, "signed")
    for module in (identity, form):
        monkeypatch.setattr(module, "STANDING", standing)
    sign_in(monkeypatch, settings, User(True, CLAIMS))
    monkeypatch.setattr(form, "open_store", lambda settings, principal: Workspace())
    monkeypatch.setattr(form.st, "logout", lambda: done.append("out"))
    if away and everywhere:
        with pytest.raises(Unavailable):
            form._leave(settings, everywhere=True)
        assert done == [], "whoever asks for it is not told that it was done"
        return
    form._leave(settings, everywhere=everywhere)
    ended = [] if away else [None if everywhere else identity.current_mark(settings)]
    assert done == [*ended, "out"] and standing.forgotten == ["u"]
