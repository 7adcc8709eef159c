"""Whether a session still stands is asked, whatever becomes of what others ask of Supabase Auth."""

from __future__ import annotations

from types import SimpleNamespace

import httpx
import pytest
from supabase_auth.errors import AuthApiError, AuthError, AuthRetryableError, AuthUnknownError

from lunara.settings import Settings, load_settings
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.sessions import Tokens
from lunara.workspace.breaker import breaker_of

HERS, HIS = Tokens("a", "r", 9e9, "ana"), Tokens("b", "s", 9e9, "bob")
OVER = httpx.Response(403, json={"error_code": "session_not_found"})


@pytest.fixture
def settings() -> Settings:
    made = load_settings({
        "SUPABASE_URL": "https://asking-auth.supabase.co", "SUPABASE_KEY": "anon",
        "LUNARA_SECRET_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    })  # fmt: skip
    for part in (supabase_auth.AUTH, supabase_auth.RENEWAL):
        breaker_of(made, part).reset()
    return made


def answered(monkeypatch: pytest.MonkeyPatch, answer: httpx.Response) -> list[str]:
    asked: list[str] = []

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return answer

    monkeypatch.setattr(supabase_auth, "_http", lambda: httpx.Client(transport=httpx.MockTransport(give)))
    return asked


def renewal(monkeypatch: pytest.MonkeyPatch, error: AuthError) -> list[str]:
    asked: list[str] = []

    def fail(token: str) -> None:
        asked.append(token)
        raise error

    monkeypatch.setattr(supabase_auth, "_client", lambda _: SimpleNamespace(auth=SimpleNamespace(refresh_session=fail)))
    return asked


@pytest.mark.parametrize(
    "error",
    [
        AuthApiError("rate limit", 429, "over_request_rate_limit"),
        AuthApiError("fails", 500, "unexpected_failure"),
        AuthUnknownError("a page", ValueError()),
        AuthRetryableError("gone", 0),
    ],
)
def test_a_session_that_is_over_is_over_though_anothers_cannot_be_renewed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: AuthError
) -> None:
    asked = answered(monkeypatch, OVER)
    renewal(monkeypatch, error)
    assert not supabase_auth.still_stands(settings, HERS)
    for _ in range(5):
        assert supabase_auth.refresh(settings, HIS) is HIS
        assert not supabase_auth.still_stands(settings, HERS)
    assert len(asked) == 6


def test_who_is_limited_keeps_nobody_else_from_renewing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = renewal(monkeypatch, AuthApiError("rate limit", 429, "over_request_rate_limit"))
    for _ in range(5):
        supabase_auth.refresh(settings, HIS)
    assert supabase_auth.refresh(settings, HERS) is HERS and asked == [*"sssss", "r"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429, json={"msg": "too many"}, headers={"retry-after": "300"}),
        httpx.Response(403, headers={"content-type": "text/html"}, text="<html>blocked</html>"),
    ],
)
def test_who_is_turned_away_keeps_nobody_from_being_asked_about(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: httpx.Response
) -> None:
    answered(monkeypatch, answer)
    for _ in range(5):
        assert supabase_auth.still_stands(settings, HIS)
    answered(monkeypatch, OVER)
    assert not supabase_auth.still_stands(settings, HERS)


def test_while_it_is_away_nobody_waits_for_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answered(monkeypatch, httpx.Response(503, text="gone"))
    assert supabase_auth.still_stands(settings, HIS) and supabase_auth.still_stands(settings, HERS)
    assert len(asked) == 1 and not supabase_auth.answers(settings)
